"""Whole, consistent copies of a workspace while others use it, and the check that one is whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

PATIENCE_SECONDS = 30.0
BESIDE = ("-wal", "-shm", "-journal")


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, timeout=PATIENCE_SECONDS)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        yield connection


def copy_workspace(source: Path, target: Path) -> None:
    """Copies a workspace over another one, or into a new file, in one transaction.

    Whoever has either of them open goes on: readers see the old content or the new, nothing between.

    Source: SQLite Online Backup API.
    """
    with _opened(source) as old, _opened(target) as new:
        old.backup(new)


def is_whole(file: Path) -> bool:
    """Whether SQLite finds no fault in a workspace."""
    with suppress(sqlite3.DatabaseError), _opened(file) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return sound and not connection.execute("PRAGMA foreign_key_check").fetchall()
    return False


def is_used(file: Path) -> bool:
    """Whether a workspace is there and anybody ever saved something, or it cannot be read."""
    if not file.exists():
        return False
    with suppress(sqlite3.DatabaseError), _opened(file) as connection:
        tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'audit'").fetchone()
        return bool(tables[0] and connection.execute("SELECT count(*) FROM audit").fetchone()[0])
    return True


def database_files(file: Path) -> list[Path]:
    """The file of a workspace and what SQLite keeps beside it, as far as they exist."""
    beside = [file.with_name(file.name + ending) for ending in BESIDE]
    return [path for path in (file, *beside) if path.exists()]
