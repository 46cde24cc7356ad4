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
from capacity.forecast.panel import WEEKLY_MODELS, Model, model_paths
from capacity.forecast.shape import (
    FORECAST_COLUMNS,
    QUANTILES,
    Array,
    calendar,
    generator,
    joined,
    quantile_table,
)
from capacity.forecast.weeks import daily_from_months, weeks_from_days

MONTHLY = calendar("M")
APPLICATIONS, FAMILY = "applications", "family"
VIEW_WEEKS = 104


@dataclass(frozen=True)
class DutchForecast:
    """Paths by stream and week, and the frames that pages show."""

    stream_paths: StreamPaths
    view_frames: Mapping[str, pd.DataFrame]
    last_observation: date


@dataclass(frozen=True)
class Months:
    """Monthly paths from the first month that is not known for every series."""

    ds: pd.DatetimeIndex
    streams: Mapping[str, Array]

    def total(self) -> Array:
        """Persons of all streams."""
        total: Array = np.stack(list(self.streams.values())).sum(axis=0)
        return total


def dutch_forecast(
    monthly: pd.DataFrame,
    quarterly: pd.DataFrame,
    weekly: pd.DataFrame,
    parameters: Parameters,
    as_of: date,
    weeks: int = VIEW_WEEKS,
    seed: int = 1,
) -> DutchForecast:
    """Forecasts the Dutch streams by week.

    Applications of all kinds (Eurostat, monthly) and family members of the seven published
    nationalities over their share (CBS, monthly) are forecast from their own last month and run
    over the gap to `as_of`. First applications are all applications less the share of repeat ones
    (CBS quarters against Eurostat months). The level is drawn to the ministry's weekly figure.

    Args:
        monthly, quarterly, weekly: the shipped series `nl_asylum_*`.
        as_of: the day to forecast from; the first week begins on the next Monday or that day.
    """
    series = {APPLICATIONS: applications(monthly), FAMILY: family(monthly, parameters)}
    start = pd.Timestamp(monday_on_or_after(as_of))
    last_day = start + pd.Timedelta(weeks=weeks)
    first_month = min(y.index[-1] for y in series.values()) + pd.offsets.MonthBegin(1)
    ds = pd.date_range(first_month, pd.Timestamp(last_day.year, MONTHLY.periods_per_year, 1), freq="MS")
    repeat = repeat_share(series[APPLICATIONS], quarterly)
    made = {model: _months(model, series, ds, repeat, weekly, parameters, seed) for model in WEEKLY_MODELS}
    served = made["served"]
    noise = parameters.number("forecast_week_noise")
    persons = {}
    for stream in ARRIVAL_STREAMS:
        days, daily = daily_from_months(
            served.ds, served.streams[stream], noise, generator(seed, stream, "weeks")
        )
        persons[stream] = weeks_from_days(days, daily, start, weeks)
    paths = StreamPaths(start.date(), persons)
    frames = {
        "history": _history(series, repeat, parameters),
        "weekly": _weekly_view(paths, as_of),
        "monthly": _monthly_view(made, series),
        "yearly": _yearly_view(made, series, repeat, parameters),
        "scores": _scores(series, parameters, seed),
    }
    latest = max(y.index[-1] for y in series.values()) + pd.offsets.MonthEnd(0)
    seen = pd.Timestamp(weekly.week_start.max()) + pd.Timedelta(days=6)
    return DutchForecast(paths, frames, max(latest, seen).date())


def applications(monthly: pd.DataFrame) -> pd.Series:
    """First and repeat applications per month, all nationalities."""
    rows = monthly[(monthly.measure == "all_applications") & (monthly.citizen == "TOTAL")]
    return _series(rows)


def family(monthly: pd.DataFrame, parameters: Parameters) -> pd.Series:
    """Family members per month: the published nationalities over their share of all."""
    rows = monthly[(monthly.measure == "family_reunification") & (monthly.citizen != "TOTAL")]
    complete = rows.groupby("month").citizen.nunique()
    months = complete[complete == complete.max()].index
    summed = _series(rows[rows.month.isin(months)].groupby("month").persons.sum().reset_index())
    return summed / parameters.number("forecast_family_coverage")


def _series(rows: pd.DataFrame) -> pd.Series:
    found = pd.Series(rows.persons.to_numpy(dtype=float), index=pd.DatetimeIndex(rows.month + "-01"))
    return found.sort_index()


def repeat_share(all_applications: pd.Series, quarterly: pd.DataFrame) -> Array:
    """Share of repeat applications in each quarter for which both totals are known; newest last."""
    rows = quarterly[quarterly.measure == "first_applications"]
    first = pd.Series(rows.persons.to_numpy(dtype=float), index=pd.PeriodIndex(rows.quarter, freq="Q"))
    first = first[~first.index.duplicated(keep="last")].sort_index()
    by_quarter = all_applications.groupby(pd.DatetimeIndex(all_applications.index).to_period("Q"))
    whole = by_quarter.sum()[by_quarter.size() == 3]
    both = first.index.intersection(whole.index)
    shares: Array = np.clip(1 - (first[both] / whole[both]).to_numpy(dtype=float), 0.0, 1.0)
    return shares


