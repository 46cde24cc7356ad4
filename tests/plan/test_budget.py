"""A ceiling on money and a buffer of places, on cases solved by hand and on the Dutch one."""

from dataclasses import replace

import numpy as np
import pytest

from capacity.domain.time import Weeks
from capacity.plan.places.budget import ceilings
from tests.plan.dutch import dutch_baseline, dutch_input, dutch_plan, dutch_scenario
from tests.plan.small_places import START, block, cost, small_places, solve


def test_a_ceiling_leaves_people_without_a_bed_and_is_kept():
    emergency = block(4, kind="emergency", open_limit=np.array([10.0]))
    free = small_places([emergency], [6] * 4)
    assert cost(solve(free)) == 6 * 2 * 4
    limited = solve(replace(free, ceilings={2026: 4 * 2 * 4.0}))
    assert cost(limited) == 4 * 2 * 4
    assert limited.without_bed.tolist() == [2.0] * 4


def test_a_ceiling_below_what_is_fixed_opens_nothing_and_closes_nothing():
    blocks = [block(4, now=3), block(4, kind="emergency", open_limit=np.array([10.0]))]
    limited = solve(replace(small_places(blocks, [6] * 4), ceilings={2026: 1.0}))
    assert [part.available.tolist() for part in limited.blocks] == [[3.0] * 4, [0.0] * 4]


def test_a_buffer_keeps_its_share_of_places_free_where_they_can_be_had():
    emergency = block(8, kind="emergency", open_limit=np.array([11.0, 11.0]))
    calm = replace(small_places([emergency], [10] * 8), buffer_share=0.1)
    assert solve(calm).blocks[0].available.tolist() == [11.0] * 8
    wanting_more = replace(calm, buffer_share=0.9)
    assert solve(wanting_more).blocks[0].available.tolist() == [11.0] * 4 + [19.0] * 4


def test_a_year_shown_in_part_has_its_part_of_the_ceiling_less_what_the_chain_takes():
    parameters = dutch_input().parameters
    weeks = Weeks(START, 10, 0)
    found = ceilings(dutch_scenario(ceiling=5218), parameters, weeks, {2026: 1e6})
    assert found == {2026: pytest.approx(6 * 1e8 - 1e6), 2027: pytest.approx(4 * 1e8)}
    assert ceilings(dutch_scenario(), parameters, weeks, {}) == {}


def test_without_a_ceiling_or_buffer_nothing_is_reported():
    notices = dutch_baseline().notices
    assert (notices["over_ceiling_eur"], notices["buffer_short"]) == ({}, 0.0)


def test_what_goes_above_the_ceiling_is_reported_by_year_and_agrees_with_the_costs():
    plan = dutch_plan(ceiling=3000)
    costs = plan.tables["costs"]
    money = costs[costs.goal == "money"]
    allowed = 3000e6 / 52.18
    for year, over in plan.notices["over_ceiling_eur"].items():
        rows = money[money.week.str.startswith(year)]
        assert over == pytest.approx(max(0.0, rows.eur.sum() - allowed * rows.week.nunique()), abs=0.01)
    assert plan.notices["over_ceiling_eur"]["2026"] > 0
    assert plan.tables["residents"].without_bed.sum() > dutch_baseline().tables["residents"].without_bed.sum()


def test_a_tighter_ceiling_never_spends_more():
    spent = []
    for ceiling in (3600, 3400, 3200):
        costs = dutch_plan(ceiling=ceiling).tables["costs"]
        spent.append(costs[costs.goal == "money"].eur.sum())
    assert spent == sorted(spent, reverse=True)
