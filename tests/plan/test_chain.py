from dataclasses import replace

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.plan.chain.duties import due_and_met, over_term
from capacity.plan.chain.goals import chain_goals, duty_terms
from capacity.plan.chain.hours import hours_worked, idle_hours
from capacity.plan.chain.rows import build_chain
from capacity.plan.network.parts import (
    OUTSIDE,
    Pool,
    Station,
    Way,
)
from capacity.plan.network.waiting import Queue
from capacity.plan.solver.live_model import LiveModel
from tests.plan.golden import golden_network
from tests.plan.small import DESK, small_network, solve

WEEKS = 8
TERM = np.full(WEEKS, 1.0)


def first_in_first_out(arrivals, hours, term_weeks):
    """Simulates a queue week by week, oldest first; returns persons over term at each week's end."""
    waiting = []
    late = []
    for week, persons in enumerate(arrivals):
        waiting.append([week, persons])
        free = hours[week]
        for cohort in waiting:
            served = min(free, cohort[1])
            cohort[1] -= served
            free -= served
        late.append(sum(left for entered, left in waiting if entered <= week - term_weeks))
    return np.array(late)


def test_ten_a_week_at_eight_hours_go_over_a_one_week_term_from_the_sixth_week():
    solution = solve(small_network([10] * WEEKS, 8, term_weeks=TERM, rank=1))
    late = over_term(solution, solution.network.station(DESK))
    assert late == pytest.approx([0, 0, 0, 0, 0, 2, 4, 6])
    assert solution.stations[DESK].queue == pytest.approx([2, 4, 6, 8, 10, 12, 14, 16])


def test_where_the_law_closes_a_stage_nobody_is_late_and_the_rest_leaves_unfinished_at_the_deadline():
    solution = solve(small_network([10] * WEEKS, 8, term_weeks=TERM, rank=1, closes=True))
    assert solution.stations[DESK].unfinished == pytest.approx([0, 0, 0, 0, 0, 2, 2, 2])
    assert over_term(solution, solution.network.station(DESK)).max() == 0


def test_a_term_of_three_days_counts_the_part_of_a_week_that_has_passed():
    three_days = np.full(2, 3 / 7)
    solution = solve(small_network([70, 0], 0, term_weeks=three_days, rank=1))
    assert over_term(solution, solution.network.station(DESK)) == pytest.approx([40, 70])


def test_the_opening_queue_falls_due_by_its_age():
    queue = [4, 4]  # four persons in their first week, four in their second
    solution = solve(small_network([0, 0, 0], 1, queue=queue, term_weeks=np.full(3, 2.0), rank=1))
    due, met = due_and_met(solution, solution.network.station(DESK))
    assert due == pytest.approx([4, 4, 0])
    assert met == pytest.approx([1, 0, 0])
    assert over_term(solution, solution.network.station(DESK)) == pytest.approx([3, 6, 5])


def test_nobody_is_served_before_the_minimum_time():
    solution = solve(small_network([6, 6, 6, 6], 10, minimum_weeks=2.0))
    assert solution.stations[DESK].served == pytest.approx([0, 0, 6, 6])


def test_who_leaves_undecided_is_settled_at_entry_and_never_by_the_plan():
    rates = {"left_share": 0.2, "leaving_rate": 0.5}
    slow = solve(small_network([10] * WEEKS, 2, **rates)).stations[DESK].left
    fast = solve(small_network([10] * WEEKS, 8, **rates)).stations[DESK].left
    assert slow == pytest.approx(fast)
    assert slow[0] == pytest.approx(10 * 0.2 * 0.25)


def test_no_hour_is_idle_while_somebody_waits_who_may_be_served():
    solution = solve(small_network([10, 0, 0, 10], 6))
    assert hours_worked(solution, solution.network.pools[0]) == pytest.approx([6, 4, 0, 6])
    assert idle_hours(solution)["clerks"].max() == 0


