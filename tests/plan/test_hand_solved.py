"""Chains small enough to solve by hand, with the arithmetic beside each expectation."""

from dataclasses import replace

import numpy as np
import pytest

from capacity.plan.chain.columns import OLD_STOCK
from capacity.plan.chain.diversions import capacity_reached, lawfully, lifted_shares, unlawful_diversions
from capacity.plan.chain.duties import due_and_met, families_last, over_term
from capacity.plan.chain.goals import chain_goals, money_terms
from capacity.plan.chain.hours import idle_hours
from capacity.plan.chain.money import cost_rows, statutory_penalties
from capacity.plan.chain.overtime import duties_before_rest
from capacity.plan.chain.rows import build_chain
from capacity.plan.chain.solution import read_solution
from capacity.plan.network.due import Part, Span, due_by_week
from capacity.plan.network.parts import (
    OUTSIDE,
    Arrival,
    CameWith,
    Caseload,
    Loan,
    Pool,
    Pot,
    Station,
    Way,
)
from capacity.plan.network.waiting import Queue
from capacity.plan.solver.in_order import solve_in_order
from capacity.plan.solver.live_model import LiveModel
from tests.plan.small import DESK, small_network, solve

LATER = ("later", "any")


def nobody(count):
    return np.zeros(count)


def test_a_surge_of_four_weeks_leaves_a_queue_that_drains_at_what_is_over():
    """20 a week for 4 weeks, 12 hours: 8 stay each week, 32 in all; then 6 come, 12 leave."""
    arrivals = [20] * 4 + [6] * 6
    queue = solve(small_network(arrivals, 12)).stations[DESK].queue
    assert queue == pytest.approx([8, 16, 24, 32, 26, 20, 14, 8, 2, 0])


@pytest.mark.parametrize(("hours", "late"), [(10, 0), (9, 3)])
def test_a_term_just_holds_or_just_breaks(hours, late):
    """30 came in the week before: 10 a week serve them within three weeks, of 9 a week 3 stay over."""
    network = small_network([0, 0, 0], hours, queue=[30], term_weeks=np.full(3, 3.0), rank=1)
    solution = solve(network)
    assert over_term(solution, network.station(DESK))[-1] == pytest.approx(late)


def test_a_shared_pot_fills_and_the_excess_is_named():
    """10 a week stay at least 3 weeks: 30 are held from the third week on, 25 places, 5 over."""
    network = small_network([10] * 6, 100, minimum_weeks=3.0)
    pot = Pot((DESK,), np.full(6, 25.0), 20.0)
    queue = solve(replace(network, pot=pot)).stations[DESK].queue
    assert queue == pytest.approx([10, 20, 30, 30, 30, 30])
    assert np.maximum(0.0, queue - pot.places) == pytest.approx([0, 0, 5, 5, 5, 5])


def test_an_outage_of_two_weeks_leaves_two_weeks_of_records_that_drain_at_half_a_week_a_week():
    """10 a week, nothing sent for 2 weeks: 20 unsent; then 15 a week are sent: 15, 10, 5, 0 are left."""
    hours = [10, 0, 0, 15, 15, 15, 15]
    queue = solve(small_network([10] * 7, hours)).stations[DESK].queue
    assert queue == pytest.approx([0, 10, 20, 15, 10, 5, 0])


def test_screening_closes_unfinished_and_its_work_comes_back():
    """10 a week, 8 hours: 2 a week reach the deadline of one week unfinished and ask an hour each later."""
    rest = Station(LATER, "others", 1.0, Queue())
    ways = (
        Way(DESK, "served", OUTSIDE, 1.0),
        Way(DESK, "unfinished", OUTSIDE, 1.0),
        Way(DESK, "unfinished", LATER, 1.0, work_only=True),
        Way(LATER, "served", OUTSIDE, 1.0),
    )
    others = Pool("others", "NL", np.full(8, 9.0), nobody(8), nobody(8))
    network = small_network(
        [10] * 8,
        8,
        ways=ways,
        stations=(rest,),
        pools=(others,),
        term_weeks=np.full(8, 1.0),
        closes=True,
        rank=1,
    )
    solution = solve(network)
    assert solution.stations[DESK].unfinished.sum() == pytest.approx(6)
    assert solution.stations[LATER].served.sum() == pytest.approx(6)


