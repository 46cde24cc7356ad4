"""Contracts that a planner pins: renewed for so many places whatever the plan would do, and what it costs."""

from dataclasses import replace

import numpy as np
import pytest

from capacity.domain.pins import Pin, pin_at, pin_code
from capacity.plan.places.contracts import contracts_table
from capacity.plan.places.pins import pin_places, pins_goal
from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.places.solution import read_places
from capacity.plan.solver.in_order import solve_in_order
from capacity.plan.solver.live_model import LiveModel
from tests.plan.small_places import block, small_places
from tests.plan.test_lots import block_of, lot
from tests.plan.test_pins import emergency, monday

WEEKS, END = 12, 4
CHEAP = lot(10, block="cheap", end=END, eur_per_place_week=1.0)
DEAR = lot(10, block="dear", end=END, eur_per_place_week=3.0)


def pin(renewed, name="cheap", kind="emergency", week=END):
    return Pin("contracts", (monday(week), "PV20", kind, name), "renewed", float(renewed))


def solved(problem, *pins):
    places = build_places(pin_places(problem, pins))
    goals = [*pins_goal(places), *places_goals(places)]
    return read_places(places, solve_in_order(LiveModel(places.program), goals).values)


def renewed(problem, *pins):
    """Places renewed of each contract that ends."""
    table = contracts_table(problem, solved(problem, *pins))
    return dict(zip(table.block, table.renewed, strict=True))


def eur(problem, *pins):
    return sum(float(part.eur.sum()) for part in solved(problem, *pins).blocks)


def two_contracts(needed=10.0, **fields):
    """A cheap and a dear contract of ten places that end in week 4, for so many residents."""
    return small_places([block_of(CHEAP, DEAR, **fields)], [needed] * WEEKS)


def test_the_plan_renews_the_cheap_contract_when_ten_people_stay():
    assert renewed(two_contracts()) == {"cheap": 10, "dear": 0}


def test_ending_the_cheap_contract_costs_what_the_dear_one_is_dearer_for_the_eight_weeks_left():
    held = pin(0)
    assert renewed(two_contracts(), held) == {"cheap": 0, "dear": 10}
    assert eur(two_contracts(), held) - eur(two_contracts()) == (3 - 1) * 10 * (WEEKS - END)


def test_a_contract_renewed_by_a_pin_costs_its_places_though_nobody_needs_them():
    held = pin(7, "dear")
    assert renewed(two_contracts(needed=0.0), held) == {"cheap": 0, "dear": 7}
    assert eur(two_contracts(0.0), held) - eur(two_contracts(0.0)) == 3 * 7 * (WEEKS - END)


def test_a_pin_adds_no_column_and_no_row_to_the_program():
    free, held = (build_places(pin_places(two_contracts(), pins)) for pins in ([], [pin(0)]))
    assert held.program.size["rows"] <= free.program.size["rows"]
    assert held.program.size["columns"] <= free.program.size["columns"]


@pytest.mark.parametrize("renewal", ["all", "none"])
def test_a_pinned_contract_stands_against_the_rule_for_all_contracts(renewal):
    value = 0 if renewal == "all" else 10
    found = renewed(two_contracts(renewal=renewal), pin(value, "dear"))
    assert found == {"cheap": 10 if renewal == "all" else 0, "dear": value}


def test_a_contract_that_an_accepted_plan_renewed_may_be_ended_by_a_pin():
    accepted = np.zeros(WEEKS)
    accepted[END] = 10.0
    parts = replace(block_of(replace(CHEAP, least=10.0), DEAR), renewed=accepted)
    problem = small_places([parts], [10.0] * WEEKS)
    assert renewed(problem, pin(0)) == {"cheap": 0, "dear": 10}


def test_a_contract_without_an_option_is_not_renewed_and_one_whose_notice_day_is_past_is():
    no_option = replace(CHEAP, renewable=0.0, renewal_weeks=0)
    too_late = replace(DEAR, renewable=0.0)
    problem = small_places([block_of(no_option, too_late)], [10.0] * WEEKS)
    assert renewed(problem, pin(10), pin(10, "dear")) == {"cheap": 0, "dear": 10}


def test_a_pinned_contract_keeps_its_number_when_the_others_are_rounded():
    parts = [lot(10, block=name, end=END) for name in ("a", "b", "c")]
    problem = small_places([block_of(*parts)], [13.3] * WEEKS)
    found = renewed(problem, pin(3, "b"))
    assert found["b"] == 3
    assert sum(found.values()) == 14


def ending(kind, **fields):
    """Twenty places of which four contracts of three places end, each in its own week."""
    weekly = np.zeros(16)
    weekly[[4, 5, 6, 7]] = 3.0
    return block(16, kind=kind, now=20.0, expiring=weekly, renewable_share=1.0, **fields)


def test_without_a_portfolio_what_ends_of_a_type_in_a_week_is_the_contract():
    problem = small_places([ending("regular")], [20.0] * 16)
    held = pin(1, "PV20.regular", "regular", 5)
    table = contracts_table(problem, solved(problem, held))
    assert table.places.tolist() == [3, 3, 3, 3]
    assert table.renewed.tolist() == [3, 1, 3, 3]
    assert solved(problem, held).blocks[0].closed[5] == 2


def test_what_a_pin_renews_of_a_type_closes_again_when_its_contract_is_over():
    problem = small_places([ending("emergency")], [0.0] * 16)
    held = pin(3, "PV20.emergency", "emergency", 5)
    found = solved(problem, held).blocks[0]
    assert found.closed[[4, 5, 6, 7]].tolist() == [3, 0, 3, 3]
    assert found.closed[12] == 3


def test_a_pinned_closing_stands_above_a_pinned_contract_of_its_week():
    problem = small_places([ending("regular"), emergency()], [20.0] * 16)
    closing = Pin("places", (monday(5), "PV20", "regular"), "closed", 2.0)
    table = contracts_table(problem, solved(problem, pin(3, "PV20.regular", "regular", 5), closing))
    assert table[table.week == monday(5)].renewed.tolist() == [1]


def test_locations_of_minors_are_numbered_and_name_no_municipality():
    parts = [replace(CHEAP, block="Laan 1", municipality="GM0014"), replace(DEAR, block="Kade 2")]
    problem = small_places([block_of(*parts, kind="minors")], [0.0] * WEEKS)
    table = contracts_table(problem, solved(problem))
    assert table.block.tolist() == ["minors-1", "minors-2"]
    assert set(table.municipality) == {""}
    assert renewed(problem, pin(4, "minors-2", "minors"))["minors-2"] == 4


def test_a_block_may_have_any_name_in_a_file_and_an_address():
    cell = pin(3, "Hal 2/3: noord, 's avonds")
    assert pin_at(pin_code(cell), 3.0) == cell
    assert not set(",:") & set(pin_code(cell))
