"""Why a solve gives no optimum, and how one is stopped: by somebody, or by the time limit."""

from __future__ import annotations

from typing import Any

TIME_LIMIT_SECONDS = 120.0


class SolveError(Exception):
    """The solver gave no optimum: a fault of the model, or no answer within the time limit."""


class StoppedError(SolveError):
    """Somebody stopped the solve."""


class TimeUpError(SolveError):
    """The time limit came before the optimum."""


class StepsUpError(SolveError):
    """The solve takes more steps than it may."""


class Brake:
    """Stops the solves of one plan from another thread."""

    def __init__(self) -> None:
        self.pulled = False

    def pull(self) -> None:
        """Stops the running solve and every later one."""
        self.pulled = True

    def heed(self, event: Any) -> None:
        """What the solver calls between its iterations; it remembers what it was told in an earlier run."""
        event.interrupt(self.pulled)
