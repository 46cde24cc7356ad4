"""The served method: half of Prophet's yearly pattern on a bootstrapped level, on the log scale."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capacity.forecast.level import level_paths, smoothed
from capacity.forecast.prophet_wrapper import yearly_season
from capacity.forecast.shape import Array, Method
from capacity.forecast.width import width_factors


def served_paths(
    ds: pd.DatetimeIndex,
    y: Array,
    ahead: pd.DatetimeIndex,
    method: Method,
    paths: int,
    chance: np.random.Generator,
) -> Array:
    """Sample paths of the periods ahead, shape (periods, paths), at least 0.

    Paths of the level (`level_paths`) of log1p(y) less season, their distance from the median times
    the width that the past asks for, plus season. Short or small series have no season. No value is
    above `cap_factor` times the highest recent one.

    Raises:
        ValueError: fewer than two observations.
    """
    if y.size < 2:
        raise ValueError("a forecast needs at least two observations")
    z = np.log1p(y)
    past, future = half_season(ds, y, z, ahead, method)
    series = z - past
    fitted = smoothed(series, method)
    for_paths, for_width = chance.spawn(2)
    levels = level_paths(series, fitted, series.size, (len(ahead), paths), method, for_paths)
    middle = np.median(levels, axis=1, keepdims=True)
    factors = width_factors(series, fitted, len(ahead), method, for_width)
    levels = middle + factors[:, None] * (levels - middle)
    highest = max(float(y[-method.cap_periods :].max()), method.cap_floor)
    values: Array = np.clip(np.expm1(levels + future[:, None]), 0.0, method.cap_factor * highest)
    return values


def half_season(
    ds: pd.DatetimeIndex, y: Array, z: Array, ahead: pd.DatetimeIndex, method: Method
) -> tuple[Array, Array]:
    """The part of Prophet's yearly pattern that is used, past and ahead; zero for short series."""
    if not has_season(y, method):
        return np.zeros(z.size), np.zeros(len(ahead))
    past, future = yearly_season(ds, z, ahead, method.season_order)
    return method.season_strength * past, method.season_strength * future


def has_season(y: Array, method: Method) -> bool:
    """Whether a series is long and large enough for a yearly pattern."""
    return bool(y.size >= method.season_min_periods and y.mean() >= method.season_min_mean)
