"""Rows of saved states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from capacity.store.workspace.audit import Stamp, record
from capacity.store.workspace.tables import states


@dataclass(frozen=True)
class StateRow:
    """A state as it is stored: its table as text without the author, who is `told_by`."""

    id: str
    as_of: date
    content: str
    told_by: str
    author: str
    saved_at: datetime
    reason: str


COLUMNS = (
    states.c.id,
    states.c.as_of,
    states.c.content,
    states.c.told_by,
    states.c.author_name,
    states.c.saved_at,
    states.c.reason,
)


def add_state(
    connection: Connection, state_id: str, as_of: date, content: str, told_by: str, by: Stamp
) -> None:
    """A new state."""
    row = {"id": state_id, "as_of": as_of, "content": content, "told_by": told_by}
    connection.execute(insert(states).values(**row, **by.columns()))
    record(connection, by, "state_saved", f"state:{state_id}")


def all_states(connection: Connection, limit: int | None = None) -> list[StateRow]:
    """States, the last saved first."""
    chosen = select(*COLUMNS).order_by(states.c.number.desc()).limit(limit)
    return [StateRow(*tuple[Any, ...](row)) for row in connection.execute(chosen)]


def one_state(connection: Connection, state_id: str) -> StateRow | None:
    """A state; None when there is none of that id."""
    found = connection.execute(select(*COLUMNS).where(states.c.id == state_id)).one_or_none()
    return None if found is None else StateRow(*tuple[Any, ...](found))
