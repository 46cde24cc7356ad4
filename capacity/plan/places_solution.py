"""The solved places in whole numbers, and who sleeps where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from capacity.plan.network import Array
from capacity.plan.places import BlockColumns, PlacesProgram, expiring_by_period, free_orders
from capacity.plan.places_problem import Block, PlacesProblem, last_weeks
from capacity.plan.program import Column
from capacity.plan.rounding import SOLVER_TOLERANCE, whole_down, whole_up

DECIMALS = 6
NOISE_TOLERANCE = 1e-6


@dataclass(frozen=True)
class BlockWeeks:
    """Places of one block per week; opened counts announced places too, closed counts contracts that end."""

    block: Block
    opened: Array
    closed: Array
    available: Array
    usable: Array
    occupied: Array


@dataclass(frozen=True)
class PlacesSolution:
    """Every block and the intake site over all weeks solved; persons are those at the week's end."""

    problem: PlacesProblem
    blocks: list[BlockWeeks]
    at_intake: Array
    present: Array
    over_cap: Array
    outplaced: Array
    without_bed: Array
    cost_before_rounding: float


def read_places(places: PlacesProgram, values: Array) -> PlacesSolution:
    """Rounds the decisions to whole places and houses the residents in them."""
    opened, closed = _whole_decisions(places, values)
    outplaced = _column_values(places.outplaced, values)
    intake = places.problem.intake
    away = last_weeks(outplaced, intake.stay_weeks)
    present = np.maximum(0.0, np.round(intake.persons - away, DECIMALS))
    return house(places.problem, opened, closed, present, outplaced, _relaxed_cost(places, values))


def house(
    problem: PlacesProblem,
    opened: list[Array],
    closed: list[Array],
    present: Array,
    outplaced: Array,
    cost_before_rounding: float = 0.0,
) -> PlacesSolution:
    """Who sleeps where once it is settled what opens and closes, per block and week.

    Args:
        present: persons at the intake site at each week's end.
        outplaced: persons per week who were placed elsewhere from there.
    """
    residents, intake = problem.total_residents(), problem.intake
    over_cap = _clean(np.round(present - intake.cap, DECIMALS))
    at_intake = np.minimum(np.minimum(present, intake.places * intake.usable_share), residents)
    stock = [
        block.now + np.cumsum(opened[place] - closed[place]) for place, block in enumerate(problem.blocks)
    ]
    usable = [
        np.round(amount * block.usable_share, DECIMALS)
        for amount, block in zip(stock, problem.blocks, strict=True)
    ]
    total = np.sum(usable, axis=0)
    rest = np.maximum(0.0, residents - at_intake)
    filled = np.minimum(1.0, np.divide(rest, total, out=np.zeros_like(rest), where=total > 0))
    blocks = [
        BlockWeeks(
            block,
            opened[place],
            closed[place],
            stock[place],
            usable[place],
            np.minimum(usable[place], np.round(usable[place] * filled, DECIMALS)),
        )
        for place, block in enumerate(problem.blocks)
    ]
    housed = np.sum([part.occupied for part in blocks], axis=0) + at_intake
    return PlacesSolution(
        problem=problem,
        blocks=blocks,
        at_intake=at_intake,
        present=present,
        over_cap=over_cap,
        outplaced=outplaced,
        without_bed=_clean(residents - housed),
        cost_before_rounding=cost_before_rounding,
    )


def _clean(numbers: Array) -> Array:
    """Rounding leaves crumbs of a millionth per block; only what is more is a person without a bed."""
    crumbs = NOISE_TOLERANCE * 100
    cleaned: Array = np.where(numbers > crumbs, numbers, 0.0)
    return cleaned


def _column_values(columns: list[Column], values: Array) -> Array:
    found: Array = np.maximum(0.0, np.round([values[column.index] for column in columns], DECIMALS))
    return found


def _relaxed_cost(places: PlacesProgram, values: Array) -> float:
    shown = places.problem.weeks.shown
    return float(
        sum(
            block.eur_per_place_week * _column_values(columns.available, values)[:shown].sum()
            for block, columns in zip(places.problem.blocks, places.blocks, strict=True)
        )
    )


def _whole_decisions(places: PlacesProgram, values: Array) -> tuple[list[Array], list[Array]]:
    """Whole places opened and closed per week and block."""
    problem = places.problem
    opened = whole_up(
        _curves(places, values, "opened"), np.stack([block.open_limit for block in problem.blocks])
    )
    renewed = whole_up(
        np.stack([_renewed_weekly(problem, block, columns, values) for block, columns in _pairs(places)]),
        np.stack([block.expiring for block in problem.blocks]),
    )
    opened_weekly, closed_weekly = [], []
    for place, (block, columns) in enumerate(_pairs(places)):
        limit = np.minimum(renewed[place], np.cumsum(block.expiring))
        taken_on = opened[place] + _at_period_ends(problem, limit)
        closing = _closing_curve(problem, block, columns, values, taken_on)
        openings = _spread(problem, np.diff(opened[place], prepend=0.0))
        opened_weekly.append(openings + block.pipeline)
        ended = block.expiring + block.closings - np.diff(limit, prepend=0.0)
        decided = _spread(problem, np.diff(closing, prepend=0.0))
        closed_weekly.append(ended + decided + _held(problem, columns, values))
    return opened_weekly, closed_weekly


def _pairs(places: PlacesProgram) -> list[tuple[Block, BlockColumns]]:
    return list(zip(places.problem.blocks, places.blocks, strict=True))


def _curves(places: PlacesProgram, values: Array, kind: str) -> Array:
    curves: Array = np.stack(
        [np.cumsum(_column_values(getattr(columns, kind), values)) for columns in places.blocks]
    )
    return curves


def _renewed_weekly(problem: PlacesProblem, block: Block, columns: BlockColumns, values: Array) -> Array:
    """Cumulative renewals per week: they follow the contracts that end within each period."""
    renewed = _column_values(columns.renewed, values)
    ending = expiring_by_period(problem, block)
    share = np.divide(renewed, ending, out=np.zeros_like(renewed), where=ending > 0)
    weekly: Array = np.cumsum(block.expiring * np.repeat(share, problem.period_weeks)[: block.expiring.size])
    return weekly


def _at_period_ends(problem: PlacesProblem, weekly: Array) -> Array:
    ends = np.minimum((np.arange(problem.periods) + 1) * problem.period_weeks, weekly.size) - 1
    picked: Array = weekly[ends]
    return picked


def _closing_curve(
    problem: PlacesProblem, block: Block, columns: BlockColumns, values: Array, taken_on: Array
) -> Array:
    """Whole closings, never before the minimum contract of what was opened or renewed in whole numbers."""
    if block.contract_periods is None:
        return np.zeros(taken_on.size)
    closing = whole_down(np.cumsum(_column_values(columns.closed, values)))
    free = free_orders(problem, block)
    free[block.contract_periods :] += taken_on[: taken_on.size - block.contract_periods]
    if block.credit is not None:
        free += block.credit
    allowed: Array = np.minimum(closing, free)
    for period in range(1, allowed.size):
        if period * problem.period_weeks in block.held_closing:
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
