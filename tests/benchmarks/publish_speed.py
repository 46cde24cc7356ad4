"""Prints how long it takes to publish the sample paths of two years, and how large the snapshot is.

Run from the checkout: python -m tests.benchmarks.publish_speed
"""

from __future__ import annotations

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import pandas as pd

from capacity.store import SnapshotStore

STREAMS, WEEKS, PATHS, RUNS = 4, 104, 1000, 3


def sample_paths() -> pd.DataFrame:
    """One row for each stream, week and path."""
    mondays = pd.date_range("2026-11-23", periods=WEEKS, freq="7D")
    size = STREAMS * WEEKS * PATHS
    return pd.DataFrame(
        {
            "unique_id": np.repeat([f"s{number}" for number in range(STREAMS)], WEEKS * PATHS),
            "ds": np.tile(np.repeat(mondays, PATHS), STREAMS),
            "path": np.tile(np.arange(PATHS), STREAMS * WEEKS),
            "y": np.random.default_rng(1).poisson(200, size).astype(float),
        }
    )


def main() -> None:
    """Publishes a few times into a new folder each."""
    frame = sample_paths()
    seconds, megabytes = [], 0.0
    for _ in range(RUNS):
        with TemporaryDirectory() as folder:
            store = SnapshotStore(Path(folder))
            begin = perf_counter()
            made = store.publish({"paths": frame}, {}, {"as_of": "2026-11-23"})
            seconds.append(perf_counter() - begin)
            megabytes = (store.folder / f"{made}.duckdb").stat().st_size / 1e6
    print(f"{len(frame):,} rows published in {median(seconds):.2f} s (bar 2), {megabytes:.0f} MB")


if __name__ == "__main__":
    main()
