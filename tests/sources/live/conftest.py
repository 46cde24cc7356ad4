from datetime import date

import pytest

from capacity.sources.live import Limits, collect, load_sources

from .serving import source_server, sources

__all__ = ["source_server", "sources"]

TODAY = date(2026, 11, 25)
QUICK = Limits(connect=2, read=0.4, total=3, first_pause=0.01, longest_pause=0.02, answer_bytes=200_000)


@pytest.fixture
def read(sources):  # noqa: ARG001
    """Reads all three sources; returns what came of one, and remembers the answers that were kept."""
    kept = []

    def reading(name, today=TODAY, limits=QUICK):
        found = collect(load_sources(), today, lambda source, answer: kept.append((source, answer)), limits)
        return next(result for result in found if result.source.id == name)

    reading.kept = kept
    return reading
