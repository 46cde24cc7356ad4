"""Provinces divided over municipalities: sums are kept, limits are kept, and no single program is cheaper."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.plan.in_order import solve_in_order
from capacity.plan.lots import Lot
from capacity.plan.municipal import carried, divided, division, handed_down, level_gaps
from capacity.plan.places import build_places, places_goals
from capacity.plan.places_tables import places_table
from capacity.plan.solver import LiveModel
from tests.plan.small_places import block, small_places, solve

WEEKS = 12
HERE = pd.DataFrame(
    [("GM0001", "PV20", 60.0), ("GM0002", "PV20", 30.0), ("GM0003", "PV20", 10.0), ("GM0004", "PV21", 5.0)],
    columns=["code", "province", "population"],
)
TASK = {"GM0001": 12.0, "GM0002": 6.0, "GM0003": 4.0, "GM0004": 9.0}


def a_country(residents, lots=(), home=None, fair=False, task=TASK):
    later = np.array([0.0, 9.0, 7.0])
    asked = {"PV20": sum(task[code] for code in ("GM0001", "GM0002", "GM0003")), "PV21": task["GM0004"]}
    ending = np.eye(WEEKS)[4] * (6 if lots else 0)
    blocks = (
        block(WEEKS, now=21, expiring=np.eye(WEEKS)[2] * 5, renewable_share=0.5, open_limit=later),
        block(
            WEEKS, kind="emergency", now=10, open_limit=later, ceiling=30.0, lots=tuple(lots), expiring=ending
        ),
        block(WEEKS, "PV21", now=3, pipeline=np.eye(WEEKS)[5] * 4),
        block(WEEKS, "PV21", "emergency", now=4, open_limit=later, ceiling=20.0),
    )
    problem = small_places(blocks, residents, asked, 8, shown=10)
    return problem, division(HERE, task, home or {}, fair)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=WEEKS, max_size=WEEKS), st.booleans())
def test_every_week_of_the_municipalities_adds_up_to_their_province_in_whole_places(residents, fair):
    problem, over = a_country(residents, fair=fair)
    above = solve(problem)
    below = handed_down(above, over)
    large, small = places_table(above), places_table(below)
    small["region"] = small.region.map(HERE.set_index("code").province).fillna(small.region)
    keys = ["week", "region", "type"]
    for column in ("available", "opened", "closed", "usable", "occupied", "durable"):
        summed = small.groupby(keys)[column].sum()
        assert summed.to_numpy() == pytest.approx(
            large.set_index(keys)[column].sort_index().to_numpy(), abs=1e-4
        )
    moved = np.concatenate(
        [np.concatenate((part.opened, part.closed, part.available)) for part in below.blocks]
    )
    assert (moved >= 0).all()
    assert (moved == np.round(moved)).all()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=WEEKS, max_size=WEEKS))
def test_one_program_of_all_municipalities_is_not_cheaper_than_the_two_levels(residents):
    """Without a task: within a province one municipality may take over what another is asked."""
    problem, over = a_country(residents, task=dict.fromkeys(TASK, 0.0))
    best = {}
    for name, given_problem in (("provinces", problem), ("municipalities", divided(problem, over))):
        places = build_places(given_problem)
        model = LiveModel(places.program)
        goals = places_goals(places)
        answer = solve_in_order(model, goals)
        best[name] = [float(goal.costs @ answer.values) for goal in goals if goal.id in ("beds", "money")]
    assert best["provinces"] == pytest.approx(best["municipalities"], abs=1e-4)


def test_a_contract_stays_in_its_municipality_and_ends_there():
    lots = [
        Lot("a", 6.0, 0, True, 4, 0.0, 0, 1.0, 2.0, durable=False),
        Lot("b", 4.0, 0, True, None, 0.0, 0, 1.0, 2.0, durable=False),
    ]
    problem, over = a_country([0] * WEEKS, lots, {"a": "GM0003", "b": "GM0001"})
    below = handed_down(solve(problem), over)
    there = {part.block.region: part.available for part in below.blocks if part.block.type == "emergency"}
    assert there["GM0001"].tolist() == [4] * WEEKS
    assert there["GM0002"].tolist() == [0] * WEEKS
    assert there["GM0003"].tolist() == [6] * 4 + [0] * 8


def test_new_lasting_places_go_where_the_relative_gap_is_largest_when_gaps_are_to_be_equal():
    parts = level_gaps(9, np.array([10.0, 0.0, 5.0]), np.array([20.0, 10.0, 5.0]))
    assert parts.tolist() == [3, 6, 0]
    assert ((np.array([20, 10, 5]) - np.array([13, 6, 5])) / np.array([20, 10, 5])).tolist() == [
        0.35,
        0.4,
        0.0,
    ]


@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=12), st.lists(st.floats(0.1, 9), min_size=1, max_size=6)
)
def test_what_is_carried_adds_up_each_week_and_nobody_strays_more_than_one_from_its_share(amounts, weights):
    parts = carried(np.array(amounts, dtype=float), np.array(weights))
    assert parts.sum(axis=0).tolist() == amounts
    share = np.array(weights) / sum(weights)
    assert (np.abs(parts.cumsum(axis=1) - np.outer(share, np.cumsum(amounts))) < len(weights)).all()
