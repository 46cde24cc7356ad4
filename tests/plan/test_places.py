from dataclasses import replace

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.places.tables import occupancy_table, places_table, residents_table
from capacity.plan.places.task import least_task_gap, lever_before_task
from capacity.plan.portfolio.last_decisions import LastDecisions
from capacity.plan.portfolio.lots import Lot
from capacity.plan.solver.live_model import LiveModel
from capacity.sources.shipped import load_table
from tests.plan.small_places import block, cost, small_places, solve

WEEKS = 12
LATER = np.array([0.0, 10.0, 10.0])  # nothing may open in the first four weeks
RESIDENTS = st.lists(st.integers(0, 60), min_size=WEEKS, max_size=WEEKS)


def two_regions(residents, **fields):
    blocks = (
        block(WEEKS, now=20, expiring=np.eye(WEEKS)[2] * 5, renewable_share=0.5),
        block(WEEKS, kind="emergency", now=7, open_limit=LATER, ceiling=15.0),
        block(WEEKS, "PV21", now=3, pipeline=np.eye(WEEKS)[5] * 4),
        block(WEEKS, "PV21", "emergency", now=0, open_limit=LATER / 2, usable_share=0.9, ceiling=9.0),
    )
    return small_places(blocks, residents, {"PV20": 18.0, "PV21": 9.0}, 8, shown=10, **fields)


def test_nobody_has_a_bed_that_is_not_there_before_the_lead_time_is_over():
    emergency = block(8, kind="emergency", now=10, open_limit=np.array([0.0, 5.0]), ceiling=20.0)
    solution = solve(small_places([emergency], [13] * 8))
    assert solution.without_bed == pytest.approx([3] * 4 + [0] * 4)
    assert solution.blocks[0].opened.tolist() == [0] * 4 + [3] + [0] * 3


def test_the_limit_of_a_period_leaves_the_rest_without_a_bed():
    emergency = block(8, kind="emergency", now=10, open_limit=np.array([2.0, 2.0]), ceiling=20.0)
    assert solve(small_places([emergency], [15] * 8)).without_bed == pytest.approx([3] * 4 + [1] * 4)


def test_a_province_opens_no_more_emergency_places_than_its_ceiling():
    emergency = block(4, kind="emergency", now=10, open_limit=np.array([50.0]), ceiling=15.0)
    assert solve(small_places([emergency], [40] * 4)).blocks[0].available.max() == 15


def test_the_cheapest_type_is_opened_first():
    blocks = [
        block(4, open_limit=np.array([10.0])),
        block(4, kind="emergency", open_limit=np.array([10.0])),
    ]
    regular, emergency = solve(small_places(blocks, [12] * 4)).blocks
    assert (regular.opened.sum(), emergency.opened.sum()) == (10, 2)


def test_at_equal_cost_the_lowest_region_code_opens():
    blocks = [
        block(4, region, "emergency", open_limit=np.array([10.0]), contract_periods=None)
        for region in ("PV20", "PV21")
    ]
    assert [part.opened.sum() for part in solve(small_places(blocks, [6] * 4)).blocks] == [6, 0]


def test_contracts_make_the_floor_of_the_cost():
    emergency = block(8, kind="emergency", now=10)
    costs = [cost(solve(small_places([emergency], [people] * 8))) for people in (10, 5, 0)]
    assert costs == [160, 160, 160]


def test_a_place_opened_stays_for_its_minimum_contract_and_closes_after_it():
    emergency = block(16, kind="emergency", open_limit=np.full(4, 10.0), contract_periods=2)
    solution = solve(small_places([emergency], [6] * 4 + [0] * 12))
    assert solution.blocks[0].available.tolist() == [6] * 8 + [0] * 8


def test_a_place_is_paid_for_every_week_it_stands_and_not_in_one_sum():
    emergency = block(8, kind="emergency", open_limit=np.array([0.0, 10.0]))
    assert cost(solve(small_places([emergency], [0] * 4 + [6] * 4))) == 6 * 2 * 4


def test_with_the_run_out_places_still_needed_after_the_weeks_shown_are_kept():
    emergency = block(12, kind="emergency", now=0, open_limit=np.array([10.0, 0, 0]), contract_periods=1)
    kept = solve(small_places([emergency], [6] * 12, shown=8)).blocks[0]
    assert kept.available.tolist() == [6] * 12
    unneeded = solve(small_places([emergency], [6] * 8 + [0] * 4, shown=8)).blocks[0]
    assert unneeded.available.tolist() == [6] * 8 + [0] * 4


