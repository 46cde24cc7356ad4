"""What people wrote, in an address, a file or a saved text, is text on the page and never Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from capacity.domain.user import Role, User
from capacity.scenario import override_from
from capacity.service import Note, PresentState, SavedUpload, Workspace, open_workspace, override_choices
from capacity.service.input_files import template
from capacity.service.saved.records import SavedState
from capacity.ui.data import files as data_files
from capacity.ui.data import in_use as data_in_use
from capacity.ui.data import state as data_state
from capacity.ui.forecast import overrides as forecast_overrides
from capacity.ui.parts import notes as notes_part
from capacity.ui.plan import accept as plan_accept
from capacity.ui.situation import note_page
from capacity.ui.visit import visitor
from capacity.ui.words.scenario_words import difference_table, plain
from tests.ui.sample import SampleService
from tests.ui.test_note import answer, made
from tests.ui.test_pages import opened
from tests.ui.test_pages import service as service  # the fixture

IMAGE, LINK = "![x](http://evil.example/p.png)", "[y](http://evil.example/q)"
WRITTEN = f"{IMAGE} {LINK}"
MARKED = re.compile(r"(?<!\\)\]\(http")
READS_MARKDOWN = (
    "markdown",
    "caption",
    "title",
    "header",
    "subheader",
    "info",
    "warning",
    "error",
    "success",
)


def said(app: AppTest) -> list[str]:
    """Everything that a page reads as Markdown."""
    assert not app.exception
    return [str(element.value) for kind in READS_MARKDOWN for element in app.get(kind)]


def is_text(app: AppTest) -> bool:
    """Whether what was written is shown, and nowhere as an image or a link."""
    shown = said(app)
    assert any(plain(IMAGE) in sentence or plain(LINK) in sentence for sentence in shown), shown
    return not any(MARKED.search(sentence) for sentence in shown)


def part(draw: Callable[[], object]) -> AppTest:
    """One part of a page."""

    def script(draw):  # runs on its own and knows no other name
        draw()

    return AppTest.from_function(script, kwargs={"draw": draw}).run(timeout=60)


@pytest.fixture
def workspace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Workspace:
    monkeypatch.setenv("CAPACITY_HOME", str(tmp_path))
    return open_workspace(tmp_path)


def test_an_image_that_is_not_escaped_would_be_found() -> None:
    assert MARKED.search(IMAGE)
    assert MARKED.search(LINK)
    assert not MARKED.search(plain(WRITTEN))


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(
    "part_of_address", ["inflow", "shock_start", "preset", "compare", "scenario", "pins", "view"]
)
def test_a_wild_value_is_text_in_its_notice(part_of_address: str) -> None:
    assert is_text(opened(lang="nl", **{part_of_address: WRITTEN}))


@pytest.mark.usefixtures("service")
def test_an_unknown_name_is_text_in_its_notice() -> None:
    assert is_text(opened(lang="nl", **{WRITTEN: "1"}))


@pytest.mark.usefixtures("service")
def test_a_wild_language_receipt_or_chapter_is_text_in_its_notice() -> None:
    assert is_text(opened(lang=WRITTEN))
    assert is_text(opened("method", lang="nl", receipt=WRITTEN))
    assert is_text(opened("help", lang="nl", chapter=WRITTEN))


@pytest.mark.usefixtures("service")
def test_a_name_from_the_address_is_text_in_the_heading_of_a_comparison() -> None:
    app = opened("whatif", lang="en", inflow="50", name=WRITTEN, compare="now")
    assert is_text(app)
    assert plain(IMAGE) in app.title[0].value


def test_articles_of_a_scenario_are_text_in_its_history(service: SampleService) -> None:
    mine = answer("en", deviations=[WRITTEN]).scenario
    usual = mine.model_copy(update={"deviations": []})
    table = difference_table(usual, mine, service.settings(), "en")
    assert list(table.second) == [plain(WRITTEN)]


def test_author_and_reason_of_the_state_are_text() -> None:
    own = SampleService().present_state()
    saved = SavedState("1", WRITTEN, datetime(2026, 11, 23, 6), WRITTEN, "")
    present = PresentState(own.own, saved, own.commitments)
    assert is_text(part(lambda: data_state._stands_on(present, "nl")))


@pytest.mark.parametrize("kind", ["portfolio", "scores", "homes", "targets", "boundaries"])
def test_author_and_reason_of_an_accepted_file_are_text(workspace: Workspace, kind: str) -> None:
    workspace.accept_upload(kind, "", WRITTEN, WRITTEN)
    saved: SavedUpload | None = workspace.upload_in_force(kind)
    assert is_text(part(lambda: data_in_use.in_use(saved, kind, workspace, "nl")))


def test_scenario_author_and_reason_of_an_accepted_plan_are_text(workspace: Workspace) -> None:
    about = answer("nl")
    named = replace(about.view.to_accept(about.plan, 4), scenario=WRITTEN)
    workspace.accept_plan(named, WRITTEN, WRITTEN)
    assert is_text(part(lambda: plan_accept._accepted(about)))


def test_a_note_and_its_author_are_text() -> None:
    note = Note("1", "scenario:baseline", WRITTEN, WRITTEN, datetime(2026, 11, 23, 6))
    assert is_text(part(lambda: notes_part.list_notes([note], "nl")))


def test_author_and_reason_of_a_change_of_the_forecast_are_text(workspace: Workspace) -> None:
    rows = override_choices()
    workspace.save_override(override_from({"level": 10}, rows), WRITTEN, WRITTEN)
    held, about = workspace.overrides_in_force(), answer("nl", arrivals="adjusted")
    assert is_text(part(lambda: forecast_overrides._held(held, "nl")))
    assert is_text(part(lambda: forecast_overrides._used_by_plan(about, held)))


def test_the_name_of_a_scenario_and_its_deviations_are_text_in_the_note() -> None:
    about = answer("en", inflow=20.0, name=WRITTEN, deviations=[WRITTEN])
    assert is_text(part(lambda: note_page._draw(made(about), about)))


def test_the_name_of_a_file_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = template("targets", dutch=True)
    given = SimpleNamespace(name=f"{WRITTEN}.csv", getvalue=lambda: rows)
    monkeypatch.setattr(st, "file_uploader", lambda *_, **__: given)
    assert is_text(part(lambda: data_files.check_part("targets", "nl")))


def test_the_name_of_whoever_signed_in_is_text() -> None:
    user = User("subject", WRITTEN, Role.PLANNER)
    assert visitor.who(user, "en").startswith(plain(WRITTEN))
