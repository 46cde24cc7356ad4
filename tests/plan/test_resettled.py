"""Resettled people: their data are captured and sent within 72 hours, once a planner enters such people."""

from functools import cache

import pandas as pd
import pytest

from capacity.domain.state import State
from capacity.law import term_weeks
from capacity.plan.chain.duties import over_term
from capacity.plan.chain.run import run_chain
from capacity.plan.dutch.chain import dutch_network
from capacity.plan.dutch.keys import RESETTLED_RECORDS
from capacity.plan.whole import solve_plan
from tests.plan.dutch import dutch_chain_input, dutch_input, dutch_scenario

CAPTURE, LINK = RESETTLED_RECORDS
HALF = {"resettled_share": 0.5, "under_six_share": 0.1}
SHOWN, WEEK = 26, 10


def network(**changes):
    return dutch_network(dutch_chain_input(SHOWN, **changes))


@cache
def starved():
    """Fewer devices than all need who come; a record of the resettled takes longest, so they wait first."""
    few = {**HALF, "eurodac_capture_per_week": 600, "effort_eurodac_capture_resettled": 4}
    return run_chain(dutch_chain_input(SHOWN, inflow=100, parameters=few)).solution


def test_without_resettled_people_the_chain_has_no_station_for_them():
    assert {station.key for station in network().stations}.isdisjoint(RESETTLED_RECORDS)


def test_the_share_entered_of_other_arrivals_comes_for_capture_but_for_those_under_six():
    """Half of the others, of whom nine in ten are six or older."""
    given = dutch_chain_input(SHOWN, parameters=HALF)
    (come,) = [arrival.persons for arrival in dutch_network(given).arrivals if arrival.to == CAPTURE]
    assert come == pytest.approx(given.arrivals["other"] * 0.5 * 0.9)


@pytest.mark.parametrize("changes", [{}, {"outage": 2}])
def test_they_have_72_hours_from_arrival_and_no_more_in_an_outage(changes):
    """The extensions of EUD 15(2) are for applicants: 72 hours are 3/7 of a week."""
    station = network(parameters=HALF, **changes).station(LINK)
    assert station.clock_from == (CAPTURE, 1.0)
    assert station.term_weeks == pytest.approx([3 / 7] * station.term_weeks.size)
    assert term_weeks(dutch_input().parameters, "eurodac_deadline_resettlement") == pytest.approx(3 / 7)


def test_too_few_devices_leave_them_waiting_and_over_term():
    """Their clock runs from arrival, so who waits for capture for more than 72 hours is late at the link."""
    solution = starved()
    waiting = [solution.stations[key].queue for key in RESETTLED_RECORDS]
    late = over_term(solution, solution.network.station(LINK))
    assert late[WEEK] > 1
    assert (late[:SHOWN] <= sum(waiting)[:SHOWN] + 1e-6).all()


def test_a_plan_with_them_has_their_duty_with_its_article():
    given = dutch_input(SHOWN)
    plan = solve_plan(given, dutch_scenario(parameters=HALF))
    duties = plan.tables["duties"]
    rows = duties[duties.duty == "eurodac_resettled"]
    assert len(rows) == SHOWN
    assert set(rows.article) == {"EUD 18(2), 20(1)"}
    assert set(rows.bound) == {"IND"}
    assert rows.due.sum() > SHOWN


def test_a_queue_that_a_state_tells_of_them_is_served_too():
    given = dutch_chain_input(SHOWN)
    row = given.state.rows[
        (given.state.rows.measure == "queue")
        & (given.state.rows.stage == CAPTURE[0])
        & (given.state.rows.stream == "repeat")
    ].assign(stream=CAPTURE[1], value=8.0)
    told = State(given.state.as_of, given.state.author, pd.concat([given.state.rows, row]))
    found = dutch_network(type(given)(**{**vars(given), "state": told}))
    assert found.station(CAPTURE).opening.total == pytest.approx(8.0)
