"""Nobody leaves a stage twice: a chain that lets somebody do so is solved once more, any other only once."""

import numpy as np
import pytest

from capacity.plan.chain.let_go import NOISE_TOLERANCE, most_twice
from capacity.plan.chain.run import run_chain, solve_network
from capacity.plan.chain.solution import entered_at
from capacity.plan.dutch.keys import APPEAL_BORDER
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
        found.append((station.let_go, most_twice(came, weeks.due_total, *gone)))
        return answer

    run_chain(dutch_chain_input(26, **changes), solve=solve)
    return found


def test_who_was_heard_and_let_go_is_counted_once_too_often():
    """By the end of week 0 eight had come long enough; the terms of six end in week 1, of twelve in week 2.

    Eight are heard in week 0. Of the six none can be let go then, and of the twelve the four who came later:
    two let go in week 1 were heard too, and of five in week 2 one more.
    """
    came, due = np.array([8.0, 12.0, 12.0]), np.array([0.0, 6.0, 12.0])
    heard = np.array([8.0, 8.0, 8.0])
    assert most_twice(came, due, heard, np.array([0.0, 0.0, 4.0])) == pytest.approx(0)
    assert most_twice(came, due, heard, np.array([0.0, 2.0, 4.0])) == pytest.approx(2)
    assert most_twice(came, due, heard, np.array([0.0, 2.0, 7.0])) == pytest.approx(3)


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
