"""The log of refreshes: one line of JSON per run, and a note of the run that is going on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from capacity.store.files import remove_leftovers, swap_text

FOLDER, LOG = "runs", "refresh.jsonl"
KEPT_LINES = 500


class RunLog:
    """The runs under one home, oldest first; only the holder of the refresh's lock writes.

    Args:
        home: folder of the program's state.
        keep: how many lines stay.
    """

    def __init__(self, home: Path, keep: int = KEPT_LINES) -> None:
        self.folder = home / FOLDER
        self._path = self.folder / LOG
        self._going_on = self.folder / "running.json"
        self._keep = keep

    def lines(self, newest: int | None = None) -> list[dict[str, Any]]:
        """The last runs, oldest first; a line that was cut off by a crash is passed over."""
        try:
            text = self._path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return []
        found = [line for line in map(_parsed, text.splitlines()) if line is not None]
        return found if newest is None else found[-newest:]

    def add(self, line: Mapping[str, Any]) -> None:
        """Adds a finished run, safe against a crash half-way; its note and what killed ones left go away."""
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = [*self.lines(self._keep - 1), dict(line)]
        swap_text(self._path, "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in kept))
        self._going_on.unlink(missing_ok=True)
        remove_leftovers(self.folder)

    def note_running(self, note: Mapping[str, Any]) -> None:
        """Notes what goes on right now; replaces the note before."""
        self.folder.mkdir(parents=True, exist_ok=True)
        swap_text(self._going_on, json.dumps(dict(note), sort_keys=True) + "\n")

    def running(self) -> dict[str, Any] | None:
        """The note of the run that goes on, or of one that was broken off."""
        try:
            return _parsed(self._going_on.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        content = json.loads(text)
    except json.JSONDecodeError:
        return None
    return content if isinstance(content, dict) else None
