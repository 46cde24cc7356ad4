"""Prophet, kept quiet: its yearly term for the served method, and the whole of it as a challenger."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd

from capacity.forecast.shape import PANDAS_FREQUENCY, Array, Frequency

_TALKERS = ("cmdstanpy", "prophet", "prophet.plot", "prophet.forecaster", "prophet.models")


@contextmanager
def _quiet() -> Iterator[None]:
    for name in _TALKERS:
        logging.getLogger(name).disabled = True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Prophet draws from numpy's shared chance: seeded here, and put back as it was."""
    before = np.random.get_state()
    np.random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(before)


def yearly_season(ds: pd.DatetimeIndex, z: Array, ahead: pd.DatetimeIndex, order: int) -> tuple[Array, Array]:
    """Prophet's yearly term on past and future periods.

    Args:
        ds, z: the past, on the scale that is to be split into level and season.
        ahead: periods to come.
        order: number of Fourier pairs.
    """
    with _quiet():
        from prophet import Prophet

        model = Prophet(
            growth="linear",
            yearly_seasonality=order,
            weekly_seasonality=False,
            daily_seasonality=False,
            uncertainty_samples=0,
        )
        model.fit(pd.DataFrame({"ds": ds, "y": z}))
        both = pd.DataFrame({"ds": ds.append(ahead)})
        yearly = model.predict(both)["yearly"].to_numpy(dtype=np.float64)
    return yearly[: len(ds)], yearly[len(ds) :]


def prophet_as_it_ships(
    ds: pd.DatetimeIndex, y: Array, horizon: int, frequency: Frequency, paths: int, seed: int
) -> Array:
    """Sample paths of Prophet with its defaults on log1p; shape (horizon, paths), not below zero."""
    with _quiet(), _seeded(seed):
        from prophet import Prophet

        model = Prophet(uncertainty_samples=paths)
        model.fit(pd.DataFrame({"ds": ds, "y": np.log1p(y)}))
        ahead = pd.date_range(ds[-1], periods=horizon + 1, freq=PANDAS_FREQUENCY[frequency])[1:]
        samples = model.predictive_samples(pd.DataFrame({"ds": ahead}))["yhat"]
    drawn: Array = np.maximum(0.0, np.expm1(np.minimum(np.asarray(samples, dtype=np.float64), LOG_LIMIT)))
    return drawn


LOG_LIMIT = 20.0
"""Logarithm beyond which a sample is only a sign of a runaway trend."""
