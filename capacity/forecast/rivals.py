"""Models beside the served one that state each period's distribution: of the total and of each stream."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.forecast.dutch_months import MONTHLY, months_of
from capacity.forecast.dutch_series import Known, history
from capacity.forecast.dutch_views import TOTAL, Months
from capacity.forecast.panel import Model, model_paths
from capacity.forecast.shape import generator, quantile_table

TOTALS_ONLY: tuple[Model, ...] = ("auto_arima",)
"""Models whose fit takes as long as all the others together: they forecast the total alone."""


def rival_totals(
    known: Known,
    ds: pd.DatetimeIndex,
    models: Collection[Model],
    cutoff: pd.Timestamp,
    parameters: Parameters,
    paths: int,
    seed: int,
) -> list[pd.DataFrame]:
    """Quantiles of the total by models that forecast it as one series, from its own last month."""
    streams = history(known, parameters)
    rows = streams[streams.unique_id == TOTAL].sort_values("ds")
    past, y = pd.DatetimeIndex(rows.ds), rows.y.to_numpy(dtype=float)
    ahead = pd.date_range(past[-1] + pd.offsets.MonthBegin(1), ds[-1], freq="MS")
    tables = []
    for model in models:
        chance = generator(seed, TOTAL, model)
        sample = model_paths(model, past, y, ahead, MONTHLY, parameters, paths, chance, seed)
        tables.append(quantile_table(TOTAL, cutoff, ahead, model, sample))
    return tables


def rival_streams(
    known: Known,
    ds: pd.DatetimeIndex,
    models: Collection[Model],
    parameters: Parameters,
    paths: int,
    seed: int,
) -> Mapping[Model, Months]:
    """Each month's distribution per stream; the sample of a month says nothing of the month after.

    Their sum over streams is therefore no forecast of the total: that is `rival_totals`.
    """
    chosen = [model for model in models if model not in TOTALS_ONLY]
    return {model: months_of(model, known, ds, parameters, paths, seed) for model in chosen}


def without_total(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of single streams."""
    rows: pd.DataFrame = table[table.unique_id != TOTAL]
    return rows
