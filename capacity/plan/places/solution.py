"""The solved places in whole numbers, and who sleeps where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from capacity.plan.network.parts import Array
from capacity.plan.places.columns import PlacesProgram
from capacity.plan.places.dutch import last_weeks
from capacity.plan.places.problem import Block, PlacesProblem
from capacity.plan.places.sleepers import DECIMALS, rooms_of, sleepers, spare_beds, with_spare
from capacity.plan.places.whole_places import Decisions, column_values, pairs, whole_decisions

NOISE_TOLERANCE = 1e-6


@dataclass(frozen=True)
class BlockWeeks:
    """Places of one block per week; opened counts announced places too, closed counts contracts that end.

    Args:
        lasting: places of the region that count for its task; 0 on every block but the regular one.
        eur: what the block costs.
        renewed: places kept of each of the block's lots.
        kept: places per week whose contract is renewed, where that is known.
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
    kept: Array | None = None


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
    outplaced = column_values(places.outplaced, values)
    intake = places.problem.intake
    away = last_weeks(outplaced, intake.stay_weeks)
    present = np.maximum(0.0, np.round(intake.persons - away, DECIMALS))
    moved = whole_decisions(places, values)
    return house(places.problem, moved, present, outplaced, _relaxed_cost(places, values))


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
            None if moved.kept is None else moved.kept[place],
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
    counted: Array = np.maximum(0.0, stock + lasting_beside(problem, regular, renewed))
    return counted


def lasting_beside(problem: PlacesProblem, regular: Block, renewed: list[tuple[float, ...]]) -> Array:
    """What a region's lasting places are more than its regular ones per week; negative: fewer.

    Args:
        renewed: places kept of the lots of each block, in the order of the problem's blocks.
    """
    beside: Array = -problem.not_lasting(regular)
    for place in problem.with_lots.get(regular.region, ()):
        block = problem.blocks[place]
        for lot, places in zip(block.lots, renewed[place], strict=True):
            if lot.durable != (block.type == "regular"):
                beside += lot.renewed(beside.size, places) * (1.0 if lot.durable else -1.0)
    return beside


def _clean(numbers: Array) -> Array:
    """Rounding leaves crumbs of a millionth per block; only what is more is a person without a bed."""
    crumbs = NOISE_TOLERANCE * 100
    cleaned: Array = np.where(numbers > crumbs, numbers, 0.0)
    return cleaned


def _relaxed_cost(places: PlacesProgram, values: Array) -> float:
    shown = places.problem.weeks.shown
    cost = 0.0
    for block, columns in pairs(places):
        renewed = [0.0] * len(block.lots)
        for place, column in columns.lots.items():
            renewed[place] = float(values[column.index])
        cost += float(_eur(block, column_values(columns.available, values), tuple(renewed))[:shown].sum())
    return cost
