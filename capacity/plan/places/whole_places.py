"""Decisions on places in whole numbers: no limit is passed, and of no type less is there than was solved.

Openings and renewals of a type are rounded up together and its closings down, so the sum over all regions
never falls short. A place opens only where the ceiling of its block has room once what was rounded before it
stands; where it has none, another region of the same type opens it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from capacity.plan.network.parts import Array
from capacity.plan.places.blocks import free_orders
from capacity.plan.places.columns import BlockColumns, PlacesProgram, expiring_by_period, renewal_limits
from capacity.plan.places.problem import Block, PlacesProblem
from capacity.plan.places.rounding import SOLVER_TOLERANCE, step_up, together, whole_down, whole_up
from capacity.plan.places.sleepers import DECIMALS
from capacity.plan.portfolio.lots import Lot, ended_again
from capacity.plan.portfolio.suits import class_name
from capacity.plan.solver.program import Column


@dataclass(frozen=True)
class Decisions:
    """Places opened and closed per week, and places renewed of each lot, by block.

    Args:
        kept: places per week whose contract is renewed, of no lot; not told where it is not known.
    """

    opened: list[Array]
    closed: list[Array]
    renewed: list[tuple[float, ...]]
    kept: list[Array] | None = None


@dataclass(frozen=True)
class _Renewals:
    """Whole renewals: cumulative per week and block, as many as contracts end, and of each lot."""

    weekly: list[Array]
    of_lots: list[tuple[float, ...]]


def whole_decisions(places: PlacesProgram, values: Array) -> Decisions:
    """Whole places opened and closed per week and block, and renewed of each lot."""
    problem = places.problem
    renewals = _whole_renewals(places, values)
    closings = together(_types(problem), whole_down, _closings_decided(places, values))
    held = [_held(problem, columns, values) for columns in places.blocks]
    ended = [
        block.expiring
        + block.closings
        - np.diff(kept, prepend=0.0)
        + ended_again(block.lots, of_lots, kept.size)
        for block, kept, of_lots in zip(problem.blocks, renewals.weekly, renewals.of_lots, strict=True)
    ]
    closable = [
        _Closable(problem, block, closing, kept)
        for block, closing, kept in zip(problem.blocks, closings, renewals.weekly, strict=True)
    ]
    gone = [ends + pinned for ends, pinned in zip(ended, held, strict=True)]
    opened = _whole_openings(places, values, closable, gone)
    return Decisions(
        [
            block.pipeline + _spread(problem, np.diff(own, prepend=0.0))
            for block, own in zip(problem.blocks, opened, strict=True)
        ],
        [
            ends + _spread(problem, np.diff(able.curve(own), prepend=0.0))
            for ends, able, own in zip(gone, closable, opened, strict=True)
        ],
        renewals.of_lots,
        [np.diff(kept, prepend=0.0) for kept in renewals.weekly],
    )


def column_values(columns: Sequence[Column], values: Array) -> Array:
    """Values of columns, without what is below zero by the solver's tolerance."""
    found: Array = np.maximum(0.0, np.round([values[column.index] for column in columns], DECIMALS))
    return found


def cumulative(columns: Sequence[Column], values: Array) -> Array:
    """Running sums of columns, cleaned once they are added up.

    Cleaned one by one, sums that are whole in truth would miss it by more than the solver does, and round
    one way or the other by what the solver leaves behind the last decimal.
    """
    amounts = np.array([values[column.index] for column in columns])
    found: Array = np.round(np.cumsum(np.maximum(0.0, amounts)), DECIMALS)
    return found


def pairs(places: PlacesProgram) -> list[tuple[Block, BlockColumns]]:
    """Every block with its columns."""
    return list(zip(places.problem.blocks, places.blocks, strict=True))


def _types(problem: PlacesProblem) -> list[str]:
    return [block.type for block in problem.blocks]


def _whole_openings(
    places: PlacesProgram, values: Array, closable: Sequence[_Closable], gone: Sequence[Array]
) -> Array:
    """Cumulative openings per block and period, each within the opening limit and the ceiling."""
    problem = places.problem
    curves = np.stack([cumulative(columns.opened, values) for columns in places.blocks])
    limits = np.stack([block.open_limit for block in problem.blocks])
    room = np.stack([_room(problem, block, ends) for block, ends in zip(problem.blocks, gone, strict=True)])
    bounded = [place for place, own in enumerate(room) if np.isfinite(own).any()]
    opened = np.zeros_like(curves)
    before = np.zeros(len(curves))
    for period in range(problem.periods):
        opened[:, period:] = before[:, None]
        most = np.full(len(curves), np.inf)
        for place in bounded:
            closed = closable[place].curve(opened[place])
            most[place] = float((room[place] + closed)[period:].min())
        step = np.minimum(limits[:, period], np.maximum(0.0, most - before))
        before = together(_types(problem), step_up, curves[:, period], before, step)
        opened[:, period] = before
    return opened


def _room(problem: PlacesProblem, block: Block, gone: Array) -> Array:
    """Whole places per period that the ceiling leaves above what is there when nothing opens or closes."""
    stock = block.now + np.cumsum(block.pipeline - gone)
    left = np.full(problem.periods * problem.period_weeks, np.inf)
    left[: stock.size] = np.floor(np.maximum(block.ceiling, block.most_kept) - stock + SOLVER_TOLERANCE)
    lowest: Array = left.reshape(problem.periods, problem.period_weeks).min(axis=1)
    return lowest


