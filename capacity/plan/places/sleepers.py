"""Who sleeps where once the places are settled: usable places by whom they suit, filled class by class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from capacity.domain.plan_result import CLASSES
from capacity.plan.network.parts import Array
from capacity.plan.places.problem import Block, PlacesProblem
from capacity.plan.portfolio.suits import Suits, seated

DECIMALS = 6


@dataclass(frozen=True)
class Rooms:
    """Usable places of a block per week, in all and by the classes that they suit."""

    usable: Array
    by_suits: Mapping[Suits, Array]


@dataclass(frozen=True)
class Sleepers:
    """Persons per week in a block or at the intake site, and the share of each class in them.

    Args:
        mix: of shape (classes, weeks); that of the whole country where nobody is.
    """

    persons: Array
    mix: Array


def rooms_of(block: Block, stock: Array, renewed: tuple[float, ...]) -> Rooms:
    """Usable places: each lot by its own share and classes, all others by the block's.

    Args:
        stock: places at each week's end.
        renewed: places kept of each lot.
    """
    usable, rest = stock * block.usable_share + block.usable_beyond(), stock.copy()
    own: dict[Suits, Array] = {}
    for lot, places in zip(block.lots, renewed, strict=True):
        kept = lot.renewed(stock.size, places)
        usable += kept * (lot.usable_share - block.usable_share)
        there = lot.standing(stock.size) + kept
        rest -= there
        own[lot.suits] = own.get(lot.suits, np.zeros(stock.size)) + there * lot.usable_share
    within: Array = np.minimum(np.maximum(0.0, usable), stock)
    inside = np.round(within, DECIMALS)
    if not own.keys() - {block.suits}:
        return Rooms(inside, {block.suits: inside})
    others = np.maximum(0.0, rest) * block.usable_share
    own[block.suits] = own.get(block.suits, np.zeros(stock.size)) + others
    return Rooms(inside, _scaled(own, inside))


def spare_beds(problem: PlacesProblem, stock: Sequence[Array], needed: Array) -> list[Array]:
    """Beds beyond the usable share that are put to use in each block, where crisis steps are allowed.

    Args:
        stock: places of each block at each week's end.
        needed: persons per week who have no bed otherwise.
    """
    if not any(problem.spare_of(block) for block in problem.blocks):
        return [np.zeros(places.size) for places in stock]
    room = [places * problem.spare_of(block) for block, places in zip(problem.blocks, stock, strict=True)]
    share = np.clip(_ratio(np.asarray(needed, dtype=float), np.sum(room, axis=0)), 0.0, 1.0)
    return [np.round(beds * share, DECIMALS) for beds in room]


def with_spare(rooms: Rooms, beds: Array) -> Rooms:
    """Usable places with spare beds, which suit whom the places around them suit."""
    if not beds.any():
        return rooms
    usable = rooms.usable + beds
    return Rooms(usable, _scaled(rooms.by_suits, usable))


def _scaled(parts: Mapping[Suits, Array], whole: Array) -> dict[Suits, Array]:
    """Parts that add up to a whole: where more closes than is of no lot, each lot gives its share."""
    share = _ratio(whole, np.sum(list(parts.values()), axis=0))
    return {suits: part * share for suits, part in parts.items()}


def _ratio(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def sleepers(
    problem: PlacesProblem, rooms: Sequence[Rooms], beds_at_intake: Array
) -> tuple[Sleepers, list[Sleepers]]:
    """Who sleeps at the intake site and in each block; places that suit the same classes fill evenly.

    Args:
        rooms: usable places of each block, in the order of the problem.
        beds_at_intake: beds at the intake site of persons who are there.
    """
    country: dict[Suits, Array] = {}
    for own in rooms:
        for suits, beds in own.by_suits.items():
            country[suits] = country.get(suits, np.zeros_like(beds)) + beds
    inside = seated(problem.residents, [(problem.intake.suits, beds_at_intake), *country.items()])
    per_bed = {
        suits: np.divide(persons, beds, out=np.zeros_like(persons), where=beds > 0)
        for (suits, beds), persons in zip(country.items(), inside[1:], strict=True)
    }
    everybody = np.stack([problem.residents[name] for name in CLASSES])
    within = [
        np.sum([beds * per_bed[suits] for suits, beds in own.by_suits.items()], axis=0) for own in rooms
    ]
    usable = np.stack([beds_at_intake, *(own.usable for own in rooms)])
    at_intake, *blocks = _sleepers(np.stack([inside[0], *within]), usable, everybody)
    return at_intake, blocks


def _sleepers(persons: Array, beds: Array, country: Array) -> list[Sleepers]:
    """Persons by class as whole numbers of millionths, and their mix.

    Args:
        persons: of shape (sites, classes, weeks); beds: of shape (sites, weeks).
        country: persons of each class per week.
    """
    total = persons.sum(axis=1)
    mix = np.where(total[:, None] > 0, persons, country)
    shares = _ratio(mix, np.broadcast_to(mix.sum(axis=1, keepdims=True), mix.shape))
    housed = np.minimum(beds, np.round(total, DECIMALS))
    return [Sleepers(own, share) for own, share in zip(housed, shares, strict=True)]
