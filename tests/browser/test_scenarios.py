"""Scenarios in a real browser: saved, sent, opened again, edited by two, compared; a plan brought back."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, WebSocketRoute, expect

from capacity.scenario import Settings, default_scenario
from capacity.service import SavedScenario, open_workspace
from capacity.service.inputs import load_inputs
from capacity.texts import say
from capacity.ui.whatif.page import OWN_CARDS
from tests.browser.conftest import WAIT_MILLISECONDS, Visit, running
from tests.browser.test_every_page import own_faults
from tests.browser.test_journeys import dutch

NAME = "Autumn peak"
MENU = ".st-key-scenario_bar [class*='st-key-scenario_menu_']"
NUMBER = "input[type='number']"
STOPS = 12
"""More stops than a dialog has."""
HAS_FOCUS = "where => document.activeElement === document.querySelector(where)"

TOPS = """columns => columns.map(column =>
    [...column.querySelectorAll("[data-testid='stMetric'], [data-testid='stCaptionContainer']")]
        .map(part => Math.round(part.getBoundingClientRect().top)))"""
"""Where the card and each line below it begin, per column."""


@pytest.fixture(scope="module")
def home(shared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for all journeys of this file, with the snapshot of the shipped data."""
    made = tmp_path_factory.mktemp("planners")
    shutil.copytree(shared_home / "snapshots", made / "snapshots")
    return made


@pytest.fixture(scope="module")
def app(home: Path) -> Iterator[str]:
    """One app for all journeys of this file."""
    with running(home) as url:
        yield url


@contextmanager
def colleague(chromium: Browser) -> Iterator[Visit]:
    """Another person, in a browser of their own."""
    context: BrowserContext = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(WAIT_MILLISECONDS)
    visit = Visit(context.new_page())
    visit.listen()
    yield visit
    context.close()


def title(page: Page) -> Locator:
    """The line that names the scenario."""
    return page.locator(".st-key-scenario_bar").get_by_text(re.compile("^Scenario:"))


def figures(page: Page) -> list[str]:
    """The values of the cards of the page of questions, once all of them are drawn."""
    cards = page.get_by_test_id("stMetricValue")
    cards.nth(len(OWN_CARDS) - 1).wait_for()
    return cards.all_inner_texts()


def set_number(page: Page, setting: str, value: int) -> None:
    """Types a setting into its number field on the page of questions."""
    field = page.locator(f".st-key-number_{setting} {NUMBER}")
    field.fill(str(value))
    field.press("Enter")


def send(dialog: Locator, form: str, button: str, **texts: str) -> None:
    """Fills the fields of a form and sends it by its button."""
    for field, text in texts.items():
        dialog.locator(f".st-key-{form}_{field} input").fill(text)
    form_itself = dialog.get_by_test_id("stForm").filter(has=dialog.page.locator(f".st-key-{form}_reason"))
    form_itself.get_by_role("button", name=button).click()


def fill(dialog: Locator, form: str, **texts: str) -> None:
    """Fills the fields of a form that asks for name, author and reason, and saves."""
    send(dialog, form, "Save", **texts)


def save(page: Page, name: str, author: str, reason: str) -> None:
    """Saves what is open under a name."""
    page.locator(".st-key-save_scenario button").click()
    fill(page.get_by_test_id("stDialog"), "save", name=name, author=author, reason=reason)


def kept(home: Path, settings: Settings, name: str, **values: float) -> SavedScenario:
    """A scenario that Els saved earlier."""
    scenario = default_scenario(settings, name).model_copy(update=values)
    return open_workspace(home).save_scenario(scenario, "Els", "trial")


@pytest.fixture(scope="module")
def settings() -> Settings:
    """The settings of the program."""
    return load_inputs().settings


def more(page: Page) -> Locator:
    """The menu of the scenario, beside which marks of explanations say more too."""
    return page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="More")


