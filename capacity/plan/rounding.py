"""Whole places: cumulative curves of decisions rounded so that no limit is passed and no total is lost."""

from __future__ import annotations

import numpy as np

from capacity.plan.network import Array

SOLVER_TOLERANCE = 1e-6


def whole_up(curves: Array) -> Array:
    """Rounds cumulative curves up to whole numbers together, each by less than one.

    The sum over all curves is rounded up as one number and shared out in order, so that the total
    is never short and at most about one place too many.

    Args:
        curves: shape (curves, periods), each never decreasing.

    Returns:
        Whole numbers of the same shape, never decreasing, each below its curve plus one.
    """
    totals = np.ceil(np.cumsum(curves, axis=0) - SOLVER_TOLERANCE)
    shared = np.diff(totals, axis=0, prepend=0.0)
    within = np.minimum(np.ceil(curves - SOLVER_TOLERANCE), np.maximum(shared, np.floor(curves)))
    rounded: Array = np.maximum.accumulate(np.maximum(within, 0.0), axis=1)
    return rounded


def whole_down(curves: Array) -> Array:
    """Rounds cumulative curves down to whole numbers, each by less than one."""
    rounded: Array = np.floor(np.maximum(curves, 0.0) + SOLVER_TOLERANCE)
    return rounded
