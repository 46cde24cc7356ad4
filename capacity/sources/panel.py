"""The strict reader of a panel: several series of monthly or weekly counts in one long table."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pandas as pd

from capacity.domain.problems import BadInputError, Problem
from capacity.sources.tables import Column, duplicate_rows, examine_table

Frequency = Literal["W", "M"]
FREQUENCIES: tuple[Frequency, ...] = ("M", "W")
PANEL_COLUMNS = (Column("unique_id"), Column("ds", "date"), Column("y", "number", low=0))
_EXAMPLE = {"W": "2026-11-23", "M": "2026-11-01"}
_STEP: dict[str, str | pd.DateOffset] = {"W": "7D", "M": "MS"}


def read_panel(content: Path | bytes, frequency: Frequency, file: str = "") -> pd.DataFrame:
    """Series of counts, sorted by name and period.

    Args:
        content: table with unique_id, ds (first day of the month, or Monday) and y (at least 0).
        frequency: W for weeks, M for months.

    Returns:
        Columns unique_id (text), ds (timestamp), y (number); each series without a gap.

    Raises:
        BadInputError: every negative, missing or repeated period, a day that starts no period, a series
            of one point, and everything `read_table` refuses.
    """
    name = file or (content.name if isinstance(content, Path) else "")
    frame, problems = examine_table(content, PANEL_COLUMNS, name)
    if all(column.name in frame for column in PANEL_COLUMNS):
        dated = frame[(frame.ds != "") & (frame.unique_id != "")]
        problems += duplicate_rows(dated, ("unique_id", "ds"), name)
        misplaced = _misplaced(dated, frequency, name)
        problems += misplaced
        if not misplaced:
            problems += _gaps(dated, frequency, name)
    if problems:
        raise BadInputError(problems)
    panel = frame.assign(ds=pd.to_datetime(frame.ds))
    return panel[["unique_id", "ds", "y"]].sort_values(["unique_id", "ds"], ignore_index=True)


def read_any_panel(content: Path | bytes, file: str = "") -> pd.DataFrame:
    """A panel of months or weeks, whichever it is.

    Raises:
        BadInputError: it is neither; the faults of the reading that has fewest.
    """
    faults: list[BadInputError] = []
    for frequency in FREQUENCIES:
        try:
            return read_panel(content, frequency, file)
        except BadInputError as fault:
            faults.append(fault)
    raise min(faults, key=lambda fault: len(fault.problems))


def _misplaced(frame: pd.DataFrame, frequency: Frequency, file: str) -> list[Problem]:
    days = pd.to_datetime(frame.ds)
    starts = days.dt.dayofweek == 0 if frequency == "W" else days.dt.day == 1
    key = "not_a_monday" if frequency == "W" else "not_first_of_month"
    return [
        Problem(key, file, int(str(row)), "ds", str(day), _EXAMPLE[frequency])
        for row, day in frame.ds[~starts].items()
    ]


def _gaps(frame: pd.DataFrame, frequency: Frequency, file: str) -> list[Problem]:
    problems = []
    for series, days in frame.groupby("unique_id", sort=True).ds:
        present = pd.to_datetime(days.drop_duplicates()).sort_values()
        if len(present) < 2:
            problems.append(Problem("one_point", file, None, "unique_id", str(series), "2"))
        wanted = pd.date_range(present.iloc[0], present.iloc[-1], freq=_STEP[frequency])
        problems += [
            Problem("missing_period", file, None, "ds", str(series), day.date().isoformat())
            for day in wanted.difference(pd.DatetimeIndex(present))
        ]
    return problems
