"""What one unit more of a limit does to measures of a solved program, and how far that holds.

The optimum is followed to that unit from basis to basis. Where that has no end, or the basis is not best for
all goals in their order, the goals are solved again with that unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from capacity.plan.explain.following import Shift, followed
from capacity.plan.explain.solved import Solved, with_limits
from capacity.plan.explain.vertex import AT_LIMIT_TOLERANCE, Vertex
from capacity.plan.network.parts import Array
from capacity.plan.solver.pricing import DUAL_TOLERANCE

PRICE_TOLERANCE = 1e-6
STEP_TOLERANCE = 1e-6
"""Of a measure: what a solve from another basis may change by rounding alone."""
LAST_PRICED = "money"
"""Goals after it have no price, so that a step need not go on to them."""


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
        measures: what is priced: costs per column, of goals up to the last one that has a price.
        elastic: columns that are the two sides of a difference; either can always give way.
    """

    def __init__(self, solved: Solved, measures: Iterable[Array], elastic: Iterable[int] = ()) -> None:
        self._solved = solved
        self._measures = np.stack(list(measures))
        self._vertex = Vertex(solved, elastic, LAST_PRICED)
        prices = [np.concatenate(solved.model.duals(measure)) for measure in self._measures]
        self._prices = np.stack(prices)
        self._has_any = np.asarray((np.abs(self._prices) > DUAL_TOLERANCE).any(axis=0))

    @property
    def is_best(self) -> bool:
        """Whether the basis of the answer is best for all goals in their order."""
        return self._vertex.is_best

    def has_price(self, shift: Shift) -> bool:
        """Whether one unit moves any measure, by the prices of the basis."""
        if not self.is_best:
            return True
        named = (*shift.columns, *(self._vertex.columns + row for row in shift.rows))
        if not any(self._has_any[place] for place in named):
            return False
        return bool(np.any(np.abs(self._slope(shift)) > PRICE_TOLERANCE))

    def _slope(self, shift: Shift) -> Array:
        vertex, slope = self._vertex, np.zeros(len(self._measures))
        for row, amount in shift.rows.items():
            place = vertex.columns + row
            if self._has_any[place]:
                slope += amount * self._prices[:, place]
        for column, amount in shift.columns.items():
            if self._has_any[column] and vertex.at[column] >= vertex.high[column] - AT_LIMIT_TOLERANCE:
                slope += amount * self._prices[:, column]
        return slope

    def effect(self, shift: Shift) -> Effect:
        """What one unit of a shift does to every measure."""
        return self.effects([shift])[0]

    def effects(self, shifts: Sequence[Shift]) -> list[Effect]:
        """The same for many: all that can be followed first, then the steps one after the other."""
        found = [self._followed(shift) if self.is_best else None for shift in shifts]
        effects = [
            self._by_step(shift) if effect is None else effect
            for shift, effect in zip(shifts, found, strict=True)
        ]
        if None in found:
            self._solved.back()
        return effects

    def _followed(self, shift: Shift) -> Effect | None:
        found = followed(self._vertex, shift)
        if found is None:
            return None
        moving = np.flatnonzero(found.moved)
        per_unit = self._measures[:, moving] @ found.moved[moving]
        return Effect(np.where(np.abs(per_unit) > PRICE_TOLERANCE, per_unit, 0.0), found.more, found.fewer)

    def _by_step(self, shift: Shift) -> Effect:
        """The goals in order with one unit more."""
        before = self._measures @ self._vertex.at[: self._vertex.columns]
        stepped = self._solved.again(with_limits(self._solved.first, shift.rows, shift.columns), LAST_PRICED)
        per_unit = self._measures @ stepped.values - before
        noise = STEP_TOLERANCE * np.maximum(1.0, np.abs(before))
        return Effect(np.where(np.abs(per_unit) > noise, per_unit, 0.0), 1.0, 0.0)