def test_overtime_of_sessions_is_paid_by_the_hours_of_a_session_in_the_goal_and_in_the_money():
    """25 wait, 10 sessions a week, a term of two weeks: 5 more sessions of 14 hours at EUR 70."""
    ways = (Way(DESK, "served", OUTSIDE, 1.0), Way(OLD_STOCK, "served", OUTSIDE, 1.0))
    nobody_old = Station(OLD_STOCK, "clerks", 1.0, Queue(), term_weeks=np.full(2, 1.0), rank=3)
    desk = {"queue": [25], "term_weeks": np.full(2, 2.0), "rank": 1}
    network = small_network([0, 0], 10, ways=ways, stations=(nobody_old,), **desk)
    pools = (replace(network.pools[0], overtime=np.full(2, 8.0)),)
    chain = build_chain(replace(network, pools=pools, outcome_hours={"clerks": 14.0}))
    values = solve_in_order(LiveModel(chain.program), chain_goals(chain)).values
    rows = [row for row in cost_rows(read_solution(chain, values)) if row[3] == "overtime_hours"]
    assert sum(row[4] for row in rows) == pytest.approx(5 * 14)
    assert sum(row[6] for row in rows) == pytest.approx(5 * 14 * 70)
    assert chain.program.costs(money_terms(chain)) @ values == pytest.approx(5 * 14 * 70)


def in_overtime(network, most):
    """The small network solved when its clerks may work so many hours of overtime a week."""
    clerks = replace(network.pools[0], overtime=np.full(network.weeks.count, float(most)))
    network = replace(network, pools=(clerks, *network.pools[1:]))
    return duties_before_rest(anew, lambda solution: solution)(network, None)


def test_a_term_is_kept_in_overtime_even_where_it_leaves_the_hands_idle_later():
    """30 wait, 10 a week, a term of two weeks: 5 hours more in both weeks serve all, the rest lie idle."""
    network = small_network([0] * 4, 10, queue=[30], term_weeks=np.full(4, 2.0), rank=1)
    solution = in_overtime(network, 5)
    assert solution.stations[DESK].served == pytest.approx([15, 15, 0, 0])
    assert solution.overtime["clerks"] == pytest.approx([5, 5, 0, 0])
    assert over_term(solution, network.station(DESK)) == pytest.approx([0, 0, 0, 0])


@pytest.mark.parametrize(("term", "hours"), [(3, 0), (2, 10), (1, 20)])
def test_no_more_overtime_is_worked_than_the_term_needs(term, hours):
    """30 wait, 10 a week in regular hours: a term of 3 weeks needs no more, of 2 it needs 10, of 1 20."""
    network = small_network([0] * 5, 10, queue=[30], term_weeks=np.full(5, float(term)), rank=1)
    solution = in_overtime(network, 30)
    assert solution.overtime["clerks"].sum() == pytest.approx(hours)
    assert solution.stations[DESK].served.sum() == pytest.approx(30)


def test_with_overtime_at_hand_no_week_ends_with_less_done_than_in_regular_hours():
    """Nothing gains by waiting: at each week's end at least 10, 20, 30, 40 and 46 are served."""
    network = small_network([0, 4, 4, 4, 4], 10, queue=[30], term_weeks=np.full(5, 2.0), rank=1)
    done = np.cumsum(in_overtime(network, 3).stations[DESK].served)
    alone = np.cumsum(solve(network).stations[DESK].served)
    assert alone == pytest.approx([10, 20, 30, 40, 46])
    assert (done >= alone - 1e-6).all()


