"""Persons with several terms at the border, served one by one as planned, leave queues as planned.

Relocated persons have 16 weeks in place of 12, and a crisis gives more. All wait in one line, and whose
term ends first is heard first.
"""

from functools import cache

import numpy as np
import pytest

from capacity.plan.chain.run import run_chain
from capacity.plan.dutch.keys import APPEAL_BORDER, BORDER, RETURN_BORDER
from tests.plan.dutch import dutch_chain_input
from tests.plan.test_first_in_first_out import PERIODS, Simulation

AGREED_PERSONS = 1e-3
STATIONS = (BORDER, APPEAL_BORDER, RETURN_BORDER)
LONG_CRISIS = [{"regime": "crisis", "start": "2026-12-14", "weeks": 26}]
STRAINS = [  # sessions, more arrivals, share at the border, old stock, stay, decisions; share of relocated
    ((70, 60, 12.0, 100, 4.0, 150), 0.5),
    ((60, 20, 15.0, 60, 6.0, 300), 0.05),
    ((80, 60, 5.0, 0, 11.0, 300), 0.5),
    ((100, 20, 10.0, 90, 5.0, 200), 0.05),
    ((100, 0, 8.0, 60, 12.0, 150), 0.2),
    ((100, 100, 15.0, 90, 7.0, 200), 0.05),
    ((150, 0, 5.0, 30, 12.0, 800), 0.15),
]
HEARD_LONG = 6
"""The strain in which many with a long term are heard before others come with a short one."""
NAMES = ("sessions", "inflow", "border_share", "old_share", "stay", "decisions")
KINDS = ("relocated", "periods", "long crisis")
CASES = [(kind, place) for kind in KINDS for place in range(len(STRAINS))]


@cache
def solved(kind, place):
    strain, relocated = STRAINS[place]
    changes = {
        "relocated": {"parameters": {"border_relocated_share": relocated}},
        "periods": {"regimes": PERIODS},
        "long crisis": {"regimes": LONG_CRISIS},
    }[kind]
    given = dutch_chain_input(26, **dict(zip(NAMES, strain, strict=True)), **changes)
    solution = run_chain(given).solution
    return solution, Simulation(solution, given)


@pytest.mark.parametrize(("kind", "place"), CASES)
def test_who_is_heard_at_the_border_could_be_there_and_nobody_is_there_past_the_term(kind, place):
    solution, simulation = solved(kind, place)
    for key in STATIONS:
        station, weeks = solution.network.station(key), solution.stations[key]
        assert not station.left_share
        assert simulation.queue[key][:26] == pytest.approx(weeks.queue[:26], abs=AGREED_PERSONS), key
        assert simulation.late[key][:26] == pytest.approx(np.zeros(26), abs=AGREED_PERSONS), key
        assert simulation.not_due[key] == pytest.approx(0, abs=AGREED_PERSONS), key


def test_most_of_them_are_solved_again_and_people_are_let_go_in_each():
    told = 0
    for kind, place in CASES:
        solution, _ = solved(kind, place)
        told += bool(solution.network.station(APPEAL_BORDER).let_go)
        assert solution.stations[APPEAL_BORDER].unfinished.sum() > 1
    assert told > len(CASES) / 2


def test_whom_nobody_could_hear_since_others_with_a_long_term_were_is_let_go_at_the_end_of_the_own_term():
    """Without the rows of `gone_in_time` half a person stayed past it."""
    solution, _ = solved("relocated", HEARD_LONG)
    assert solution.network.station(APPEAL_BORDER).in_time
