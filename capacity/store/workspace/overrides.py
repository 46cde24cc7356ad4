"""Rows of changes of the forecast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from capacity.store.workspace.audit import Stamp, record
from capacity.store.workspace.plans import NOT_WITHDRAWN
from capacity.store.workspace.tables import overrides


@dataclass(frozen=True)
class OverrideRow:
    """A change of the forecast as it is stored."""

    id: str
    content: Mapping[str, Any]
    author: str
    saved_at: datetime
    reason: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_reason: str


def add_override(connection: Connection, override_id: str, content: Mapping[str, Any], by: Stamp) -> None:
    """A new change of the forecast, in force from now on."""
    row = {"id": override_id, "content": dict(content), **by.columns(), **NOT_WITHDRAWN}
    connection.execute(insert(overrides).values(row))
    record(connection, by, "override_saved", f"override:{override_id}")


def withdraw_override(connection: Connection, override_id: str, by: Stamp) -> bool:
    """Marks a change as withdrawn; False when none of that id is in force."""
    chosen = update(overrides).where(overrides.c.id == override_id, overrides.c.withdrawn_at.is_(None))
    done = connection.execute(
        chosen.values(
            withdrawn_at=by.at,
            withdrawn_subject=by.user.subject,
            withdrawn_name=by.user.name,
            withdrawn_reason=by.reason,
        )
    )
    if done.rowcount:
        record(connection, by, "override_withdrawn", f"override:{override_id}")
    return bool(done.rowcount)


def all_overrides(connection: Connection) -> list[OverrideRow]:
    """Changes of the forecast, the oldest first."""
    columns = (
        overrides.c.id,
        overrides.c.content,
        overrides.c.author_name,
        overrides.c.saved_at,
        overrides.c.reason,
        overrides.c.withdrawn_at,
        overrides.c.withdrawn_name,
        overrides.c.withdrawn_reason,
    )
    rows = connection.execute(select(*columns).order_by(overrides.c.number))
    return [OverrideRow(*tuple[Any, ...](row)) for row in rows]
