"""Upscaling and downscaling: COA's order of steps, moves that cost money, contracts with a last day."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.places.solution import read_places
from capacity.plan.places.tables import cost_rows
from capacity.plan.solver.in_order import solve_in_order
from capacity.plan.solver.live_model import LiveModel
from tests.plan.small_places import block, small_places, solve
from tests.plan.test_lots import block_of, lot

WEEKS = 12
STEPS = {"spare_share": 0.95, "eur_per_spare_week": 2.2, "eur_per_move": 1.0}


def upscaling(residents, **fields):
    """Ten places: one renewal, five spare beds, four temporary places, many halls; from week 4."""
    ending = np.eye(WEEKS)[4]
    blocks = (
        block(WEEKS, now=10, usable_share=0.9, expiring=ending, renewable_share=1.0, eur_per_place_week=1.0),
        block(
            WEEKS,
            kind="emergency",
            open_limit=np.array([0.0, 4.0, 0.0]),
            eur_per_place_week=2.0,
            eur_to_open=3.0,
            usable_share=0.9,
        ),
        block(
            WEEKS,
            kind="crisis",
            open_limit=np.array([0.0, 50.0, 50.0]),
            eur_per_place_week=0.5,
            eur_to_open=0.0,
            contract_periods=1,
        ),
    )
    return replace(small_places(blocks, residents), **{**STEPS, **fields})


def steps_used(people):
    """Renewed places, spare beds, temporary places and halls in the last week."""
    solution = solve(upscaling([0] * 4 + [people] * 8))
    regular, emergency, halls = solution.blocks
    kept = 10 - regular.closed.sum()
    spare = sum(part.spare[-1] for part in solution.blocks)
    return kept, spare, emergency.available[-1], halls.available[-1], solution.without_bed[-1]


@pytest.mark.parametrize(
    ("people", "renewed", "spare", "temporary", "halls"),
    [
        (8.1, 9, 0, 0, 0),
        (9.0, 10, 0, 0, 0),
        (9.5, 10, 0.5, 0, 0),
        (11.3, 10, 0.5, 2, 0),
        (13.3, 10, 0.7, 4, 0),
        (20.3, 10, 0.7, 4, 7),
    ],
)
def test_a_plan_goes_up_in_the_order_of_coa_although_halls_are_cheapest(
    people, renewed, spare, temporary, halls
):
    kept, above, opened, hall, without = steps_used(people)
    assert without == pytest.approx(0, abs=1e-6)
    assert (kept, opened, hall) == (renewed, temporary, halls)
    assert above == pytest.approx(spare, abs=0.31)


def test_without_crisis_steps_no_bed_is_used_above_the_usual_share():
    solution = solve(upscaling([0] * 4 + [9.5] * 8, spare_share=0.0))
    assert not any(part.spare.any() for part in solution.blocks)
    assert all(
        (part.usable <= part.block.usable_share * part.available + 1e-9).all() for part in solution.blocks
    )


def test_a_contract_is_renewed_rather_than_everybody_moved_to_places_of_the_same_price():
    ending = np.eye(WEEKS)[4] * 10
    fields = {"eur_per_place_week": 2.0, "contract_periods": 1}
    here = block(WEEKS, kind="emergency", now=10, expiring=ending, renewable_share=1.0, **fields)
    there = block(WEEKS, "PV21", "emergency", open_limit=np.array([0.0, 10.0, 0.0]), **fields)
    problem = replace(small_places([here, there], [10] * WEEKS), eur_per_move=5.0)
    solution = solve(problem)
    assert solution.blocks[0].closed.sum() == 0
    assert solution.blocks[1].opened.sum() == 0


def test_after_the_need_has_passed_no_more_places_close_in_a_period_than_people_can_move():
    ordered = np.eye(WEEKS)[0] * 30
    places = block(WEEKS, kind="emergency", pipeline=ordered, ordered=ordered, contract_periods=1)
    free = solve(small_places([places], [30] * 4 + [0] * 8))
    held = solve(replace(small_places([places], [30] * 4 + [0] * 8), moves_per_week=2.0))
    assert free.blocks[0].closed.max() == 30
    assert held.blocks[0].closed.max() == 8


def test_a_place_that_the_plan_opens_is_gone_after_its_maximum_contract_although_people_need_it():
    places = block(
        WEEKS, kind="emergency", open_limit=np.array([10.0, 0.0, 0.0]), contract_periods=1, most_periods=2
    )
    solution = solve(small_places([places], [10] * WEEKS))
    assert solution.blocks[0].available.tolist() == [10] * 8 + [0] * 4


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=WEEKS, max_size=WEEKS), st.booleans())
def test_the_money_of_a_plan_is_the_sum_of_its_cost_lines(residents, crisis):
    ending = np.eye(WEEKS)[5] * 8
    blocks = (
        block(WEEKS, now=10, pipeline=np.eye(WEEKS)[2] * 3),
        block(
            WEEKS,
            kind="emergency",
            now=8,
            expiring=ending,
            renewable_share=1.0,
            open_limit=np.array([0.0, 9.0, 9.0]),
            contract_periods=1,
            eur_to_open=3.0,
            usable_share=0.5,
        ),
        replace(block_of(lot(places=6.0, renewal_weeks=3, usable_share=1.0)), region="PV21"),
    )
    problem = replace(
        small_places(blocks, residents), eur_per_move=2.0, spare_share=1.0 * crisis, eur_per_spare_week=2.5
    )
    places = build_places(problem)
    goals = places_goals(places)
    values = solve_in_order(LiveModel(places.program), goals).values
    solution = read_places(places, values)
    decided = [(*part.opened, *part.renewed, *part.closed, *part.lots.values()) for part in places.blocks]
    whole = [column for columns in decided for column in columns]
    money = next(goal for goal in goals if goal.id == "money")
    written = sum(float(str(row[-1])) for row in cost_rows(solution, 1.0, 0.0))
    rounded = max((abs(values[column.index] - round(values[column.index])) for column in whole), default=0)
    assume(rounded < 1e-6)
    assert written == pytest.approx(float(money.costs @ values), abs=0.01)