def test_a_saved_scenario_is_deleted_with_a_reason_and_put_back_as_it_was(
    visit: Visit, app: str, home: Path, settings: Settings
) -> None:
    one = kept(home, settings, "Passing thought", inflow=5)
    page = visit.page
    visit.open(f"{app}/whatif?lang=en&scenario={one.id}&version=1")
    more(page).click()
    page.get_by_role("button", name="Delete…").click()
    page.get_by_test_id("stDialog").get_by_text("'Passing thought' leaves the list.").wait_for()
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    send(page.get_by_test_id("stDialog"), "delete", "Delete", author="Els", reason="double")
    page.get_by_text("Deleted: 'Passing thought'.").wait_for()
    visit.settled()
    assert title(page).inner_text() == "Scenario: baseline"
    more(page).click()
    page.get_by_role("button", name="Put back…").click()
    dialog = page.get_by_test_id("stDialog")
    dialog.get_by_role("combobox").click()
    page.get_by_role("option", name="Passing thought").click()
    dialog.get_by_text("Reason: trial").wait_for()
    dialog.get_by_text(re.compile("Deleted by Els on .+: double")).wait_for()
    send(dialog, "put_back", "Put back", author="Els", reason="still needed")
    page.get_by_text("Put back: 'Passing thought'.").wait_for()
    visit.settled()
    assert title(page).inner_text() == "Scenario: Passing thought"
    assert page.locator(f".st-key-number_inflow {NUMBER}").input_value() == "5"
    assert visit.errors == []


def test_a_saved_scenario_is_sent_and_a_colleague_opens_the_same(
    visit: Visit, chromium: Browser, app: str
) -> None:
    visit.open(f"{app}/whatif?lang=en&inflow=5&housing=10")
    page = visit.page
    assert "not saved (2 settings)" in title(page).inner_text()
    mine = figures(page)
    save(page, NAME, "Els", "trial for Monday")
    page.get_by_text(f"Saved: '{NAME}', version 1.").wait_for()
    visit.settled()
    assert title(page).inner_text() == f"Scenario: {NAME}"
    page.get_by_role("button", name="Share").click()
    link = page.get_by_test_id("stCode").inner_text().strip()
    assert re.search(r"/whatif\?lang=en&scenario=\w+&version=1$", link)

    with colleague(chromium) as other:
        other.open(link)
        assert figures(other.page) == mine
        assert title(other.page).inner_text() == f"Scenario: {NAME}"
        more(other.page).click()
        other.page.get_by_role("button", name="History…").click()
        history = other.page.get_by_test_id("stDialog")
        for said in ("Els", "trial for Monday", "Arrivals 0% → +5%"):
            history.get_by_text(said).first.wait_for()
        assert own_faults(other.page) == []


def test_the_keyboard_is_at_the_menu_again_when_a_dialog_of_the_menu_is_left(visit: Visit, app: str) -> None:
    page = visit.page
    visit.open(f"{app}/?lang=nl")
    page.locator(f"{MENU} button").press("Enter")
    page.locator(".st-key-open_scenario button").press("Enter")
    dialog = page.get_by_test_id("stDialog")
    dialog.get_by_role("heading").wait_for()
    visit.settled()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator(f"{MENU} button")).to_be_focused()


def test_a_scenario_is_saved_by_keyboard_alone(visit: Visit, app: str, home: Path) -> None:
    page = visit.page
    visit.open(f"{app}/whatif?lang=nl&inflow=5")
    button = page.locator(".st-key-save_scenario button")
    button.focus()
    button.press("Enter")
    dialog = page.get_by_test_id("stDialog")
    dialog.locator(".st-key-save_reason input").wait_for()
    assert own_faults(page) == []
    for field, text in (("name", "Met de hand"), ("author", "Els"), ("reason", "zonder muis")):
        for _ in range(STOPS):
            if page.evaluate(HAS_FOCUS, f".st-key-save_{field} input"):
                break
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.get_by_text("Bewaard: 'Met de hand', versie 1.").wait_for()
    assert [saved.author for saved in open_workspace(home).scenarios() if saved.name == "Met de hand"] == [
        "Els"
    ]

    visit.settled()
    button.focus()
    button.press("Enter")
    dialog.wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert visit.errors == []