def test_courts_set_so_much_a_day_on_old_cases_over_term_until_the_cap_is_reached():
    """30 wait and 12 come in the first week, 4 leave a week, term one week, EUR 100 a day up to 1,400.

    Over term at the week's end: 30 - 4, 42 - 8, 42 - 12, 42 - 16, 42 - 20. After two weeks the cap is
    reached, by the first 30 in the third week (12 of them gone, 18 left) and by all in the fourth:
    26, 34, 30 - 18, 0, 0 cost EUR 700 a week.
    """
    old = Station(OLD_STOCK, "others", 1.0, Queue(np.array([30.0])), term_weeks=np.full(5, 1.0), rank=3)
    others = Pool("others", "NL", np.full(5, 4.0), nobody(5), nobody(5))
    ways = (Way(DESK, "served", OUTSIDE, 1.0), Way(OLD_STOCK, "served", OUTSIDE, 1.0))
    network = small_network([0] * 5, 1, ways=ways, stations=(old,), pools=(others,))
    come = Arrival(OLD_STOCK, np.array([12.0, 0, 0, 0, 0]))
    rows = statutory_penalties(solve(replace(network, arrivals=(come,))), 100.0, 1_400.0)
    assert [row[4] for row in rows] == pytest.approx([26, 34, 12, 0, 0])
    assert [row[6] for row in rows] == pytest.approx([18_200, 23_800, 8_400, 0, 0])


def test_stock_and_flow_share_deciders_by_the_least_share():
    """10 hours, 60 % for the stock: 6 old and 4 new a week; of 5 new a week one stays each week."""
    old = Station(
        ("decision", "old"), "clerks", 1.0, Queue(np.array([100.0])), term_weeks=np.full(5, 0.5), rank=3
    )
    ways = (Way(DESK, "served", OUTSIDE, 1.0), Way(("decision", "old"), "served", OUTSIDE, 1.0))
    network = small_network([5] * 5, 10, ways=ways, stations=(old,), term_weeks=np.full(5, 1.0), rank=2)
    solution = solve(replace(network, old_share=0.6))
    assert solution.stations[("decision", "old")].served == pytest.approx([6] * 5)
    assert solution.stations[DESK].queue == pytest.approx([1, 2, 3, 4, 5])


def test_who_needs_two_pools_is_served_as_fast_as_the_scarcer_one():
    """10 a week, an hour of a clerk and two of a nurse: 12 nurse hours are 6 persons a week."""
    nurses = Pool("nurses", "NL", np.full(4, 12.0), nobody(4), nobody(4))
    network = small_network([10] * 4, 100, pools=(nurses,), also=(("nurses", 2.0),))
    solution = solve(network)
    assert solution.stations[DESK].served == pytest.approx([6] * 4)


def test_the_hours_of_every_pool_count_as_work_done_and_not_those_of_the_first_alone():
    """10 clerk hours for 10 who also take 2 hours of a nurse and 10 who do not: 30 hours of work or 10."""
    nurses = Pool("nurses", "NL", np.full(1, 100.0), nobody(1), nobody(1))
    plain = Station(LATER, "clerks", 1.0, Queue(np.array([10.0])))
    ways = (Way(DESK, "served", OUTSIDE, 1.0), Way(LATER, "served", OUTSIDE, 1.0))
    network = small_network([10], 10, ways=ways, stations=(plain,), pools=(nurses,), also=(("nurses", 2.0),))
    chain = build_chain(network)
    hands = chain_goals(chain)[0].costs
    assert [-hands[chain.blocks[key].served[0].index] for key in (DESK, LATER)] == [3, 1]
    assert solve(network).stations[DESK].served == pytest.approx([10])


def test_hours_left_of_every_pool_are_named_as_far_as_the_others_have_hours_for_who_waits():
    """Served 3 where 6 could be: the nurses have 6 hours left for 3 persons, each an hour of a clerk."""
    nurses = Pool("nurses", "NL", np.full(1, 12.0), nobody(1), nobody(1))
    solution = solve(small_network([10], 100, pools=(nurses,), also=(("nurses", 2.0),)))
    assert {name: hours.tolist() for name, hours in idle_hours(solution).items()} == {
        "clerks": [0],
        "nurses": [0],
    }
    weeks = solution.stations[DESK]
    weeks.served, weeks.gone, weeks.queue = weeks.served / 2, weeks.gone / 2, 10 - weeks.served / 2
    idle = idle_hours(solution)
    assert idle["nurses"] == pytest.approx([6])
    assert idle["clerks"] == pytest.approx([3])


