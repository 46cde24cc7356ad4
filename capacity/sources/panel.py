"""The strict reader of a panel: several series of monthly or weekly counts in one long table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import pandas as pd

from capacity.domain.problems import BadInputError, Problem
from capacity.sources.tables import Column, duplicate_rows, examine_table

Frequency = Literal["W", "M"]
FREQUENCIES: tuple[Frequency, ...] = ("M", "W")
PANEL_COLUMNS = (Column("unique_id"), Column("ds", "date"), Column("y", "number", low=0))
DAYS = ("1900-01-01", "2199-12-31")
_EXAMPLE = {"W": "2026-11-23", "M": "2026-11-01"}
_STEP: dict[str, str | pd.DateOffset] = {"W": "7D", "M": "MS"}


@dataclass(frozen=True)
class UsablePanel:
    """The series of a file that can be used, and what is wrong with the others or worth knowing.

    Args:
        series: columns unique_id (text), ds (timestamp), y (number), sorted; each series without a gap.
        left_out: every fault of the series that are not in it.
        remarks: what was put right: rows that did not stand in order.
    """

    series: pd.DataFrame
    left_out: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def read_panel(
    content: Path | bytes, frequency: Frequency, file: str = "", today: date | None = None
) -> pd.DataFrame:
    """Series of counts, sorted by name and period; a fault in one series refuses the file.

    Args:
        content: table with unique_id, ds (first day of the month, or Monday) and y (at least 0).
        frequency: W for weeks, M for months.
        today: periods that begin later are refused; without it none is.

    Returns:
        Columns unique_id (text), ds (timestamp), y (number); each series without a gap.

    Raises:
        BadInputError: every negative, missing or repeated period, a day that starts no period or is still
            to come, a series of one point or of zeros alone, and everything `read_table` refuses.
    """
    frame, problems, _ = _examined(content, frequency, file, today)
    if problems:
        raise BadInputError([problem for _, problem in problems])
    return _sorted(frame)


def read_usable_panel(
    content: Path | bytes, frequency: Frequency, file: str = "", today: date | None = None
) -> UsablePanel:
    """The series of a panel that have no fault, with the faults of the others.

    Args:
        content, frequency, file, today: as for `read_panel`.

    Raises:
        BadInputError: no series can be used, or a fault belongs to no series: headings, cut rows,
            separators, personal data.
    """
    frame, problems, remarks = _examined(content, frequency, file, today)
    faulty = {series for series, _ in problems}
    usable = frame[~frame.unique_id.isin(faulty)] if "unique_id" in frame else frame
    found = tuple(problem for _, problem in problems)
    if "" in faulty or usable.empty:
        raise BadInputError(found)
    return UsablePanel(_sorted(usable), found, tuple(remarks))


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    panel = frame.assign(ds=pd.to_datetime(frame.ds))
    return panel[["unique_id", "ds", "y"]].sort_values(["unique_id", "ds"], ignore_index=True)


def _examined(
    content: Path | bytes, frequency: Frequency, file: str, today: date | None
) -> tuple[pd.DataFrame, list[tuple[str, Problem]], list[Problem]]:
    """The rows, every fault with the series it belongs to (none: empty), and remarks."""
    name = file or (content.name if isinstance(content, Path) else "")
    frame, problems = examine_table(content, PANEL_COLUMNS, name)
    remarks: list[Problem] = []
    if len(frame) and all(column.name in frame for column in PANEL_COLUMNS):
        dated = frame[(frame.ds != "") & (frame.unique_id != "")]
        beyond = _beyond(dated, name)
        problems += beyond
        dated = dated.drop([problem.row for problem in beyond])
        problems += duplicate_rows(dated, ("unique_id", "ds"), name)
        misplaced = _misplaced(dated, frequency, name)
        problems += misplaced
        late = [] if today is None else _to_come(dated, today, name)
        problems += late
        wrong_day = [problem.row for problem in (*beyond, *misplaced, *late)]
        right_days = ~dated.unique_id.isin(set(frame.unique_id[frame.index.isin(wrong_day)]))
        problems += _gaps(dated[right_days], frequency, name)
        problems += _all_zero(dated, name)
        remarks = _out_of_order(dated, name)
    return frame, [(_series_of(problem, frame), problem) for problem in problems], remarks


def _series_of(problem: Problem, frame: pd.DataFrame) -> str:
    if problem.row is None:
        return problem.value or ""
    inside = "unique_id" in frame and problem.row in frame.index
    return str(frame.unique_id[problem.row]) if inside else ""


def read_any_panel(content: Path | bytes, file: str = "", today: date | None = None) -> pd.DataFrame:
    """A panel of months or weeks, whichever it is.

    Args:
        content, file, today: as for `read_panel`.

    Raises:
        BadInputError: it is neither; the faults of the reading that has fewest.
    """
    faults: list[BadInputError] = []
    for frequency in FREQUENCIES:
        try:
            return read_panel(content, frequency, file, today)
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


def _beyond(frame: pd.DataFrame, file: str) -> list[Problem]:
    """Days that no statistic has, such as a year typed wrong; a calendar of them would not end."""
    first, last = DAYS
    return [
        Problem("out_of_range", file, int(str(row)), "ds", str(day), f"{first}..{last}")
        for row, day in frame.ds[(frame.ds < first) | (frame.ds > last)].items()
    ]


def _to_come(frame: pd.DataFrame, today: date, file: str) -> list[Problem]:
    late = frame.ds[frame.ds > today.isoformat()]
    return [
        Problem("future_period", file, int(str(row)), "ds", str(day), today.isoformat())
        for row, day in late.items()
    ]


def _all_zero(frame: pd.DataFrame, file: str) -> list[Problem]:
    return [
        Problem("all_zero", file, int(str(y.index[0])), "y", str(series), "1..")
        for series, y in frame.groupby("unique_id", sort=True).y
        if len(y) > 1 and (y == 0).all()
    ]


def _out_of_order(frame: pd.DataFrame, file: str) -> list[Problem]:
    """The first row of each series whose period stands below a later one."""
    before = frame.groupby("unique_id", sort=False).ds.shift()
    rows = frame[before.notna() & (frame.ds < before)].drop_duplicates("unique_id")
    return [
        Problem("out_of_order", file, int(str(row)), "ds", str(day), str(series))
        for row, day, series in zip(rows.index, rows.ds, rows.unique_id, strict=True)
    ]


def _gaps(frame: pd.DataFrame, frequency: Frequency, file: str) -> list[Problem]:
    """Series of one point, and each period that lacks, with the row after which it belongs."""
    problems = []
    for series, days in frame.groupby("unique_id", sort=True).ds:
        present = pd.to_datetime(days.drop_duplicates()).sort_values()
        if len(present) < 2:
            row = int(str(present.index[0]))
            problems.append(Problem("one_point", file, row, "unique_id", str(series), "2"))
        wanted = pd.date_range(present.iloc[0], present.iloc[-1], freq=_STEP[frequency])
        for day in wanted.difference(pd.DatetimeIndex(present)):
            row = int(str(present.index[int(present.searchsorted(day)) - 1]))
            problems.append(Problem("missing_period", file, row, "ds", str(series), day.date().isoformat()))
    return problems
