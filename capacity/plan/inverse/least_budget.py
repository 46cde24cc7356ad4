"""The smallest budget of a year under which no duty breaks that more money could mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from capacity.plan.places.budget import weeks_by_year
from capacity.plan.places.columns import PlacesProgram
from capacity.plan.places.money import money
from capacity.plan.places.problem import PlacesProblem
from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.solver.in_order import Goal, solve_in_order
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.solver.program import LESS, Column, Numbers
from capacity.plan.solver.stopping import Brake

DUTIES = ("beds", "task")


@dataclass(frozen=True)
class LeastBudget:
    """A budget and what it leaves.

    Args:
        eur_per_year: the same for every calendar year; a year shown in part has its part of it.
        by_year: EUR spent in the weeks shown of each year at that budget, chain and places.
        unmet: what no budget mends: `beds` (person-weeks) and `task` (places).
    """

    eur_per_year: float
    by_year: Mapping[int, float]
    allowed: Mapping[int, float]
    unmet: Mapping[str, float]


def least_budget(
    problem: PlacesProblem, chain_eur: Mapping[int, float], weeks_per_year: float, brake: Brake | None = None
) -> LeastBudget:
    """The duties of the places at their best, then the smallest ceiling that every year keeps.

    Args:
        chain_eur: EUR that the chain takes in the weeks shown of each calendar year.
        weeks_per_year: weeks for which a year's budget stands.
    """
    free = replace(problem, ceilings={}, buffer_share=0.0, fair=False)
    program = Numbers()
    places = build_places(free, program)
    budget = program.column("budget-NL")
    parts = {
        year: len(weeks) / weeks_per_year for year, weeks in weeks_by_year(problem.weeks).items() if weeks
    }
    for year, part in parts.items():
        row, fixed = _spent(places, year)
        program.row(f"budget-NL-{year}", {**row, budget: -part}, LESS, -fixed - chain_eur.get(year, 0.0))
    duties = [goal for goal in places_goals(places) if goal.id in DUTIES]
    least = Goal("budget", len(duties) + 1, program.costs({budget: 1.0}), "EUR")
    values = solve_in_order(LiveModel(program, brake=brake), [*duties, least]).values
    spent = {}
    for year in parts:
        row, fixed = _spent(places, year)
        total = sum(amount * float(values[column.index]) for column, amount in row.items())
        spent[year] = float(total + fixed + chain_eur.get(year, 0.0))
    eur = float(values[budget.index])
    return LeastBudget(
        eur,
        spent,
        {year: eur * part for year, part in parts.items()},
        {goal.id: float(goal.costs @ values) for goal in duties},
    )


def _spent(places: PlacesProgram, year: int) -> tuple[dict[Column, float], float]:
    """EUR of the places in the weeks shown of a year: per column, and fixed."""
    row = money(places, weeks_by_year(places.problem.weeks)[year])
    fixed = row.pop(places.fixed)
    return row, float(fixed)
