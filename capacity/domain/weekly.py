"""Figures of a plan week by week, as charts of questions and comparisons draw them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from capacity.domain.measures import HOUSING, NO_LEGAL_TERM, Unit, beds, places_of, queue, weeks
from capacity.domain.plan_result import PlanResult

Weekly = Callable[[PlanResult], pd.Series]


def _over_term(plan: PlanResult) -> pd.Series:
    table = plan.tables["plan"]
    rows = table[(table.measure == "over_term") & ~table.stage.isin(NO_LEGAL_TERM)]
    found: pd.Series = rows.groupby("week").value.sum().reindex(weeks(plan), fill_value=0.0)
    return found


def _cost(plan: PlanResult) -> pd.Series:
    costs = plan.tables["costs"]
    rows = costs[costs.goal == "money"]
    found: pd.Series = rows.groupby("week").eur.sum().reindex(weeks(plan), fill_value=0.0)
    return found


def _task_gap(plan: PlanResult) -> pd.Series:
    places = plan.tables["places"]
    gap = places.groupby(["week", "region"]).task_gap.sum().clip(lower=0.0)
    found: pd.Series = gap.groupby("week").sum().reindex(weeks(plan), fill_value=0.0)
    return found


WEEKLY: Mapping[str, tuple[Unit, Weekly]] = {
    "residents": ("persons", lambda plan: beds(plan).residents),
    "without_bed": ("persons", lambda plan: beds(plan).without_bed),
    "over_term": ("persons", _over_term),
    "task_gap": ("places", _task_gap),
    "cost": ("eur", _cost),
    "emergency": ("places", lambda plan: places_of(plan, "emergency", "available")),
    "unsent": ("persons", lambda plan: queue(plan, "eurodac_transmission")),
    "border_used": ("places", lambda plan: places_of(plan, "border", "occupied")),
    "status_holders": ("persons", lambda plan: queue(plan, HOUSING)),
}
"""Per figure its unit and how it is read: one value per week shown, at the week's end."""
