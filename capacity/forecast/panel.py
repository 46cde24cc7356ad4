"""Forecasts of any panel: the served method with two yardsticks beside it; challengers in backtests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.problems import BadInputError, Problem
from capacity.forecast.challengers import ets_quantiles, theta_quantiles
from capacity.forecast.prophet_wrapper import prophet_as_it_ships
from capacity.forecast.served import served_paths
from capacity.forecast.shape import (
    FORECAST_COLUMNS,
    PATH_COLUMNS,
    QUANTILES,
    Array,
    Calendar,
    Frequency,
    calendar,
    generator,
    joined,
    method_settings,
    path_table,
    quantile_table,
)
from capacity.forecast.simple import last_year_mean_paths, seasonal_naive_paths

Model = Literal["served", "seasonal_naive", "last_12", "theta", "auto_ets", "prophet"]
WEEKLY_MODELS: tuple[Model, ...] = ("served", "seasonal_naive", "last_12")
ALL_MODELS: tuple[Model, ...] = (*WEEKLY_MODELS, "theta", "auto_ets", "prophet")
FEWEST_POINTS = 2


@dataclass(frozen=True)
class PanelForecast:
    """Quantiles of every model and the served method's sample paths."""

    quantiles: pd.DataFrame
    paths: pd.DataFrame


def forecast_panel(
    panel: pd.DataFrame,
    horizon: int,
    frequency: Frequency,
    parameters: Parameters,
    paths: int | None = None,
    seed: int = 1,
    models: Sequence[Model] = WEEKLY_MODELS,
) -> PanelForecast:
    """Forecasts every series of a panel from its own last observation.

    Args:
        panel: columns unique_id, ds (first day of the month, or Monday), y >= 0, no period missing.
        horizon: periods ahead.
        paths: sample paths per series; without it the number in data/parameters/forecast.csv.

    Raises:
        BadInputError: series with fewer than two points; all of them.
    """
    check_length(panel)
    count = paths or round(parameters.number("forecast_paths"))
    when = calendar(frequency)
    tables, drawn = [], []
    for unique_id, series in panel.sort_values(["unique_id", "ds"]).groupby("unique_id", sort=True):
        ds, y = pd.DatetimeIndex(series.ds), series.y.to_numpy(dtype=np.float64)
        ahead = when.after(ds[-1], horizon)
        for model in models:
            chance = generator(seed, unique_id, model)
            sample = model_paths(model, ds, y, ahead, when, parameters, count, chance, seed)
            if isinstance(sample, pd.DataFrame):
                tables.append(_labelled(sample, str(unique_id), ds[-1], ahead, model))
                continue
            tables.append(quantile_table(str(unique_id), ds[-1], ahead, model, sample))
            if model == "served":
                drawn.append(path_table(str(unique_id), ahead, sample))
    return PanelForecast(joined(tables, FORECAST_COLUMNS), joined(drawn, PATH_COLUMNS))


def check_length(panel: pd.DataFrame) -> None:
    """Raises BadInputError for every series that is too short to forecast."""
    counts = panel.groupby("unique_id").size()
    short = [
        Problem("one_point", "", None, "unique_id", str(name), str(FEWEST_POINTS))
        for name, points in counts.items()
        if points < FEWEST_POINTS
    ]
    if short:
        raise BadInputError(short)


def model_paths(
    model: Model,
    ds: pd.DatetimeIndex,
    y: Array,
    ahead: pd.DatetimeIndex,
    when: Calendar,
    parameters: Parameters,
    paths: int,
    chance: np.random.Generator,
    seed: int,
) -> Array | pd.DataFrame:
    """Sample paths of a model (periods, paths), or its quantiles as a frame where it has no paths."""
    year, horizon = when.periods_per_year, len(ahead)
    if model == "served":
        return served_paths(ds, y, ahead, method_settings(parameters, when), paths, chance)
    if model == "seasonal_naive":
        return seasonal_naive_paths(y, horizon, year, paths, chance)
    if model == "last_12":
        return last_year_mean_paths(y, horizon, year, paths, chance)
    if model == "prophet":
        return prophet_as_it_ships(ds, y, horizon, when.frequency, paths, seed)
    season = year if y.size > 2 * year else 1
    quantiles = theta_quantiles if model == "theta" else ets_quantiles
    return pd.DataFrame(quantiles(y, horizon, season), columns=list(QUANTILES))


def _labelled(
    quantiles: pd.DataFrame, unique_id: str, cutoff: pd.Timestamp, ahead: pd.DatetimeIndex, model: str
) -> pd.DataFrame:
    middle = quantiles["q0.5"]
    return quantiles.assign(unique_id=unique_id, cutoff=cutoff, ds=ahead, model=model, mean=middle)
