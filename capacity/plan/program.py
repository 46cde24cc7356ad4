"""A linear program as PuLP objects, with readable names and columns in the order they were declared."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import pulp
from numpy.typing import NDArray

from capacity.domain.time import Weeks, week_name

Column = Any  # pulp.LpVariable, which has no types of its own
INFINITY = float("inf")

LESS = pulp.const.LpConstraintLE
MORE = pulp.const.LpConstraintGE
EQUAL = pulp.const.LpConstraintEQ


def week_labels(weeks: Weeks) -> list[str]:
    """Names of all weeks solved as rows and columns carry them: 2026W48."""
    return [week_name(monday).replace("-", "") for monday in weeks.mondays()]


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keeps the garbage collector from walking over a hundred thousand new objects that all stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Program:
    """Columns and rows of one linear program; the only place that builds PuLP objects.

    Rows are plain mappings of column to coefficient. PuLP replaces `-` in names, so the
    readable names (`term-screening_border-2026W48`) are kept beside its objects.
    """

    def __init__(self, name: str) -> None:
        self.problem = pulp.LpProblem(name, pulp.LpMinimize)
        self.column_names: list[str] = []
        self.row_names: list[str] = []
        self._columns: list[Column] = []
        self._rows: list[Any] = []

    def column(self, name: str, low: float = 0.0, high: float = INFINITY) -> Column:
        """A new column with its bounds; `column.index` is its place."""
        variable = self.problem.add_variable(
            f"x{len(self._columns)}", low, None if high == INFINITY else high
        )
        variable.index = len(self._columns)
        self._columns.append(variable)
        self.column_names.append(name)
        return variable

    def bound(self, column: Column, low: float, high: float) -> None:
        """New bounds of a column that exists."""
        column.lowBound, column.upBound = low, None if high == INFINITY else high

    def row(self, name: str, terms: Mapping[Column, float], sense: int, right_hand_side: float) -> int:
        """A new row; returns its place. Zero coefficients are dropped."""
        index = len(self._rows)
        if 0 in terms.values():
            terms = {column: value for column, value in terms.items() if value}
        expression = pulp.LpAffineExpression(terms)
        self._rows.append(pulp.LpConstraint(expression, sense, f"r{index}", right_hand_side))
        self.row_names.append(name)
        return index

    @property
    def size(self) -> dict[str, int]:
        """Rows, columns and nonzeros."""
        return {
            "rows": len(self._rows),
            "columns": len(self._columns),
            "nonzeros": sum(len(row) for row in self._rows),
        }

    def column_bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper bounds of all columns."""
        low = np.array([column.lowBound for column in self._columns], dtype=np.float64)
        high = np.array(
            [INFINITY if column.upBound is None else column.upBound for column in self._columns],
            dtype=np.float64,
        )
        return low, high

    def row_bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper limits of all rows."""
        senses = np.array([row.sense for row in self._rows])
        limits = np.array([-row.constant for row in self._rows], dtype=np.float64)
        low = np.where(senses == LESS, -INFINITY, limits)
        high = np.where(senses == MORE, INFINITY, limits)
        return low, high

    def matrix(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
        """Row starts, column indices and values of the rows in order (compressed rows)."""
        starts = np.zeros(len(self._rows) + 1, dtype=np.int32)
        starts[1:] = np.cumsum([len(row) for row in self._rows])
        indices = np.fromiter((column.index for row in self._rows for column in row.keys()), dtype=np.int32)  # noqa: SIM118
        values = np.fromiter((value for row in self._rows for value in row.values()), dtype=np.float64)
        return starts, indices, values

    def costs(self, terms: Mapping[Column, float]) -> NDArray[np.float64]:
        """One cost per column, zero where a goal does not name it."""
        costs = np.zeros(len(self._columns))
        for column, value in terms.items():
            costs[column.index] += value
        return costs

    def as_pulp(self, costs: NDArray[np.float64]) -> Any:
        """The same program as a PuLP problem with an objective, for any solver that PuLP knows."""
        problem = pulp.LpProblem(self.problem.name, pulp.LpMinimize)
        priced = {column: float(cost) for column, cost in zip(self._columns, costs, strict=True) if cost}
        problem.setObjective(pulp.LpAffineExpression(priced))
        for row in self._rows:
            problem.addConstraint(row.copy())
        return problem
