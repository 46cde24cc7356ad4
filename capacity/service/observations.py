"""All figures ever read, with every revision: those that ship, those carried on, those read since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from capacity.service.snapshots import OBSERVATIONS
from capacity.sources.live import KEY
from capacity.sources.shipped import load_table
from capacity.store import SnapshotStore

SHIPPED = "shipped"
DAY_FORM = "2026-11-23"
PERIOD_COLUMNS = {
    "nl_asylum_monthly": "month",
    "nl_asylum_quarterly": "quarter",
    "nl_asylum_weekly": "week_start",
}
COLUMNS = (*KEY, "persons", "source", "reader", "retrieved_at", "revision")


@dataclass(frozen=True)
class Merged:
    """Figures with all revisions, and those that a merge added: new ones have revision 0."""

    observations: pd.DataFrame
    added: pd.DataFrame

    @property
    def new(self) -> int:
        """Figures of periods that were not known before."""
        return int((self.added.revision == 0).sum())

    @property
    def revised(self) -> int:
        """Figures that replace another one."""
        return len(self.added) - self.new


def shipped_rows() -> pd.DataFrame:
    """The shipped series as one long table: series, period, measure, citizen, persons, source."""
    return _shipped().copy()


@cache
def _shipped() -> pd.DataFrame:
    frames = []
    for series, column in PERIOD_COLUMNS.items():
        table = load_table(f"series/{series}").rename(columns={column: "period"})
        citizen = table.get("citizen", "TOTAL")
        frames.append(table.assign(series=series, citizen=citizen)[[*KEY, "persons", "source"]])
    return pd.concat(frames, ignore_index=True)


def carried(store: SnapshotStore, retrieved_at: str) -> pd.DataFrame:
    """What the snapshot in service knows, with what ships; the shipped figures alone when there is none.

    A figure that ships never replaces one that was read from its source.

    Args:
        retrieved_at: moment to note for figures that are new here.
    """
    return carried_of(store, store.current(), retrieved_at)


def carried_of(store: SnapshotStore, snapshot: str | None, retrieved_at: str) -> pd.DataFrame:
    """The same of the snapshot named; None: there is none."""
    if snapshot is None:
        history = pd.DataFrame(columns=list(COLUMNS))
    else:
        stored = store.read(snapshot, OBSERVATIONS)
        history = stored.assign(reader=stored.get("reader", SHIPPED))[list(COLUMNS)]
    rows = shipped_rows()
    live = set(history[history.reader != SHIPPED][list(KEY)].itertuples(index=False, name=None))
    own = [key not in live for key in rows[list(KEY)].itertuples(index=False, name=None)]
    return merged(history, rows[own], SHIPPED, retrieved_at).observations


def merged(history: pd.DataFrame, rows: pd.DataFrame, reader: str, retrieved_at: str) -> Merged:
    """Adds what a source gave: a new period as revision 0, a changed figure as the next revision.

    A figure that did not change keeps its row, and what a source no longer lists stays.

    Args:
        history: columns COLUMNS.
        rows: series, period, measure, citizen, persons, source; one row for each of the first four.
        reader: id of the source, or `shipped`.
        retrieved_at: when it was read (ISO).
    """
    before = latest(history)[[*KEY, "persons", "revision"]]
    joined = rows.merge(before, on=list(KEY), how="left", suffixes=("", "_before"))
    known = joined.revision.notna().to_numpy()
    differs = (joined.persons != joined.persons_before).to_numpy()
    added = joined[~known | differs].assign(reader=reader, retrieved_at=retrieved_at)
    added["revision"] = added.revision.astype(float).fillna(-1.0).astype(int) + 1
    added = added[list(COLUMNS)].reset_index(drop=True)
    if added.empty:
        return Merged(history, added)
    return Merged(added if history.empty else pd.concat([history, added], ignore_index=True), added)


def latest(observations: pd.DataFrame) -> pd.DataFrame:
    """Each figure as it stands now: the row of its highest revision."""
    ordered = observations.sort_values([*KEY, "revision"])
    return ordered.drop_duplicates(list(KEY), keep="last").reset_index(drop=True)


def as_read_by(observations: pd.DataFrame, day: date) -> pd.DataFrame:
    """Each figure as it had been read by a day; one that was read only later, as it was first read.

    Args:
        observations: all figures with their revisions.
    """
    ordered = observations.sort_values([*KEY, "revision"])
    read = ordered.retrieved_at.astype(str).str.slice(stop=len(DAY_FORM)) <= day.isoformat()
    first = ~ordered.duplicated(list(KEY))
    return ordered[read | first].drop_duplicates(list(KEY), keep="last").reset_index(drop=True)


def series_tables(current: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The monthly, quarterly and weekly series that are forecast, see `series_table`."""
    monthly, quarterly, weekly = (series_table(current, series) for series in PERIOD_COLUMNS)
    return monthly, quarterly, weekly


def series_table(current: pd.DataFrame, series: str) -> pd.DataFrame:
    """A series as the forecast takes it: month, quarter or week_start, and measure, citizen, persons, source.

    Args:
        current: figures as they stand now, see `latest`.
    """
    rows = current[current.series == series].rename(columns={"period": PERIOD_COLUMNS[series]})
    return rows[[PERIOD_COLUMNS[series], "measure", "citizen", "persons", "source"]].reset_index(drop=True)
