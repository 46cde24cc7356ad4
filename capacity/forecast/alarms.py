"""Alarms on weekly arrivals: a jump (CUSUM) and a ramp (weeks against the half year before)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.forecast.shape import Array

ALARM_COLUMNS = ("stream", "rule", "since", "week", "size", "weeks_old")
DAYS_PER_WEEK = 7
JUMP, RAMP = "jump", "ramp"


def unbroken(weeks: pd.Series, most_missing: int) -> pd.Series:
    """The last run of weeks in which no more than so many are missing in a row.

    Args:
        weeks: persons per week, index the Monday, in order.
    """
    days = np.diff(pd.DatetimeIndex(weeks.index).to_numpy()) / np.timedelta64(1, "D")
    breaks = np.flatnonzero(days / DAYS_PER_WEEK - 1 > most_missing)
    return weeks.iloc[int(breaks[-1]) + 1 if breaks.size else 0 :]


def jumps(persons: Array, parameters: Parameters) -> list[tuple[int, int, float]]:
    """Jumps by a two-sided CUSUM on one-week-ahead errors (Page 1954), in order.

    The expected level is smoothed on the log scale; an error counts in units of the usual scatter of
    weeks. After an alarm the level starts anew from the weeks of the jump.

    Returns:
        For each: place of the first week clearly off, place at which it was seen, size (0.6: 60 % above).
    """
    number = parameters.number
    allowance, threshold = number("alarm_cusum_allowance"), number("alarm_cusum_threshold")
    rate, scatter = number("alarm_smoothing"), number("forecast_week_noise")
    z = np.log(np.maximum(persons, 1.0))
    level, found = float(z[0]), []
    up = down = 0.0
    begin_up = begin_down = 1
    errors = np.zeros(z.size)
    for place in range(1, z.size):
        errors[place] = error = (z[place] - level) / scatter
        up, down = max(0.0, up + error - allowance), max(0.0, down - error - allowance)
        begin_up = place + 1 if up == 0 else begin_up
        begin_down = place + 1 if down == 0 else begin_down
        if max(up, down) > threshold:
            begun = begin_up if up > down else begin_down
            run = np.abs(errors[begun : place + 1])
            since = begun + int((run > run.max() / 2).argmax())
            after = float(z[since : place + 1].mean())
            before = float(z[max(0, since - round(number("alarm_weeks_before"))) : since].mean())
            found.append((since, place, float(np.expm1(after - before))))
            level, up, down = after, 0.0, 0.0
            begin_up = begin_down = place + 1
        else:
            level += rate * (z[place] - level)
    return found


def ramps(persons: Array, parameters: Parameters) -> list[tuple[int, int, float]]:
    """Runs of weeks in which the mean of the last three is far off the median of the half year before.

    Returns:
        For each run: place of its first week, place at which it was seen (its last week), size there.
    """
    short, long = (round(parameters.number(f"alarm_ramp_{name}")) for name in ("weeks", "before"))
    limit = parameters.number("alarm_ramp_size")
    found: list[tuple[int, int, float]] = []
    for place in range(short + long - 1, persons.size):
        now = persons[place - short + 1 : place + 1].mean()
        usual = float(np.median(persons[place - short - long + 1 : place - short + 1]))
        size = float(now / usual - 1) if usual > 0 else 0.0
        if abs(size) <= limit:
            continue
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place, size)
        else:
            found.append((place, place, size))
    return found


def alarms(streams: dict[str, pd.Series], parameters: Parameters) -> pd.DataFrame:
    """Every alarm in the last unbroken run of weeks of each stream, the newest first.

    Args:
        streams: persons per week by stream, index the Monday.

    Returns:
        Columns ALARM_COLUMNS: first week off, week in which it was seen, size as a share, and how many
        weeks before the last week known that was; an alarm holds for `alarm_holds_weeks`.
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
                (stream, rule, week[since], week[seen], size, _weeks(last, week[seen]))
                for since, seen, size in found
            ]
    table = pd.DataFrame(rows, columns=list(ALARM_COLUMNS))
    return table.sort_values(["week", "rule"], ascending=[False, True], ignore_index=True)


def _weeks(last: pd.Timestamp, seen: pd.Timestamp) -> int:
    return int((last - seen).days // DAYS_PER_WEEK)
