"""The record of one refresh: phases with their seconds, what came of each source, and how it ended."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal, cast

from capacity.domain.live import FaultKind, Remark, SourceFault
from capacity.sources.live import Collected, Source, load_sources
from capacity.store import RunLog

Exit = Literal[0, 1, 2, 3]
DONE: Final = 0
STOPPED: Final = 1
BAD_INPUT: Final = 2
FAILED: Final = 3
READ = "read"
BROKEN_OFF = "broken_off"
DIGITS = 3


def utc_now() -> str:
    """This moment in UTC, to the second (ISO)."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class RunRecord:
    """Follows a refresh and writes its line when it ends; a line of a run that was broken off comes first.

    Args:
        log: where the line goes.
        about: what is known at the start: `offline`, `as_of`.
    """

    def __init__(self, log: RunLog, about: Mapping[str, Any]) -> None:
        self._log = log
        broken = log.running()
        if broken is not None:
            log.add({**broken, "exit": STOPPED, "reason": BROKEN_OFF, "ended_at": utc_now()})
        self.line: dict[str, Any] = {
            **about,
            "process": os.getpid(),
            "started_at": utc_now(),
            "phases": {},
            "sources": {},
            "snapshot": None,
            "published": False,
            "reason": "",
        }
        self._phase, self._since = "start", time.monotonic()
        self.phase("start")

    def phase(self, name: str) -> None:
        """Notes that a phase begins."""
        self._close_phase()
        self._phase = name
        self._log.note_running({**self.line, "phase": name})

    def _close_phase(self) -> None:
        now = time.monotonic()
        phases = self.line["phases"]
        phases[self._phase] = round(phases.get(self._phase, 0.0) + now - self._since, DIGITS)
        self._since = now

    def source(
        self, result: Collected, rows: int, new: int, revised: int, remarks: tuple[Remark, ...]
    ) -> None:
        """Notes what came of a source."""
        fault = result.fault
        self.line["sources"][result.source.id] = {
            "state": READ if fault is None else fault.kind,
            "reason": None if fault is None else _remark(fault.remark),
            "retrieved_at": result.retrieved_at.isoformat(timespec="seconds"),
            "sha256": result.digest,
            "rows": rows,
            "new": new,
            "revised": revised,
            "findings": [_remark(remark) for remark in remarks],
        }

    def end(self, code: Exit, reason: str = "") -> None:
        """Writes the line of the run."""
        self._close_phase()
        self.line |= {"exit": code, "reason": reason, "ended_at": utc_now(), "phase": self._phase}
        self._log.add(self.line)


def _remark(remark: Remark) -> dict[str, Any]:
    return {"key": remark.key, "values": dict(remark.values)}


def remark_of(noted: Mapping[str, Any]) -> Remark:
    """A remark as it stands in the line of a run."""
    return Remark(str(noted["key"]), {str(key): str(value) for key, value in noted["values"].items()})


def last_attempts(log: RunLog) -> dict[str, dict[str, Any]]:
    """What came of each source the last time it was read, by id."""
    found: dict[str, dict[str, Any]] = {}
    for line in log.lines():
        found |= line.get("sources", {})
    return found


def never_asked(log: RunLog) -> bool:
    """Whether the log knows of refreshes, and none of them asked a source."""
    lines = log.lines()
    return bool(lines) and not any(line.get("sources") for line in lines)


def last_reading(log: RunLog, source: str) -> str:
    """When a source was last read well (ISO); empty when it never was."""
    attempts = [line.get("sources", {}).get(source, {}) for line in log.lines()]
    return max((str(one["retrieved_at"]) for one in attempts if one.get("state") == READ), default="")


def source_faults(log: RunLog) -> tuple[SourceFault, ...]:
    """The sources that could not be read the last time they were asked."""
    return faults_in(last_attempts(log))


def faults_in(attempts: Mapping[str, Mapping[str, Any]]) -> tuple[SourceFault, ...]:
    """The sources that could not be read, in the order of data/sources.csv.

    Args:
        attempts: what came of each source, by id.
    """
    if all(attempt["state"] == READ for attempt in attempts.values()):
        return ()
    return tuple(
        fault_of(source, attempts[source.id])
        for source in load_sources()
        if attempts.get(source.id, {"state": READ})["state"] != READ
    )


def fault_of(source: Source, attempt: Mapping[str, Any]) -> SourceFault:
    """The fault of an attempt that failed."""
    kind = cast(FaultKind, attempt["state"])
    at = str(attempt["retrieved_at"])
    return SourceFault(source.id, source.titles, kind, remark_of(attempt["reason"]), at)
