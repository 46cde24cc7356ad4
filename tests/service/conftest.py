from pathlib import Path

import pytest

from capacity.forecast.panel import WEEKLY_MODELS
from capacity.service import generation
from capacity.store import SnapshotStore
from tests.shipped_home import copy_of_shipped_home
from tests.sources.live.serving import source_server, sources

__all__ = ["source_server", "sources"]


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """A home with one snapshot of the shipped data, one for all tests of a process."""
    return copy_of_shipped_home(tmp_path_factory)


@pytest.fixture
def started(home, tmp_path) -> Path:
    """A home of its own with the snapshot of the shipped data."""
    store = SnapshotStore(tmp_path)
    store.folder.mkdir(parents=True)
    for path in SnapshotStore(home).folder.iterdir():
        (store.folder / path.name).write_bytes(path.read_bytes())
    return tmp_path


@pytest.fixture
def few_models(monkeypatch) -> None:
    """Refreshes without rivals beside the served method: with all of them a forecast takes twice as long."""
    monkeypatch.setattr(generation, "ALL_MODELS", WEEKLY_MODELS)


@pytest.fixture
def plain_refreshes(monkeypatch) -> None:
    """Refreshes whose plan is not explained, which takes about a third of their time.

    For what a refresh reads, checks, keeps and publishes; what explains a plan is looked at elsewhere.
    """
    monkeypatch.setattr(generation, "explained_result", lambda _inputs, _ground, _scenario, plan: plan)
