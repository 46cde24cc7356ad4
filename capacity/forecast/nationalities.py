"""The published nationalities inside a stream: drawn jointly, and adding up to the stream in every path."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.time import DAYS_PER_WEEK
from capacity.forecast.dutch_views import Months
from capacity.forecast.level import age_weights, paths_of_steps, smoothed
from capacity.forecast.panel import Model, model_paths
from capacity.forecast.rivals import TOTALS_ONLY
from capacity.forecast.served import half_season
from capacity.forecast.shape import (
    FORECAST_COLUMNS,
    Array,
    calendar,
    generator,
    joined,
    method_settings,
    quantile_table,
)
from capacity.forecast.weeks import daily_from_months, weeks_from_days

MEASURES = {"first": "first_applications", "family": "family_reunification"}
"""Streams of which nationalities are published, and the measure that holds them (CBS StatLine 83102NED)."""
REST = "rest"
NATIONALITY_COLUMNS = ("stream", "nationality", "period", *FORECAST_COLUMNS[1:])
_MONTHLY = calendar("M")


@dataclass(frozen=True)
class SharePaths:
    """Shares of the nationalities in a stream, in every month and path; they add up to one.

    Args:
        months: first days of the months.
        shares: by nationality, with `rest`; shape (months, paths).
        last: last month of which the nationalities are known.
    """

    months: pd.DatetimeIndex
    shares: Mapping[str, Array]
    last: pd.Timestamp


def published(monthly: pd.DataFrame, stream: str, total: pd.Series) -> pd.DataFrame:
    """Persons per month by nationality and `rest`, in the months known for all of them.

    Args:
        monthly: the series `nl_asylum_monthly`.
        total: persons of the stream per month; what no published nationality has is `rest`.
    """
    rows = monthly[(monthly.measure == MEASURES[stream]) & (monthly.citizen != "TOTAL")]
    table = rows.pivot_table(index="month", columns="citizen", values="persons", aggfunc="sum").dropna()
    table.index = pd.DatetimeIndex(table.index + "-01")
    table = table[table.index.isin(total.index)]
    return table.assign(**{REST: (total[table.index] - table.sum(axis=1)).clip(lower=0.0)})


def mix_ahead(
    parts: pd.DataFrame, ds: pd.DatetimeIndex, parameters: Parameters, paths: int, chance: np.random.Generator
) -> SharePaths:
    """Shares in each month: as published where known, else drawn.

    Every nationality goes on from its own level as the served method does, but all of them take
    the errors of the same past month with the same sign, so that they move together as they did.

    Args:
        parts: persons per month by nationality, see `published`.
    """
    method = method_settings(parameters, _MONTHLY)
    past, ahead = pd.DatetimeIndex(parts.index), pd.DatetimeIndex(ds[ds > parts.index[-1]])
    shape = (len(ahead), paths)
    month = chance.choice(len(past) - 1, size=shape, p=age_weights(len(past) - 1, method))
    sign = chance.choice((-1.0, 1.0), size=shape)
    observed = parts[parts.index >= ds[0]]
    persons = {}
    for name in parts.columns:
        y = parts[name].to_numpy(dtype=float)
        z = np.log1p(y)
        before, after = half_season(past, y, z, ahead, method)
        fitted = smoothed(z - before, method)
        levels = paths_of_steps(z - before, fitted, z.size, fitted.errors[month] * sign, method)
        highest = max(float(y[-method.cap_periods :].max()), method.cap_floor)
        drawn = np.clip(np.expm1(levels + after[:, None]), 0.0, method.cap_factor * highest)
        known = np.repeat(observed[name].to_numpy(dtype=float)[:, None], paths, axis=1)
        persons[str(name)] = np.concatenate((known, drawn))
    together = np.stack(list(persons.values())).sum(axis=0)
    even = 1 / len(persons)
    return SharePaths(
        ds,
        {
            name: np.divide(y, together, out=np.full_like(y, even), where=together > 0)
            for name, y in persons.items()
        },
        pd.Timestamp(parts.index[-1]),
    )


def published_parts(monthly: pd.DataFrame, history: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Persons per month by nationality, of each stream of which two months or more are published.

    Args:
        monthly: the series `nl_asylum_monthly`, up to what is known.
        history: persons per month and stream, see `dutch_series.history`.
    """
    found = {}
    for stream in MEASURES:
        rows = history[history.unique_id == stream]
        parts = published(monthly, stream, pd.Series(rows.y.to_numpy(float), pd.DatetimeIndex(rows.ds)))
        if len(parts) > 1:
            found[stream] = parts
    return found


