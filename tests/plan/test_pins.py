"""Cells that a planner pins: kept to the last place, everything else made anew around them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capacity.domain.pins import TABLE_KEYS, Pin, is_editable, pin_from, with_pins
from capacity.plan.chain.goals import chain_goals
from capacity.plan.chain.pins import pin_chain, pin_hires
from capacity.plan.chain.rows import build_chain
from capacity.plan.chain.solution import read_solution
from capacity.plan.identities import broken_identities
from capacity.plan.places.pins import pin_places, pins_goal
from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.places.solution import read_places
from capacity.plan.solver.in_order import solve_in_order
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.whole import solve_plan
from tests.plan.dutch import dutch_baseline, dutch_input, dutch_scenario
from tests.plan.small import DESK, small_network
from tests.plan.small_places import START, block, cost, small_places

WEEKS = 16
MONDAYS = [day.isoformat() for day in dutch_input().weeks.mondays()]


def monday(week):
    return np.datetime_as_string(np.datetime64(START) + 7 * week, unit="D")


def place_pin(week, column, value, kind="regular", region="PV20"):
    return Pin("places", (monday(week), region, kind), column, value)


def housed(problem, *pins):
    """The places solved with some cells pinned."""
    places = build_places(pin_places(problem, pins))
    goals = [*pins_goal(places), *places_goals(places)]
    values = solve_in_order(LiveModel(places.program), goals).values
    return read_places(places, values)


def served(network, *pins):
    """The desk's weeks with some cells pinned."""
    pinned = pin_hires(network, pins)
    chain = build_chain(pinned)
    goals = [*pin_chain(chain, pins), *chain_goals(chain)]
    values = solve_in_order(LiveModel(chain.program), goals).values
    return read_solution(chain, values).stations[DESK].served


