from pathlib import Path

import pytest

from capacity.service import refresh
from tests.sources.live.serving import source_server, sources

__all__ = ["source_server", "sources"]


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """A home with one snapshot of the shipped data, made once."""
    folder = tmp_path_factory.mktemp("home")
    refresh(offline=True, home=folder)
    return folder
