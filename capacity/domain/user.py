"""Who saves something."""

from __future__ import annotations

from dataclasses import dataclass

NOT_SIGNED_IN = "local"


@dataclass(frozen=True)
class User:
    """A user: the id that sign-in gives, and the name shown to colleagues.

    Without sign-in nobody's id is known: all share one, and `name` is what the person typed.
    """

    subject: str
    name: str


def user(author: User | str) -> User:
    """A user as given, or the one behind a typed name."""
    return author if isinstance(author, User) else User(NOT_SIGNED_IN, author.strip())