def test_lent_hours_are_worth_their_efficiency_and_no_more_are_lent_than_needed():
    """10 a week, 8 hours: the 2 lacking are 2.5 lent at 0.8; where 2 may be lent, 9.6 are served."""
    others = Pool("others", "NL", np.full(3, 50.0), nobody(3), nobody(3))
    network = small_network([10] * 3, 8, pools=(others,))
    enough = solve(replace(network, loans=(Loan("others", "clerks", 0.8, np.full(3, 5.0)),)))
    assert enough.stations[DESK].served == pytest.approx([10] * 3)
    assert enough.lent["others.clerks"] == pytest.approx([2.5] * 3, abs=1e-5)
    few = solve(replace(network, loans=(Loan("others", "clerks", 0.8, np.full(3, 2.0)),)))
    assert few.stations[DESK].served == pytest.approx([9.6] * 3)


def test_a_regime_gives_its_longer_term_to_who_came_in_while_it_held():
    """Term 1 week, 3 in weeks 2 and 3; 10 a week, none served: due at each week's end by hand.

    Who came in weeks 0 and 1 is due in 1 and 2; weeks 2 and 3 in 5 and 6; week 4 in 5, week 5 in 6.
    """
    due = due_by_week(8, [Part(1.0, 1.0, (Span(2, 4, 3.0),))])
    network = small_network([10] * 8, 0, term_weeks=np.full(8, 1.0), due=due, rank=1)
    solution = solve(network)
    came_due, _ = due_and_met(solution, network.station(DESK))
    assert came_due == pytest.approx([0, 10, 10, 0, 0, 20, 20, 10])


def test_two_regimes_after_each_other_give_each_its_term_to_who_came_in_while_it_held():
    """Term 1 week; 3 in weeks 1 and 2, then 2 in week 3; 10 a week, none served: due by hand.

    Who came in week 0 is due in 1; weeks 1 and 2 in 4 and 5; week 3 in 5; weeks 4, 5 and 6 in 5, 6 and 7.
    """
    due = due_by_week(8, [Part(1.0, 1.0, (Span(1, 3, 3.0), Span(3, 4, 2.0)))])
    network = small_network([10] * 8, 0, term_weeks=np.full(8, 1.0), due=due, rank=1)
    came_due, _ = due_and_met(solve(network), network.station(DESK))
    assert came_due == pytest.approx([0, 10, 0, 0, 10, 30, 10, 10])


def test_a_regime_of_before_the_plan_holds_for_who_waits_since_it():
    """4 came in each of the two weeks before the plan, the last ones with 3 weeks instead of 1."""
    due = due_by_week(4, [Part(1.0, 1.0, (Span(-1, 0, 3.0),))])
    network = small_network([0] * 4, 0, [4, 4], term_weeks=np.full(4, 1.0), due=due, rank=1)
    assert over_term(solve(network), network.station(DESK)) == pytest.approx([4, 4, 8, 8])


def test_two_terms_in_one_stream_fall_due_by_their_shares():
    """10 a week, 8 of them due after 1 week and 2 after 2: in week 1 eight, from week 2 on ten."""
    due = due_by_week(5, [Part(0.8, 1.0), Part(0.2, 2.0)])
    network = small_network([10] * 5, 0, term_weeks=np.full(5, 1.0), due=due, rank=1)
    came_due, _ = due_and_met(solve(network), network.station(DESK))
    assert came_due == pytest.approx([0, 8, 10, 10, 10])


def test_nothing_is_due_before_the_act_applies():
    due = due_by_week(5, [Part(1.0, 1.0)], in_force_from=3)
    network = small_network([10] * 5, 0, term_weeks=np.full(5, 1.0), due=due, rank=1)
    late = over_term(solve(network), network.station(DESK))
    assert late == pytest.approx([0, 0, 0, 30, 40])


