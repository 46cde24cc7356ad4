"""Starts a refresh in a process of its own for each line it reads, so that each can be killed at any moment.

`quick` makes forecast and plan in the first refresh only and takes them as they were made in all others:
what is read, checked, written and published is the same, in a tenth of the time.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from capacity.forecast.panel import WEEKLY_MODELS
from capacity.service import generation, refresh

COMPUTED = ("dutch_forecast", "make_result", "explained_result")


def made_once(make: Callable[..., Any], kept: Path) -> Callable[..., Any]:
    """What makes a thing the first time and reads it from a file from then on."""

    def once(*given: Any, **named: Any) -> Any:
        if not kept.exists():
            kept.write_bytes(pickle.dumps(make(*given, **named)))
        return pickle.loads(kept.read_bytes())

    return once


def compute_once(folder: Path) -> None:
    """Lets forecast and plan be made once, in the first refresh, which nobody kills, without slow rivals."""
    vars(generation)["ALL_MODELS"] = WEEKLY_MODELS
    for name in COMPUTED:
        vars(generation)[name] = made_once(vars(generation)[name], folder / name)


def refresh_once(home: Path, offline: bool) -> None:
    """Refreshes and tells what was published, or that it failed."""
    try:
        done = refresh(offline=offline, as_of=date(2026, 11, 23), home=home, force=True)
    except Exception:
        traceback.print_exc()
        print("failed", "refresh", flush=True)
    else:
        print("published", done.snapshot, flush=True)


def main(home: Path, quick: bool, offline: bool) -> None:
    """Forks a refresh for each line of standard input and tells its process and what it published."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    if quick:
        compute_once(Path(tempfile.mkdtemp(dir=home.parent)))
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            refresh_once(home, offline)
            os._exit(0)
        print("begun", child, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), "quick" in sys.argv, "offline" in sys.argv)
