"""Names of users are kept for a time; then a row keeps what was done and loses the name of who did it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Connection, Table, exists, or_, select, update

from capacity.store.workspace.audit import Stamp, record
from capacity.store.workspace.tables import (
    accepted_plans,
    audit,
    notes,
    overrides,
    scenario_versions,
    states,
    uploads,
)

PROGRAM = "program"
_NAMES: tuple[tuple[Table, Column[datetime], tuple[Column[str], ...]], ...] = (
    (scenario_versions, scenario_versions.c.saved_at, (scenario_versions.c.author_name,)),
    (states, states.c.saved_at, (states.c.author_name, states.c.told_by)),
    (accepted_plans, accepted_plans.c.accepted_at, (accepted_plans.c.author_name,)),
    (accepted_plans, accepted_plans.c.withdrawn_at, (accepted_plans.c.withdrawn_name,)),
    (overrides, overrides.c.saved_at, (overrides.c.author_name,)),
    (overrides, overrides.c.withdrawn_at, (overrides.c.withdrawn_name,)),
    (uploads, uploads.c.saved_at, (uploads.c.author_name,)),
    (uploads, uploads.c.withdrawn_at, (uploads.c.withdrawn_name,)),
    (notes, notes.c.written_at, (notes.c.author_name,)),
    (audit, audit.c.at, (audit.c.author_name,)),
)


def has_names(connection: Connection, before: datetime) -> bool:
    """Whether a row from before a moment still has a name."""
    rows = (
        exists().where(moment < before, or_(*(name != "" for name in names))) for _, moment, names in _NAMES
    )
    return bool(connection.execute(select(or_(*rows))).scalar())


def forget_names(connection: Connection, before: datetime, by: Stamp) -> None:
    """Empties the names in all rows from before a moment."""
    for table, moment, names in _NAMES:
        chosen = update(table).where(moment < before)
        connection.execute(chosen.values(dict.fromkeys(names, "")))
    record(connection, by, "names_forgotten", "workspace")
