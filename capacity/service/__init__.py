"""Use cases: refresh, plan, forecast, status. The only layer that wires the others together."""

from capacity.service.accepting import OtherStateError
from capacity.service.background import RefreshHandle, refresh_phase, start_refresh
from capacity.service.backups import backup, restore
from capacity.service.chances import ChanceHandle
from capacity.service.checking import check_file
from capacity.service.comparing import compare_files
from capacity.service.condition import StatusReport, status
from capacity.service.files import backtest_file, forecast_file, make_plan, validate_file
from capacity.service.generations import SnapshotEntry, list_snapshots, release_snapshot, use_snapshot
from capacity.service.inputs import override_rows as override_choices
from capacity.service.municipal import MunicipalPlan
from capacity.service.opening import (
    NoSnapshotError,
    get_ready,
    open_service,
    shared_explainers,
    shared_pool,
    snapshot_in_use,
)
from capacity.service.present_state import PresentState, state_not_used
from capacity.service.readable import OldSnapshotError
from capacity.service.recreating import recreate_plan
from capacity.service.refresh_faults import NoRoomError, RefreshBusyError, RefreshError
from capacity.service.refreshing import RefreshOutcome, refresh
from capacity.service.rights import NotAllowedError
from capacity.service.saved.records import (
    AcceptedPlan,
    ChangedByOtherError,
    MissingError,
    NameTakenError,
    Note,
    PlanToAccept,
    Removal,
    SavedMeanwhileError,
    SavedOverride,
    SavedScenario,
    SavedState,
    WorkspaceError,
)
from capacity.service.saved.uploads import SavedUpload
from capacity.service.session import PlanningService
from capacity.service.share_curve import ShareCurve
from capacity.service.sign_in import SignIn, sign_in
from capacity.service.solving import PlanPool, StoppedPlanError, Ticket, TooLateError, ready, time_limit
from capacity.service.sources import (
    asked_a_source,
    run_log,
    snapshot_changes,
    snapshots_report,
    sources_report,
)
from capacity.service.workspace import NewerWorkspaceError, Workspace, open_workspace

__all__ = [
    "AcceptedPlan",
    "ChanceHandle",
    "ChangedByOtherError",
    "MissingError",
    "MunicipalPlan",
    "NameTakenError",
    "NewerWorkspaceError",
    "NoRoomError",
    "NoSnapshotError",
    "NotAllowedError",
    "Note",
    "OldSnapshotError",
    "OtherStateError",
    "PlanPool",
    "PlanToAccept",
    "PlanningService",
    "PresentState",
    "RefreshBusyError",
    "RefreshError",
    "RefreshHandle",
    "RefreshOutcome",
    "Removal",
    "SavedMeanwhileError",
    "SavedOverride",
    "SavedScenario",
    "SavedState",
    "SavedUpload",
    "ShareCurve",
    "SignIn",
    "SnapshotEntry",
    "StatusReport",
    "StoppedPlanError",
    "Ticket",
    "TooLateError",
    "Workspace",
    "WorkspaceError",
    "asked_a_source",
    "backtest_file",
    "backup",
    "check_file",
    "compare_files",
    "forecast_file",
    "get_ready",
    "list_snapshots",
    "make_plan",
    "open_service",
    "open_workspace",
    "override_choices",
    "ready",
    "recreate_plan",
    "refresh",
    "refresh_phase",
    "release_snapshot",
    "restore",
    "run_log",
    "shared_explainers",
    "shared_pool",
    "sign_in",
    "snapshot_changes",
    "snapshot_in_use",
    "snapshots_report",
    "sources_report",
    "start_refresh",
    "state_not_used",
    "status",
    "time_limit",
    "use_snapshot",
    "validate_file",
]
