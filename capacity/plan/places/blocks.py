"""Rows of a block of places: what is there, which contracts are renewed, when places may close."""

from __future__ import annotations

import numpy as np

from capacity.plan.network.parts import Array
from capacity.plan.places.columns import (
    BlockColumns,
    PlacesProgram,
    by_period,
    expiring_by_period,
    row_name,
    where,
)
from capacity.plan.places.problem import Block, PlacesProblem
from capacity.plan.solver.program import EQUAL, LESS, MORE, Column


def stock(places: PlacesProgram, block: Block, columns: BlockColumns) -> None:
    """available(t) = available(t-1) + announced - ended + opened + renewed - closed."""
    problem = places.problem
    ending = expiring_by_period(problem, block)
    for week in range(problem.weeks.count):
        period = week // problem.period_weeks
        row: dict[Column, float] = {columns.available[week]: 1.0}
        known = float(block.pipeline[week] - block.expiring[week] - block.closings[week])
        if week:
            row[columns.available[week - 1]] = -1.0
        else:
            known += block.now
        if block.expiring[week] and not block.lots:
            row[columns.renewed[period]] = -float(block.expiring[week] / ending[period])
        if week % problem.period_weeks == 0:
            row[columns.opened[period]] = -1.0
            if columns.closed:
                row[columns.closed[period]] = 1.0
        if week in columns.held:
            row[columns.held[week]] = 1.0
        for place, column in columns.lots.items():
            if week == block.lots[place].end:
                row[column] = -1.0
            elif week == block.lots[place].ends_again:
                row[column] = 1.0
        places.program.row(row_name(places, "stock", where(block), week), row, EQUAL, known)


def renewals(places: PlacesProgram, block: Block, columns: BlockColumns) -> None:
    """Renewals of a period are those of the single contracts that end in it."""
    problem = places.problem
    if not block.lots:
        return
    for period in range(problem.periods):
        row: dict[Column, float] = {columns.renewed[period]: 1.0}
        for place, column in columns.lots.items():
            end = block.lots[place].end
            if end is not None and end // problem.period_weeks == period:
                row[column] = -1.0
        week = period * problem.period_weeks
        places.program.row(row_name(places, "renewals", where(block), week), row, EQUAL, 0.0)


def contracts(places: PlacesProgram, block: Block, columns: BlockColumns) -> None:
    """Only places opened, renewed or ordered a minimum contract ago may close before the plan's end."""
    if block.contract_periods is None:
        return
    ordered = free_orders(places.problem, block)
    for period in range(len(columns.closed)):
        row = dict.fromkeys(columns.closed[: period + 1], 1.0)
        for earlier in range(period - block.contract_periods + 1):
            row[columns.opened[earlier]] = -1.0
            if not block.lots:
                row[columns.renewed[earlier]] = -1.0
        week = period * places.problem.period_weeks
        credit = 0.0 if block.credit is None else float(block.credit[period])
        free = credit + float(ordered[period])
        places.program.row(row_name(places, "contract", where(block), week), row, LESS, free)


def last_days(places: PlacesProgram, block: Block, columns: BlockColumns) -> None:
    """A place that the plan opens closes after its maximum contract; not in a week that a planner holds."""
    if block.most_periods is None or not columns.closed:
        return
    problem = places.problem
    for period in range(block.most_periods, problem.periods):
        week = period * problem.period_weeks
        if week in block.held_closing or not block.open_limit[: period - block.most_periods + 1].any():
            continue
        row = dict.fromkeys(columns.closed[: period + 1], 1.0)
        row |= {column: 1.0 for held, column in columns.held.items() if held <= week}
        row |= dict.fromkeys(columns.opened[: period - block.most_periods + 1], -1.0)
        places.program.row(row_name(places, "last_day", where(block), week), row, MORE, 0.0)


def move_rows(places: PlacesProgram) -> None:
    """The plan closes no more places in a period than people can be moved; contracts end when they end."""
    problem = places.problem
    if not np.isfinite(problem.moves_per_week):
        return
    for period in range(problem.periods):
        row = {
            columns.closed[period]: block.usable_share
            for block, columns in zip(problem.blocks, places.blocks, strict=True)
            if columns.closed
        }
        week = period * problem.period_weeks
        most = problem.moves_per_week * problem.period_weeks
        if row:
            places.program.row(row_name(places, "moves", "NL", week), row, LESS, most)


def free_orders(problem: PlacesProblem, block: Block) -> Array:
    """Ordered places per period whose minimum contract is over, cumulative."""
    free = np.zeros(problem.periods)
    if block.ordered is not None and block.contract_periods is not None:
        total = np.cumsum(by_period(problem, block.ordered))
        later = min(block.contract_periods + 1, problem.periods)
        free[later:] = total[: problem.periods - later]
    return free
