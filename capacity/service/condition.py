"""How the program is doing: which snapshot serves and whether it is fresh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from capacity.service.session import NoSnapshotError
from capacity.service.snapshots import freshness
from capacity.store import SnapshotStore, state_home


@dataclass(frozen=True)
class StatusReport:
    """Content of `capacity status`; fresh when young enough and the last refresh succeeded."""

    fresh: bool
    content: Mapping[str, Any]

    def as_dict(self) -> Mapping[str, Any]:
        """Names and values to print or to monitor."""
        return self.content


def status(max_age: timedelta, home: Path | None = None) -> StatusReport:
    """Whether the snapshot in use was published within an age and no refresh failed since.

    Raises:
        NoSnapshotError: nothing was published yet.
    """
    store = SnapshotStore(home or state_home())
    snapshot = store.current()
    if snapshot is None:
        raise NoSnapshotError
    found = freshness(store, snapshot)
    age = datetime.now(UTC) - found.published_at
    return StatusReport(
        fresh=age <= max_age and not found.failed_reason,
        content={
            "snapshot": snapshot,
            "as_of": found.as_of.isoformat(),
            "published_at": found.published_at.isoformat(),
            "age_hours": round(age / timedelta(hours=1), 1),
            "last_observation": found.last_observation.isoformat(),
            "failed": found.failed_reason,
            "snapshots": store.ids(),
        },
    )