def test_a_clock_that_started_at_an_earlier_stage_counts_the_wait_there():
    """10 a week wait a week at the desk; 2 weeks run from there: late one week after they come on."""
    later = Station(LATER, "others", 1.0, Queue(), term_weeks=np.full(6, 2.0), clock_from=(DESK, 1.0), rank=1)
    ways = (Way(DESK, "served", LATER, 1.0), Way(LATER, "served", OUTSIDE, 1.0))
    others = Pool("others", "NL", nobody(6), nobody(6), nobody(6))
    network = small_network([10] * 6, 99, ways=ways, stations=(later,), pools=(others,), minimum_weeks=1.0)
    late = over_term(solve(network), network.station(LATER))
    assert late == pytest.approx([0, 0, 10, 20, 30, 40])


@pytest.mark.parametrize(("ahead", "expected"), [(0.0, [0, 0, 10, 20, 30, 40]), (5.0, [0, 0, 5, 15, 25, 35])])
def test_a_clock_that_starts_when_an_earlier_stage_is_done_waits_for_it(ahead, expected):
    """10 a week, served at the desk a week later: 0, 10, 20, ...; a record is due one week after that.

    Where 5 of those served first need no record any more, 5 fewer are due.
    """
    record = Station(
        LATER,
        "others",
        1.0,
        Queue(),
        term_weeks=np.full(6, 1.0),
        clock_from=(DESK, 1.0),
        clock_at_exit=True,
        clock_ahead=ahead,
        rank=1,
    )
    ways = (Way(DESK, "served", OUTSIDE, 1.0), Way(LATER, "served", OUTSIDE, 1.0))
    others = Pool("others", "NL", nobody(6), nobody(6), nobody(6))
    network = small_network([10] * 6, 99, ways=ways, stations=(record,), pools=(others,), minimum_weeks=1.0)
    network = replace(network, arrivals=(*network.arrivals, Arrival(LATER, np.full(6, 10.0))))
    solution = solve(network)
    assert over_term(solution, network.station(LATER)) == pytest.approx(expected)


@pytest.mark.parametrize(("used", "due"), [(0.0, [0, 0, 0, 0, 0, 0, 10]), (2.0, [0, 0, 0, 0, 10, 20, 30])])
def test_who_comes_out_of_time_from_an_earlier_procedure_has_used_part_of_the_term(used, due):
    """10 a week reach a deadline of 2 weeks, from week 2 on; of the 4 weeks that follow 2 are used then."""
    came = (CameWith(DESK, "unfinished", 1.0, used),)
    later = Station(LATER, "others", 1.0, Queue(), term_weeks=np.full(7, 4.0), came_with=came, rank=2)
    ways = (
        Way(DESK, "served", OUTSIDE, 1.0),
        Way(DESK, "unfinished", LATER, 1.0),
        Way(LATER, "served", OUTSIDE, 1.0),
    )
    others = Pool("others", "NL", nobody(7), nobody(7), nobody(7))
    closing = {"term_weeks": np.full(7, 2.0), "closes": True, "rank": 1}
    network = small_network([10] * 7, 0, ways=ways, stations=(later,), pools=(others,), **closing)
    assert over_term(solve(network), network.station(LATER)) == pytest.approx(due)


def test_a_registered_border_case_is_not_left_unregistered_to_spare_the_pot():
    """10 a week registered fill a pot of 5 and cost exits; the desk works all the same."""
    border = Station(
        ("decision", "border"),
        "ind_deciders",
        1.0,
        Queue(),
        minimum_weeks=2.0,
        term_weeks=np.full(6, 3.0),
        closes=True,
        diverts=True,
        rank=1,
    )
    ways = (
        Way(DESK, "served", ("decision", "border"), 1.0),
        *(
            Way(("decision", "border"), leaving, OUTSIDE, 1.0)
            for leaving in ("served", "unfinished", "diverted")
        ),
    )
    deciders = Pool("ind_deciders", "NL", np.full(6, 100.0), nobody(6), nobody(6))
    network = small_network([10] * 6, 99, ways=ways, stations=(border,), pools=(deciders,))
    network = replace(
        network,
        pot=Pot((("decision", "border"),), np.full(6, 5.0), 5.0),
        arrivals=(Arrival(DESK, np.full(6, 10.0)),),
    )
    solution = solve(network)
    assert solution.stations[DESK].queue == pytest.approx([0] * 6)
    assert solution.stations[("decision", "border")].diverted.sum() > 0


