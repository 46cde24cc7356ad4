"""What a refresh leaves ready for the first plans that are asked for on its snapshot."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from capacity.plan.solver.stopping import Brake
from capacity.scenario import default_scenario
from capacity.service.inputs import load_inputs
from capacity.service.on_snapshot import OnSnapshot
from capacity.service.present_state import workspace_if_any
from capacity.service.solving.forethought import makes_starts_ahead
from capacity.service.solving.kept_starts import StartsFolder
from capacity.store import SnapshotStore

log = logging.getLogger(__name__)
PHASE = "starts"
MOST_AT_ONCE = 2


def keep_starts(home: Path, snapshot: str, progress: Callable[[str], object] = str) -> None:
    """Keeps what plans on a snapshot start from; where that fails they make it when they need it.

    Nothing where the environment's `CAPACITY_PLANS_AHEAD` is `off`.
    """
    if not makes_starts_ahead():
        return
    progress(PHASE)
    try:
        inputs = load_inputs()
        baseline = default_scenario(inputs.settings)
        ground = OnSnapshot(SnapshotStore(home), snapshot, partial(workspace_if_any, home)).ground()
        folder = StartsFolder(home)
        base = folder.base(inputs, ground, baseline)
        folder.prepare(base, ground, baseline, Brake(), min(MOST_AT_ONCE, os.cpu_count() or 1))
    except Exception:
        log.exception("what plans start from could not be made ahead")
