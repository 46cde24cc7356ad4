"""Who is let go when the term ends was not heard before, also where an earlier stage is slow.

By the end of a week t a stage can have heard whoever came to it by t - m, but not those of them who are let
go when their term ends. How many these are depends on who had come by then: at the border appeal the clock
runs from the procedure before it, and where people have different terms those who came first are not those
whose term ends first. It is the largest of several numbers, which no linear row states. So where a solved
chain hears and lets go more people than there are, it is solved again, held to the number that was largest.
So it is where somebody stays past a short term, unseen since others with a long one were heard before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from capacity.plan.chain.solution import ChainSolution, due_at, entered_at
from capacity.plan.network.parts import Array, Limit, Moments, Network, Station
from capacity.plan.network.term_order import NOBODY_YET, began_by, gone_since, none_ended

NOISE_TOLERANCE = 1e-4
ROUNDING_TOLERANCE = 1e-6
MOST_AGAIN = 2
WEEKS_AROUND = 4
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
        told = apart(known, read(answer))
    return answer


def apart(network: Network, solution: ChainSolution) -> Network:
    """The network with who had come by then, at every station where that was asked or somebody left twice."""
    return replace(network, stations=tuple(_told(solution, station) for station in network.stations))


def _told(solution: ChainSolution, station: Station) -> Station:
    asked = station.let_go or _left_twice(solution, station) > NOISE_TOLERANCE
    limits = _limits(solution, station) if asked else ()
    return replace(station, let_go=limits, in_time=_kept_past(solution, station))


def _shown(network: Network) -> list[tuple[object, ...]]:
    return [(station.let_go, station.in_time) for station in network.stations]


def _kept_past(solution: ChainSolution, station: Station) -> tuple[int, ...]:
    """Weeks in which somebody with a short term stays past it, since others with a long one were heard.

    With the weeks around them, for it would else be those; weeks that a former solve showed stay.
    """
    if not station.closes or station.due is None:
        return ()
    count, minimum = solution.network.weeks.count, solution.network.station(station.clock_first).minimum_weeks
    served, gone = _gone(solution, station)
    kept, known = set(station.in_time), dict[float, tuple[Array, float]]()
    for week in range(count):
        for since, moment, began in gone_since(station, minimum, week):
            if moment not in known:
                known[moment] = _due_later(solution, station, began), _came(solution, station, moment)
            (due, by), before = known[moment], min(since, week - 1) + 1
            left = gone[week + 1] - gone[before] + served[week + 1] - served[since + 1]
            more = _came(solution, station, since - station.minimum_weeks) - by
            if left + more < due[week + 1] - due[before] - NOISE_TOLERANCE:
                kept.update(range(max(0, week - WEEKS_AROUND), min(count, week + WEEKS_AROUND + 1)))
                break
    return tuple(sorted(kept))


def _gone(solution: ChainSolution, station: Station) -> tuple[Array, Array]:
    """Who was heard from the start to each week's end, and who was let go: here, or by an earlier stage."""
    weeks, unfinished = solution.stations[station.key], solution.stations[station.clock_first].unfinished
    gone = np.cumsum(weeks.unfinished)
    if station.clock_from is not None:
        gone = gone + station.clock_from[1] * np.cumsum(unfinished)
    return np.append(0.0, np.cumsum(weeks.served)), np.append(0.0, gone)


def _due_later(solution: ChainSolution, station: Station, began: float) -> Array:
    """Whose term began after a moment and has ended, at the start and by each week's end."""
    ends = [station.due_at(week) for week in range(solution.network.weeks.count)]
    return np.append(0.0, due_at(solution, station, [_after(row, began) for row in ends]))


def _came(solution: ChainSolution, station: Station, moment: float) -> float:
    return float(entered_at(solution, station, np.array([moment]))[0])


