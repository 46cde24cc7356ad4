"""The places of provinces divided over their municipalities: the same model with smaller regions.

Two levels: the provinces are planned, then their whole places are handed down. Places of a type cost the
same all over a province and its limits are divided without a rest, so no plan of the municipalities is
cheaper; every week of every municipality adds up to the plan of its province.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from capacity.plan.lots import Lot, ended_again
from capacity.plan.network import Array
from capacity.plan.places_problem import Block, PlacesProblem
from capacity.plan.places_solution import BlockWeeks, Decisions, PlacesSolution, house

FLOOR_TOLERANCE = 1e-9
PLACE_TOLERANCE = 1e-3
LEVEL_TOLERANCE = 1e-12


@dataclass(frozen=True)
class Division:
    """How provinces are divided.

    Args:
        members: municipality codes of each province, in order.
        weights: share of each municipality in its province (adds up to one within it).
        task: places asked of each municipality.
        home: municipality of each block of a portfolio, by the block's name.
        fair: whether new lasting places go where the relative gap is largest; else by weight.
    """

    members: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, float]
    task: Mapping[str, float]
    home: Mapping[str, str]
    fair: bool = False

    def shares(self, province: str) -> Array:
        """Shares of a province's municipalities, in order."""
        return np.array([self.weights[code] for code in self.members[province]])


def division(
    municipalities: pd.DataFrame, task: Mapping[str, float], home: Mapping[str, str], fair: bool = False
) -> Division:
    """Provinces divided by inhabitants.

    Args:
        municipalities: columns code, province, population.
    """
    rows = municipalities.sort_values("code")
    within = rows.population / rows.groupby("province").population.transform("sum")
    members = {str(province): tuple(codes.astype(str)) for province, codes in rows.groupby("province").code}
    return Division(members, dict(zip(rows.code.astype(str), within, strict=True)), task, home, fair)


def divided(problem: PlacesProblem, over: Division) -> PlacesProblem:
    """The places program of the municipalities: every block of a province divided over its members."""
    blocks = [
        part
        for block in problem.blocks
        for part in (_split(block, over) if block.region in over.members else [block])
    ]
    return replace(problem, blocks=tuple(blocks), task=over.task)


def handed_down(solution: PlacesSolution, over: Division) -> PlacesSolution:
    """The whole places of provinces handed down to their municipalities; sums of every week are kept."""
    small = divided(solution.problem, over)
    by_block = {(block.region, block.type): block for block in small.blocks}
    opened, closed, renewed = [], [], []
    for part in solution.blocks:
        codes = over.members.get(part.block.region, (part.block.region,))
        blocks = [by_block[(code, part.block.type)] for code in codes]
        kept = _kept(part, blocks)
        ending = np.stack([_lots_closed(block, own) for block, own in zip(blocks, kept, strict=True)])
        fair = over.fair and part.block.type == "regular" and part.block.region in over.members
        asked = np.array([small.task.get(code, 0.0) for code in codes])
        weights = over.shares(part.block.region) if part.block.region in over.members else np.ones(1)
        new, gone = _moves(part, blocks, ending, weights, asked if fair else None)
        opened += list(new)
        closed += list(gone)
        renewed += kept
    moved = Decisions(opened, closed, renewed)
    return house(small, moved, solution.present, solution.outplaced, solution.cost_before_rounding)


def _split(block: Block, over: Division) -> list[Block]:
    codes, shares = over.members[block.region], over.shares(block.region)
    at_home: dict[str, list[Lot]] = {code: [] for code in codes}
    for lot in block.lots:
        at_home[over.home[lot.block]].append(lot)
    weeks = block.expiring.size
    own = np.stack([_coming(at_home[code], weeks) for code in codes])
    now = np.array([sum(lot.places for lot in at_home[code] if lot.present) for code in codes], dtype=float)
    ending = np.stack([_ending(at_home[code], weeks) for code in codes])
    if not block.lots:
        now = carried(np.array([block.now]), shares)[:, 0]
        ending = carried(block.expiring, now if now.any() else shares, now)
    pipeline = own + carried(block.pipeline - own.sum(axis=0), shares)
    rooms = now / block.now if block.now else shares
    return [
        replace(
            block,
            region=code,
            now=float(now[place]),
            pipeline=pipeline[place],
            expiring=ending[place],
            open_limit=block.open_limit * shares[place],
            ceiling=block.ceiling * float(rooms[place]) if np.isfinite(block.ceiling) else block.ceiling,
            not_lasting=block.not_lasting * float(rooms[place]),
            held_closing={},
            credit=None,
            ordered=None,
            renewed=None,
            closing=None,
            lots=tuple(at_home[code]),
        )
        for place, code in enumerate(codes)
    ]


def _coming(lots: list[Lot], weeks: int) -> Array:
    coming = np.zeros(weeks)
    for lot in lots:
        if not lot.present:
            coming[lot.first] += lot.places
    return coming


