"""Snapshots: immutable generations of data, forecast and baseline plan."""

from capacity.store.files import BusyError, free_bytes, is_turn_free, own_turn
from capacity.store.home import state_home
from capacity.store.originals import Originals
from capacity.store.rules import BrokenSnapshotError, TableRule
from capacity.store.runs import RunLog
from capacity.store.snapshots import Failure, SnapshotMissingError, SnapshotStore

__all__ = [
    "BrokenSnapshotError",
    "BusyError",
    "Failure",
    "Originals",
    "RunLog",
    "SnapshotMissingError",
    "SnapshotStore",
    "TableRule",
    "free_bytes",
    "is_turn_free",
    "own_turn",
    "state_home",
]