def _left_twice(solution: ChainSolution, station: Station) -> float:
    """How many left a station twice at most; asked where the order of coming need not be that of the ends."""
    weeks = solution.stations[station.key]
    ordered = station.clock_from is None and station.due is None
    if not station.closes or ordered or not weeks.unfinished.any():
        return 0.0
    came, due = came_in_time(solution, station), weeks.due_total
    gone = np.cumsum(weeks.served), np.cumsum(weeks.unfinished)
    twice = most_twice(np.maximum(came[:, None], due[None, :]), *gone)
    if station.due is None or twice <= NOISE_TOLERANCE:
        return twice
    return most_twice(np.array([part.max(axis=0) for _, part in _by_week(solution, station)]), *gone)


def most_twice(there: Array, served: Array, unfinished: Array) -> float:
    """The most who were heard by one week and let go by another, beyond those who could be either.

    Args:
        there: persons who had come long enough ago to be heard by the end of a week (rows), or whose term had
            ended by the end of a week (columns).
        served, unfinished: cumulative persons.
    """
    return float((served[:, None] + unfinished[None, :] - there).max())


def _limits(solution: ChainSolution, station: Station) -> tuple[tuple[Limit, ...], ...]:
    """What was largest for who is heard by each week, the latest of equals; of like weeks the strictest."""
    came, due = came_in_time(solution, station), solution.stations[station.key].due_total
    found = []
    for week, (moments, parts) in enumerate(_by_week(solution, station)):
        most, largest = parts.max(axis=0), len(parts) - 1 - parts[::-1].argmax(axis=0)
        later = _first(most > came[week] + ROUNDING_TOLERANCE)
        every = max(later, _first(most <= due + NOISE_TOLERANCE))
        between = [(until, moments[largest[until]]) for until in range(later, every)]
        ends = [(later - 1, moments[-1]), *between, (every, NOBODY_YET)]
        found.append(tuple(one for one in ends if 0 <= one[0] < due.size))
    return tuple(found)


def _first(holds: Array) -> int:
    return int(holds.argmax()) if holds.any() else holds.size


def came_in_time(solution: ChainSolution, station: Station) -> Array:
    """Who had come the minimum time before each week's end."""
    moments: Array = np.arange(0.0, solution.network.weeks.count) - station.minimum_weeks
    return entered_at(solution, station, moments)


def _by_week(solution: ChainSolution, station: Station) -> list[tuple[list[float], Array]]:
    """Per week of hearing the moments to count from, and a row for each: who could be heard or let go.

    The first moment is none, the last the minimum time before the end of the week. Between them stand the
    ends of weeks where an earlier stage was left in the order of the ends of terms.
    """
    count = solution.network.weeks.count
    ends = range(-1, count) if station.clock_from is not None else range(0)
    due = solution.stations[station.key].due_total
    known: dict[float, Array] = {float(end): _came_or_due(solution, station, end) for end in ends}
    found = []
    for week in range(count):
        since = week - station.minimum_weeks
        before = [end for end in known if end < since]
        last = known[since] if since in known else _came_or_due(solution, station, since)
        rows = np.array([due, *(known[end] for end in before), last])
        found.append(([NOBODY_YET, *before, since], rows))
    return found


def _came_or_due(solution: ChainSolution, station: Station, since: float) -> Array:
    """Who came by a moment, or began the term too late for that and reaches its end by each week's end."""
    count, first = solution.network.weeks.count, station.clock_first
    began = began_by(station, solution.network.station(first).minimum_weeks, since)
    ends = [station.due_at(week) for week in range(count)]
    later = due_at(solution, station, [_after(row, began) for row in ends])
    if station.clock_from is not None:
        gone, before = np.cumsum(solution.stations[first].unfinished), none_ended(station, count - 1, began)
        later -= station.clock_from[1] * np.maximum(0.0, gone - (gone[before] if before >= 0 else 0.0))
    came: Array = entered_at(solution, station, np.array([since])) + later
    return came


def _after(row: Moments, began: float) -> Moments:
    """Of whose term has ended those whose term began after a moment."""
    later = ((weight, moment) for weight, moment in row if moment > began)
    return tuple(part for weight, moment in later for part in ((weight, moment), (-weight, began))) or (
        (0.0, began),
    )
