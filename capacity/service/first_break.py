"""First to break: the duty that gives way first, on harder arrivals too, and how much inflow is left."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection

import pandas as pd

from capacity.domain.first_break import Break, FirstToBreak
from capacity.domain.measures import late
from capacity.domain.plan_result import PlanResult
from capacity.scenario import Scenario, Settings
from capacity.service.beside import Beside, Progress

NOW, LEVELS = "now", ("P80", "P95")
INFLOW = "inflow"
RATES = "rates"
UNRANKED = 9
Plan = Callable[[Scenario], PlanResult]


def first_break(
    plan: PlanResult, register: pd.DataFrame, among: Collection[str] | None = None
) -> Break | None:
    """The duty that is the first not to be met: by week, then by rank, then that with most persons late.

    Args:
        register: columns duty and rank at least.
        among: the duties looked at; all when not given.
    """
    numbers = late(plan)
    broken = numbers[numbers.late > 0]
    if among is not None:
        broken = broken[broken.duty.isin(among)]
    if broken.empty:
        return None
    ranks = broken.duty.map(_ranks(register)).fillna(UNRANKED)
    row = (
        broken.assign(rank=ranks)
        .sort_values(["week", "rank", "late"], ascending=[True, True, False], kind="stable")
        .iloc[0]
    )
    table = plan.tables["duties"]
    rows = table[(table.duty == row.duty) & (table.week == row.week)]
    missed = (rows.due - rows.met_in_time).clip(lower=0)
    worst = rows.loc[missed.where(missed > rows.over_term, rows.over_term).idxmax()]
    return Break(str(row.duty), str(worst.article), str(worst.region), str(row.week), float(row.late))


def _ranks(register: pd.DataFrame) -> dict[str, int]:
    """Rank by duty; one without a rank comes last."""
    return {
        str(duty): int(rank) or UNRANKED for duty, rank in zip(register.duty, register["rank"], strict=True)
    }


def held_as_high(plan: PlanResult, register: pd.DataFrame, first: Break | None) -> frozenset[str]:
    """The duties that hold in every week and rank as high as the one that breaks first, or higher."""
    numbers, ranks = late(plan), _ranks(register)
    lowest = UNRANKED if first is None else ranks.get(first.duty, UNRANKED)
    holds = numbers.groupby("duty").late.max() == 0
    return frozenset(duty for duty in holds.index[holds] if ranks.get(str(duty), UNRANKED) <= lowest)


def solves(scenario: Scenario, settings: Settings) -> int:
    """The most plans that one search takes."""
    low, high, step = _range(scenario, settings)
    halvings = math.ceil(math.log2((high - low) / step)) if high > low else 0
    return 1 + len(_levels(scenario)) + (1 + halvings if high > low else 0)


def _levels(scenario: Scenario) -> tuple[str, ...]:
    return () if scenario.arrivals == RATES else LEVELS


def _range(scenario: Scenario, settings: Settings) -> tuple[float, float, float]:
    """Inflow of the scenario, the highest that can be set, and the step of the setting (percent)."""
    row = settings[INFLOW]
    if row.high is None or row.step is None:
        raise ValueError("the inflow has no range")
    return float(scenario.inflow), float(row.high), float(row.step)


def find_first_to_break(
    plan: Plan, scenario: Scenario, settings: Settings, register: pd.DataFrame, progress: Progress = max
) -> FirstToBreak:
    """Solves the scenario, the same on harder paths, and halves the range of the inflow to its step.

    A further duty that breaks is taken to stay broken when still more people come.

    Args:
        plan: gives the plan of a scenario.
        progress: told the plans made and the most that will be.
    """
    total, made = solves(scenario, settings), 0

    def solved(**changes: object) -> PlanResult:
        nonlocal made
        found = plan(scenario.model_copy(update=changes))
        made += 1
        progress(made, total)
        return found

    now = solved()
    first = first_break(now, register)
    by_level = {NOW: first}
    for level in _levels(scenario):
        by_level[level] = first_break(solved(sized_to=level), register)
    watched = held_as_high(now, register, first)
    low, high, step = _range(scenario, settings)
    further = first_break(solved(inflow=high), register, watched) if high > low else None
    if further is None:
        return FirstToBreak(by_level, None, high, None)
    while high - low > step:
        middle = low + step * max(1, math.floor((high - low) / step / 2))
        found = first_break(solved(inflow=middle), register, watched)
        if found is None:
            low = middle
        else:
            high, further = middle, found
    return FirstToBreak(by_level, further, low, high)


BreakHandle = Beside[Scenario, FirstToBreak]
"""A search for the first duty to break."""
