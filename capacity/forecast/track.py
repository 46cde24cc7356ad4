"""The track record: what was or would have been forecast on past days, and how it compares with what came."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.problems import BadInputError
from capacity.forecast.dutch_months import MONTHLY, months_of
from capacity.forecast.dutch_series import APPLICATIONS, FAMILY, Known, history, known_on
from capacity.forecast.dutch_views import TOTAL, Months
from capacity.forecast.panel import ALL_MODELS, WEEKLY_MODELS, Model
from capacity.forecast.rivals import rival_streams, rival_totals, without_total
from capacity.forecast.scores import score_table
from capacity.forecast.shape import FORECAST_COLUMNS, joined, quantile_table

TRACK_COLUMNS = (*FORECAST_COLUMNS, "horizon", "made", "made_at", "forecast_hash")
SCORE_COLUMNS = (
    *("unique_id", "model", "horizon_from", "horizon_to", "measure", "value", "low", "high", "n"),
)
Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]
"""The monthly, quarterly and weekly series `nl_asylum_*`."""
LOOKED_BACK, AT_THE_TIME = "looking back", "at the time"
FEWEST_MONTHS = 36
"""Months that a series must have before an origin that is looked back from."""


@dataclass
class TrackRecord:
    """Forecasts looked back from past days; each origin is worked out once for the same series.

    Args:
        monthly, quarterly, weekly: the series `nl_asylum_*` as they stand now.
        lags: days from the end of a period to its publication, by measure.
        as_of: the day on which is looked back.
        vintage: the three series as they stood on a day; without it as they stand now.
    """

    monthly: pd.DataFrame
    quarterly: pd.DataFrame
    weekly: pd.DataFrame
    parameters: Parameters
    lags: Mapping[str, float]
    as_of: date
    seed: int = 1
    models: tuple[Model, ...] = ALL_MODELS
    vintage: Callable[[date], Tables] | None = None
    outcomes: pd.DataFrame = field(init=False)

    def __post_init__(self) -> None:
        self.outcomes = self._outcomes()

    def _outcomes(self) -> pd.DataFrame:
        known = known_on(self.monthly, self.quarterly, self.weekly, self.parameters, self.as_of)
        total = history(known, self.parameters)
        return observed(known, total)

    def origins(self) -> list[pd.Timestamp]:
        """Days to look back from: quarter starts with a full horizon of outcomes, the last ones first known.

        They stand on the calendar, so that a later refresh adds some and keeps the others.
        """
        number = self.parameters.number
        last = min(part.ds.max() for _, part in self.outcomes.groupby("unique_id"))
        latest = (
            last + pd.DateOffset(months=1) - pd.DateOffset(months=round(number("forecast_score_horizon")))
        )
        first = max(part.ds.min() for _, part in self.outcomes.groupby("unique_id"))
        longest_lag = max(self.lags.values(), default=0.0)
        earliest = first + pd.DateOffset(months=FEWEST_MONTHS) + pd.Timedelta(days=longest_lag)
        step = round(number("forecast_score_step"))
        starts = pd.date_range(first.replace(month=1), latest, freq=f"{step}MS")
        return [day for day in starts if day >= earliest][-round(number("forecast_score_origins")) :]

    def looked_back(self, known_origins: Collection[pd.Timestamp] = ()) -> pd.DataFrame:
        """Forecasts from every origin that is not known yet; columns TRACK_COLUMNS."""
        new = [origin for origin in self.origins() if origin not in known_origins]
        return joined([self._from(origin) for origin in new], TRACK_COLUMNS)

    def _from(self, origin: pd.Timestamp) -> pd.DataFrame:
        tables = self._as_they_stood(origin)
        key = (self._fingerprint(origin, tables), origin)
        if key not in _WORKED_OUT:
            _WORKED_OUT[key] = self._worked_out(origin, tables)
        return _WORKED_OUT[key]

    def _as_they_stood(self, origin: pd.Timestamp) -> Tables:
        now = (self.monthly, self.quarterly, self.weekly)
        return now if self.vintage is None else self.vintage(origin.date())

    def _fingerprint(self, origin: pd.Timestamp, tables: Tables) -> str:
        digest = hashlib.sha256(f"{origin} {self.seed} {self.models} {sorted(self.lags.items())}".encode())
        for table in tables:
            digest.update(pd.util.hash_pandas_object(table, index=False).to_numpy().tobytes())
        digest.update(repr([(row.id, row.value) for row in self.parameters.values()]).encode())
        return digest.hexdigest()

    def _worked_out(self, origin: pd.Timestamp, tables: Tables) -> pd.DataFrame:
        try:
            known = known_on(*tables, self.parameters, origin.date(), self.lags)
        except BadInputError:
            return pd.DataFrame(columns=list(TRACK_COLUMNS))
        months = round(self.parameters.number("forecast_score_horizon"))
        ds = _ahead(known, origin + pd.DateOffset(months=months - 1))
        paths = round(self.parameters.number("forecast_score_paths"))
        made = {
            model: months_of(model, known, ds, self.parameters, paths, self.seed)
            for model in WEEKLY_MODELS
            if model in self.models
        }
        every = round(self.parameters.number("forecast_score_challengers_step"))
        others = [model for model in self.models if model not in made and (origin.month - 1) % every == 0]
        totals = rival_totals(known, ds, others, origin, self.parameters, paths, self.seed)
        streams = rival_streams(known, ds, others, self.parameters, paths, self.seed)
        rivals = without_total(track_rows(streams, origin))
        table = with_horizon(joined([track_rows(made, origin), rivals, *totals], FORECAST_COLUMNS), origin)
        return table.assign(made=LOOKED_BACK, made_at="", forecast_hash="")[list(TRACK_COLUMNS)]


_WORKED_OUT: dict[tuple[str, pd.Timestamp], pd.DataFrame] = {}


def _ahead(known: Known, last: pd.Timestamp) -> pd.DatetimeIndex:
    first = min(y.index[-1] for y in known.months.values()) + pd.offsets.MonthBegin(1)
    return pd.date_range(first, last, freq="MS")


def observed(known: Known, streams: pd.DataFrame) -> pd.DataFrame:
    """What came per month: unique_id (applications, family, total), ds, y."""
    frames = [
        pd.DataFrame({"unique_id": name, "ds": y.index, "y": y.to_numpy()})
        for name, y in known.months.items()
    ]
    return pd.concat([*frames, streams[streams.unique_id == TOTAL]], ignore_index=True)


def track_rows(made: Mapping[Model, Months], origin: pd.Timestamp) -> pd.DataFrame:
    """Quantiles per month of the total, all applications and family members by models that draw paths."""
    tables = []
    for model, months in made.items():
        streams = months.streams
        named = {
            TOTAL: months.total(),
            APPLICATIONS: streams["first"] + streams["repeat"],
            FAMILY: streams["family"],
        }
        tables += [quantile_table(name, origin, months.ds, model, y) for name, y in named.items()]
    return joined(tables, FORECAST_COLUMNS)


def with_horizon(table: pd.DataFrame, origin: pd.Timestamp) -> pd.DataFrame:
    """The months from the origin's own on, numbered from 1 as `horizon`."""
    days = pd.DatetimeIndex(table.ds)
    months = (days.year - origin.year) * MONTHLY.periods_per_year + days.month - origin.month + 1
    return table.assign(horizon=months)[months > 0].reset_index(drop=True)


