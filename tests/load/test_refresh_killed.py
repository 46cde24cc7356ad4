"""A refresh that is killed at any moment leaves one complete generation, and the next one succeeds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from capacity.store import Originals, SnapshotStore
from tests.load.refresh_killed import killed_at_random
from tests.service.live import newer_figures
from tests.sources.live.answers import Sources

KILLS, SEED = 8, 20261123


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Path:
    """A home of its own with the snapshot of the shipped data."""
    shutil.copytree(SnapshotStore(home).folder, SnapshotStore(tmp_path).folder)
    return tmp_path


def test_a_refresh_killed_at_random_moments_always_leaves_one_complete_generation(
    own: Path, sources: Sources
) -> None:
    newer_figures(sources)
    found = killed_at_random(own, KILLS, SEED, "quick")
    assert found["published"] < KILLS
    assert sum(count for phase, count in found.items() if phase not in ("done", "published")) >= 1
    kept = Originals(own)
    assert [len(kept.read(path)) > 0 for path in kept.paths("eurostat_applicants")] == [True]
    leftovers = [path.name for path in own.rglob("*") if ".tmp" in path.name]
    assert leftovers == []
