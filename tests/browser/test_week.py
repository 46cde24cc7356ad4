"""A planner's week in a real browser: contracts brought in, the forecast changed, the new plan understood."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from capacity.service import open_service, open_workspace
from capacity.service.inputs import load_inputs
from capacity.service.portfolio import derived_portfolio
from capacity.sources.portfolio import PORTFOLIO_COLUMNS
from capacity.sources.shipped import load_table
from capacity.sources.tables import write_table
from capacity.texts import say
from tests.browser.conftest import Visit, running
from tests.browser.test_journeys import dutch

LAST_WEEK, THIS_WEEK = "2026-11-16-00000000", "2026-11-23-*"
FAULTS = {";regular;": ";regulier;", ";derived;": ";gok;", r";GM\d{4};": ";GM9999;"}
"""What one cell says (a pattern), and what a planner typed in its place."""
FAULT_COLUMNS = ("type", "kind", "municipality")
"""Their columns, in the same order."""
INTAKE_NOW, INTAKE_GIVEN = 2000, 1950
LEVEL, MILLION, WAIT = 20, 1e6, 180_000
MACHINE, ADJUSTED = 1, 3
"""Columns of the table that shows a change before it holds."""
LEAST_ROUNDED = 0.06
"""Millions of euros are written with one decimal; that much a sum may differ from what is said."""


@pytest.fixture(scope="module")
def home(shared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the snapshot of last week and that of this week."""
    made = tmp_path_factory.mktemp("week")
    shutil.copytree(shared_home / "snapshots", made / "snapshots")
    this_week = next((made / "snapshots").glob(THIS_WEEK))
    shutil.copy(this_week, this_week.with_stem(LAST_WEEK))
    return made


@pytest.fixture(scope="module")
def app(home: Path) -> Iterator[str]:
    """One app for the whole week."""
    with running(home) as url:
        yield url


def test_why_the_plan_of_last_week_changed_is_told_by_causes_that_add_up(
    visit: Visit, app: str, home: Path, tmp_path: Path
) -> None:
    state = open_service(home).present_state().own
    day = state.as_of + timedelta(weeks=1)
    rows = state.rows.assign(as_of=day.isoformat(), author="COA")
    given = replace(state, as_of=day, author="COA", rows=rows)
    open_workspace(home).save_state(given, "Sam", "figures of this week")

    page = visit.page
    heading = visit.open(f"{app}/?lang=en")
    page.locator(".st-key-to_changes button").click()
    page.wait_for_url(re.compile(r"/plan\?.*view=changes"))
    page.wait_for_function(f"document.querySelector('h1')?.innerText !== {heading!r}")
    visit.settled()
    told = page.get_by_role("heading", name=re.compile(r"^The cost changes by [+\u2212]€")).inner_text()
    match = re.search(r"([+\u2212])€([\d.,]+)\sm", told)
    assert match is not None
    change = float(match[2].replace(",", "")) * (1 if match[1] == "+" else -1)
    page.get_by_test_id("stExpander").filter(has_text="Text · Table · CSV").first.locator("summary").click()
    bridge = visit.download(page.locator(".st-key-download_bridge button"))
    bridge.save_as(tmp_path / "bridge.csv")
    steps = dutch((tmp_path / "bridge.csv").read_bytes())
    assert "time" in set(steps.cause)
    assert steps.cost.astype(float).sum() / MILLION == pytest.approx(change, abs=LEAST_ROUNDED)
    assert visit.errors == []


def sign(page: Page, form: str, reason: str) -> None:
    """Fills in who does something and why."""
    page.locator(f".st-key-{form}_author input").fill("Sam")
    page.locator(f".st-key-{form}_reason input").fill(reason)
    page.locator(f".st-key-{form}_reason input").press("Enter")


def own_contracts() -> tuple[pd.DataFrame, str]:
    """The shipped places as contracts of municipalities, named as a planner names them, and as Dutch CSV.

    The intake site holds fewer places than the state says.
    """
    inputs = load_inputs()
    blocks = derived_portfolio(inputs, inputs.shipped_state())
    blocks = blocks[~blocks.type.isin(["intake", "border"])]
    first = load_table("regions/municipalities").groupby("province").code.first()
    blocks = blocks.assign(municipality=blocks.region.map(first), block="Locatie Één " + blocks.block)
    intake = blocks.iloc[[0]].assign(
        block="Ter Apel", municipality="GM1950", type="intake", capacity=float(INTAKE_GIVEN), durable="no"
    )
    rows = pd.concat([blocks, intake])[[column.name for column in PORTFOLIO_COLUMNS]]
    return rows, write_table(rows, True).decode("utf-8-sig")


def give(page: Page, text: str, encoding: str) -> None:
    """Chooses the file of contracts as a Dutch spreadsheet saves it."""
    given = {"name": "eigen.csv", "mimeType": "text/csv", "buffer": text.encode(encoding)}
    page.locator(".st-key-file_portfolio input[type='file']").set_input_files(given)  # type: ignore[arg-type]


