"""Short ids that can stand in an address and be read aloud."""

from __future__ import annotations

import secrets

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 8


def new_id() -> str:
    """An id by chance; two equal ones are as good as impossible, and the database refuses the second."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
