"""The strict reader of targets: places asked of provinces and municipalities by cycle of the act."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from capacity.domain.parameters import KINDS
from capacity.domain.problems import BadInputError, Problem
from capacity.domain.regions import COUNTRY, PROVINCES
from capacity.sources.regions import nearest_region, region_names
from capacity.sources.tables import Column, completed, duplicate_rows, examine_table

FIRST_CYCLE, LAST_CYCLE, MOST_PLACES = 2024, 2099, 1_000_000
TARGET_COLUMNS = (
    Column("cycle", "number", low=FIRST_CYCLE, high=LAST_CYCLE, whole=True),
    Column("region"),
    Column("task", "number", low=0, high=MOST_PLACES, whole=True),
    Column("kind", choices=KINDS),
    Column("source"),
    Column("note", required=False),
)


def read_targets(content: Path | bytes, file: str = "") -> pd.DataFrame:
    """Tasks by cycle and region, in the order of the file.

    Returns:
        Columns of TARGET_COLUMNS; `cycle` as a year.

    Raises:
        BadInputError: everything `examine_table` refuses, an unknown region, a region twice in a cycle, and
            a cycle that lacks a province: a missing task is never taken for zero.
    """
    name = file or (content.name if isinstance(content, Path) else "")
    rows, problems = examine_table(content, TARGET_COLUMNS, name)
    rows = completed(rows, TARGET_COLUMNS)
    filled = rows[rows.cycle.notna() & (rows.region != "")]
    problems += duplicate_rows(filled, ("cycle", "region"), name)
    problems += _unknown_regions(rows, name)
    if not any(problem.key in ("missing_column", "no_rows") for problem in problems):
        problems += _missing_provinces(filled, name)
    if problems:
        raise BadInputError(sorted(problems, key=lambda problem: problem.row or 0))
    return rows.astype({"cycle": int}).reset_index(drop=True)


def _unknown_regions(rows: pd.DataFrame, file: str) -> Iterable[Problem]:
    known = (*PROVINCES, *sorted(code for code in region_names() if code not in PROVINCES))
    for number, region in rows.region.items():
        if region and region != COUNTRY and region not in known:
            nearest = nearest_region(str(region), known)
            yield Problem("unknown_region", file, int(str(number)), "region", str(region), nearest)


def _missing_provinces(filled: pd.DataFrame, file: str) -> Iterable[Problem]:
    for cycle, rows in filled.groupby("cycle", sort=True):
        for code in PROVINCES:
            if code not in set(rows.region):
                year = f"{float(str(cycle)):.0f}"
                yield Problem("missing_task", file, None, "region", year, f"{code} ({region_names()[code]})")