def _whole_renewals(places: PlacesProgram, values: Array) -> _Renewals:
    """Renewals of a type rounded up together; of a portfolio lot by lot, by who may live there."""
    problem, weeks = places.problem, places.problem.weeks.count
    curves = [_renewed_weekly(problem, block, columns, values) for block, columns in pairs(places)]
    limits = [np.zeros(weeks) if block.lots else block.expiring for block in problem.blocks]
    most = [_most_renewed(problem, block) for block in problem.blocks]
    types, whose = _types(problem), []
    for number, (block, columns) in enumerate(pairs(places)):
        for place, column in columns.lots.items():
            lot = block.lots[place]
            at_end = np.zeros(weeks)
            at_end[lot.end] = 1.0
            curves.append(np.cumsum(at_end * column_values([column], values)))
            limits.append(at_end * lot.renewable)
            most.append(np.full(weeks, np.inf))
            types.append(_renewed_with(block, lot))
            whose.append((number, place))
    rounded = together(types, whole_up, np.stack(curves), np.stack(limits), np.stack(most))
    of_lots = [[0.0] * len(block.lots) for block in problem.blocks]
    for row, (number, place) in enumerate(whose, start=len(problem.blocks)):
        of_lots[number][place] = float(rounded[row, -1])
        rounded[number] += rounded[row]
    kept = [
        np.minimum(rounded[place], np.cumsum(block.expiring)) for place, block in enumerate(problem.blocks)
    ]
    return _Renewals(kept, [tuple(places_kept) for places_kept in of_lots])


def _renewed_with(block: Block, lot: Lot) -> str:
    """Contracts that are rounded up together: of a type, and for the same classes of residents.

    A whole place more for one class is no bed for another.
    """
    return block.type if lot.suits == block.suits else f"{block.type} {class_name(lot.suits)}"


def _most_renewed(problem: PlacesProblem, block: Block) -> Array:
    """Most renewals per week, cumulative: those of a period may come in any of its weeks."""
    most = np.cumsum(renewal_limits(problem, block)[1])
    weekly: Array = np.repeat(most, problem.period_weeks)[: problem.weeks.count]
    return weekly


def _closings_decided(places: PlacesProgram, values: Array) -> Array:
    """Cumulative closings per block and period; none where a block cannot close in this plan."""
    nothing = np.zeros(places.problem.periods)
    curves = [cumulative(columns.closed, values) if columns.closed else nothing for columns in places.blocks]
    return np.stack(curves)


def _renewed_weekly(problem: PlacesProblem, block: Block, columns: BlockColumns, values: Array) -> Array:
    """Cumulative renewals per week: they follow the contracts that end within each period; lots apart."""
    if block.lots:
        return np.zeros(block.expiring.size)
    renewed = np.maximum(0.0, [values[column.index] for column in columns.renewed])
    ending = expiring_by_period(problem, block)
    share = np.divide(renewed, ending, out=np.zeros_like(renewed), where=ending > 0)
    weekly = np.cumsum(block.expiring * np.repeat(share, problem.period_weeks)[: block.expiring.size])
    found: Array = np.round(weekly, DECIMALS)
    return found


def _at_period_ends(problem: PlacesProblem, weekly: Array) -> Array:
    ends = np.minimum((np.arange(problem.periods) + 1) * problem.period_weeks, weekly.size) - 1
    picked: Array = weekly[ends]
    return picked


class _Closable:
    """Whole closings of a block between the minimum and the maximum contract of what is opened or renewed."""

    def __init__(self, problem: PlacesProblem, block: Block, closing: Array, kept: Array) -> None:
        """Takes the closings that were decided (cumulative, whole) and the renewals (cumulative per week)."""
        self.closing = closing
        self._block = block
        self._renewed = np.zeros(closing.size) if block.lots else _at_period_ends(problem, kept)
        self._orders = free_orders(problem, block)
        self._held = [
            period for period in range(1, closing.size) if period * problem.period_weeks in block.held_closing
        ]

    def curve(self, opened: Array) -> Array:
        """Cumulative closings per period when so much was opened (cumulative, whole)."""
        block, taken_on = self._block, opened + self._renewed
        if block.contract_periods is None:
            return np.zeros(taken_on.size)
        free = self._orders.copy()
        free[block.contract_periods :] += taken_on[: taken_on.size - block.contract_periods]
        if block.credit is not None:
            free += block.credit
        allowed: Array = np.minimum(self.closing, free)
        if block.most_periods is not None and block.most_periods < allowed.size:
            over = allowed[block.most_periods :]
            allowed[block.most_periods :] = np.maximum(over, opened[: over.size])
        for period in self._held:
            allowed[period] = allowed[period - 1]
        return allowed


def _held(problem: PlacesProblem, columns: BlockColumns, values: Array) -> Array:
    """Pinned closings per week, whole: all of them, or as many as there are."""
    weekly = np.zeros(problem.weeks.count)
    for week, column in columns.held.items():
        weekly[week] = np.floor(values[column.index] + SOLVER_TOLERANCE)
    return weekly


def _spread(problem: PlacesProblem, per_period: Array) -> Array:
    """Decisions take effect in the first week of their period."""
    weekly = np.zeros(problem.periods * problem.period_weeks)
    weekly[:: problem.period_weeks] = per_period
    return weekly[: problem.weeks.count]