def mixes(
    months: Months, published: Mapping[str, pd.DataFrame], parameters: Parameters, seed: int
) -> dict[str, SharePaths]:
    """The shares in each stream of which nationalities are published.

    Args:
        published: persons per month by nationality and stream, see `published_parts`.
    """
    found = {}
    for stream, parts in published.items():
        paths = months.streams[stream].shape[1]
        chance = generator(seed, stream, "nationalities")
        found[stream] = mix_ahead(parts, months.ds, parameters, paths, chance)
    return found


def week_shares(months: pd.DatetimeIndex, shares: Array, start: pd.Timestamp, weeks: int) -> Array:
    """Shares per week, the mean of its days' months; shape (weeks, paths).

    They add up to one where those of the months do.

    Args:
        shares: shape (months, paths); the last month holds for the weeks after it.
    """
    days = pd.date_range(start, periods=weeks * DAYS_PER_WEEK, freq="D")
    month_of_day = np.clip(months.searchsorted(days, side="right") - 1, 0, len(months) - 1)
    by_day = shares[month_of_day].reshape(weeks, DAYS_PER_WEEK, shares.shape[1])
    found: Array = by_day.mean(axis=1)
    return found


def rival_nationalities(
    published: Mapping[str, pd.DataFrame],
    ds: pd.DatetimeIndex,
    models: Collection[Model],
    parameters: Parameters,
    paths: int,
    seed: int,
) -> pd.DataFrame:
    """Quantiles per month of each nationality by the other models; columns NATIONALITY_COLUMNS.

    Each is forecast as one series: unlike the served ones they do not add up to their stream.

    Args:
        published: persons per month by nationality and stream, see `published_parts`.
    """
    tables = []
    for stream, parts in published.items():
        past, ahead = pd.DatetimeIndex(parts.index), pd.DatetimeIndex(ds[ds > parts.index[-1]])
        for name in parts.columns:
            y = parts[name].to_numpy(dtype=float)
            for model in models:
                if model == "served" or model in TOTALS_ONLY:
                    continue
                chance = generator(seed, stream, name, model)
                sample = model_paths(model, past, y, ahead, _MONTHLY, parameters, paths, chance, seed)
                table = quantile_table(stream, past[-1], ahead, model, sample)
                tables.append(table.assign(stream=stream, nationality=name, period="M"))
    return joined(tables, NATIONALITY_COLUMNS)


def nationality_view(
    months: Months, found: Mapping[str, SharePaths], start: pd.Timestamp, weeks: int, noise: float, seed: int
) -> pd.DataFrame:
    """Quantiles by week (`W`), month (`M`) and year (`Y`) of each nationality; columns NATIONALITY_COLUMNS.

    Each day's persons of a stream are split by the shares of its month, so that nationalities add up to
    the stream in every week, month and year of a path.
    """
    tables = []
    for stream, mix in found.items():
        persons = months.streams[stream]
        days, daily = daily_from_months(months.ds, persons, noise, generator(seed, stream, "served", "weeks"))
        month_of_day = months.ds.searchsorted(days, side="right") - 1
        mondays = pd.date_range(start, periods=weeks, freq="W-MON")
        for name, share in mix.shares.items():
            by_week = weeks_from_days(days, daily * share[month_of_day], start, weeks)
            by_month = persons * share
            whole = {"W": (mondays, by_week), "M": (months.ds, by_month), "Y": _years(months.ds, by_month)}
            for period, (ds, values) in whole.items():
                keep = ds > mix.last
                table = quantile_table(stream, mix.last, ds[keep], "served", values[keep])
                tables.append(table.assign(stream=stream, nationality=name, period=period))
    return joined(tables, NATIONALITY_COLUMNS)


def _years(ds: pd.DatetimeIndex, by_month: Array) -> tuple[pd.DatetimeIndex, Array]:
    counts = pd.Series(ds.year).value_counts()
    whole = counts.index[counts == _MONTHLY.periods_per_year]
    years = sorted(int(year) for year in whole)
    sums = [by_month[ds.year == year].sum(axis=0) for year in years]
    starts = pd.DatetimeIndex([pd.Timestamp(year, 1, 1) for year in years])
    return starts, np.array(sums).reshape(len(years), by_month.shape[1])
