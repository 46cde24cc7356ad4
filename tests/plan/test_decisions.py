"""An accepted plan becomes commitments from which the plan of next week starts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest

from capacity.domain.commitment import COMMITMENT_COLUMNS, added_by_plans, with_commitments
from capacity.domain.time import Weeks
from capacity.plan.network.scenario_values import scenario_parameters
from capacity.plan.places.columns import renewal_limits
from capacity.plan.places.tables import places_table
from capacity.plan.portfolio.decisions import decisions, first_decisions
from capacity.plan.portfolio.ground import PlacesGround, closing, pipeline, standing_now
from capacity.plan.whole import PlanInput, WholePlan, solve_plan
from tests.plan.dutch import dutch_baseline, dutch_input, dutch_scenario
from tests.plan.small_places import block, small_places, solve

WEEKS_ACCEPTED = 4


def ground(given: PlanInput) -> PlacesGround:
    scenario = dutch_scenario()
    parameters = scenario_parameters(scenario, given.parameters)
    return PlacesGround(parameters, given.state, scenario, given.provinces, given.weeks)


def first(given: PlanInput, plan: WholePlan) -> pd.DataFrame:
    found = decisions(ground(given), plan.tables["places"])
    return first_decisions(found, given.weeks.start, WEEKS_ACCEPTED)


@cache
def accepted() -> pd.DataFrame:
    return first(dutch_input(), dutch_baseline())


@cache
def next_week() -> PlanInput:
    """The same case a week later, with the accepted decisions as commitments."""
    given = dutch_input()
    state = with_commitments(given.state, accepted()[list(COMMITMENT_COLUMNS)])
    later = given.weeks.start + timedelta(weeks=1)
    return replace(
        given,
        state=replace(state, as_of=later),
        weeks=Weeks(later, given.weeks.shown, given.weeks.run_out),
    )


@cache
def plan_of_next_week() -> WholePlan:
    return solve_plan(next_week(), dutch_scenario())


def ordered(frame: pd.DataFrame) -> pd.Series:
    return frame[frame.kind == "ordered"].set_index(["region", "type", "week"]).places


def test_the_first_decisions_are_those_that_cannot_wait() -> None:
    found = accepted()
    start = dutch_input().weeks.start
    assert set(found.kind) == {"ordered", "renewed"}
    assert (found.decide_by < (start + timedelta(weeks=WEEKS_ACCEPTED)).isoformat()).all()
    lead = dutch_input().parameters.number("lead_weeks_regular")
    weeks = pd.to_datetime(found[found.kind == "ordered"].week)
    assert (weeks >= pd.Timestamp(start) + pd.Timedelta(weeks=lead)).all()


def test_what_is_ordered_stands_in_the_plan_beyond_what_was_announced() -> None:
    places = dutch_baseline().tables["places"].set_index(["region", "type", "week"])
    for key, amount in ordered(accepted()).items():
        region, kind, week = key
        announced = pipeline(ground(dutch_input()), region, kind)
        at = dutch_input().weeks.mondays().index(pd.Timestamp(week).date())
        assert places.opened[key] == amount + announced[at]


def test_next_weeks_plan_has_the_ordered_places_in_their_week_and_cannot_cancel_them() -> None:
    opened = plan_of_next_week().tables["places"].set_index(["region", "type", "week"]).opened
    for key, amount in ordered(accepted()).items():
        assert opened[key] >= amount
    announced = pipeline(ground(next_week()), "PV27", "regular")
    assert announced.sum() > pipeline(ground(dutch_input()), "PV27", "regular").sum()


def test_next_weeks_plan_does_not_order_or_renew_the_same_again() -> None:
    before, again = accepted(), first(next_week(), plan_of_next_week())
    assert not set(ordered(before).index) & set(ordered(again).index)
    last_week = before[before.kind == "renewed"].week.max()
    repeated = again[(again.kind == "renewed") & (again.week <= last_week)]
    assert repeated.places.sum() <= len(set(again.region))  # whole places of another grid of weeks


def test_orders_of_one_plan_and_the_next_stay_within_the_limit_of_four_weeks() -> None:
    given, orders = dutch_input(), pd.concat([accepted(), first(next_week(), plan_of_next_week())])
    share = given.provinces.set_index("code").population / given.provinces.population.sum()
    for kind in ("regular", "emergency"):
        limit = given.parameters.number(f"new_{kind}_max") * WEEKS_ACCEPTED * share
        chosen = orders[(orders.kind == "ordered") & (orders.type == kind)]
        per_region = chosen.groupby("region").places.sum()
        # two periods of four weeks that begin a week apart cover five weeks
        assert (per_region <= np.floor(limit[per_region.index]) * 5 / 4).all()


def test_withdrawn_commitments_leave_the_state_as_it_was() -> None:
    state = dutch_input().state
    assert with_commitments(state, accepted().iloc[:0]).rows.equals(state.rows)


def test_what_opened_before_the_day_of_a_new_state_stands_in_its_figures() -> None:
    state = dutch_input().state
    later = replace(state, as_of=pd.Timestamp(accepted().week.max()).date() + timedelta(days=1))
    assert with_commitments(later, accepted()).rows.equals(state.rows)


def test_orders_of_two_plans_for_the_same_week_add_up() -> None:
    one = ordered(accepted()).sum()
    rows = with_commitments(dutch_input().state, pd.concat([accepted(), accepted()])).rows
    assert rows[rows.measure == "order"].value.sum() == 2 * one


def test_a_renewal_that_was_accepted_cannot_be_taken_back_by_any_setting() -> None:
    regular = block(
        4, now=16, expiring=np.array([0, 6.0, 0, 0]), renewed=np.array([0, 4.0, 0, 0]), renewal="none"
    )
    problem = small_places([regular], [0] * 4)
    low, high = renewal_limits(problem, regular)
    assert (low[0], high[0]) == (4, 4)
    assert solve(problem).blocks[0].available[-1] == 14


def test_an_ordered_emergency_place_stays_for_its_contract_and_may_close_after_it() -> None:
    coming = np.array([6.0] + [0.0] * 19)
    emergency = block(20, kind="emergency", pipeline=coming, ordered=coming)
    stock = solve(small_places([emergency], [0] * 20)).blocks[0].available
    assert stock[:8].tolist() == [6] * 8
    assert stock[-1] == 0


def test_places_that_an_accepted_plan_closes_are_gone_in_their_week() -> None:
    part = block(4, now=10, closing=np.array([0, 3.0, 0, 0]))
    solution = solve(small_places([part], [0] * 4))
    assert solution.blocks[0].available.tolist() == [10, 7, 7, 7]
    assert places_table(solution).query("type == 'regular'").closed.tolist() == [0, 3, 0, 0]


@pytest.mark.parametrize("asked", [5.0, 99_999.0])
def test_never_more_places_close_than_there_are(asked: float) -> None:
    given = dutch_input()
    week = given.weeks.start.isoformat()
    row = ("PV27", "crisis", week, asked, 0, "closed", week)
    state = with_commitments(given.state, pd.DataFrame([row], columns=list(COMMITMENT_COLUMNS)))
    given_ground = ground(replace(given, state=state))
    found = closing(given_ground, "PV27", "crisis")
    assert found.sum() <= min(asked, standing_now(given_ground, "PV27", "crisis"))
    assert (np.cumsum(found) >= 0).all()


def test_accepted_plans_add_only_what_is_still_to_come_and_what_the_state_does_not_tell_itself() -> None:
    state = dutch_input().state
    first = accepted().iloc[[0]]
    one = first.assign(places=40.0, kind="ordered", week=(state.as_of + timedelta(weeks=10)).isoformat())
    past = one.assign(week=(state.as_of - timedelta(weeks=1)).isoformat())
    assert added_by_plans(state, pd.concat([one, past])).value.tolist() == [40.0]
    order = with_commitments(state, one).rows.tail(1).assign(source="COA", author="COA")
    told = replace(state, rows=pd.concat([state.rows, order], ignore_index=True))
    assert added_by_plans(told, pd.concat([one, past])).empty
