"""Brings a workspace to the newest tables, one process at a time."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from capacity.store.files import only_writer
from capacity.store.workspace.tables import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = "capacity.store.workspace:migrations"
LOCK = ".workspace.lock"


class NewerWorkspaceError(Exception):
    """The workspace was written by a newer version of the program."""


def migrate(engine: Engine, file: Path | None, to: str = HEAD) -> None:
    """Makes the tables of a new workspace, or brings older ones up to date.

    Args:
        file: the database file; None when it is on a server.
        to: the migration to stop at.

    Raises:
        NewerWorkspaceError: the workspace has migrations that this program does not know.
    """
    if file is None or file.exists():
        with engine.connect() as connection:
            if revision(connection) == to:
                return
    turn = nullcontext() if file is None else only_writer(file.parent, LOCK)
    with turn, engine.connect().execution_options(writes=True) as connection, connection.begin():
        if revision(connection) != to:
            _upgrade(connection, to)


def revision(connection: Connection) -> str | None:
    """The migration that a workspace is at; None when it has no tables yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def known_revisions() -> set[str]:
    """All migrations of this program."""
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _upgrade(connection: Connection, to: str) -> None:
    from alembic import command

    present = revision(connection)
    if present is not None and present not in known_revisions():
        raise NewerWorkspaceError(present)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    return config
