"""Accepted plans: decisions that became commitments, until the plan is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from capacity.domain.commitment import COMMITMENT_COLUMNS
from capacity.domain.last_plan import DECIDED_COLUMNS, LastPlan
from capacity.domain.user import User
from capacity.service.saved.base import Part
from capacity.service.saved.commitments import checked_commitments
from capacity.service.saved.records import AcceptedPlan, MissingError, PlanToAccept
from capacity.service.saved.scenarios import FAIR_CHOSEN
from capacity.store import workspace as store


class AcceptedPlans(Part):
    """Plans that somebody accepted."""

    def accept_plan(self, plan: PlanToAccept, author: User | str, reason: str) -> AcceptedPlan:
        """Accepts a plan: its commitments hold from now on.

        Raises:
            BadInputError: every fault of its commitments, or of the reason.
        """
        by = self._stamp(author, reason)
        rows = checked_commitments(plan.commitments, self._inputs.regions)
        source = store.PlanSource(
            plan.scenario, plan.scenario_hash, plan.snapshot, plan.as_of, *_kept(plan.last)
        )

        def work(connection: Connection) -> str:
            made = store.new_id()
            store.add_plan(connection, made, source, rows, by)
            if plan.fair:
                store.record(connection, by, FAIR_CHOSEN[True], f"plan:{made}")
            return made

        return self.accepted_plan(self._write(work))

    def withdraw_plan(self, id: str, author: User | str, reason: str) -> AcceptedPlan:
        """Takes an accepted plan back: its commitments hold no more, and it stays in the list as withdrawn.

        Raises:
            MissingError: there is none of that id, or it was withdrawn already.
        """
        by = self._stamp(author, reason)

        def work(connection: Connection) -> bool:
            return store.withdraw_plan(connection, id, by)

        if not self._write(work):
            raise MissingError(id)
        return self.accepted_plan(id)

    def accepted_plan(self, id: str) -> AcceptedPlan:
        """An accepted plan, withdrawn or not.

        Raises:
            MissingError: there is none of that id.
        """
        found = [plan for plan in self.accepted_plans() if plan.id == id]
        if not found:
            raise MissingError(id)
        return found[0]

    def accepted_plans(self) -> list[AcceptedPlan]:
        """All accepted plans, the last accepted first, with those that were withdrawn."""
        with self._database.reading() as connection:
            rows = store.all_plans(connection)
            commitments = store.all_commitments(connection)
        return [_plan(row, commitments.get(row.id, [])) for row in rows]

    def last_plan(self) -> LastPlan | None:
        """The decisions of the plan that was accepted last and holds; None without one."""
        return last_plan_of(self._held())

    def commitments(self) -> pd.DataFrame:
        """Commitments of all plans that hold: `plan` (id) and the columns of a commitment."""
        return commitments_of(self._held())

    def _held(self) -> list[AcceptedPlan]:
        return [plan for plan in self.accepted_plans() if plan.withdrawn_at is None]


def last_plan_of(held: Sequence[AcceptedPlan]) -> LastPlan | None:
    """The decisions of the plan that was accepted last among plans that hold; None without one."""
    return next((plan.last for plan in held if plan.last is not None), None)


def commitments_of(held: Sequence[AcceptedPlan]) -> pd.DataFrame:
    """Commitments of plans that hold: `plan` (id) and the columns of a commitment."""
    frames = [plan.commitments.assign(plan=plan.id) for plan in held]
    columns = ["plan", *COMMITMENT_COLUMNS]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


def _plan(row: store.PlanRow, commitments: list[store.CommitmentRow]) -> AcceptedPlan:
    return AcceptedPlan(
        id=row.id,
        scenario=row.source.scenario,
        scenario_hash=row.source.scenario_hash,
        snapshot=row.source.snapshot,
        as_of=row.source.as_of,
        commitments=_frame(commitments),
        author=row.author,
        accepted_at=row.accepted_at,
        reason=row.reason,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
        withdrawn_reason=row.withdrawn_reason,
        last=_last(row.source),
    )


def _kept(last: LastPlan | None) -> tuple[date | None, list[list[Any]] | None]:
    return (None, None) if last is None else (last.until, last.decided.to_numpy(dtype=object).tolist())


def _last(source: store.PlanSource) -> LastPlan | None:
    """What an accepted plan decides, for later plans to stay close to."""
    if source.decided_until is None or source.decided is None:
        return None
    decided = pd.DataFrame(source.decided, columns=list(DECIDED_COLUMNS)).astype({"places": float})
    return LastPlan(source.decided_until, decided, source.as_of, accepted=True)


def _frame(rows: list[store.CommitmentRow]) -> pd.DataFrame:
    values = [[_shown(getattr(row, name)) for name in COMMITMENT_COLUMNS] for row in rows]
    frame = pd.DataFrame(values, columns=list(COMMITMENT_COLUMNS))
    return frame.astype({"places": int, "durable": float})


def _shown(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
