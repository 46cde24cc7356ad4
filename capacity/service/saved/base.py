"""What all parts of the workspace share: the database, the clock, and who writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from capacity.domain.user import Role, User
from capacity.service.inputs import Inputs
from capacity.service.rights import check_role
from capacity.service.saved.texts import checked_reason
from capacity.store import workspace as store

Clock = Callable[[], datetime]
Made = TypeVar("Made")


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


class Part:
    """A part of the workspace.

    Args:
        keep_names: age after which a saved row loses the name of its author.
        now: what tells the time, in UTC.
        sign_in_needed: whether only users who signed in may save.
    """

    def __init__(
        self,
        database: store.Database,
        inputs: Inputs,
        keep_names: timedelta,
        now: Clock = utc_now,
        sign_in_needed: Callable[[], bool] = bool,
    ) -> None:
        self._database = database
        self._inputs = inputs
        self._keep_names = keep_names
        self._now = now
        self._sign_in_needed = sign_in_needed
        self._forgot_on: date | None = None
        self._forget_names()

    def _write(self, work: Callable[[Connection], Made]) -> Made:
        self._forget_names()
        return self._database.write(work)

    def _stamp(self, author: User | str, reason: str, needed: Role = Role.PLANNER) -> store.Stamp:
        by = check_role(author, needed, self._sign_in_needed())
        return store.Stamp(self._now(), by, checked_reason(reason))

    def _forget_names(self) -> None:
        """Once a day: a database that is opened for months keeps no name too long either."""
        now = self._now()
        if self._forgot_on == now.date():
            return
        before = now - self._keep_names
        with self._database.reading() as connection:
            some = store.has_names(connection, before)
        if some:
            by = store.Stamp(now, User(store.PROGRAM, ""))
            self._database.write(lambda connection: store.forget_names(connection, before, by))
        self._forgot_on = now.date()
