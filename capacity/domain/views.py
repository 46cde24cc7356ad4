"""What pages and commands get to see beside a plan: the forecast, and how fresh everything is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from capacity.domain.live import SourceFault

QUANTILE_LEVELS = (0.025, 0.05, 0.1, 0.2, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95, 0.975)


@dataclass(frozen=True)
class ForecastView:
    """The forecast as frames; quantile columns are named `q0.025` and so on.

    Args:
        history: unique_id, ds (first of the month), y: observed persons per month.
        weekly: unique_id, cutoff, ds (Monday), model, mean, quantiles: persons per week.
        monthly: the same per month, from the paths.
        yearly: unique_id, year, model, mean, quantiles: persons per year (observed and paths).
        scores: model, horizon_from, horizon_to, measure, value, low, high, n.
        official: rounds of the official prognosis and what came: round, publication_date, target_year,
            scenario, measure, persons, source.
    """

    history: pd.DataFrame
    weekly: pd.DataFrame
    monthly: pd.DataFrame
    yearly: pd.DataFrame
    scores: pd.DataFrame
    official: pd.DataFrame


@dataclass(frozen=True)
class Freshness:
    """Which snapshot serves, how old it is, and the dates every page shows.

    Args:
        failed_reason: why the last refresh failed as a whole; empty when it did not.
        source_faults: the sources that could not be read last time; their last good figures serve.
    """

    snapshot: str
    as_of: date
    published_at: datetime
    plan_start: date
    state_date: date
    state_author: str
    last_observation: date
    failed_reason: str = ""
    source_faults: tuple[SourceFault, ...] = ()