def _ending(lots: list[Lot], weeks: int) -> Array:
    ending = np.zeros(weeks)
    for lot in lots:
        if lot.end is not None:
            ending[lot.end] += lot.places
    return ending


def carried(amounts: Array, weights: Array, most: Array | None = None) -> Array:
    """Whole amounts per week divided by weight; what a week leaves of a share is carried to the next.

    Args:
        amounts: whole, per week.
        weights: one per part; need not add up to one.
        most: what each part can give in all; None without a limit.

    Returns:
        Whole numbers of shape (parts, weeks); each week adds up to its amount.
    """
    parts = np.zeros((weights.size, amounts.size))
    owed = np.zeros(weights.size)
    left = np.full(weights.size, np.inf) if most is None else most.astype(float).copy()
    for week in np.flatnonzero(amounts > 0):
        owed += amounts[week] * weights / weights.sum()
        parts[:, week] = _whole(float(amounts[week]), owed, left)
        owed -= parts[:, week]
        left -= parts[:, week]
    return parts


def _whole(amount: float, owed: Array, left: Array) -> Array:
    """Whole parts that add up to an amount: what is owed in whole, then to whom most is still owed."""
    given: Array = np.minimum(np.maximum(0.0, np.floor(owed + FLOOR_TOLERANCE)), left)
    while given.sum() > amount + PLACE_TOLERANCE:
        given[np.argmax(np.where(given > 0, given - owed, -np.inf))] -= 1
    while given.sum() < amount - PLACE_TOLERANCE:
        room = given < left
        if not room.any():
            break
        missing = min(round(amount - given.sum()), int(room.sum()))
        given[np.argsort(np.where(room, given - owed, np.inf), kind="stable")[:missing]] += 1
    return given


def level_gaps(amount: float, there: Array, asked: Array) -> Array:
    """Whole places that make the relative gaps as equal as they can be; beyond every gap by what is asked.

    Args:
        there: lasting places of each part; asked: its task.
    """
    missing = np.maximum(0.0, asked - there)
    beyond = amount - float(missing.sum())
    if beyond >= 0:
        rest = asked if asked.any() else np.ones_like(asked)
        return missing + _whole(beyond, beyond * rest / rest.sum(), np.full(asked.size, np.inf))
    low, high = 0.0, 1.0
    while high - low > LEVEL_TOLERANCE:
        level = (low + high) / 2
        wanted = np.maximum(0.0, asked * (1 - level) - there).sum()
        low, high = (level, high) if wanted > amount else (low, level)
    target = np.maximum(0.0, asked * (1 - high) - there)
    return _whole(amount, target, np.ceil(missing))


def _kept(part: BlockWeeks, blocks: list[Block]) -> list[tuple[float, ...]]:
    """Places renewed of each municipality's lots, as the plan of the province has them."""
    of_lot = {id(lot): kept for lot, kept in zip(part.block.lots, part.renewed, strict=True)}
    return [tuple(of_lot[id(lot)] for lot in block.lots) for block in blocks]


def _lots_closed(block: Block, renewed: tuple[float, ...]) -> Array:
    """Places of lots per week that end and are not renewed."""
    closed = _ending(list(block.lots), block.expiring.size)
    for lot, kept in zip(block.lots, renewed, strict=True):
        if lot.end is not None:
            closed[lot.end] -= kept
    return closed + ended_again(block.lots, renewed, closed.size)


def _moves(
    part: BlockWeeks, blocks: list[Block], ending: Array, weights: Array, asked: Array | None
) -> tuple[Array, Array]:
    """Openings and closings per municipality and week.

    Announced openings and ends of contracts stay where they are; new places go by weight, or to the
    largest relative gap; all other closings come off in proportion to what is there.
    """
    announced = np.stack([block.pipeline for block in blocks])
    new, gone = part.opened - announced.sum(axis=0), part.closed - ending.sum(axis=0)
    stock = np.array([block.now for block in blocks])
    opened, closed = announced.copy(), ending.copy()
    owed_new, owed_gone = np.zeros(stock.size), np.zeros(stock.size)
    for week in range(part.opened.size):
        if new[week] > 0:
            if asked is None:
                owed_new += new[week] * weights
                more = _whole(float(new[week]), owed_new, np.full(stock.size, np.inf))
                owed_new -= more
            else:
                more = level_gaps(float(new[week]), stock, asked)
            opened[:, week] += more
        there = stock + opened[:, week] - closed[:, week]
        if gone[week] > 0 and there.sum() > 0:
            owed_gone += gone[week] * there / there.sum()
            less = _whole(float(gone[week]), owed_gone, np.maximum(0.0, there))
            owed_gone -= less
            closed[:, week] += less
        stock = stock + opened[:, week] - closed[:, week]
    return opened, closed
