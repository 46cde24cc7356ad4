"""Opens the service: on the snapshot in use or another one, with processes that all visitors share."""

from __future__ import annotations

import os
from functools import cache, partial
from pathlib import Path

from capacity.service.present_state import workspace_if_any
from capacity.service.readable import check_readable
from capacity.service.session import PlanningService
from capacity.service.solving import AheadOfNeed, PlanPool, ProcessWorker
from capacity.service.solving.forethought import makes_plans_ahead
from capacity.service.solving.kept_plans import PlansFolder
from capacity.store import SnapshotStore, state_home

MOST_WORKERS = 4


class NoSnapshotError(Exception):
    """There is no snapshot yet; the first refresh makes one."""


@cache
def shared_pool() -> PlanPool:
    """The processes that make plans for everybody whom this program serves."""
    home = state_home()
    return PlanPool(
        partial(ProcessWorker, home=home), min(MOST_WORKERS, os.cpu_count() or 1), PlansFolder(home)
    )


@cache
def shared_explainers() -> PlanPool:
    """The process that explains plans; it gives way to those that make them."""
    return PlanPool(partial(ProcessWorker, gives_way=True, home=state_home()), 1)


@cache
def _shared_ahead() -> AheadOfNeed:
    return AheadOfNeed(shared_pool(), shared_explainers())


def get_ready(service: PlanningService) -> None:
    """Has the shared processes load their models, and then make the likely plans whenever nobody waits.

    Without the latter where the environment's `CAPACITY_PLANS_AHEAD` is `off` or `starts`.
    """
    service.warm_up()
    if makes_plans_ahead():
        _shared_ahead().want(service.likely)


def open_service(
    home: Path | None = None, pool: PlanPool | None = None, explainers: PlanPool | None = None
) -> PlanningService:
    """The service on the snapshot in use.

    Args:
        pool: who makes the plans; a worker of this service alone if not given.
        explainers: who explains them, the same.

    Raises:
        NoSnapshotError: nothing was published yet.
        OldSnapshotError: another version of the program made the snapshot, and this one cannot use it.
    """
    root = home or state_home()
    store = SnapshotStore(root)
    snapshot = store.current()
    if snapshot is None:
        raise NoSnapshotError
    check_readable(store, snapshot)
    return PlanningService(store, snapshot, partial(workspace_if_any, root), pool, explainers)


def snapshot_in_use(home: Path | None = None) -> str | None:
    """Id of the snapshot in use; None when there is none. Reads one small file."""
    return SnapshotStore(home or state_home()).current()


def service_on(home: Path, snapshot: str) -> PlanningService:
    """The service on a snapshot that may no longer be the one in use."""
    return PlanningService(SnapshotStore(home), snapshot, partial(workspace_if_any, home))
