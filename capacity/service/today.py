"""The state that a refresh plans from: what users accepted last, else what ships, with the commitments."""

from __future__ import annotations

from pathlib import Path

from capacity.domain.last_plan import LastPlan
from capacity.domain.state import State
from capacity.service.inputs import Inputs
from capacity.service.present_state import present_state, workspace_if_any


def accepted_plan(home: Path) -> LastPlan | None:
    """The plan that was accepted last and holds; None without one."""
    workspace = workspace_if_any(home)
    return None if workspace is None else workspace.last_plan()


def planning_state(home: Path, inputs: Inputs) -> State:
    """The state in use on its own day, with homes by municipality and the decisions of accepted plans."""
    return present_state(workspace_if_any(home), inputs.shipped_state).planned
