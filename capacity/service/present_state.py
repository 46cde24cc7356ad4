"""The state that plans start from: the newest that users accepted, with the decisions of accepted plans."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock, local

import pandas as pd

from capacity.domain.commitment import COMMITMENT_COLUMNS, with_commitments
from capacity.domain.last_plan import LastPlan
from capacity.domain.state import State
from capacity.service.homes import homes_in_force, with_homes
from capacity.service.in_force import History, InForce, TableTold
from capacity.service.inputs import load_inputs
from capacity.service.portfolio import portfolio_in_force
from capacity.service.saved.records import SavedState
from capacity.service.saved.uploads import SavedUpload
from capacity.service.targets import targets_in_force
from capacity.service.workspace import URL_VARIABLE, Workspace, open_workspace, workspace_url
from capacity.store import state_home

FIRST = 1


@dataclass(frozen=True)
class PresentState:
    """What plans start from.

    Args:
        own: the figures as they were entered, on their own day.
        saved: who accepted them, when and why; None when they ship with the program.
        commitments: decisions of accepted plans that hold, with the plan's id.
        unusable: a state that was accepted later and can no longer be read; None when there is none.
        portfolio: who accepted the portfolio that stands in place of the state's places; None without one.
        unusable_portfolio: one that was accepted and can no longer be read; None when there is none.
        last: the plan that was accepted last and holds; None without one.
        homes: the file whose homes by municipality stand in place of the state's figure; None without one.
        targets: the file whose tasks stand in place of those shipped; None without one.
    """

    own: State
    saved: SavedState | None
    commitments: pd.DataFrame
    unusable: SavedState | None = None
    portfolio: SavedUpload | None = None
    unusable_portfolio: SavedUpload | None = None
    last: LastPlan | None = None
    homes: TableTold | None = None
    targets: TableTold | None = None

    @property
    def planned(self) -> State:
        """What plans start from, on the day of the figures: with homes, targets and accepted plans."""
        told = None if self.homes is None else self.homes.rows
        own = self.own if told is None else with_homes(self.own, told)
        asked = None if self.targets is None else self.targets.rows
        return replace(with_commitments(own, self.commitments), targets=asked)

    def on(self, day: date) -> State:
        """What plans start from, as seen on a day; never on a day before that of the figures."""
        return replace(self.planned, as_of=max(day, self.own.as_of))


def workspace_if_any(home: Path) -> Workspace | None:
    """The workspace, or None where nobody ever saved anything: to look makes none."""
    if not os.environ.get(URL_VARIABLE, "").strip():
        file = workspace_url(home).database
        if file is None or not Path(file).exists():
            return None
    return open_workspace(home)


def present_state(workspace: InForce | None, otherwise: Callable[[], State]) -> PresentState:
    """The state in use now, with the portfolio that was accepted last; arguments as `_accepted_state`."""
    found, given = _accepted_state(workspace, otherwise), portfolio_in_force(workspace)
    last = None if workspace is None else workspace.last_plan()
    found = replace(found, last=last, homes=homes_in_force(workspace))
    found = replace(found, targets=targets_in_force(workspace))
    if given is None:
        return found
    blocks, saved = given
    if blocks is None:
        return replace(found, unusable_portfolio=saved)
    return replace(found, own=replace(found.own, portfolio=blocks), portfolio=saved)


def state_not_used(home: Path | None = None) -> SavedState | None:
    """The state that was accepted last when this version cannot use it, with what is wrong; None else."""
    workspace = workspace_if_any(home or state_home())
    saved = None if workspace is None else workspace.latest_state()
    return saved if saved is not None and saved.checked is None else None


def _accepted_state(workspace: InForce | None, otherwise: Callable[[], State]) -> PresentState:
    """The state that was accepted last.

    Args:
        otherwise: the state when nobody accepted one, or when the accepted one can no longer be read or
            is of a day before the shipped one.
    """
    if workspace is None:
        return PresentState(otherwise(), None, pd.DataFrame(columns=["plan", *COMMITMENT_COLUMNS]))
    saved, commitments = workspace.latest_state(), workspace.commitments()
    if saved is None or saved.checked is None:
        return PresentState(otherwise(), None, commitments, saved)
    if saved.checked.as_of < load_inputs().shipped_state().as_of:
        return PresentState(otherwise(), None, commitments)
    return PresentState(saved.checked, saved, commitments)


class PresentStateReader:
    """Follows the state in use; it is read again only after somebody saved something.

    Args:
        find: the workspace, once there is one.
        otherwise: the state when nobody accepted one.
    """

    def __init__(self, find: Callable[[], Workspace | None], otherwise: Callable[[], State]) -> None:
        self._find, self._otherwise = find, otherwise
        self._lock = Lock()
        self._workspace: Workspace | None = None
        self._seen: tuple[object, ...] | None = None
        self._known: PresentState | None = None
        self._settled = local()

    def workspace(self) -> Workspace | None:
        """The workspace, once there is one."""
        with self._lock:
            return self._found()

    def _found(self) -> Workspace | None:
        if self._workspace is None:
            self._workspace = self._find()
        return self._workspace

    def now(self) -> PresentState:
        """The state in use at this moment; where it is settled, the one of its beginning."""
        settled: PresentState | None = getattr(self._settled, "present", None)
        if settled is not None:
            return settled
        with self._lock:
            self._found()
            newest = self._newest_write()
            if self._known is None or newest != self._seen:
                self._known = present_state(self._workspace, self._otherwise)
                self._seen = newest
            return self._known

    @contextmanager
    def settled(self) -> Iterator[None]:
        """Within it, this thread sees one and the same state, whatever others save meanwhile."""
        self._settled.present = self.now()
        try:
            yield
        finally:
            self._settled.present = None

    def before(self) -> Iterator[PresentState]:
        """What was in use after each change that users made, the last first."""
        workspace = self.workspace()
        if workspace is not None:
            yield from (present_state(then, self._otherwise) for then in History(workspace).moments())

    def look_again(self) -> None:
        """From here on this thread sees what others saved meanwhile."""
        self._settled.present = None

    def _newest_write(self) -> tuple[object, ...]:
        if self._workspace is None:
            return ()
        return tuple(self._workspace.audit(FIRST).itertuples(index=False, name=None))
