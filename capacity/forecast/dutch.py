"""The Dutch forecast: applications and family members by month, streams and weeks from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.paths import ARRIVAL_STREAMS, StreamPaths
from capacity.domain.time import monday_on_or_after
from capacity.forecast.backtest import backtest
from capacity.forecast.checks import FEWEST_POINTS
from capacity.forecast.dutch_series import APPLICATIONS, FAMILY, Known, history, known_on
from capacity.forecast.dutch_views import Months, monthly_view, weekly_view, yearly_view
from capacity.forecast.panel import WEEKLY_MODELS, Model, model_paths
from capacity.forecast.scores import SCORE_COLUMNS
from capacity.forecast.shape import Array, calendar, generator
from capacity.forecast.weeks import daily_from_months, weeks_from_days

MONTHLY = calendar("M")
VIEW_WEEKS = 104
DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class DutchForecast:
    """Paths by stream and week, and the frames that pages show."""

    stream_paths: StreamPaths
    view_frames: Mapping[str, pd.DataFrame]
    last_observation: date


def dutch_forecast(
    monthly: pd.DataFrame,
    quarterly: pd.DataFrame,
    weekly: pd.DataFrame,
    parameters: Parameters,
    as_of: date,
    weeks: int = VIEW_WEEKS,
    paths: int | None = None,
    seed: int = 1,
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

    Raises:
        BadInputError: each series with fewer than two months before `as_of`.
    """
    known = known_on(monthly, quarterly, weekly, parameters, as_of)
    start = pd.Timestamp(monday_on_or_after(as_of))
    count = paths or round(parameters.number("forecast_paths"))
    ds = _months_ahead(known, start + pd.Timedelta(weeks=weeks))
    made = {model: _months(model, known, ds, parameters, count, seed) for model in WEEKLY_MODELS}
    by_week = {
        model: _by_week(months, model, start, weeks, parameters, seed) for model, months in made.items()
    }
    observed = history(known, parameters)
    frames = {
        "history": observed,
        "weekly": weekly_view(by_week, pd.Timestamp(known.last_day)),
        "monthly": monthly_view(made, known),
        "yearly": yearly_view(made, observed),
        "scores": _scores(known, parameters, seed),
    }
    return DutchForecast(by_week["served"], frames, known.last_day)


def _months_ahead(known: Known, last_day: pd.Timestamp) -> pd.DatetimeIndex:
    """Months from the first that is not known for every series to the end of the last week's year."""
    first = min(y.index[-1] for y in known.months.values()) + pd.offsets.MonthBegin(1)
    return pd.date_range(first, pd.Timestamp(last_day.year, MONTHLY.periods_per_year, 1), freq="MS")


def _months(
    model: Model, known: Known, ds: pd.DatetimeIndex, parameters: Parameters, count: int, seed: int
) -> Months:
    """Monthly paths of each stream: path k of every stream belongs to one future."""
    drawn = {name: _ahead(model, name, y, ds, parameters, count, seed) for name, y in known.months.items()}
    recent = known.repeat.to_numpy(dtype=float)[-round(parameters.number("forecast_repeat_quarters")) :]
    share = generator(seed, "repeat").choice(recent, size=count)
    part = _share_of_others(parameters, count, seed)
    every, members = drawn[APPLICATIONS], drawn[FAMILY]
    streams = {
        "first": every * (1 - share),
        "repeat": every * share,
        "family": members,
        "other": (every + members).mean() * np.ones((len(ds), 1)) * part / (1 - part),
    }
    months = Months(ds, {name: streams[name] for name in ARRIVAL_STREAMS})
    if model != "served":
        return months
    return nowcast(months, known, parameters.number("forecast_nowcast_weight"))


def _share_of_others(parameters: Parameters, count: int, seed: int) -> Array:
    """Resettled, relocated and rest, as a share of all who come; one per path, even over its range."""
    row = parameters["share_other"]
    low = row.value if row.low is None else row.low
    high = row.value if row.high is None else row.high
    return generator(seed, "other").uniform(low, high, size=count)


def _ahead(
    model: Model,
    name: str,
    y: pd.Series,
    ds: pd.DatetimeIndex,
    parameters: Parameters,
    count: int,
    seed: int,
) -> Array:
    """Months known stay as they are in every path; the rest is forecast."""
    past, ahead = pd.DatetimeIndex(y.index), pd.DatetimeIndex(ds[ds > y.index[-1]])
    values, chance = y.to_numpy(dtype=float), generator(seed, name, model)
    paths = model_paths(model, past, values, ahead, MONTHLY, parameters, count, chance, seed)
    observed = y[y.index >= ds[0]].to_numpy(dtype=float)
    return np.concatenate((np.repeat(observed[:, None], count, axis=1), paths))


def nowcast(months: Months, known: Known, weight: float) -> Months:
    """Draws the level to the ministry's weekly figure of the weeks after the last known month.

    The logarithm of what was counted over what was expected, times the weight, is added to the
    logarithm of every path from then on, for every stream.
    """
    after = months.ds > known.last_month
    counted = known.weeks[known.weeks.index >= known.last_month + pd.offsets.MonthBegin(1)]
    covered = after & (months.ds <= (counted.index[-1] if len(counted) else known.last_month))
    days = months.ds[covered].days_in_month.to_numpy(dtype=float).sum()
    expected = months.total()[covered].mean(axis=1).sum()
    if not (expected > 0 and counted.sum() > 0):
        return months
    ratio = float(counted.mean()) / (expected / days * DAYS_PER_WEEK)
    factor = np.where(after, ratio**weight, 1.0)
    return Months(months.ds, {name: paths * factor[:, None] for name, paths in months.streams.items()})


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


def _scores(known: Known, parameters: Parameters, seed: int) -> pd.DataFrame:
    """How the served method and the yardsticks did on the same series, from as many origins as fit."""
    horizon, step, wanted = (
        round(parameters.number(f"forecast_score_{name}")) for name in ("horizon", "step", "origins")
    )
    shortest = min(y.size for y in known.months.values())
    origins = min(wanted, (shortest - horizon - FEWEST_POINTS) // step + 1)
    if origins < 1:
        return pd.DataFrame(columns=list(SCORE_COLUMNS))
    panel = pd.concat(
        [
            pd.DataFrame({"unique_id": name, "ds": y.index, "y": y.to_numpy()})
            for name, y in known.months.items()
        ],
        ignore_index=True,
    )
    return backtest(panel, horizon, "M", origins, step, parameters, seed, WEEKLY_MODELS)[1]
