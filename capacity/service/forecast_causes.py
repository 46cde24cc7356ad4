"""Why the forecast of next year is not what it was in the snapshot before: booked to causes, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.forecast import year_middle
from capacity.service.observations import PERIOD_COLUMNS, latest, series_tables
from capacity.service.snapshots import OBSERVATIONS
from capacity.sources.live import KEY, period_bounds
from capacity.store import SnapshotStore

CAUSE_COLUMNS = ("year", "cause", "persons", "since", "figures", "up_to")
PROGRAM, DAY, REVISED, MONTHS, WEEKS = "program", "day", "revised", "months", "weeks"
WEEKLY = "nl_asylum_weekly"
YEARLY = "forecast_yearly"


@dataclass(frozen=True)
class Before:
    """What the snapshot before rested on and expected.

    Args:
        day: its as-of day.
        figures: the figures as they stood then, see `latest`.
        middle: its P50 of the year, in persons.
    """

    day: date
    figures: pd.DataFrame
    middle: float


def forecast_before(store: SnapshotStore, year: int) -> Before | None:
    """The snapshot in service as what was before; None where there is none that knows the year."""
    current = store.current()
    if current is None or not {OBSERVATIONS, YEARLY} <= set(store.tables(current)):
        return None
    rows = store.read(current, YEARLY)
    rows = rows[(rows.unique_id == "total") & (rows.model == "served") & (rows.year.astype(int) == year)]
    if rows.empty:
        return None
    day = date.fromisoformat(store.info(current)["as_of"])
    return Before(day, latest(store.read(current, OBSERVATIONS)), float(rows["q0.5"].iloc[0]))


def forecast_causes(
    before: Before | None, figures: pd.DataFrame, day: date, year: int, parameters: Parameters
) -> pd.DataFrame:
    """How many persons each cause moved the P50 of a year; together the whole change.

    The forecast is made anew after each step: as before with this program, on today's day, with revised
    figures, with new months and quarters, with new weeks.

    Args:
        figures: the figures as they stand now, see `latest`.

    Returns:
        Columns CAUSE_COLUMNS: `since` is the day of the forecast before, `figures` how many are new or
        revised, `up_to` the last day of the newest of them (ISO, empty for none). Empty without a before.
    """
    if before is None:
        return pd.DataFrame(columns=list(CAUSE_COLUMNS))
    now, old = (table[table.series.isin(list(PERIOD_COLUMNS))] for table in (figures, before.figures))
    known, weekly = _among(now, old), now.series == WEEKLY
    revised = now[known]
    steps = [
        (PROGRAM, old, before.day, old[:0]),
        (DAY, old, day, old[:0]),
        (REVISED, revised, day, revised[~_among(revised, old, "persons")]),
        (MONTHS, now[known | ~weekly], day, now[~known & ~weekly]),
        (WEEKS, now, day, now[~known & weekly]),
    ]
    rows, middle = [], before.middle
    for cause, stand, as_of, moved in steps:
        after = year_middle(*series_tables(stand), parameters, as_of, year)
        rows.append((year, cause, after - middle, before.day.isoformat(), len(moved), _last_day(moved)))
        middle = after
    return pd.DataFrame(rows, columns=list(CAUSE_COLUMNS))


def _among(figures: pd.DataFrame, others: pd.DataFrame, *more: str) -> pd.Series:
    keys = [*KEY, *more]
    there = set(others[keys].itertuples(index=False, name=None))
    return pd.Series(
        [row in there for row in figures[keys].itertuples(index=False, name=None)], figures.index
    )


def _last_day(figures: pd.DataFrame) -> str:
    return max((period_bounds(str(period))[1].isoformat() for period in figures.period), default="")
