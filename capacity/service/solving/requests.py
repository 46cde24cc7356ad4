"""What a worker is asked for, and how it may end without a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from capacity.domain.plan_result import PlanResult
from capacity.plan.solver.stopping import Brake
from capacity.scenario import Scenario
from capacity.service.planning import Ground

TIME_LIMIT_SECONDS, USUAL_WEEKS = 20.0, 52
PHASES = {"data": "data", "chain": "solve", "places": "solve", "tables": "explain"}
"""What a planner is told while the plan is made, by what the plan reports."""

Tell = Callable[[str], object]


class StoppedPlanError(Exception):
    """Somebody stopped the plan, or nobody waits for it any more."""


class TooLateError(Exception):
    """The time limit came before there was any plan."""


@dataclass(frozen=True)
class PlanRequest:
    """A plan to make.

    Args:
        ground: forecast and state that it stands on.
        baseline: the scenario without changes, from which the solve starts.
        time_limit_seconds: for each of the two programs.
        plan: the plan of the scenario, which is to be explained; None makes it.
        question: what is asked of that plan the other way round; empty for its explanations. Without a
            plan: `old_share`, what the share of the old stock gives.
        with_prices: whether its explanations hold prices too.
    """

    ground: Ground
    scenario: Scenario
    baseline: Scenario
    time_limit_seconds: float = TIME_LIMIT_SECONDS
    plan: PlanResult | None = None
    question: str = ""
    with_prices: bool = True


def time_limit(weeks: int) -> float:
    """Seconds for each of the two programs of a plan over so many weeks.

    A plan over three years takes several times as long as one over a year, so it has as many times more.
    """
    return TIME_LIMIT_SECONDS * max(1.0, weeks / USUAL_WEEKS)


class Worker(Protocol):
    """Makes plans one at a time."""

    def make(self, request: PlanRequest, brake: Brake, tell: Tell) -> PlanResult:
        """The plan; tells its phase on the way.

        Raises:
            StoppedPlanError: the brake was pulled.
            TooLateError: no plan within the time limit.
        """

    def close(self) -> None:
        """Ends the worker."""


class Shelf(Protocol):
    """Keeps plans for when the program is started again."""

    def has(self, key: str) -> bool:
        """Whether something is kept for a key."""

    def read(self, key: str) -> PlanResult | None:
        """The plan that is kept for a key; None where there is none."""

    def write(self, key: str, plan: PlanResult) -> None:
        """Keeps a plan."""
