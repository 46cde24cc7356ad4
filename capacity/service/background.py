"""A refresh in a process of its own, so that a page can start one and follow it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from capacity.domain.problems import BadInputError
from capacity.domain.user import User
from capacity.service.apart import start_apart
from capacity.service.refresh_faults import RefreshBusyError, RefreshError
from capacity.service.refreshing import LOCK_FILE, refresh
from capacity.service.runs import BAD_INPUT, DONE, FAILED, STOPPED
from capacity.service.workspace import open_workspace
from capacity.store import RunLog, is_turn_free, state_home

CODE = "import sys; from capacity.service.background import run; sys.exit(run('--offline' in sys.argv))"


class RefreshHandle:
    """A refresh that goes on in another process; it ends by itself, also when nobody looks any more."""

    def __init__(self, process: subprocess.Popen[bytes], home: Path) -> None:
        self._process, self._log, self._lock = process, RunLog(home), home / LOCK_FILE

    @property
    def done(self) -> bool:
        """Whether it ended."""
        return self._process.poll() is not None

    @property
    def exit_code(self) -> int | None:
        """0 done, 2 bad input, 3 failed or a source failed, 1 anything else; None as long as it goes on."""
        return self._process.poll()

    @property
    def phase(self) -> str:
        """What it is doing: `waiting` for another refresh, or a phase of its own."""
        if self.done:
            return "done"
        note = self._log.running()
        if note and note["process"] == self._process.pid:
            return str(note["phase"])
        return "start" if is_turn_free(self._lock) else "waiting"

    @property
    def result(self) -> dict[str, Any] | None:
        """Its line in the run log; None until it ended, or when it ended without one."""
        if not self.done:
            return None
        lines = [line for line in self._log.lines() if line.get("process") == self._process.pid]
        return lines[-1] if lines else None

    def wait(self, timeout_seconds: float) -> bool:
        """Waits for the end; whether it came."""
        try:
            self._process.wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def start_refresh(
    home: Path | None = None, offline: bool = False, author: User | str = "", reason: str = ""
) -> RefreshHandle:
    """Starts a refresh of a home in the background; one that goes on already is waited for there.

    The audit trail says who began it.

    Raises:
        NotAllowedError: the author is no data steward.
    """
    root = home or state_home()
    way = "shipped" if offline else "live"
    open_workspace(root).record("refresh_begun", f"refresh:{way}", author, reason)
    process = start_apart(CODE, root, *(["--offline"] if offline else []))
    return RefreshHandle(process, root)


def refresh_phase(home: Path | None = None) -> str | None:
    """The phase of the refresh that goes on in any process; None when there is none."""
    root = home or state_home()
    if is_turn_free(root / LOCK_FILE):
        return None
    note = RunLog(root).running()
    return str(note["phase"]) if note else "start"


def run(offline: bool) -> int:
    """A refresh whose outcome is told by its exit code and the run log."""
    try:
        outcome = refresh(offline=offline)
    except BadInputError:
        return BAD_INPUT
    except RefreshError:
        return FAILED
    except RefreshBusyError:
        return STOPPED
    return FAILED if outcome.source_faults else DONE
