"""The contracts that end in the weeks of a plan: a row each, with the places whose contract it renews.

Without a portfolio no contract is known: a row is then what ends of a province and type in a week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.domain.pins import NAMELESS
from capacity.plan.chain.frames import frame
from capacity.plan.places.problem import Block, PlacesProblem
from capacity.plan.places.solution import BlockWeeks, PlacesSolution
from capacity.plan.portfolio.lots import Lot, by_preference

Row = tuple[object, ...]


@dataclass(frozen=True)
class Contract:
    """A contract that ends.

    Args:
        week: in which its places are gone unless it is renewed.
        name: of its block, as files have it.
        lot: its place in the lots of the block; None where no contract is known.
    """

    week: int
    name: str
    municipality: str
    places: float
    lot: int | None


def contracts_of(block: Block, weeks: int) -> list[Contract]:
    """Contracts of a region and type that end within so many weeks, in order.

    A location of minors has a number in place of its name, and no municipality.
    """
    if not block.lots:
        name = f"{block.region}.{block.type}"
        return [
            Contract(int(week), name, "", float(block.expiring[week]), None)
            for week in np.flatnonzero(block.expiring[:weeks] > 0)
        ]
    names, hidden = contract_names(block.lots, block.type), block.type == NAMELESS
    found = [
        Contract(lot.end, names[place], "" if hidden else lot.municipality, lot.places, place)
        for place, lot in enumerate(block.lots)
        if lot.end is not None and 0 <= lot.end < weeks
    ]
    return sorted(found, key=lambda contract: (contract.week, contract.name))


def contract_names(lots: Sequence[Lot], kind: str) -> list[str]:
    """The names of blocks as files have them; those of minors are counted among those that end with them."""
    if kind != NAMELESS:
        return [lot.block for lot in lots]
    names, seen = [""] * len(lots), Counter[int | None]()
    for place in sorted(range(len(lots)), key=lambda place: lots[place].block):
        seen[lots[place].end] += 1
        names[place] = f"{NAMELESS}-{seen[lots[place].end]}"
    return names


def contracts_table(known: PlacesProblem, solution: PlacesSolution) -> pd.DataFrame:
    """Contracts that end in the weeks shown, with the places that a plan renews.

    Args:
        known: the problem before a planner pins a cell of it.
    """
    labels, shown = known.weeks.labels(), known.weeks.shown
    rows: list[Row] = []
    for block, part in zip(known.blocks, solution.blocks, strict=True):
        of_lots = _of_lots(part)
        for one in contracts_of(block, shown):
            renewed = _of_week(part, one) if one.lot is None else of_lots[one.lot]
            where = (labels[one.week], block.region, one.municipality, block.type, one.name)
            rows.append((*where, one.places, float(renewed)))
    ordered = ["week", "region", "municipality", "type", "block"]
    return frame("contracts", rows).sort_values(ordered, ignore_index=True)


def _of_week(part: BlockWeeks, one: Contract) -> float:
    """Of what ends in a week: where a planner holds the closings, all that does not close."""
    if one.week in part.block.held_closing:
        return max(0.0, one.places - float(part.closed[one.week]))
    if one.week in part.block.settled:
        return part.block.settled[one.week]
    return 0.0 if part.kept is None else min(one.places, float(part.kept[one.week]))


def _of_lots(part: BlockWeeks) -> list[float]:
    renewed = list(part.renewed)
    for week in part.block.held_closing:
        ending = [place for place in by_preference(part.block.lots) if part.block.lots[place].end == week]
        left = sum(part.block.lots[place].places for place in ending) - float(part.closed[week])
        for place in ending:
            renewed[place] = max(0.0, min(part.block.lots[place].places, left))
            left -= renewed[place]
    return renewed


def renewed_of(table: pd.DataFrame) -> Mapping[tuple[str, str, str, str], float]:
    """Places renewed by week, region, type and block of a table of contracts."""
    columns = (table.week, table.region, table.type, table.block, table.renewed)
    return {
        (str(week), str(region), str(kind), str(block)): float(places)
        for week, region, kind, block, places in zip(*columns, strict=True)
    }
