"""What a refresh leaves ready for the first visitors: where plans start from, and the likeliest plans."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic

from capacity.plan.solver.stopping import Brake
from capacity.scenario import default_scenario
from capacity.service.inputs import Inputs, load_inputs
from capacity.service.likely import arrivals_moved, plan_key
from capacity.service.on_snapshot import OnSnapshot
from capacity.service.planning import Ground
from capacity.service.present_state import workspace_if_any
from capacity.service.solving import PlanPool, PlanRequest, ProcessWorker
from capacity.service.solving.forethought import makes_plans_ahead, makes_starts_ahead
from capacity.service.solving.kept_plans import PlansFolder
from capacity.service.solving.kept_starts import StartsFolder
from capacity.store import SnapshotStore

log = logging.getLogger(__name__)
STARTS, PLANS = "starts", "likely"
MOST_AT_ONCE = 2
PATIENCE_SECONDS = 10.0
"""So long after the beginning the likely plans that are not made yet are left to the app."""


def make_ready(home: Path, snapshot: str, progress: Callable[[str], object] = str) -> None:
    """Keeps what plans on a snapshot start from, and the plans of the slider of arrivals.

    Where that fails they are made when they are needed. The environment's `CAPACITY_PLANS_AHEAD` leaves the
    plans out (`starts`), or all of it (`off`).
    """
    if not makes_starts_ahead():
        return
    progress(STARTS)
    until = monotonic() + PATIENCE_SECONDS
    try:
        inputs, at_once = load_inputs(), min(MOST_AT_ONCE, os.cpu_count() or 1)
        ground = OnSnapshot(SnapshotStore(home), snapshot, partial(workspace_if_any, home)).ground()
        _keep_starts(home, inputs, ground, at_once)
        if makes_plans_ahead():
            progress(PLANS)
            _keep_plans(home, inputs, ground, at_once, until)
    except Exception:
        log.exception("not all could be made ready for the first visitors")


def _keep_starts(home: Path, inputs: Inputs, ground: Ground, at_once: int) -> None:
    baseline, folder = default_scenario(inputs.settings), StartsFolder(home)
    base = folder.base(inputs, ground, baseline)
    folder.prepare(base, ground, baseline, Brake(), at_once)


def _keep_plans(home: Path, inputs: Inputs, ground: Ground, at_once: int, until: float) -> None:
    usual, shelf = default_scenario(inputs.settings), PlansFolder(home)
    wanted = {plan_key(scenario, ground): scenario for scenario in arrivals_moved(inputs.settings)}
    missing = {key: scenario for key, scenario in wanted.items() if not shelf.has(key)}
    if monotonic() >= until or not missing:
        return
    pool = PlanPool(partial(ProcessWorker, home=home), at_once, shelf)
    tickets = [
        pool.ask(key, scenario.name, partial(PlanRequest, ground, scenario, usual), lasting=True)
        for key, scenario in missing.items()
    ]
    try:
        for ticket in tickets:
            ticket.wait(max(0.0, until - monotonic()))
    finally:
        for ticket in tickets:
            ticket.cancel()
        pool.close()
