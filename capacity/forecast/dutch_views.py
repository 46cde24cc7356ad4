"""The Dutch forecast as frames for pages: weeks, months and years, each read off the paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.domain.paths import StreamPaths
from capacity.forecast.dutch_series import APPLICATIONS, FAMILY, Known
from capacity.forecast.panel import Model
from capacity.forecast.shape import FORECAST_COLUMNS, QUANTILES, Array, joined, quantile_table

MONTHS_PER_YEAR = 12
TOTAL = "total"


@dataclass(frozen=True)
class Months:
    """Monthly paths per stream from the first month that is not known for every series; (months, paths)."""

    ds: pd.DatetimeIndex
    streams: Mapping[str, Array]

    def total(self) -> Array:
        """Persons of all streams."""
        total: Array = np.stack(list(self.streams.values())).sum(axis=0)
        return total

    def named(self) -> dict[str, Array]:
        """Paths of the total and of each stream."""
        return {TOTAL: self.total(), **self.streams}


def weekly_view(made: Mapping[Model, StreamPaths], cutoff: pd.Timestamp) -> pd.DataFrame:
    """Quantiles per week, series and model."""
    tables = []
    for model, paths in made.items():
        ds = pd.date_range(pd.Timestamp(paths.start), periods=paths.weeks, freq="W-MON")
        named = {TOTAL: paths.total(), **paths.persons}
        tables += [quantile_table(name, cutoff, ds, model, y) for name, y in named.items()]
    return joined(tables, FORECAST_COLUMNS)


def monthly_view(made: Mapping[Model, Months], known: Known) -> pd.DataFrame:
    """Quantiles per month after the last one observed, series and model."""
    tables = []
    for model, months in made.items():
        for name, paths in months.named().items():
            last = known.months[APPLICATIONS if name in ("first", "repeat") else FAMILY].index[-1]
            ahead = months.ds > last
            tables.append(quantile_table(name, last, months.ds[ahead], model, paths[ahead]))
    return joined(tables, FORECAST_COLUMNS)


def yearly_view(made: Mapping[Model, Months], history: pd.DataFrame) -> pd.DataFrame:
    """Quantiles per calendar year that lies wholly in observed months and paths; sums inside each path."""
    tables = []
    for model, months in made.items():
        for name, paths in months.named().items():
            before = history[(history.unique_id == name) & (history.ds < months.ds[0])]
            for year in sorted(set(months.ds.year)):
                inside = months.ds.year == year
                observed = before[before.ds.dt.year == year]
                if inside.sum() + len(observed) < MONTHS_PER_YEAR:
                    continue
                sums = paths[inside].sum(axis=0) + float(observed.y.sum())
                row = quantile_table(name, months.ds[0], months.ds[:1], model, sums[None, :])
                tables.append(row.assign(year=int(year)))
    return joined(tables, ("unique_id", "year", "model", "mean", *QUANTILES))
