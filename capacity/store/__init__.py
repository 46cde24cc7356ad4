"""Snapshots: immutable generations of data, forecast and baseline plan."""

from capacity.store.home import state_home
from capacity.store.rules import BrokenSnapshotError, TableRule
from capacity.store.snapshots import Failure, SnapshotMissingError, SnapshotStore

__all__ = [
    "BrokenSnapshotError",
    "Failure",
    "SnapshotMissingError",
    "SnapshotStore",
    "TableRule",
    "state_home",
]
