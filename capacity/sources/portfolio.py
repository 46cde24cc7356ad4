"""The strict reader of a portfolio: every block of reception places with its contract."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from capacity.domain.parameters import KINDS
from capacity.domain.plan_result import CLASSES, TYPES
from capacity.domain.problems import BadInputError, Problem
from capacity.sources.regions import nearest_region, region_names
from capacity.sources.tables import Column, completed, duplicate_rows, examine_table

BLOCK_TYPES = (*TYPES, "municipal", "hotel", "transit", "minors")
YES, NO = "yes", "no"
MOST_PLACES, MOST_WEEKS, MOST_EUR = 100_000, 1_040, 10_000
PORTFOLIO_COLUMNS = (
    Column("block"),
    Column("municipality"),
    Column("type", choices=BLOCK_TYPES),
    Column("capacity", "number", low=0, high=MOST_PLACES, whole=True),
    Column("suitable_for"),
    Column("start", "date", required=False),
    Column("contract_end", "date", required=False),
    Column("renewal_weeks", "number", required=False, low=0, high=MOST_WEEKS, whole=True),
    Column("notice_weeks", "number", required=False, low=0, high=MOST_WEEKS, whole=True),
    Column("eur_per_place_week", "number", required=False, low=0, high=MOST_EUR),
    Column("durable", choices=(YES, NO)),
    Column("usable_share", "number", required=False, low=0, high=1),
    Column("kind", choices=KINDS),
    Column("source"),
    Column("note", required=False),
)


def municipality_codes() -> tuple[str, ...]:
    """CBS codes of all municipalities, in order."""
    return tuple(sorted(code for code in region_names() if code.startswith("GM")))


def read_portfolio(content: Path | bytes, file: str = "") -> pd.DataFrame:
    """Blocks of places, in the order of the file.

    Returns:
        Columns of PORTFOLIO_COLUMNS; empty numbers are NaN, empty texts and dates "".

    Raises:
        BadInputError: everything `examine_table` refuses, a block twice, an unknown municipality or
            class, an end before the start, a renewal or notice without an end.
    """
    name = file or (content.name if isinstance(content, Path) else "")
    rows, problems = examine_table(content, PORTFOLIO_COLUMNS, name)
    rows = completed(rows, PORTFOLIO_COLUMNS)
    faulty = {(problem.row, problem.column) for problem in problems}
    found = [
        *duplicate_rows(rows[rows.block != ""], ("block",), name),
        *(
            problem
            for number, row in rows.iterrows()
            for problem in _row_problems(int(str(number)), row, name)
        ),
    ]
    problems += [problem for problem in found if (problem.row, problem.column) not in faulty]
    if problems:
        raise BadInputError(sorted(problems, key=lambda problem: problem.row or 0))
    return rows.reset_index(drop=True)


def _row_problems(number: int, row: pd.Series, file: str) -> Iterable[Problem]:
    codes = municipality_codes()
    if row.municipality and row.municipality not in codes:
        asked = str(row.municipality)
        yield Problem("unknown_region", file, number, "municipality", asked, nearest_region(asked, codes))
    for word in str(row.suitable_for).split():
        if word not in CLASSES:
            yield Problem("unknown_class", file, number, "suitable_for", word, ", ".join(CLASSES))
    if row.start and row.contract_end and row.contract_end <= row.start:
        yield Problem("dates_reversed", file, number, "contract_end", str(row.contract_end), f"> {row.start}")
    for column in ("renewal_weeks", "notice_weeks"):
        if row[column] > 0 and not row.contract_end:
            yield Problem("needs_end", file, number, "contract_end", "", column)
