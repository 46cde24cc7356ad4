"""Programs that are there as numbers alone: parts of others, or many of one pattern side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from capacity.plan.solver.program import Array, Arrays

Picks = NDArray[np.int64]


class Loadable(Protocol):
    """What a solver needs of a program."""

    @property
    def column_names(self) -> Sequence[str]: ...
    @property
    def row_names(self) -> Sequence[str]: ...
    def arrays(self) -> Arrays:
        """All numbers."""


@dataclass(frozen=True)
class Bare:
    """A program made of its numbers; it needs no names, for nobody reads it."""

    numbers: Arrays
    column_names: Sequence[str] = field(default=())
    row_names: Sequence[str] = field(default=())

    def arrays(self) -> Arrays:
        """All numbers."""
        return self.numbers


@dataclass(frozen=True)
class Part:
    """Some columns and rows of a program; its rows name none of the columns left out.

    Args:
        columns, rows: their places in the program, rising.
    """

    columns: Picks
    rows: Picks

    def of(self, whole: Arrays) -> Arrays:
        """The numbers of the part."""
        place = np.full(whole.column_low.size, -1, dtype=np.int32)
        place[self.columns] = np.arange(self.columns.size)
        lengths = np.diff(whole.starts)
        kept = np.zeros(lengths.size, dtype=bool)
        kept[self.rows] = True
        entries = np.repeat(kept, lengths)
        return Arrays(
            whole.column_low[self.columns],
            whole.column_high[self.columns],
            whole.row_low[self.rows],
            whole.row_high[self.rows],
            np.concatenate(([0], np.cumsum(lengths[self.rows]))).astype(np.int32),
            place[whole.indices[entries]],
            whole.values[entries],
        )

    def within(self, whole: Arrays, limits: tuple[Array, Array, Array, Array]) -> Arrays:
        """The numbers of the whole with the part's limits: lows and highs of columns, then of rows."""
        column_low, column_high = whole.column_low.copy(), whole.column_high.copy()
        row_low, row_high = whole.row_low.copy(), whole.row_high.copy()
        of_columns_low, of_columns_high, of_rows_low, of_rows_high = limits
        column_low[self.columns], column_high[self.columns] = of_columns_low, of_columns_high
        row_low[self.rows], row_high[self.rows] = of_rows_low, of_rows_high
        return replace(
            whole, column_low=column_low, column_high=column_high, row_low=row_low, row_high=row_high
        )


class Products:
    """The coefficients of a program to multiply with: what rows add up to, what their duals are worth."""

    def __init__(self, arrays: Arrays) -> None:
        self._columns, self._indices, self._values = arrays.column_low.size, arrays.indices, arrays.values
        self._starts, self._lengths = arrays.starts[:-1], np.diff(arrays.starts)

    def sums(self, values: Array) -> Array:
        """What each row adds up to at values of the columns."""
        products = np.append(values[self._indices] * self._values, 0.0)
        return np.where(self._lengths > 0, np.add.reduceat(products, self._starts), 0.0)

    def prices(self, row_duals: Array) -> Array:
        """What the rows take of each column at their duals."""
        rows = np.repeat(row_duals, self._lengths)
        return np.bincount(self._indices, rows * self._values, minlength=self._columns).astype(np.float64)


def same_pattern(first: Arrays, second: Arrays) -> bool:
    """Whether two programs have coefficients in the same places."""
    return (
        first.column_low.size == second.column_low.size
        and np.array_equal(first.starts, second.starts)
        and np.array_equal(first.indices, second.indices)
    )


def different(*pairs: tuple[Array, Array]) -> NDArray[np.int32]:
    """Places at which any pair of arrays differs."""
    apart = np.zeros(pairs[0][0].size, dtype=bool)
    for new, old in pairs:
        apart |= new != old
    return np.flatnonzero(apart).astype(np.int32)
