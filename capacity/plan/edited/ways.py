"""Who leaves a closing stage by both ways, served and unfinished, in a plan as edited: nobody may."""

from __future__ import annotations

from bisect import bisect_right
from math import floor

import numpy as np

from capacity.plan.chain.solution import ChainSolution, due_at, entered_at
from capacity.plan.network.parts import Array, Station
from capacity.plan.network.term_order import latest_due, one_way_out


def twice_gone(solution: ChainSolution, station: Station) -> Array:
    """Persons at least who were served by each week shown and leave unfinished too, by the plan's own rows.

    The rows are those of the families `minimum`, `first_come` and `one_way_out`; here their limits are
    numbers. Weeks that are not shown hold no decisions, so nothing is asked of them.
    """
    weeks, shown = solution.stations[station.key], solution.network.weeks.shown
    served, unfinished = np.cumsum(weeks.served), np.cumsum(weeks.unfinished)
    rows = _by_own_clock(solution, station)
    if station.clock_from is not None:
        rows = [*_past_the_minimum(solution, station), *_by_earlier_clock(solution, station)]
    found = np.zeros(shown)
    for week, until, limit in rows:
        both = served[week] + unfinished[until] - limit
        found[week] = max(found[week], min(both, unfinished[until]))
    return found


def _past_the_minimum(solution: ChainSolution, station: Station) -> list[tuple[int, int, float]]:
    """Who left unfinished by the time that the last of those past the minimum came, was not served since."""
    weeks = range(solution.network.weeks.shown)
    came = np.array(weeks) - station.minimum_weeks
    limits = entered_at(solution, station, came).tolist()
    return [(week, floor(came[week]), limits[week]) for week in weeks if came[week] >= 0]


def _by_own_clock(solution: ChainSolution, station: Station) -> list[tuple[int, int, float]]:
    """Weeks of service and of unfinished exits with the most of both together, by entries of the station."""
    shown = solution.network.weeks.shown
    latest = latest_due(station, solution.network.weeks.count)
    found: list[tuple[int, int, float]] = []
    for week in range(shown):
        came = week - station.minimum_weeks
        end = bisect_right(latest, came)
        if end:
            found.append((week, min(end, shown) - 1, came))
        within = station.due is None and end < min(shown, len(latest))
        if within and (end == 0 or latest[end - 1] < came):
            found.append((week, end, latest[end]))
    limits = entered_at(solution, station, np.array([moment for *_, moment in found])).tolist()
    return [(week, until, limit) for (week, until, _), limit in zip(found, limits, strict=True)]


def _by_earlier_clock(solution: ChainSolution, station: Station) -> list[tuple[int, int, float]]:
    """The same, where the clock of an earlier stage runs: less who left that unfinished."""
    assert station.clock_from is not None
    first, share = station.clock_from
    minimum = solution.network.station(first).minimum_weeks
    weeks = solution.network.weeks
    rows = [
        (week, until, moments)
        for week in range(weeks.shown)
        for until, moments in one_way_out(station, minimum, week, weeks.count)
        if until < weeks.shown
    ]
    limits = due_at(solution, station, [moments for *_, moments in rows])
    limits -= share * np.cumsum(solution.stations[first].unfinished)[[until for _, until, _ in rows]]
    return [(week, until, limit) for (week, until, _), limit in zip(rows, limits.tolist(), strict=True)]
