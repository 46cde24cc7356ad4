"""The manual inside the app: a chapter for every page in both languages, and links that stay inside."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from capacity.service.documents import ORDER, chapter_linked, chapters, picture
from capacity.texts import LANGUAGES, Language, say
from capacity.ui.main import PAGES
from capacity.ui.method.help_page import LINK, PICTURE
from tests.ui.test_pages import opened
from tests.ui.test_pages import service as service  # the fixture


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_chapter_of_its_own_in_the_language_of_the_page(language: Language) -> None:
    known = chapters(language)
    for name in PAGES:
        if name != "help":
            assert known[name].file.parent.name == language


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [name for name in PAGES if name != "help"])
def test_every_page_has_the_link_to_its_chapter(
    page: str, language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAPACITY_HOME", str(tmp_path))
    app = opened("" if page == PAGES[0] else page, lang=language)
    links = [one.proto for one in app.get("page_link") if one.proto.label == say("help.about", language)]
    assert [one.page for one in links] == ["help"]
    assert [parse_qs(one.query_string) for one in links] == [{"lang": [language], "chapter": [page]}]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_and_picture_of_a_chapter_leads_to_one_that_is_there(language: Language) -> None:
    known = chapters(language)
    for chapter in known.values():
        for found in LINK.finditer(chapter.text):
            assert chapter_linked(chapter, found["file"]) in known, (chapter.name, found["file"])
        for found in PICTURE.finditer(chapter.text):
            assert picture(chapter, found["file"]) is not None, (chapter.name, found["file"])


def test_every_chapter_has_a_place_in_the_reading_order_and_begins_with_its_title() -> None:
    known = chapters("en")
    assert list(known) == [name for name in ORDER if name in known]
    assert set(known) == set(ORDER)
    assert [name for name, chapter in known.items() if re.match(r"#|$", chapter.title)] == []


@pytest.mark.parametrize("target", ["../../../README.md", "/etc/passwd", "gone.md", "../en"])
def test_a_link_that_leaves_the_manual_leads_nowhere(target: str) -> None:
    start = chapters("nl")["start"]
    assert chapter_linked(start, target) is None
    assert picture(start, target) is None
