"""Whole amounts divided over parts: by weight, by what is owed, or so that relative gaps become equal."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from capacity.plan.network.parts import Array

FLOOR_TOLERANCE = 1e-9
PLACE_TOLERANCE = 1e-3
LEVEL_TOLERANCE = 1e-12
REMEMBERED = 512


def carried(amounts: Array, weights: Array, most: Array | None = None) -> Array:
    """Whole amounts per week divided by weight; what a week leaves of a share is carried to the next.

    What was divided before is remembered: a scenario changes few of the amounts of the one before it.

    Args:
        amounts: whole, per week.
        weights: one per part; need not add up to one.
        most: what each part can give in all; None without a limit.

    Returns:
        Whole numbers of shape (parts, weeks); each week adds up to its amount.
    """
    limits = np.full(weights.size, np.inf) if most is None else most
    given = (np.asarray(numbers, dtype=float).tobytes() for numbers in (amounts, weights, limits))
    return _carried(*given).copy()


@lru_cache(maxsize=REMEMBERED)
def _carried(*given: bytes) -> Array:
    amounts, weights, most = (np.frombuffer(numbers) for numbers in given)
    parts = np.zeros((weights.size, amounts.size))
    owed, left, total = np.zeros(weights.size), most.copy(), weights.sum()
    for week in np.flatnonzero(amounts > 0):
        owed += amounts[week] * weights / total
        parts[:, week] = whole_of(float(amounts[week]), owed, left)
        owed -= parts[:, week]
        left -= parts[:, week]
    return parts


def whole_of(amount: float, owed: Array, most: Array) -> Array:
    """Whole parts that add up to an amount: what is owed in whole, then to whom most is still owed.

    Args:
        most: what each part can take (whole); less than the amount is given when all are full.
    """
    given: Array = np.minimum(np.maximum(0.0, np.floor(owed + FLOOR_TOLERANCE)), most)
    total = float(np.add.reduce(given))
    while total > amount + PLACE_TOLERANCE:
        given[np.argmax(np.where(given > 0, given - owed, -np.inf))] -= 1
        total -= 1
    while total < amount - PLACE_TOLERANCE:
        room = given < most
        missing = min(round(amount - total), int(np.count_nonzero(room)))
        if not missing:
            break
        given[np.where(room, given - owed, np.inf).argsort(kind="stable")[:missing]] += 1
        total += missing
    return given


def _to(amount: float, weights: Array) -> Array:
    """An amount divided by weight; evenly where nobody has one."""
    total = np.add.reduce(weights)
    known = weights if total > 0 else np.ones_like(weights)
    parts: Array = amount * known / (total if total > 0 else weights.size)
    return parts


def level_gaps(amount: float, there: Array, asked: Array) -> Array:
    """Whole places that make the relative gaps as equal as they can be; beyond every gap by what is asked.

    Args:
        there: lasting places of each part; asked: its task.
    """
    missing = np.maximum(0.0, asked - there)
    beyond = amount - float(missing.sum())
    if beyond >= 0:
        return missing + whole_of(beyond, _to(beyond, asked), np.full(asked.size, np.inf))
    low, high = 0.0, 1.0
    while high - low > LEVEL_TOLERANCE:
        level = (low + high) / 2
        wanted = np.maximum(0.0, asked * (1 - level) - there).sum()
        low, high = (level, high) if wanted > amount else (low, level)
    target = np.maximum(0.0, asked * (1 - high) - there)
    return whole_of(amount, target, np.ceil(missing))