def test_two_people_edit_the_same_scenario_and_the_second_gets_the_choice(
    visit: Visit, chromium: Browser, app: str, home: Path, settings: Settings
) -> None:
    mine = kept(home, settings, "Winter peak", inflow=5.0)
    link = f"{app}/whatif?lang=en&scenario={mine.id}&version=1"
    visit.open(link)
    with colleague(chromium) as other:
        other.open(link)
        set_number(other.page, "inflow", -5)
        other.page.get_by_text("● not saved (1 setting)").wait_for()
        other.settled()
        save(other.page, mine.name, "Bram", "newer figures")
        other.page.get_by_text("version 2.").wait_for()

    page = visit.page
    set_number(page, "inflow", 3)
    page.get_by_text("Bram saved a newer version").first.wait_for()
    visit.settled()
    save(page, mine.name, "Els", "my own view")
    dialog = page.get_by_test_id("stDialog")
    dialog.get_by_text("Bram saved a newer version").wait_for()
    dialog.get_by_text("newer figures").wait_for()
    dialog.get_by_text("See difference").click()
    for value in ("−5%", "+3%"):
        dialog.get_by_text(value).first.wait_for()
    expect(dialog.locator(".st-key-copy_reason input")).to_have_value("my own view")
    send(dialog, "copy", "Save as a copy", name="Winter peak of Els", author="Els")
    page.get_by_text("Saved: 'Winter peak of Els', version 1.").wait_for()
    there = {saved.name: saved.scenario.inflow for saved in open_workspace(home).scenarios()}
    assert (there["Winter peak"], there["Winter peak of Els"]) == (-5.0, 3.0)
    assert [saved.author for saved in open_workspace(home).history(mine.id)] == ["Bram", "Els"]

    visit.open(link)
    set_number(page, "inflow", 3)
    page.get_by_text("● not saved (1 setting)").wait_for()
    visit.settled()
    save(page, mine.name, "Els", "my own view")
    dialog.get_by_text("Bram saved a newer version").wait_for()
    dialog.get_by_text("Replace (with reason)").click()
    send(dialog, "replace", "Replace", author="Els", reason="agreed with Bram")
    page.get_by_text("Saved: 'Winter peak', version 3.").wait_for()
    history = open_workspace(home).history(mine.id)
    assert [(saved.author, saved.scenario.inflow) for saved in history] == [
        ("Els", 3.0),
        ("Bram", -5.0),
        ("Els", 5.0),
    ]
    assert history[0].reason == "agreed with Bram"


def test_three_scenarios_are_compared_on_the_figure_of_choice(
    visit: Visit, app: str, home: Path, settings: Settings
) -> None:
    wanted = {"More people": {"inflow": 5.0}, "More homes": {"housing": 10.0}, "Later": {"delay": 26}}
    ids = [kept(home, settings, name, **values).id for name, values in wanted.items()]
    heading = visit.open(f"{app}/whatif?lang=en&compare={','.join(ids)}")
    page = visit.page
    cards = page.get_by_test_id("stMetric")
    cards.nth(3).wait_for()
    assert cards.count() == 4
    assert re.search(r"[Oo]f 3 scenarios .+ duties .+\.", heading)
    columns = page.get_by_test_id("stColumn").filter(has=cards).evaluate_all(TOPS)
    assert len(columns) == 4
    assert all(column == columns[0] for column in columns)
    first = page.get_by_test_id("stMetricValue").all_inner_texts()
    page.locator(".st-key-compare_measure").get_by_role("combobox").click()
    page.get_by_role("option", name="Cost per year").click()
    page.get_by_role("heading", name="Cost per week, week by week").wait_for()
    visit.settled()
    assert own_faults(page) == []
    second = page.get_by_test_id("stMetricValue").all_inner_texts()
    assert second != first
    assert all("€" in value for value in second)
    given = visit.download(page.locator(".st-key-download_compare button"))
    text = given.path().read_text(encoding="utf-8-sig")
    assert "More homes" in text.splitlines()[0]
    assert "(lowest)" in text
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages[0].extract_text()
    assert "Figure: Cost per year" in " ".join(paper.split())
    assert visit.errors == []


