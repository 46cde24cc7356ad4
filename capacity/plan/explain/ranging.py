"""What one unit more of a limit does to the goals, and how far that holds: from the basis, else by a step.

The last basis of goals in order is best for all of them in their order. As long as it stays within its
limits, every goal moves on a straight line, so one solve with the basis gives all prices of a limit and
their range. Where the basis gives way before one unit, the goals are solved again with that unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from capacity.plan.explain.solved import Solved, with_limits
from capacity.plan.network import Array
from capacity.plan.solver import DUAL_TOLERANCE

SLOPE_TOLERANCE = 1e-9
RANGE_TOLERANCE = 1e-6
PRICE_TOLERANCE = 1e-6
AT_LIMIT_TOLERANCE = 1e-6
LAST_PRICED = "money"
"""Goals after it have no price, so that a step need not go on to them."""


@dataclass(frozen=True)
class Shift:
    """One unit of something: by how much limits of rows and upper bounds of columns move."""

    rows: Mapping[int, float] = field(default_factory=dict)
    columns: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """What one unit does.

    Args:
        per_unit: change of each measure.
        more, fewer: units more and fewer for which that holds.
    """

    per_unit: Array
    more: float
    fewer: float


class Ranging:
    """Prices of limits of a program that was just solved, goals in order.

    Args:
        solved: the program; its model stands at the answer.
        measures: what is priced: costs per column.
        elastic: columns that are the two sides of a difference; either can always give way.
    """

    def __init__(self, solved: Solved, measures: Iterable[Array], elastic: Iterable[int] = ()) -> None:
        self._solved = solved
        self._measures = np.stack(list(measures))
        self._elastic = np.array(list(elastic), dtype=np.int64)
        self._arrays = solved.first
        self._at_answer()
        self.is_best = self._in_order()

    def _at_answer(self) -> None:
        model, arrays = self._solved.model, self._arrays
        self._basic = model.basic
        self._values, self._activity = model.values, model.activity
        self._column_low, self._column_high = arrays.column_low.copy(), arrays.column_high.copy()
        self._column_low[self._elastic] = -np.inf
        in_basis = self._basic[self._basic >= 0]
        self._is_basic = np.zeros(self._values.size, dtype=bool)
        self._is_basic[in_basis] = True
        self._row_is_basic = np.zeros(self._activity.size, dtype=bool)
        self._row_is_basic[-self._basic[self._basic < 0] - 1] = True
        priced = [model.duals(measure) for measure in self._measures]
        self._column_prices = np.stack([columns for columns, _ in priced])
        self._row_prices = np.stack([rows for _, rows in priced])

    def _in_order(self) -> bool:
        """Whether no column or row outside the basis could better a goal without harm to an earlier one."""
        arrays = self._arrays
        sides = (
            (self._is_basic, self._values, arrays.column_low, arrays.column_high),
            (self._row_is_basic, self._activity, arrays.row_low, arrays.row_high),
        )
        settled = [basic | (low == high) for basic, _, low, high in sides]
        for goal in self._solved.goals:
            for place, priced in enumerate(self._solved.model.duals(goal.costs)):
                _, at, low, high = sides[place]
                moving = ~settled[place] & (np.abs(priced) > DUAL_TOLERANCE)
                scale = AT_LIMIT_TOLERANCE * np.maximum(1.0, np.abs(at))
                kept = np.where(priced > 0, at - low <= scale, high - at <= scale)
                if not kept[moving].all():
                    return False
                settled[place] = settled[place] | moving
        return True

    def has_price(self, shift: Shift) -> bool:
        """Whether one unit moves any measure, by the prices of the basis."""
        return bool(np.any(np.abs(self._slope(shift)) > PRICE_TOLERANCE)) or not self.is_best

    def _slope(self, shift: Shift) -> Array:
        slope = np.zeros(len(self._measures))
        for row, amount in shift.rows.items():
            slope += amount * self._row_prices[:, row]
        for column, amount in self._at_upper(shift):
            slope += amount * self._column_prices[:, column]
        return slope

    def _at_upper(self, shift: Shift) -> list[tuple[int, float]]:
        """Columns of a shift that stand at the bound it moves."""
        high = self._arrays.column_high
        return [
            (column, amount)
            for column, amount in shift.columns.items()
            if not self._is_basic[column] and self._values[column] >= high[column] - AT_LIMIT_TOLERANCE
        ]

    def effect(self, shift: Shift) -> Effect:
        """What one unit of a shift does to every measure."""
        return self.effects([shift])[0]

    def effects(self, shifts: Sequence[Shift]) -> list[Effect]:
        """The same for many: all that the basis tells first, then the steps one after the other."""
        found = [self._by_basis(shift) if self.is_best else None for shift in shifts]
        stepped = False
        for place, shift in enumerate(shifts):
            by_basis = found[place]
            if by_basis is None or by_basis.more < 1 - RANGE_TOLERANCE:
                found[place], stepped = self._by_step(shift), True
        if stepped:
            self._solved.back()
            self._at_answer()
        return [effect for effect in found if effect is not None]

    def _by_basis(self, shift: Shift) -> Effect:
        moved = np.zeros(self._values.size)
        pushed = np.zeros(self._activity.size)
        for row, amount in shift.rows.items():
            if not self._row_is_basic[row]:
                pushed[row] += amount
        for column, amount in self._at_upper(shift):
            moved[column] = amount
        if moved.any():
            pushed -= self._solved.model.row_sums(moved)
        if pushed.any():
            solution = self._solved.model.basis_solve(pushed)
            columns = self._basic >= 0
            moved[self._basic[columns]] += solution[columns]
        per_unit = self._measures @ moved
        more, fewer = self._range(shift, moved)
        return Effect(np.where(np.abs(per_unit) > PRICE_TOLERANCE, per_unit, 0.0), more, fewer)

    def _range(self, shift: Shift, moved: Array) -> tuple[float, float]:
        """Units more and fewer until a column or row meets its limit, limits moving along."""
        arrays = self._arrays
        high_moves = np.zeros(moved.size)
        for column, amount in shift.columns.items():
            high_moves[column] = amount
        limit_moves = np.zeros(self._activity.size)
        for row, amount in shift.rows.items():
            limit_moves[row] = amount
        rows_moved = self._solved.model.row_sums(moved)
        pairs = (
            (self._column_high - self._values, moved - high_moves),
            (self._values - self._column_low, -moved),
            (arrays.row_high - self._activity, rows_moved - limit_moves),
            (self._activity - arrays.row_low, limit_moves - rows_moved),
        )
        more = min(_until(room, speed) for room, speed in pairs)
        fewer = min(_until(room, -speed) for room, speed in pairs)
        return more, fewer

    def _by_step(self, shift: Shift) -> Effect:
        """The goals in order with one unit more; how much further its own basis keeps the same price."""
        before = self._measures @ self._values
        stepped = self._solved.again(with_limits(self._arrays, shift.rows, shift.columns), LAST_PRICED)
        per_unit = self._measures @ stepped.values - before
        per_unit = np.where(np.abs(per_unit) > PRICE_TOLERANCE * np.maximum(1, np.abs(before)), per_unit, 0)
        return Effect(per_unit, 1.0, 0.0)


def _until(room: Array, speed: Array) -> float:
    """Units until a room is used up that shrinks at a speed per unit."""
    closing = speed > SLOPE_TOLERANCE
    if not closing.any():
        return np.inf
    return float(np.maximum(0.0, room[closing] / speed[closing]).min())