def emergency(now=0.0, limit=100.0, **fields):
    limits = np.full(-(-WEEKS // 4), limit)
    return block(WEEKS, kind="emergency", now=now, open_limit=limits, **fields)


def test_an_opening_pinned_at_the_start_of_a_period_is_what_opens():
    found = housed(small_places([emergency()], [10.0] * WEEKS), place_pin(4, "opened", 37.0, "emergency"))
    assert found.blocks[0].opened.tolist() == [10, 0, 0, 0, 37, *[0] * 11]


def test_an_opening_may_be_pinned_in_any_week_and_above_its_limit():
    found = housed(
        small_places([emergency(limit=0.0)], [0.0] * WEEKS), place_pin(6, "opened", 8.0, "emergency")
    )
    assert found.blocks[0].available.tolist() == [0] * 6 + [8] * 6 + [8] * 4


def test_places_opened_by_a_pin_close_when_their_contract_is_over_and_nobody_needs_them():
    problem = small_places([emergency()], [0.0] * WEEKS)
    found = housed(problem, place_pin(0, "opened", 20.0, "emergency"))
    assert found.blocks[0].available.tolist() == [20] * 8 + [0] * 8


def test_a_pinned_closing_is_made_up_for_elsewhere_at_the_least_cost():
    regular = block(WEEKS, now=50.0)
    problem = small_places([regular, emergency()], [50.0] * WEEKS)
    held, free = housed(problem, place_pin(8, "closed", 30.0)), housed(problem)
    assert held.blocks[0].closed.tolist() == [0] * 8 + [30] + [0] * 7
    assert held.without_bed.max() == 0
    assert held.blocks[1].opened[8] == 30
    assert cost(held) == cost(free) - 30 * 8 * 1.0 + 30 * 8 * 2.0


def test_no_more_can_close_than_is_there():
    found = housed(small_places([block(WEEKS, now=50.0)], [0.0] * WEEKS), place_pin(8, "closed", 80.0))
    assert found.blocks[0].closed[8] == 50
    assert found.blocks[0].available.min() == 0


def test_contracts_that_a_pinned_closing_ended_early_do_not_end_again():
    ending = np.zeros(WEEKS)
    ending[[4, 12]] = 25.0
    found = housed(
        small_places([block(WEEKS, now=50.0, expiring=ending)], [0.0] * WEEKS), place_pin(2, "closed", 40.0)
    )
    assert found.blocks[0].closed.tolist() == [0, 0, 40, 0, 10, *[0] * 11]


def test_a_pinned_week_of_renewals_keeps_its_number_when_the_rest_is_rounded():
    ending = np.full(WEEKS, 3.0)
    parts = [
        block(WEEKS, region=region, kind="emergency", now=48.0, expiring=ending, renewable_share=1.0)
        for region in ("PV20", "PV21", "PV22")
    ]
    found = housed(small_places(parts, [133.4] * WEEKS), place_pin(5, "closed", 2.0, "emergency", "PV21"))
    assert found.blocks[1].closed[5] == 2
    assert found.without_bed.max() == 0
    for part in found.blocks:
        assert np.array_equal(part.available, part.available.round())


def test_who_is_served_by_a_pin_is_served_and_the_others_wait():
    network = small_network([10.0] * 4, 10.0)
    pin = Pin("plan", (monday(1), "NL", *DESK, "served"), "value", 4.5)
    assert served(network, pin).tolist() == pytest.approx([10, 4.5, 10, 10])


def test_nobody_is_served_who_is_not_there_or_for_whom_there_are_no_hours():
    network = small_network([10.0, 0.0, 0.0, 0.0], 10.0)
    pin = Pin("plan", (monday(1), "NL", *DESK, "served"), "value", 8.0)
    assert served(network, pin).tolist() == pytest.approx([2, 8, 0, 0])
    assert served(network, replace(pin, value=12.0)).tolist() == pytest.approx([0, 10, 0, 0])


def test_pinned_hires_bring_their_hours_and_pinned_overtime_is_worked_beyond_its_limit():
    network = small_network([0.0, 30.0, 0.0, 0.0], 10.0)
    clerks = replace(network.pools[0], hours_per_hire=2.0)
    network = replace(network, pools=(clerks,))
    hire = Pin("pools", (monday(1), "clerks", "NL"), "hired", 3.0)
    assert served(network, hire).tolist() == pytest.approx([0, 16, 10, 4])
    assert served(network, replace(hire, column="overtime")).tolist() == pytest.approx([0, 13, 10, 7])


def test_of_two_pins_on_a_cell_the_later_one_counts_and_a_pin_reads_back_from_its_document():
    first, second = place_pin(1, "opened", 5.0), place_pin(1, "opened", 6.0)
    other = place_pin(1, "closed", 5.0)
    assert with_pins([first, other], [second]) == (other, second)
    assert pin_from(second.as_document()) == second


@pytest.mark.parametrize(
    ("table", "column", "last", "editable"),
    [
        ("places", "opened", "regular", True),
        ("places", "opened", "intake", False),
        ("places", "available", "regular", False),
        ("plan", "value", "served", True),
        ("plan", "value", "queue", False),
        ("pools", "hired", "NL", True),
        ("pools", "hours_used", "NL", False),
    ],
)
def test_only_what_a_planner_decides_may_be_changed(table, column, last, editable):
    key = ("x",) * (len(TABLE_KEYS[table]) - 1) + (last,)
    assert is_editable(table, column, key) is editable


def cell(plan, pin):
    """The value of a cell in the tables of a plan."""
    names = list(TABLE_KEYS[pin.table])
    return float(plan.tables[pin.table].set_index(names).sort_index().loc[pin.key, pin.column])


def goal(plan, program, name):
    return sum(row["value"] for row in plan.goals if row["program"] == program and row["id"] == name)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    week=st.integers(4, 51),
    region=st.sampled_from(tuple(dutch_input().provinces.code)),
    kind=st.sampled_from(["regular", "emergency", "crisis"]),
    opened=st.integers(0, 60),
    closed=st.integers(0, 40),
    share=st.floats(0, 1),
    overtime=st.one_of(st.just(0.0), st.floats(0.001, 200)),
)
def test_legal_pins_are_kept_to_the_last_place_and_every_identity_holds(
    week, region, kind, opened, closed, share, overtime
):
    key = (MONDAYS[week], region, kind)
    normal = (MONDAYS[week], "NL", "decision", "normal", "served")
    usual = cell(dutch_baseline(), Pin("plan", normal, "value", 0.0))
    pins = (
        Pin("places", key, "opened", float(opened)),
        Pin("places", (MONDAYS[week], region, "regular"), "closed", float(closed)),
        Pin("plan", normal, "value", round(share * usual, 6)),
        Pin("pools", (MONDAYS[week], "ind_deciders", "NL"), "overtime", round(overtime, 6)),
    )
    plan = solve_plan(dutch_input(), dutch_scenario(), pins=pins)
    assert broken_identities(plan.tables, {"goals": plan.goals}) == []
    assert [cell(plan, pin) for pin in pins] == pytest.approx([pin.value for pin in pins], abs=2e-6)


def test_a_plan_without_pins_is_the_plan_as_it_was():
    plan = solve_plan(dutch_input(), dutch_scenario(), pins=())
    assert plan.goals == dutch_baseline().goals


def test_more_places_by_a_pin_never_make_the_plan_cheaper():
    pin = Pin("places", (MONDAYS[8], "PV28", "emergency"), "opened", 300.0)
    plan = solve_plan(dutch_input(), dutch_scenario(), pins=(pin,))
    assert goal(plan, "places", "money") > goal(dutch_baseline(), "places", "money")
    assert goal(plan, "places", "beds") <= goal(dutch_baseline(), "places", "beds") + 1e-6


@pytest.mark.parametrize("kind", ["hotel", "transit"])
def test_an_opening_of_a_hotel_or_transit_location_is_pinned_like_any_other(kind):
    limits = np.full(WEEKS // 4, 100.0)
    problem = small_places([block(WEEKS, kind=kind, open_limit=limits)], [10] * WEEKS)
    opened = housed(problem, place_pin(4, "opened", 7, kind)).blocks[0].opened
    assert opened[4] == 7
    assert is_editable("places", "opened", (monday(4), "PV20", kind))
