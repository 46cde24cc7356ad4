"""The places as edited: all other decisions held, residents housed anew, limits looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.domain.pins import Pin
from capacity.plan.edited.limits import NOT_THERE, BrokenLimit, newly_over
from capacity.plan.network.parts import Array
from capacity.plan.places.blocks import free_orders
from capacity.plan.places.columns import by_period, renewal_limits
from capacity.plan.places.problem import Block, PlacesProblem
from capacity.plan.places.solution import PlacesSolution, house
from capacity.plan.places.whole_places import Decisions
from capacity.plan.portfolio.lots import renewals_behind

Where = tuple[str, str]


@dataclass(frozen=True)
class Moves:
    """Places that open and close per week in each block, 0 in the weeks that are not shown."""

    opened: Mapping[Where, Array]
    closed: Mapping[Where, Array]

    def available(self, block: Block) -> Array:
        """Places at each week's end."""
        where = (block.region, block.type)
        stock: Array = block.now + np.cumsum(self.opened[where] - self.closed[where])
        return stock


def held_moves(places: pd.DataFrame, problem: PlacesProblem) -> Moves:
    """Decisions of a plan from its places.csv."""
    opened: dict[Where, Array] = {}
    closed: dict[Where, Array] = {}
    shown = problem.weeks.shown
    for (region, kind), part in places.sort_values("week").groupby(["region", "type"]):
        for column, found in (("opened", opened), ("closed", closed)):
            found[(str(region), str(kind))] = np.zeros(problem.weeks.count)
            found[(str(region), str(kind))][:shown] = part[column].to_numpy(dtype=float)
    return Moves(opened, closed)


def edited_moves(held: Moves, pins: list[Pin], problem: PlacesProblem) -> tuple[Moves, list[BrokenLimit]]:
    """The decisions after the edits, and where more would close than is there; that many do not close."""
    labels = _labels(problem)
    opened = {where: weekly.copy() for where, weekly in held.opened.items()}
    closed = {where: weekly.copy() for where, weekly in held.closed.items()}
    for pin in pins:
        weekly = opened if pin.column == "opened" else closed
        weekly[(pin.key[1], pin.key[2])][labels.index(pin.week)] = pin.value
    broken = []
    for block in problem.blocks:
        where = (block.region, block.type)
        stock = block.now
        for week in range(problem.weeks.shown):
            there = stock + opened[where][week]
            wanted = float(closed[where][week])
            if wanted > there:
                key = (labels[week], *where)
                broken.append(BrokenLimit(NOT_THERE, "places", key, "closed", wanted, float(there)))
                closed[where][week] = there
            stock = there - closed[where][week]
    return Moves(opened, closed), broken


def housed(
    problem: PlacesProblem,
    moves: Moves,
    present: Array,
    renewed: Mapping[Where, Mapping[int, float]] | None = None,
) -> PlacesSolution:
    """Everybody housed in the places that the moves leave.

    Args:
        present: persons at the intake site at each week's end.
        renewed: places renewed of lots by their place; where none are told they follow from what closes.
    """
    wheres = [(block.region, block.type) for block in problem.blocks]
    closed = [moves.closed[where] for where in wheres]
    kept = []
    for block, where, gone in zip(problem.blocks, wheres, closed, strict=True):
        told = (renewed or {}).get(where, {})
        followed = renewals_behind(block.lots, gone)
        kept.append(tuple(told.get(place, places) for place, places in enumerate(followed)))
    return house(
        problem,
        Decisions([moves.opened[where] for where in wheres], closed, kept),
        present,
        np.zeros(problem.weeks.count),
    )


def present_at_intake(duties: pd.DataFrame, problem: PlacesProblem) -> Array:
    """Persons at the intake site per week, from the duty that caps them."""
    present = np.zeros(problem.weeks.count)
    rows = duties[duties.duty == "intake_cap"].sort_values("week")
    present[: problem.weeks.shown] = rows.due.to_numpy(dtype=float)
    return present


def broken_limits(problem: PlacesProblem, now: Moves, before: Moves) -> list[BrokenLimit]:
    """Limits of the places that the edit breaks, block by block."""
    found: list[BrokenLimit] = []
    for block in problem.blocks:
        where = (block.region, block.type)
        same = np.array_equal(now.opened[where], before.opened[where]) and np.array_equal(
            now.closed[where], before.closed[where]
        )
        if not same:
            found += _openings(problem, block, now, before)
            found += _ceiling(problem, block, now, before)
            found += _closings(problem, block, now, before)
    return found


