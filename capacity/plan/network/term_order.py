"""In which order terms end, where first in, first out alone does not say it all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from math import ceil, floor, inf

from capacity.plan.network.parts import CameWith, Moments, Station

ROUNDING_TOLERANCE = 1e-9
NOBODY_YET = -inf
"""A moment by which nobody has come."""


def latest_due(station: Station, weeks: int) -> list[float]:
    """Up to which moment those came whose term has ended by the end of each week; none where nobody asks.

    It is asked where the law closes a stage whose clock runs from its own entry.
    """
    if not station.closes or station.clock_from is not None:
        return []
    moments = (station.due_at(week) for week in range(weeks))
    return list(accumulate((max((at for _, at in due), default=-1.0) for due in moments), max))


def overtaking(station: Station, week: int) -> Iterator[tuple[int, float]]:
    """Since which weeks those could be served who have a short term that has ended by the end of a week.

    Served are those whose term ends first. Who has longer may be served before they come, so from any
    week on only those count who could not be served sooner: the lateness is the most that comes of any.
    With one term for all, the count from the start is the largest. Gives the week (-1: the start of the
    plan) and the moment after which they came. Where the clock of an earlier stage runs, they came there;
    it is not asked where the clock starts at an exit, since who is served here may pass it later.
    """
    if station.due is None or station.clock_at_exit:
        return
    ended = [moment for _, moment in station.due_at(week)]
    for since in range(-1, week):
        came = since - station.minimum_weeks
        if some_ended(station, week, came):
            yield since, came
    came = week - station.minimum_weeks
    if any(at <= came < min(at + one.used_weeks, week) for at in ended for one in station.came_with):
        yield week, came  # who came too late to be served, with a term that has ended


def gone_since(
    station: Station, earlier_minimum_weeks: float, week: int
) -> Iterator[tuple[int, float, float]]:
    """As `overtaking`, where the law closes the stage: since when those leave who came too late to be heard.

    Gives a week, a moment by which those had come who could be heard by its end, or before which an earlier
    stage was left by all whose term has ended, and the moment after which the term began of who came later.
    """
    if station.due is None:
        return
    for since in range(-1, week + 1):
        last = since - station.minimum_weeks
        ends = range(-1, ceil(last)) if station.clock_from is not None else ()
        for came in (*ends, last):
            began = began_by(station, earlier_minimum_weeks, came)
            if some_ended(station, week, began):
                yield since, came, began


def some_ended(station: Station, week: int, since: float) -> bool:
    """Whether the term has ended of some who came after a moment, but not of all who came before it."""
    ended = [moment for _, moment in station.due_at(week)]
    return min(ended, default=since) < since < max(ended, default=since)


def ended_after(station: Station, week: int, came: float) -> Iterator[tuple[float, CameWith | None, float]]:
    """Who came after a moment and whose term has ended by the end of a week, as entries up to moments.

    Gives the weight, whose entries (None: all those of the station) and the moment up to which they count.
    """
    for weight, moment in station.due_at(week):
        if moment > came:
            yield weight, None, moment
            yield -weight, None, came
        for earlier in station.came_with:
            until = max(min(moment + earlier.used_weeks, week), came)
            share = weight * earlier.share * (1.0 - station.left_share)
            if until != max(moment, came):
                yield share, earlier, until
                yield -share, earlier, max(moment, came)


def weeks_of_ends(station: Station, began: float, first: int, count: int) -> range:
    """In which weeks the terms end of those whose clock began at a moment, and the last before them.

    Args:
        first: the first week that is asked for.
        count: weeks of the plan.
    """
    none, every = first, count
    for week in range(first, count):
        due = station.due_at(week)
        if max((moment for _, moment in due), default=began) <= began:
            none = week
        if due and sum(weight * min(moment, began) for weight, moment in due) >= began - ROUNDING_TOLERANCE:
            every = week + 1
            break
    return range(none, every)


def began_by(station: Station, earlier_minimum_weeks: float, came: float) -> float:
    """By when the term began of everybody who can have come to a station by a moment.

    Who leaves the earlier stage in a week could be done there by its end.
    """
    if station.clock_from is None:
        return came
    done = ceil(came) if came > -1 else came
    return done - min(earlier_minimum_weeks, station.clock_before_weeks)


def none_ended(station: Station, until: int, began: float) -> int:
    """The last week, no later than one, by which no term has ended that began after a moment; -1: none."""
    for week in range(until, -1, -1):
        if all(moment <= began for _, moment in station.due_at(week)):
            return week
    return -1


def one_way_out(
    station: Station, earlier_minimum_weeks: float, week: int, count: int
) -> Iterator[tuple[int, Moments]]:
    """Who alone can be served by the end of a week or leave unfinished by a later one, by an earlier clock.

    Whoever was served began the earlier stage before the minimum times of both; whoever leaves unfinished
    began it as early, or later with a term that has ended. Gives the later week and the weighted sum of who
    began the earlier stage; who left that unfinished is still among them.

    Args:
        earlier_minimum_weeks: minimum time of the earlier stage.
        count: weeks of the plan.
    """
    came = week - station.minimum_weeks
    began = came - min(earlier_minimum_weeks, station.clock_before_weeks)
    for until in weeks_of_ends(station, began, floor(came) + 1, count):
        later = ((weight, moment) for weight, _, moment in ended_after(station, until, began))
        yield until, ((1.0, began), *later)
