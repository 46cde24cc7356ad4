"""A plan stays close to the last one where that costs less than the price of a changed place."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.domain.commitment import COMMITMENT_COLUMNS, with_commitments
from capacity.domain.last_plan import LastPlan
from capacity.domain.time import Weeks
from capacity.plan.network.scenario_values import scenario_parameters
from capacity.plan.places.last import changed_places, last_costs
from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.portfolio.decisions import decisions, first_decisions
from capacity.plan.portfolio.ground import PlacesGround
from capacity.plan.portfolio.last_decisions import LastDecisions, decided_places, last_decisions
from capacity.plan.solver.in_order import solve_in_order
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.whole import PlanInput, WholePlan, solve_plan
from tests.plan.dutch import dutch_baseline, dutch_input, dutch_scenario
from tests.plan.small_places import block, small_places, solve

WEEKS, PERIODS = 12, 3
LATER = np.array([0.0, 10.0, 10.0])
RESIDENTS = st.lists(st.integers(0, 40), min_size=WEEKS, max_size=WEEKS)
PLACES = st.lists(st.integers(0, 10), min_size=PERIODS, max_size=PERIODS)


def two_regions(residents, **then):
    """Emergency places of two provinces; those of the second cost 0.1 a week more."""
    blocks = [
        block(WEEKS, region, "emergency", now=5, open_limit=LATER, eur_per_place_week=eur)
        for region, eur in (("PV20", 2.0), ("PV21", 2.1))
    ]
    decided = {(region, "emergency", "ordered"): np.asarray(places, float) for region, places in then.items()}
    problem = small_places(blocks, residents)
    return lambda price: replace(problem, last=LastDecisions(decided, PERIODS, price))


def opened(solution):
    return [part.opened.sum() for part in solution.blocks]


def test_a_place_moves_to_the_cheaper_province_only_when_that_saves_more_than_two_changes_cost():
    """Four places for eight weeks, of which the last plan opened four in the dearer province: 0.8 a place."""
    asked = two_regions([10.0] * 4 + [14.0] * 8, PV21=[0, 4, 0])
    assert opened(solve(asked(0.39))) == [4, 0]
    assert opened(solve(asked(0.41))) == [0, 4]


def test_what_differs_is_told_by_region_and_period():
    asked = two_regions([10.0] * 4 + [14.0] * 8, PV21=[0, 4, 0])
    changes = changed_places(solve(asked(0.39)))
    assert [(change.region, change.period, change.more, change.fewer) for change in changes] == [
        ("PV20", 1, 4.0, 0.0),
        ("PV21", 1, 0.0, 4.0),
    ]
    assert not changed_places(solve(asked(0.41)))


def test_nobody_goes_without_a_bed_for_the_sake_of_the_last_plan():
    asked = two_regions([10.0] * 4 + [14.0] * 8)
    assert solve(asked(1e6)).without_bed.sum() == 0


def answer(problem):
    """Goals of the places before rounding: beds, money alone, and places decided otherwise."""
    places = build_places(problem)
    goals = places_goals(places)
    values = solve_in_order(LiveModel(places.program), goals).values
    amounts = {goal.id: float(goal.costs @ values) for goal in goals}
    price = problem.last.eur_per_place
    weighed = float(places.program.costs(last_costs(places)) @ values)
    return amounts["beds"], amounts["money"] - weighed, weighed / price if price else None


@given(RESIDENTS, PLACES, PLACES, st.floats(0.05, 3.0), st.floats(1.1, 20.0))
@settings(max_examples=25, deadline=None)
def test_a_higher_price_moves_no_more_places_saves_no_money_and_takes_no_bed(
    residents, one, two, low, factor
):
    asked = two_regions(residents, PV20=one, PV21=two)
    free, cheap, dear = answer(asked(0.0)), answer(asked(low)), answer(asked(low * factor))
    assert free[0] == pytest.approx(cheap[0], abs=1e-6) == pytest.approx(dear[0], abs=1e-6)
    assert dear[2] <= cheap[2] + 1e-6
    assert free[1] <= cheap[1] + 1e-6 <= dear[1] + 2e-6
    assert cheap[2] >= -1e-9


@given(RESIDENTS, PLACES)
@settings(max_examples=10, deadline=None)
def test_at_no_price_the_program_is_that_without_a_last_plan(residents, then):
    asked = two_regions(residents, PV21=then)(0.0)
    with_last, without = build_places(asked).program, build_places(replace(asked, last=None)).program
    assert (with_last.column_names, with_last.row_names) == (without.column_names, without.row_names)
    pairs = zip(
        places_goals(build_places(asked)), places_goals(build_places(replace(asked, last=None))), strict=True
    )
    assert all((one.costs == other.costs).all() for one, other in pairs)


def ground(given: PlanInput) -> PlacesGround:
    scenario = dutch_scenario()
    parameters = scenario_parameters(scenario, given.parameters)
    return PlacesGround(parameters, given.state, scenario, given.provinces, given.weeks)


@cache
def last_week() -> LastPlan:
    given = dutch_input()
    until = given.weeks.start + timedelta(weeks=given.weeks.shown)
    return LastPlan(until, decided_places(ground(given), dutch_baseline().tables["places"]))


@cache
def a_week_later(price: float) -> WholePlan:
    """The Dutch case a week later, with more arrivals than was thought."""
    given = dutch_input()
    start = given.weeks.start + timedelta(weeks=1)
    later = replace(
        given,
        state=replace(given.state, as_of=start),
        weeks=Weeks(start, given.weeks.shown, given.weeks.run_out),
        last=last_week(),
    )
    return solve_plan(later, dutch_scenario(inflow=20, change_price=price))


def distance(plan: WholePlan) -> float:
    return sum(plan.notices["changed_places"].values())


def test_a_week_later_fewer_dutch_places_are_decided_otherwise_when_a_change_has_a_price():
    free, priced = a_week_later(0.0), a_week_later(1000.0)
    assert distance(priced) < distance(free)
    money = [
        next(goal["value"] for goal in plan.goals if goal["id"] == "money" and goal["program"] == "places")
        for plan in (free, priced)
    ]
    assert money[0] <= money[1]


def test_what_changes_weigh_stands_apart_from_the_money():
    plan = a_week_later(1000.0)
    costs = plan.tables["costs"]
    weighed = costs[costs.goal == "steady"]
    assert set(weighed.line) == {"changed"}
    assert weighed.quantity.sum() == pytest.approx(distance(plan))
    assert "changed" not in set(costs[costs.goal == "money"].line)


def test_what_was_accepted_since_is_settled_and_no_longer_compared():
    given = dutch_input()
    found = decisions(ground(given), dutch_baseline().tables["places"])
    now = first_decisions(found, given.weeks.start, 1)
    state = with_commitments(given.state, now[list(COMMITMENT_COLUMNS)])
    before = last_decisions(ground(given), last_week(), 4, 20)
    after = last_decisions(ground(replace(given, state=state)), last_week(), 4, 20)
    ordered = now[now.kind == "ordered"].places.sum()
    assert ordered > 0

    def total(last: LastDecisions) -> float:
        return sum(float(places.sum()) for key, places in last.decided.items() if key[2] == "ordered")

    assert total(before) - total(after) == pytest.approx(ordered)
