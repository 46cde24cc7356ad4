"""Rolling origins: forecasts of the past made only from what came before, and their scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.problems import BadInputError, Problem
from capacity.forecast.checks import FEWEST_POINTS, check_panel
from capacity.forecast.panel import ALL_MODELS, Model, forecast_panel
from capacity.forecast.scores import score_table
from capacity.forecast.shape import PANEL_COLUMNS, Frequency, joined


def backtest(
    panel: pd.DataFrame,
    horizon: int,
    frequency: Frequency,
    origins: int,
    step: int,
    parameters: Parameters,
    seed: int = 1,
    models: Sequence[Model] = ALL_MODELS,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Forecasts with what came (`y`), and scores.

    The last origin leaves a full horizon of data, each earlier one lies `step` periods before.

    Raises:
        BadInputError: every fault that `check_panel` finds, and series too short for their earliest origin.
    """
    _check(panel, horizon, frequency, origins, step)
    ordered = panel.assign(ds=pd.to_datetime(panel.ds)).sort_values(["unique_id", "ds"], ignore_index=True)
    tables = []
    for number in range(origins):
        leave = horizon + step * (origins - 1 - number)
        from_end = ordered.groupby("unique_id", sort=False).cumcount(ascending=False)
        known = ordered[from_end >= leave]
        tables.append(
            forecast_panel(known, horizon, frequency, parameters, seed=seed, models=models).quantiles
        )
    forecasts = joined(tables, PANEL_COLUMNS)
    forecasts = forecasts.merge(ordered[["unique_id", "ds", "y"]], on=["unique_id", "ds"], how="left")
    forecasts["horizon"] = forecasts.groupby(["unique_id", "cutoff", "model"]).cumcount() + 1
    scale = ordered.groupby("unique_id").y.apply(lambda y: float(np.abs(np.diff(y)).mean()))
    scores = score_table(forecasts, scale, frequency, seed)
    return forecasts.drop(columns="horizon"), scores


def short_series(panel: pd.DataFrame, horizon: int, origins: int, step: int) -> list[Problem]:
    """Series that do not reach back to the first origin with two observations."""
    needed = horizon + step * (origins - 1) + FEWEST_POINTS
    return [
        Problem("too_short", "", None, "unique_id", str(name), f"{needed}; {points}")
        for name, points in panel.groupby("unique_id").size().items()
        if points < needed
    ]


def _check(panel: pd.DataFrame, horizon: int, frequency: Frequency, origins: int, step: int) -> None:
    problems = check_panel(panel, frequency)
    if "unique_id" in panel:
        problems += short_series(panel, horizon, origins, step)
    if problems:
        raise BadInputError(problems)
