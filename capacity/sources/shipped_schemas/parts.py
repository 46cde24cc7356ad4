"""What the shapes of shipped tables are made of: columns of text and of numbers, a source on each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandera.pandas as pa

MONTH = r"^\d{4}-\d{2}$"
DAY = r"^\d{4}-\d{2}-\d{2}$"
# A source is words that can be looked up; a dash or a "same" that points at the row above is none.
SOURCE = r"^(?!same$|own$|idem$|ibid).*\w{2,}.*\S$"


def text(pattern: str = "", choices: tuple[str, ...] = (), empty: bool = False) -> Any:
    """A column of text that fits a pattern or is one of the choices; a cell is empty only when `empty`."""
    checks = []
    if pattern:
        checks.append(pa.Check.str_matches(f"^$|{pattern}" if empty else pattern))
    if choices:
        checks.append(pa.Check.isin((*choices, "") if empty else choices))
    if not empty:
        checks.append(pa.Check.str_length(min_value=1))
    return pa.Column(str, checks, coerce=True)


def number(low: float | None = None, empty: bool = False) -> Any:
    """A column of numbers of at least `low`; a cell is empty only when `empty`."""
    checks = [] if low is None else [pa.Check.ge(low)]
    return pa.Column(float, checks, nullable=empty, coerce=True)


def table(columns: Mapping[str, Any], unique: list[str] | None = None) -> Any:
    """A table of just these columns and a source, with one row for each value of the columns `unique`."""
    return pa.DataFrameSchema({**columns, "source": text(SOURCE)}, strict=True, coerce=True, unique=unique)


FREE = text(empty=True)
PERSONS = number(low=0)
