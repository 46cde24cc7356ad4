"""The solved places in whole numbers, and who sleeps where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from capacity.plan.dutch_places import last_weeks
from capacity.plan.lots import ended_again
from capacity.plan.network import Array
from capacity.plan.places_blocks import free_orders
from capacity.plan.places_columns import BlockColumns, PlacesProgram, expiring_by_period
from capacity.plan.places_problem import Block, PlacesProblem
from capacity.plan.program import Column
from capacity.plan.rounding import SOLVER_TOLERANCE, whole_down, whole_up
from capacity.plan.sleepers import DECIMALS, rooms_of, sleepers, spare_beds, with_spare

NOISE_TOLERANCE = 1e-6


@dataclass(frozen=True)
class BlockWeeks:
    """Places of one block per week; opened counts announced places too, closed counts contracts that end.

    Args:
        lasting: places of the region that count for its task; 0 on every block but the regular one.
        eur: what the block costs.
        renewed: places kept of each of the block's lots.
        mix: share of each class in who lives there, of shape (classes, weeks).
        spare: beds in use beyond the usable share; they are part of `usable`.
    """

    block: Block
    opened: Array
    closed: Array
    available: Array
    usable: Array
    occupied: Array
    lasting: Array
    eur: Array
    mix: Array
    spare: Array
    renewed: tuple[float, ...] = ()


@dataclass(frozen=True)
class PlacesSolution:
    """Every block and the intake site over all weeks solved; persons are those at the week's end.

    Args:
        mix_at_intake: share of each class in who sleeps at the intake site, of shape (classes, weeks).
    """

    problem: PlacesProblem
    blocks: list[BlockWeeks]
    at_intake: Array
    mix_at_intake: Array
    present: Array
    over_cap: Array
    outplaced: Array
    without_bed: Array
    cost_before_rounding: float


def read_places(places: PlacesProgram, values: Array) -> PlacesSolution:
    """Rounds the decisions to whole places and houses the residents in them."""
    opened, closed, renewed = _whole_decisions(places, values)
    outplaced = _column_values(places.outplaced, values)
    intake = places.problem.intake
    away = last_weeks(outplaced, intake.stay_weeks)
    present = np.maximum(0.0, np.round(intake.persons - away, DECIMALS))
    moved = Decisions(opened, closed, renewed)
    return house(places.problem, moved, present, outplaced, _relaxed_cost(places, values))


@dataclass(frozen=True)
class Decisions:
    """Places opened and closed per week, and places renewed of each lot, by block."""

    opened: list[Array]
    closed: list[Array]
    renewed: list[tuple[float, ...]]


def house(
    problem: PlacesProblem,
    moved: Decisions,
    present: Array,
    outplaced: Array,
    cost_before_rounding: float = 0.0,
) -> PlacesSolution:
    """Who sleeps where once it is settled what opens, closes and is renewed, per block and week.

    Args:
        present: persons at the intake site at each week's end.
        outplaced: persons per week who were placed elsewhere from there.
    """
    residents, intake = problem.total_residents(), problem.intake
    over_cap = _clean(np.round(present - intake.cap, DECIMALS))
    opened, closed = moved.opened, moved.closed
    stock = [
        block.now + np.cumsum(opened[place] - closed[place]) for place, block in enumerate(problem.blocks)
    ]
    rooms = [
        rooms_of(block, stock[place], moved.renewed[place]) for place, block in enumerate(problem.blocks)
    ]
    beds_at_intake = np.minimum(present, intake.places * intake.usable_share)
    spare = spare_beds(
        problem, stock, residents - beds_at_intake - np.sum([own.usable for own in rooms], axis=0)
    )
    rooms = [with_spare(own, beds) for own, beds in zip(rooms, spare, strict=True)]
    at_intake, slept = sleepers(problem, rooms, beds_at_intake)
    blocks = [
        BlockWeeks(
            block,
            opened[place],
            closed[place],
            stock[place],
            rooms[place].usable,
            slept[place].persons,
            _lasting(problem, block, stock[place], moved.renewed),
            _eur(block, stock[place], moved.renewed[place]),
            slept[place].mix,
            spare[place],
            moved.renewed[place],
        )
        for place, block in enumerate(problem.blocks)
    ]
    housed = np.sum([part.occupied for part in blocks], axis=0) + at_intake.persons
    return PlacesSolution(
        problem=problem,
        blocks=blocks,
        at_intake=at_intake.persons,
        mix_at_intake=at_intake.mix,
        present=present,
        over_cap=over_cap,
        outplaced=outplaced,
        without_bed=_clean(residents - housed),
        cost_before_rounding=cost_before_rounding,
    )


def _eur(block: Block, stock: Array, renewed: tuple[float, ...]) -> Array:
    """EUR per week: each lot at its own price, all others at the block's."""
    eur: Array = stock * block.eur_per_place_week + block.eur_beyond()
    for lot, places in zip(block.lots, renewed, strict=True):
        eur += lot.renewed(stock.size, places) * (lot.eur_per_place_week - block.eur_per_place_week)
    return eur


