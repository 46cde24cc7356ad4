"""Questions put the other way round to a plan: figures, and lines over the weeks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from capacity.domain.pins import pin_from
from capacity.domain.plan_result import PlanResult
from capacity.domain.time import Weeks
from capacity.plan.chain.frames import frame
from capacity.plan.chain.money import cost_rows
from capacity.plan.explain.solved import SolvedPlan, solved_plan
from capacity.plan.inverse.latest_regular import latest_regular
from capacity.plan.inverse.least_budget import least_budget
from capacity.plan.inverse.old_gone import earliest_gone
from capacity.plan.inverse.present_places import largest_inflow
from capacity.plan.network.parts import Array
from capacity.plan.places.budget import money_by_year
from capacity.plan.solver.stopping import Brake
from capacity.plan.uncertain.two_stage import leads
from capacity.scenario import Scenario, Settings
from capacity.service.inputs import Inputs
from capacity.service.planning import Ground, plan_input

INVERSE = "inverse"
INFLOW = "inflow"
WEEK = "week"


@dataclass(frozen=True)
class Inverse:
    """An answer: figures by name, and lines by name with a value per week (or year)."""

    figures: Mapping[str, Any]
    lines: Mapping[str, Mapping[str, float]]


def inverse_result(
    inputs: Inputs,
    ground: Ground,
    scenario: Scenario,
    result: PlanResult,
    question: str,
    brake: Brake | None = None,
) -> PlanResult:
    """The plan with the answer to a question: `inverse` among its notices (figures) and tables (lines).

    Args:
        question: one of INVERSE_QUESTIONS.
        brake: stops it from another thread.

    Raises:
        StoppedError: the brake was pulled.
    """
    pins = [pin_from(document) for document in result.summary["pinned"]]
    plan = solved_plan(plan_input(inputs, ground, scenario), scenario, pins, brake)
    found = INVERSE_QUESTIONS[question](plan, inputs.settings, brake)
    rows = [(line, at, value) for line, values in found.lines.items() for at, value in values.items()]
    table = pd.DataFrame(rows, columns=["line", WEEK, "value"])
    return replace(
        result,
        tables={**result.tables, INVERSE: table},
        notices={**result.notices, INVERSE: dict(found.figures)},
    )


def _weekly(weeks: Weeks, values: Array) -> dict[str, float]:
    return {weeks.monday(week).isoformat(): float(value) for week, value in enumerate(values)}


def _day(weeks: Weeks, week: int | None) -> str | None:
    return None if week is None else weeks.monday(week).isoformat()


def inflow_carried(plan: SolvedPlan, settings: Settings, brake: Brake | None) -> Inverse:
    """The largest inflow that the present places carry."""
    row = settings[INFLOW]
    if row.low is None or row.high is None or row.step is None:
        raise ValueError("the inflow has no range")
    tried = np.arange(row.low, row.high + row.step, row.step)
    found, weeks = largest_inflow(plan, tried, brake), plan.given.weeks
    return Inverse(
        {
            "inflow": found.inflow,
            "highest": float(row.high),
            "lowest": float(row.low),
            "first_short": _day(weeks, found.first_short),
            "unavoidable": float(found.unavoidable),
            "least_free": float((found.usable - found.residents)[found.unavoidable :].min(initial=np.inf))
            if found.unavoidable < found.usable.size
            else None,
        },
        {"residents": _weekly(weeks, found.residents), "usable": _weekly(weeks, found.usable)},
    )


def old_stock_gone(plan: SolvedPlan, _settings: Settings, brake: Brake | None) -> Inverse:
    """The earliest week in which the old stock is gone."""
    found, weeks = earliest_gone(plan.chain.chain.network, brake), plan.given.weeks
    return Inverse(
        {
            "week": _day(weeks, found.week),
            "waiting": float(found.waiting[-1]),
            "over_term": float(found.over_term[-1]),
        },
        {"first": _weekly(weeks, found.waiting), "others": _weekly(weeks, found.over_term)},
    )


def regular_in_time(plan: SolvedPlan, _settings: Settings, brake: Brake | None) -> Inverse:
    """The latest week to decide on a regular location before an emergency one must be ordered."""
    found, weeks = latest_regular(plan.places.problem, brake), plan.given.weeks
    lead = leads(plan.parameters, plan.scenario.delay)
    decide = None if found.opens is None else found.opens - round(lead["regular"])
    order = None if found.short_from is None else found.short_from - round(lead["emergency"])
    return Inverse(
        {
            "needed": found.needed,
            "opens": _day(weeks, found.opens),
            "decide": _day(weeks, decide),
            "short_from": _day(weeks, found.short_from),
            "order": _day(weeks, None if order is None else max(0, order)),
            "short": float(found.short_without.max()),
            "short_still": float(found.short_with.max()),
        },
        {"without": _weekly(weeks, found.short_without), "soonest": _weekly(weeks, found.short_with)},
    )


def smallest_budget(plan: SolvedPlan, _settings: Settings, brake: Brake | None) -> Inverse:
    """The smallest budget of a year that breaks no duty which money can keep."""
    chain = money_by_year(frame("costs", cost_rows(plan.chain.solution)))
    found = least_budget(plan.places.problem, chain, plan.parameters.number("weeks_per_year"), brake)
    return Inverse(
        {
            "eur": found.eur_per_year,
            "beds": found.unmet["beds"],
            "task": found.unmet["task"],
            "ceiling": plan.scenario.ceiling,
        },
        {
            "spent": {str(year): eur for year, eur in found.by_year.items()},
            "allowed": {str(year): eur for year, eur in found.allowed.items()},
        },
    )


INVERSE_QUESTIONS: Mapping[str, Callable[[SolvedPlan, Settings, Brake | None], Inverse]] = {
    "q16": inflow_carried,
    "q17": old_stock_gone,
    "q18": regular_in_time,
    "q19": smallest_budget,
}
