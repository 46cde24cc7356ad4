"""Scores of forecasts against what came: CRPS from quantiles, MASE, coverage and width by horizon."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from capacity.domain.views import QUANTILE_LEVELS
from capacity.forecast.shape import QUANTILES, Array, Frequency, generator

BANDS: dict[Frequency, tuple[tuple[int, int], ...]] = {
    "M": ((1, 3), (4, 6), (7, 12), (13, 24)),
    "W": ((1, 13), (14, 26), (27, 52), (53, 104)),
}
SCORE_COLUMNS = ("model", "horizon_from", "horizon_to", "measure", "value", "low", "high", "n")
RESAMPLES = 500
CONFIDENCE = (0.05, 0.95)
SMALLEST_SCALE = 1e-9


def crps(y: Array, quantiles: Array, at: Sequence[float] = QUANTILE_LEVELS) -> Array:
    """Twice the mean pinball loss over the quantile levels, per row (Gneiting and Raftery 2007).

    Args:
        y: shape (rows,), what came.
        quantiles: shape (rows, levels).
        at: the levels.
    """
    levels = np.asarray(at)
    gap = y[:, None] - quantiles
    loss: Array = 2 * np.maximum(levels * gap, (levels - 1) * gap).mean(axis=1)
    return loss


def score_table(
    forecasts: pd.DataFrame, scale: pd.Series, frequency: Frequency, seed: int, plain: bool = False
) -> pd.DataFrame:
    """Scores per model and horizon band, with intervals from resampling series.

    Args:
        forecasts: columns of a forecast, with `horizon` and `y`.
        scale: mean absolute one-step difference per unique_id.
        plain: plain instead of geometric means, as for origins of one series.
    """
    judged = forecasts.assign(
        crps=crps(forecasts.y.to_numpy(float), forecasts[list(QUANTILES)].to_numpy(float)),
        scale=forecasts.unique_id.map(scale).clip(lower=SMALLEST_SCALE),
        inside_80=(forecasts.y >= forecasts["q0.1"]) & (forecasts.y <= forecasts["q0.9"]),
        inside_95=(forecasts.y >= forecasts["q0.025"]) & (forecasts.y <= forecasts["q0.975"]),
    )
    judged["scaled_crps"] = judged.crps / judged.scale
    judged["mase"] = (judged.y - judged["q0.5"]).abs() / judged.scale
    judged["width"] = (judged["q0.9"] - judged["q0.1"]) / judged.scale
    longest = int(judged.horizon.max())
    bands = [(low, min(high, longest)) for low, high in BANDS[frequency] if low <= longest]
    rows = []
    for low, high in [(1, longest), *bands]:
        band = judged[(judged.horizon >= low) & (judged.horizon <= high)]
        for model, part in band.groupby("model", sort=True):
            rows += _rows(str(model), low, high, part, seed, plain)
    return pd.DataFrame(rows, columns=list(SCORE_COLUMNS)).drop_duplicates(
        ["model", "horizon_from", "horizon_to", "measure"], ignore_index=True
    )


def _rows(
    model: str, low: int, high: int, part: pd.DataFrame, seed: int, plain: bool
) -> list[tuple[object, ...]]:
    by_series = part.groupby("unique_id", sort=True)[
        ["scaled_crps", "mase", "inside_80", "inside_95", "width"]
    ].mean()
    mean = _mean if plain else _geometric
    measures: dict[str, tuple[str, Callable[[Array], Array]]] = {
        "crps": ("scaled_crps", mean),
        "mase": ("mase", mean),
        "coverage_80": ("inside_80", _mean),
        "coverage_95": ("inside_95", _mean),
        "width_80": ("width", mean),
    }
    rows: list[tuple[object, ...]] = []
    for measure, (column, summary) in measures.items():
        values = by_series[column].to_numpy(dtype=np.float64)
        chance = generator(seed, model, measure, low)
        again = values[chance.integers(0, values.size, size=(RESAMPLES, values.size))]
        spread = np.quantile(summary(again), CONFIDENCE)
        rows.append(
            (model, low, high, measure, float(summary(values)), float(spread[0]), float(spread[1]), len(part))
        )
    return rows


def _geometric(values: Array) -> Array:
    """Of each row, or of the only one."""
    return np.exp(_mean(np.log(np.maximum(values, SMALLEST_SCALE))))


def _mean(values: Array) -> Array:
    """Of each row, or of the only one."""
    return np.asarray(values.mean(axis=-1))
