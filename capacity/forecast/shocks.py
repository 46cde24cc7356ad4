"""Past shocks as courses of arrivals: how many times the usual level, month after month."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.forecast.shape import Array

MONTHS_BEFORE = 12


def shock_library(
    shocks: pd.DataFrame, monthly: pd.DataFrame, parameters: Parameters
) -> Mapping[str, pd.Series]:
    """Per past shock the factor on the usual level in each month from its first, counted from 0.

    Months are freed of their season by the published month index; the usual level is the mean of the
    twelve months before the first.

    Args:
        shocks: columns id, first_month, months, measure.
        monthly: the series `nl_asylum_monthly`.
    """
    return {str(row["id"]): _course(row, monthly, parameters) for row in shocks.to_dict(orient="records")}


def _course(shock: Mapping[Hashable, Any], monthly: pd.DataFrame, parameters: Parameters) -> pd.Series:
    rows = monthly[(monthly.measure == shock["measure"]) & (monthly.citizen == "TOTAL")].sort_values("month")
    season = [parameters.number(f"season_applications_{month[-2:]}") for month in rows.month]
    calm = rows.persons.to_numpy(dtype=float) / np.array(season)
    first = int(rows.month.searchsorted(shock["first_month"]))
    usual = calm[first - MONTHS_BEFORE : first].mean()
    return pd.Series(calm[first : first + round(shock["months"])] / usual, name=str(shock["id"]))


def by_week(course: pd.Series, weeks: int, weeks_per_month: float) -> Array:
    """The course read off at the middle of each week, straight between the middles of its months.

    Before the first middle it rises from one; after the last it keeps its last value.
    """
    middles = np.concatenate(([0.0], (np.arange(course.size) + 0.5) * weeks_per_month))
    heights = np.concatenate(([1.0], course.to_numpy(dtype=float)))
    read: Array = np.interp(np.arange(weeks) + 0.5, middles, heights)
    return read
