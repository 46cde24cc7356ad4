"""Dividing a whole number of places so that the parts are whole and add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

Apportion = Callable[[int, Sequence[float]], list[int]]
"""A rule that divides a whole number over weights; the parts add up to it."""


def by_largest_remainder(total: int, weights: Sequence[float]) -> list[int]:
    """Divides a whole number by weight: whole parts, the largest remainders rounded up.

    A heavier weight never gets less; of equal remainders the heavier comes first, then the earlier.

    Args:
        total: places or persons to divide, 0 or more.
        weights: weight of each part, such as inhabitants.

    Raises:
        ValueError: the total is negative, a weight is negative, or there is no weight to divide over.
    """
    shares = [Fraction(weight) for weight in weights]
    everything = sum(shares, Fraction(0))
    if total < 0 or any(share < 0 for share in shares):
        raise ValueError(f"cannot divide {total}: a total and its weights are 0 or more")
    if not total:
        return [0] * len(shares)
    if not everything:
        raise ValueError(f"cannot divide {total} over no weight")
    quotas = [total * share / everything for share in shares]
    parts = [int(quota) for quota in quotas]
    order = sorted(range(len(parts)), key=lambda place: (parts[place] - quotas[place], -shares[place], place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts
