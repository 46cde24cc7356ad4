"""From months to weeks inside each path: a smooth daily level with weekly noise that keeps every month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capacity.forecast.shape import Array


def daily_from_months(
    months: pd.DatetimeIndex, persons: Array, noise: float, chance: np.random.Generator
) -> tuple[pd.DatetimeIndex, Array]:
    """Persons per day in each path; days add up to the month they lie in.

    Args:
        months: first days of consecutive months.
        persons: shape (months, paths).
        noise: coefficient of variation of a week around its level.

    Returns:
        All days of the months, and persons of shape (days, paths).
    """
    days = pd.date_range(months[0], months[-1] + pd.offsets.MonthEnd(0), freq="D")
    month_of_day = np.asarray((days.year - months[0].year) * _MONTHS + days.month - months[0].month)
    length = np.bincount(month_of_day, minlength=len(months)).astype(np.float64)
    middle = np.cumsum(length) - length / 2
    rate = persons / length[:, None]
    place = np.arange(len(days)) + 0.5
    right = np.clip(np.searchsorted(middle, place), 1, len(months) - 1) if len(months) > 1 else None
    if right is None:
        level = np.repeat(rate, len(days), axis=0)
    else:
        part = np.clip((place - middle[right - 1]) / (middle[right] - middle[right - 1]), 0.0, 1.0)
        level = rate[right - 1] * (1 - part)[:, None] + rate[right] * part[:, None]
    week_of_day = (days - pd.Timedelta(days=1) * days.weekday).to_numpy()
    weeks, week_number = np.unique(week_of_day, return_inverse=True)
    spread = np.sqrt(np.log1p(noise**2))
    factors = np.exp(chance.normal(-(spread**2) / 2, spread, size=(weeks.size, persons.shape[1])))
    shaped = level * factors[week_number]
    sums = np.zeros_like(persons)
    np.add.at(sums, month_of_day, shaped)
    scale = np.divide(persons, sums, out=np.zeros_like(persons), where=sums > 0)
    return days, shaped * scale[month_of_day]


def weeks_from_days(days: pd.DatetimeIndex, persons: Array, start: pd.Timestamp, weeks: int) -> Array:
    """Sums of whole weeks from a Monday on; shape (weeks, paths)."""
    first = int((start - days[0]).days)
    chosen = persons[first : first + weeks * _DAYS]
    summed: Array = chosen.reshape(weeks, _DAYS, persons.shape[1]).sum(axis=1)
    return summed


_MONTHS = 12
_DAYS = 7
