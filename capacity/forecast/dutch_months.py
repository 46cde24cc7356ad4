"""Monthly paths of each Dutch stream, from the series known on a day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.paths import ARRIVAL_STREAMS
from capacity.forecast.dutch_series import APPLICATIONS, FAMILY, Known
from capacity.forecast.dutch_views import Months
from capacity.forecast.panel import Model, model_paths
from capacity.forecast.shape import Array, calendar, generator

MONTHLY = calendar("M")
DAYS_PER_WEEK = 7


def months_of(
    model: Model, known: Known, ds: pd.DatetimeIndex, parameters: Parameters, count: int, seed: int
) -> Months:
    """Monthly paths of each stream: path k of every stream belongs to one future."""
    drawn = {name: _ahead(model, name, y, ds, parameters, count, seed) for name, y in known.months.items()}
    recent = known.repeat.to_numpy(dtype=float)[-round(parameters.number("forecast_repeat_quarters")) :]
    share = generator(seed, "repeat").choice(recent, size=count)
    part = _share_of_others(parameters, count, seed)
    every, members = drawn[APPLICATIONS], drawn[FAMILY]
    streams = {
        "first": every * (1 - share),
        "repeat": every * share,
        "family": members,
        "other": (every + members).mean() * np.ones((len(ds), 1)) * part / (1 - part),
    }
    months = Months(ds, {name: streams[name] for name in ARRIVAL_STREAMS})
    if model != "served":
        return months
    return nowcast(months, known, parameters.number("forecast_nowcast_weight"))


def _share_of_others(parameters: Parameters, count: int, seed: int) -> Array:
    """Resettled, relocated and rest, as a share of all who come; one per path, even over its range."""
    row = parameters["share_other"]
    low = row.value if row.low is None else row.low
    high = row.value if row.high is None else row.high
    return generator(seed, "other").uniform(low, high, size=count)


def _ahead(
    model: Model,
    name: str,
    y: pd.Series,
    ds: pd.DatetimeIndex,
    parameters: Parameters,
    count: int,
    seed: int,
) -> Array:
    """Months known stay as they are in every path; the rest is forecast."""
    past, ahead = pd.DatetimeIndex(y.index), pd.DatetimeIndex(ds[ds > y.index[-1]])
    values, chance = y.to_numpy(dtype=float), generator(seed, name, model)
    paths = model_paths(model, past, values, ahead, MONTHLY, parameters, count, chance, seed)
    observed = y[y.index >= ds[0]].to_numpy(dtype=float)
    return np.concatenate((np.repeat(observed[:, None], count, axis=1), paths))


def nowcast(months: Months, known: Known, weight: float) -> Months:
    """Draws the level to the ministry's weekly figure of the weeks after the last known month.

    The logarithm of what was counted over what was expected, times the weight, is added to the
    logarithm of every path from then on, for every stream.
    """
    after = months.ds > known.last_month
    counted = known.weeks[known.weeks.index >= known.last_month + pd.offsets.MonthBegin(1)]
    covered = after & (months.ds <= (counted.index[-1] if len(counted) else known.last_month))
    days = months.ds[covered].days_in_month.to_numpy(dtype=float).sum()
    expected = months.total()[covered].mean(axis=1).sum()
    if not (expected > 0 and counted.sum() > 0):
        return months
    ratio = float(counted.mean()) / (expected / days * DAYS_PER_WEEK)
    factor = np.where(after, ratio**weight, 1.0)
    return Months(months.ds, {name: paths * factor[:, None] for name, paths in months.streams.items()})
