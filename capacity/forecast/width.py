"""A mild correction of the band's width: how wide past bands of the same series should have been."""

from __future__ import annotations

import numpy as np

from capacity.forecast.level import Smoothed, level_paths
from capacity.forecast.shape import Array, Method

BAND = (0.1, 0.5, 0.9)
"""Lower edge, middle and upper edge of the band that is corrected."""
FEWEST_OUTCOMES = 8
SMALLEST_WIDTH = 1e-9
_AGE, _AHEAD, _RATIO = 0, 1, 2


def width_factors(
    series: Array, fitted: Smoothed, horizon: int, method: Method, chance: np.random.Generator
) -> Array:
    """Factor on the distance of every path from the middle, per period ahead; shape (horizon,).

    Per band of horizons: the factor at which past 80 % bands would have held 80 % of what came, recent
    outcomes weighing more, kept within `width_low` and `width_high`; of this the square root (half
    the correction on the log scale). Normalised conformal prediction, damped (Papadopoulos et al. 2008).
    """
    outcomes = past_ratios(series, fitted, method, chance)
    factors = np.ones(horizon)
    ends = [end for end in method.width_bands if end < horizon]
    for start, end in zip([0, *ends], [*ends, horizon], strict=True):
        rows = outcomes[(outcomes[:, _AHEAD] > start) & (outcomes[:, _AHEAD] <= end)]
        if end == horizon and start >= method.width_bands[-1]:
            factors[start:end] = factors[start - 1]
        elif len(rows) >= FEWEST_OUTCOMES:
            weights = 0.5 ** (rows[:, _AGE] / method.width_half_life)
            needed = weighted_quantile(rows[:, _RATIO], weights, BAND[2] - BAND[0])
            factors[start:end] = np.sqrt(np.clip(needed, method.width_low, method.width_high))
    return factors


def past_ratios(series: Array, fitted: Smoothed, method: Method, chance: np.random.Generator) -> Array:
    """Distance of past outcomes from the middle of their band over the band's half width on that side.

    One row per past origin and period ahead: age of the outcome, period ahead, ratio.
    """
    rows = []
    for known in range(series.size - 1, method.width_first - 1, -method.width_step):
        came = series[known : known + method.width_bands[-1]]
        paths = level_paths(series, fitted, known, (came.size, method.width_paths), method, chance)
        low, middle, high = np.quantile(paths, BAND, axis=1)
        half = np.where(came > middle, high - middle, middle - low)
        ahead = np.arange(1, came.size + 1)
        ratio = np.abs(came - middle) / np.maximum(half, SMALLEST_WIDTH)
        rows.append(np.column_stack((series.size - known - ahead, ahead, ratio)))
    return np.concatenate(rows) if rows else np.empty((0, 3))


def weighted_quantile(values: Array, weights: Array, level: float) -> float:
    """The smallest value at which the weights up to it reach a share of all."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    place = int(np.searchsorted(reached, level * reached[-1]))
    return float(values[order][min(place, values.size - 1)])
