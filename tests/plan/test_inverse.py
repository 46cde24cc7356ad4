"""Questions the other way round, on cases solved by hand; the answers are what the plan itself confirms."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from capacity.domain.measures import MEASURES, first_gone, old_to_decide
from capacity.domain.plan_result import PlanResult
from capacity.plan.chain.columns import OLD_STOCK
from capacity.plan.chain.frames import week_labels
from capacity.plan.chain.tables import plan_table
from capacity.plan.explain.solved import solved_plan
from capacity.plan.inverse.latest_regular import latest_regular
from capacity.plan.inverse.least_budget import least_budget
from capacity.plan.inverse.old_gone import earliest_gone
from capacity.plan.inverse.present_places import PresentPlaces, largest_inflow, most_usable
from capacity.plan.inverse.search import last_that_holds
from capacity.plan.network.parts import OUTSIDE, Station, Way
from capacity.plan.network.waiting import Queue
from capacity.plan.uncertain.path_problems import problem_on
from tests.plan.dutch import dutch_input, dutch_scenario
from tests.plan.small import DESK, small_network
from tests.plan.small import solve as solve_chain
from tests.plan.small_places import block, cost, small_places, solve
from tests.plan.test_lots import block_of, lot

ANY_TIME = np.array([50.0] * 3)
WEEKS = 12


@pytest.mark.parametrize("last", range(5))
def test_halving_finds_the_last_place_that_holds(last):
    assert last_that_holds(5, lambda place: place <= last) == last


def test_nothing_is_found_where_not_even_the_first_holds():
    assert last_that_holds(5, lambda _: False) is None
    assert last_that_holds(0, lambda _: True) is None


def old_and_new(old_queue, hours, **leaving):
    """Two new people a week at the desk, and old cases at the same clerks, an hour each."""
    old = Station(OLD_STOCK, "clerks", 1.0, Queue(np.array([float(old_queue)])), "decide_old", **leaving)
    return small_network(
        [2.0] * 8,
        hours,
        ways=(
            Way(DESK, "served", OUTSIDE, 1.0),
            Way(OLD_STOCK, "served", OUTSIDE, 1.0),
            *((Way(OLD_STOCK, "left", OUTSIDE, 1.0),) if leaving else ()),
        ),
        stations=(old,),
        rank=1,
        term_weeks=np.full(8, 1.0),
    )


def test_an_old_stock_of_25_cases_that_comes_first_is_gone_in_the_third_week_of_ten_hours():
    found = earliest_gone(old_and_new(25, 10.0))
    assert found.week == 2
    assert found.waiting.tolist() == pytest.approx([15, 5, 0, 0, 0, 0, 0, 0])
    assert found.over_term.max() > 0


def test_an_old_stock_is_gone_when_none_is_left_to_decide_although_who_will_leave_is_still_there():
    """Of 30 cases 6 leave undecided, a hundredth a week; ten of the other 24 are decided a week."""
    found = earliest_gone(old_and_new(30, 10.0, left_share=0.2, leaving_rate=0.01))
    assert found.week == 2
    assert found.waiting.tolist() == pytest.approx([14, 4, 0, 0, 0, 0, 0, 0], abs=1e-5)


def test_a_chain_and_its_table_agree_on_who_is_still_to_be_decided_and_when_none_is():
    solution = solve_chain(old_and_new(30, 10.0, left_share=0.2, leaving_rate=0.01))
    weeks = solution.stations[OLD_STOCK]
    tables = {
        "plan": plan_table(solution),
        "residents": pd.DataFrame({"week": week_labels(solution)}),
    }
    plan = PlanResult("", tables, {}, {}, {}, {}, {})
    told = old_to_decide(plan)
    assert told.tolist() == weeks.to_decide.tolist()
    leavers = 6 * 0.99 ** np.arange(1, 9)
    assert told.to_numpy() == pytest.approx(weeks.queue - leavers, abs=1e-5)
    gone = first_gone(weeks.to_decide)
    assert gone is not None
    assert MEASURES["old_gone"].read(plan, 52.18) == told.index[gone]


def test_an_old_stock_that_outlasts_the_weeks_shown_has_no_week():
    found = earliest_gone(old_and_new(100, 10.0))
    assert found.week is None
    assert found.waiting[-1] == pytest.approx(20)


def test_without_an_old_stock_the_question_is_refused():
    with pytest.raises(ValueError, match="no old stock"):
        earliest_gone(small_network([1.0], 1.0))


def rising(**emergency):
    """Ten places; ten residents, from week 8 on twenty. Regular places may open in weeks 0, 4 and 8."""
    return small_places(
        [
            block(WEEKS, now=10, open_limit=ANY_TIME),
            block(WEEKS, "PV21", "emergency", open_limit=ANY_TIME, ceiling=50.0, **emergency),
        ],
        [10] * 8 + [20] * 4,
    )


def test_regular_places_that_open_when_the_residents_come_are_just_in_time():
    found = latest_regular(rising())
    assert (found.opens, found.short_from) == (8, 8)
    assert found.short_without.tolist() == [0] * 8 + [10] * 4


def test_regular_places_come_too_late_where_their_lead_time_ends_after_the_shortage_begins():
    late = rising()
    regular = replace(late.blocks[0], open_limit=np.array([0.0, 0.0, 4.0]))
    found = latest_regular(replace(late, blocks=(regular, late.blocks[1])))
    assert (found.opens, found.needed, found.short_from) == (None, True, 8)
    assert found.short_with.tolist() == [0] * 8 + [6] * 4


def test_where_nothing_is_short_no_regular_place_is_needed():
    found = latest_regular(small_places([block(WEEKS, now=30, open_limit=ANY_TIME)], [20] * WEEKS))
    assert (found.opens, found.needed, found.short_from) == (None, False, None)


def test_the_smallest_budget_is_what_the_plan_itself_takes_and_a_place_less_breaks_a_duty():
    problem = small_places([block(4, kind="emergency", open_limit=np.array([10.0]))], [6] * 4)
    found = least_budget(problem, {2026: 8.0}, weeks_per_year=8.0)
    assert found.eur_per_year == pytest.approx((6 * 2 * 4 + 8) * 8 / 4)
    assert found.by_year == {2026: pytest.approx(56)}
    assert found.unmet == {"beds": pytest.approx(0), "task": pytest.approx(0)}
    allowed = found.allowed[2026] - 8.0
    assert solve(replace(problem, ceilings={2026: allowed})).without_bed.sum() == 0
    assert cost(solve(replace(problem, ceilings={2026: allowed}))) == 48
    assert solve(replace(problem, ceilings={2026: allowed - 8.0})).without_bed.sum() > 0


def test_what_no_budget_mends_is_named():
    problem = small_places([block(4, kind="emergency", open_limit=np.array([4.0]))], [6] * 4)
    assert least_budget(problem, {}, 4.0).unmet["beds"] == pytest.approx(8)


def test_present_places_open_nothing_and_renew_what_they_may():
    problem = small_places(
        [
            block(
                4, now=10, open_limit=np.array([50.0]), expiring=np.array([0, 4.0, 0, 0]), renewable_share=0.5
            )
        ],
        [9] * 4,
    )
    assert most_usable(problem).tolist() == [10, 8, 8, 8]
    assert PresentPlaces(problem).without_bed(problem).tolist() == [0, 1, 1, 1]


def test_present_places_renew_each_contract_of_a_portfolio_for_its_own_term_and_usable_share():
    renewed, ended = lot(10, end=4, renewal_weeks=3), lot(6, end=2, renewable=0.0, usable_share=0.5)
    problem = small_places([block_of(renewed, ended)], [10] * 12)
    usable = most_usable(problem)
    assert usable.tolist() == [13] * 2 + [10] * 5 + [0] * 5
    assert PresentPlaces(problem).without_bed(problem).tolist() == [max(0, 10 - beds) for beds in usable]


@pytest.fixture(scope="module")
def dutch():
    return solved_plan(dutch_input(26), dutch_scenario())


def test_the_present_dutch_places_carry_the_inflow_found_and_not_a_step_more(dutch):
    found = largest_inflow(dutch, np.arange(-50.0, 101.0, 10.0))
    present = PresentPlaces(dutch.places.problem)

    def short_at(inflow):
        scenario = dutch.scenario.model_copy(update={"inflow": inflow})
        return present.without_bed(problem_on(dutch, scenario, None).problem)[found.unavoidable :].max()

    assert short_at(found.inflow) < 0.5
    assert short_at(found.inflow + 10) >= 0.5
    assert (found.residents[found.unavoidable :] <= found.usable[found.unavoidable :] + 0.5).all()


def test_the_dutch_plan_spends_the_least_budget_or_more(dutch):
    problem = dutch.places.problem
    found = least_budget(problem, {}, 52.18)
    amounts = dict(
        zip((goal.id for goal in dutch.places.solved.goals), dutch.places.solved.amounts(), strict=True)
    )
    for duty, unmet in found.unmet.items():
        assert unmet == pytest.approx(amounts[duty], abs=1e-3)
    for year, spent in found.by_year.items():
        assert spent <= found.allowed[year] * (1 + 1e-9)
