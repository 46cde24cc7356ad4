"""Connections to the workspace: short transactions, confirmed only when they are on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from capacity.store.workspace.migrating import migrate

PATIENCE_SECONDS = 30
WRITES = "writes"
SETTINGS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
Made = TypeVar("Made")


class Database:
    """One workspace; safe to share between threads, and between processes.

    Args:
        url: where it is, as SQLAlchemy writes it.

    Raises:
        NewerWorkspaceError: a newer version of the program wrote it.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self._engine = _engine(url)
        migrate(self._engine, sqlite_file(url))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the workspace."""
        with self._engine.connect() as connection, connection.begin():
            yield connection

    def write(self, work: Callable[[Connection], Made]) -> Made:
        """Does all of some work or nothing, alone; on return it is on the disk.

        Work that met a row of somebody else is done once more, so that it sees that row.
        """
        try:
            return self._write(work)
        except IntegrityError:
            return self._write(work)

    def _write(self, work: Callable[[Connection], Made]) -> Made:
        with self._engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            return work(connection)


def workspace_url(home: Path, chosen: str = "") -> URL:
    """The address chosen, else the file in the home."""
    return make_url(chosen) if chosen else URL.create("sqlite", database=str(home / "workspace.sqlite"))


def sqlite_file(url: URL) -> Path | None:
    """The file of the workspace; None when it is on a server."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _engine(url: URL) -> Engine:
    if sqlite_file(url) is None:
        return create_engine(url, pool_pre_ping=True)
    options = {"timeout": PATIENCE_SECONDS, "isolation_level": None}
    engine = create_engine(url, poolclass=NullPool, connect_args=options)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    """A writer takes its turn at once: one that read first could not go on after somebody else's write."""
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