def _labels(problem: PlacesProblem) -> list[str]:
    return problem.weeks.labels()


def _openings(problem: PlacesProblem, block: Block, now: Moves, before: Moves) -> list[BrokenLimit]:
    """More opened in a period than can be, or fewer than are announced."""
    where, shown = (block.region, block.type), problem.weeks.shown
    opened, opened_before = now.opened[where][:shown], before.opened[where][:shown]
    announced = block.pipeline[:shown]
    found = [
        BrokenLimit(
            "announced", "places", (label, *where), "opened", float(opened[week]), float(announced[week])
        )
        for week, label in enumerate(_labels(problem)[:shown])
        if opened[week] < min(announced[week], opened_before[week])
    ]
    limit = block.open_limit
    extra, extra_before = (
        by_period(problem, np.maximum(0.0, weekly - announced)) for weekly in (opened, opened_before)
    )
    for period in newly_over(extra, limit, extra_before, limit):
        week = _changed_week(problem, period, opened, opened_before)
        key = (_labels(problem)[week], *where)
        most = float(limit[period] + announced[week])
        found.append(BrokenLimit("opening_limit", "places", key, "opened", float(opened[week]), most))
    return found


def _ceiling(problem: PlacesProblem, block: Block, now: Moves, before: Moves) -> list[BrokenLimit]:
    where, shown = (block.region, block.type), problem.weeks.shown
    most = np.maximum(block.ceiling, block.most_kept)[:shown]
    there, there_before = now.available(block)[:shown], before.available(block)[:shown]
    weeks = newly_over(there, most, there_before, most)
    return [
        BrokenLimit(
            "ceiling",
            "places",
            (_labels(problem)[week], *where),
            "available",
            float(there[week]),
            float(most[week]),
        )
        for week in weeks[:1]
    ]


def _closings(problem: PlacesProblem, block: Block, now: Moves, before: Moves) -> list[BrokenLimit]:
    """Closed before the contract is over, or kept although more contracts end than can be renewed."""
    where, shown = (block.region, block.type), problem.weeks.shown
    early, early_before = (_closed_early(problem, block, moves) for moves in (now, before))
    closed, closed_before = now.closed[where][:shown], before.closed[where][:shown]
    nothing = np.zeros(early.size)
    found = []
    for period in newly_over(np.maximum(0.0, early), nothing, np.maximum(0.0, early_before), nothing)[:1]:
        week = _changed_week(problem, period, closed, closed_before)
        key, value = (_labels(problem)[week], *where), float(closed[week])
        over = float(early[period] - max(0.0, early_before[period]))
        found.append(BrokenLimit("contract", "places", key, "closed", value, max(0.0, value - over)))
    kept, kept_before = (by_period(problem, _renewed(block, moves)[:shown]) for moves in (now, before))
    most = renewal_limits(problem, block)[1]
    for period in newly_over(kept, np.ceil(most), kept_before, np.ceil(most)):
        week = _changed_week(problem, period, -closed, -closed_before)
        key, value = (_labels(problem)[week], *where), float(closed[week])
        least = value + float(kept[period] - np.ceil(most[period]))
        found.append(BrokenLimit("renewal", "places", key, "closed", value, least))
    return found


def _renewed(block: Block, moves: Moves) -> Array:
    """Contracts that end without their places closing, per week."""
    kept: Array = np.maximum(0.0, block.expiring + block.closings - moves.closed[(block.region, block.type)])
    return kept


def _closed_early(problem: PlacesProblem, block: Block, moves: Moves) -> Array:
    """Places closed so far beyond those whose contract is over, at the end of each period shown."""
    where, shown = (block.region, block.type), problem.weeks.shown
    beyond = np.maximum(0.0, moves.closed[where] - block.expiring - block.closings)[:shown]
    closed = np.cumsum(by_period(problem, beyond))
    over = free_orders(problem, block)
    if block.contract_periods is not None:
        begun = np.maximum(0.0, moves.opened[where] - block.pipeline) + _renewed(block, moves)
        contracts = np.cumsum(by_period(problem, begun[:shown]))
        over[block.contract_periods :] += contracts[: closed.size - block.contract_periods]
    early: Array = closed - over
    return early


def _changed_week(problem: PlacesProblem, period: int, now: Array, before: Array) -> int:
    """The week up to a period's end whose cell was raised most."""
    until = min((period + 1) * problem.period_weeks, now.size)
    return int(np.argmax((now - before)[:until]))