def test_contracts_with_three_faults_are_corrected_compared_accepted_and_what_the_plan_stands_on(
    visit: Visit, app: str, home: Path, tmp_path: Path
) -> None:
    page = visit.page
    rows, right = own_contracts()
    assert re.search(r";\d+,\d+;", right)
    wrong = right
    for good, bad in FAULTS.items():
        wrong, replaced = re.subn(good, bad, wrong, count=1)
        assert replaced == 1
    visit.open(f"{app}/data?lang=nl")
    for group, choice in (("data_tab", "load"), ("file_kind", "portfolio")):
        page.get_by_role("radio", name=say(f"{group}.{choice}", "nl")).click()
        visit.settled()
    give(page, wrong, "cp1252")
    page.get_by_text(say("data.faults", "nl", n=len(FAULTS))).wait_for()
    listed = page.get_by_test_id("stTable")
    expect(listed.get_by_role("row")).to_have_count(len(FAULTS) + 1)
    for bad, column in zip(FAULTS.values(), FAULT_COLUMNS, strict=True):
        place = next(row for row, line in enumerate(wrong.splitlines(), start=1) if bad in line)
        fault = listed.get_by_role("row", include_hidden=True).filter(has_text=bad.strip(";"))
        cells = fault.locator("td")
        cells.first.wait_for(state="attached")
        assert cells.all_text_contents()[:3] == [str(place), column, bad.strip(";")]
    assert page.locator(".st-key-portfolio_accept").count() == 0

    give(page, right, "utf-8-sig")
    page.get_by_text(say("data.portfolio_preview", "nl", n=len(rows))).wait_for()
    totals = page.get_by_test_id("stDataFrame").filter(has_text=say("type.regular", "nl"))
    regular = rows[rows.type == "regular"].groupby("start").capacity.sum()
    for total in (regular[""], regular.drop("").sum(), float(INTAKE_GIVEN)):
        totals.get_by_text(f"{total:.0f}", exact=True).first.wait_for(state="attached")
    page.get_by_text(say("data.still_off", "nl", n=1)).wait_for()
    page.locator(".st-key-portfolio_off input").fill(str(INTAKE_NOW - INTAKE_GIVEN))
    page.locator(".st-key-portfolio_off input").press("Enter")
    expect(page.get_by_text(say("data.still_off", "nl", n=1))).to_have_count(0, timeout=WAIT)
    sign(page, "portfolio_accept_by", "own contracts")
    visit.settled()
    accepted = say("data.portfolio_accepted", "nl", n=len(rows))
    visit.press(page.locator(".st-key-portfolio_accept button"), accepted)
    saved = open_workspace(home).upload_in_force("portfolio")
    assert saved is not None
    assert (saved.author, saved.reason) == ("Sam", "own contracts")

    page.get_by_role("link", name=say("nav.spread", "nl"), exact=True).first.click()
    page.get_by_text(say("spread.derived_own", "nl")).wait_for()
    visit.settled()
    given = visit.download(page.locator(".st-key-download_contracts button"))
    given.save_as(tmp_path / "contracts.csv")
    contracts = dutch((tmp_path / "contracts.csv").read_bytes())
    assert set(contracts.block) == set(rows.block[rows.contract_end.astype(bool)])
    assert visit.errors == []


def test_a_changed_forecast_stands_beside_the_one_of_the_program_with_who_changed_it_and_why(
    visit: Visit, app: str, home: Path, tmp_path: Path
) -> None:
    page = visit.page
    visit.open(f"{app}/forecast?lang=en")
    page.get_by_text(say("override.title", "en", n=0)).click()
    page.locator(".st-key-override_level input").fill(str(LEVEL))
    page.locator(".st-key-override_level input").press("Enter")
    page.locator(".st-key-override_accept button").wait_for()
    both = page.get_by_test_id("stDataFrame").filter(has_text=say("column.adjusted_p50", "en"))
    row = both.locator("tbody tr").first.locator("td")
    row.nth(ADJUSTED).wait_for(state="attached")
    cells = row.all_text_contents()
    machine, adjusted = (float(cells[place].replace(",", "")) for place in (MACHINE, ADJUSTED))
    assert adjusted > machine > 0
    sign(page, "override", "law in a neighbouring state")
    visit.settled()
    visit.press(page.locator(".st-key-override_accept button"), say("override.accepted", "en"))
    visit.settled()
    page.get_by_text(re.compile("Sam · law in a neighbouring state")).first.wait_for()
    (saved,) = open_workspace(home).overrides_in_force()
    assert saved.override is not None
    assert saved.override.level == LEVEL
    page.get_by_test_id("stExpander").filter(has_text="Text · Table · CSV").first.locator("summary").click()
    given = visit.download(page.locator(".st-key-download_forecast_total button"))
    given.save_as(tmp_path / "forecast.csv")
    drawn = dutch((tmp_path / "forecast.csv").read_bytes())
    drawn = drawn[drawn["adjusted_q0.5"] != ""]
    own, changed = (drawn[name].str.replace(",", ".").astype(float) for name in ("q0.5", "adjusted_q0.5"))
    assert len(drawn) > 1
    assert (changed > own).all()
    assert visit.errors == []
