"""The strict reader of a portfolio: every block of reception places with its contract."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from capacity.domain.parameters import KINDS
from capacity.domain.plan_result import CLASSES, TYPES
from capacity.domain.problems import BadInputError, Problem
from capacity.sources.municipalities import municipality_codes, municipality_of, unknown_municipality
from capacity.sources.tables import Column, completed, examine_table

YES, NO = "yes", "no"
LAST_DAY = "9999-12-31"
# A Dutch postcode, or a street name that ends as streets do with a house number.
MINORS = "minors"
ADDRESS = re.compile(
    r"\b\d{4}\s?[A-Z]{2}\b|(straat|laan|weg|plein|kade|dijk|singel|gracht|hof|pad|dreef)\s+\d", re.IGNORECASE
)
HOUSE = re.compile(r"[A-Za-z]{3,}\.?\s+\d{1,4}\s?[a-z]?\b", re.IGNORECASE)
"""A word and a number: in the name of a location that is a street and a house."""
DURABLE_YEARS = 5
"""A lasting place is available for at least five years (Stb. 2024, 13, article 1.1)."""
MOST_PLACES, MOST_WEEKS, MOST_EUR = 100_000, 1_040, 10_000
PORTFOLIO_COLUMNS = (
    Column("block"),
    Column("municipality"),
    Column("type", choices=TYPES),
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


def read_portfolio(content: Path | bytes, file: str = "") -> pd.DataFrame:
    """Blocks of places, in the order of the file.

    A block may have several rows when its contracts follow each other. A municipality is given by code or by
    name; one that merged stands under the one it is part of now. `given` keeps what the file has.

    Returns:
        Columns of PORTFOLIO_COLUMNS and given; empty numbers are NaN, empty texts and dates "".

    Raises:
        BadInputError: everything `examine_table` refuses, a block twice in the same days, an unknown
            municipality or class, an end before the start, a renewal or notice without an end, a lasting
            block of less than five years.
    """
    rows, problems = examine_portfolio(content, file)
    if problems:
        raise BadInputError(problems)
    return rows.reset_index(drop=True)


def examine_portfolio(content: Path | bytes, file: str = "") -> tuple[pd.DataFrame, list[Problem]]:
    """Blocks as far as they can be read, their index the row numbers of the file, and all faults by row.

    Raises:
        BadInputError: the file is no table, or holds personal data.
    """
    name = file or (content.name if isinstance(content, Path) else "")
    rows, problems = examine_table(content, PORTFOLIO_COLUMNS, name)
    rows = completed(rows, PORTFOLIO_COLUMNS)
    rows["given"] = rows.municipality
    rows["municipality"] = [municipality_of(str(text)) for text in rows.municipality]
    faulty = {(problem.row, problem.column) for problem in problems}
    found = [
        *_overlaps(rows[rows.block != ""], name),
        *(
            problem
            for number, row in rows.iterrows()
            for problem in _row_problems(int(str(number)), row, name)
        ),
    ]
    problems += [problem for problem in found if (problem.row, problem.column) not in faulty]
    return rows, sorted(problems, key=lambda problem: problem.row or 0)


def rows_without_fault(content: Path | bytes, file: str = "") -> pd.DataFrame:
    """The blocks of a portfolio in which nothing is wrong; none where the file itself cannot be read."""
    try:
        rows, problems = examine_portfolio(content, file)
    except BadInputError:
        return pd.DataFrame(columns=[column.name for column in PORTFOLIO_COLUMNS])
    faulty = {problem.row for problem in problems}
    return rows.iloc[:0] if None in faulty else rows[~rows.index.isin(faulty)].reset_index(drop=True)


def _overlaps(rows: pd.DataFrame, file: str) -> Iterable[Problem]:
    """Rows of one block of which the days overlap; each but the first of them."""
    for block, same in rows.groupby("block", sort=False):
        seen: list[tuple[str, str]] = []
        for number, row in same.iterrows():
            first, last = str(row.start), str(row.contract_end) or LAST_DAY
            if any(first <= end and start <= last for start, end in seen):
                key = "row_twice" if (first, last) in seen else "dates_overlap"
                yield Problem(key, file, int(str(number)), "block", str(block))
            seen.append((first, last))
        yield from _renewed_into_next(same, file)


def _renewed_into_next(same: pd.DataFrame, file: str) -> Iterable[Problem]:
    """Rows of one block that could be renewed although the next contract of the block begins by then."""
    for number, row in same.iterrows():
        if not row.contract_end or not row.renewal_weeks > 0:
            continue
        last = pd.Timestamp(str(row.contract_end))
        renewed = (last + pd.Timedelta(weeks=float(row.renewal_weeks))).date().isoformat()
        starts = [start for start in same.start if str(row.contract_end) < str(start) <= renewed]
        if starts:
            at_most = f"0 ({min(starts)})"
            weeks = f"{row.renewal_weeks:g}"
            yield Problem("renewal_overlaps", file, int(str(number)), "renewal_weeks", weeks, at_most)


def _row_problems(number: int, row: pd.Series, file: str) -> Iterable[Problem]:
    if row.municipality and row.municipality not in municipality_codes():
        yield unknown_municipality(str(row.municipality), file, number)
    if MINORS in (row.type, row.suitable_for):
        for column in ("block", "source", "note"):
            text = str(row[column])
            if ADDRESS.search(text) or (column == "block" and HOUSE.search(text)):
                yield Problem("address_of_minors", file, number, column)
    if row.suitable_for == MINORS != row.type:
        yield Problem("minors_type", file, number, "type", str(row.type), MINORS)
    for word in str(row.suitable_for).split():
        if word not in CLASSES:
            yield Problem("unknown_class", file, number, "suitable_for", word, ", ".join(CLASSES))
    if row.start and row.contract_end and row.contract_end <= row.start:
        yield Problem("dates_reversed", file, number, "contract_end", str(row.contract_end), f"> {row.start}")
    elif row.durable == YES and row.start and row.contract_end and not _five_years(row):
        asked = f"{NO}; {YES}: >= {DURABLE_YEARS} x 12 months"
        yield Problem("durable_short", file, number, "durable", YES, asked)
    for column in ("renewal_weeks", "notice_weeks"):
        if row[column] > 0 and not row.contract_end:
            yield Problem("needs_end", file, number, "contract_end", "", column)


def _five_years(row: pd.Series) -> bool:
    """Whether a block is there for five years, its renewal counted."""
    first, last = pd.Timestamp(str(row.start)), pd.Timestamp(str(row.contract_end))
    weeks = 0.0 if pd.isna(row.renewal_weeks) else float(row.renewal_weeks)
    return bool(last + pd.Timedelta(weeks=weeks, days=1) >= first + pd.DateOffset(years=DURABLE_YEARS))
