"""Nobody leaves a stage twice: a chain that lets somebody do so is solved once more, any other only once."""

from datetime import date
from math import inf

import numpy as np
import pytest

from capacity.domain.time import Weeks
from capacity.plan.chain.let_go import NOISE_TOLERANCE, apart, most_twice
from capacity.plan.chain.run import run_chain, solve_network
from capacity.plan.chain.solution import Exits, entered_at, replay
from capacity.plan.dutch.keys import APPEAL_BORDER, BORDER
from capacity.plan.network.due import Part, due_by_week
from capacity.plan.network.parts import OUTSIDE, Arrival, Network, Pot, Station, Way
from capacity.plan.network.waiting import Queue
from tests.plan.dutch import dutch_chain_input

SLOW_BORDER = {"sessions": 80, "border_share": 8, "old_share": 100, "decisions": 250, "stay": 7}


def solved_in_turn(**changes):
    """Every solve of a chain in turn: the station of the border appeal, and how many left it twice."""
    found = []

    def solve(network, pins, path, near):
        answer = solve_network(network, pins, path, near=near)
        station, weeks = network.station(APPEAL_BORDER), answer.solution.stations[APPEAL_BORDER]
        moments = np.arange(weeks.served.size) - station.minimum_weeks
        came = entered_at(answer.solution, station, moments)
        gone = np.cumsum(weeks.served), np.cumsum(weeks.unfinished)
        there = np.maximum(came[:, None], weeks.due_total[None, :])
        found.append((station.let_go, most_twice(there, *gone)))
        return answer

    run_chain(dutch_chain_input(26, **changes), solve=solve)
    return found


def test_who_was_heard_and_let_go_is_counted_once_too_often():
    """By the end of week 0 eight had come long enough; the terms of six end in week 1, of twelve in week 2.

    Eight are heard in week 0. Of the six none can be let go then, and of the twelve the four who came later:
    two let go in week 1 were heard too, and of five in week 2 one more.
    """
    came, due = np.array([8.0, 12.0, 12.0]), np.array([0.0, 6.0, 12.0])
    heard, there = np.array([8.0, 8.0, 8.0]), np.maximum(came[:, None], due[None, :])
    assert most_twice(there, heard, np.array([0.0, 0.0, 4.0])) == pytest.approx(0)
    assert most_twice(there, heard, np.array([0.0, 2.0, 4.0])) == pytest.approx(2)
    assert most_twice(there, heard, np.array([0.0, 2.0, 7.0])) == pytest.approx(3)


def test_a_chain_in_which_nobody_leaves_twice_is_solved_once():
    ((told, twice),) = solved_in_turn()
    assert told == ()
    assert twice == pytest.approx(0, abs=NOISE_TOLERANCE)


def test_a_chain_in_which_somebody_leaves_twice_is_solved_again_with_who_had_come_by_then():
    """Before it is told, some are heard and let go; every solve that is told lets nobody leave twice."""
    solves = solved_in_turn(**SLOW_BORDER)
    untold, told = ([twice for shown, twice in solves if bool(shown) is known] for known in (False, True))
    assert untold[-1] > 10
    assert max(told) < NOISE_TOLERANCE
    assert [bool(shown) for shown, _ in solves] == [False] * len(untold) + [True] * len(told)


def of_two_terms(let_go):
    """Eight come in week 0 and eight in week 2; half have two weeks, half five. All are heard a week later.

    The court hears eight in week 3, who came in week 1. So many are let go in week 4, when the terms of the
    four with two weeks of the second group end.
    """
    count = 8
    terms = {
        "closes": True,
        "rank": 1,
        "minimum_weeks": 1.0,
        "term_weeks": np.full(count, 5.0),
        "due": due_by_week(count, (Part(0.5, 2.0), Part(0.5, 5.0))),
    }
    persons = np.zeros(count)
    persons[[0, 2]] = 8.0
    clock = {"clock_from": (BORDER, 1.0), "clock_before_weeks": 1.0}
    network = Network(
        weeks=Weeks(date(2026, 11, 23), count, 0),
        stations=(
            Station(BORDER, "deciders", 1.0, Queue(), "border", **terms),
            Station(APPEAL_BORDER, "courts", 1.0, Queue(), "appeal", **clock, **terms),
        ),
        ways=tuple(
            Way(start, exit_, to, 1.0)
            for start, exit_, to in (
                (BORDER, "served", APPEAL_BORDER),
                (BORDER, "unfinished", OUTSIDE),
                (APPEAL_BORDER, "served", OUTSIDE),
                (APPEAL_BORDER, "unfinished", OUTSIDE),
            )
        ),
        pools=(),
        arrivals=(Arrival(BORDER, persons),),
        in_transit=(),
        pot=Pot((), np.zeros(count), 0.0),
        old_share=0.0,
        gate=(BORDER, (), 0.0),
        event_weeks=26.0,
        prices={},
    )
    nobody, heard, gone = np.zeros(count), np.zeros(count), np.zeros(count)
    heard[3], gone[4] = 8.0, let_go

    def exits(_, station):
        decided = {BORDER: (np.roll(persons, 1), nobody), APPEAL_BORDER: (heard, gone)}[station.key]
        return Exits(*decided, nobody)

    solution = replay(network, exits, {}, {})
    return apart(network, solution).station(APPEAL_BORDER).let_go


def test_with_two_terms_who_came_later_with_a_short_one_may_be_let_go_beside_those_heard_before():
    """By week 2 eight had come, and the terms of eight end by week 4: of these only four had come by then."""
    assert of_two_terms(4.0) == ()


def test_with_two_terms_one_more_let_go_than_came_later_with_a_short_one_was_heard_too():
    """Who had come by week 2 counts by week 3, with four who came later by week 4; by week 5 all are due."""
    assert of_two_terms(5.0)[3] == ((3, 2.0), (4, 2.0), (5, -inf))
