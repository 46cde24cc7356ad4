"""A linear program with readable names: as PuLP objects, or as bare numbers for a model already loaded."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import Any, Protocol

import numpy as np
import pulp
from numpy.typing import NDArray

from capacity.domain.time import Weeks, week_name

Array = NDArray[np.float64]
Places = NDArray[np.int32]
Column = Any  # pulp.LpVariable, which has no types of its own, or a Place
INFINITY = float("inf")
PLACE = attrgetter("index")

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


@dataclass(frozen=True)
class Arrays:
    """All numbers of a program: bounds of columns, limits of rows, and the rows compressed in order."""

    column_low: Array
    column_high: Array
    row_low: Array
    row_high: Array
    starts: Places
    indices: Places
    values: Array


class Builder(Protocol):
    """Takes columns and rows one by one; columns keep the order in which they were declared."""

    columns: list[Any]
    column_names: list[str]
    row_names: list[str]

    def column(self, name: str, /, low: float = 0.0, high: float = INFINITY) -> Column:
        """A new column with its bounds."""

    def row(self, name: str, terms: Mapping[Column, float], sense: int, right_hand_side: float, /) -> int:
        """A new row; returns its place. Zero coefficients are dropped."""

    def bound(self, column: Column, low: float, high: float) -> None:
        """New bounds of a column that exists."""

    def costs(self, terms: Mapping[Column, float]) -> Array:
        """One cost per column, zero where a goal does not name it."""

    def arrays(self) -> Arrays:
        """All numbers."""

    @property
    def size(self) -> dict[str, int]:
        """Rows, columns and nonzeros."""


class Place(int):
    """A column of bare numbers: its place, with the bounds that a PuLP variable would have."""

    lowBound: float  # noqa: N815
    upBound: float | None  # noqa: N815

    @property
    def index(self) -> int:
        """The place itself, under the name that a PuLP variable gives it here."""
        return int(self)


class Numbers:
    """Columns and rows as bare numbers: what a what-if changes in a model that is already loaded."""

    def __init__(self) -> None:
        self.column_names: list[str] = []
        self.row_names: list[str] = []
        self.columns: list[Any] = []
        self._row_low: list[float] = []
        self._row_high: list[float] = []
        self._starts: list[int] = [0]
        self._named: list[Column] = []
        self._values: list[float] = []

    def column(self, name: str, low: float = 0.0, high: float = INFINITY) -> Column:
        """A new column with its bounds; it is its own place."""
        columns = self.columns
        column = Place(len(columns))
        column.lowBound, column.upBound = low, None if high == INFINITY else high
        columns.append(column)
        self.column_names.append(name)
        return column

    def bound(self, column: Column, low: float, high: float) -> None:
        """New bounds of a column that exists; arrays hold one for each of several paths."""
        column.lowBound = low
        column.upBound = None if isinstance(high, float) and high == INFINITY else high

    def row(self, name: str, terms: Mapping[Column, float], sense: int, right_hand_side: float) -> int:
        """A new row; returns its place. Zero coefficients are dropped."""
        values = terms.values()
        if 0 in values:
            terms = _without_zeros(terms)
            values = terms.values()
        self._named += terms
        self._values += values
        self._starts.append(len(self._values))
        self._row_low.append(-INFINITY if sense == LESS else right_hand_side)
        self._row_high.append(INFINITY if sense == MORE else right_hand_side)
        self.row_names.append(name)
        return len(self.row_names) - 1

    def costs(self, terms: Mapping[Column, float]) -> Array:
        """One cost per column, zero where a goal does not name it."""
        costs = np.zeros(len(self.columns))
        costs[list(terms)] = list(terms.values())
        return costs

    def arrays(self) -> Arrays:
        """All numbers."""
        low, high = _column_bounds(self.columns)
        row_low, row_high = (np.array(part, dtype=np.float64) for part in (self._row_low, self._row_high))
        return Arrays(low, high, row_low, row_high, *self.matrix())

    def bounds(self) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
        """Lows and highs of columns, then of rows, as they were given."""
        highest = [INFINITY if column.upBound is None else column.upBound for column in self.columns]
        return [column.lowBound for column in self.columns], highest, self._row_low, self._row_high

    def matrix(self) -> tuple[Places, Places, Array]:
        """Row starts, column indices and values of the rows in order (compressed rows)."""
        return (
            np.array(self._starts, dtype=np.int32),
            self._places(),
            np.array(self._values, dtype=np.float64),
        )

    def _places(self) -> Places:
        """Places of the columns that rows name, one row after the other."""
        return np.fromiter(self._named, dtype=np.int32, count=len(self._named))

    @property
    def size(self) -> dict[str, int]:
        """Rows, columns and nonzeros."""
        return {"rows": len(self._row_low), "columns": len(self.columns), "nonzeros": len(self._values)}


class _Variable(pulp.LpVariable):  # type: ignore[misc]
    """A continuous PuLP variable named by its place and found by identity.

    PuLP's own makes its name fit for files and checks its bounds one by one: a third of the time that a
    program takes to be built.
    """

    __hash__ = object.__hash__
    cat, dj, modified = pulp.const.LpContinuous, None, True
    varValue = None  # noqa: N815

    def __init__(self, index: int, low: float, high: float | None) -> None:
        self.index, self.lowBound, self.upBound = index, low, high

    @property
    def name(self) -> str:
        """Its place, as PuLP writes it."""
        return f"x{self.index}"

    @property
    def hash(self) -> int:
        """What PuLP knows it by."""
        return id(self)


class Program(Numbers):
    """Columns and rows of one linear program as PuLP knows them; the only place that makes PuLP objects.

    Columns are PuLP variables and rows plain mappings of variable to coefficient. A row becomes a PuLP
    constraint once the problem is asked for: the solver takes numbers. PuLP replaces `-` in names, so the
    readable names (`term-screening_border-2026W48`) are kept beside its objects.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def column(self, name: str, low: float = 0.0, high: float = INFINITY) -> Column:
        """A new column with its bounds; `column.index` is its place."""
        columns = self.columns
        variable = _Variable(len(columns), low, None if high == INFINITY else high)
        columns.append(variable)
        self.column_names.append(name)
        return variable

    def costs(self, terms: Mapping[Column, float]) -> Array:
        """One cost per column, zero where a goal does not name it."""
        costs = np.zeros(len(self.columns))
        costs[[column.index for column in terms]] = list(terms.values())
        return costs

    def _places(self) -> Places:
        return np.fromiter(map(PLACE, self._named), dtype=np.int32, count=len(self._named))

    def as_pulp(self, costs: Array) -> Any:
        """The same program as a PuLP problem with an objective, for any solver that PuLP knows."""
        problem = pulp.LpProblem(self._name, pulp.LpMinimize)
        priced = {column: float(cost) for column, cost in zip(self.columns, costs, strict=True) if cost}
        problem.setObjective(pulp.LpAffineExpression(priced))
        for row, (start, end) in enumerate(pairwise(self._starts)):
            low, high = self._row_low[row], self._row_high[row]
            terms = dict(zip(self._named[start:end], self._values[start:end], strict=True))
            sense = LESS if low == -INFINITY else MORE if high == INFINITY else EQUAL
            limit = high if sense == LESS else low
            problem.addConstraint(pulp.LpConstraint(pulp.LpAffineExpression(terms), sense, f"r{row}", limit))
        return problem


def _without_zeros(terms: Mapping[Column, float]) -> Mapping[Column, float]:
    return {column: value for column, value in terms.items() if value} if 0 in terms.values() else terms


def _column_bounds(columns: Sequence[Column]) -> tuple[Array, Array]:
    low = np.array([column.lowBound for column in columns], dtype=np.float64)
    highest = [INFINITY if column.upBound is None else column.upBound for column in columns]
    return low, np.array(highest, dtype=np.float64)
