"""The forecast with planners' changes beside the machine's own: weeks, whole months and whole years."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from capacity.domain.paths import StreamPaths
from capacity.domain.time import DAYS_PER_WEEK
from capacity.forecast.dutch_views import TOTAL
from capacity.forecast.shape import FORECAST_COLUMNS, Array, joined, quantile_table

MACHINE, ADJUSTED = "machine", "adjusted"
PERIODS = {"weekly": "W-SUN", "monthly": "M", "yearly": "Y"}


def adjusted_views(machine: StreamPaths, adjusted: StreamPaths) -> dict[str, pd.DataFrame]:
    """Quantiles of both, in the columns of a forecast: `weekly`, `monthly`, `yearly`.

    A week's persons are spread evenly over its days; only months and years that lie wholly in the weeks
    are told, so that both lines are made alike and differ by the changes alone.
    """
    both = {MACHINE: machine, ADJUSTED: adjusted}
    return {name: _view(both, period) for name, period in PERIODS.items()}


def _view(both: Mapping[str, StreamPaths], period: str) -> pd.DataFrame:
    tables = []
    for model, paths in both.items():
        cutoff = pd.Timestamp(paths.start)
        for name, persons in {TOTAL: paths.total(), **paths.persons}.items():
            ds, sums = by_period(paths, persons, period)
            if len(ds):
                tables.append(quantile_table(name, cutoff, ds, model, sums))
    return joined(tables, FORECAST_COLUMNS)


def by_period(paths: StreamPaths, persons: Array, period: str) -> tuple[pd.DatetimeIndex, Array]:
    """First days of the whole periods that the weeks cover, and persons in them; shape (periods, paths).

    Args:
        persons: shape (weeks, paths).
        period: a period of pandas, such as `M`.
    """
    days = pd.date_range(paths.start, periods=paths.weeks * DAYS_PER_WEEK, freq="D")
    periods = pd.DataFrame({"period": days.to_period(period)}).period
    frame = pd.DataFrame({"start": periods.dt.start_time, "end": periods.dt.end_time})
    spans = frame.drop_duplicates(ignore_index=True)
    number = spans.start.searchsorted(frame.start)
    share = np.zeros((len(spans), paths.weeks))
    np.add.at(share, (number, np.arange(len(days)) // DAYS_PER_WEEK), 1 / DAYS_PER_WEEK)
    whole = (spans.start >= days[0]) & (spans.end.dt.normalize() <= days[-1])
    summed: Array = (share @ persons)[whole.to_numpy()]
    return pd.DatetimeIndex(spans.start[whole]), summed
