"""Challengers from statsforecast on log1p: Theta, AutoETS, AutoARIMA, drawn from their own intervals."""

from __future__ import annotations

import warnings
from statistics import NormalDist

import numpy as np

from capacity.forecast.shape import Array
from capacity.forecast.simple import random_walk_sample

ONE_DEVIATION_LEVEL = 68.26894921370859
LOG_LIMIT = 20.0
FEWEST_POINTS = 12
"""Fewer points, or points that never change, give these models nothing to fit: a random walk stands in."""


def theta_sample(y: Array, horizon: int, year: int, size: int) -> Array:
    """Dynamic optimised theta; shape (horizon, size), each period's own distribution, not below zero."""
    from statsforecast.models import DynamicOptimizedTheta

    return statsforecast_sample(DynamicOptimizedTheta(season_length=year), y, horizon, size)


def ets_sample(y: Array, horizon: int, year: int, size: int) -> Array:
    """AutoETS; shape (horizon, size), each period's own distribution, not below zero."""
    from statsforecast.models import AutoETS

    return statsforecast_sample(AutoETS(season_length=year), y, horizon, size)


def arima_sample(y: Array, horizon: int, year: int, size: int) -> Array:
    """AutoARIMA; shape (horizon, size), each period's own distribution, not below zero.

    Approximate likelihoods would halve its time, and make it a weaker rival than it is (docs/forecast.md).
    """
    from statsforecast.models import AutoARIMA

    return statsforecast_sample(AutoARIMA(season_length=year), y, horizon, size)


def statsforecast_sample(model: object, y: Array, horizon: int, size: int) -> Array:
    """A model of statsforecast fitted to log1p(y) and drawn from its own intervals; shape (horizon, size)."""
    if y.size < FEWEST_POINTS or np.ptp(y) == 0:
        return random_walk_sample(y, horizon, size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = model.forecast(y=np.log1p(y), h=horizon, level=[ONE_DEVIATION_LEVEL])  # type: ignore[attr-defined]
    mean = np.asarray(found["mean"], dtype=np.float64)
    high = np.asarray(found[f"hi-{ONE_DEVIATION_LEVEL}"], dtype=np.float64)
    spread = np.maximum(0.0, high - mean)
    normal = NormalDist()
    places = np.array([normal.inv_cdf((place + 0.5) / size) for place in range(size)])
    logs = mean[:, None] + spread[:, None] * places[None, :]
    values: Array = np.maximum(0.0, np.expm1(np.minimum(logs, LOG_LIMIT)))
    return values
