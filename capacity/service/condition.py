"""How the program is doing: which snapshot serves and whether it is fresh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from capacity.service.opening import NoSnapshotError
from capacity.service.readable import missing_of
from capacity.service.snapshots import freshness
from capacity.service.sources import asked_a_source, sources_report
from capacity.store import SnapshotStore, state_home
from capacity.texts import Language

BEHIND = ("stale", "changed_shape", "failed")
NOT_ASKED = "not_asked"
"""State of every source of an installation that never asked one: the age of its figures is not theirs."""


@dataclass(frozen=True)
class StatusReport:
    """Content of `capacity status`; fresh when young enough and the last refresh succeeded."""

    fresh: bool
    content: Mapping[str, Any]

    def as_dict(self) -> Mapping[str, Any]:
        """Names and values to print or to monitor."""
        return self.content


def status(max_age: timedelta, home: Path | None = None, language: Language = "en") -> StatusReport:
    """Whether the snapshot in use can be used, is young enough, no refresh failed since, and no source lags.

    Sources count from the first time that one of them was asked. An installation that never asked one is as
    old as the day its data are of, whenever they were published.

    Args:
        language: of the reasons.

    Raises:
        NoSnapshotError: nothing was published yet.
    """
    root = home or state_home()
    store = SnapshotStore(root)
    snapshot = store.current()
    if snapshot is None:
        raise NoSnapshotError
    found = freshness(store, snapshot)
    asked, now = asked_a_source(root), datetime.now(UTC)
    age = now - found.published_at
    data_age = age if asked else max(age, now - datetime.combine(found.as_of, time(), UTC))
    sources = sources_report(root, language)
    behind = bool(sources.state.isin(BEHIND).any()) and asked
    usable = not missing_of(store, snapshot)
    return StatusReport(
        fresh=data_age <= max_age and not found.failed_reason and not behind and usable,
        content={
            "snapshot": snapshot,
            "as_of": found.as_of.isoformat(),
            "published_at": found.published_at.isoformat(),
            "age_hours": round(age / timedelta(hours=1), 1),
            "sources_asked": asked,
            "last_observation": found.last_observation.isoformat(),
            "usable": usable,
            "failed": found.failed_reason,
            "held_since": found.held_since,
            "snapshots": store.ids(),
            "sources": [
                {
                    "id": row.id,
                    "state": row.state if asked else NOT_ASKED,
                    "last_datum": None if row.last_datum is None else str(row.last_datum),
                    "expected_next": None if row.expected_next is None else str(row.expected_next),
                    "reason": row.reason,
                }
                for row in sources.itertuples()
            ],
        },
    )