def test_desks_before_a_court_do_not_choose_whom_to_serve_by_the_work_it_gives_the_court():
    other, court = ("desk", "other"), ("court", "any")
    served = {}
    for to_court in (0.1, 0.9):
        stations = (
            Station(
                other, "clerks", 1.0, Queue(np.array([20.0])), "other", term_weeks=np.full(4, 2.0), rank=2
            ),
            Station(court, "courts", 1.0, Queue()),
        )
        ways = (
            Way(DESK, "served", OUTSIDE, 1.0),
            Way(other, "served", court, to_court),
            Way(other, "served", OUTSIDE, 1 - to_court),
            Way(court, "served", OUTSIDE, 1.0),
        )
        nobody = np.zeros(4)
        courts = Pool("courts", "NL", np.full(4, 5.0), nobody, nobody)
        network = small_network(
            [10] * 4, 8, ways=ways, stations=stations, pools=(courts,), term_weeks=np.full(4, 1.0), rank=1
        )
        served[to_court] = solve(network).stations[other].served
    assert served[0.1] == pytest.approx(served[0.9])


@settings(max_examples=25, deadline=None)
@given(
    arrivals=st.lists(st.integers(0, 30), min_size=WEEKS, max_size=WEEKS),
    hours=st.lists(st.integers(0, 25), min_size=WEEKS, max_size=WEEKS),
)
def test_the_cumulative_curves_give_the_lateness_of_a_first_in_first_out_queue(arrivals, hours):
    solution = solve(small_network(arrivals, hours, term_weeks=np.full(WEEKS, 2.0), rank=1))
    late = over_term(solution, solution.network.station(DESK))
    assert late == pytest.approx(first_in_first_out(arrivals, hours, 2), abs=1e-3)


@settings(max_examples=25, deadline=None)
@given(
    arrivals=st.lists(st.integers(0, 30), min_size=WEEKS, max_size=WEEKS),
    hours=st.integers(0, 25),
    closes=st.booleans(),
)
def test_every_person_who_enters_is_still_there_or_left_by_a_named_exit(arrivals, hours, closes):
    network = small_network(
        arrivals, hours, [5, 5], term_weeks=TERM, rank=1, closes=closes, left_share=0.1, leaving_rate=0.3
    )
    weeks = solve(network).stations[DESK]
    exits = weeks.served + weeks.unfinished + weeks.diverted + weeks.left
    assert weeks.queue == pytest.approx(10 + np.cumsum(weeks.inflow - exits), abs=1e-6)
    assert weeks.queue.min() >= 0


@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD")
def test_another_solver_finds_the_same_lateness():
    chain = build_chain(small_network([10] * WEEKS, 8, term_weeks=TERM, rank=1))
    costs = chain.program.costs(duty_terms(chain, 1))
    ours = costs @ LiveModel(chain.program).minimise(costs, primal=False)
    problem = chain.program.as_pulp(costs)
    problem.solve(pulp.PULP_CBC_CMD(msg=False))
    assert pulp.value(problem.objective) == pytest.approx(ours) == pytest.approx(12)


def test_goals_come_in_their_order_and_with_overtime_the_hands_again_behind_the_duties():
    with_overtime = golden_network()
    alone = chain_goals(build_chain(replace(with_overtime, regular_work={})))
    before, after = ["hands", *["duties"] * 4], ["hands", "money", "even", "ties"]
    assert [goal.id for goal in alone] == [*before, *after]
    assert [goal.rank for goal in alone] == list(range(1, len(alone) + 1))
    assert [goal.id for goal in chain_goals(build_chain(with_overtime))] == [*before, "hands", *after]


def test_each_rank_in_use_is_a_goal_of_its_own():
    desks = {rank: small_network([10] * WEEKS, 8, term_weeks=TERM, rank=rank) for rank in (0, 1, 4)}
    counts = {
        rank: sum(goal.id == "duties" for goal in chain_goals(build_chain(network)))
        for rank, network in desks.items()
    }
    assert counts == {0: 1, 1: 2, 4: 2}  # the share of the old stock is one of them


def test_an_event_weighs_the_person_weeks_that_its_duty_says():
    network = small_network([10] * WEEKS, 8, term_weeks=TERM, rank=1, closes=True, event_weeks=3.0)
    chain = build_chain(network)
    assert set(duty_terms(chain, 1).values()) == {3.0}
