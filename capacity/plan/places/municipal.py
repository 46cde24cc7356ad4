"""The places of provinces divided over their municipalities: the same model with smaller regions.

Two levels: the provinces are planned, then their whole places are handed down. Places of a type cost the
same all over a province and its limits are divided without a rest, so one program of all municipalities can
gain little (docs/model.md has what was measured); every week adds up to the plan of the province.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from capacity.plan.network.parts import Array
from capacity.plan.places.columns import by_period, renewal_limits
from capacity.plan.places.hand_down import HandDown, Settled
from capacity.plan.places.problem import Block, PlacesProblem
from capacity.plan.places.solution import BlockWeeks, PlacesSolution, house, lasting_beside
from capacity.plan.places.whole_parts import PLACE_TOLERANCE, carried
from capacity.plan.places.whole_places import Decisions
from capacity.plan.portfolio.lots import Lot, ended_again


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
        for part in (_split(problem, block, over) if block.region in over.members else [block])
    ]
    return replace(problem, blocks=tuple(blocks), task=over.task)


def handed_down(solution: PlacesSolution, over: Division) -> PlacesSolution:
    """The whole places of provinces handed down to their municipalities; sums of every week are kept.

    No contract is cut short and nothing opens above a ceiling as long as the province itself does neither.
    Where it does (an edit of a planner), its total wins; `above_ceiling` tells where that opens too much.
    """
    small = divided(solution.problem, over)
    by_block = {(block.region, block.type): block for block in small.blocks}
    renewed = [kept for part in solution.blocks for kept in _kept(part, _own(part, by_block, over))]
    settled, place = [], 0
    for part in solution.blocks:
        count = len(_own(part, by_block, over))
        settled.append(_settled(small, slice(place, place + count), renewed, over))
        place += count
    moves = _moves(solution.blocks, settled)
    opened = [weekly for more, _ in moves for weekly in more]
    closed = [weekly for _, less in moves for weekly in less]
    moved = Decisions(opened, closed, renewed)
    return house(small, moved, solution.present, solution.outplaced, solution.cost_before_rounding)


def _moves(parts: list[BlockWeeks], settled: list[Settled]) -> list[tuple[Array, Array]]:
    """What opens and closes in the municipalities of each block; those of a kind are handed down at once."""
    kinds: dict[tuple[bool, bool], list[int]] = {}
    for place, one in enumerate(settled):
        kinds.setdefault((one.with_lots, one.asked is None), []).append(place)
    found: dict[int, tuple[Array, Array]] = {}
    for places in kinds.values():
        hand_down = HandDown([settled[place] for place in places])
        opened = np.stack([parts[place].opened for place in places], axis=1)
        closed = np.stack([parts[place].closed for place in places], axis=1)
        for week in range(len(opened)):
            hand_down.week(week, opened[week], closed[week])
        found |= {place: hand_down.moved(row) for row, place in enumerate(places)}
    return [found[place] for place in range(len(parts))]


def _own(part: BlockWeeks, by_block: Mapping[tuple[str, str], Block], over: Division) -> list[Block]:
    """The blocks that a province's block is divided into."""
    codes = over.members.get(part.block.region, (part.block.region,))
    return [by_block[(code, part.block.type)] for code in codes]


def _settled(small: PlacesProblem, own: slice, renewed: list[tuple[float, ...]], over: Division) -> Settled:
    blocks, kept, weeks = list(small.blocks[own]), renewed[own], small.weeks.count
    divided_by = np.array([over.weights.get(block.region, 1.0) for block in blocks])
    gaps = over.fair and blocks[0].type == "regular" and blocks[0].region in over.weights
    return Settled(
        blocks=blocks,
        of_lots=np.stack([_coming(list(block.lots), weeks) for block in blocks]),
        ending=np.stack([_lots_closed(block, places) for block, places in zip(blocks, kept, strict=True)]),
        beside=np.stack([lasting_beside(small, block, renewed) for block in blocks]) if gaps else None,
        shares=divided_by,
        asked=np.array([small.task.get(block.region, 0.0) for block in blocks]) if gaps else None,
        period_weeks=small.period_weeks,
    )


def _split(problem: PlacesProblem, block: Block, over: Division) -> list[Block]:
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
    ceilings = _ceilings(block, now, shares)
    renewed = _most_renewed(problem, block, ending)
    return [
        replace(
            block,
            region=code,
            now=float(now[place]),
            pipeline=pipeline[place],
            expiring=ending[place],
            open_limit=block.open_limit * shares[place],
            most_renewed=None if renewed is None else renewed[place],
            ceiling=float(ceilings[place]),
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


def _ceilings(block: Block, now: Array, shares: Array) -> Array:
    """Ceiling of each municipality: what is there, and of the room above it a whole part by inhabitants."""
    if not np.isfinite(block.ceiling):
        return np.full(now.size, block.ceiling)
    if block.ceiling < block.now:
        lower: Array = block.ceiling * now / block.now
        return lower
    room = block.ceiling - block.now
    whole = np.floor(room)
    ceilings: Array = now + carried(np.array([whole]), shares)[:, 0] + (room - whole) * shares
    return ceilings


def _most_renewed(problem: PlacesProblem, block: Block, ending: Array) -> Array | None:
    """The province's limit of each period, by what ends in each municipality; None with a portfolio."""
    if block.lots:
        return None
    parts = np.stack([by_period(problem, weekly) for weekly in ending])
    whole = parts.sum(axis=0)
    shares = np.divide(parts, whole, out=np.zeros_like(parts), where=whole > 0)
    limits: Array = shares * renewal_limits(problem, block)[1]
    return limits


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


def above_ceiling(solution: PlacesSolution) -> list[tuple[str, str, int, float]]:
    """Where more is there than the ceiling and what was announced allow: region, type, week, places."""
    found = []
    for part in solution.blocks:
        above = part.available - np.maximum(part.block.ceiling, part.block.most_kept)
        for week in np.flatnonzero(above > PLACE_TOLERANCE):
            found.append((part.block.region, part.block.type, int(week), float(above[week])))
    return found