def test_a_ground_is_lifted_the_week_after_the_capacity_is_reached_until_the_year_ends():
    """Held 8, 8, 12 of a capacity of 10; 4 of 10 diverted in weeks 2, 3 and 7: the third is of a new year.

    A lifted ground covers half of who enters. In week 2 nothing had been reached, in week 3 it had, and in
    week 7 (4 January) a new calendar year has begun.
    """
    network = small_network([10] * 8, 0, diverts=True, divert_share=np.full(8, 0.5))
    pot = Pot((DESK,), np.full(8, 100.0), 10.0, capacity_share=0.5)
    solution = solve(replace(network, pot=pot))
    weeks = solution.stations[DESK]
    weeks.inflow = np.full(8, 10.0)
    weeks.queue = np.array([8.0, 8.0, 12.0, 8, 8, 8, 8, 8])
    weeks.diverted = np.array([0, 0, 4.0, 4.0, 0, 0, 0, 4.0])
    assert unlawful_diversions(solution) == ["2026-12-07", "2027-01-11"]


def test_the_yearly_maximum_lifts_more_than_the_capacity_does():
    """Capacity is reached at once, which covers 3 of 10; the year's 25 applications are reached in week 2."""
    network = small_network([10] * 5, 0, diverts=True)
    pot = Pot(
        (DESK,),
        np.full(5, 100.0),
        10.0,
        yearly_maximum=np.full(5, 25.0),
        capacity_share=0.3,
        maximum_share=0.5,
    )
    solution = solve(replace(network, pot=pot))
    weeks = solution.stations[DESK]
    weeks.inflow, weeks.queue = np.full(5, 10.0), np.full(5, 50.0)
    weeks.diverted = np.array([0, 0, 5.0, 5.0, 5.0])
    assert unlawful_diversions(solution) == ["2026-12-07"]


@pytest.mark.parametrize(
    ("before", "years", "lifted"),
    [
        (0.0, [1, 1, 1, 1, 1, 1], [0, 0, 0, 1, 1, 1]),
        (10.0, [1, 1, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1]),
        (30.0, [1, 1, 1, 2, 2, 2], [1, 1, 1, 0, 0, 0]),
        (10.0, [1, 1, 2, 2, 2, 2], [0, 0, 0, 0, 0, 1]),
    ],
)
def test_applications_of_the_counting_year_from_before_the_plan_count_towards_its_maximum(
    before, years, lifted
):
    """10 a week of at most 25: reached in week 3, with 10 from before in week 2, with 30 before the plan.

    From the week after it the ground is lifted until the counting year ends; in a new one counting begins
    anew, and whoever came before the plan counts no more.
    """
    network = small_network([10] * 6, 0, diverts=True, divert_share=np.zeros(6))
    pot = Pot(
        (DESK,),
        np.full(6, 100.0),
        1e9,
        yearly_maximum=np.full(6, 25.0),
        counting_year=np.array(years, dtype=float),
        counted_before=before,
    )
    assert lifted_shares(solve(replace(network, pot=pot))).tolist() == lifted


def test_nobody_leaves_a_closing_stage_before_the_term_ends_to_relieve_a_full_pot():
    """8 came last week and 8 come now, 1 hour a week, 4 places; the stage closes after two weeks.

    In the first week nobody's term ends: 15 stay at 4 places. In the second that of the 8 of last week does,
    in the third that of the others: with 3 served by then 13 leave unfinished.
    """
    network = small_network([8, 0, 0], 1, queue=[8], term_weeks=np.full(3, 2.0), rank=1, closes=True)
    network = replace(network, pot=Pot((DESK,), np.full(3, 4.0), 1e9, capacity_share=0.0))
    weeks = lawfully(network, anew, lambda solution: solution).stations[DESK]
    assert weeks.queue[0] == pytest.approx(15)
    assert weeks.unfinished[0] == pytest.approx(0)
    assert weeks.unfinished[1] < 8 + 1e-6
    assert weeks.unfinished.sum() == pytest.approx(13)


