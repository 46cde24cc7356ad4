"""Edited contracts as closings: of a contract that is renewed for fewer places more close in its week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from capacity.domain.pins import Pin
from capacity.plan.edited.limits import NOISE_TOLERANCE, BrokenLimit
from capacity.plan.edited.places import Moves, Where
from capacity.plan.places.contracts import Contract, contracts_of, renewed_of
from capacity.plan.places.problem import Block, PlacesProblem

Renewed = Mapping[Where, Mapping[int, float]]


@dataclass(frozen=True)
class EditedContracts:
    """The moves after edits of contracts.

    Args:
        renewed: places renewed of lots, by their place in their block; of blocks where they are told.
        broken: contracts that are renewed for more places than can be.
    """

    moves: Moves
    renewed: Renewed
    broken: list[BrokenLimit]


def edited_contracts(
    moves: Moves, table: pd.DataFrame, pins: Sequence[Pin], problem: PlacesProblem
) -> EditedContracts:
    """What the edits of contracts open and close.

    Args:
        moves: of the plan as it was, or with its openings and closings edited.
        table: the plan's table of contracts.
        pins: edited cells; those of other tables change nothing here.
    """
    if not pins and not any(block.lots for block in problem.blocks):
        return EditedContracts(moves, {}, [])
    before = renewed_of(table)
    wanted = {pin.key: pin.value for pin in pins if pin.table == "contracts"}
    by_hand = {_where(pin.key) for pin in pins if pin.table == "places"}
    labels, shown = problem.weeks.labels(), problem.weeks.shown
    closed = {where: weekly.copy() for where, weekly in moves.closed.items()}
    renewed: dict[Where, dict[int, float]] = {}
    broken: list[BrokenLimit] = []
    for block in problem.blocks:
        where = (block.region, block.type)
        for one in contracts_of(block, shown):
            key = (labels[one.week], *where, one.name)
            if key not in before:
                continue
            value = wanted.get(key, before[key])
            most = max(_most(block, one), before[key])
            if value > most + NOISE_TOLERANCE:
                broken.append(BrokenLimit("renewal", "contracts", key, "renewed", value, most))
            change = before[key] - min(value, one.places)
            closed[where][one.week] = max(0.0, closed[where][one.week] + change)
            if one.lot is not None:
                again = block.lots[one.lot].ends_again
                if again < shown:
                    closed[where][again] = max(0.0, closed[where][again] - change)
                if where not in by_hand:
                    renewed.setdefault(where, {})[one.lot] = min(value, one.places)
    return EditedContracts(Moves(moves.opened, closed), renewed, broken)


def _most(block: Block, one: Contract) -> float:
    """Most places that can be renewed; of totals the limit of their period says it."""
    return one.places if one.lot is None else block.lots[one.lot].renewable


def _where(key: tuple[str, ...]) -> Where:
    """Region and type of a row of places or contracts."""
    _, region, kind, *_ = key
    return region, kind


def without_doubles(of_contracts: list[BrokenLimit], of_places: list[BrokenLimit]) -> list[BrokenLimit]:
    """Limits of both, less those of a type and region that one of its contracts tells already."""
    told = {_where(limit.key) for limit in of_contracts}
    rest = [limit for limit in of_places if limit.kind != "renewal" or _where(limit.key) not in told]
    return [*of_contracts, *rest]
