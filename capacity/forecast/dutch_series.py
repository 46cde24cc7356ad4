"""The Dutch series as known on a day: applications, family members, the share of repeat applications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.problems import BadInputError, Problem
from capacity.forecast.checks import FEWEST_POINTS

APPLICATIONS, FAMILY = "applications", "family"
MONTHS_PER_QUARTER = 3


@dataclass(frozen=True)
class Known:
    """What had been observed on a day.

    Args:
        months: persons per month of `applications` and `family`, index the first of the month.
        repeat: share of repeat applications per quarter, newest last.
        weeks: persons per week of all inflow, index the Monday; where published twice, the mean.
    """

    months: Mapping[str, pd.Series]
    repeat: pd.Series
    weeks: pd.Series

    @property
    def last_month(self) -> pd.Timestamp:
        """First day of the last month known of any series."""
        return max(pd.Timestamp(y.index[-1]) for y in self.months.values())

    @property
    def last_day(self) -> date:
        """Last day of the newest month or week."""
        ends = [self.last_month + pd.offsets.MonthEnd(0)]
        ends += [pd.Timestamp(monday) + pd.Timedelta(days=6) for monday in self.weeks.index[-1:]]
        return date.fromordinal(max(end.toordinal() for end in ends))


def known_on(
    monthly: pd.DataFrame,
    quarterly: pd.DataFrame,
    weekly: pd.DataFrame,
    parameters: Parameters,
    as_of: date,
    lags: Mapping[str, float] | None = None,
) -> Known:
    """Months, quarters and weeks that had ended, or been published, before a day.

    Args:
        monthly, quarterly, weekly: the shipped series `nl_asylum_*`.
        lags: days from the end of a period to its publication, by measure; without them a period is
            known once it has ended.

    Raises:
        BadInputError: each series with fewer than two months by then.
    """
    day = {name: pd.Timestamp(as_of) - pd.Timedelta(days=lag) for name, lag in _lags(lags).items()}
    every = {APPLICATIONS: applications(monthly), FAMILY: family(monthly, parameters)}
    months = {
        name: y[pd.DatetimeIndex(y.index).to_period("M").end_time < day[LAGGED[name]]]
        for name, y in every.items()
    }
    short = [
        Problem("one_point", "", None, "unique_id", name, str(FEWEST_POINTS))
        for name, y in months.items()
        if y.size < FEWEST_POINTS
    ]
    if short:
        raise BadInputError(short)
    ended = pd.PeriodIndex(quarterly.quarter, freq="Q").end_time < day["first_applications"]
    repeat = repeat_share(months[APPLICATIONS], quarterly[ended])
    weeks = inflow(weekly)
    return Known(months, repeat, weeks[weeks.index <= day["total_inflow"] - pd.Timedelta(days=7)])


LAGGED = {APPLICATIONS: "all_applications", FAMILY: "family_reunification"}
"""Measure whose lag counts for each monthly series."""


def _lags(lags: Mapping[str, float] | None) -> dict[str, float]:
    measures = (*LAGGED.values(), "first_applications", "total_inflow")
    return {measure: (lags or {}).get(measure, 0.0) for measure in measures}


def applications(monthly: pd.DataFrame) -> pd.Series:
    """First and repeat applications per month, all nationalities."""
    return _series(monthly[(monthly.measure == "all_applications") & (monthly.citizen == "TOTAL")])


def family(monthly: pd.DataFrame, parameters: Parameters) -> pd.Series:
    """Family members per month: the published nationalities over their share of all."""
    rows = monthly[(monthly.measure == "family_reunification") & (monthly.citizen != "TOTAL")]
    complete = rows.groupby("month").citizen.nunique()
    months = complete[complete == complete.max()].index
    summed = _series(rows[rows.month.isin(months)].groupby("month").persons.sum().reset_index())
    return summed / parameters.number("forecast_family_coverage")


def inflow(weekly: pd.DataFrame) -> pd.Series:
    """The ministry's weekly figure: all persons who came in a week."""
    rows = weekly[weekly.measure == "total_inflow"]
    by_week = rows.groupby("week_start").persons.mean()
    return pd.Series(by_week.to_numpy(dtype=float), index=pd.DatetimeIndex(by_week.index)).sort_index()


def repeat_share(all_applications: pd.Series, quarterly: pd.DataFrame) -> pd.Series:
    """Share of repeat applications in each quarter for which both totals are known; newest last.

    All applications (Eurostat months) less first ones (CBS quarters), over all.
    """
    rows = quarterly[quarterly.measure == "first_applications"]
    first = pd.Series(rows.persons.to_numpy(dtype=float), index=pd.PeriodIndex(rows.quarter, freq="Q"))
    first = first[~first.index.duplicated(keep="last")].sort_index()
    by_quarter = all_applications.groupby(pd.DatetimeIndex(all_applications.index).to_period("Q"))
    whole = by_quarter.sum()[by_quarter.size() == MONTHS_PER_QUARTER]
    both = first.index.intersection(whole.index)
    shares: pd.Series = (1 - first[both] / whole[both]).clip(0.0, 1.0)
    return shares


def repeat_by_month(known: Known, quarters: int) -> pd.Series:
    """Share of repeat applications per month: of its quarter; later, the mean of the last ones."""
    months = pd.DatetimeIndex(known.months[APPLICATIONS].index)
    months = months[months >= known.repeat.index[0].start_time]
    by_quarter = known.repeat.reindex(months.to_period("Q"))
    filled = by_quarter.fillna(float(known.repeat.iloc[-quarters:].mean()))
    return pd.Series(filled.to_numpy(dtype=float), index=months)


def history(known: Known, parameters: Parameters) -> pd.DataFrame:
    """What was observed per month and stream: unique_id, ds, y; the total where all its parts are known.

    First applications are the CBS total of the quarter, spread over its months as all applications are.
    """
    share = repeat_by_month(known, round(parameters.number("forecast_repeat_quarters")))
    every, members = known.months[APPLICATIONS], known.months[FAMILY]
    total = (every + members).dropna() / (1 - parameters.number("share_other"))
    split = every[share.index]
    streams = {"first": split * (1 - share), "repeat": split * share, "family": members, "total": total}
    frames = [
        pd.DataFrame({"unique_id": name, "ds": y.index, "y": y.to_numpy()}) for name, y in streams.items()
    ]
    return pd.concat(frames, ignore_index=True)


def _series(rows: pd.DataFrame) -> pd.Series:
    found = pd.Series(rows.persons.to_numpy(dtype=float), index=pd.DatetimeIndex(rows.month + "-01"))
    return found.sort_index()
