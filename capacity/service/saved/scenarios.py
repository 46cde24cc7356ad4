"""Saved scenarios: stored as what differs from the defaults, every version kept, none overwritten unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace as changed
from typing import Any

from sqlalchemy import Connection

from capacity.domain.problems import BadInputError
from capacity.domain.user import User
from capacity.scenario import BASELINE, Scenario, differences, scenario_from
from capacity.service.saved.base import Part
from capacity.service.saved.records import (
    ChangedByOtherError,
    MissingError,
    NameTakenError,
    Removal,
    SavedScenario,
)
from capacity.service.saved.texts import checked_name
from capacity.store import workspace as store

FAIR = "fair"
FAIR_CHOSEN = {True: "fair_gaps_chosen", False: "fair_gaps_left"}


class Scenarios(Part):
    """Scenarios of all users."""

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

    def removals(self, id: str) -> list[Removal]:
        """When a scenario was deleted, by whom and why, newest first; also where it was put back since."""
        with self._database.reading() as connection:
            rows = store.entries_of(connection, f"scenario:{id}", "scenario_deleted")
        return [Removal(row.author, row.at, row.reason) for row in rows]

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
                made = _added(connection, name, content, by, "scenario_saved")
                _fair_noted(connection, made.id, {}, content, by)
                return made
            newest = _present(connection, id)
            if not replace and newest.version != based_on:
                raise ChangedByOtherError(self._scenario(newest))
            store.add_version(connection, newest, name, content, by, "scenario_saved")
            _fair_noted(connection, id, newest.content, content, by)
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

    def _read(self, name: str, content: Mapping[str, Any]) -> Scenario:
        given = self._inputs
        return scenario_from({**content, "name": name}, given.settings, given.parameters, given.regions)

    def _scenario(self, row: store.ScenarioRow) -> SavedScenario:
        saved = SavedScenario(
            id=row.id,
            version=row.version,
            name=row.name,
            author=row.author,
            saved_at=row.saved_at,
            reason=row.reason,
            content=row.content,
            deleted=row.deleted,
        )
        try:
            return changed(saved, checked=self._read(row.name, row.content))
        except BadInputError as fault:
            return changed(saved, problems=fault.problems)


def _present(connection: Connection, scenario_id: str) -> store.ScenarioRow:
    found = store.newest_version(connection, scenario_id)
    if found is None or found.deleted:
        raise MissingError(scenario_id)
    return found


def _free(connection: Connection, name: str, scenario_id: str | None) -> None:
    holder = store.id_of_name(connection, name)
    if store.name_key(name) == BASELINE or (holder is not None and holder != scenario_id):
        raise NameTakenError(name)


def _fair_noted(
    connection: Connection,
    scenario_id: str,
    before: Mapping[str, Any],
    content: Mapping[str, Any],
    by: store.Stamp,
) -> None:
    """A row of its own in the audit trail where a save changes whether relative gaps are made equal."""
    if bool(before.get(FAIR)) != bool(content.get(FAIR)):
        store.record(connection, by, FAIR_CHOSEN[bool(content.get(FAIR))], f"scenario:{scenario_id}")


def _added(
    connection: Connection, name: str, content: Mapping[str, Any], by: store.Stamp, action: str
) -> store.ScenarioRow:
    made = store.new_id()
    store.add_scenario(connection, made, name, content, by, action)
    return _present(connection, made)
