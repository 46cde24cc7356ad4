"""Columns of the places program, and where each quantity stands in it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from capacity.plan.network.parts import Array
from capacity.plan.places.problem import Block, PlacesProblem
from capacity.plan.places.rounding import SOLVER_TOLERANCE
from capacity.plan.solver.program import INFINITY, Builder, Column


@dataclass
class BlockColumns:
    """Columns of one block: decisions per period, places per week.

    `lots` are renewals of single contracts, by place in the block's lots; `held` are closings that are
    pinned.
    """

    opened: list[Column] = field(default_factory=list)
    renewed: list[Column] = field(default_factory=list)
    closed: list[Column] = field(default_factory=list)
    available: list[Column] = field(default_factory=list)
    held: dict[int, Column] = field(default_factory=dict)
    lots: dict[int, Column] = field(default_factory=dict)


@dataclass
class PlacesProgram:
    """The program, and where each quantity stands in it."""

    problem: PlacesProblem
    program: Builder
    blocks: list[BlockColumns]
    without_bed: list[Column]
    over_cap: list[Column]
    outplaced: list[Column]
    at_intake: list[Column]
    task_gap: list[Column]
    fixed: Column
    labels: list[str]
    over_ceiling: list[Column] = field(default_factory=list)
    buffer_short: list[Column] = field(default_factory=list)
    widest_gap: list[Column] = field(default_factory=list)
    spare: list[Column] = field(default_factory=list)
    missed: list[Column] = field(default_factory=list)


def row_name(places: PlacesProgram, family: str, site: str, week: int) -> str:
    """Name of a row or column: family, where it is, the Monday's week."""
    return f"{family}-{site}-{places.labels[week]}"


def where(block: Block) -> str:
    """A block in the name of a row or column: region and type."""
    return f"{block.region}.{block.type}"


def expiring_by_period(problem: PlacesProblem, block: Block) -> Array:
    """Contracts that end in each decision period."""
    return by_period(problem, block.expiring)


def by_period(problem: PlacesProblem, weekly: Array) -> Array:
    """Sums per decision period."""
    padded = np.zeros(problem.periods * problem.period_weeks)
    padded[: weekly.size] = weekly
    sums: Array = padded.reshape(problem.periods, problem.period_weeks).sum(axis=1)
    return sums


def renewal_limits(problem: PlacesProblem, block: Block) -> tuple[Array, Array]:
    """Fewest and most renewals per period, whole: the planner's choice, all that may be, or none.

    What an accepted plan renewed stays renewed.
    """
    ending = expiring_by_period(problem, block)
    most = block.most_renewed
    if most is None:
        share = block.renewable_share * np.cumsum(ending)
        most = np.diff(np.floor(share + SOLVER_TOLERANCE), prepend=0.0)
    if block.lots:
        most = by_period(problem, block.renewable())
    nothing = np.zeros_like(most)
    low, high = {"plan": (nothing, most), "all": (most, most), "none": (nothing, nothing)}[block.renewal]
    if block.renewed is None:
        return low, high
    kept = np.minimum(by_period(problem, block.renewed), ending)
    return np.maximum(low, kept), np.maximum(high, kept)


def declare(places: PlacesProgram, block: Block) -> BlockColumns:
    """Adds the columns of a block to the program."""
    program, problem, columns = places.program, places.problem, BlockColumns()
    fewest_renewed, most_renewed = renewal_limits(problem, block)
    for period in range(problem.periods):
        week = period * problem.period_weeks
        name = where(block)
        columns.opened.append(
            program.column(row_name(places, "opened", name, week), 0.0, float(block.open_limit[period]))
        )
        columns.renewed.append(
            program.column(
                row_name(places, "renewed", name, week),
                float(fewest_renewed[period]),
                float(most_renewed[period]),
            )
        )
        if block.contract_periods is not None:
            most_closed = 0.0 if week in block.held_closing else INFINITY
            columns.closed.append(program.column(row_name(places, "closed", name, week), 0.0, most_closed))
    highest = np.maximum(block.ceiling, block.most_kept)
    for week in range(problem.weeks.count):
        high = float(highest[week])
        columns.available.append(program.column(row_name(places, "available", where(block), week), 0.0, high))
    for place, lot in enumerate(block.lots):
        if lot.end is not None and lot.ends:
            least = lot.least if block.renewal != "all" else lot.renewable
            name = row_name(places, "renewed", f"{where(block)}.{lot.block}", lot.end)
            columns.lots[place] = program.column(name, least, lot.renewable)
    for week, most in block.held_closing.items():
        columns.held[week] = program.column(row_name(places, "closed_pinned", where(block), week), 0.0, most)
    return columns
