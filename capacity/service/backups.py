"""Backup and restore of everything that users saved, every snapshot and the log of refreshes, as one file."""

from __future__ import annotations

import json
import re
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.engine import URL

from capacity.domain.problems import BadInputError, Problem
from capacity.domain.user import Role, User
from capacity.service.workspace import open_workspace, workspace_url
from capacity.store import SnapshotStore, state_home
from capacity.store import workspace as store
from capacity.store.archive import Manifest, check_archive, damaged, unpack_archive, write_archive
from capacity.store.files import only_writer
from capacity.store.restoring import SNAPSHOTS, WORKSPACE, holds_anything, put_in_place, staging
from capacity.store.runs import FOLDER as RUNS
from capacity.store.runs import LOG
from capacity.store.snapshots import ENDING, POINTER

_PROGRAM = User(store.PROGRAM, "", Role.DATA_STEWARD)


def backup(file: Path, home: Path | None = None) -> Manifest:
    """Writes workspace, snapshots and the log of refreshes into one file; the app may go on meanwhile.

    Raises:
        BadInputError: the workspace is on a server, which has its own means for this.
    """
    folder = home or state_home()
    database = _database_file(folder)
    open_workspace(folder)
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, only_writer(folder / SNAPSHOTS):
        copy = Path(scratch) / WORKSPACE
        store.copy_workspace(database, copy)
        snapshots = SnapshotStore(folder)
        parts = {WORKSPACE: copy}
        parts |= {f"{SNAPSHOTS}/{name}{ENDING}": snapshots.path(name) for name in snapshots.ids()}
        pointer = snapshots.folder / POINTER
        parts |= {f"{SNAPSHOTS}/{POINTER}": pointer} if pointer.exists() else {}
        log = folder / RUNS / LOG
        if log.exists():
            parts[f"{RUNS}/{LOG}"] = Path(scratch) / LOG
            parts[f"{RUNS}/{LOG}"].write_text(log.read_text("utf-8", errors="replace"), encoding="utf-8")
        about = {
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "program_version": version("capacity"),
            "workspace_revision": store.HEAD,
            "snapshot": snapshots.current(),
            "snapshots": snapshots.ids(),
        }
        return write_archive(file, parts, about)


def restore(file: Path, replace: bool = False, home: Path | None = None) -> Manifest:
    """Puts a backup into the home, also that of a new computer.

    Args:
        replace: take the place of what is there; it is kept beside until the restore is done.

    Raises:
        BadInputError: the file is damaged, was written by a newer version, or the home holds something and
            `replace` is not set; nothing was changed.
    """
    folder = home or state_home()
    database = _database_file(folder)
    manifest = check_archive(file)
    _check_versions(file, manifest)
    if not replace and holds_anything(folder, database):
        raise BadInputError([Problem("home_not_empty", value=str(folder), expected="--replace")])
    with staging(folder) as staged:
        unpack_archive(file, staged)
        _check_content(file, staged)
        put_in_place(staged, folder, database)
    open_workspace(folder).record("restored", f"backup:{manifest.made_at}", _PROGRAM, "")
    return manifest


def _database_file(home: Path) -> Path:
    url = workspace_url(home)
    file = store.sqlite_file(url)
    if file is None:
        raise BadInputError([Problem("workspace_on_server", value=url.host or "", expected="pg_dump")])
    return file


def _check_versions(file: Path, manifest: Manifest) -> None:
    own = version("capacity")
    newer = _numbers(manifest.program_version) > _numbers(own)
    if newer or manifest.workspace_revision not in store.known_revisions():
        raise BadInputError(
            [Problem("backup_newer", file.name, value=manifest.program_version, expected=own)]
        )


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def _check_content(file: Path, staged: Path) -> None:
    """What is put in place is sound, brought up to date, and points to a snapshot that is there."""
    database, pointer = staged / WORKSPACE, staged / SNAPSHOTS / POINTER
    if not database.exists() or not store.is_whole(database):
        raise damaged(file.name, WORKSPACE)
    store.Database(URL.create("sqlite", database=str(database)))
    pointed = json.loads(pointer.read_text(encoding="utf-8"))["snapshot"] if pointer.exists() else None
    if pointed is not None and not (staged / SNAPSHOTS / f"{pointed}{ENDING}").exists():
        raise damaged(file.name, POINTER)


__all__ = ["Manifest", "backup", "restore"]
