"""The state users accept is what plans start from, and so are the decisions of the plans they accept."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from capacity.domain.last_plan import DECIDED_COLUMNS, LastPlan
from capacity.domain.plan_result import PlanResult
from capacity.scenario import default_scenario
from capacity.service import OtherStateError, PlanningService, Workspace, open_service, open_workspace
from capacity.service.last_plan import accepted_before
from capacity.service.planning import state_hash

AUTHOR, REASON = "Planner", "this week's figures"
FIRST_WEEKS = 4


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    shutil.copytree(home / "snapshots", tmp_path / "snapshots")
    return tmp_path


@pytest.fixture
def service(own_home: Path) -> PlanningService:
    return open_service(own_home)


@pytest.fixture
def workspace(own_home: Path) -> Workspace:
    return open_workspace(own_home)


def week_later(service: PlanningService):
    state = service.present_state().own
    return replace(
        state,
        as_of=state.as_of + timedelta(weeks=1),
        rows=state.rows.assign(as_of=(state.as_of + timedelta(weeks=1)).isoformat()),
    )


def test_without_an_accepted_state_the_baseline_is_the_one_of_the_refresh(
    own_home: Path, service: PlanningService
) -> None:
    assert service.baseline().receipt["state"] == state_hash(service.ground().state)
    assert not (own_home / "workspace.sqlite").exists()
    assert service.present_state().saved is None
    assert service.baseline() is service.baseline()


def test_an_accepted_state_moves_every_plan_of_a_running_service(
    service: PlanningService, workspace: Workspace
) -> None:
    before = service.baseline()
    state = week_later(service)
    fewer = state.rows.value.where(state.rows.measure != "residents", 74_000.0)
    workspace.save_state(replace(state, rows=state.rows.assign(value=fewer)), AUTHOR, REASON)
    found = service.present_state()
    assert (found.saved.author, found.saved.reason) == (AUTHOR, REASON)
    after = service.baseline()
    assert after.summary["as_of"] == "2026-11-30"
    assert after.notices["residents_known"] == 74_000
    assert before.notices["residents_known"] == 75_000
    assert service.freshness().plan_start == date(2026, 11, 30)
    assert service.freshness().state_date == date(2026, 11, 30)


def test_going_back_to_an_earlier_state_gives_the_earlier_plan(
    service: PlanningService, workspace: Workspace
) -> None:
    before = service.present_state().own
    first = service.baseline()
    workspace.save_state(week_later(service), AUTHOR, REASON)
    assert service.baseline().summary["as_of"] != first.summary["as_of"]
    workspace.save_state(before, AUTHOR, "a mistake")
    assert service.baseline() is first


def test_an_accepted_plan_is_where_the_plan_of_next_week_starts(
    service: PlanningService, workspace: Workspace
) -> None:
    plan = service.baseline()
    given = service.to_accept(plan, FIRST_WEEKS)
    accepted = workspace.accept_plan(given, AUTHOR, "agreed with the provinces")
    workspace.save_state(week_later(service), AUTHOR, REASON)
    orders = given.commitments[given.commitments.kind == "ordered"]
    assert len(orders)
    later = service.baseline()
    opened = later.tables["places"].set_index(["region", "type", "week"]).opened
    for row in orders.itertuples():
        assert opened[(row.region, row.type, row.week)] >= row.places
    again = service.decisions(later, FIRST_WEEKS)
    same = again.merge(orders, on=["region", "type", "week", "kind"])
    assert same.empty
    workspace.withdraw_plan(accepted.id, AUTHOR, "no municipality found")
    assert (service.ground().state.rows.measure == "order").sum() == 0


def test_later_plans_stay_close_to_the_plan_accepted_last_until_it_is_withdrawn(
    service: PlanningService, workspace: Workspace
) -> None:
    usual, plan = default_scenario(service.settings()), service.baseline()
    assert service.ground().last is None
    given = service.to_accept(plan, FIRST_WEEKS)
    accepted = workspace.accept_plan(given, AUTHOR, REASON)
    last = service.ground().last
    assert last is not None
    assert last.fingerprint == given.last.fingerprint, "it is read back as it was given"
    assert last.until.isoformat() > plan.tables["places"].week.max()
    assert service.baseline().receipt["last_plan"] == last.fingerprint
    found = service.steadiness(usual)
    assert found is not None
    assert (found.accepted, found.as_of) == (True, plan_day(plan))
    assert found.changed <= found.changed_freely
    workspace.withdraw_plan(accepted.id, AUTHOR, REASON)
    assert service.ground().last is None
    assert last.fingerprint in {one.fingerprint for one in service.last_plans()}, "a receipt still finds it"


def plan_day(plan: PlanResult) -> date:
    return date.fromisoformat(str(plan.summary["as_of"]))


def test_an_accepted_plan_that_begins_later_or_has_ended_is_nothing_to_stay_close_to() -> None:
    last = LastPlan(date(2027, 11, 22), pd.DataFrame(columns=DECIDED_COLUMNS), date(2026, 11, 23), True)
    assert accepted_before(last, date(2026, 11, 24)) is last
    assert accepted_before(last, date(2026, 11, 16)) is None
    assert accepted_before(last, date(2027, 11, 22)) is None
    assert accepted_before(None, date(2026, 11, 24)) is None


def test_a_plan_on_an_older_state_cannot_be_accepted_unseen(
    service: PlanningService, workspace: Workspace
) -> None:
    plan = service.baseline()
    workspace.save_state(week_later(service), AUTHOR, REASON)
    with pytest.raises(OtherStateError):
        service.to_accept(plan, FIRST_WEEKS)


def test_the_same_plan_is_not_accepted_twice(service: PlanningService, workspace: Workspace) -> None:
    plan = service.baseline()
    workspace.accept_plan(service.to_accept(plan, FIRST_WEEKS), AUTHOR, REASON)
    with pytest.raises(OtherStateError):
        service.to_accept(plan, FIRST_WEEKS)


def test_a_state_that_no_longer_holds_leaves_the_shipped_one_in_use(
    own_home: Path, workspace: Workspace, service: PlanningService
) -> None:
    saved = workspace.save_state(week_later(service), AUTHOR, REASON)
    with closing(sqlite3.connect(own_home / "workspace.sqlite")) as database, database:
        database.execute("update states set content = replace(content, ',departure,', ',deported,')")
    found = open_service(own_home).present_state()
    assert found.saved is None
    assert found.unusable is not None
    assert found.unusable.id == saved.id
    assert found.own.as_of == date(2026, 11, 23)
