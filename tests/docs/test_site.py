"""The manual builds as a site without a warning, asks no other host, and every link in it leads somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.tables import DOCS, chapters

LOADED = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("source", "src")}
IN_STYLE = re.compile(r"(?:url\(|@import )\s*[\"']?(https?:)?//")
LARGEST_PICTURE = 250_000


class Page(HTMLParser):
    """What a page loads, where it leads, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.leads: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value is None:
                continue
            if name == "id":
                self.anchors.add(value)
            elif (tag, name) in LOADED:
                self.loads.append(value)
            elif (tag, name) == ("a", "href"):
                self.leads.append(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; a warning is a fault."""
    out = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-n",
        "-b",
        "html",
        str(DOCS),
        str(out),
    ]
    built = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert (built.returncode, built.stderr) == (0, "")
    return out


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Every page of the site."""
    return {path: Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def local_links(pages: dict[Path, Page], site: Path) -> Iterator[tuple[Path, str, Path, str]]:
    """Every link inside the site: the page it stands on, as written, the file and the anchor it leads to."""
    for path, page in pages.items():
        for link in [*page.loads, *page.leads]:
            parts = urlsplit(link)
            if not parts.scheme and not parts.netloc:
                target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
                yield path, link, site / "index.html" if target == site.resolve() else target, parts.fragment


def test_no_page_and_no_style_loads_anything_from_another_host(site: Path, pages: dict[Path, Page]) -> None:
    assert len(pages) > 20
    assert [link for page in pages.values() for link in page.loads if urlsplit(link).netloc] == []
    assert [path.name for path in site.rglob("*.css") if IN_STYLE.search(path.read_text("utf-8"))] == []


def test_every_link_of_the_site_leads_to_a_page_and_an_anchor_that_are_there(
    site: Path, pages: dict[Path, Page]
) -> None:
    broken = [
        f"{path.name}: {link}"
        for path, link, target, anchor in local_links(pages, site)
        if not target.exists()
        or (anchor and target in pages and unquote(anchor) not in pages[target].anchors)
    ]
    assert broken == []


def test_chapters_that_follow_from_the_program_are_as_it_is_now() -> None:
    for name, text in chapters().items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, "run python -m tests.docs.tables"


def test_chapters_for_planners_exist_in_both_languages() -> None:
    english, dutch = (
        {path.name for path in (DOCS / "use" / language).glob("*.md")} for language in ("en", "nl")
    )
    assert english == dutch


def test_every_picture_is_used_and_small() -> None:
    shown = "".join(
        path.read_text(encoding="utf-8") for path in [DOCS.parent / "README.md", *DOCS.rglob("*.md")]
    )
    for path in (DOCS / "images").iterdir():
        assert path.stat().st_size < LARGEST_PICTURE, path.name
        assert path.name in shown
