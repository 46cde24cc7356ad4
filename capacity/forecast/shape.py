"""The shape of panels and forecasts: periods, quantile columns, tables from sample paths."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capacity.domain.parameters import Parameters
from capacity.domain.views import QUANTILE_LEVELS

Array = NDArray[np.float64]
Frequency = Literal["W", "M"]

QUANTILES = tuple(f"q{level:g}" for level in QUANTILE_LEVELS)
FORECAST_COLUMNS = ("unique_id", "cutoff", "ds", "model", "mean", *QUANTILES)
PANEL_COLUMNS = (*FORECAST_COLUMNS, "method")
PATH_COLUMNS = ("unique_id", "ds", "path", "y")
PANDAS_FREQUENCY = {"M": "MS", "W": "W-MON"}


@dataclass(frozen=True)
class Calendar:
    """How many periods of a panel make a year, and how monthly settings scale to them."""

    frequency: Frequency
    periods_per_year: int

    @property
    def periods_per_month(self) -> float:
        """1 for months, about 4.3 for weeks."""
        return self.periods_per_year / _MONTHS_PER_YEAR

    def after(self, last: pd.Timestamp, horizon: int) -> pd.DatetimeIndex:
        """The periods that follow the last one observed."""
        frequency = PANDAS_FREQUENCY[self.frequency]
        return pd.date_range(last, periods=horizon + 1, freq=frequency)[1:]


_MONTHS_PER_YEAR = 12
_WEEKS_PER_YEAR = 52


def calendar(frequency: Frequency) -> Calendar:
    """The calendar of monthly or weekly panels."""
    return Calendar(frequency, _MONTHS_PER_YEAR if frequency == "M" else _WEEKS_PER_YEAR)


@dataclass(frozen=True)
class Method:
    """Settings of the served method, in periods of the panel; each has a row in data/."""

    season_strength: float
    season_order: int
    season_min_periods: int
    season_min_mean: float
    step_decay: float
    pull: float
    pull_periods: int
    cap_factor: float
    cap_periods: int
    cap_floor: float
    smoothing_low: float
    smoothing_high: float
    smoothing_step: float
    width_bands: tuple[int, ...]
    width_low: float
    width_high: float
    width_half_life: float
    width_first: int
    width_step: int
    width_paths: int


def method_settings(parameters: Parameters, when: Calendar) -> Method:
    """Monthly settings scaled to the periods of a panel."""
    number = parameters.number
    per_month = when.periods_per_month
    return Method(
        season_strength=number("forecast_season_strength"),
        season_order=round(number("forecast_season_order")),
        season_min_periods=round(number("forecast_season_min_years") * when.periods_per_year),
        season_min_mean=number("forecast_season_min_mean") / per_month,
        step_decay=number("forecast_step_decay") ** (1 / per_month),
        pull=1 - (1 - number("forecast_pull")) ** (1 / per_month),
        pull_periods=round(number("forecast_pull_months") * per_month),
        cap_factor=number("forecast_cap_factor"),
        cap_periods=round(number("forecast_cap_months") * per_month),
        cap_floor=number("forecast_cap_floor"),
        smoothing_low=number("forecast_smoothing_low"),
        smoothing_high=number("forecast_smoothing_high"),
        smoothing_step=number("forecast_smoothing_step"),
        width_bands=tuple(
            round(number(f"forecast_width_band_{band}") * per_month) for band in ("near", "middle", "far")
        ),
        width_low=number("forecast_width_low"),
        width_high=number("forecast_width_high"),
        width_half_life=number("forecast_width_half_life") * per_month,
        width_first=round(number("forecast_width_first_months") * per_month),
        width_step=round(number("forecast_width_step_months") * per_month),
        width_paths=round(number("forecast_width_paths")),
    )


def quantile_table(
    unique_id: str, cutoff: pd.Timestamp, ds: pd.DatetimeIndex, model: str, paths: Array
) -> pd.DataFrame:
    """One row per period with the mean and all quantiles of the paths.

    Args:
        paths: shape (periods, paths).
    """
    levels = np.quantile(paths, QUANTILE_LEVELS, axis=1).T
    table = pd.DataFrame(levels, columns=list(QUANTILES))
    table.insert(0, "mean", paths.mean(axis=1))
    table.insert(0, "model", model)
    table.insert(0, "ds", ds)
    table.insert(0, "cutoff", cutoff)
    table.insert(0, "unique_id", unique_id)
    return table


def path_table(unique_id: str, ds: pd.DatetimeIndex, paths: Array) -> pd.DataFrame:
    """One row per period and path."""
    periods, count = paths.shape
    return pd.DataFrame(
        {
            "unique_id": unique_id,
            "ds": np.repeat(ds.to_numpy(), count),
            "path": np.tile(np.arange(count), periods),
            "y": paths.ravel(),
        }
    )


def generator(seed: int, *names: object) -> np.random.Generator:
    """Chance that depends on a seed and on names only, never on the order of work."""
    told = hashlib.sha256(json.dumps([seed, *map(str, names)]).encode("utf-8")).digest()
    return np.random.default_rng(np.random.SeedSequence(int.from_bytes(told, "big")))


def joined(tables: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    """Tables under each other, with their columns in order."""
    filled = [table for table in tables if len(table)]
    if not filled:
        return pd.DataFrame(columns=list(columns))
    return pd.concat(filled, ignore_index=True)[list(columns)]
