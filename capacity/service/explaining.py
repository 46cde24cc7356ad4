"""Explanations of a plan that take another look at its two programs: prices of scarce things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from capacity.domain.pins import Pin
from capacity.domain.plan_result import PlanResult
from capacity.plan.explain.prices import prices_table
from capacity.plan.explain.solved import solved_plan
from capacity.scenario import Scenario
from capacity.service.inputs import Inputs
from capacity.service.planning import Ground, plan_input


def with_prices(
    inputs: Inputs, ground: Ground, scenario: Scenario, result: PlanResult, pins: Sequence[Pin] = ()
) -> PlanResult:
    """The plan with what one more of each scarce thing is worth."""
    plan = solved_plan(plan_input(inputs, ground, scenario), scenario, pins)
    return replace(result, tables={**result.tables, "prices": prices_table(plan)})
