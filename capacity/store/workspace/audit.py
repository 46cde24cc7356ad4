"""The audit trail: who wrote what, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from capacity.domain.user import User
from capacity.store.workspace.tables import audit

COLUMNS = (audit.c.at, audit.c.author_name, audit.c.action, audit.c.subject, audit.c.reason)
"""What a row of the trail is read from, in the order of `AuditRow`."""


@dataclass(frozen=True)
class Stamp:
    """Who writes, at which moment (UTC) and why."""

    at: datetime
    user: User
    reason: str = ""

    def columns(self, moment: str = "saved_at") -> dict[str, object]:
        """The stamp as columns of a row; `moment` names the one for the time."""
        return {
            "author_subject": self.user.subject,
            "author_name": self.user.name,
            moment: self.at,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class AuditRow:
    """One write; `subject` is what was written, as `kind:id`."""

    at: datetime
    author: str
    action: str
    subject: str
    reason: str


def record(connection: Connection, by: Stamp, action: str, subject: str) -> None:
    """Notes a write, in its own transaction."""
    connection.execute(insert(audit).values(action=action, subject=subject, **by.columns("at")))


def newest_entries(connection: Connection, limit: int) -> list[AuditRow]:
    """The last writes, newest first."""
    rows = connection.execute(select(*COLUMNS).order_by(audit.c.number.desc()).limit(limit))
    return [AuditRow(*tuple[Any, ...](row)) for row in rows]


def entries_of(connection: Connection, subject: str, action: str) -> list[AuditRow]:
    """The writes of one kind about one subject, newest first."""
    chosen = select(*COLUMNS).where(audit.c.subject == subject, audit.c.action == action)
    rows = connection.execute(chosen.order_by(audit.c.number.desc()))
    return [AuditRow(*tuple[Any, ...](row)) for row in rows]
