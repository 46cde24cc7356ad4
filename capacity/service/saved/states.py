"""Saved states: this week's figures with author and reason, checked as a file is checked."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from capacity.domain.problems import BadInputError
from capacity.domain.state import State
from capacity.domain.user import User
from capacity.service.saved.base import Part
from capacity.service.saved.records import MissingError, SavedMeanwhileError, SavedState
from capacity.sources.state import read_state, write_state
from capacity.store import workspace as store

FORGOTTEN = "-"


class States(Part):
    """States of all weeks."""

    def save_state(
        self, state: State, author: User | str, reason: str, based_on: str | None = None
    ) -> SavedState:
        """Saves a state after checking it as a file is checked.

        Args:
            based_on: id of the state saved last when the work on this one began, empty when there was none;
                None saves it whatever was saved meanwhile.

        Raises:
            BadInputError: every fault of its table, or of the reason.
            SavedMeanwhileError: another state was saved after `based_on`.
        """
        by = self._stamp(author, reason)
        told_by = state.author
        read_state(write_state(state), self._inputs.regions)
        content = write_state(replace(state, rows=state.rows.assign(author=FORGOTTEN))).decode("utf-8")

        def work(connection: Connection) -> str:
            _none_newer(store.all_states(connection, limit=1), based_on)
            made = store.new_id()
            store.add_state(connection, made, state.as_of, content, told_by, by)
            return made

        return self.state(self._write(work))

    def states(self) -> list[SavedState]:
        """All saved states, the last saved first."""
        with self._database.reading() as connection:
            return [self._state(row) for row in store.all_states(connection)]

    def state(self, id: str) -> SavedState:
        """A saved state.

        Raises:
            MissingError: there is none of that id.
        """
        with self._database.reading() as connection:
            row = store.one_state(connection, id)
        if row is None:
            raise MissingError(id)
        return self._state(row)

    def latest_state(self) -> SavedState | None:
        """The state that was saved last; None when there is none."""
        with self._database.reading() as connection:
            rows = store.all_states(connection, limit=1)
        return self._state(rows[0]) if rows else None

    def _state(self, row: store.StateRow) -> SavedState:
        saved = SavedState(row.id, row.author, row.saved_at, row.reason, row.content)
        try:
            read = read_state(row.content.encode("utf-8"), self._inputs.regions)
        except BadInputError as fault:
            return replace(saved, problems=fault.problems)
        told_by = row.told_by or FORGOTTEN
        return replace(saved, checked=State(row.as_of, told_by, read.rows.assign(author=told_by)))


def _none_newer(last: list[store.StateRow], based_on: str | None) -> None:
    newest = last[0].id if last else ""
    if based_on is not None and newest != based_on:
        raise SavedMeanwhileError(newest, last[0].author, last[0].saved_at, last[0].reason)
