"""Reads all sources side by side, within a time that is bounded whatever they do."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Thread

from capacity.domain.live import SourceError
from capacity.sources.live.fetching import Answer, Fetcher, Limits
from capacity.sources.live.reading import Reading
from capacity.sources.live.register import READERS, Source

SLACK_SECONDS = 5.0


@dataclass
class Collected:
    """What came of one source: a reading, or the fault; and a fingerprint of all it answered."""

    source: Source
    reading: Reading | None = None
    fault: SourceError | None = None
    digest: str = ""
    retrieved_at: datetime = field(default_factory=lambda: datetime.now(UTC))


def collect(
    sources: Iterable[Source],
    today: date,
    keep: Callable[[str, Answer], object],
    limits: Limits | None = None,
) -> list[Collected]:
    """Reads every source; one that fails does not disturb the others.

    Args:
        today: figures of a later period are refused.
        keep: is given the id of the source and every answer as it came.
        limits: bounds for one source; all are read at the same time.
    """
    bounds = limits or Limits()
    begun = [(Collected(source), source) for source in sources]
    threads = [Thread(target=_read, args=(result, today, keep, bounds), daemon=True) for result, _ in begun]
    for thread in threads:
        thread.start()
    end = time.monotonic() + bounds.total + SLACK_SECONDS
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    return [
        _settled(result, source, thread, bounds)
        for (result, source), thread in zip(begun, threads, strict=True)
    ]


def _settled(result: Collected, source: Source, thread: Thread, limits: Limits) -> Collected:
    """A reading that still hangs, as when a name server never answers, is a fault and is left behind."""
    if thread.is_alive() or (result.reading is None and result.fault is None):
        return Collected(source, fault=SourceError("failed", "timeout", seconds=round(limits.total)))
    return result


def _read(result: Collected, today: date, keep: Callable[[str, Answer], object], limits: Limits) -> None:
    digest = hashlib.sha256()

    def keeping(answer: Answer) -> None:
        digest.update(answer.content)
        result.digest = digest.hexdigest()
        keep(result.source.id, answer)

    source = result.source
    try:
        result.reading = READERS[source.id](Fetcher(limits, keeping), source.address, today)
    except SourceError as fault:
        result.fault = fault
    except Exception as fault:
        result.fault = SourceError("failed", "unexpected", error=f"{type(fault).__name__}: {fault}")
    result.retrieved_at = datetime.now(UTC)
