"""The served forecast taken apart: level times season, per month and stream."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.paths import ARRIVAL_STREAMS
from capacity.forecast.dutch_series import APPLICATIONS, FAMILY, Known
from capacity.forecast.dutch_views import TOTAL
from capacity.forecast.served import half_season
from capacity.forecast.shape import Array, calendar, method_settings

PART_COLUMNS = ("unique_id", "ds", "level", "season")


def season_factors(known: Known, ds: pd.DatetimeIndex, parameters: Parameters) -> dict[str, pd.Series]:
    """What the season multiplies each month by, for applications and family members."""
    method = method_settings(parameters, calendar("M"))
    found = {}
    for name, y in known.months.items():
        values = y.to_numpy(dtype=float)
        ahead = pd.DatetimeIndex(ds[ds > y.index[-1]])
        _, after = half_season(pd.DatetimeIndex(y.index), values, np.log1p(values), ahead, method)
        found[name] = pd.Series(np.exp(after), index=ahead)
    return found


def parts(monthly: pd.DataFrame, factors: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Level (persons per month without season) and season (factor) of the served mean; PART_COLUMNS.

    Level times season is the mean of the month. The season of the total is that of its streams by weight;
    resettlement and the rest, a share of the others, has the same.

    Args:
        monthly: quantiles and means per month, series and model.
    """
    served = monthly[monthly.model == "served"]
    mean = {name: rows.set_index("ds")["mean"] for name, rows in served.groupby("unique_id") if name != TOTAL}
    source = {"first": APPLICATIONS, "repeat": APPLICATIONS, "family": FAMILY}
    season = {name: factors[source[name]].reindex(mean[name].index) for name in source if name in mean}
    days = served[served.unique_id == TOTAL].ds
    level = pd.concat([mean[name] / season[name] for name in season], axis=1).reindex(days)
    persons = pd.concat([mean[name] for name in season], axis=1).reindex(days)
    overall = (persons.sum(axis=1) / level.sum(axis=1)).where(level.notna().all(axis=1))
    season |= {name: overall.reindex(mean[name].index) for name in ARRIVAL_STREAMS if name not in season}
    named = {TOTAL: served[served.unique_id == TOTAL].set_index("ds")["mean"], **mean}
    season[TOTAL] = overall
    tables = [_table(str(name), named[name], season[str(name)]) for name in named]
    return pd.concat(tables, ignore_index=True)[list(PART_COLUMNS)]


def _table(name: str, mean: pd.Series, season: pd.Series) -> pd.DataFrame:
    factor: Array = season.reindex(mean.index).fillna(1.0).to_numpy(dtype=float)
    return pd.DataFrame(
        {"unique_id": name, "ds": mean.index, "level": mean.to_numpy(dtype=float) / factor, "season": factor}
    )
