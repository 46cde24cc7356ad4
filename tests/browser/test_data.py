"""The page Data in a real browser: figures with faults are mended, a failed refresh is repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from capacity.service import open_service, open_workspace
from capacity.sources.state import write_state
from capacity.texts import say
from tests.browser.conftest import Visit, running
from tests.service.live import shipped_figures, week_before_today
from tests.sources.live.answers import Sources
from tests.sources.live.serving import source_server, sources

__all__ = ["source_server", "sources"]

MENDED = {"veel": "10.650", "PV99": "PV20", "gok": "derived"}
REFRESH_SECONDS = 300
EUROSTAT = "Asielaanvragers per maand"
FILTER = "^Filter deze"


@pytest.fixture
def own_app(own_home: Path, sources: Sources) -> Iterator[str]:
    """An app of its own, whose sources are on this computer."""
    shipped_figures(sources)
    week_before_today(sources)
    with running(own_home, **sources.addresses()) as url:
        yield url


def data_page(visit: Visit, url: str, tab: str) -> None:
    """Opens a part of the page Data as a visitor does."""
    before = visit.open(f"{url}/?lang=nl")
    visit.page.get_by_role("link", name=say("nav.data", "nl"), exact=True).first.click()
    visit.page.wait_for_function(f"document.querySelector('h1')?.innerText !== {before!r}")
    visit.settled()
    show(visit, tab)


def show(visit: Visit, tab: str) -> None:
    """Opens another part of the page."""
    visit.page.get_by_role("radio", name=say(f"data_tab.{tab}", "nl")).first.click()
    visit.settled()


def faulty_state(home: Path) -> bytes:
    """Next week's state as a Dutch spreadsheet saves it, with three cells that cannot be."""
    state = open_service(home).present_state().own
    day = state.as_of + timedelta(weeks=1)
    rows = state.rows.assign(as_of=day.isoformat(), author="COA")
    text = write_state(replace(state, as_of=day, author="COA", rows=rows), dutch=True).decode("utf-8-sig")
    text = text.replace(";10650;", ";veel;", 1).replace(";PV20;regular;", ";PV99;regular;", 1)
    return text.replace(";derived;", ";gok;", 1).encode()


def test_a_state_with_three_faults_is_uploaded_mended_in_place_and_accepted(
    visit: Visit, own_app: str, own_home: Path
) -> None:
    page = visit.page
    data_page(visit, own_app, "load")
    page.get_by_text(say("data.bring_in", "nl")).click()
    given = {"name": "week49.csv", "mimeType": "text/csv", "buffer": faulty_state(own_home)}
    page.locator("input[type='file']").first.set_input_files(given)  # type: ignore[arg-type]
    fields = page.locator("[class*='st-key-mend_'] input")
    fields.nth(len(MENDED) - 1).wait_for()
    visit.settled()
    assert {field.input_value() for field in fields.all()} == set(MENDED)
    for field in fields.all():
        field.fill(MENDED[field.input_value()])
    page.get_by_role("button", name=say("data.mend", "nl")).click()
    page.locator(".st-key-state_accept button").wait_for()
    assert fields.count() == 0
    page.locator(".st-key-state_accept_by_author input").fill("Sam")
    page.locator(".st-key-state_accept_by_reason input").fill("week 49")
    page.locator(".st-key-state_accept_by_reason input").press("Enter")
    visit.settled()
    visit.press(page.locator(".st-key-state_accept button"), "aangenomen door Sam")
    saved = open_workspace(own_home).latest_state()
    assert saved is not None
    assert (saved.author, saved.reason, saved.state.author) == ("Sam", "week 49", "COA")
    show(visit, "audit")
    page.get_by_role("button", name=say("audit.download", "nl")).wait_for()
    assert visit.errors == []


def type_value(page: Page, row: int, number: str) -> None:
    """Types a number into the first table of the state by keyboard, in the column of values."""
    table = page.locator("[class*='st-key-state_table_queues']")
    table.scroll_into_view_if_needed()
    name = re.compile(f"^{say('state_column.value', 'nl')}$")
    heading = table.locator("[role='columnheader']").filter(has_text=name).first
    heading.wait_for(state="attached")
    place = int(heading.get_attribute("aria-colindex") or 0)
    cells = table.locator("[role='gridcell']")
    cells.first.evaluate("cell => cell.focus()")
    for key in ["ArrowRight"] * (place - 1) + ["ArrowDown"] * (row - 1):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.locator("#portal textarea, #portal input").first.fill(number)
    page.keyboard.press("Enter")
    cells.filter(has_text=number).first.wait_for(state="attached")


