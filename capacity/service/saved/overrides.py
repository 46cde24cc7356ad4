"""Changes of the forecast, with author and reason, until they are withdrawn."""

from __future__ import annotations

from sqlalchemy import Connection

from capacity.domain.problems import BadInputError, Problem
from capacity.domain.user import User
from capacity.scenario import Override, override_from
from capacity.service.inputs import override_rows
from capacity.service.saved.base import Part
from capacity.service.saved.records import MissingError, SavedOverride
from capacity.store import workspace as store


class Overrides(Part):
    """Changes of the forecast by all users."""

    def save_override(self, override: Override, author: User | str, reason: str) -> SavedOverride:
        """Puts a change of the forecast into force.

        Raises:
            BadInputError: its values cannot be, it changes nothing, or author or reason lack.
        """
        override_from(override.content(), override_rows())
        by = self._stamp(author, reason)
        _told(by)

        def work(connection: Connection) -> str:
            made = store.new_id()
            store.add_override(connection, made, override.content(), by)
            return made

        return self.override(self._write(work))

    def withdraw_override(self, id: str, author: User | str, reason: str) -> SavedOverride:
        """Takes a change back; it stays in the list as withdrawn.

        Raises:
            MissingError: none of that id is in force.
            BadInputError: author or reason lack.
        """
        by = self._stamp(author, reason)
        _told(by)
        if not self._write(lambda connection: store.withdraw_override(connection, id, by)):
            raise MissingError(id)
        return self.override(id)

    def override(self, id: str) -> SavedOverride:
        """A change of the forecast, withdrawn or not.

        Raises:
            MissingError: there is none of that id.
        """
        found = [saved for saved in self.overrides() if saved.id == id]
        if not found:
            raise MissingError(id)
        return found[0]

    def overrides(self) -> list[SavedOverride]:
        """All changes, the oldest first, with those that were withdrawn."""
        with self._database.reading() as connection:
            rows = store.all_overrides(connection)
        return [_saved(row) for row in rows]

    def overrides_in_force(self) -> list[SavedOverride]:
        """The changes that hold now, the oldest first."""
        return [saved for saved in self.overrides() if saved.in_force]


def _told(by: store.Stamp) -> None:
    lacking = [name for name, text in (("author", by.user.name), ("reason", by.reason)) if not text.strip()]
    if lacking:
        raise BadInputError([Problem(f"{name}_lacks", column=name) for name in lacking])


def _saved(row: store.OverrideRow) -> SavedOverride:
    try:
        override = override_from(row.content, override_rows())
    except BadInputError:
        override = None
    return SavedOverride(
        row.id,
        override,
        row.content,
        row.author,
        row.saved_at,
        row.reason,
        row.withdrawn_at,
        row.withdrawn_by,
        row.withdrawn_reason,
    )
