"""Prints what a weekly refresh takes: the first one, and one a week later that knows what came before.

Each runs in a process of its own, as a timer starts it, so that its memory is its own.
Run from the checkout: python -m tests.benchmarks.refresh_speed
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from capacity.service import run_log

BAR_SECONDS = 90
KILOBYTES = 1024
PROGRAM = "from capacity.cli.main import run; run()"
DAYS = ("2026-11-23", "2026-11-30")


def refreshed(home: Path, as_of: str) -> tuple[float, float, float]:
    """Seconds by the clock, seconds of processor time, and the highest memory of all so far in MB."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    command = [sys.executable, "-c", PROGRAM, "refresh", "--offline", "--as-of", as_of]
    subprocess.run(
        command, check=True, env={**os.environ, "CAPACITY_HOME": str(home)}, stderr=subprocess.DEVNULL
    )
    seconds, after = perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, processor, after.ru_maxrss * KILOBYTES / 1e6


def main() -> None:
    """Refreshes a new home twice."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        for name, as_of in zip(("first", "a week later"), DAYS, strict=True):
            seconds, processor, megabytes = refreshed(home, as_of)
            took = f"{seconds:.1f} s by the clock (bar {BAR_SECONDS}), {processor:.1f} s of processor time"
            print(f"{name}: {took}, at most {megabytes:.0f} MB")
            print(f"  {run_log(home, 1).phases.item()}")


if __name__ == "__main__":
    main()