def test_a_typed_number_is_previewed_with_its_difference_and_one_typed_after_the_check_is_not_accepted_unseen(
    visit: Visit, address: str
) -> None:
    page = visit.page
    data_page(visit, address, "load")
    type_value(page, 1, "4321")
    page.locator(".st-key-state_check button").click()
    page.locator(".st-key-state_accept button").wait_for()
    visit.settled()
    page.get_by_text(say("data.differences", "nl", n=1)).wait_for()

    type_value(page, 2, "1234")
    page.locator(".st-key-state_accept_by_author input").fill("Sam")
    page.locator(".st-key-state_accept_by_reason input").fill("week 49")
    page.locator(".st-key-state_accept_by_reason input").press("Enter")
    visit.settled()
    visit.press(page.locator(".st-key-state_accept button"), say("data.changed_since_check", "nl"))
    assert visit.errors == []


def test_what_was_chosen_and_typed_is_there_again_after_another_page_and_after_the_next(
    visit: Visit, address: str
) -> None:
    page = visit.page
    data_page(visit, address, "load")
    type_value(page, 1, "4321")
    visit.settled()
    for _ in range(2):
        for name, path in (("Plan", "plan"), ("Gegevens", "data")):
            page.get_by_role("link", name=name, exact=True).first.click()
            page.wait_for_url(f"**/{path}?*")
            visit.settled()
        chosen = page.get_by_role("radio", checked=True)
        chosen.filter(has_text=re.compile(f"^{say('data_tab.load', 'nl')}$")).wait_for()
        chosen.filter(has_text=re.compile(f"^{say('file_kind.state', 'nl')}$")).wait_for()
        cells = page.locator("[class*='st-key-state_table_queues'] [role='gridcell']")
        cells.filter(has_text="4321").first.wait_for(state="attached")


def test_what_was_chosen_and_looked_for_in_a_tab_is_there_again_after_other_tabs(
    visit: Visit, address: str
) -> None:
    page = visit.page
    words = page.get_by_label(re.compile(FILTER)).first
    kind = page.get_by_role("radio", name=say("file_kind.portfolio", "nl"), exact=True)
    data_page(visit, address, "parameters")
    words.fill("prijs")
    words.press("Enter")
    visit.settled()
    show(visit, "load")
    kind.click()
    visit.settled()
    for others in (("audit",), ("audit", "snapshots")):
        for tab in (*others, "load"):
            show(visit, tab)
        expect(kind).to_be_checked()
    show(visit, "parameters")
    expect(words).to_have_value("prijs")


def test_a_source_that_was_not_refreshed_is_seen_with_its_cause_here_and_on_the_plan_and_repeated(
    visit: Visit, own_app: str, sources: Sources
) -> None:
    page, good = visit.page, sources.eurostat
    sources.eurostat = {"structure": {}}
    data_page(visit, own_app, "refreshes")
    page.get_by_role("button", name=say("data.refresh_again", "nl")).click()
    partly = say("data.refresh_partly", "nl", sources=EUROSTAT)
    page.get_by_text(partly).wait_for(timeout=REFRESH_SECONDS * 1000)
    heading = visit.settled()
    assert EUROSTAT in heading
    cause = page.get_by_test_id("stAlert").filter(has_text=EUROSTAT).filter(has_text="verwacht: id")
    cause.first.wait_for()
    page.get_by_role("link", name=say("nav.plan", "nl"), exact=True).first.click()
    page.wait_for_function(f"document.querySelector('h1')?.innerText !== {heading!r}")
    visit.settled()
    cause.first.wait_for()

    sources.eurostat = good
    data_page(visit, own_app, "refreshes")
    page.get_by_role("button", name=say("data.refresh_again", "nl")).click()
    page.get_by_text(say("data.refresh_done", "nl")).wait_for(timeout=REFRESH_SECONDS * 1000)
    assert EUROSTAT not in visit.settled()
    assert cause.count() == 0
    assert visit.errors == []
