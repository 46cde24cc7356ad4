"""Which role each deed asks for, checked where the deed is done and not only on the page."""

from __future__ import annotations

from capacity.domain.problems import BadInputError, Problem
from capacity.domain.user import Role, User, user


class NotAllowedError(BadInputError):
    """The user's role is too low, or a name was typed where sign-in is configured; nothing was changed."""


def check_role(author: User | str, needed: Role, sign_in_needed: bool) -> User:
    """The user, when the role allows the deed.

    Args:
        author: who signed in, or a typed name.
        needed: the least role that may.
        sign_in_needed: whether sign-in is configured, so that a typed name counts for nothing.

    Raises:
        NotAllowedError: otherwise.
    """
    if sign_in_needed and isinstance(author, str):
        raise NotAllowedError([Problem("needs_sign_in")])
    found = user(author)
    if found.role < needed:
        raise NotAllowedError([Problem("needs_planner" if needed <= Role.PLANNER else "needs_data_steward")])
    return found
