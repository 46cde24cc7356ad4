"""Whole amounts divided over parts, for many wholes at once: one row each, padded to the longest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capacity.plan.network.parts import Array
from capacity.plan.places.whole_parts import FLOOR_TOLERANCE, PLACE_TOLERANCE


def at_most(totals: Array, amounts: Array) -> Array:
    """Whole amounts of each row as they are; fewer where they are more than its total."""
    fits = amounts.sum(axis=1) <= totals
    if fits.all():
        return amounts
    fewer = whole_of(np.where(fits, 0.0, totals), amounts, np.where(fits[:, None], 0.0, amounts))
    found: Array = np.where(fits[:, None], amounts, fewer)
    return found


def whole_of(amounts: Array, owed: Array, most: Array) -> Array:
    """Whole parts that add up to the amount of each row, as `whole_parts.whole_of` divides one.

    Args:
        most: what each part can take (whole); none where a row has no such part.
    """
    given: Array = np.minimum(np.maximum(0.0, np.floor(owed + FLOOR_TOLERANCE)), most)
    totals = given.sum(axis=1)
    while len(over := np.flatnonzero(totals > amounts + PLACE_TOLERANCE)):
        worst = np.where(given > 0, given - owed, -np.inf).argmax(axis=1)
        given[over, worst[over]] -= 1
        totals[over] -= 1
    while True:
        room = given < most
        lacking = np.where(totals < amounts - PLACE_TOLERANCE, np.rint(amounts - totals), 0.0)
        missing = np.minimum(lacking, np.count_nonzero(room, axis=1))
        rows = np.flatnonzero(missing)
        if not rows.size:
            return given
        order = np.where(room[rows], given[rows] - owed[rows], np.inf).argsort(axis=1, kind="stable")
        first = np.arange(given.shape[1]) < missing[rows, None]
        here, place = np.nonzero(first)
        given[rows[here], order[here, place]] += 1
        totals = totals + missing


def in_tiers(amounts: Array, owed: Array, weights: Array, tiers: list[Array]) -> Array:
    """Whole parts that add up to the amount of each row, within the first limits if they can.

    Args:
        owed: what each part should have; what it has no room for goes to the others of its row by weight.
        tiers: what each part can take in all (whole), the narrowest limits first.
    """
    given, rest = np.zeros_like(owed), amounts
    for most in tiers:
        room = np.maximum(0.0, most - given)
        now = np.where((rest > PLACE_TOLERANCE) & room.any(axis=1), rest, 0.0)
        if now.any():
            given = given + _within(now, np.maximum(0.0, owed - given), weights, room)
            rest = amounts - given.sum(axis=1)
    return given


def _within(amounts: Array, owed: Array, weights: Array, most: Array) -> Array:
    there = most > 0
    wanted = _to(amounts, np.where((owed > 0).any(axis=1, keepdims=True), owed, weights), there)
    for _ in range(wanted.shape[1]):
        beyond = np.maximum(0.0, wanted - most).sum(axis=1)
        free = wanted < most
        again = (beyond >= FLOOR_TOLERANCE) & free.any(axis=1)
        if not again.any():
            break
        more = np.where(free, _to(beyond, np.where(free, weights, 0.0), free), 0.0)
        wanted = np.where(again[:, None], np.minimum(wanted, most) + more, wanted)
    return whole_of(amounts, wanted, most)


def _to(amounts: Array, weights: Array, there: NDArray[np.bool_]) -> Array:
    """The amount of each row divided by weight; evenly over the parts there where nobody has one."""
    known = np.where(weights.any(axis=1, keepdims=True), weights, there)
    totals = known.sum(axis=1)
    parts: Array = amounts[:, None] * known / np.where(totals > 0, totals, 1.0)[:, None]
    return parts
