"""A planner's week in a real browser: why the plan of this week is not that of last week."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from capacity.service import open_service, open_workspace
from tests.browser.conftest import Visit, running
from tests.browser.test_journeys import dutch

LAST_WEEK, THIS_WEEK = "2026-11-16-00000000", "2026-11-23-*"
MILLION = 1e6
LEAST_ROUNDED = 0.06
"""Millions of euros are written with one decimal; that much a sum may differ from what is said."""


@pytest.fixture(scope="module")
def home(shared_home: Path, address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the snapshot of last week and that of this week."""
    assert address
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
    told = page.get_by_role("heading", name=re.compile("^The plan is €")).inner_text()
    match = re.search(r"€([+\u2212])([\d.,]+) m", told)
    assert match is not None
    change = float(match[2].replace(",", "")) * (1 if match[1] == "+" else -1)
    page.get_by_test_id("stExpander").filter(has_text="Text · Table · CSV").first.locator("summary").click()
    with page.expect_download() as waiting:
        page.locator(".st-key-download_bridge button").click()
    waiting.value.save_as(tmp_path / "bridge.csv")
    steps = dutch((tmp_path / "bridge.csv").read_bytes())
    assert "time" in set(steps.cause)
    assert steps.cost.astype(float).sum() / MILLION == pytest.approx(change, abs=LEAST_ROUNDED)
    assert visit.errors == []