def _lasting(problem: PlacesProblem, regular: Block, stock: Array, renewed: list[tuple[float, ...]]) -> Array:
    """Places of a region that count for its task, per week; told on its regular block."""
    if regular.type != "regular":
        return np.zeros_like(stock)
    lasting = stock - problem.not_lasting(regular)
    for place in problem.with_lots.get(regular.region, ()):
        block = problem.blocks[place]
        for lot, places in zip(block.lots, renewed[place], strict=True):
            if lot.durable != (block.type == "regular"):
                lasting += lot.renewed(stock.size, places) * (1.0 if lot.durable else -1.0)
    counted: Array = np.maximum(0.0, lasting)
    return counted


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
    cost = 0.0
    for block, columns in _pairs(places):
        renewed = [0.0] * len(block.lots)
        for place, column in columns.lots.items():
            renewed[place] = float(values[column.index])
        cost += float(_eur(block, _column_values(columns.available, values), tuple(renewed))[:shown].sum())
    return cost


def _whole_renewals(places: PlacesProgram, values: Array) -> tuple[Array, list[tuple[float, ...]]]:
    """Whole renewals: cumulative per week and block, and of each lot; rounded up together."""
    problem, weeks = places.problem, places.problem.weeks.count
    curves = [_renewed_weekly(problem, block, columns, values) for block, columns in _pairs(places)]
    limits = [np.zeros(weeks) if block.lots else block.expiring for block in problem.blocks]
    whose = []
    for number, (block, columns) in enumerate(_pairs(places)):
        for place, column in columns.lots.items():
            lot = block.lots[place]
            at_end = np.zeros(weeks)
            at_end[lot.end] = 1.0
            curves.append(np.cumsum(at_end * _column_values([column], values)))
            limits.append(at_end * lot.renewable)
            whose.append((number, place))
    rounded = whole_up(np.stack(curves), np.stack(limits))
    of_lots = [[0.0] * len(block.lots) for block in problem.blocks]
    for row, (number, place) in enumerate(whose, start=len(problem.blocks)):
        of_lots[number][place] = float(rounded[row, -1])
        rounded[number] += rounded[row]
    return rounded[: len(problem.blocks)], [tuple(kept) for kept in of_lots]


def _whole_decisions(
    places: PlacesProgram, values: Array
) -> tuple[list[Array], list[Array], list[tuple[float, ...]]]:
    """Whole places opened and closed per week and block, and renewed of each lot."""
    problem = places.problem
    opened = whole_up(
        _curves(places, values, "opened"), np.stack([block.open_limit for block in problem.blocks])
    )
    renewed, of_lots = _whole_renewals(places, values)
    closings = whole_down(
        np.stack([_closings_decided(problem, columns, values) for columns in places.blocks])
    )
    opened_weekly, closed_weekly = [], []
    for place, (block, columns) in enumerate(_pairs(places)):
        limit = np.minimum(renewed[place], np.cumsum(block.expiring))
        taken_on = opened[place] + (0.0 if block.lots else _at_period_ends(problem, limit))
        closing = _closing_curve(problem, block, closings[place], taken_on, opened[place])
        openings = _spread(problem, np.diff(opened[place], prepend=0.0))
        opened_weekly.append(openings + block.pipeline)
        ended = block.expiring + block.closings - np.diff(limit, prepend=0.0)
        ended += ended_again(block.lots, of_lots[place], ended.size)
        decided = _spread(problem, np.diff(closing, prepend=0.0))
        closed_weekly.append(ended + decided + _held(problem, columns, values))
    return opened_weekly, closed_weekly, of_lots


def _closings_decided(problem: PlacesProblem, columns: BlockColumns, values: Array) -> Array:
    """Cumulative closings per period; none where a block cannot close in this plan."""
    return np.cumsum(_column_values(columns.closed, values)) if columns.closed else np.zeros(problem.periods)


def _pairs(places: PlacesProgram) -> list[tuple[Block, BlockColumns]]:
    return list(zip(places.problem.blocks, places.blocks, strict=True))


def _curves(places: PlacesProgram, values: Array, kind: str) -> Array:
    curves: Array = np.stack(
        [np.cumsum(_column_values(getattr(columns, kind), values)) for columns in places.blocks]
    )
    return curves


def _renewed_weekly(problem: PlacesProblem, block: Block, columns: BlockColumns, values: Array) -> Array:
    """Cumulative renewals per week: they follow the contracts that end within each period; lots apart."""
    if block.lots:
        return np.zeros(block.expiring.size)
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
    problem: PlacesProblem, block: Block, closing: Array, taken_on: Array, opened: Array
) -> Array:
    """Whole closings between the minimum and the maximum contract of what was opened or renewed."""
    if block.contract_periods is None:
        return np.zeros(taken_on.size)
    free = free_orders(problem, block)
    free[block.contract_periods :] += taken_on[: taken_on.size - block.contract_periods]
    if block.credit is not None:
        free += block.credit
    allowed: Array = np.minimum(closing, free)
    if block.most_periods is not None and block.most_periods < allowed.size:
        over = allowed[block.most_periods :]
        allowed[block.most_periods :] = np.maximum(over, opened[: over.size])
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
