"""The strict reader of homes for status holders: task and persons housed by municipality and half-year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from capacity.domain.parameters import KINDS
from capacity.domain.problems import BadInputError, Problem
from capacity.sources.municipalities import municipality_codes, municipality_of, unknown_municipality
from capacity.sources.shipped import load_table
from capacity.sources.tables import Column, completed, duplicate_rows, examine_table

MOST_PERSONS = 20_000
HALF_YEAR = re.compile(r"20\d\dH[12]")
EXAMPLE = "2026H1"
HOMES_COLUMNS = (
    Column("municipality"),
    Column("half_year"),
    Column("task", "number", required=False, low=0, high=MOST_PERSONS, whole=True),
    Column("housed", "number", low=0, high=MOST_PERSONS, whole=True),
    Column("kind", choices=KINDS),
    Column("source"),
    Column("note", required=False),
)


def read_homes(content: Path | bytes, file: str = "") -> pd.DataFrame:
    """Status holders to house and housed, in the order of the file; a municipality by code or name.

    Returns:
        Columns of HOMES_COLUMNS; an empty task is NaN: then it follows from inhabitants.

    Raises:
        BadInputError: everything `examine_table` refuses, an unknown municipality, no half-year, a half-year
            of a municipality twice, no task in a half-year of which the national one was not published.
    """
    name = file or (content.name if isinstance(content, Path) else "")
    rows, problems = examine_table(content, HOMES_COLUMNS, name)
    rows = completed(rows, HOMES_COLUMNS)
    faulty = {(problem.row, problem.column) for problem in problems}
    rows["municipality"] = [municipality_of(str(text)) for text in rows.municipality]
    known = rows[(rows.municipality != "") & (rows.half_year != "")]
    found = [*duplicate_rows(known, ("municipality", "half_year"), name), *_row_problems(rows, name)]
    problems += [problem for problem in found if (problem.row, problem.column) not in faulty]
    if problems:
        raise BadInputError(sorted(problems, key=lambda problem: problem.row or 0))
    return rows.reset_index(drop=True)


def _row_problems(rows: pd.DataFrame, file: str) -> Iterable[Problem]:
    published = tuple(load_table("spreading/housing_task").half_year.astype(str))
    for number, row in rows.iterrows():
        place, half_year = str(row.municipality), str(row.half_year)
        if place and place not in municipality_codes():
            yield unknown_municipality(place, file, int(str(number)))
        if half_year and not HALF_YEAR.fullmatch(half_year):
            yield Problem("no_half_year", file, int(str(number)), "half_year", half_year, EXAMPLE)
        elif half_year and pd.isna(row.task) and half_year not in published:
            yield Problem("needs_task", file, int(str(number)), "task", half_year, ", ".join(published))
