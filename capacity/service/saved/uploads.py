"""Files that users accepted: the newest of a kind that was not withdrawn is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from capacity.domain.problems import BadInputError, Problem
from capacity.domain.user import Role, User
from capacity.service.saved.base import Part
from capacity.service.saved.records import MissingError, SavedMeanwhileError
from capacity.store import workspace as store

PORTFOLIO, SCORES, HOMES, TARGETS, BOUNDARIES = "portfolio", "scores", "homes", "targets", "boundaries"
KINDS = (PORTFOLIO, SCORES, HOMES, TARGETS, BOUNDARIES)


@dataclass(frozen=True)
class SavedUpload:
    """A file of one of KINDS as somebody accepted it."""

    id: str
    kind: str
    content: str
    author: str
    saved_at: datetime
    reason: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_reason: str

    @property
    def in_force(self) -> bool:
        """Whether it was not withdrawn."""
        return self.withdrawn_at is None


class Uploads(Part):
    """Files of all users. What is in them was checked by whoever accepts them."""

    def accept_upload(
        self, kind: str, content: str, author: User | str, reason: str, based_on: str | None = None
    ) -> SavedUpload:
        """Saves a file, which stands in place of the earlier ones of its kind.

        Args:
            based_on: id of the file in force when this one was looked at, empty when there was none; None
                saves it whatever was accepted meanwhile.

        Raises:
            SavedMeanwhileError: another file is in force than `based_on`.
            BadInputError: author or reason lack.
            NotAllowedError: the author is no data steward.
            ValueError: an unknown kind.
        """
        if kind not in KINDS:
            raise ValueError(kind)
        by = self._stamp(author, reason, Role.DATA_STEWARD)
        _told(by)

        def work(connection: Connection) -> str:
            rows = store.all_uploads(connection, kind)
            _still_in_force([row for row in rows if row.withdrawn_at is None], based_on)
            made = store.new_id()
            store.add_upload(connection, made, kind, content, by)
            return made

        made = self._write(work)
        return next(saved for saved in self.uploads(kind) if saved.id == made)

    def withdraw_upload(self, kind: str, id: str, author: User | str, reason: str) -> None:
        """Takes a file out of use; the one accepted before it is in force again.

        Raises:
            MissingError: none of that id is in force.
            BadInputError: author or reason lack.
            NotAllowedError: the author is no data steward.
        """
        by = self._stamp(author, reason, Role.DATA_STEWARD)
        _told(by)
        if not self._write(lambda connection: store.withdraw_upload(connection, id, kind, by)):
            raise MissingError(id)

    def uploads(self, kind: str) -> list[SavedUpload]:
        """Files of a kind, the last accepted first, with those that were withdrawn."""
        with self._database.reading() as connection:
            rows = store.all_uploads(connection, kind)
        return [SavedUpload(**vars(row)) for row in rows]

    def upload_in_force(self, kind: str) -> SavedUpload | None:
        """The file of a kind that holds now; None when there is none."""
        return next((saved for saved in self.uploads(kind) if saved.in_force), None)


def _still_in_force(rows: list[store.UploadRow], based_on: str | None) -> None:
    newest = rows[0].id if rows else ""
    if based_on is None or newest == based_on:
        return
    if rows:
        raise SavedMeanwhileError(newest, rows[0].author, rows[0].saved_at, rows[0].reason)
    raise SavedMeanwhileError("", "", None, "")


def _told(by: store.Stamp) -> None:
    lacking = [name for name, text in (("author", by.user.name), ("reason", by.reason)) if not text.strip()]
    if lacking:
        raise BadInputError([Problem(f"{name}_lacks", column=name) for name in lacking])
