"""The Dutch forecast: applications and family members by month, streams and weeks from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.paths import StreamPaths
from capacity.domain.time import monday_on_or_after
from capacity.forecast.decomposition import parts, season_factors
from capacity.forecast.dutch_months import MONTHLY, months_of
from capacity.forecast.dutch_series import Known, history, known_on
from capacity.forecast.dutch_views import TOTAL, Months, monthly_view, weekly_view, yearly_view
from capacity.forecast.nationalities import (
    NATIONALITY_COLUMNS,
    SharePaths,
    mixes,
    nationality_view,
    published_parts,
    rival_nationalities,
)
from capacity.forecast.panel import WEEKLY_MODELS, Model
from capacity.forecast.rivals import rival_streams, rival_totals, without_total
from capacity.forecast.shape import FORECAST_COLUMNS, generator, joined
from capacity.forecast.track import track_rows, with_horizon
from capacity.forecast.weeks import daily_from_months, weeks_from_days

VIEW_WEEKS = 104


@dataclass(frozen=True)
class DutchForecast:
    """Paths by stream and week, and the frames that pages show.

    Args:
        track: what every model expects now per month, in the columns of the track record but for
            when it was made; see `track.track_rows`.
        weeks: the ministry's weekly figure: persons per week, index the Monday.
        shares: of the published nationalities in a stream, by stream; path k goes with path k of the stream.
    """

    stream_paths: StreamPaths
    view_frames: Mapping[str, pd.DataFrame]
    last_observation: date
    track: pd.DataFrame
    weeks: pd.Series
    shares: Mapping[str, SharePaths]


def dutch_forecast(
    monthly: pd.DataFrame,
    quarterly: pd.DataFrame,
    weekly: pd.DataFrame,
    parameters: Parameters,
    as_of: date,
    weeks: int = VIEW_WEEKS,
    paths: int | None = None,
    seed: int = 1,
    models: Sequence[Model] = WEEKLY_MODELS,
) -> DutchForecast:
    """Forecasts the Dutch streams by week from what was observed before a day.

    Applications of all kinds (Eurostat, monthly) and family members of the seven published
    nationalities over their share (CBS, monthly) are forecast from their own last month and run
    over the gap to `as_of`. First applications are all applications less the share of repeat ones
    (CBS quarters against Eurostat months). The level is drawn to the ministry's weekly figure.

    Args:
        monthly, quarterly, weekly: the shipped series `nl_asylum_*`.
        as_of: the day to forecast from; the first week begins on the next Monday or that day.
        paths: joint sample paths; without it the number in data/parameters/forecast.csv.
        models: beside the served method and its yardsticks those that forecast the total, each stream and
            each nationality as one series.

    Raises:
        BadInputError: each series with fewer than two months before `as_of`.
    """
    known = known_on(monthly, quarterly, weekly, parameters, as_of)
    start, origin = pd.Timestamp(monday_on_or_after(as_of)), pd.Timestamp(as_of)
    count = paths or round(parameters.number("forecast_paths"))
    ds = _months_ahead(known, start + pd.Timedelta(weeks=weeks))
    made = {model: months_of(model, known, ds, parameters, count, seed) for model in WEEKLY_MODELS}
    by_week = {
        model: _by_week(months, model, start, weeks, parameters, seed) for model, months in made.items()
    }
    others: list[Model] = [model for model in models if model not in made]
    last = min(y.index[-1] for y in known.months.values())
    totals = rival_totals(known, ds, others, last, parameters, count, seed)
    rivals = rival_streams(known, ds, others, parameters, count, seed)
    observed = history(known, parameters)
    parts_known = published_parts(_months_known(monthly, known), observed)
    shares = mixes(made["served"], parts_known, parameters, seed)
    noise = parameters.number("forecast_week_noise")
    nationalities = [
        nationality_view(made["served"], shares, start, weeks, noise, seed),
        rival_nationalities(parts_known, ds, models, parameters, count, seed),
    ]
    served = monthly_view(made, known)
    frames = {
        "history": observed,
        "weekly": weekly_view(by_week, pd.Timestamp(known.last_day)),
        "monthly": joined([served, without_total(monthly_view(rivals, known)), *totals], FORECAST_COLUMNS),
        "yearly": yearly_view(made, observed),
        "parts": parts(served, season_factors(known, ds, parameters)),
        "nationalities": joined(nationalities, NATIONALITY_COLUMNS),
    }
    tracked = [track_rows(made, origin), without_total(track_rows(rivals, origin)), *totals]
    track = with_horizon(joined(tracked, FORECAST_COLUMNS).assign(cutoff=origin), origin)
    return DutchForecast(by_week["served"], frames, known.last_day, track, known.weeks, shares)


def year_middle(
    monthly: pd.DataFrame,
    quarterly: pd.DataFrame,
    weekly: pd.DataFrame,
    parameters: Parameters,
    as_of: date,
    year: int,
    weeks: int = VIEW_WEEKS,
    seed: int = 1,
) -> float:
    """The P50 of the served total of a year as `dutch_forecast` tells it, without all the rest; in persons.

    Raises:
        BadInputError: as `dutch_forecast`.
        ValueError: the year does not lie wholly in observed months and paths.
    """
    known = known_on(monthly, quarterly, weekly, parameters, as_of)
    ds = _months_ahead(known, pd.Timestamp(monday_on_or_after(as_of)) + pd.Timedelta(weeks=weeks))
    count = round(parameters.number("forecast_paths"))
    made: Mapping[Model, Months] = {"served": months_of("served", known, ds, parameters, count, seed)}
    yearly = yearly_view(made, history(known, parameters))
    rows = yearly[(yearly.unique_id == TOTAL) & (yearly.year == year)]
    if rows.empty:
        raise ValueError(f"{year} is not a whole year of this forecast")
    return float(rows["q0.5"].iloc[0])


def _months_known(monthly: pd.DataFrame, known: Known) -> pd.DataFrame:
    return monthly[monthly.month <= known.last_month.strftime("%Y-%m")]


def _months_ahead(known: Known, last_day: pd.Timestamp) -> pd.DatetimeIndex:
    """Months from the first that is not known for every series to the end of the last week's year."""
    first = min(y.index[-1] for y in known.months.values()) + pd.offsets.MonthBegin(1)
    return pd.date_range(first, pd.Timestamp(last_day.year, MONTHLY.periods_per_year, 1), freq="MS")


def _by_week(
    months: Months, model: Model, start: pd.Timestamp, weeks: int, parameters: Parameters, seed: int
) -> StreamPaths:
    noise = parameters.number("forecast_week_noise")
    persons = {}
    for stream, paths in months.streams.items():
        chance = generator(seed, stream, model, "weeks")
        days, daily = daily_from_months(months.ds, paths, noise, chance)
        persons[stream] = weeks_from_days(days, daily, start, weeks)
    return StreamPaths(start.date(), persons)
