"""The served method: half of Prophet's yearly pattern on a bootstrapped level, on the log scale."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capacity.forecast.prophet_wrapper import yearly_season
from capacity.forecast.shape import Array, Method

SMOOTHING = np.linspace(0.1, 1.0, 19)


def served_paths(
    ds: pd.DatetimeIndex,
    y: Array,
    ahead: pd.DatetimeIndex,
    method: Method,
    paths: int,
    chance: np.random.Generator,
) -> Array:
    """Sample paths of the periods ahead, shape (periods, paths), at least 0.

    The level follows simple exponential smoothing of log1p(y) less season. Each path goes on with
    past one-step errors, drawn with weight `step_decay` to the power of their age and a random
    sign; as in the smoothing itself only the rate's part of an error stays in the level. The level
    is pulled to the mean of the last `pull_periods`. Short or small series have no season.

    Raises:
        ValueError: fewer than two observations.
    """
    if y.size < 2:
        raise ValueError("a forecast needs at least two observations")
    z = np.log1p(y)
    seasonal = y.size >= method.season_min_periods and y.mean() >= method.season_min_mean
    past, future = (
        yearly_season(ds, z, ahead, method.season_order)
        if seasonal
        else (np.zeros(z.size), np.zeros(len(ahead)))
    )
    past, future = method.season_strength * past, method.season_strength * future
    level, errors, rate = smoothed(z - past)
    home = float((z - past)[-method.pull_periods :].mean())
    drawn = _drawn_errors(errors, method.step_decay, (len(ahead), paths), chance)
    levels = np.empty_like(drawn)
    current = np.full(paths, level)
    for period in range(len(ahead)):
        current = current + method.pull * (home - current)
        levels[period] = current + drawn[period]
        current = current + rate * drawn[period]
    highest = max(float(y[-method.cap_periods :].max()), method.cap_floor)
    values: Array = np.clip(np.expm1(levels + future[:, None]), 0.0, method.cap_factor * highest)
    return values


def smoothed(series: Array) -> tuple[float, Array, float]:
    """Level, one-step errors and rate of simple exponential smoothing with the least absolute error."""
    best: tuple[float, float, Array, float] | None = None
    for rate in SMOOTHING:
        level, errors = float(series[0]), np.empty(series.size - 1)
        for place, value in enumerate(series[1:]):
            errors[place] = value - level
            level += rate * errors[place]
        score = float(np.abs(errors).mean())
        if best is None or score < best[0]:
            best = (score, level, errors, float(rate))
    assert best is not None
    return best[1:]


def _drawn_errors(errors: Array, decay: float, shape: tuple[int, int], chance: np.random.Generator) -> Array:
    weights = decay ** np.arange(errors.size - 1, -1, -1, dtype=np.float64)
    chosen = chance.choice(errors, size=shape, p=weights / weights.sum())
    signed: Array = chosen * chance.choice((-1.0, 1.0), size=shape)
    return signed
