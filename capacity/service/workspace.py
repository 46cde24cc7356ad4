"""The workspace of all users: opened, and brought up to date, wherever it is."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.engine import URL

from capacity.domain.problems import BadInputError, Problem
from capacity.service.inputs import load_inputs
from capacity.service.saved.base import Clock, utc_now
from capacity.service.saved.notes import Notes
from capacity.service.saved.overrides import Overrides
from capacity.service.saved.plans import AcceptedPlans
from capacity.service.saved.scenarios import Scenarios
from capacity.service.saved.states import States
from capacity.service.saved.uploads import Uploads
from capacity.service.sign_in import sign_in_needed
from capacity.store import state_home
from capacity.store import workspace as store
from capacity.store.workspace import NewerWorkspaceError

URL_VARIABLE, NAMES_VARIABLE = "CAPACITY_WORKSPACE_URL", "CAPACITY_KEEP_NAMES_DAYS"
KEEP_NAMES_DAYS, MOST_DAYS = 730, 36500


class Workspace(Scenarios, States, AcceptedPlans, Overrides, Uploads, Notes):
    """Everything users save; safe to share between users.

    When a method that saves returns, what it saved is on the disk. Each of them takes the author (a typed
    name, or the `User` who signed in) and a reason, leaves one row in the audit trail, and raises
    BadInputError for a name or reason that is too long or looks like personal data, and NotAllowedError
    for a user who is no planner, or a typed name where sign-in is configured.
    """


def open_workspace(home: Path | None = None, now: Clock = utc_now) -> Workspace:
    """The workspace under a home, or at CAPACITY_WORKSPACE_URL; it is made or brought up to date.

    Args:
        now: what tells the time, in UTC.

    Raises:
        NewerWorkspaceError: a newer version of the program wrote it.
        BadInputError: CAPACITY_KEEP_NAMES_DAYS is no number of days.
    """
    needed = partial(sign_in_needed, home)
    return Workspace(store.Database(workspace_url(home)), load_inputs(), keep_names(), now, needed)


def workspace_url(home: Path | None = None) -> URL:
    """Where the workspace is."""
    return store.workspace_url(home or state_home(), os.environ.get(URL_VARIABLE, "").strip())


def keep_names() -> timedelta:
    """The age after which saved rows lose their author's name: CAPACITY_KEEP_NAMES_DAYS, else two years.

    Raises:
        BadInputError: it is set to something else than a number of days.
    """
    text = os.environ.get(NAMES_VARIABLE, "").strip() or str(KEEP_NAMES_DAYS)
    if not text.isdecimal() or not 1 <= int(text) <= MOST_DAYS:
        raise BadInputError([Problem("out_of_range", NAMES_VARIABLE, value=text, expected=f"1..{MOST_DAYS}")])
    return timedelta(days=int(text))


__all__ = ["Clock", "NewerWorkspaceError", "Workspace", "keep_names", "open_workspace", "workspace_url"]
