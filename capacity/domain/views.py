"""What pages and commands get to see beside a plan: the forecast, and how fresh everything is."""

from __future__ import annotations

from dataclasses import dataclass, field
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
        scores: unique_id, model, horizon_from, horizon_to, measure, value, low, high, n.
        official: rounds of the official prognosis and what came: round, publication_date, target_year,
            scenario, measure, persons, source.
        parts: unique_id, ds, level (persons per month), season (factor): together the mean of the month.
        nationalities: stream, nationality (with `rest`), period (W, M, Y), cutoff, ds, model, mean,
            quantiles; they add up to the stream within each path.
        track: forecasts of past days: unique_id, cutoff (the day), ds, model, mean, quantiles, horizon
            (months from the day's own), made (`looking back` or `at the time`), made_at, forecast_hash.
        outcomes: unique_id (applications, family, total), ds, y: what came per month, as known now.
        official_errors: round, publication_date, year, low, mid, high, came, error (a share).
        alarms: stream, rule (jump, ramp), since, week, size (a share), weeks_old, active, holds_until,
            last_week.
        rates: measure, year, kind (observed, forecast), mean, quantiles: shares.
        backlog: persons waiting at a week's end by queue, in the columns of a forecast.
        recognition: citizen, year, rate (percent), decisions, reading, kind, source, note.
        causes: what moved the P50 of next year since the snapshot before: year, cause (program, day, revised,
            months, weeks), persons, since, figures, up_to.
        earlier: what each snapshot before expected of the total per month: ds, mean, q0.1, q0.5, q0.9,
            snapshot, as_of, last_observation, forecast_hash.
    """

    history: pd.DataFrame
    weekly: pd.DataFrame
    monthly: pd.DataFrame
    yearly: pd.DataFrame
    scores: pd.DataFrame
    official: pd.DataFrame
    parts: pd.DataFrame = field(default_factory=pd.DataFrame)
    nationalities: pd.DataFrame = field(default_factory=pd.DataFrame)
    track: pd.DataFrame = field(default_factory=pd.DataFrame)
    outcomes: pd.DataFrame = field(default_factory=pd.DataFrame)
    official_errors: pd.DataFrame = field(default_factory=pd.DataFrame)
    alarms: pd.DataFrame = field(default_factory=pd.DataFrame)
    rates: pd.DataFrame = field(default_factory=pd.DataFrame)
    backlog: pd.DataFrame = field(default_factory=pd.DataFrame)
    recognition: pd.DataFrame = field(default_factory=pd.DataFrame)
    causes: pd.DataFrame = field(default_factory=pd.DataFrame)
    earlier: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class Freshness:
    """Which snapshot serves, how old it is, and the dates every page shows.

    Args:
        failed_reason: why the last refresh failed as a whole; empty when it did not.
        source_faults: the sources that could not be read last time; their last good figures serve.
        held_since: since when an earlier snapshot is held in service (ISO); empty when none is.
        sources_asked: false when every refresh so far used only the data that ship.
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
    held_since: str = ""
    sources_asked: bool = True


@dataclass(frozen=True)
class SpreadingView:
    """One cycle of the spreading law beside a plan; places everywhere, unless said otherwise.

    Args:
        cycle: `2024` or `2026`.
        today: day of the data; no answer depends on the clock.
        legal_date: day on which the tasks must be met.
        task: national task as published.
        not_allotted: what the provinces' tasks leave of it; negative when they are more.
        in_plan: whether the plan holds the week of the legal date.
        gap: missing at the legal date when the plan holds it, now when it has passed, else at the end.
        gap_baseline: the same in the baseline.
        measured: `date`, `now` or `end`: when that gap is measured.
        carriers, carried: the fewest provinces that carry most of that gap, and the share they carry.
        met_from: Monday from which every province has its task; empty when one does not get there.
        last_week: Monday of the last week shown.
        provinces: region, task, task_kind, durable_now, now_kind, opened, closed, durable_at_date,
            gap_at_date, durable_end, gap_end, closes; the last five also with `_baseline`; durable and
            gap as measured, with baseline_durable and baseline_gap beside them; published (places known
            from elsewhere), at_least, basis; durable_known (those of today's state to the legal date).
        municipalities: region, name, province, search, population, population_kind, population_source,
            task, task_kind, source, minors, minors_kind, decided, decided_source, realised,
            realised_source, gap, gap_share, step; missing where nothing is known.
        remainders: province (or `not_allotted`), task: what no municipality or province was given.
        published: every published figure of the cycle by province: series, region, places, kind, source.
        dates: step, date, precision, source.
        housing: half_year, region, persons: homes asked per municipality, computed.
        housed: year, task, housed, share, source: status holders housed in the whole country (persons).
        homes: region, task (persons a year), share (of it that is realised), basis (`own` or `national`),
            persons (a year), homes_per_week (as the plan counts on them) per municipality.
        eur_per_place_year: price of one regular place for a year (EUR).
    """

    cycle: str
    today: date
    legal_date: date
    task: float
    not_allotted: float
    in_plan: bool
    gap: float
    gap_baseline: float
    measured: str
    carriers: int
    carried: float
    met_from: str
    last_week: date
    provinces: pd.DataFrame
    municipalities: pd.DataFrame
    remainders: pd.DataFrame
    published: pd.DataFrame
    dates: pd.DataFrame
    housing: pd.DataFrame
    housed: pd.DataFrame
    homes: pd.DataFrame
    eur_per_place_year: float
