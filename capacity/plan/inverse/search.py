"""The last place of a row at which something still holds."""

from __future__ import annotations

from collections.abc import Callable


def last_that_holds(count: int, holds: Callable[[int], bool]) -> int | None:
    """The last of so many places at which something holds, found by halving; None when not at the first.

    Args:
        holds: whether it holds at a place; once it fails, it fails at every later place.
    """
    if not count or not holds(0):
        return None
    low, high = 0, count
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            low = middle
        else:
            high = middle
    return low