A_LOOK_MILLISECONDS = 1000
"""More than the page needs to look at the cells in sight: it does so twice a second."""


class Line:
    """The connection of a page to the program, which can be cut and mended; other visitors keep theirs."""

    def __init__(self, page: Page) -> None:
        self.cut = False
        self._socket: WebSocketRoute | None = None
        page.route_web_socket(re.compile("_stcore/stream"), self._carry)
        page.route(re.compile("_stcore/"), lambda asked: asked.abort() if self.cut else asked.continue_())

    def _carry(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda message: None if self.cut else server.send(message))
        server.on_message(lambda message: None if self.cut else socket.send(message))
        self._socket = socket

    def close(self) -> None:
        """Lets the browser notice that the line is cut."""
        assert self.cut
        assert self._socket is not None
        self._socket.close(code=1001)


def test_a_part_that_stays_empty_after_it_was_unfolded_is_asked_for_again(visit: Visit, address: str) -> None:
    page = visit.page
    line = Line(page)
    visit.open(f"{address}/?lang=en")
    part = page.locator("[class*='st-key-fold_']").first
    line.cut = True
    part.locator("summary").click()
    page.wait_for_timeout(A_LOOK_MILLISECONDS)
    assert part.get_by_test_id("stDownloadButton").count() == 0
    line.cut = False
    part.get_by_test_id("stDownloadButton").wait_for()
    assert page.locator("#capacity-connection").count() == 0


def test_a_lost_connection_tells_what_was_not_taken_and_offers_it_again(visit: Visit, address: str) -> None:
    page = visit.page
    line = Line(page)
    visit.open(f"{address}/whatif?lang=en&housing=10&jcs=300&usable=95&shock=-20")
    banner = page.locator("#capacity-connection")
    line.cut = True
    page.locator(".st-key-setting_buffer label").first.click()
    chosen = page.locator(".st-key-setting_renew input")
    chosen.click()
    chosen.fill("renew all")
    chosen.press("Enter")
    slider = page.locator(".st-key-setting_inflow").get_by_role("slider")
    slider.focus()
    slider.press("ArrowRight")
    line.close()
    banner.get_by_text("The connection to the program is lost.").wait_for()
    said = banner.inner_text()
    assert "What you saved is safe" in said
    for edit in ("Arrivals .*: 5", "Border buffer .*: no", "Renewing contracts .*: renew all"):
        assert re.search(f"Not taken yet: .*{edit}", said)

    line.cut = False
    banner.get_by_role("button", name="Use it now").click()
    page.wait_for_url(re.compile("inflow=5"))
    visit.settled()
    for part in ("housing=10", "jcs=300", "buffer=false", "renew=all"):
        assert part in page.url
    assert "not saved (7 settings)" in title(page).inner_text()
    assert banner.count() == 0


def test_a_lost_connection_tells_the_cells_that_were_not_taken(visit: Visit, address: str) -> None:
    page = visit.page
    line = Line(page)
    visit.open(f"{address}/plan?lang=en")
    page.get_by_text("Change or pin numbers").click()
    table = page.locator("[class*='st-key-pin_cells'] [data-testid='stDataFrame']")
    first = table.locator("[role='gridcell']").first
    first.wait_for(state="attached")
    visit.settled()
    page.wait_for_timeout(A_LOOK_MILLISECONDS)
    line.cut = True
    first.evaluate("cell => cell.focus()")
    page.keyboard.press("Enter")
    table.locator("tbody").get_by_text("true", exact=True).wait_for(state="attached")
    line.close()
    banner = page.locator("#capacity-connection")
    banner.get_by_text(re.compile(r"Not taken yet: keep \(2026-W48, .*\): true")).wait_for()


Edit = Callable[[list[dict[str, str]]], None]


def edited(content: str, edit: Edit) -> str:
    """The exported places after somebody typed in them, as a Dutch Excel saves them."""
    heads, *lines = (line.split(";") for line in content.splitlines())
    rows = [dict(zip(heads, line, strict=True)) for line in lines]
    edit(rows)
    return "\r\n".join(";".join(row) for row in [heads, *(list(row.values()) for row in rows)]) + "\r\n"


def cancel_two(rows: list[dict[str, str]]) -> None:
    """Nothing opens where the plan opens most."""
    most = sorted(rows, key=lambda row: float(row["opened"].replace(",", ".") or 0), reverse=True)
    for row in most[:2]:
        row["opened"] = "0"


def open_two(rows: list[dict[str, str]]) -> None:
    """Emergency places in two provinces in the same week."""
    week = sorted({row["week"] for row in rows})[14]
    for row in rows:
        if (row["week"], row["type"]) == (week, "emergency"):
            row["opened"] = {"PV28": "500", "PV27": "90"}.get(row["region"], row["opened"])


def bring_back(visit: Visit, tmp_path: Path, edit: Edit) -> str:
    """Downloads the places, changes two numbers, brings the file back and gives the verdict."""
    page = visit.page
    given = visit.download(page.locator(".st-key-return_places button"))
    assert given.path().read_bytes().startswith(b"\xef\xbb\xbf")
    exported = given.path().read_text(encoding="utf-8-sig")
    file = tmp_path / "places.csv"
    file.write_bytes(edited(exported, edit).encode("utf-8-sig"))
    page.locator("input[type='file']").set_input_files(file)
    verdict = page.get_by_role("heading", name="2 cells changed.")
    verdict.wait_for()
    return verdict.inner_text()


def test_an_edited_plan_is_judged_rejected_then_pinned_and_says_what_its_pins_cost(
    visit: Visit, app: str, tmp_path: Path
) -> None:
    visit.open(f"{app}/?lang=en")
    page = visit.page
    page.get_by_role("link", name="Plan", exact=True).first.click()
    page.get_by_text("Bring back").click()
    page.locator(".st-key-return_places button").wait_for()
    visit.settled()
    said = bring_back(visit, tmp_path, cancel_two)
    visit.settled()
    money = re.search(r"the year costs €([\d.]+)\sm less.*it costs €([\d.]+)\sm more", said)
    assert money is not None
    assert all(float(amount) > 0 for amount in money.groups())
    given = visit.download(page.locator(".st-key-download_returned_duties button"))
    worse = dutch(given.path().read_bytes())
    assert f"{worse.duty.nunique()} duties get worse" in said
    assert set(worse.article) >= {"RCD 20(1)", "Spreidingswet 3"}
    assert (worse.late_as_edited.astype(float) > worse.late_before.astype(float)).all()
    table = page.get_by_test_id("stDataFrame").filter(has_text="First week worse")
    table.get_by_text("RCD 20(1)", exact=True).first.wait_for(state="attached")
    page.get_by_role("button", name="Reject").click()
    page.get_by_text("The file was rejected; the plan is as it was.").wait_for()
    visit.settled()
    assert "not saved" not in title(page).inner_text()

    bring_back(visit, tmp_path, open_two)
    visit.settled()
    page.get_by_role("button", name="Pin 2 of 2 cells").click()
    page.get_by_text(re.compile(r"2 cells are pinned; that costs .+ a year")).wait_for()
    visit.settled()
    assert "pins=" in page.url
    cost = visit.page.locator("h1").inner_text()
    visit.open(page.url)
    assert visit.page.locator("h1").inner_text() == cost
    assert visit.errors == []


def test_a_note_that_was_not_saved_is_there_after_a_reload_and_gone_once_it_is(
    app: str, chromium: Browser
) -> None:
    with colleague(chromium) as visit:
        visit.open(f"{app}/whatif?lang=en")
        notes = visit.page.locator(".st-key-notes_scenario")

        def field() -> Locator:
            notes.locator("summary").click()
            return notes.locator("textarea")

        field().fill("Ask the province first")
        visit.page.reload()
        visit.settled()
        expect(field()).to_have_value("Ask the province first")
        notes.get_by_label(say("data.author", "en")).fill("Jo")
        visit.settled()
        visit.press(notes.get_by_role("button", name=say("notes.add", "en")), say("notes.added", "en"))
        expect(notes.locator("textarea")).to_have_value("")
        visit.page.reload()
        visit.settled()
        expect(field()).to_have_value("")
