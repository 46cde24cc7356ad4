"""What the page on sources shows: their freshness, the runs, the snapshots and what changed between them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from capacity.domain.live import SourceState
from capacity.service.observations import SHIPPED, carried_of, latest
from capacity.service.runs import READ, fault_of, last_attempts, last_reading, remark_of
from capacity.service.snapshots import OBSERVATIONS
from capacity.sources.live import KEY, Source, load_sources, period_bounds
from capacity.store import RunLog, SnapshotStore, state_home
from capacity.texts import Language, say

SOURCE_COLUMNS = (
    *("id", "source", "publisher", "last_datum", "retrieved_at", "expected_next", "rows", "revisions"),
    *("state", "reason", "link", "licence"),
)
RUN_COLUMNS = (
    *("started_at", "seconds", "exit", "offline", "as_of", "snapshot", "published", "phase", "reason"),
    *("failed_sources", "phases"),
)
CHANGE_COLUMNS = (
    *("series", "measure", "rows_new", "rows_gone", "rows_revised"),
    *("largest_revision", "largest_revision_period", "last_before", "last_after"),
)
SNAPSHOT_COLUMNS = (
    *(
        "snapshot",
        "in_use",
        "as_of",
        "published_at",
        "plan_start",
        "state_date",
        "last_observation",
        "megabytes",
    ),
)
MEGABYTE = 1_000_000


def sources_report(
    home: Path | None = None, language: Language = "nl", today: date | None = None
) -> pd.DataFrame:
    """Each source, how fresh its figures are, and what went wrong or was noticed last time.

    Args:
        language: of the titles and reasons.
        today: the day on which freshness is judged, in UTC unless given.

    Returns:
        Columns SOURCE_COLUMNS. `last_datum` is the last day of the last period; `retrieved_at` is empty
        for a source that was never read; `state` is fresh, ageing, stale, changed_shape or failed.
    """
    root = home or state_home()
    store, log = SnapshotStore(root), RunLog(root)
    observations = _observed(root, store.current())
    attempts = last_attempts(log)
    sources = load_sources()
    logged = {source.id: last_reading(log, source.id) for source in sources}
    day = today or datetime.now(UTC).date()
    rows = [
        _source_row(source, observations, attempts.get(source.id), logged[source.id], language, day)
        for source in sources
    ]
    return pd.DataFrame(rows, columns=list(SOURCE_COLUMNS))


@lru_cache(maxsize=1)
def _observed(root: Path, snapshot: str | None) -> pd.DataFrame:
    """All figures that a snapshot knows and that ship: neither ever changes."""
    return carried_of(SnapshotStore(root), snapshot, "")


def _source_row(
    source: Source,
    observations: pd.DataFrame,
    attempt: dict[str, Any] | None,
    retrieved_at: str,
    language: Language,
    day: date,
) -> dict[str, Any]:
    feeds = pd.MultiIndex.from_tuples(list(source.feeds), names=["series", "measure"])
    ours = observations[pd.MultiIndex.from_frame(observations[["series", "measure"]]).isin(feeds)]
    periods = (str(period) for period in ours.period.unique())
    last = max(periods, key=lambda period: period_bounds(period)[1], default=None)
    state: SourceState = source.age_state(last, day)
    if attempt is not None and attempt["state"] != READ:
        state = fault_of(source, attempt).kind
    return {
        "id": source.id,
        "source": source.titles[language],
        "publisher": source.publisher,
        "last_datum": None if last is None else period_bounds(last)[1],
        "retrieved_at": retrieved_at or _last_new(ours, source),
        "expected_next": None if last is None else source.expected_after(last),
        "rows": len(latest(ours)),
        "revisions": int((ours.revision > 0).sum()),
        "state": state,
        "reason": _reason(attempt, language),
        "link": source.page,
        "licence": source.licence,
    }


def _last_new(observations: pd.DataFrame, source: Source) -> str:
    """When a source last gave a figure that was new, for a home whose log of refreshes is gone."""
    read = observations[observations.reader == source.id]
    return max(read.retrieved_at.astype(str), default="")


def _reason(attempt: dict[str, Any] | None, language: Language) -> str:
    """Why a source could not be read; for one that was read, what was noticed."""
    if attempt is None:
        return ""
    if attempt["state"] != READ:
        remark = remark_of(attempt["reason"])
        return say(f"source_fault.{remark.key}", language, **remark.values)
    remarks = [remark_of(noted) for noted in attempt["findings"]]
    return "; ".join(say(f"source_finding.{remark.key}", language, **remark.values) for remark in remarks)


def asked_a_source(home: Path | None = None) -> bool:
    """Whether this installation ever asked a live source, by its log or by the figures it has."""
    root = home or state_home()
    read = _observed(root, SnapshotStore(root).current()).reader != SHIPPED
    return bool(last_attempts(RunLog(root))) or bool(read.any())


def run_log(home: Path | None = None, n: int = 20, language: Language = "nl") -> pd.DataFrame:
    """The last refreshes, newest first: columns RUN_COLUMNS; `phase` is the last one reached.

    Args:
        language: of `reason`: why a run failed or, where it went on, why each source failed.
    """
    rows = [_run_row(line, language) for line in reversed(RunLog(home or state_home()).lines(n))]
    return pd.DataFrame(rows, columns=list(RUN_COLUMNS))


def _run_row(line: dict[str, Any], language: Language) -> dict[str, Any]:
    attempts = line.get("sources", {})
    failed = [name for name, one in attempts.items() if one["state"] != READ]
    phases = {str(name): float(seconds) for name, seconds in line.get("phases", {}).items()}
    return {
        **{name: line.get(name) for name in RUN_COLUMNS},
        "seconds": round(sum(phases.values()), 1),
        "reason": line.get("reason") or _why_sources_failed(attempts, language),
        "failed_sources": ", ".join(failed),
        "phases": "; ".join(f"{name} {seconds:.1f} s" for name, seconds in phases.items()),
    }


def _why_sources_failed(attempts: Mapping[str, dict[str, Any]], language: Language) -> str:
    """Each source that failed with its reason; sources that failed in the same way stand together."""
    named: dict[str, list[str]] = {}
    for source in load_sources():
        attempt = attempts.get(source.id)
        if attempt is not None and attempt["state"] != READ:
            named.setdefault(_reason(attempt, language), []).append(source.titles[language])
    return "; ".join(f"{', '.join(titles)}: {reason}" for reason, titles in named.items())


def snapshot_changes(before: str, after: str, home: Path | None = None) -> pd.DataFrame:
    """What changed in the figures from one snapshot to another, by series and measure.

    Returns:
        Columns CHANGE_COLUMNS; only series in which something changed. `largest_revision` is in persons,
        with its sign; `last_before` and `last_after` are the last day of the last period.

    Raises:
        SnapshotMissingError: one of them is not kept.
    """
    store = SnapshotStore(home or state_home())
    old, new = (latest(store.read(snapshot, OBSERVATIONS)) for snapshot in (before, after))
    both = new.merge(old[[*KEY, "persons"]], on=list(KEY), how="outer", suffixes=("", "_before"))
    groups = both.groupby(["series", "measure"])
    rows = [_change_row(str(series), str(measure), part) for (series, measure), part in groups]
    changed = [row for row in rows if row["rows_new"] or row["rows_gone"] or row["rows_revised"]]
    return pd.DataFrame(changed, columns=list(CHANGE_COLUMNS))


def _change_row(series: str, measure: str, part: pd.DataFrame) -> dict[str, Any]:
    known, gone = part.persons_before.notna(), part.persons.isna()
    difference = (part.persons - part.persons_before)[known & ~gone]
    revised = difference[difference != 0]
    largest = revised.abs().idxmax() if len(revised) else None
    return {
        "series": series,
        "measure": measure,
        "rows_new": int((~known).sum()),
        "rows_gone": int(gone.sum()),
        "rows_revised": len(revised),
        "largest_revision": 0.0 if largest is None else float(revised.loc[largest]),
        "largest_revision_period": "" if largest is None else str(part.period.loc[largest]),
        "last_before": _last_day(part.period[known]),
        "last_after": _last_day(part.period[~gone]),
    }


def _last_day(periods: pd.Series) -> date | None:
    return max((period_bounds(str(period))[1] for period in periods), default=None)


def snapshots_report(home: Path | None = None) -> pd.DataFrame:
    """All snapshots that are kept, newest first: columns SNAPSHOT_COLUMNS."""
    store = SnapshotStore(home or state_home())
    current = store.current()
    rows = [
        {
            **{name: store.info(snapshot).get(name) for name in SNAPSHOT_COLUMNS},
            "snapshot": snapshot,
            "in_use": snapshot == current,
            "megabytes": round(store.size(snapshot) / MEGABYTE, 1),
        }
        for snapshot in reversed(store.ids())
    ]
    return pd.DataFrame(rows, columns=list(SNAPSHOT_COLUMNS))
