"""Where goals in order end: columns and rows with their limits, the basis, and the prices of every goal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from capacity.plan.explain.solved import Solved
from capacity.plan.network.parts import Array
from capacity.plan.solver.pricing import DUAL_TOLERANCE

Picks = NDArray[np.int64]
AT_LIMIT_TOLERANCE = 1e-6


class Vertex:
    """The answer of a program whose model stands at it; columns come first, then rows, under one place.

    A row's own amount is a column of its own with coefficient minus one, as large as the row adds up to.

    Args:
        elastic: columns that are the two sides of a difference; either can always give way.
        last: id of the last goal that counts; all do when empty.
    """

    def __init__(self, solved: Solved, elastic: Iterable[int] = (), last: str = "") -> None:
        model, arrays = solved.model, solved.first
        self._model, self._arrays = model, arrays
        self.columns = arrays.column_low.size
        self.low = np.concatenate([arrays.column_low, arrays.row_low])
        self.high = np.concatenate([arrays.column_high, arrays.row_high])
        self.at = np.concatenate([model.values, model.activity])
        basic = model.basic
        self.basic: Picks = np.where(basic >= 0, basic, self.columns - 1 - basic)
        self._sign = np.where(basic >= 0, 1.0, -1.0)
        self.is_basic = np.zeros(self.at.size, dtype=bool)
        self.is_basic[self.basic] = True
        goals = solved.until(last)
        self.prices = np.stack([np.concatenate(model.duals(goal.costs)) for goal in goals])
        self.prices[np.abs(self.prices) <= DUAL_TOLERANCE] = 0.0
        self.is_best = self._in_order()
        self.low[list(elastic)] = -np.inf
        self._by_column = np.argsort(arrays.indices, kind="stable")
        self._starts = np.searchsorted(arrays.indices[self._by_column], np.arange(self.columns + 1))
        self._rows = np.repeat(np.arange(arrays.row_low.size), np.diff(arrays.starts))

    def _in_order(self) -> bool:
        """Whether nothing outside the basis could better a goal without harm to an earlier one."""
        settled = self.is_basic | (self.low == self.high)
        scale = AT_LIMIT_TOLERANCE * np.maximum(1.0, np.abs(self.at))
        at_low, at_high = self.at - self.low <= scale, self.high - self.at <= scale
        for prices in self.prices:
            moving = ~settled & (prices != 0)
            if not np.where(prices > 0, at_low, at_high)[moving].all():
                return False
            settled |= moving
        return True

    def entries(self, place: int) -> tuple[Picks, Array]:
        """Rows and coefficients of a place."""
        if place >= self.columns:
            return np.array([place - self.columns]), np.array([-1.0])
        chosen = self._by_column[self._starts[place] : self._starts[place + 1]]
        return self._rows[chosen], self._arrays.values[chosen]

    def pushed(self, moves: Mapping[int, float]) -> Array:
        """The right-hand side that moves outside the basis leave to the basis."""
        side = np.zeros(self._arrays.row_low.size)
        for place, amount in moves.items():
            rows, values = self.entries(place)
            side[rows] -= amount * values
        return side

    def through(self, side: Array) -> Array:
        """How much each part of the basis moves for a right-hand side."""
        return self._sign * self._model.basis_solve(side)

    def back_through(self, weights: Array) -> Array:
        """Weights of rows in which the parts of the basis weigh so much."""
        return self._model.basis_transpose_solve(self._sign * weights)

    def weighed(self, weights: Array) -> Array:
        """What every place weighs by weights of rows."""
        products = weights[self._rows] * self._arrays.values
        columns = np.bincount(self._arrays.indices, products, minlength=self.columns)
        return np.concatenate([columns, -weights])
