"""Checks of a panel before it is forecast: all faults at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capacity.domain.problems import Problem, plain_number
from capacity.forecast.shape import PANDAS_FREQUENCY, Frequency

PANEL_COLUMNS = ("unique_id", "ds", "y")
FEWEST_POINTS = 2
FIRST_ROW = 2
"""Row of a file in which the first series value stands: the heading is row 1."""
_EXAMPLE = {"W": "2026-11-23", "M": "2026-11-01"}


def check_panel(frame: pd.DataFrame, frequency: Frequency) -> list[Problem]:
    """Every fault of a panel: columns, values, days that start no period, doubles, gaps, short series.

    Args:
        frame: columns unique_id, ds (first day of the month, or Monday), y (persons, at least 0).
    """
    missing = [column for column in PANEL_COLUMNS if column not in frame]
    if missing:
        return [Problem("missing_column", "", 1, column, "", column) for column in missing]
    if frame.empty:
        return [Problem("no_rows", "", FIRST_ROW)]
    rows = frame[list(PANEL_COLUMNS)].reset_index(drop=True)
    days = pd.to_datetime(rows.ds, errors="coerce")
    misplaced = _days(rows, days, frequency)
    problems = _values(rows) + misplaced
    dated = rows.assign(ds=days)[days.notna()]
    again = dated[dated.duplicated(["unique_id", "ds"])]
    problems += [
        Problem("row_twice", "", int(row) + FIRST_ROW, "unique_id, ds", f"{name} {_day(day)}")
        for row, name, day in zip(again.index, again.unique_id, again.ds, strict=True)
    ]
    return problems + _short(dated) + ([] if misplaced else _gaps(dated, frequency))


def _values(rows: pd.DataFrame) -> list[Problem]:
    numbers = pd.to_numeric(rows.y, errors="coerce").to_numpy(dtype=np.float64)
    problems = []
    for row, (number, value) in enumerate(zip(numbers, rows.y, strict=True)):
        if not np.isfinite(number):
            problems.append(Problem("not_a_number", "", row + FIRST_ROW, "y", str(value), "number"))
        elif number < 0:
            problems.append(Problem("out_of_range", "", row + FIRST_ROW, "y", plain_number(number), "0.."))
    return problems


def _days(rows: pd.DataFrame, days: pd.Series, frequency: Frequency) -> list[Problem]:
    starts = days.dt.dayofweek == 0 if frequency == "W" else days.dt.day == 1
    key = "not_a_monday" if frequency == "W" else "not_first_of_month"
    return [
        Problem(
            "not_a_date" if day is pd.NaT else key,
            "",
            row + FIRST_ROW,
            "ds",
            str(rows.ds[row]) if day is pd.NaT else _day(day),
            _EXAMPLE[frequency],
        )
        for row, (day, right) in enumerate(zip(days, starts, strict=True))
        if not right
    ]


def _short(dated: pd.DataFrame) -> list[Problem]:
    return [
        Problem(
            "one_point", "", int(str(days.index[0])) + FIRST_ROW, "unique_id", str(name), str(FEWEST_POINTS)
        )
        for name, days in dated.groupby("unique_id", sort=True).ds
        if days.nunique() < FEWEST_POINTS
    ]


def _gaps(dated: pd.DataFrame, frequency: Frequency) -> list[Problem]:
    """Each period that lacks, with the row after which it belongs."""
    problems = []
    for name, days in dated.groupby("unique_id", sort=True).ds:
        present = days.drop_duplicates().sort_values()
        wanted = pd.date_range(present.iloc[0], present.iloc[-1], freq=PANDAS_FREQUENCY[frequency])
        for day in wanted.difference(pd.DatetimeIndex(present)):
            row = int(str(present.index[int(present.searchsorted(day)) - 1])) + FIRST_ROW
            problems.append(Problem("missing_period", "", row, "ds", str(name), _day(day)))
    return problems


def _day(day: pd.Timestamp) -> str:
    return day.date().isoformat()
