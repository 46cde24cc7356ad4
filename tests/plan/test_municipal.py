"""Provinces divided over municipalities: sums are kept, limits are kept, and no single program is cheaper."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.plan.places.municipal import above_ceiling, divided, division, handed_down
from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.places.solution import house
from capacity.plan.places.tables import places_table
from capacity.plan.places.whole_parts import carried, level_gaps
from capacity.plan.places.whole_places import Decisions
from capacity.plan.places.whole_rows import in_tiers
from capacity.plan.portfolio.lots import Lot
from capacity.plan.solver.in_order import solve_in_order
from capacity.plan.solver.live_model import LiveModel
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


def a_portfolio(lots, home, residents, ceiling, open_limit):
    """Two provinces whose emergency places are contracts; what opens may close after eight weeks."""
    weeks = len(residents)
    provinces = HERE.set_index("code").province
    blocks = []
    for province in ("PV20", "PV21"):
        own = [lot for lot in lots if provinces[home[lot.block]] == province]
        coming, ending = np.zeros(weeks), np.zeros(weeks)
        for lot in own:
            coming[lot.first] += 0 if lot.present else lot.places
            ending[weeks - 1 if lot.end is None else lot.end] += 0 if lot.end is None else lot.places
        now = sum(lot.places for lot in own if lot.present)
        terms = {"pipeline": coming, "expiring": ending, "lots": tuple(own), "most_periods": 3}
        limit = np.array([0.0] + [open_limit] * (-(-weeks // 4) - 1))
        blocks.append(block(weeks, province))
        blocks.append(
            block(weeks, province, "emergency", now, open_limit=limit, ceiling=now + ceiling, **terms)
        )
    return small_places(blocks, residents), division(HERE, TASK, home)


LOTS = st.lists(
    st.tuples(
        st.sampled_from(sorted(TASK)),
        st.integers(1, 20),
        st.sampled_from([0, 0, 3, 6]),
        st.sampled_from([None, 9, 14, 17]),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)
PEOPLE = st.tuples(*(st.integers(low, high) for low, high in ((0, 20), (20, 80), (20, 80), (0, 50), (0, 50))))


@settings(max_examples=40, deadline=None)
@given(LOTS, PEOPLE, st.sampled_from([0.0, 7.0, 20.0]), st.sampled_from([6.0, 20.0]))
def test_with_a_portfolio_no_contract_is_cut_short_and_nothing_opens_above_a_ceiling(
    told, people, ceiling, open_limit
):
    lots = [
        Lot(str(number), places, first, first == 0, end, places * renewable, 5, 1.0, 2.0, durable=False)
        for number, (_, places, first, end, renewable) in enumerate(told)
    ]
    home = {str(number): code for number, (code, *_) in enumerate(told)}
    problem, over = a_portfolio(lots, home, np.repeat(people, 4), ceiling, open_limit)
    above = solve(problem)
    below = handed_down(above, over)
    for part in above.blocks:
        parts = [
            own
            for own in below.blocks
            if own.block.type == part.block.type and own.block.region in over.members[part.block.region]
        ]
        for measure in ("opened", "closed", "available"):
            assert np.sum([getattr(own, measure) for own in parts], axis=0).tolist() == (
                getattr(part, measure).tolist()
            )
    for part in below.blocks:
        contracts = np.zeros(part.available.size)
        for lot, kept in zip(part.block.lots, part.renewed, strict=True):
            contracts += lot.standing(contracts.size) + lot.renewed(contracts.size, kept)
        assert (part.available >= contracts).all()
        assert (np.concatenate((part.opened, part.closed)) >= 0).all()
    assert above_ceiling(below) == []


def test_places_that_the_plan_opened_close_before_a_contract_that_still_runs():
    """Solved by hand: 20 places of GM0003 until week 16, 40 people from week 4, 20 from week 12, 0 from 16.

    The province opens 20 in week 4 and closes them in week 12, when their eight weeks are over: 20, 40, 20,
    0. Its ceiling of 40 leaves room for 20, by inhabitants (60, 30, 10) 12, 6 and 2: ceilings of 12, 6 and
    22, openings of 12, 6 and 2. These 20 close; those of the contract end in week 16: 22 - 2 - 20 = 0.
    """
    lots = [Lot("a", 20.0, 0, True, 16, 0.0, 0, 1.0, 2.0, durable=False)]
    residents = [20] * 4 + [40] * 8 + [20] * 4 + [0] * 4
    problem, over = a_portfolio(lots, {"a": "GM0003"}, residents, 20.0, 20.0)
    problem = replace(problem, blocks=problem.blocks[:2])
    above = solve(problem)
    assert above.blocks[1].available.tolist() == [20] * 4 + [40] * 8 + [20] * 4 + [0] * 4
    below = handed_down(above, over)
    there = {part.block.region: part for part in below.blocks if part.block.type == "emergency"}
    assert [there[code].block.ceiling for code in over.members["PV20"]] == [12, 6, 22]
    assert there["GM0001"].available.tolist() == [0] * 4 + [12] * 8 + [0] * 8
    assert there["GM0002"].available.tolist() == [0] * 4 + [6] * 8 + [0] * 8
    assert there["GM0003"].available.tolist() == [20] * 4 + [22] * 8 + [20] * 4 + [0] * 4


def test_where_a_ceiling_leaves_no_room_the_others_open_what_is_left_by_inhabitants():
    """20 places, owed 12, 6 and 2; the first has room for 4: its other 8 go 6 : 2 to the two that have."""
    amounts, owed, most = np.array([20.0]), np.array([[12.0, 6.0, 2.0]]), np.array([[4.0, 50.0, 50.0]])
    assert in_tiers(amounts, owed, owed, [most]).tolist() == [[4, 12, 4]]
    assert in_tiers(amounts, owed, owed, [np.array([[4.0, 6.0, 3.0]]), most]).tolist() == [[4, 11, 5]]


PARTS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9)), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(PARTS, st.data())
def test_a_part_of_the_opening_limit_is_passed_only_when_nobody_else_has_room_within_his(parts, data):
    """The ceiling is kept, and the total of the province is opened: then no other division could keep it."""
    limit, room, weights = (np.array([row], dtype=float) for row in zip(*parts, strict=True))
    within = np.minimum(limit, room)
    amount = float(data.draw(st.integers(0, int(room.sum()))))
    given_to = in_tiers(np.array([amount]), weights * amount / weights.sum(), weights, [within, room])
    assert given_to.sum() == amount
    assert (given_to <= room).all()
    passed = np.maximum(0.0, given_to - within).sum()
    assert passed == max(0.0, amount - within.sum())


def test_amounts_of_many_provinces_are_divided_at_once_as_each_is_alone():
    chance = np.random.default_rng(7)
    most = np.floor(chance.uniform(0, 9, (6, 5)))
    most[2, 3:] = most[4, 1:] = 0
    weights = np.where(most > 0, chance.uniform(0, 3, most.shape), 0.0)
    amounts = np.array([0.0, 4.0, 7.0, 40.0, 3.0, 11.0])
    tiers = [np.minimum(most, 2.0), most]
    owed = amounts[:, None] * weights / np.maximum(weights.sum(axis=1), 1e-9)[:, None]
    together = in_tiers(amounts, owed, weights, tiers)
    for row in range(len(most)):
        one = slice(row, row + 1)
        alone = in_tiers(amounts[one], owed[one], weights[one], [tier[one] for tier in tiers])
        assert together[row].tolist() == alone[0].tolist()
    assert together.sum(axis=1).tolist() == np.minimum(amounts, most.sum(axis=1)).tolist()
    assert (together <= most).all()


def test_when_a_province_closes_more_than_may_close_its_total_wins_and_no_place_is_missing_twice():
    """A planner closes 5 of the 8 places of GM0001 in week 2; the contract ends in week 6 with the 3 left.

    The province opens 5 in week 4, so that its own 8 can end in week 6: the 5 that GM0001 no longer has close
    where the 5 opened, by inhabitants 3, 2 and 0 (0.5 owed).
    """
    weeks = 8
    lot = Lot("a", 8.0, 0, True, 6, 0.0, 0, 1.0, 2.0, durable=False)
    problem, over = a_portfolio([lot], {"a": "GM0001"}, [0] * weeks, 20.0, 20.0)
    opened, closed = np.eye(weeks)[4] * 5, np.eye(weeks)[2] * 5 + np.eye(weeks)[6] * 8
    nothing = [np.zeros(weeks)] * 3
    moved = Decisions(
        [nothing[0], opened, *nothing[:2]], [nothing[0], closed, *nothing[:2]], [(), (0.0,), (), ()]
    )
    below = handed_down(house(problem, moved, nothing[0], nothing[0]), over)
    there = {part.block.region: part for part in below.blocks if part.block.type == "emergency"}
    assert np.sum([part.closed for part in there.values()], axis=0).tolist() == closed.tolist()
    assert there["GM0001"].available.tolist() == [8, 8, 3, 3, 6, 6, 0, 0]
    assert there["GM0002"].available.tolist() == [0, 0, 0, 0, 2, 2, 0, 0]


def test_new_lasting_places_go_where_the_relative_gap_is_largest_when_gaps_are_to_be_equal():
    parts = level_gaps(9, np.array([10.0, 0.0, 5.0]), np.array([20.0, 10.0, 5.0]))
    assert parts.tolist() == [3, 6, 0]
    assert ((np.array([20, 10, 5]) - np.array([13, 6, 5])) / np.array([20, 10, 5])).tolist() == [
        0.35,
        0.4,
        0.0,
    ]


def test_a_town_with_lasting_places_of_another_type_is_not_given_them_again_when_gaps_are_to_be_equal():
    """GM0001 has its 12 in a hotel and the hall of GM0002 counts for no task: all 10 go to the others."""
    weeks, opened = 8, np.eye(8)[4] * 10
    inn = Lot("inn", 12.0, 0, True, None, 0.0, 0, 1.0, 2.0, durable=True)
    hall = Lot("hall", 6.0, 0, True, None, 0.0, 0, 1.0, 2.0, durable=False)
    blocks = (
        block(weeks, "PV20", now=6, lots=(hall,), open_limit=np.array([0.0, 10.0])),
        block(weeks, "PV20", "hotel", 12, lots=(inn,)),
    )
    home = {"inn": "GM0001", "hall": "GM0002"}
    nothing = np.zeros(weeks)
    moved = Decisions([opened, nothing], [nothing, nothing], [(0.0,), (0.0,)])
    above = house(small_places(blocks, [0] * weeks), moved, nothing, nothing)
    below = handed_down(above, division(HERE, TASK, home, fair=True))
    new = {part.block.region: part.opened.sum() for part in below.blocks if part.block.type == "regular"}
    assert [new[code] for code in ("GM0001", "GM0002", "GM0003")] == [0, 6, 4]


@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=12), st.lists(st.floats(0.1, 9), min_size=1, max_size=6)
)
def test_what_is_carried_adds_up_each_week_and_nobody_strays_more_than_one_from_its_share(amounts, weights):
    parts = carried(np.array(amounts, dtype=float), np.array(weights))
    assert parts.sum(axis=0).tolist() == amounts
    share = np.array(weights) / sum(weights)
    assert (np.abs(parts.cumsum(axis=1) - np.outer(share, np.cumsum(amounts))) < len(weights)).all()
