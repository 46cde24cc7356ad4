"""The optimum followed while limits move: from basis to basis, goals in order (parametric dual simplex).

The last basis of goals in order is best for all of them in their order. As limits move, its columns and
rows move on straight lines until one of them meets a limit. It leaves the basis for the one that costs the
first goal least, among equals the next goal, and so on: each basis stays best for all goals in their order.

Method: Lemke, The dual method of solving the linear programming problem, Naval Research Logistics
Quarterly 1 (1954); ratios are compared goal by goal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from capacity.plan.explain.vertex import AT_LIMIT_TOLERANCE, Picks, Vertex
from capacity.plan.network.parts import Array
from capacity.plan.solver.pricing import DUAL_TOLERANCE

SPEED_TOLERANCE = 1e-9
PIVOT_TOLERANCE = 1e-7
TIE_TOLERANCE = 1e-9
RANGE_TOLERANCE = 1e-6
MOST_PIVOTS = 200


@dataclass(frozen=True)
class Shift:
    """One unit of something: by how much limits of rows and upper bounds of columns move."""

    rows: Mapping[int, float] = field(default_factory=dict)
    columns: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Followed:
    """Where one unit of a shift leads.

    Args:
        moved: by how much each column moves.
        more: units for which everything moves on straight lines; 1 where they bend before that.
        fewer: the same for units fewer.
    """

    moved: Array
    more: float
    fewer: float


def followed(vertex: Vertex, shift: Shift) -> Followed | None:
    """Where one unit of a shift leads; None where that takes too many bases or has no end."""
    walk = _Walk(vertex, shift)
    fewer = walk.fewer()
    for pivots in range(MOST_PIVOTS):
        stretch = walk.stretch()
        if walk.gone + stretch >= 1 - RANGE_TOLERANCE:
            straight = walk.gone == 0
            return Followed(walk.moved_at_one(), stretch if straight else 1.0, 0.0 if pivots else fewer)
        walk.go(stretch)
        if not walk.change_basis():
            break
    return None


class _Walk:
    """The way of one shift: where it stands, in which basis, how fast everything moves."""

    def __init__(self, vertex: Vertex, shift: Shift) -> None:
        self._vertex = vertex
        self._at, self._low, self._high = vertex.at, vertex.low, vertex.high
        self._basic, self._is_basic, self._prices = vertex.basic, vertex.is_basic, vertex.prices
        self._low_moves = {vertex.columns + row: amount for row, amount in shift.rows.items()}
        self._high_moves = {**self._low_moves, **shift.columns}
        self._outside = {
            place: amount for place, amount in self._high_moves.items() if self._moves_along(place)
        }
        self._changes: list[tuple[int, float, Picks, Array]] = []
        self.gone = 0.0
        self._head()

    def _moves_along(self, place: int) -> bool:
        """Whether a column or row outside the basis goes along with its limit; a fixed one if that pays."""
        if self._is_basic[place]:
            return False
        if place >= self._vertex.columns:
            return True
        if self._low[place] == self._high[place]:
            priced = self._prices[np.flatnonzero(self._prices[:, place]), place]
            return bool(priced.size and priced[0] < 0)
        return bool(self._at[place] >= self._high[place] - AT_LIMIT_TOLERANCE)

    def _head(self) -> None:
        """How fast the basis moves, and how fast against its limits: of the parts that do, which are few."""
        speeds = self._through(self._vertex.pushed(self._outside))
        limits = [place for place in self._high_moves if self._is_basic[place]]
        moves = speeds != 0
        if limits:
            moves |= np.isin(self._basic, limits)
        self._moving = np.flatnonzero(moves)
        places = self._basic[self._moving]
        self._speeds = speeds[self._moving]
        self._to_high, self._to_low = self._speeds.copy(), -self._speeds
        for place in limits:
            self._to_high[places == place] -= self._high_moves[place]
            self._to_low[places == place] += self._low_moves.get(place, 0.0)
        at = self._at[places]
        self._room_up, self._room_down = self._high[places] - at, at - self._low[places]

    def _through(self, side: Array) -> Array:
        """How much each part of the present basis moves for a right-hand side."""
        amounts = self._vertex.through(side)
        for place, pivot, others, column in self._changes:
            amounts[place] /= pivot
            amounts[others] -= column * amounts[place]
        return amounts

    def _row(self, place: int) -> Array:
        """What each column and row takes from one part of the present basis per unit."""
        weights = np.zeros(self._basic.size)
        weights[place] = 1.0
        for changed, pivot, others, column in reversed(self._changes):
            weights[changed] = (weights[changed] - weights[others] @ column) / pivot
        return self._vertex.weighed(self._vertex.back_through(weights))

    def fewer(self) -> float:
        """Units back until something meets a limit."""
        own = (
            (self._high[place] - self._low[place]) / amount
            for place, amount in self._outside.items()
            if place not in self._low_moves
        )
        ways = (_until(self._room_up, -self._to_high), _until(self._room_down, -self._to_low))
        return float(min(*(units for units, _ in ways), *own, np.inf))

    def stretch(self) -> float:
        """Units on until something meets a limit; keeps which."""
        up, down = _until(self._room_up, self._to_high), _until(self._room_down, self._to_low)
        self._leaves_high = up[0] <= down[0]
        units, first = up if self._leaves_high else down
        if np.isfinite(units):
            self._leaving = int(self._moving[first])
        return units

    def go(self, units: float) -> None:
        """Moves on, limits moving along."""
        if not units:
            return
        self._at = self._at + units * self._speed()
        self._low, self._high = self._low.copy(), self._high.copy()
        for moves, limits in ((self._low_moves, self._low), (self._high_moves, self._high)):
            for place, amount in moves.items():
                limits[place] += units * amount
        self.gone += units

    def _speed(self) -> Array:
        """How fast every column and row moves."""
        speed = np.zeros(self._at.size)
        speed[self._basic[self._moving]] = self._speeds
        for place, amount in self._outside.items():
            speed[place] = amount
        return speed

    def moved_at_one(self) -> Array:
        """By how much every column has moved after one unit."""
        left = self._speed()[: self._vertex.columns]
        if self._at is self._vertex.at:
            return left
        gone = (self._at - self._vertex.at)[: self._vertex.columns]
        return np.asarray(gone + (1 - self.gone) * left)

    def change_basis(self) -> bool:
        """Takes out what met its limit, for what costs the goals least; False where nothing can give way."""
        row = self._row(self._leaving)
        towards = row if self._leaves_high else -row
        up = (towards > PIVOT_TOLERANCE) & (self._at < self._high - AT_LIMIT_TOLERANCE)
        down = (towards < -PIVOT_TOLERANCE) & (self._at > self._low + AT_LIMIT_TOLERANCE)
        free = self._low < self._high
        for place in self._high_moves.keys() - self._low_moves.keys() - self._outside.keys():
            free[place], up[place] = True, towards[place] > PIVOT_TOLERANCE
        able = np.flatnonzero((up | down) & ~self._is_basic & free)
        if not able.size:
            return False
        self._swap(self._cheapest(able, towards), row)
        return True

    def _cheapest(self, able: Picks, towards: Array) -> int:
        """The one with the lowest price per unit, in the order of the goals."""
        for prices in self._prices:
            ratios = prices[able] / towards[able]
            able = able[ratios <= ratios.min() + TIE_TOLERANCE * max(1.0, abs(ratios.min()))]
            if able.size == 1:
                break
        return int(able[np.argmax(np.abs(towards[able]))])

    def _swap(self, entering: int, row: Array) -> None:
        place, leaving = self._leaving, int(self._basic[self._leaving])
        rows, values = self._vertex.entries(entering)
        side = np.zeros(self._basic.size)
        side[rows] = values
        column = self._through(side)
        self._reprice(entering, row)
        others = np.flatnonzero(column)
        others = others[others != place]
        self._changes.append((place, float(column[place]), others, column[others]))
        self._basic, self._is_basic = self._basic.copy(), self._is_basic.copy()
        self._basic[place] = entering
        self._is_basic[leaving], self._is_basic[entering] = False, True
        self._outside.pop(entering, None)
        moves = self._high_moves if self._leaves_high else self._low_moves
        if leaving in moves:
            self._outside[leaving] = moves[leaving]
        self._head()

    def _reprice(self, entering: int, row: Array) -> None:
        """The prices of every goal in the next basis."""
        if self._prices is self._vertex.prices:
            self._prices = self._prices.copy()
        taken = np.flatnonzero(np.abs(row) > SPEED_TOLERANCE)
        per_unit = self._prices[:, entering] / row[entering]
        prices = self._prices[:, taken] - np.outer(per_unit, row[taken])
        self._prices[:, taken] = np.where(np.abs(prices) > DUAL_TOLERANCE, prices, 0.0)
        self._prices[:, entering] = 0.0


def _until(room: Array, speed: Array) -> tuple[float, int]:
    """Units until one of many rooms is used up that shrink at a speed per unit, and which: the fastest."""
    closing = np.flatnonzero(speed > SPEED_TOLERANCE)
    if not closing.size:
        return np.inf, -1
    units = np.maximum(0.0, room[closing] / speed[closing])
    first = units.min()
    ties = closing[units <= first + TIE_TOLERANCE]
    return float(first), int(ties[np.argmax(speed[ties])])