def test_whoever_is_served_takes_a_place_of_the_caseload_until_the_stay_is_over():
    """10 a week come; two persons have 10 each for three weeks, so 10, 10, 0, 10, 10, 0 are taken on."""
    load = Caseload(DESK, 3, np.full(6, 20.0), np.zeros(6), "guard", "desk", np.ones(6))
    solution = solve(replace(small_network([10] * 6, 100), caseloads=(load,)))
    assert solution.stations[DESK].served == pytest.approx([10, 10, 0, 10, 10, 0])
    assert solution.stations[DESK].queue == pytest.approx([0, 0, 10, 10, 10, 20])


def test_those_looked_after_from_before_leave_room_as_they_go():
    """20 may be looked after; of 20 from before 15, 10, 5 and 0 are left after each week."""
    load = Caseload(DESK, 10, np.full(4, 20.0), np.array([15.0, 10.0, 5.0, 0.0]), "guard", "desk", np.ones(4))
    solution = solve(replace(small_network([10] * 4, 100), caseloads=(load,)))
    assert np.cumsum(solution.stations[DESK].served) == pytest.approx([5, 10, 15, 20])


def border(weeks):
    """10 a week enter a procedure that nobody leaves; it has 25 places and an adequate capacity of 30."""
    network = small_network([10] * weeks, 0, diverts=True, divert_share=np.zeros(weeks))
    return replace(network, pot=Pot((DESK,), np.full(weeks, 25.0), 30.0, capacity_share=0.5))


def anew(network, _before):
    """Solves a network from nothing, whatever was solved before it."""
    return solve(network)


def test_nobody_is_diverted_before_the_capacity_is_reached_and_a_lifted_share_may_be_after():
    """Nobody leaves, so 10, 20, 30 are held: 30 is reached in the third week; from the fourth 5 of 10 go."""
    answer = lawfully(border(5), anew, lambda solution: solution)
    assert answer.stations[DESK].diverted == pytest.approx([0, 0, 0, 5, 5])
    assert unlawful_diversions(answer) == []
    assert capacity_reached(answer) == "2026-12-07"


def test_families_are_the_first_to_be_led_elsewhere_when_the_border_is_full():
    """10 a week, of whom a fifth, 2, in a family; half of all under a lifted ground, so 1 of the 2.

    The first three weeks fill the border to its capacity of 30 and nobody is led elsewhere. From the fourth
    on half of the 10 may be, and are, for there are only 25 places: of these 5 one is in a family.
    """
    network = border(5)
    network = replace(network, pot=replace(network.pot, families_share=0.2))
    answer = lawfully(network, anew, lambda solution: solution)
    assert answer.stations[DESK].diverted == pytest.approx([0, 0, 0, 5, 5])
    come, led, let_in = families_last(answer)
    assert come == pytest.approx([0, 0, 0, 2, 2])
    assert led == pytest.approx([0, 0, 0, 1, 1])
    assert let_in == pytest.approx([0, 0, 0, 1, 1])


def test_where_the_capacity_is_not_reached_the_chain_is_solved_once():
    asked = []

    def once(network, _before):
        asked.append(network)
        return solve(network)

    lawfully(border(2), once, lambda solution: solution)
    assert len(asked) == 1


def test_where_everybody_at_the_border_has_a_place_a_lifted_ground_changes_nothing():
    """The adequate capacity of 30 is reached, but there are 90 places: nobody needs to be diverted."""
    asked = []

    def once(network, _before):
        asked.append(network)
        return solve(network)

    network = border(5)
    roomy = replace(network, pot=replace(network.pot, places=np.full(5, 90.0)))
    assert lawfully(roomy, once, lambda solution: solution).stations[DESK].diverted.sum() == 0
    assert len(asked) == 1


def test_a_ground_lifted_by_choice_diverts_at_once_and_its_weeks_are_named():
    network = border(4)
    chosen = replace(network.stations[0], divert_share=np.full(4, 0.5))
    answer = lawfully(replace(network, stations=(chosen, *network.stations[1:])), anew, lambda found: found)
    assert answer.stations[DESK].diverted.sum() > 0
    assert unlawful_diversions(answer)
