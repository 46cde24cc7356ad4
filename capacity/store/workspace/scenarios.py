"""Rows of scenarios: every version stays, the newest one counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from capacity.store.workspace.audit import Stamp, record
from capacity.store.workspace.tables import scenario_versions as versions
from capacity.store.workspace.tables import scenarios


@dataclass(frozen=True)
class ScenarioRow:
    """One version as it is stored; `content` holds what differs from the defaults."""

    id: str
    version: int
    name: str
    content: Mapping[str, Any]
    author: str
    saved_at: datetime
    reason: str
    deleted: bool


def _query() -> Select[Any]:
    return select(
        versions.c.scenario_id,
        versions.c.version,
        versions.c.name,
        versions.c.content,
        versions.c.author_name,
        versions.c.saved_at,
        versions.c.reason,
        scenarios.c.live_name.is_(None).label("deleted"),
    ).join(scenarios, scenarios.c.id == versions.c.scenario_id)


def _row(found: Row[Any]) -> ScenarioRow:
    return ScenarioRow(*tuple[Any, ...](found))


def newest_versions(connection: Connection, deleted: bool = False) -> list[ScenarioRow]:
    """The newest version of each scenario that is there, or of each deleted one, by name."""
    gone = scenarios.c.live_name.is_(None)
    chosen = _query().where(versions.c.version == scenarios.c.newest, gone if deleted else ~gone)
    rows = [_row(found) for found in connection.execute(chosen)]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.id))


def all_versions(connection: Connection, scenario_id: str) -> list[ScenarioRow]:
    """Every version of a scenario, deleted or not, newest first."""
    chosen = _query().where(versions.c.scenario_id == scenario_id).order_by(versions.c.version.desc())
    return [_row(found) for found in connection.execute(chosen)]


def newest_version(connection: Connection, scenario_id: str) -> ScenarioRow | None:
    """The newest version of a scenario, deleted or not; None when there never was one.

    The row stays locked until the end of a write, on databases that have several writers.
    """
    connection.execute(select(scenarios.c.id).where(scenarios.c.id == scenario_id).with_for_update())
    chosen = _query().where(scenarios.c.id == scenario_id, versions.c.version == scenarios.c.newest)
    found = connection.execute(chosen).one_or_none()
    return None if found is None else _row(found)


def id_of_name(connection: Connection, name: str) -> str | None:
    """The scenario that has a name now; capitals and double spaces make no difference."""
    found = connection.execute(select(scenarios.c.id).where(scenarios.c.live_name == name_key(name)))
    return found.scalar_one_or_none()


def name_key(name: str) -> str:
    """What of a name must be unique."""
    return " ".join(name.split()).casefold()


def add_scenario(
    connection: Connection, scenario_id: str, name: str, content: Mapping[str, Any], by: Stamp, action: str
) -> None:
    """A new scenario with its first version."""
    first = {"id": scenario_id, "live_name": name_key(name), "newest": 1}
    connection.execute(insert(scenarios).values(first))
    _add(connection, scenario_id, 1, name, content, by, action)


def add_version(
    connection: Connection, old: ScenarioRow, name: str, content: Mapping[str, Any], by: Stamp, action: str
) -> None:
    """A version after the newest one; a deleted scenario is there again."""
    number = old.version + 1
    newest = update(scenarios).where(scenarios.c.id == old.id)
    connection.execute(newest.values(newest=number, live_name=name_key(name)))
    _add(connection, old.id, number, name, content, by, action)


def _add(
    connection: Connection,
    scenario_id: str,
    number: int,
    name: str,
    content: Mapping[str, Any],
    by: Stamp,
    action: str,
) -> None:
    row = {"scenario_id": scenario_id, "version": number, "name": name, "content": dict(content)}
    connection.execute(insert(versions).values(**row, **by.columns()))
    record(connection, by, action, f"scenario:{scenario_id}")


def delete_scenario(connection: Connection, scenario_id: str, by: Stamp) -> None:
    """Takes a scenario out of the list; its versions stay."""
    chosen = update(scenarios).where(scenarios.c.id == scenario_id)
    connection.execute(chosen.values(live_name=None))
    record(connection, by, "scenario_deleted", f"scenario:{scenario_id}")
