"""An edited file judged beside the pages: its plans wait their turn, and it can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from capacity.domain.check_result import CheckResult
from capacity.domain.pins import Pin, with_pins
from capacity.domain.plan_result import PlanResult
from capacity.domain.problems import BadInputError, Problem
from capacity.scenario import Scenario, pinned, pins_of
from capacity.service.beside import Beside, Progress
from capacity.service.planning import Ground
from capacity.service.solving import Ticket
from capacity.service.verdict import CHECK_PHASES, check_content


@dataclass(frozen=True)
class Checked:
    """What came of one file: the verdict, or everything wrong with it."""

    verdict: CheckResult | None
    problems: tuple[Problem, ...] = ()


CheckHandle = Beside[Scenario, Checked]
"""A file that is being judged."""


def start_check(
    ask: Callable[[Scenario], Ticket],
    content: bytes,
    file: str,
    plan: PlanResult,
    scenario: Scenario,
    ground: Ground,
) -> CheckHandle:
    """Starts to judge an edited file against a plan in use.

    Args:
        ask: a ticket for a plan on the ground in use.
    """

    def find(plan_of: Callable[[Scenario], PlanResult], tell: Progress) -> Checked:
        told = 0

        def progress(_phase: str) -> None:
            nonlocal told
            tell(told, len(CHECK_PHASES))
            told += 1

        def make(pins: tuple[Pin, ...]) -> PlanResult:
            return plan_of(pinned(scenario, with_pins(pins_of(scenario), pins)))

        try:
            return Checked(check_content(content, file, plan, scenario, ground, progress, make))
        except BadInputError as fault:
            return Checked(None, fault.problems)

    return Beside(ask, find)
