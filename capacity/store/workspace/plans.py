"""Rows of accepted plans and their commitments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from capacity.store.workspace.audit import Stamp, record
from capacity.store.workspace.tables import accepted_plans as plans
from capacity.store.workspace.tables import commitments


@dataclass(frozen=True)
class PlanSource:
    """Which plan it is: its scenario and the snapshot it was made on.

    Args:
        decided_until: the first Monday that it does not show any more; `decided` what it decides about
            places, a row each. None where they were not kept.
    """

    scenario: str
    scenario_hash: str
    snapshot: str
    as_of: date
    decided_until: date | None = None
    decided: list[list[Any]] | None = None


@dataclass(frozen=True)
class CommitmentRow:
    """One decision about places; `week` is the Monday on which they come or go."""

    region: str
    type: str
    week: date
    places: int
    durable: int
    kind: str
    valid_from: date


@dataclass(frozen=True)
class PlanRow:
    """An accepted plan as it is stored."""

    id: str
    source: PlanSource
    author: str
    accepted_at: datetime
    reason: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_reason: str


NOT_WITHDRAWN = {"withdrawn_at": None, "withdrawn_subject": "", "withdrawn_name": "", "withdrawn_reason": ""}


def add_plan(
    connection: Connection, plan_id: str, source: PlanSource, rows: Sequence[CommitmentRow], by: Stamp
) -> None:
    """A newly accepted plan with its commitments."""
    head = {"id": plan_id, **asdict(source), **by.columns("accepted_at"), **NOT_WITHDRAWN}
    connection.execute(insert(plans).values(head))
    if rows:
        numbered = [{"plan_id": plan_id, "row": number, **asdict(row)} for number, row in enumerate(rows)]
        connection.execute(insert(commitments), numbered)
    record(connection, by, "plan_accepted", f"plan:{plan_id}")


def withdraw_plan(connection: Connection, plan_id: str, by: Stamp) -> bool:
    """Marks a plan as withdrawn; False when there is none that holds."""
    chosen = update(plans).where(plans.c.id == plan_id, plans.c.withdrawn_at.is_(None))
    done = connection.execute(
        chosen.values(
            withdrawn_at=by.at,
            withdrawn_subject=by.user.subject,
            withdrawn_name=by.user.name,
            withdrawn_reason=by.reason,
        )
    )
    if done.rowcount:
        record(connection, by, "plan_withdrawn", f"plan:{plan_id}")
    return bool(done.rowcount)


def all_plans(connection: Connection) -> list[PlanRow]:
    """Plans, the last accepted first."""
    source = (
        plans.c.scenario,
        plans.c.scenario_hash,
        plans.c.snapshot,
        plans.c.as_of,
        plans.c.decided_until,
        plans.c.decided,
    )
    rest = (
        plans.c.author_name,
        plans.c.accepted_at,
        plans.c.reason,
        plans.c.withdrawn_at,
        plans.c.withdrawn_name,
        plans.c.withdrawn_reason,
    )
    rows = connection.execute(select(plans.c.id, *source, *rest).order_by(plans.c.number.desc()))
    found = [tuple[Any, ...](row) for row in rows]
    after = 1 + len(source)
    return [PlanRow(row[0], PlanSource(*row[1:after]), *row[after:]) for row in found]


def all_commitments(connection: Connection) -> dict[str, list[CommitmentRow]]:
    """Commitments by plan, in the order in which they were saved."""
    found: dict[str, list[CommitmentRow]] = {}
    rows = connection.execute(select(commitments).order_by(commitments.c.plan_id, commitments.c.row))
    for row in rows.mappings():
        values = {name: value for name, value in row.items() if name not in ("plan_id", "row")}
        found.setdefault(str(row["plan_id"]), []).append(CommitmentRow(**values))
    return found
