"""A file of the plan folder that comes back edited: which cells a planner changed, and all faults at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from capacity.domain.pins import EDITABLE, PLACE_TABLES, TABLE_KEYS, Pin, is_editable
from capacity.domain.plan_result import DEVIATIONS, TABLE_COLUMNS
from capacity.domain.problems import BadInputError, Problem
from capacity.report.folder import SCENARIO, is_text
from capacity.sources.numbers import DECIMALS, format_number
from capacity.sources.raw import bytes_of, read_raw
from capacity.sources.tables import Column, duplicate_rows, examine_table

SAME_WITHIN = 1e-6
SPREADSHEET_PRECISION = 1e-9
"""A spreadsheet saves ten digits of a number."""
BELOW_ZERO = ("hired",)
HEADING_ROWS = 2
Key = tuple[str, ...]


@dataclass(frozen=True)
class Edit:
    """A changed cell: what it became (as a pin), in which row of the file, and what it was."""

    pin: Pin
    row: int
    before: float


@dataclass(frozen=True)
class Returned:
    """What came back.

    Args:
        table: name of the file in the plan folder, without ending.
        edits: in the order of the file's rows.
        rows: row of the file of each row of the plan.
        other_weeks: the file is of another snapshot: it holds whole weeks that this plan has not, so
            only what both have was compared.
    """

    table: str
    edits: tuple[Edit, ...]
    rows: Mapping[Key, int]
    other_weeks: bool


def read_returned(
    content: Path | bytes, tables: Mapping[str, pd.DataFrame], scenario: str, file: str = ""
) -> Returned:
    """The cells of an edited file of TABLE_KEYS, such as places.csv, that differ from the plan it came from.

    Args:
        content: the file, in either number style, its rows in any order.
        tables: the plan's tables as exported.
        scenario: name of the plan's scenario.
        file: the name by which faults call it; a path has its own.

    Raises:
        BadInputError: everything wrong with it: what a table can be wrong in, a change in a computed
            column, rows that are missing, doubled or unknown, another scenario.
    """
    name = file or (content.name if isinstance(content, Path) else "")
    given = bytes_of(content, name)
    table, dutch = _table_of(given, name)
    columns = [*_columns(table), Column(DEVIATIONS, required=False)]
    frame, problems = examine_table(given, columns, name)
    frame = frame.drop(columns=DEVIATIONS, errors="ignore")
    keys = list(TABLE_KEYS[table])
    if not {SCENARIO, *TABLE_COLUMNS[table]} <= set(frame.columns):
        raise BadInputError(problems)
    before = tables[table].reset_index(drop=True)
    faulty = {(problem.row, problem.column) for problem in problems}
    unnamed = frame[[any((row, key) in faulty for key in keys) for row in frame.index]].index
    known = frame.drop(index=unnamed)
    other_weeks = _is_of_other_weeks(known, before, keys)
    problems += _scenario_problems(known, scenario, name)
    problems += duplicate_rows(known, keys, name)
    if not other_weeks:
        problems += _row_problems(known, before, keys, name)
    pairs = _pairs(known, before, keys)
    edits, computed = _differences(table, pairs, faulty)
    if not other_weeks:
        problems += [
            Problem("computed_cell", name, row, column, _shown(now, dutch), _shown(was, dutch))
            for row, column, now, was in computed
        ]
    if problems:
        raise BadInputError(sorted(problems, key=lambda problem: problem.row or 0))
    rows = {key: int(row) for key, row in zip(_keys(pairs, keys), pairs["row"], strict=True)}
    return Returned(table, tuple(edits), rows, other_weeks)


def _table_of(content: bytes, file: str) -> tuple[str, bool]:
    """The table whose headings the file has most of, and whether its numbers are Dutch."""
    every = list(dict.fromkeys(column for table in TABLE_KEYS for column in TABLE_COLUMNS[table]))
    raw = read_raw(content, every, file)
    headings = set(raw.headings)
    shares = {
        table: len(headings & {*TABLE_COLUMNS[table]}) / len(TABLE_COLUMNS[table]) for table in TABLE_KEYS
    }
    best = max(shares, key=lambda table: shares[table])
    if not set(EDITABLE[best]) & headings:
        names = ", ".join(f"{table}.csv" for table in TABLE_KEYS)
        raise BadInputError([Problem("not_a_plan_table", file, 1, expected=names)])
    return best, raw.dutch


def _columns(table: str) -> Sequence[Column]:
    keys, decided = TABLE_KEYS[table], EDITABLE[table]
    columns = [Column(SCENARIO)]
    for name in TABLE_COLUMNS[table]:
        if name == "week":
            columns.append(Column(name, "date"))
        elif is_text(name):
            columns.append(Column(name, required=name in keys))
        elif name in decided:
            low = None if name in BELOW_ZERO else 0.0
            columns.append(Column(name, "number", low=low, whole=table in PLACE_TABLES, own_numbers=True))
        else:
            columns.append(Column(name, "number", required=False, own_numbers=True))
    return columns


def _is_of_other_weeks(frame: pd.DataFrame, before: pd.DataFrame, keys: list[str]) -> bool:
    """Whether the file has a whole week that the plan has not: as many rows as a week of the plan.

    Weeks of contracts differ in rows: there as many as the mean.
    """
    if before.empty:
        return False
    sizes = before.groupby("week").size()
    usual = int(sizes.min() if "block" not in keys else np.ceil(sizes.mean()))
    foreign = frame[~frame.week.isin(set(before.week))]
    return bool((foreign.drop_duplicates(keys).groupby("week").size() >= usual).any())


def _scenario_problems(frame: pd.DataFrame, scenario: str, file: str) -> list[Problem]:
    other = frame[frame[SCENARIO].astype(str).str.strip() != scenario]
    if len(other) == len(frame):
        other = other.head(1)
    return [
        Problem("other_scenario", file, int(row), SCENARIO, str(found), scenario)
        for row, found in zip(other.index, other[SCENARIO], strict=True)
    ]


def _keys(frame: pd.DataFrame, keys: list[str]) -> list[Key]:
    return [tuple(str(part) for part in row) for row in frame[keys].itertuples(index=False)]


def _row_problems(frame: pd.DataFrame, before: pd.DataFrame, keys: list[str], file: str) -> list[Problem]:
    found, wanted = _keys(frame, keys), _keys(before, keys)
    known, there = set(wanted), set(found)
    names = ", ".join(keys)
    unknown = [
        Problem("unknown_row", file, int(row), names, " ".join(key))
        for row, key in zip(frame.index, found, strict=True)
        if key not in known
    ]
    missing = [
        Problem("row_missing", file, place + HEADING_ROWS, names, None, " ".join(key))
        for place, key in enumerate(wanted)
        if key not in there
    ]
    return unknown + missing


def _pairs(frame: pd.DataFrame, before: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Rows that both have, in the order of the file; the columns of the plan end in `_before`."""
    mine = frame.drop_duplicates(keys).assign(row=lambda given: given.index)
    return mine.merge(before, on=keys, suffixes=("", "_before"), how="inner").sort_values("row")


