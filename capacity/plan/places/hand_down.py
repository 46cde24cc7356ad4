"""Openings and closings of provinces handed down to their municipalities, week by week.

The total of a province wins: when all that its municipalities may open or close is less, the rest opens
above a ceiling, which `municipal.above_ceiling` tells, or closes under a running contract, which then ends
with fewer places. No municipality ever has fewer than none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from capacity.plan.network.parts import Array
from capacity.plan.places.problem import Block
from capacity.plan.places.whole_parts import PLACE_TOLERANCE, level_gaps
from capacity.plan.places.whole_rows import at_most, in_tiers


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

    @property
    def with_lots(self) -> bool:
        """Whether contracts of a portfolio tell what ends where."""
        return any(block.lots for block in self.blocks)


class HandDown:
    """Hands the openings and closings of provinces down, all of them at once, one week after the other.

    A contract ends where it is. Other closings come first from places that the plan opened in that
    municipality: those whose longest contract is over, then those whose shortest is. Openings go by
    inhabitants, or to the largest relative gap, as far as a municipality's own limit and ceiling allow.

    Each province is a row of its municipalities; shorter rows end in parts that are and take nothing.
    """

    def __init__(self, settled: list[Settled]) -> None:
        """Begins with what is there now; all with a portfolio or none, all with tasks asked or none."""
        self._settled = settled
        blocks = [one.blocks for one in settled]
        self._there = _rows([np.ones(len(row)) for row in blocks]) > 0
        self._stock = _rows([np.array([block.now for block in row]) for row in blocks])
        announced = [np.stack([block.pipeline for block in row]) for row in blocks]
        closings = [np.stack([block.closings for block in row]) for row in blocks]
        self._announced, self._ending = _by_week(announced), _by_week([one.ending for one in settled])
        self._of_lots = _by_week([one.of_lots for one in settled])
        self._known = np.cumsum(self._announced - self._ending, axis=0)
        kept = np.cumsum(self._announced - _by_week(closings), axis=0)
        ceilings = _rows([np.array([block.ceiling for block in row]) for row in blocks])
        self._most = np.maximum(ceilings, self._stock + kept)
        self._lowest_ahead = _from_here_on(np.minimum, self._known)
        self._most_above = _from_here_on(np.maximum, self._known - self._most)
        self._limit = np.ceil(_by_week([np.stack([block.open_limit for block in row]) for row in blocks]))
        self._shares = _rows([one.shares for one in settled])
        self._with_lots, self._period_weeks = settled[0].with_lots, settled[0].period_weeks
        self._own, self._new = np.zeros_like(self._known), np.zeros_like(self._known)
        self._own_opened, self._own_closed = np.zeros_like(self._stock), np.zeros_like(self._stock)
        self._owed_new, self._owed_gone = np.zeros_like(self._stock), np.zeros_like(self._stock)
        self._opened, self._closed = np.zeros_like(self._known), np.zeros_like(self._known)

    def moved(self, row: int) -> tuple[Array, Array]:
        """What opened and closed in the municipalities of a province, of shape (municipalities, weeks)."""
        parts = len(self._settled[row].blocks)
        return self._opened[:, row, :parts].T.copy(), self._closed[:, row, :parts].T.copy()

    def week(self, week: int, opened: Array, closed: Array) -> None:
        """Hands down one week; what closes makes room for what opens in the same week.

        Args:
            opened, closed: places of each province (whole), announced openings and ends of contracts too.
        """
        if self._announced[week].any():
            announced = at_most(opened, self._announced[week])
            self._move(week, announced, 0.0)
            self._opened_here(week, np.maximum(0.0, announced - self._of_lots[week]))
            opened = opened - announced.sum(axis=1)
        if self._ending[week].any():
            ends = at_most(closed, np.minimum(self._ending[week], self._stock))
            self._move(week, 0.0, ends)
            closed = closed - ends.sum(axis=1)
        first = np.minimum(closed, self._stock.sum(axis=1))
        self._close(week, first)
        self._open(week, opened)
        self._close(week, closed - first)

    def _move(self, week: int, opened: Array | float, closed: Array | float) -> None:
        self._opened[week] += opened
        self._closed[week] += closed
        self._stock = self._stock + opened - closed

    def _opened_here(self, week: int, places: Array) -> None:
        self._own[week] += places
        self._own_opened = self._own_opened + places

    def _undecided(self, week: int, known: Array) -> Array:
        """The stock and what is known to come after this week, when nothing more is decided."""
        ahead: Array = self._stock - self._known[week] + known[week]
        return ahead

    def _open(self, week: int, amounts: Array) -> None:
        amounts = np.where(amounts > PLACE_TOLERANCE, amounts, 0.0)
        if not amounts.any():
            return
        room = np.floor(-self._undecided(week, self._most_above))
        room_now = np.floor(self._most[week] - self._stock)
        tiers = [np.where(self._there, most, 0.0) for most in (room, room_now, np.inf)]
        if self._settled[0].asked is None:
            self._owed_new += amounts[:, None] * self._shares
            begin = week // self._period_weeks * self._period_weeks
            limit = self._limit[week // self._period_weeks] - self._new[begin:week].sum(axis=0)
            more = in_tiers(amounts, self._owed_new, self._shares, [np.minimum(tiers[0], limit), *tiers])
            self._owed_new -= more
        else:
            more = in_tiers(amounts, self._level(week, amounts), self._shares, tiers)
        self._opened_here(week, more)
        self._new[week] += more
        self._move(week, more, 0.0)

    def _level(self, week: int, amounts: Array) -> Array:
        """What each municipality should get for the relative gaps of its province to be equal."""
        owed = np.zeros_like(self._stock)
        for row, (one, amount) in enumerate(zip(self._settled, amounts, strict=True)):
            if amount and one.asked is not None:
                beside = 0.0 if one.beside is None else one.beside[:, week]
                there = np.maximum(0.0, self._stock[row, : one.asked.size] + beside)
                owed[row, : one.asked.size] = level_gaps(float(amount), there, one.asked)
        return owed

    def _close(self, week: int, amounts: Array) -> None:
        amounts = np.where(amounts > PLACE_TOLERANCE, amounts, 0.0)
        if not amounts.any():
            return
        own = np.minimum(np.maximum(0.0, self._own_opened - self._own_closed), self._stock)
        weights = self._stock
        if self._with_lots:
            weights = np.where(own.any(axis=1, keepdims=True), own, self._stock)
        self._owed_gone += amounts[:, None] * weights / np.maximum(1.0, weights.sum(axis=1))[:, None]
        less = in_tiers(amounts, self._owed_gone, weights, self._closing_tiers(week, own))
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
        blocks = [one.blocks[0] for one in self._settled]
        overdue = np.minimum(own, self._begun(week, [block.most_periods for block in blocks]))
        over = np.minimum(own, self._begun(week, [block.contract_periods for block in blocks]))
        return [overdue, np.maximum(overdue, np.minimum(over, above)), over, own, free, self._stock]

    def _begun(self, week: int, periods: list[int | None]) -> Array:
        """Of the places that the plan opened so many periods ago or more, those that did not close yet."""
        begun = np.zeros_like(self._stock)
        for row, count in enumerate(periods):
            if count is not None:
                until = max(0, week - count * self._period_weeks + 1)
                opened = self._own[:until, row].sum(axis=0)
                begun[row] = np.maximum(0.0, opened - self._own_closed[row])
        return begun


def _rows(parts: list[Array]) -> Array:
    """Rows of different length as one array, the shorter ones filled with none."""
    found = np.zeros((len(parts), max(part.size for part in parts)))
    for row, part in enumerate(parts):
        found[row, : part.size] = part
    return found


def _by_week(parts: list[Array]) -> Array:
    """Arrays of shape (municipalities, weeks) of each province as one of shape (weeks, provinces, parts)."""
    found = np.zeros((parts[0].shape[1], len(parts), max(len(part) for part in parts)))
    for row, part in enumerate(parts):
        found[:, row, : len(part)] = part.T
    return found


def _from_here_on(extreme: np.ufunc, curves: Array) -> Array:
    """The lowest or highest value of each curve from every week on."""
    found: Array = extreme.accumulate(curves[::-1], axis=0)[::-1]
    return found