def _months(
    model: Model,
    series: Mapping[str, pd.Series],
    ds: pd.DatetimeIndex,
    repeat: Array,
    weekly: pd.DataFrame,
    parameters: Parameters,
    seed: int,
) -> Months:
    count = round(parameters.number("forecast_paths"))
    drawn = {name: _ahead(model, name, y, ds, parameters, count, seed) for name, y in series.items()}
    share = generator(seed, "repeat").choice(repeat[-RECENT_QUARTERS:], size=count)
    other_share = parameters["share_other"]
    low, high = other_share.low or other_share.value, other_share.high or other_share.value
    part = generator(seed, "other").uniform(low, high, size=count)
    streams = {
        "first": drawn[APPLICATIONS] * (1 - share),
        "repeat": drawn[APPLICATIONS] * share,
        "family": drawn[FAMILY],
        "other": (drawn[APPLICATIONS] + drawn[FAMILY]).mean() * np.ones((len(ds), 1)) * part / (1 - part),
    }
    months = Months(ds, {name: streams[name] for name in ARRIVAL_STREAMS})
    if model != "served":
        return months
    return nowcast(months, series, weekly, parameters.number("forecast_nowcast_weight"))


RECENT_QUARTERS = 8
"""Two years of quarters: older shares of repeat applications belong to another law."""


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
    ahead = ds[ds > y.index[-1]]
    values = y.to_numpy(dtype=float)
    paths = model_paths(
        model,
        pd.DatetimeIndex(y.index),
        values,
        pd.DatetimeIndex(ahead),
        MONTHLY,
        parameters,
        count,
        generator(seed, name, model),
        seed,
    )
    known = y[y.index >= ds[0]].to_numpy(dtype=float)
    return np.concatenate((np.repeat(known[:, None], count, axis=1), paths))


def nowcast(months: Months, series: Mapping[str, pd.Series], weekly: pd.DataFrame, weight: float) -> Months:
    """Draws the level to the ministry's weekly figure of the weeks after the last known month.

    The logarithm of what was counted over what was expected, times the weight, is added to the
    logarithm of every path from then on, for every stream.
    """
    latest = max(y.index[-1] for y in series.values())
    rows = weekly[
        (weekly.measure == "total_inflow")
        & (pd.to_datetime(weekly.week_start) >= latest + pd.offsets.MonthBegin(1))
    ]
    if rows.empty or not weight:
        return months
    counted = float(rows.groupby("week_start").persons.mean().mean())
    covered = (months.ds > latest) & (months.ds <= pd.Timestamp(rows.week_start.max()))
    days = months.ds[covered].days_in_month.to_numpy(dtype=float)
    expected = float(months.total()[covered].mean(axis=1).sum() / days.sum() * 7)
    factor = np.where(months.ds > latest, (counted / expected) ** weight, 1.0)
    return Months(months.ds, {name: paths * factor[:, None] for name, paths in months.streams.items()})


def _history(series: Mapping[str, pd.Series], repeat: Array, parameters: Parameters) -> pd.DataFrame:
    """What was observed per month; first and repeat by the mean share, total where both series are known."""
    share = float(repeat[-RECENT_QUARTERS:].mean())
    other = parameters.number("share_other")
    known = pd.concat(series, axis=1)
    streams = {
        "first": known[APPLICATIONS] * (1 - share),
        "repeat": known[APPLICATIONS] * share,
        "family": known[FAMILY],
        "total": (known[APPLICATIONS] + known[FAMILY]) / (1 - other),
    }
    frames = [
        pd.DataFrame({"unique_id": name, "ds": y.dropna().index, "y": y.dropna().to_numpy()})
        for name, y in streams.items()
    ]
    return pd.concat(frames, ignore_index=True)


def _weekly_view(paths: StreamPaths, as_of: date) -> pd.DataFrame:
    ds = pd.date_range(pd.Timestamp(paths.start), periods=paths.weeks, freq="W-MON")
    named = {"total": paths.total(), **paths.persons}
    tables = [quantile_table(name, pd.Timestamp(as_of), ds, "served", y) for name, y in named.items()]
    return joined(tables, FORECAST_COLUMNS)


def _monthly_view(made: Mapping[Model, Months], series: Mapping[str, pd.Series]) -> pd.DataFrame:
    tables = []
    for model, months in made.items():
        named = {"total": months.total(), **months.streams}
        for name, paths in named.items():
            last = series[APPLICATIONS if name in ("first", "repeat") else FAMILY].index[-1]
            ahead = months.ds > last
            tables.append(quantile_table(name, last, months.ds[ahead], model, paths[ahead]))
    return joined(tables, FORECAST_COLUMNS)


def _yearly_view(
    made: Mapping[Model, Months], series: Mapping[str, pd.Series], repeat: Array, parameters: Parameters
) -> pd.DataFrame:
    """Calendar years that lie wholly in observed months and paths; sums inside each path."""
    history = _history(series, repeat, parameters)
    tables = []
    for model, months in made.items():
        for name, paths in {"total": months.total(), **months.streams}.items():
            for year in sorted(set(months.ds.year)):
                inside = months.ds.year == year
                before = history[(history.unique_id == name) & (history.ds < months.ds[0])]
                known = before[before.ds.dt.year == year]
                if inside.sum() + len(known) < MONTHLY.periods_per_year:
                    continue
                sums = paths[inside].sum(axis=0) + float(known.y.sum())
                row = quantile_table(name, months.ds[0], months.ds[:1], model, sums[None, :])
                tables.append(row.assign(year=int(year)))
    return joined(tables, ("unique_id", "year", "model", "mean", *QUANTILES))


def _scores(series: Mapping[str, pd.Series], parameters: Parameters, seed: int) -> pd.DataFrame:
    """How the served method and the yardsticks did on the same series, from origins of the past."""
    panel = pd.concat(
        [pd.DataFrame({"unique_id": name, "ds": y.index, "y": y.to_numpy()}) for name, y in series.items()],
        ignore_index=True,
    )
    _, scores = backtest(
        panel,
        round(parameters.number("forecast_score_horizon")),
        "M",
        round(parameters.number("forecast_score_origins")),
        round(parameters.number("forecast_score_step")),
        parameters,
        seed,
        WEEKLY_MODELS,
    )
    return scores
