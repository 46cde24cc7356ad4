"""Frames of the plan folder: rows or columns of one file under its names, and weeks as they are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capacity.domain.plan_result import TABLE_COLUMNS
from capacity.domain.time import Weeks
from capacity.plan.chain.solution import DECIMALS, ChainSolution
from capacity.plan.network.parts import Array

REMEMBERED = 256
Numbers = NDArray[Any]
Words = NDArray[np.object_]
Places = NDArray[np.int64]
Column = Numbers | Words | str


def frame(table: str, rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    """Rows of one file of the plan folder under its columns."""
    return pd.DataFrame(list(rows), columns=list(TABLE_COLUMNS[table]))


def frame_of(table: str, parts: Sequence[Mapping[str, Column]]) -> pd.DataFrame:
    """One file of the plan folder from parts of whole columns.

    Args:
        parts: per column of the file its numbers or words in order, or one word for the whole part.
    """
    names = list(TABLE_COLUMNS[table])
    sizes = [max(column.size for column in part.values() if not isinstance(column, str)) for part in parts]
    if not sum(sizes):
        return pd.DataFrame(columns=names)
    columns = {name: _together([part[name] for part in parts], sizes) for name in names}
    return pd.DataFrame(columns, columns=names)


def _together(parts: Sequence[Column], sizes: Sequence[int]) -> Numbers | Words:
    """One column of its parts, each of so many rows."""
    if not any(isinstance(part, str) or part.dtype == object for part in parts):
        return np.concatenate(parts)
    words = np.empty(sum(sizes), dtype=object)
    ends = np.cumsum(sizes).tolist()
    for part, size, end in zip(parts, sizes, ends, strict=True):
        words[end - size : end] = part
    return words


def words_of(words: Iterable[str]) -> Words:
    """Words as a column of them."""
    return np.array(list(words), dtype=object)


def labels_at(grid: Weeks, weeks: Places) -> Words:
    """ISO dates of the Mondays of weeks of a plan, which may lie before it or behind it."""
    first, last = min(0, int(weeks.min(initial=0))), max(grid.count, int(weeks.max(initial=0)) + 1)
    return _labels_between(grid, first, last)[weeks - first]


@lru_cache(maxsize=REMEMBERED)
def _labels_between(grid: Weeks, first: int, last: int) -> Words:
    return words_of(grid.label(week) for week in range(first, last))


def week_labels(solution: ChainSolution) -> list[str]:
    """ISO dates of the Mondays of all weeks solved."""
    return solution.network.weeks.labels()


def six(numbers: Array) -> Array:
    """Numbers as files have them: six decimals."""
    rounded: Array = np.round(numbers, DECIMALS)
    return rounded
