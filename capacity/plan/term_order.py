"""In which order terms end, where first in, first out alone does not say it all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from capacity.plan.network import Moments, Station


def latest_due(station: Station, weeks: int) -> list[float]:
    """Up to which moment those came whose term has ended by the end of each week; none where nobody asks.

    It is asked where the law closes a stage whose clock runs from its own entry.
    """
    if not station.closes or station.clock_from is not None:
        return []
    moments = (station.due_at(week) for week in range(weeks))
    return list(accumulate((max((at for _, at in due), default=-1.0) for due in moments), max))


def overtaking(station: Station, week: int) -> Iterator[tuple[int, float, Moments]]:
    """Since which weeks those could be served who have a short term that has ended by the end of a week.

    Served are those whose term ends first. Who has longer may be served before they come, so from any
    week on only those count who could not be served sooner; with one term for all, the count from the
    start is the largest. Gives the week (-1: the start of the plan), the moment after which they came, and
    the moments up to which those came whose term has ended.
    """
    moments = station.due_at(week)
    if station.due is None or station.clock_from is not None or any(weight < 0 for weight, _ in moments):
        return
    ended = [moment for _, moment in moments]
    for since in range(-1, week):
        came = since - station.minimum_weeks
        if min(ended, default=came) < came < max(ended, default=came):
            yield since, came, tuple((weight, moment) for weight, moment in moments if moment > came)