def _differences(
    table: str, pairs: pd.DataFrame, faulty: set[tuple[int | None, str]]
) -> tuple[list[Edit], list[tuple[int, str, object, object]]]:
    """Changed cells that a planner decides, and changed cells that are computed: row, column, now, before."""
    keys = list(TABLE_KEYS[table])
    edits: list[Edit] = []
    computed: list[tuple[int, str, object, object]] = []
    for column in TABLE_COLUMNS[table]:
        if column in keys:
            continue
        was_name = f"{column}_before"
        changed = pairs[_differ(pairs[column], pairs[was_name], is_text(column))]
        for row, key, now, was in zip(
            changed["row"], _keys(changed, keys), changed[column], changed[was_name], strict=True
        ):
            if (row, column) in faulty:
                continue
            if is_editable(table, column, key):
                edits.append(Edit(Pin(table, key, column, round(float(now), DECIMALS)), int(row), float(was)))
            else:
                computed.append((int(row), column, now, was))
    return sorted(edits, key=lambda edit: (edit.row, edit.pin.column)), computed


def _differ(after: pd.Series, before: pd.Series, text: bool) -> pd.Series:
    if text:
        return after.astype(str) != before.astype(str)
    now, was = after.astype(float), before.astype(float)
    within = np.maximum(SAME_WITHIN, SPREADSHEET_PRECISION * was.abs())
    return ~(((now - was).abs() <= within) | (now.isna() & was.isna()))


def _shown(value: object, dutch: bool) -> str:
    return format_number(float(value), dutch) if isinstance(value, (int, float)) else str(value)
