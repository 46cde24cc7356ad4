"""Forecasts of any panel: the served method with two yardsticks beside it; challengers in backtests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.problems import BadInputError
from capacity.forecast.challengers import arima_sample, ets_sample, theta_sample
from capacity.forecast.checks import check_panel
from capacity.forecast.prophet_wrapper import prophet_as_it_ships
from capacity.forecast.served import has_season, served_paths
from capacity.forecast.shape import (
    PANEL_COLUMNS,
    PATH_COLUMNS,
    Array,
    Calendar,
    Frequency,
    Method,
    calendar,
    generator,
    joined,
    method_settings,
    path_table,
    quantile_table,
)
from capacity.forecast.simple import last_year_mean_paths, seasonal_naive_paths

Model = Literal["served", "seasonal_naive", "last_12", "theta", "auto_ets", "auto_arima", "prophet"]
WEEKLY_MODELS: tuple[Model, ...] = ("served", "seasonal_naive", "last_12")
CHALLENGERS = {"theta": theta_sample, "auto_ets": ets_sample, "auto_arima": arima_sample}
LONGEST_SEASON = 24
"""Longest season that the challengers of statsforecast take on; a year of weeks is beyond them."""
ALL_MODELS: tuple[Model, ...] = (*WEEKLY_MODELS, "theta", "auto_ets", "auto_arima", "prophet")


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
        BadInputError: every fault that `check_panel` finds.
    """
    problems = check_panel(panel, frequency)
    if problems:
        raise BadInputError(problems)
    count = paths or round(parameters.number("forecast_paths"))
    when = calendar(frequency)
    settings = method_settings(parameters, when)
    tables, drawn = [], []
    for unique_id, series in (
        panel.assign(ds=pd.to_datetime(panel.ds))
        .sort_values(["unique_id", "ds"])
        .groupby("unique_id", sort=True)
    ):
        ds, y = pd.DatetimeIndex(series.ds), series.y.to_numpy(dtype=np.float64)
        ahead = when.after(ds[-1], horizon)
        for model in models:
            chance = generator(seed, unique_id, model)
            sample = model_paths(model, ds, y, ahead, when, parameters, count, chance, seed)
            table = quantile_table(str(unique_id), ds[-1], ahead, model, sample)
            tables.append(table.assign(method=method_used(model, y, when, settings)))
            if model == "served":
                drawn.append(path_table(str(unique_id), ahead, sample))
    return PanelForecast(joined(tables, PANEL_COLUMNS), joined(drawn, PATH_COLUMNS))


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
) -> Array:
    """Sample paths of a model, shape (periods, paths).

    Theta, AutoETS and AutoARIMA know each period's distribution only: theirs is an evenly spaced sample
    of it, good for quantiles of a period and not for sums over periods.
    """
    year, horizon = when.periods_per_year, len(ahead)
    if model == "served":
        return served_paths(ds, y, ahead, method_settings(parameters, when), paths, chance)
    if model == "seasonal_naive":
        return seasonal_naive_paths(y, horizon, year, paths, chance)
    if model == "last_12":
        return last_year_mean_paths(y, horizon, year, paths, chance)
    if model == "prophet":
        return prophet_as_it_ships(ds, y, horizon, when.frequency, paths, seed)
    season = _season_of(y, when)
    return CHALLENGERS[model](y, horizon, max(1, season), paths)


def _season_of(y: Array, when: Calendar) -> int:
    """Periods of the season that a challenger looks for; 0 for none."""
    year = when.periods_per_year
    return year if y.size > 2 * year and year <= LONGEST_SEASON else 0


def method_used(model: Model, y: Array, when: Calendar, settings: Method) -> str:
    """What a model made of a series: with a season of so many periods, or `level` alone."""
    season = when.periods_per_year if model == "seasonal_naive" else 0
    if model == "served":
        season = when.periods_per_year if has_season(y, settings) else 0
    elif model in CHALLENGERS:
        season = _season_of(y, when)
    elif model == "prophet":
        return "prophet"
    return f"level and season of {season}" if season else "level"
