"""Publishing snapshots so that one complete, readable generation is always there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from capacity.store.files import (
    force_to_disk,
    only_writer,
    remove_leftovers,
    swap_text,
    temporary_beside,
)
from capacity.store.generation import (
    DOCUMENTS,
    INFO,
    held_open,
    read_columns,
    read_frame,
    read_pairs,
    read_table_names,
    write_generation,
)
from capacity.store.rules import TableRule

ENDING, POINTER = ".duckdb", "CURRENT.json"
KEPT_AT_LEAST = 4
PHASES = ("begun", "written", "synced", "renamed", "pointed", "pruned")
"""Boundaries that a publish reports, in order: file built and checked, on disk, named, in service, tidied."""


class SnapshotMissingError(LookupError):
    """No snapshot of that id is kept."""


@dataclass(frozen=True)
class Failure:
    """The last refresh that failed since the snapshot in service was published: why and when (ISO)."""

    reason: str
    at: str


class SnapshotStore:
    """The generations under one home; each is an immutable file, one of them is in service.

    Args:
        home: folder of the program's state, see `state_home`.
        keep: how many generations stay, at least four; the one in service always does.
    """

    def __init__(self, home: Path, keep: int = KEPT_AT_LEAST) -> None:
        self.folder = home / "snapshots"
        self._pointer = self.folder / POINTER
        self._keep = max(keep, KEPT_AT_LEAST)
        self._info: dict[str, dict[str, Any]] = {}

    def publish(
        self,
        tables: Mapping[str, pd.DataFrame],
        documents: Mapping[str, str],
        info: Mapping[str, Any],
        rules: Mapping[str, TableRule] | None = None,
        snapshot_id: str | None = None,
        on_phase: Callable[[str], object] = str,
    ) -> str:
        """Writes a new generation and puts it into service; until that moment the old one serves.

        Args:
            tables: frames by name; text in columns of dtype object.
            documents: texts by name.
            info: what JSON can hold; `as_of` starts the id.
            rules: what must hold, by table.
            snapshot_id: an id from `new_id`; without it one is made from the content.
            on_phase: told each of PHASES as it is passed.

        Raises:
            BrokenSnapshotError: a rule does not hold; the old generation stays in service.
        """
        with only_writer(self.folder):
            remove_leftovers(self.folder)
            on_phase("begun")
            chosen = snapshot_id or self.new_id(str(info.get("as_of", "")), content_hash(tables, documents))
            path = self.path(chosen)
            if path.exists():
                raise FileExistsError(chosen)
            numbered = {**info, "sequence": 1 + max((self._sequence(old) for old in self.ids()), default=0)}
            temporary = temporary_beside(path)
            try:
                write_generation(temporary, tables, documents, numbered, rules or {})
            except Exception:
                remove_leftovers(self.folder)
                raise
            on_phase("written")
            force_to_disk(temporary)
            on_phase("synced")
            temporary.rename(path)
            force_to_disk(self.folder)
            on_phase("renamed")
            self._point(chosen, None)
            on_phase("pointed")
            self._prune(chosen)
            on_phase("pruned")
        return chosen

    def new_id(self, as_of: str, digest: str) -> str:
        """An id that no kept snapshot has: the date, the first of a hash, and a count when both repeat."""
        stem = "-".join(part for part in (as_of, digest[:8]) if part)
        names = [stem, *(f"{stem}-{number}" for number in range(2, len(self.ids()) + 3))]
        return next(name for name in names if not self.path(name).exists())

    def current(self) -> str | None:
        """Id of the snapshot in service, or None when there is none yet."""
        chosen = self._pointed().get("snapshot")
        return str(chosen) if chosen and self.path(str(chosen)).exists() else None

    def ids(self) -> list[str]:
        """Ids of all complete generations, oldest first."""
        found = [path.stem for path in self.folder.glob(f"*{ENDING}") if not path.name.startswith(".")]
        return sorted(found, key=lambda name: (self._sequence(name), name))

    def use(self, snapshot_id: str, at: str = "") -> None:
        """Puts an earlier generation back into service, or the newest one again.

        Args:
            at: the moment from which an earlier one is held (ISO), see `held_since`.

        Raises:
            SnapshotMissingError: it is not kept.
        """
        with only_writer(self.folder):
            self._existing(snapshot_id)
            self._point(snapshot_id, self.failure(), "" if snapshot_id == self.ids()[-1] else at)

    def held_since(self) -> str:
        """Since when an earlier generation is held in service (ISO); empty when none is."""
        return str(self._pointed().get("held_since", ""))

    def release(self) -> None:
        """Ends the hold: the next publish may follow on the generation in service."""
        with only_writer(self.folder):
            self._point(self.current(), self.failure())

    def info(self, snapshot_id: str) -> dict[str, Any]:
        """What was said about a snapshot when it was published, and its `sequence`."""
        if snapshot_id not in self._info:
            pairs = read_pairs(self._existing(snapshot_id), INFO)
            self._info[snapshot_id] = {key: json.loads(value) for key, value in pairs.items()}
        return dict(self._info[snapshot_id])

    def held_open(self, snapshot_id: str) -> AbstractContextManager[None]:
        """Within this a snapshot is read in parts without its file being opened for each."""
        return held_open(self._existing(snapshot_id))

    def tables(self, snapshot_id: str) -> list[str]:
        """Names of a snapshot's tables, sorted."""
        return read_table_names(self._existing(snapshot_id))

    def columns(self, snapshot_id: str) -> dict[str, tuple[str, ...]]:
        """The columns of each table of a snapshot, by the table's name."""
        return read_columns(self._existing(snapshot_id))

    def documents(self, snapshot_id: str) -> dict[str, str]:
        """All documents of a snapshot by name."""
        return read_pairs(self._existing(snapshot_id), DOCUMENTS)

    def read(self, snapshot_id: str, table: str) -> pd.DataFrame:
        """One table of a snapshot; raises KeyError when it has no such table."""
        return read_frame(self._existing(snapshot_id), table)

    def document(self, snapshot_id: str, name: str) -> str:
        """One document of a snapshot; raises KeyError when it has no such document."""
        return read_pairs(self._existing(snapshot_id), DOCUMENTS)[name]

    def note_failure(self, reason: str, at: str) -> None:
        """Notes that a refresh failed; the snapshot in service stays, the next publish clears the note."""
        with only_writer(self.folder):
            self._point(self.current(), Failure(reason, at), self.held_since())

    def clear_failure(self) -> None:
        """Notes that a refresh succeeded without anything new to publish."""
        if self.failure() is not None:
            with only_writer(self.folder):
                self._point(self.current(), None, self.held_since())

    def size(self, snapshot_id: str) -> int:
        """Bytes that a snapshot takes on the disk."""
        return self._existing(snapshot_id).stat().st_size

    def failure(self) -> Failure | None:
        """The refresh that failed last, or None when the last one succeeded."""
        noted = self._pointed().get("failure")
        return Failure(str(noted["reason"]), str(noted["at"])) if noted else None

    def path(self, snapshot_id: str) -> Path:
        """The file of a snapshot, whether it is kept or not."""
        return self.folder / f"{snapshot_id}{ENDING}"

    def _existing(self, snapshot_id: str) -> Path:
        if snapshot_id not in {path.stem for path in self.folder.glob(f"*{ENDING}")}:
            raise SnapshotMissingError(snapshot_id)
        return self.path(snapshot_id)

    def _sequence(self, snapshot_id: str) -> int:
        return int(self.info(snapshot_id)["sequence"])

    def _pointed(self) -> dict[str, Any]:
        try:
            content: dict[str, Any] = json.loads(self._pointer.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return content

    def _point(self, snapshot_id: str | None, failure: Failure | None, held_since: str = "") -> None:
        noted = {"reason": failure.reason, "at": failure.at} if failure else None
        content = {"snapshot": snapshot_id, "failure": noted, "held_since": held_since}
        swap_text(self._pointer, json.dumps(content, sort_keys=True, indent=2) + "\n")

    def _prune(self, current: str) -> None:
        for old in [name for name in self.ids()[: -self._keep] if name != current]:
            self.path(old).unlink(missing_ok=True)
            self._info.pop(old, None)


def content_hash(tables: Mapping[str, pd.DataFrame], documents: Mapping[str, str]) -> str:
    """A SHA-256 of tables and documents that only their content decides."""
    digest = hashlib.sha256()
    for name in sorted(tables):
        frame = tables[name]
        digest.update(json.dumps([name, *map(str, frame.columns)]).encode())
        digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    for name in sorted(documents):
        digest.update(json.dumps([name, documents[name]]).encode())
    return digest.hexdigest()
