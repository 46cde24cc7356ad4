"""Decisions taken now, judged on fresh paths: chance that each duty is met, cost, regret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from capacity.plan.explain.solved import Solved, SolvedPlan
from capacity.plan.network import Array
from capacity.plan.places import build_places, places_goals
from capacity.plan.places_beds import usable
from capacity.plan.places_columns import PlacesProgram
from capacity.plan.places_money import money
from capacity.plan.places_problem import PlacesProblem
from capacity.plan.places_task import lasting_renewals
from capacity.plan.program import Arrays, Numbers
from capacity.plan.solver import Basis
from capacity.plan.uncertain.two_stage import EUR_SCALE, path_terms

MET_TOLERANCE = 0.5
"""Fewer persons late or places missing than this count as none, as on every page."""
TASK = "spreading_task"
BEDS, INTAKE_CAP = "beds", "intake_cap"


@dataclass(frozen=True)
class Judged:
    """One first stage on one path.

    Args:
        eur: the path's cost in EUR, everything weighed; `money_eur` the money alone, and `shown_eur` the
            money of the weeks shown.
        without_bed: persons per week shown; `late` of beds, the intake site and each region's task.
        residents: persons per week shown; usable: places per week shown.
    """

    eur: float
    money_eur: float
    shown_eur: float
    late: Mapping[tuple[str, str], Array]
    residents: Array
    usable: Array


class Judge:
    """Solves the places of one path after another, with one set of decisions held after the other.

    Every path starts from the same basis, the optimum of the plan's own residents with the same decisions
    held, so that no path's answer depends on those judged before. For one thread at a time.

    Args:
        eur: EUR per unit of each goal.
        held: sets of decisions by name; an empty one decides with hindsight.
    """

    def __init__(
        self, plan: SolvedPlan, eur: Mapping[str, float], held: Mapping[str, Mapping[str, float]]
    ) -> None:
        self._solved: Solved = plan.places.solved
        self._eur, self._held = eur, held
        self._bases: dict[str, Basis] = {}
        self.on(plan.places.problem)

    def on(self, problem: PlacesProblem) -> dict[str, Judged]:
        """The cheapest that can follow on a path once decisions are taken, by the name of their set."""
        numbers = Numbers()
        places = build_places(problem, numbers)
        first = numbers.arrays()
        costs = numbers.costs(path_terms(places, self._eur))
        shown = numbers.costs(money(places, range(problem.weeks.shown)))
        columns = {name: place for place, name in enumerate(numbers.column_names)}
        model, found = self._solved.model, {}
        for name, decisions in self._held.items():
            arrays = _holding(first, {columns[column]: value for column, value in decisions.items()})
            model.start_from(arrays, self._bases.get(name, self._solved.basis))
            values = model.minimise(costs)
            self._bases.setdefault(name, model.basis)
            eur = float(costs @ values) / EUR_SCALE
            found[name] = _judged(places, values, eur, float(shown @ values))
        return found


def _holding(arrays: Arrays, held: Mapping[int, float]) -> Arrays:
    """The numbers with columns held at a value, within their limits on this path."""
    low, high = arrays.column_low.copy(), arrays.column_high.copy()
    for column, value in held.items():
        low[column] = high[column] = min(max(value, low[column]), high[column])
    return replace(arrays, column_low=low, column_high=high)


def _judged(places: PlacesProgram, values: Array, eur: float, shown_eur: float) -> Judged:
    problem = places.problem
    shown, site = problem.weeks.shown, problem.intake.region
    short = _values(places.without_bed, values)[:shown]
    late = {(BEDS, "NL"): short, (INTAKE_CAP, site): _values(places.over_cap, values)[:shown]}
    beds = [usable(places, week) for week in range(shown)]
    room = _values(places.at_intake, values)[:shown] + problem.usable_known()[:shown]
    room += np.array([sum(values[column.index] * share for column, share in row.items()) for row in beds])
    money_eur = next(goal.costs @ values for goal in places_goals(places) if goal.id == "money")
    for block, columns in zip(problem.blocks, places.blocks, strict=True):
        if block.type == "regular" and problem.task_week is not None:
            lasting = _values(columns.available, values)[:shown] - problem.not_lasting(block)[:shown]
            for week in range(problem.task_week, shown):
                renewed = lasting_renewals(places, block.region, week)
                lasting[week] += sum(values[column.index] * sign for column, sign in renewed.items())
            gap = np.maximum(0.0, problem.task[block.region] - lasting)
            gap[: problem.task_week] = 0.0
            late[TASK, block.region] = gap
    return Judged(eur, float(money_eur), shown_eur, late, problem.total_residents()[:shown], room)


def _values(columns: Sequence[int], values: Array) -> Array:
    found: Array = values[[int(column) for column in columns]]
    return found


@dataclass(frozen=True)
class Interval:
    """A mean over fresh paths and the interval in which it lies at the level asked for."""

    mean: float
    low: float
    high: float


def interval(numbers: Array, level: float) -> Interval:
    """Mean and its interval by the normal law of means."""
    mean = float(numbers.mean())
    if numbers.size < 2:
        return Interval(mean, mean, mean)
    half = NormalDist().inv_cdf((1 + level) / 2) * float(numbers.std(ddof=1)) / float(np.sqrt(numbers.size))
    return Interval(mean, mean - half, mean + half)


def chance_met(late: Sequence[Array]) -> Array:
    """Share of paths in which a duty is met, per week."""
    share: Array = (np.stack(late) < MET_TOLERANCE).mean(axis=0)
    return share
