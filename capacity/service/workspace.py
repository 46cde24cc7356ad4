"""The workspace of all users: scenarios and states with author, reason, history and audit trail."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pandas as pd
from sqlalchemy import Connection

from capacity.domain.problems import BadInputError
from capacity.domain.state import State
from capacity.domain.user import User, user
from capacity.scenario import BASELINE, Scenario, differences, scenario_from
from capacity.service.inputs import Inputs, load_inputs
from capacity.service.saved import (
    ChangedByOtherError,
    MissingError,
    NameTakenError,
    SavedScenario,
    SavedState,
)
from capacity.service.saved_texts import checked_name, checked_reason
from capacity.sources.state import read_state, write_state
from capacity.store import state_home
from capacity.store import workspace as store

URL_VARIABLE = "CAPACITY_WORKSPACE_URL"
FORGOTTEN = "-"
AUDIT_COLUMNS = ("at", "author", "action", "subject", "reason")
Clock = Callable[[], datetime]
Made = TypeVar("Made")


def _now() -> datetime:
    return datetime.now(UTC)


class Workspace:
    """Everything users save; safe to share between users.

    When a method that saves returns, what it saved is on the disk. Each of them takes the author (a typed
    name, or the `User` who signed in) and a reason, and raises BadInputError for a name or reason that is
    too long or looks like personal data.
    """

    def __init__(self, database: store.Database, inputs: Inputs, now: Clock = _now) -> None:
        self._database = database
        self._inputs = inputs
        self._now = now

    def scenarios(self) -> list[SavedScenario]:
        """The newest version of each scenario, by name."""
        with self._database.reading() as connection:
            return [self._scenario(row) for row in store.newest_versions(connection)]

    def deleted_scenarios(self) -> list[SavedScenario]:
        """The newest version of each scenario that was deleted, by name."""
        with self._database.reading() as connection:
            return [self._scenario(row) for row in store.newest_versions(connection, deleted=True)]

    def scenario(self, id: str) -> SavedScenario:
        """The newest version of a scenario.

        Raises:
            MissingError: there is none of that id, or it was deleted.
        """
        with self._database.reading() as connection:
            return self._scenario(_present(connection, id))

    def history(self, id: str) -> list[SavedScenario]:
        """Every version of a scenario, newest first, also when it was deleted.

        Raises:
            MissingError: there never was one of that id.
        """
        with self._database.reading() as connection:
            rows = store.all_versions(connection, id)
        if not rows:
            raise MissingError(id)
        return [self._scenario(row) for row in rows]

    def save_scenario(
        self,
        scenario: Scenario,
        author: User | str,
        reason: str,
        *,
        id: str | None = None,
        based_on: int | None = None,
        replace: bool = False,
    ) -> SavedScenario:
        """Saves a new scenario, or a new version of one.

        Args:
            id: the scenario that gets a version; without it a new scenario is made.
            based_on: the version that was changed; needed with an id unless it is replaced.
            replace: put this version on top whatever was saved in the meantime.

        Raises:
            NameTakenError: another scenario has this name, or it is the baseline's.
            ChangedByOtherError: a version newer than `based_on` was saved.
            MissingError: there is none of that id, or it was deleted.
        """
        if id is not None and based_on is None and not replace:
            raise ValueError("a version to change needs based_on or replace")
        name, by = checked_name(scenario.name), self._stamp(author, reason)
        content = differences(scenario, self._inputs.settings)
        self._read(name, content)

        def work(connection: Connection) -> store.ScenarioRow:
            _free(connection, name, id)
            if id is None:
                return _added(connection, name, content, by, "scenario_saved")
            newest = _present(connection, id)
            if not replace and newest.version != based_on:
                raise ChangedByOtherError(self._scenario(newest))
            store.add_version(connection, newest, name, content, by, "scenario_saved")
            return _present(connection, id)

        return self._scenario(self._write(work))

    def rename_scenario(self, id: str, name: str, author: User | str, reason: str) -> SavedScenario:
        """Gives the newest version another name, as a version of its own; raises as `save_scenario`."""
        wanted, by = checked_name(name), self._stamp(author, reason)

        def work(connection: Connection) -> store.ScenarioRow:
            newest = _present(connection, id)
            _free(connection, wanted, id)
            store.add_version(connection, newest, wanted, newest.content, by, "scenario_renamed")
            return _present(connection, id)

        return self._scenario(self._write(work))

    def duplicate_scenario(self, id: str, name: str, author: User | str, reason: str) -> SavedScenario:
        """A new scenario with the content of the newest version; raises as `save_scenario`."""
        wanted, by = checked_name(name), self._stamp(author, reason)

        def work(connection: Connection) -> store.ScenarioRow:
            newest = _present(connection, id)
            _free(connection, wanted, None)
            return _added(connection, wanted, newest.content, by, "scenario_duplicated")

        return self._scenario(self._write(work))

    def delete_scenario(self, id: str, author: User | str, reason: str) -> None:
        """Takes a scenario out of the list; its versions stay and its name is free.

        Raises:
            MissingError: there is none of that id, or it was deleted already.
        """
        by = self._stamp(author, reason)

        def work(connection: Connection) -> None:
            _present(connection, id)
            store.delete_scenario(connection, id, by)

        self._write(work)

    def undelete_scenario(self, id: str, author: User | str, reason: str) -> SavedScenario:
        """Puts a deleted scenario back, as a version of its own.

        Raises:
            MissingError: no deleted scenario has that id.
            NameTakenError: another scenario took its name in the meantime.
        """
        by = self._stamp(author, reason)

        def work(connection: Connection) -> store.ScenarioRow:
            newest = store.newest_version(connection, id)
            if newest is None or not newest.deleted:
                raise MissingError(id)
            _free(connection, newest.name, id)
            store.add_version(connection, newest, newest.name, newest.content, by, "scenario_undeleted")
            return _present(connection, id)

        return self._scenario(self._write(work))

    def save_state(self, state: State, author: User | str, reason: str) -> SavedState:
        """Saves a state after checking it as a file is checked.

        Raises:
            BadInputError: every fault of its table, or of the reason.
        """
        by = self._stamp(author, reason)
        told_by = state.author
        read_state(write_state(state), self._inputs.regions)
        content = write_state(replace(state, rows=state.rows.assign(author=FORGOTTEN))).decode("utf-8")

        def work(connection: Connection) -> str:
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

    def audit(self, limit: int) -> pd.DataFrame:
        """The last writes, newest first: at (UTC), author, action, subject, reason."""
        with self._database.reading() as connection:
            rows = store.newest_entries(connection, limit)
        return pd.DataFrame([asdict(row) for row in rows], columns=list(AUDIT_COLUMNS))

    def _write(self, work: Callable[[Connection], Made]) -> Made:
        return self._database.write(work)

    def _stamp(self, author: User | str, reason: str) -> store.Stamp:
        return store.Stamp(self._now(), user(author), checked_reason(reason))

    def _read(self, name: str, content: object) -> Scenario:
        given = self._inputs
        known = dict(content) if isinstance(content, dict) else {}
        return scenario_from({**known, "name": name}, given.settings, given.parameters, given.regions)

    def _scenario(self, row: store.ScenarioRow) -> SavedScenario:
        saved = SavedScenario(
            row.id, row.version, row.name, row.author, row.saved_at, row.reason, row.content
        )
        saved = replace(saved, deleted=row.deleted)
        try:
            return replace(saved, checked=self._read(row.name, row.content))
        except BadInputError as fault:
            return replace(saved, problems=fault.problems)

    def _state(self, row: store.StateRow) -> SavedState:
        saved = SavedState(row.id, row.author, row.saved_at, row.reason, row.content)
        try:
            read = read_state(row.content.encode("utf-8"), self._inputs.regions)
        except BadInputError as fault:
            return replace(saved, problems=fault.problems)
        told_by = row.told_by or FORGOTTEN
        return replace(saved, checked=State(row.as_of, told_by, read.rows.assign(author=told_by)))


def _present(connection: Connection, scenario_id: str) -> store.ScenarioRow:
    found = store.newest_version(connection, scenario_id)
    if found is None or found.deleted:
        raise MissingError(scenario_id)
    return found


def _free(connection: Connection, name: str, scenario_id: str | None) -> None:
    holder = store.id_of_name(connection, name)
    if store.name_key(name) == BASELINE or (holder is not None and holder != scenario_id):
        raise NameTakenError(name)


def _added(
    connection: Connection, name: str, content: object, by: store.Stamp, action: str
) -> store.ScenarioRow:
    made = store.new_id()
    store.add_scenario(connection, made, name, content if isinstance(content, dict) else {}, by, action)
    return _present(connection, made)


def open_workspace(home: Path | None = None, now: Clock = _now) -> Workspace:
    """The workspace under a home, or at CAPACITY_WORKSPACE_URL; it is made or brought up to date.

    Args:
        now: what tells the time, in UTC.

    Raises:
        NewerWorkspaceError: a newer version of the program wrote it.
    """
    url = store.workspace_url(home or state_home(), os.environ.get(URL_VARIABLE, "").strip())
    return Workspace(store.Database(url), load_inputs(), now)
