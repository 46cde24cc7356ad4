"""Who saves something, and what that person may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

NOT_SIGNED_IN = "local"


class Role(IntEnum):
    """What a user may do; each role may also do what those before it may."""

    VIEWER = 1
    PLANNER = 2
    DATA_STEWARD = 3

    @property
    def id(self) -> str:
        """The role as ids are written."""
        return self.name.lower()


@dataclass(frozen=True)
class User:
    """A user: the id that sign-in gives, the name shown to colleagues, and the role.

    Without sign-in nobody's id is known: all share one, and `name` is what the person typed.
    """

    subject: str
    name: str
    role: Role = Role.VIEWER


def user(author: User | str) -> User:
    """A user as given, or the one behind a typed name: whoever sits at this computer may do everything."""
    return author if isinstance(author, User) else User(NOT_SIGNED_IN, author.strip(), Role.DATA_STEWARD)