@pytest.mark.parametrize(("renewal", "left"), [("plan", 10), ("all", 12), ("none", 10)])
def test_contracts_are_renewed_by_the_plan_always_or_never(renewal, left):
    regular = block(4, now=16, expiring=np.array([0, 6.0, 0, 0]), renewable_share=1 / 3, renewal=renewal)
    assert solve(small_places([regular], [8] * 4)).blocks[0].available[-1] == left


def test_no_more_contracts_are_renewed_than_may_be():
    regular = block(4, now=16, expiring=np.array([0, 6.0, 0, 0]), renewable_share=1 / 3)
    solution = solve(small_places([regular], [16] * 4))
    assert solution.without_bed == pytest.approx([0, 4, 4, 4])


def test_residents_may_sleep_in_any_region():
    blocks = [block(4, now=3), block(4, "PV21", now=4)]
    assert solve(small_places(blocks, [7] * 4)).without_bed.max() == 0


def test_the_task_is_met_by_places_that_no_bed_needs():
    regular = block(8, now=10, open_limit=np.array([0.0, 5.0]))
    problem = small_places([regular], [1] * 8, {"PV20": 13.0}, 6)
    assert solve(problem).blocks[0].available[6] == 13


def test_a_task_that_no_opening_reaches_in_time_is_said_to_have_no_lever():
    regular = block(8, now=10, open_limit=np.array([0.0, 5.0]))
    problem = small_places([regular], [1] * 8, {"PV20": 13.0}, 2)
    assert not lever_before_task(problem)
    assert least_task_gap(problem) == 3


def test_an_opening_in_the_week_of_the_legal_date_is_a_lever():
    regular = block(8, now=10, open_limit=np.array([0.0, 5.0]))
    problem = small_places([regular], [1] * 8, {"PV20": 13.0}, 4)
    assert lever_before_task(problem)
    assert least_task_gap(problem) == 0


@pytest.mark.parametrize("renewal", ["plan", "all"])
def test_renewals_before_the_legal_date_narrow_the_gap_as_far_as_they_may(renewal):
    regular = block(8, now=10, expiring=np.eye(8)[1] * 4, renewable_share=0.5, renewal=renewal)
    problem = small_places([regular], [1] * 8, {"PV20": 13.0}, 2)
    assert least_task_gap(problem) == 5
    assert solve(problem).blocks[0].available[2] == 8


def test_regular_places_that_do_not_last_house_people_and_count_for_no_task():
    regular = block(4, now=10, open_limit=np.array([9.0]), not_lasting=4.0)
    solution = solve(small_places([regular], [10] * 4, {"PV20": 8.0}, 2))
    assert solution.blocks[0].available[2] == 12
    row = places_table(solution).query("type == 'regular'").iloc[2]
    assert (row.durable, row.task_gap) == (8, 0)


def test_at_the_intake_site_whoever_cannot_be_placed_elsewhere_is_over_the_cap():
    site = {"places": 10.0, "cap": 10.0, "stay_weeks": 1.0, "outplacement_limit": 2.0}
    solution = solve(small_places([block(4, now=30)], [15] * 4, at_intake=15.0, **site))
    assert solution.over_cap == pytest.approx([3] * 4)
    assert solution.outplaced == pytest.approx([2] * 4)


def test_who_was_placed_elsewhere_stays_away_for_the_rest_of_his_stay():
    site = {"places": 10.0, "cap": 10.0, "stay_weeks": 2.0, "outplacement_limit": 2.0}
    solution = solve(small_places([block(4, now=30)], [15] * 4, at_intake=15.0, **site))
    assert solution.over_cap == pytest.approx([3, 1, 1, 1])


def test_the_fixed_cost_of_the_intake_site_is_a_column_so_that_the_objective_has_no_constant():
    problem = small_places([block(4)], [0] * 4, places=10.0, eur_per_place_week=3.0)
    places = build_places(problem)
    money = next(goal for goal in places_goals(places) if goal.id == "money").costs
    assert money @ LiveModel(places.program).minimise(money, primal=False) == pytest.approx(120)


def test_goals_come_in_their_order():
    goals = places_goals(build_places(two_regions([20] * WEEKS)))
    assert [(goal.id, goal.rank) for goal in goals] == [("beds", 1), ("task", 2), ("money", 3), ("steady", 4)]


