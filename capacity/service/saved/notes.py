"""Notes that users write beside a scenario, a duty or a week, and the audit trail."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from capacity.domain.user import Role, User
from capacity.service.rights import check_role
from capacity.service.saved.base import Part
from capacity.service.saved.records import Note
from capacity.service.saved.texts import checked_about, checked_note
from capacity.store import workspace as store

AUDIT_COLUMNS = ("at", "author", "action", "subject", "reason")


class Notes(Part):
    """What users wrote, and what they did."""

    def notes(self, about: str) -> list[Note]:
        """Notes about one thing, the oldest first."""
        with self._database.reading() as connection:
            rows = store.notes_about(connection, about)
        return [Note(**asdict(row)) for row in rows]

    def add_note(self, about: str, text: str, author: User | str) -> Note:
        """Saves a note.

        Args:
            about: what it is about, as `kind:id`, e.g. `scenario:7kq2mw9x`.

        Raises:
            BadInputError: the text is empty, too long, or looks like personal data.
        """
        row = store.NewNote(store.new_id(), checked_about(about), checked_note(text))
        by = self._stamp(author, "")
        self._write(lambda connection: store.add_note(connection, row, by))
        return Note(row.id, row.about, row.text, by.user.name, by.at)

    def audit(self, limit: int) -> pd.DataFrame:
        """The last writes, newest first: at (UTC), author, action, subject, reason."""
        with self._database.reading() as connection:
            rows = store.newest_entries(connection, limit)
        return pd.DataFrame([asdict(row) for row in rows], columns=list(AUDIT_COLUMNS))

    def audit_trail(self, reader: User | str, limit: int) -> pd.DataFrame:
        """The last writes for a data steward; columns as of `audit`.

        Raises:
            NotAllowedError: the reader is no data steward.
        """
        check_role(reader, Role.DATA_STEWARD, self._sign_in_needed())
        return self.audit(limit)

    def record(self, action: str, subject: str, author: User | str, reason: str) -> None:
        """Notes in the audit trail what a data steward did outside the workspace, e.g. a refresh begun."""
        by = self._stamp(author, reason, Role.DATA_STEWARD)
        self._write(lambda connection: store.record(connection, by, action, subject))
