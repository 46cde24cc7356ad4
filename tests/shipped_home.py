"""The snapshot of the shipped data: made once in a run of tests, by the first process that asks for it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from capacity.service import refresh
from capacity.store import own_turn

PATIENCE_SECONDS = 600.0


def shipped_home(folders: pytest.TempPathFactory) -> Path:
    """The home that all processes of this run copy; nobody works in it."""
    own = folders.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    home = shared / "shipped_home"
    with own_turn(shared / "shipped_home.lock", PATIENCE_SECONDS, str):
        if not home.exists():
            unfinished = shared / "shipped_home_unfinished"
            refresh(offline=True, home=unfinished)
            unfinished.rename(home)
    return home


def copy_of_shipped_home(folders: pytest.TempPathFactory) -> Path:
    """A home of one's own with the snapshot of the shipped data."""
    return Path(shutil.copytree(shipped_home(folders), folders.mktemp("home") / "home"))
