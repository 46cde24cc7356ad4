"""The snapshots that are kept, and the way back to an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from capacity.domain.problems import BadInputError, Problem
from capacity.domain.user import Role, User
from capacity.service.rights import check_role
from capacity.service.runs import utc_now
from capacity.service.sign_in import sign_in_needed
from capacity.service.workspace import open_workspace
from capacity.store import SnapshotMissingError, SnapshotStore, state_home


@dataclass(frozen=True)
class SnapshotEntry:
    """A snapshot: its id, the day its data are of, when it was published (UTC), and whether it serves.

    Args:
        held: it serves because somebody went back to it, until that is ended.
    """

    id: str
    as_of: date
    published_at: datetime
    in_use: bool
    held: bool = False


def list_snapshots(home: Path | None = None) -> list[SnapshotEntry]:
    """All snapshots that are kept, the last published first."""
    store = SnapshotStore(home or state_home())
    current = store.current()
    held = bool(store.held_since())
    return [_entry(store, name, name == current, held) for name in reversed(store.ids())]


def _entry(store: SnapshotStore, snapshot_id: str, in_use: bool, held: bool) -> SnapshotEntry:
    info = store.info(snapshot_id)
    as_of, published = date.fromisoformat(info["as_of"]), datetime.fromisoformat(info["published_at"])
    return SnapshotEntry(snapshot_id, as_of, published, in_use, in_use and held)


def use_snapshot(snapshot_id: str, author: User | str, reason: str = "", home: Path | None = None) -> None:
    """Puts an earlier snapshot back into use, and notes in the audit trail who did.

    An earlier one is held: no refresh takes its place until the hold is ended (`release_snapshot`), the
    newest is put into use again, or a refresh is forced.

    Raises:
        NotAllowedError: the author is no data steward.
        BadInputError: no snapshot of that id is kept; names those that are.
    """
    folder = home or state_home()
    check_role(author, Role.DATA_STEWARD, sign_in_needed(folder))
    store, workspace = SnapshotStore(folder), open_workspace(folder)
    try:
        store.use(snapshot_id, utc_now())
    except SnapshotMissingError:
        known = ", ".join(reversed(store.ids()))
        raise BadInputError([Problem("unknown_snapshot", value=snapshot_id, expected=known)]) from None
    workspace.record("snapshot_used", f"snapshot:{snapshot_id}", author, reason)


def release_snapshot(author: User | str, reason: str = "", home: Path | None = None) -> str:
    """Lets the next refresh take the place of the snapshot in use again; notes in the audit trail who did.

    Returns:
        Id of the snapshot in use.

    Raises:
        NotAllowedError: the author is no data steward.
        BadInputError: no snapshot is held.
    """
    folder = home or state_home()
    check_role(author, Role.DATA_STEWARD, sign_in_needed(folder))
    store, workspace = SnapshotStore(folder), open_workspace(folder)
    snapshot = store.current()
    if snapshot is None or not store.held_since():
        raise BadInputError(
            [Problem("nothing_held", value=snapshot or "", expected="capacity snapshots --use")]
        )
    store.release()
    workspace.record("snapshot_released", f"snapshot:{snapshot}", author, reason)
    return snapshot
