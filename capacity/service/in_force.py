"""What was in force in the workspace, now or at a moment that has passed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Protocol

import pandas as pd

from capacity.domain.last_plan import LastPlan
from capacity.domain.problems import BadInputError
from capacity.service.saved.plans import commitments_of, last_plan_of
from capacity.service.saved.records import AcceptedPlan, SavedState
from capacity.service.saved.uploads import KINDS, SavedUpload
from capacity.service.workspace import Workspace


class InForce(Protocol):
    """What plans stand on, of all that users accepted."""

    def latest_state(self) -> SavedState | None:
        """The state that was saved last; None when there is none."""

    def last_plan(self) -> LastPlan | None:
        """The decisions of the plan that was accepted last and holds; None without one."""

    def commitments(self) -> pd.DataFrame:
        """Commitments of all plans that hold: `plan` (id) and the columns of a commitment."""

    def upload_in_force(self, kind: str) -> SavedUpload | None:
        """The file of a kind that holds; None when there is none."""


@dataclass(frozen=True)
class TableTold:
    """A table of a file that somebody accepted.

    Args:
        rows: None when this version cannot read it any more.
        saved: who accepted it, when and why.
    """

    rows: pd.DataFrame | None
    saved: SavedUpload


def table_in_force(
    workspace: InForce | None, kind: str, read: Callable[[bytes, str], pd.DataFrame]
) -> TableTold | None:
    """The table of the file of a kind that holds; None without one.

    Args:
        read: the strict reader of the kind, given content and a name for it.
    """
    saved = None if workspace is None else workspace.upload_in_force(kind)
    if saved is None:
        return None
    try:
        return TableTold(read(saved.content.encode("utf-8"), kind), saved)
    except BadInputError:
        return TableTold(None, saved)


class History:
    """All that users ever accepted, read once; what was withdrawn since is in it too."""

    def __init__(self, workspace: Workspace) -> None:
        self.states, self.plans = workspace.states(), workspace.accepted_plans()
        self.uploads = {kind: workspace.uploads(kind) for kind in KINDS}

    def moments(self) -> Iterator[AtMoment]:
        """What was in force after each change, the last first, and before the first of them."""
        files = list(chain.from_iterable(self.uploads.values()))
        plans = {plan.accepted_at for plan in self.plans} | {plan.withdrawn_at for plan in self.plans}
        others = {state.saved_at for state in self.states} | {file.saved_at for file in files}
        changes = {*plans, *others, *(file.withdrawn_at for file in files)}
        known = sorted((moment for moment in changes if moment is not None), reverse=True)
        yield from (AtMoment(self, moment) for moment in known)
        yield AtMoment(self, None)


class AtMoment:
    """What was in force just after a moment; before anything was accepted where that is None."""

    def __init__(self, history: History, moment: datetime | None) -> None:
        self._history, self._moment = history, moment

    @cached_property
    def _plans(self) -> list[AcceptedPlan]:
        return [plan for plan in self._history.plans if self._held(plan.accepted_at, plan.withdrawn_at)]

    def _held(self, since: datetime, until: datetime | None) -> bool:
        return self._moment is not None and since <= self._moment and (until is None or self._moment < until)

    def latest_state(self) -> SavedState | None:
        """As of `InForce`."""
        return next((saved for saved in self._history.states if self._held(saved.saved_at, None)), None)

    def last_plan(self) -> LastPlan | None:
        """As of `InForce`."""
        return last_plan_of(self._plans)

    def commitments(self) -> pd.DataFrame:
        """As of `InForce`."""
        return commitments_of(self._plans)

    def upload_in_force(self, kind: str) -> SavedUpload | None:
        """As of `InForce`."""
        uploads = self._history.uploads[kind]
        return next((one for one in uploads if self._held(one.saved_at, one.withdrawn_at)), None)
