"""Starts a refresh in a process of its own for each line it reads, so that each can be killed at any moment.

`quick` takes forecast and plan from the snapshot in service instead of making them: what is read, checked,
written and published is the same, in a tenth of the time.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import date
from pathlib import Path
from typing import Any

from capacity.forecast import DutchForecast
from capacity.service import generation, refresh
from capacity.service.snapshots import stored_forecast, stored_paths, stored_result
from capacity.store import SnapshotStore


def without_computing(home: Path) -> None:
    """Puts what the snapshot in service holds in the place of the forecast and the plan."""
    store = SnapshotStore(home)
    snapshot = store.current()
    assert snapshot is not None
    frames = vars(stored_forecast(store, snapshot))
    last = date.fromisoformat(store.info(snapshot)["last_observation"])
    forecast = DutchForecast(stored_paths(store, snapshot), frames, last)
    plan = stored_result(store, snapshot)

    def kept_forecast(*_: Any) -> DutchForecast:
        return forecast

    def kept_plan(*_: Any) -> Any:
        return plan

    vars(generation).update(dutch_forecast=kept_forecast, make_result=kept_plan)


def main(home: Path, quick: bool, offline: bool) -> None:
    """Forks a refresh for each line of standard input and tells its process and what it published."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            if quick:
                without_computing(home)
            done = refresh(offline=offline, as_of=date(2026, 11, 23), home=home, force=True)
            print("published", done.snapshot, flush=True)
            os._exit(0)
        print("begun", child, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), "quick" in sys.argv, "offline" in sys.argv)