def test_every_row_of_the_program_belongs_to_a_record_and_every_record_has_a_row():
    problem = two_regions([20] * WEEKS)
    lot = Lot("a", 7.0, 0, True, 5, 7.0, 26, 1.0, 2.0, durable=False, suits=frozenset({"minors"}))
    blocks = (
        *problem.blocks[:1],
        replace(problem.blocks[1], lots=(lot,), most_periods=1),
        *problem.blocks[2:],
    )
    limited = replace(
        problem,
        blocks=blocks,
        ceilings={2026: 1000.0},
        buffer_share=0.1,
        fair=True,
        spare_share=0.99,
        moves_per_week=10.0,
        last=LastDecisions({("PV20", "emergency", "ordered"): LATER}, 3, 1.0),
    )
    families = {name.split("-")[0] for name in build_places(limited).program.row_names}
    records = load_table("constraints")
    assert families == set(records[records.program == "places"].id)


@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD")
@pytest.mark.parametrize("goal_id", ["beds", "task", "money"])
def test_another_solver_finds_the_same_optimum(goal_id):
    places = build_places(two_regions([30, 31, 35, 33, 40, 45, 50, 20, 10, 30, 40, 41]))
    costs = next(goal for goal in places_goals(places) if goal.id == goal_id).costs
    ours = costs @ LiveModel(places.program).minimise(costs, primal=False)
    problem = places.program.as_pulp(costs)
    problem.solve(pulp.PULP_CBC_CMD(msg=False))
    assert pulp.value(problem.objective) == pytest.approx(ours)


@settings(max_examples=30, deadline=None)
@given(residents=RESIDENTS)
def test_whatever_the_residents_the_places_solve_and_the_identities_hold(residents):
    solution = solve(two_regions(residents))
    places, occupancy = places_table(solution), occupancy_table(solution)
    people = residents_table(solution, occupancy)
    before = places.groupby(["region", "type"]).available.shift(1)
    before = before.fillna(places.opening_available.replace("", np.nan).astype(float))
    assert (places.available - before - places.opened + places.closed).abs().max() < 1e-6
    assert (places[["available", "opened", "closed", "occupied"]] >= 0).all().all()
    assert (places.occupied <= places.usable + 1e-6).all()
    assert (people.residents - people.housed - people.without_bed).abs().max() < 1e-6
    assert people.groupby("week").residents.sum().tolist() == pytest.approx(residents[:10], abs=1e-3)
    housed = places[places.type != "border"].groupby("week").occupied.sum()
    assert housed.tolist() == pytest.approx(people.groupby("week").housed.sum().tolist(), abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(residents=RESIDENTS)
def test_whole_places_pass_no_limit(residents):
    for part in solve(two_regions(residents)).blocks:
        decided = np.add.reduceat(part.opened - part.block.pipeline, [0, 4, 8])
        assert (decided <= part.block.open_limit).all()
        assert (part.available <= np.maximum(part.block.ceiling, part.block.known)).all()
        assert (part.available == np.round(part.available)).all()


@settings(max_examples=20, deadline=None)
@given(residents=RESIDENTS, more=st.integers(1, 10))
def test_more_residents_never_have_fewer_without_a_bed_nor_cost_less_when_all_are_housed(residents, more):
    fewer, many = solve(two_regions(residents)), solve(two_regions([n + more for n in residents]))
    assert many.without_bed.sum() >= fewer.without_bed.sum() - 1e-6
    if many.without_bed.sum() == 0:
        assert cost(many) >= cost(fewer) - 4 * 2 * WEEKS  # at most one place per block by rounding


def test_commitments_above_the_ceiling_with_every_contract_renewed_still_solve():
    emergency = block(
        4,
        kind="emergency",
        now=4,
        pipeline=np.array([20.0, 0, 0, 0]),
        expiring=np.array([0, 2.0, 0, 0]),
        ceiling=6.0,
        renewable_share=1.0,
        renewal="all",
    )
    assert solve(small_places([emergency], [5] * 4)).blocks[0].available.tolist() == [24] * 4


def test_a_later_share_of_lasting_places_changes_no_bed():
    problem = two_regions([40] * WEEKS)
    other = replace(problem, blocks=(replace(problem.blocks[0], not_lasting=5.0), *problem.blocks[1:]))
    assert solve(other).without_bed == pytest.approx(solve(problem).without_bed)


def test_equal_gaps_bring_new_places_to_the_region_that_lacks_the_larger_share_and_cost_no_bed():
    blocks = [
        block(8, region, now=now, open_limit=np.array([0.0, 6.0]))
        for region, now in (("PV20", 4), ("PV21", 0))
    ]
    problem = small_places(blocks, [4] * 4 + [8] * 4, {"PV20": 8.0, "PV21": 8.0})
    cheapest, fair = solve(problem), solve(replace(problem, fair=True))
    gaps = [[8 - part.available[-1] for part in plan.blocks] for plan in (cheapest, fair)]
    assert gaps == [[0, 8], [2, 2]]
    assert cost(fair) > cost(cheapest)
    assert fair.without_bed.tolist() == [0] * 8
