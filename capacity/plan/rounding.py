"""Whole places: cumulative curves of decisions rounded so that no limit is passed and no total is lost."""

from __future__ import annotations

import numpy as np

from capacity.plan.network import Array

SOLVER_TOLERANCE = 1e-6


def whole_up(curves: Array, limits: Array) -> Array:
    """Rounds cumulative curves to whole numbers together, each by less than one.

    The sum over all curves is rounded up; who is rounded up follows the order of the curves, and
    whoever was stays so. The total is short only where the limits of a step leave no room.

    Args:
        curves: shape (curves, periods), each never decreasing.
        limits: most that each curve may rise per period, same shape; whole or infinite.

    Returns:
        Whole numbers of the same shape, never decreasing, each less than one from its curve.
    """
    rounded = np.zeros_like(curves)
    before = np.zeros(len(curves))
    for period in range(curves.shape[1]):
        curve = curves[:, period]
        lowest = np.maximum(before, np.floor(curve + SOLVER_TOLERANCE))
        highest = np.minimum(np.ceil(curve - SOLVER_TOLERANCE), before + limits[:, period])
        room = highest > lowest
        missing = np.ceil(curve.sum() - SOLVER_TOLERANCE) - lowest.sum()
        before = lowest + (room & (np.cumsum(room) <= missing))
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
