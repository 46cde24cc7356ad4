"""Use cases: refresh, plan, forecast, status. The only layer that wires the others together."""

from capacity.service.condition import StatusReport, status
from capacity.service.files import backtest_file, forecast_file, make_plan, validate_file
from capacity.service.refreshing import RefreshError, refresh
from capacity.service.saved.records import (
    AcceptedPlan,
    ChangedByOtherError,
    MissingError,
    NameTakenError,
    Note,
    PlanToAccept,
    SavedOverride,
    SavedScenario,
    SavedState,
    WorkspaceError,
)
from capacity.service.session import NoSnapshotError, PlanningService, open_service
from capacity.service.workspace import Workspace, open_workspace

__all__ = [
    "AcceptedPlan",
    "ChangedByOtherError",
    "MissingError",
    "NameTakenError",
    "NoSnapshotError",
    "Note",
    "PlanToAccept",
    "PlanningService",
    "RefreshError",
    "SavedOverride",
    "SavedScenario",
    "SavedState",
    "StatusReport",
    "Workspace",
    "WorkspaceError",
    "backtest_file",
    "forecast_file",
    "make_plan",
    "open_service",
    "open_workspace",
    "refresh",
    "status",
    "validate_file",
]
