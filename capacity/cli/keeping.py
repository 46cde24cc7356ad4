"""How the commands about kept things write them, and who runs them."""

from __future__ import annotations

import getpass
from collections.abc import Sequence

from capacity.cli.use_cases import SnapshotEntry
from capacity.cli.wording import phrase
from capacity.domain.user import NOT_SIGNED_IN, Role, User


def snapshot_lines(kept: Sequence[SnapshotEntry]) -> list[str]:
    """A table of snapshots as aligned lines, the heading first."""
    heading = [phrase("column_snapshot"), phrase("column_as_of"), phrase("column_published"), ""]
    rows = [heading, *(_cells(one) for one in kept)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heading))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _cells(one: SnapshotEntry) -> list[str]:
    published = one.published_at.isoformat(sep=" ", timespec="minutes")[:16]
    return [one.id, one.as_of.isoformat(), published, _standing(one)]


def _standing(one: SnapshotEntry) -> str:
    return phrase("in_use_held") if one.held else phrase("in_use") if one.in_use else ""


def operator() -> User:
    """The user of this computer who runs the command; whoever may run it may do everything."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = ""
    return User(NOT_SIGNED_IN, name, Role.DATA_STEWARD)
