"""Puts a backup into a home; the old content stands beside until all of the new one is there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from capacity.store.files import (
    TEMPORARY,
    force_to_disk,
    only_writer,
    remove_leftovers,
    swap_text,
    temporary_beside,
)
from capacity.store.runs import FOLDER as RUNS
from capacity.store.runs import LOG
from capacity.store.snapshots import ENDING, POINTER
from capacity.store.workspace.copying import copy_workspace, database_files, is_used, is_whole

SNAPSHOTS, WORKSPACE = "snapshots", "workspace.sqlite"
KEPT, DAMAGED = "before-restore", "damaged"
LOCK = ".restore.lock"


def holds_anything(home: Path, database: Path) -> bool:
    """Whether a restore into a home would replace snapshots or saved work."""
    return any((home / SNAPSHOTS).glob(f"*{ENDING}")) or (home / KEPT).exists() or is_used(database)


@contextmanager
def staging(home: Path) -> Iterator[Path]:
    """An empty folder on the home's own disk; one restore at a time."""
    with only_writer(home, LOCK):
        for leftover in home.glob(f".restore.*{TEMPORARY}"):
            shutil.rmtree(leftover)
        folder = temporary_beside(home / "restore")
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def put_in_place(staged: Path, home: Path, database: Path) -> None:
    """Replaces workspace, snapshots and the log of refreshes of a home by staged ones.

    A restore that was killed has left the old content in the folder `before-restore`, and the next one
    keeps that; one that fails puts it back itself.

    Args:
        staged: folder with `workspace.sqlite`, `snapshots` and `runs`, on the disk of the home.
        database: file of the workspace; it stays the same file for those who have it open.
    """
    kept = home / KEPT
    with only_writer(home / SNAPSHOTS):
        remove_leftovers(home / SNAPSHOTS)
        if not kept.exists():
            _keep(home, database, kept)
        try:
            _put(staged, home, database)
        except BaseException:
            _put_back(kept, home, database)
            raise
        shutil.rmtree(kept)


def _keep(home: Path, database: Path, kept: Path) -> None:
    """The old content, under its final name only when it is complete."""
    for leftover in home.glob(f".{KEPT}.*{TEMPORARY}"):
        shutil.rmtree(leftover)
    part = temporary_beside(kept)
    for folder in (part, part / SNAPSHOTS, part / RUNS, part / DAMAGED):
        folder.mkdir()
    for path in _generations(home):
        _link(path, part / SNAPSHOTS / path.name)
    if (pointer := home / SNAPSHOTS / POINTER).exists():
        shutil.copy2(pointer, part / SNAPSHOTS / POINTER)
    if (log := home / RUNS / LOG).exists():
        shutil.copy2(log, part / RUNS / LOG)
    if database.exists() and is_whole(database):
        copy_workspace(database, part / WORKSPACE)
    else:
        for path in database_files(database):
            shutil.move(path, part / DAMAGED / path.name)
    for path in (*part.rglob("*"), part):
        force_to_disk(path)
    part.rename(kept)
    force_to_disk(home)


def _put(source: Path, home: Path, database: Path) -> None:
    """New generations first, then the workspace, then the pointer to one of them; old ones go last.

    The log of refreshes goes with the snapshots: it says when their sources were read and what failed.
    """
    snapshots = home / SNAPSHOTS
    wanted = _generations(source)
    for path in wanted:
        _link(path, beside := temporary_beside(snapshots / path.name))
        beside.replace(snapshots / path.name)
    force_to_disk(snapshots)
    if (source / WORKSPACE).exists():
        copy_workspace(source / WORKSPACE, database)
    for part in (Path(RUNS, LOG), Path(SNAPSHOTS, POINTER)):
        _put_text(source / part, home / part)
    names = {path.name for path in wanted}
    for path in _generations(home):
        if path.name not in names:
            path.unlink()
    force_to_disk(snapshots)


def _put_text(path: Path, target: Path) -> None:
    if path.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        swap_text(target, path.read_text(encoding="utf-8"))
    else:
        target.unlink(missing_ok=True)


def _put_back(kept: Path, home: Path, database: Path) -> None:
    _put(kept, home, database)
    for path in (kept / DAMAGED).iterdir():
        shutil.copy2(path, database.parent / path.name)
    shutil.rmtree(kept)


def _link(path: Path, target: Path) -> None:
    """The same file under a second name; a copy where the disk knows no links."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copy2(path, target)
        force_to_disk(target)


def _generations(home: Path) -> list[Path]:
    return sorted(path for path in (home / SNAPSHOTS).glob(f"*{ENDING}") if not path.name.startswith("."))
