"""Openings and closings of a province handed down to its municipalities, week by week.

The total of the province wins: when all that its municipalities may open or close is less, the rest opens
above a ceiling, which `municipal.above_ceiling` tells, or closes under a running contract, which then ends
with fewer places. No municipality ever has fewer than none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from capacity.plan.network import Array
from capacity.plan.places_problem import Block
from capacity.plan.whole_parts import PLACE_TOLERANCE, in_tiers, level_gaps, whole_of


@dataclass(frozen=True)
class Settled:
    """What is settled of a province's municipalities before its plan is handed down.

    Args:
        blocks: the block of each municipality, of one type.
        of_lots: places of a portfolio that still come, of shape (municipalities, weeks).
        ending: places of a portfolio whose contract ends, renewals counted, of the same shape.
        beside: what lasting places are more than regular ones (negative: fewer), of the same shape; told with
            `asked`.
        shares: share of each municipality by inhabitants.
        asked: task of each when relative gaps are to be equal; None: inhabitants decide.
        period_weeks: weeks of a decision period.
    """

    blocks: list[Block]
    of_lots: Array
    ending: Array
    beside: Array | None
    shares: Array
    asked: Array | None
    period_weeks: int


class HandDown:
    """Hands the openings and closings of a province down, one week after the other.

    A contract ends where it is. Other closings come first from places that the plan opened in that
    municipality: those whose longest contract is over, then those whose shortest is. Openings go by
    inhabitants, or to the largest relative gap, as far as a municipality's own limit and ceiling allow.
    """

    def __init__(self, settled: Settled) -> None:
        """Begins with what is there now."""
        self._settled = settled
        self._stock = np.array([block.now for block in settled.blocks])
        self._announced = np.stack([block.pipeline for block in settled.blocks])
        self._announced_all, self._ending_all = self._announced.sum(axis=0), settled.ending.sum(axis=0)
        self._known = np.cumsum(self._announced - settled.ending, axis=1)
        kept = self._announced - np.stack([block.closings for block in settled.blocks])
        ceilings = np.array([block.ceiling for block in settled.blocks])
        self._most = np.maximum(ceilings[:, None], self._stock[:, None] + np.cumsum(kept, axis=1))
        self._lowest_ahead = _from_here_on(np.minimum, self._known)
        self._most_above = _from_here_on(np.maximum, self._known - self._most)
        self._limit = np.ceil(np.stack([block.open_limit for block in settled.blocks]))
        self._with_lots = any(block.lots for block in settled.blocks)
        self._own, self._new = np.zeros_like(self._known), np.zeros_like(self._known)
        self._own_opened, self._own_closed = np.zeros(self._stock.size), np.zeros(self._stock.size)
        self._owed_new, self._owed_gone = np.zeros(self._stock.size), np.zeros(self._stock.size)
        self.opened, self.closed = np.zeros_like(self._known), np.zeros_like(self._known)

    def week(self, week: int, opened: float, closed: float) -> None:
        """Hands down one week; what closes makes room for what opens in the same week.

        Args:
            opened, closed: places of the province (whole), announced openings and ends of contracts too.
        """
        if opened and self._announced_all[week]:
            announced = _at_most(opened, self._announced[:, week])
            self._move(week, announced, 0.0)
            self._opened_here(week, np.maximum(0.0, announced - self._settled.of_lots[:, week]))
            opened -= float(announced.sum())
        if closed and self._ending_all[week]:
            ends = _at_most(closed, np.minimum(self._settled.ending[:, week], self._stock))
            self._move(week, 0.0, ends)
            closed -= float(ends.sum())
        first = min(closed, float(self._stock.sum()))
        self._close(week, first)
        self._open(week, opened)
        self._close(week, closed - first)

    def _move(self, week: int, opened: Array | float, closed: Array | float) -> None:
        self.opened[:, week] += opened
        self.closed[:, week] += closed
        self._stock = self._stock + opened - closed

    def _opened_here(self, week: int, places: Array) -> None:
        self._own[:, week] += places
        self._own_opened = self._own_opened + places

    def _undecided(self, week: int, known: Array) -> Array:
        """The stock and what is known to come after this week, when nothing more is decided."""
        ahead: Array = self._stock - self._known[:, week] + known[:, week]
        return ahead

    def _open(self, week: int, amount: float) -> None:
        if amount <= PLACE_TOLERANCE:
            return
        room = np.floor(-self._undecided(week, self._most_above))
        room_now = np.floor(self._most[:, week] - self._stock)
        tiers = [room, room_now, np.full(room.size, np.inf)]
        if self._settled.asked is None:
            self._owed_new += amount * self._settled.shares
            period = week // self._settled.period_weeks
            before = self._new[:, period * self._settled.period_weeks : week].sum(axis=1)
            tiers = [np.minimum(room, self._limit[:, period] - before), *tiers]
            more = in_tiers(amount, self._owed_new, self._settled.shares, tiers)
            self._owed_new -= more
        else:
            beside = 0.0 if self._settled.beside is None else self._settled.beside[:, week]
            owed = level_gaps(amount, np.maximum(0.0, self._stock + beside), self._settled.asked)
            more = in_tiers(amount, owed, self._settled.shares, tiers)
        self._opened_here(week, more)
        self._new[:, week] += more
        self._move(week, more, 0.0)

    def _close(self, week: int, amount: float) -> None:
        if amount <= PLACE_TOLERANCE:
            return
        own = np.minimum(np.maximum(0.0, self._own_opened - self._own_closed), self._stock)
        weights = own if self._with_lots and own.any() else self._stock
        self._owed_gone += amount * weights / max(1.0, float(weights.sum()))
        less = in_tiers(amount, self._owed_gone, weights, self._closing_tiers(week, own))
        self._owed_gone -= less
        self._own_closed += np.minimum(less, own)
        self._move(week, 0.0, less)

    def _closing_tiers(self, week: int, own: Array) -> list[Array]:
        """Most that each municipality may close, the places without a running contract first."""
        free = np.minimum(np.maximum(0.0, self._undecided(week, self._lowest_ahead)), self._stock)
        above = np.maximum(0.0, np.ceil(self._undecided(week, self._most_above)))
        if not self._with_lots:
            return [np.minimum(free, above), free, self._stock]
        own = np.minimum(own, free)
        block = self._settled.blocks[0]
        overdue = np.minimum(own, self._begun(week, block.most_periods))
        over = np.minimum(own, self._begun(week, block.contract_periods))
        return [overdue, np.maximum(overdue, np.minimum(over, above)), over, own, free, self._stock]

    def _begun(self, week: int, periods: int | None) -> Array:
        """Of the places that the plan opened so many periods ago or more, those that did not close yet."""
        if periods is None:
            return np.zeros(self._stock.size)
        until = max(0, week - periods * self._settled.period_weeks + 1)
        begun: Array = np.maximum(0.0, self._own[:, :until].sum(axis=1) - self._own_closed)
        return begun


def _from_here_on(extreme: np.ufunc, curves: Array) -> Array:
    """The lowest or highest value of each curve from every week on."""
    found: Array = extreme.accumulate(curves[:, ::-1], axis=1)[:, ::-1]
    return found


def _at_most(total: float, amounts: Array) -> Array:
    """Whole amounts as they are; fewer when they are more than the total."""
    return amounts if float(amounts.sum()) <= total else whole_of(total, amounts, amounts)
