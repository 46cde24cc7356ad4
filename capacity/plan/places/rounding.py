"""Whole places: cumulative curves of decisions rounded so that no limit is passed and no total is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from capacity.plan.network.parts import Array

SOLVER_TOLERANCE = 1e-6


def step_up(curves: Array, before: Array, limits: Array) -> Array:
    """One period of `whole_up`.

    Args:
        curves: cumulative amounts at the period's end.
        before: whole amounts at the end of the period before.
        limits: most that each may rise; whole or infinite.
    """
    most, whole = before + limits, np.floor(curves + SOLVER_TOLERANCE)
    rounded: Array = np.minimum(np.maximum(before, whole), most)
    total = np.ceil(curves.sum() - SOLVER_TOLERANCE)
    for highest in (np.ceil(curves - SOLVER_TOLERANCE), whole + 1):
        room = np.minimum(highest, most) > rounded
        rounded = rounded + (room & (np.cumsum(room) <= total - rounded.sum()))
    return rounded


def whole_up(curves: Array, limits: Array, most: Array | None = None) -> Array:
    """Rounds cumulative curves to whole numbers together, each by at most one.

    The sum over all curves is rounded up; who is rounded up follows the order of the curves, those that are
    no whole number first, and whoever was stays so. The total is short only where limits leave no room.

    Args:
        curves: shape (curves, periods), each never decreasing.
        limits: most that each curve may rise per period, same shape; whole or infinite.
        most: most that each may be per period, whole; infinite if not given.

    Returns:
        Whole numbers of the same shape, never decreasing, each at most one above its curve.
    """
    rounded = np.zeros_like(curves)
    before = np.zeros(len(curves))
    for period in range(curves.shape[1]):
        step = limits[:, period]
        if most is not None:
            step = np.minimum(step, np.maximum(0.0, most[:, period] - before))
        before = step_up(curves[:, period], before, step)
        rounded[:, period] = before
    return rounded


def whole_down(curves: Array) -> Array:
    """Rounds cumulative curves to whole numbers together: their sum is rounded down in every period.

    Each whole place goes to the curve that lacks most of one.

    Args:
        curves: shape (curves, periods), each never decreasing.

    Returns:
        Whole numbers of the same shape, never decreasing, each less than one above its curve.
    """
    rounded = np.zeros_like(curves)
    now = np.zeros(len(curves))
    for period in range(curves.shape[1]):
        curve = np.maximum(curves[:, period], 0.0)
        for _ in range(round(np.floor(curve.sum() + SOLVER_TOLERANCE) - now.sum())):
            now[np.argmax(curve - now)] += 1
        rounded[:, period] = now
    return rounded


def together(groups: Sequence[str], rounding: Callable[..., Array], *amounts: Array) -> Array:
    """Rounds the rows of each group together and apart from all others.

    Args:
        groups: the group of each row.
        rounding: what rounds rows together.
        amounts: what it takes, each with the rows first.
    """
    rounded = np.zeros_like(amounts[0])
    names = np.asarray(groups)
    for group in dict.fromkeys(groups):
        rows = names == group
        rounded[rows] = rounding(*(amount[rows] for amount in amounts))
    return rounded
