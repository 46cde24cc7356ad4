"""What users saved, as pages and commands see it, and why a save can be refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from capacity.domain.last_plan import LastPlan
from capacity.domain.problems import BadInputError, Problem
from capacity.domain.state import State
from capacity.scenario import Override, Scenario


@dataclass(frozen=True)
class SavedScenario:
    """One version of a saved scenario.

    Args:
        id: the same for all versions; can stand in an address.
        version: counted from 1.
        author: display name, or "" once names of that age are no longer kept.
        saved_at: in UTC.
        content: what differs from the defaults, as it was saved.
        problems: why this version cannot be used any more; none when it can.
        deleted: whether the scenario is out of the list now.
    """

    id: str
    version: int
    name: str
    author: str
    saved_at: datetime
    reason: str
    content: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    deleted: bool = False
    checked: Scenario | None = None

    @property
    def scenario(self) -> Scenario:
        """The scenario, complete with the defaults of today.

        Raises:
            BadInputError: settings or ranges have changed since, and it no longer holds.
        """
        if self.checked is None:
            raise BadInputError(self.problems)
        return self.checked


@dataclass(frozen=True)
class Removal:
    """A scenario was taken out of the list; arguments as of `SavedScenario`."""

    author: str
    saved_at: datetime
    reason: str


@dataclass(frozen=True)
class SavedState:
    """A saved state; arguments as of `SavedScenario`. `table` is what was saved, as CSV."""

    id: str
    author: str
    saved_at: datetime
    reason: str
    table: str
    problems: tuple[Problem, ...] = ()
    checked: State | None = None

    @property
    def state(self) -> State:
        """The state.

        Raises:
            BadInputError: what a state holds has changed since, and this one no longer holds.
        """
        if self.checked is None:
            raise BadInputError(self.problems)
        return self.checked


@dataclass(frozen=True)
class PlanToAccept:
    """A plan whose decisions are to hold.

    Args:
        scenario: name of its scenario.
        scenario_hash, snapshot, as_of: as in the plan's summary.
        commitments: what is decided, columns of COMMITMENT_COLUMNS.
        last: all that it decides about places, to which later plans stay close.
        fair: whether relative gaps were made equal.
    """

    scenario: str
    scenario_hash: str
    snapshot: str
    as_of: date
    commitments: pd.DataFrame
    last: LastPlan | None = None
    fair: bool = False


@dataclass(frozen=True)
class AcceptedPlan:
    """A plan that was accepted; `withdrawn_at` is None while its commitments hold. Moments are in UTC.

    Args:
        last: as in `PlanToAccept`; None when it was accepted before that was kept.
    """

    id: str
    scenario: str
    scenario_hash: str
    snapshot: str
    as_of: date
    commitments: pd.DataFrame
    author: str
    accepted_at: datetime
    reason: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_reason: str
    last: LastPlan | None = None


@dataclass(frozen=True)
class SavedOverride:
    """A change of the forecast; `withdrawn_at` is None while it is in force. Moments are in UTC.

    Args:
        override: None when its ranges have changed since and it no longer holds; it is not in force then.
        content: what was saved.
    """

    id: str
    override: Override | None
    content: Mapping[str, Any]
    author: str
    saved_at: datetime
    reason: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_reason: str

    @property
    def in_force(self) -> bool:
        """Whether it changes the forecast now."""
        return self.withdrawn_at is None and self.override is not None


@dataclass(frozen=True)
class Note:
    """A note about something, which is named as `kind:id`."""

    id: str
    about: str
    text: str
    author: str
    written_at: datetime


class WorkspaceError(Exception):
    """A save or a look-up that cannot be."""


class MissingError(WorkspaceError):
    """Nothing of that id is there, or it was deleted."""


class NameTakenError(WorkspaceError):
    """Another scenario has this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


class ChangedByOtherError(WorkspaceError):
    """Somebody saved a newer version than the one that was changed here."""

    def __init__(self, newest: SavedScenario) -> None:
        self.newest = newest
        super().__init__(f"{newest.id} {newest.version}")


class SavedMeanwhileError(WorkspaceError):
    """Somebody saved figures after those were read that this save would stand in place of.

    Args:
        newest: id of what was saved last, empty when it was withdrawn.
        author: who saved it; `saved_at` and `reason` say when and why.
    """

    def __init__(self, newest: str, author: str, saved_at: datetime | None, reason: str) -> None:
        self.newest, self.author, self.saved_at, self.reason = newest, author, saved_at, reason
        super().__init__(newest)
