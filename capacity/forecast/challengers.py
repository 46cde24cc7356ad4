"""Challengers from statsforecast on log1p: Theta and AutoETS, as quantiles read off their own intervals."""

from __future__ import annotations

import warnings
from statistics import NormalDist

import numpy as np

from capacity.domain.views import QUANTILE_LEVELS
from capacity.forecast.shape import Array

ONE_DEVIATION_LEVEL = 68.26894921370859
LOG_LIMIT = 20.0


def theta_quantiles(y: Array, horizon: int, year: int) -> Array:
    """Dynamic optimised theta; shape (horizon, quantile levels), values not below zero."""
    from statsforecast.models import DynamicOptimizedTheta

    return _quantiles(DynamicOptimizedTheta(season_length=year), y, horizon)


def ets_quantiles(y: Array, horizon: int, year: int) -> Array:
    """AutoETS; shape (horizon, quantile levels), values not below zero."""
    from statsforecast.models import AutoETS

    return _quantiles(AutoETS(season_length=year), y, horizon)


def _quantiles(model: object, y: Array, horizon: int) -> Array:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = model.forecast(y=np.log1p(y), h=horizon, level=[ONE_DEVIATION_LEVEL])  # type: ignore[attr-defined]
    mean = np.asarray(found["mean"], dtype=np.float64)
    high = np.asarray(found[f"hi-{ONE_DEVIATION_LEVEL}"], dtype=np.float64)
    spread = np.maximum(0.0, high - mean)
    factors = np.array([NormalDist().inv_cdf(level) for level in QUANTILE_LEVELS])
    logs = mean[:, None] + spread[:, None] * factors[None, :]
    values: Array = np.maximum(0.0, np.expm1(np.minimum(logs, LOG_LIMIT)))
    return values
