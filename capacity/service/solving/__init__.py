"""Plans for many users at once: requests, tickets, workers with live models, a pool that shares them."""

from capacity.service.solving.ahead import AheadOfNeed, Wanted
from capacity.service.solving.live_worker import LiveWorker
from capacity.service.solving.pool import PlanPool, Ticket, ready
from capacity.service.solving.process_worker import ProcessWorker
from capacity.service.solving.requests import (
    PlanRequest,
    StoppedPlanError,
    TooLateError,
    time_limit,
)

__all__ = [
    "AheadOfNeed",
    "LiveWorker",
    "PlanPool",
    "PlanRequest",
    "ProcessWorker",
    "StoppedPlanError",
    "Ticket",
    "TooLateError",
    "Wanted",
    "ready",
    "time_limit",
]
