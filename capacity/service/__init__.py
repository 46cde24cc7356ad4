"""Use cases: refresh, plan, forecast, status. The only layer that wires the others together."""

from capacity.service.condition import StatusReport, status
from capacity.service.files import backtest_file, forecast_file, make_plan, validate_file
from capacity.service.refreshing import RefreshError, refresh
from capacity.service.session import NoSnapshotError, PlanningService, open_service

__all__ = [
    "NoSnapshotError",
    "PlanningService",
    "RefreshError",
    "StatusReport",
    "backtest_file",
    "forecast_file",
    "make_plan",
    "open_service",
    "refresh",
    "status",
    "validate_file",
]
