"""Explanations of a plan that take another look at its two programs: prices, shortfall, repairs."""

from __future__ import annotations

from dataclasses import replace

from capacity.domain.pins import pin_from
from capacity.domain.plan_result import PlanResult
from capacity.plan.explain.prices import prices_table
from capacity.plan.explain.repair import repairs_table
from capacity.plan.explain.shortfall import shortfall
from capacity.plan.explain.solved import solved_plan
from capacity.scenario import Scenario
from capacity.service.inputs import Inputs
from capacity.service.planning import Ground, plan_input


def is_explained(result: PlanResult) -> bool:
    """Whether a plan has its explanations."""
    return "repairs" in result.tables


def explained_result(inputs: Inputs, ground: Ground, scenario: Scenario, result: PlanResult) -> PlanResult:
    """The plan, with its pins, and three more tables: `prices` filled, `shortfall` and `repairs`."""
    pins = [pin_from(document) for document in result.summary["pinned"]]
    plan = solved_plan(plan_input(inputs, ground, scenario), scenario, pins)
    explained = {
        "prices": prices_table(plan),
        "shortfall": shortfall(plan),
        "repairs": repairs_table(plan),
    }
    return replace(result, tables={**result.tables, **explained})
