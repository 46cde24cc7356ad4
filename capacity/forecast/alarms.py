"""Alarms on weekly arrivals: a jump (CUSUM) and a ramp (weeks against the half year before)."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.forecast.shape import Array

ALARM_COLUMNS = ("stream", "rule", "since", "week", "size", "weeks_old")
DAYS_PER_WEEK = 7
JUMP, RAMP = "jump", "ramp"
UPPER_QUARTILE = 0.75


def unbroken(weeks: pd.Series, most_missing: int) -> pd.Series:
    """The last run of weeks in which no more than so many are missing in a row.

    Args:
        weeks: persons per week, index the Monday, in order.
    """
    days = np.diff(pd.DatetimeIndex(weeks.index).to_numpy()) / np.timedelta64(1, "D")
    breaks = np.flatnonzero(days / DAYS_PER_WEEK - 1 > most_missing)
    return weeks.iloc[int(breaks[-1]) + 1 if breaks.size else 0 :]


class Found(NamedTuple):
    """One alarm, by places in the weeks looked at.

    Args:
        since: first week clearly off.
        seen: week in which it was seen.
        last: last week in which the rule still saw it.
        size: how far off, as a share (0.6: 60 % above).
    """

    since: int
    seen: int
    last: int
    size: float


def jumps(persons: Array, parameters: Parameters) -> list[Found]:
    """Jumps by a two-sided CUSUM on one-week-ahead errors (Page 1954), in order.

    The expected level is smoothed on the log scale; an error counts in units of the usual scatter of
    weeks. After an alarm the level starts anew from the weeks of the jump.
    """
    number = parameters.number
    allowance, threshold = number("alarm_cusum_allowance"), number("alarm_cusum_threshold")
    rate, before_weeks = number("alarm_smoothing"), round(number("alarm_weeks_before"))
    z = np.log(np.maximum(persons, 1.0))
    level, found = float(z[0]), list[Found]()
    up = down = 0.0
    begin_up = begin_down = 1
    errors, sized = np.zeros(z.size), np.zeros(z.size)
    for place in range(1, z.size):
        errors[place] = z[place] - level
        sized[place] = error = errors[place] / usual_scatter(errors[1:place], parameters)
        up, down = max(0.0, up + error - allowance), max(0.0, down - error - allowance)
        begin_up = place + 1 if up == 0 else begin_up
        begin_down = place + 1 if down == 0 else begin_down
        if max(up, down) > threshold:
            begun = begin_up if up > down else begin_down
            run = np.abs(sized[begun : place + 1])
            since = begun + int((run > run.max() / 2).argmax())
            after = float(z[since : place + 1].mean())
            before = float(z[max(0, since - before_weeks) : since].mean())
            found.append(Found(since, place, place, float(np.expm1(after - before))))
            level, up, down = after, 0.0, 0.0
            begin_up = begin_down = place + 1
        else:
            level += rate * errors[place]
    return without_repeats(found, parameters)


def usual_scatter(errors: Array, parameters: Parameters) -> float:
    """How far weeks usually lie off the level, on the log scale: at least the scatter of a still level.

    The median distance over the last year as a standard deviation: months that move much make few alarms.
    """
    least = parameters.number("forecast_week_noise")
    if errors.size < round(parameters.number("alarm_scatter_fewest")):
        return least
    recent = errors[-round(parameters.number("alarm_scatter_weeks")) :]
    return max(least, float(np.median(np.abs(recent))) / NormalDist().inv_cdf(UPPER_QUARTILE))


def ramps(persons: Array, parameters: Parameters) -> list[Found]:
    """Runs of weeks in which the mean of the last three is far off the median of the half year before."""
    short, long = (round(parameters.number(f"alarm_ramp_{name}")) for name in ("weeks", "before"))
    limit = parameters.number("alarm_ramp_size")
    found = []
    for place in range(short + long - 1, persons.size):
        now = persons[place - short + 1 : place + 1].mean()
        usual = float(np.median(persons[place - short - long + 1 : place - short + 1]))
        size = float(now / usual - 1) if usual > 0 else 0.0
        if abs(size) > limit:
            found.append(Found(place, place, place, size))
    return without_repeats(found, parameters)


def without_repeats(found: Sequence[Found], parameters: Parameters) -> list[Found]:
    """An alarm that is still on is not raised anew: a later one in its direction carries it on."""
    holds = round(parameters.number("alarm_holds_weeks"))
    kept: list[Found] = []
    for one in found:
        same = [
            place
            for place, before in enumerate(kept)
            if before.size * one.size > 0 and one.seen - before.last <= holds
        ]
        if same:
            before = kept[same[-1]]
            kept[same[-1]] = before._replace(last=one.last, size=one.size)
        else:
            kept.append(one)
    return kept


def alarms(streams: dict[str, pd.Series], parameters: Parameters) -> pd.DataFrame:
    """Every alarm in the last unbroken run of weeks of each stream, the newest first.

    Args:
        streams: persons per week by stream, index the Monday.

    Returns:
        Columns ALARM_COLUMNS: first week off, week in which it was seen, size as a share, and how many
        weeks before the last week known its rule still saw it; an alarm holds for `alarm_holds_weeks`.
    """
    rows = []
    for stream, weeks in streams.items():
        run = unbroken(weeks, round(parameters.number("alarm_most_missing")))
        persons = run.to_numpy(dtype=float)
        if persons.size < 2:
            continue
        week, last = run.index, run.index[-1]
        for rule, found in ((JUMP, jumps(persons, parameters)), (RAMP, ramps(persons, parameters))):
            rows += [
                (stream, rule, week[one.since], week[one.seen], one.size, _weeks(last, week[one.last]))
                for one in found
            ]
    table = pd.DataFrame(rows, columns=list(ALARM_COLUMNS))
    return table.sort_values(["week", "rule"], ascending=[False, True], ignore_index=True)


def _weeks(last: pd.Timestamp, seen: pd.Timestamp) -> int:
    return int((last - seen).days // DAYS_PER_WEEK)
