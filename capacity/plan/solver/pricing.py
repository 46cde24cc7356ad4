"""What reduced costs say about a point: whether it is best, what it is bounded by, where it is held."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DUAL_TOLERANCE = 1e-7
PRIMAL_TOLERANCE = 1e-7
AT_BOUND_TOLERANCE = 1e-5
NOISE_TOLERANCE = 1e-11
"""Of the largest price: smaller ones come from rounding. Real ones of the chain begin at 1e-8 of it."""


def without_noise(columns: Array, rows: Array, basic: NDArray[np.int64]) -> tuple[Array, Array]:
    """Reduced costs and duals of rows in which what rounding alone leaves is nothing.

    A price of noise would hold a column in place for a gain that is not there, and a later goal would pay.
    What the basis holds has no price at all, however much rounding leaves it: held at the limit beside
    which it stands, it would leave later goals no plan.

    Args:
        columns, rows: prices as they were worked out.
        basic: what the basis holds: places of columns, and of rows as minus their place minus one.
    """
    least_real = NOISE_TOLERANCE * max(np.abs(columns).max(initial=0.0), np.abs(rows).max(initial=0.0))
    real_columns, real_rows = np.abs(columns) > least_real, np.abs(rows) > least_real
    real_columns[basic[basic >= 0]] = False
    real_rows[-basic[basic < 0] - 1] = False
    return np.where(real_columns, columns, 0.0), np.where(real_rows, rows, 0.0)


def none_improves(priced: Array, at: Array, low: Array, high: Array) -> bool:
    """Whether no column that may move would better a minimum by moving.

    Args:
        priced: reduced costs.
        at, low, high: where the columns stand, and their bounds.
    """
    down = (priced > DUAL_TOLERANCE) & (at > low + PRIMAL_TOLERANCE)
    up = (priced < -DUAL_TOLERANCE) & (at < high - PRIMAL_TOLERANCE)
    return not bool(((down | up) & (low < high)).any())


def least(priced: Array, low: Array, high: Array) -> float:
    """Smallest sum of prices times amounts within bounds; minus infinity where an amount has none."""
    chosen = np.abs(priced) > DUAL_TOLERANCE
    return float((priced[chosen] * np.where(priced > 0, low, high)[chosen]).sum())


def nearest_bound(values: Array, low: Array, high: Array) -> Array:
    """The bounds next to values, up to rounding; the values themselves where no bound is near."""
    to_low = np.abs(values - low)
    to_high = np.abs(values - high)
    nearest = np.where(to_low <= to_high, low, high)
    return np.where(
        np.minimum(to_low, to_high) < AT_BOUND_TOLERANCE * np.maximum(1.0, np.abs(values)), nearest, values
    )
