"""Rows of files that users gave and accepted: a portfolio, scores, boundaries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from capacity.store.workspace.audit import Stamp, record
from capacity.store.workspace.plans import NOT_WITHDRAWN
from capacity.store.workspace.tables import uploads


@dataclass(frozen=True)
class UploadRow:
    """A file as it is stored."""

    id: str
    kind: str
    content: str
    author: str
    saved_at: datetime
    reason: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_reason: str


COLUMNS = (
    uploads.c.id,
    uploads.c.kind,
    uploads.c.content,
    uploads.c.author_name,
    uploads.c.saved_at,
    uploads.c.reason,
    uploads.c.withdrawn_at,
    uploads.c.withdrawn_name,
    uploads.c.withdrawn_reason,
)


def add_upload(connection: Connection, upload_id: str, kind: str, content: str, by: Stamp) -> None:
    """A new file; it stands in place of the earlier ones of its kind."""
    row = {"id": upload_id, "kind": kind, "content": content, **by.columns(), **NOT_WITHDRAWN}
    connection.execute(insert(uploads).values(row))
    record(connection, by, f"{kind}_accepted", f"{kind}:{upload_id}")


def withdraw_upload(connection: Connection, upload_id: str, kind: str, by: Stamp) -> bool:
    """Marks a file as withdrawn; False when none of that id is in force."""
    chosen = update(uploads).where(uploads.c.id == upload_id, uploads.c.withdrawn_at.is_(None))
    done = connection.execute(
        chosen.values(
            withdrawn_at=by.at,
            withdrawn_subject=by.user.subject,
            withdrawn_name=by.user.name,
            withdrawn_reason=by.reason,
        )
    )
    if done.rowcount:
        record(connection, by, f"{kind}_withdrawn", f"{kind}:{upload_id}")
    return bool(done.rowcount)


def all_uploads(connection: Connection, kind: str) -> list[UploadRow]:
    """Files of a kind, the last accepted first."""
    chosen = select(*COLUMNS).where(uploads.c.kind == kind).order_by(uploads.c.number.desc())
    return [UploadRow(*tuple[Any, ...](row)) for row in connection.execute(chosen)]
