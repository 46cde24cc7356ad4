"""Rows of notes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from capacity.store.workspace.audit import Stamp, record
from capacity.store.workspace.tables import notes


@dataclass(frozen=True)
class NewNote:
    """A note to add."""

    id: str
    about: str
    text: str


@dataclass(frozen=True)
class NoteRow(NewNote):
    """A note as it is stored."""

    author: str
    written_at: datetime


def add_note(connection: Connection, note: NewNote, by: Stamp) -> None:
    """A new note."""
    stamp = {"author_subject": by.user.subject, "author_name": by.user.name, "written_at": by.at}
    connection.execute(insert(notes).values(**asdict(note), **stamp))
    record(connection, by, "note_added", note.about)


def notes_about(connection: Connection, about: str) -> list[NoteRow]:
    """Notes about one thing, the oldest first."""
    columns = (notes.c.id, notes.c.about, notes.c.text, notes.c.author_name, notes.c.written_at)
    rows = connection.execute(select(*columns).where(notes.c.about == about).order_by(notes.c.number))
    return [NoteRow(*tuple[Any, ...](row)) for row in rows]
