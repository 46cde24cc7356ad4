"""The cheapest repairs of a plan that breaks duties: what, where, from which week, EUR, and what each mends.

Limits that a planner can move against money are lifted one kind at a time. What the plan decided stays;
the goals in order then say how little more is enough. Of every duty the ways stand by what they cost.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from capacity.plan.explain.repair_hands import ChainRepairs
from capacity.plan.explain.repair_parts import Repair
from capacity.plan.explain.repair_places import beds_repairs, task_repairs
from capacity.plan.explain.solved import SolvedPlan

DECIMALS = 6


def repairs(plan: SolvedPlan) -> list[list[Repair]]:
    """The ways to mend each duty that breaks, the cheapest first; duties by rank.

    A way that mends its duty comes before one that only eases it, one with a price before one without. Beds
    and the intake site are mended together.
    """
    ranks = dict(zip(plan.given.duties.duty.astype(str), plan.given.duties["rank"].astype(int), strict=True))
    found = [sorted(ways, key=_order) for ways in _by_duty(plan) if ways]
    last = max(ranks.values()) + 1
    return sorted(found, key=lambda ways: ranks.get(ways[0].mends[0].duty, 0) or last)


def _by_duty(plan: SolvedPlan) -> Iterator[list[Repair]]:
    yield beds_repairs(plan)
    yield task_repairs(plan)
    yield from ChainRepairs(plan).all()


def _order(way: Repair) -> tuple[bool, bool, float]:
    """Of ways that cost the same to the euro, the one that was found first: the mildest type of places."""
    return not way.mends_whole, bool(np.isnan(way.eur)), float(np.round(way.eur))


REPAIR_COLUMNS = (
    "repair",
    "choice",
    "step",
    "lever",
    "region",
    "week",
    "decide_by",
    "units",
    "eur",
    "total_eur",
    "duty",
    "before",
    "after",
    "holds_from",
    "elsewhere",
)


def repairs_table(plan: SolvedPlan) -> pd.DataFrame:
    """REPAIR_COLUMNS, one row per step and duty that its repair mends; weeks as ISO dates of Mondays.

    `repair` counts the duties by rank, `choice` the ways to mend one, the cheapest first; all steps of a
    choice belong together and cost `total_eur`. The first duty of a choice is the one that it is for.
    `before` and `after` are person-weeks late in the weeks shown; `holds_from` is empty where the duty still
    breaks in the end; `elsewhere` names provinces that cost the same, parted by blanks.
    """
    rows = [
        row
        for number, ways in enumerate(repairs(plan), start=1)
        for choice, way in enumerate(ways, start=1)
        for row in _rows(plan, number, choice, way)
    ]
    table = pd.DataFrame(rows, columns=list(REPAIR_COLUMNS))
    numbers = dict.fromkeys(("units", "eur", "total_eur", "before", "after"), float)
    return table.astype(numbers | dict.fromkeys(("repair", "choice", "step"), int))


def _rows(plan: SolvedPlan, number: int, choice: int, way: Repair) -> Iterator[tuple[object, ...]]:
    weeks = plan.given.weeks
    for place, step in enumerate(way.steps, start=1):
        for late in way.mends:
            yield (
                number,
                choice,
                place,
                step.lever,
                step.region,
                weeks.monday(step.week).isoformat(),
                weeks.monday(step.decide_by).isoformat(),
                step.units,
                step.eur,
                way.eur,
                late.duty,
                round(late.before, DECIMALS),
                round(late.after, DECIMALS),
                "" if late.holds_from is None else weeks.monday(late.holds_from).isoformat(),
                " ".join(way.elsewhere),
            )
