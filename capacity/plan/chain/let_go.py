"""Who is let go when the term ends was not heard before, also where an earlier stage is slow.

At the border appeal the clock runs from the procedure before it. By the end of a week t the court can have
heard whoever came to it by t - m, but not those of them who are let go when their term ends. How many these
are depends on who had come by then: a positive part, which no linear row states. So where a solved chain
hears and lets go more people than there are, it is solved again, with who had come by then held to what
that solve showed: up to which week everybody whose term ends had come, and from which week on not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from capacity.plan.chain.solution import ChainSolution, entered_at
from capacity.plan.network.parts import Array, Network, Station

NOISE_TOLERANCE = 1e-4
MOST_AGAIN = 2
Solved = TypeVar("Solved")


def each_once(
    solve: Callable[[Network, Solved | None], Solved],
    read: Callable[[Solved], ChainSolution],
    network: Network,
) -> Solved:
    """Solves a network so that nobody leaves a stage twice; solved again only where somebody did.

    What a solve shows of who had come is kept in the next one, which is then at its best, goal by goal. There
    is always a plan: the former one in which nobody is heard. A third solve, held to what the second
    shows, is never worse than the second, for that is among its plans.

    Args:
        solve: makes an answer of a network; the answer of a like network, where there is one, is close to it.
        read: gives the solved chain in an answer.
    """
    answer = solve(network, None)
    known = read(answer).network
    told = apart(known, read(answer))
    for _ in range(MOST_AGAIN):
        if _shown(told) == _shown(known):
            break
        answer = solve(replace(told, regular_work={}), answer)
        known = read(answer).network
        told = _with(known, read(answer), [bool(one.let_go) for one in known.stations])
    return answer


def apart(network: Network, solution: ChainSolution) -> Network:
    """The network with who had come by then at every station where somebody left twice; itself where nobody.

    Where people of one station have different terms nothing is asked: those who came first are then not
    those whose term ends first.
    """
    asked = [_left_twice(solution, station) > NOISE_TOLERANCE for station in network.stations]
    return _with(network, solution, asked) if any(asked) else network


def _with(network: Network, solution: ChainSolution, asked: list[bool]) -> Network:
    stations = (
        replace(station, let_go=_came_by_then(solution, station)) if here else station
        for station, here in zip(network.stations, asked, strict=True)
    )
    return replace(network, stations=tuple(stations))


def _shown(network: Network) -> list[tuple[int, ...]]:
    return [station.let_go for station in network.stations]


def _came_by_then(solution: ChainSolution, station: Station) -> tuple[int, ...]:
    due = solution.stations[station.key].due_total
    return tuple((np.searchsorted(due, _came(solution, station), "right") - 1).tolist())


def _came(solution: ChainSolution, station: Station) -> Array:
    """Who had come the minimum time before each week's end."""
    moments: Array = np.arange(0.0, solution.network.weeks.count) - station.minimum_weeks
    return entered_at(solution, station, moments)


def _left_twice(solution: ChainSolution, station: Station) -> float:
    weeks = solution.stations[station.key]
    asked = station.closes and station.clock_from is not None and station.due is None
    if not asked or not weeks.unfinished.any():
        return 0.0
    served, unfinished = np.cumsum(weeks.served), np.cumsum(weeks.unfinished)
    return most_twice(_came(solution, station), weeks.due_total, served, unfinished)


def most_twice(came: Array, due: Array, served: Array, unfinished: Array) -> float:
    """The most who were heard by one week and let go by another, beyond those who had come or were due.

    Args:
        came: persons who had come long enough ago to be heard by each week's end.
        due: persons whose term had ended by each week's end.
        served, unfinished: cumulative persons.
    """
    both = served[:, None] + unfinished[None, :]
    return float((both - np.maximum(came[:, None], due[None, :])).max())
