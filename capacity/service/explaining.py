"""Explanations of a plan that take another look at its two programs: prices, shortfall, repairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from capacity.domain.pins import pin_from
from capacity.domain.plan_result import SENTENCE_NL, PlanResult
from capacity.plan.explain.prices import prices_table
from capacity.plan.explain.repair import repairs_table
from capacity.plan.explain.shortfall import shortfall
from capacity.plan.explain.solved import SolvedPlan, solved_plan
from capacity.plan.live import Base
from capacity.plan.solver.loading import FROM_NOTHING, Starts
from capacity.plan.solver.stopping import Brake
from capacity.scenario import Scenario, default_scenario, scenario_hash
from capacity.service.inputs import Inputs
from capacity.service.planning import Ground, plan_input

PRICES = "prices"
EXPLANATIONS: Mapping[str, Callable[[SolvedPlan], pd.DataFrame]] = {
    PRICES: prices_table,
    "shortfall": shortfall,
    "repairs": repairs_table,
}
Tell = Callable[[str], object]


def is_repaired(result: PlanResult) -> bool:
    """Whether a plan has its repairs and the owners of its shortfall."""
    return "repairs" in result.tables


def is_explained(result: PlanResult) -> bool:
    """Whether a plan has all its explanations, prices too."""
    return is_repaired(result) and SENTENCE_NL in result.tables["prices"]


def baseline_starts(inputs: Inputs, ground: Ground, scenario: Scenario) -> Starts:
    """Where the solves of a scenario start: at the baseline's; those of the baseline itself from nothing."""
    usual = default_scenario(inputs.settings)
    if scenario_hash(scenario) == scenario_hash(usual):
        return FROM_NOTHING
    return Base(plan_input(inputs, ground, usual), usual).starts


def explained_result(
    inputs: Inputs,
    ground: Ground,
    scenario: Scenario,
    result: PlanResult,
    brake: Brake | None = None,
    tell: Tell = str,
    with_prices: bool = True,
    starts: Starts | None = None,
) -> PlanResult:
    """The plan, with its pins, and three more tables: `prices` filled, `shortfall` and `repairs`.

    The solves start from the baseline's, so that a plan has the same explanations wherever they are made.

    Args:
        brake: stops it from another thread, between or within solves.
        tell: told the name of the table that is being made.
        with_prices: whether prices are worked out too, which takes longer than the rest.
        starts: those of the baseline on this ground; worked out if not given.

    Raises:
        StoppedError: the brake was pulled.
    """
    pins = [pin_from(document) for document in result.summary["pinned"]]
    near = baseline_starts(inputs, ground, scenario) if starts is None else starts
    plan = solved_plan(plan_input(inputs, ground, scenario), scenario, pins, brake, near)
    explained = {}
    for name, made in EXPLANATIONS.items():
        if with_prices or name != PRICES:
            tell(name)
            explained[name] = made(plan)
    return replace(result, tables={**result.tables, **explained})
