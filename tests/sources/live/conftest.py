from datetime import date

import pytest
from pytest_httpserver import HTTPServer

from capacity.sources.live import Limits, collect, load_sources

from .answers import Sources

TODAY = date(2026, 11, 25)
QUICK = Limits(connect=2, read=0.4, total=3, first_pause=0.01, longest_pause=0.02, answer_bytes=200_000)


@pytest.fixture(scope="session")
def source_server():
    with HTTPServer(host="127.0.0.1", port=0, threaded=True) as server:
        yield server


@pytest.fixture
def sources(source_server, monkeypatch):
    source_server.clear()
    served = Sources(source_server)
    for name, address in served.addresses().items():
        monkeypatch.setenv(name, address)
    return served


@pytest.fixture
def read(sources):  # noqa: ARG001
    """Reads all three sources; returns what came of one, and remembers the answers that were kept."""
    kept = []

    def reading(name, today=TODAY, limits=QUICK):
        found = collect(load_sources(), today, lambda source, answer: kept.append((source, answer)), limits)
        return next(result for result in found if result.source.id == name)

    reading.kept = kept
    return reading