def with_outcomes(track: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """The track record of months that came, with what came as `y`."""
    return track.merge(outcomes, on=["unique_id", "ds"], how="inner")


def track_scores(track: pd.DataFrame, outcomes: pd.DataFrame, horizon: int, seed: int = 1) -> pd.DataFrame:
    """CRPS and MASE (scaled by the usual step), coverage and width by series, model and band of horizons.

    Of each series the origins count from which every model forecast, so that models are compared on the
    same months. Intervals come from resampling origins, and means over them are plain; columns
    SCORE_COLUMNS.

    Args:
        horizon: forecasts further ahead are not scored.
    """
    judged = with_outcomes(track, outcomes)
    judged = judged[judged.horizon <= horizon]
    tables = []
    for name, part in judged.groupby("unique_id", sort=True):
        part = _shared_origins(part)
        y = outcomes[outcomes.unique_id == name].sort_values("ds").y.to_numpy(dtype=float)
        step = float(np.abs(np.diff(y)).mean())
        by_origin = part.assign(unique_id=part.cutoff.dt.strftime("%Y-%m-%d"))
        scale = pd.Series(step, index=by_origin.unique_id.unique())
        tables.append(score_table(by_origin, scale, "M", seed, plain=True).assign(unique_id=name))
    return joined(tables, SCORE_COLUMNS)


def _shared_origins(rows: pd.DataFrame) -> pd.DataFrame:
    models = rows.groupby("cutoff").model.transform("nunique")
    shared: pd.DataFrame = rows[models == rows.model.nunique()]
    return shared


def official_errors(official: pd.DataFrame) -> pd.DataFrame:
    """Each official round against what came: round, publication_date, year, low, mid, high, came, error.

    The middle is the published one, else half way between low and high; the error is a share of what came.

    Args:
        official: round, publication_date, target_year, scenario, measure, persons; what came has the
            scenario `realised`.
    """
    rows = official[official.measure == "asylum_inflow_total"].dropna(subset=["persons"])
    realised = rows[rows.scenario == "realised"]
    came = dict(zip(realised.target_year, realised.persons.astype(float), strict=True))
    found = []
    forecasts = rows[rows.scenario != "realised"]
    for (name, day, year), part in forecasts.groupby(
        ["round", "publication_date", "target_year"], sort=False
    ):
        values = dict(zip(part.scenario, part.persons.astype(float), strict=False))
        low, high = min(values.values()), max(values.values())
        middle = values.get("mid", values.get("single"))
        if middle is None:
            middle = (values["min"] + values["max"]) / 2 if {"min", "max"} <= set(values) else None
        result = came.get(year)
        error = None if middle is None or result is None else middle / result - 1
        found.append((str(name), str(day), int(float(str(year))), low, middle, high, result, error))
    columns = ["round", "publication_date", "year", "low", "mid", "high", "came", "error"]
    numbers = dict.fromkeys(("low", "mid", "high", "came", "error"), float)
    table = pd.DataFrame(found, columns=columns).astype(numbers)
    return table.sort_values(["year", "publication_date"], ignore_index=True)
