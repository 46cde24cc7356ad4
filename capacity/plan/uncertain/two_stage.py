"""The places on several paths at once: what must be decided now is shared, the rest follows its path.

Goals are weighed in EUR, so that a path has one cost: the money, and a price far above that of a place
for each person-week without a bed and each place that lacks for the task. The plan minimises the mean of
the paths' costs or the mean of the worst share of them (CVaR).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from capacity.domain.parameters import Parameters
from capacity.plan.network import Array
from capacity.plan.places import build_places, places_goals
from capacity.plan.places_columns import PlacesProgram
from capacity.plan.places_ground import DECIDED_TYPES, OTHER_TYPES
from capacity.plan.places_problem import PlacesProblem
from capacity.plan.program import INFINITY, LESS, Arrays, Column, Numbers
from capacity.plan.solver import TIME_LIMIT_SECONDS, Brake, LiveModel

EUR_SCALE = 1e-6
"""Costs are weighed in EUR m, near the size of the columns."""


def eur_weights(parameters: Parameters, task: float = 0.0) -> dict[str, float]:
    """EUR per unit of each goal that counts.

    The widest gap of the task, a share, weighs as much as that share of all places asked for; a place in
    a new hall as much as a place that lacks for the task.

    Args:
        task: places that the spreading law asks for in all provinces.
    """
    number = parameters.number
    return {
        "ceiling": 1.0,
        "beds": number("eur_per_week_without_bed"),
        "task": number("eur_per_place_of_task"),
        "fair": number("eur_per_place_of_task") * task,
        "steps": number("eur_per_place_of_task"),
        "buffer": number("eur_per_week_without_bed") / number("weeks_per_year"),
        "money": 1.0,
    }


def leads(parameters: Parameters, delay_weeks: float) -> dict[str, float]:
    """Weeks from order to opening by type; places of the law come later by the delay."""
    number = parameters.number
    temporary = dict.fromkeys((*DECIDED_TYPES, *OTHER_TYPES), number("lead_weeks_emergency"))
    return {**temporary, "regular": number("lead_weeks_regular") + delay_weeks}


def shared_columns(
    problem: PlacesProblem, lead_weeks: Mapping[str, float], long_lead: float
) -> frozenset[str]:
    """Names of the decisions that all paths share.

    Shared are openings with a long lead time, openings that must be ordered within the first period, and
    renewals of the first period.
    """
    probe = build_places(problem, Numbers())
    names = probe.program.column_names
    shared: set[str] = set()
    for block, columns in zip(problem.blocks, probe.blocks, strict=True):
        lead = lead_weeks[block.type]
        for period, column in enumerate(columns.opened):
            if lead >= long_lead or period * problem.period_weeks - lead < problem.period_weeks:
                shared.add(names[column.index])
        shared.add(names[columns.renewed[0].index])
    return frozenset(shared)


class PathBuilder:
    """Builds the program of one path into a program of all; shared columns are made once."""

    def __init__(self, whole: Numbers, path: int, shared: frozenset[str], made: dict[str, Column]) -> None:
        self._whole, self._path, self._shared, self._made = whole, path, shared, made
        self.columns, self.column_names, self.row_names = whole.columns, whole.column_names, whole.row_names

    def column(self, name: str, low: float = 0.0, high: float = INFINITY) -> Column:
        """A new column of the path, or the one that all share."""
        if name not in self._shared:
            return self._whole.column(f"{self._path}/{name}", low, high)
        if name not in self._made:
            self._made[name] = self._whole.column(name, low, high)
        return self._made[name]

    def row(self, name: str, terms: Mapping[Column, float], sense: int, right_hand_side: float) -> int:
        """A new row of the path."""
        return self._whole.row(f"{self._path}/{name}", terms, sense, right_hand_side)

    def bound(self, column: Column, low: float, high: float) -> None:
        """New bounds of a column."""
        self._whole.bound(column, low, high)

    def costs(self, terms: Mapping[Column, float]) -> Array:
        """One cost per column made so far."""
        return self._whole.costs(terms)

    def arrays(self) -> Arrays:
        """All numbers."""
        return self._whole.arrays()

    @property
    def size(self) -> dict[str, int]:
        """Rows, columns and nonzeros of the whole program."""
        return self._whole.size


@dataclass(frozen=True)
class TwoStage:
    """The solved plan over paths.

    Args:
        first_stage: value of every shared column by name.
        path_eur: cost of each path; `eur` what was minimised: their mean or the mean of the worst share.
        goals: per path what each goal amounts to, by id.
    """

    first_stage: Mapping[str, float]
    path_eur: Array
    eur: float
    goals: Mapping[str, Array]
    size: Mapping[str, int]


def two_stage(
    problems: Sequence[PlacesProblem],
    weights: Array,
    shared: frozenset[str],
    eur: Mapping[str, float],
    worst: float = 1.0,
    brake: Brake | None = None,
    time_limit_seconds: float = TIME_LIMIT_SECONDS,
) -> TwoStage:
    """The extensive form over paths, solved at once.

    Args:
        weights: probability of each path.
        eur: EUR per unit of each goal.
        worst: share of the worst paths whose mean cost is minimised; 1 is the mean of all.

    Raises:
        TimeUpError: no optimum within the time.
    """
    whole, made = Numbers(), dict[str, Column]()
    built: list[PlacesProgram] = []
    for path, problem in enumerate(problems):
        built.append(build_places(problem, PathBuilder(whole, path, shared, made)))
    terms = [path_terms(places, eur) for places in built]
    objective = _objective(whole, terms, weights, worst)
    model = LiveModel(whole, time_limit_seconds, brake)
    values = model.minimise(whole.costs(objective))
    path_eur = (
        np.array([sum(value * values[column] for column, value in part.items()) for part in terms])
        / EUR_SCALE
    )
    return TwoStage(
        first_stage={name: float(values[column]) for name, column in made.items()},
        path_eur=path_eur,
        eur=worst_mean(path_eur, weights, worst),
        goals=_amounts(built, values),
        size=whole.size,
    )


def path_terms(places: PlacesProgram, eur: Mapping[str, float]) -> dict[int, float]:
    """Cost of a path in EUR m per column that costs anything."""
    terms: dict[int, float] = {}
    for goal in places_goals(places):
        for column in np.flatnonzero(goal.costs).tolist() if goal.id in eur else ():
            cost = float(goal.costs[column]) * eur[goal.id] * EUR_SCALE
            terms[column] = terms.get(column, 0.0) + cost
    return terms


def _objective(
    whole: Numbers, terms: Sequence[Mapping[int, float]], weights: Array, worst: float
) -> dict[Column, float]:
    """The mean of all paths, or a threshold plus the mean excess over it of the worst share.

    Rockafellar and Uryasev, Optimization of Conditional Value-at-Risk, Journal of Risk 2 (2000).
    """
    objective: dict[Column, float] = {}
    if worst >= 1:
        for part, weight in zip(terms, weights.tolist(), strict=True):
            for column, cost in part.items():
                objective[column] = objective.get(column, 0.0) + weight * cost
        return objective
    threshold = whole.column("threshold", -INFINITY)
    objective[threshold] = 1.0
    for path, (part, weight) in enumerate(zip(terms, weights.tolist(), strict=True)):
        excess = whole.column(f"{path}/excess")
        row: dict[Column, float] = {**part, threshold: -1.0, excess: -1.0}
        whole.row(f"{path}/excess", row, LESS, 0.0)
        objective[excess] = weight / worst
    return objective


def worst_mean(costs: Array, weights: Array, worst: float) -> float:
    """Mean of the worst share of the costs; 1 is the mean of all."""
    order = np.argsort(-costs, kind="stable")
    upto = np.minimum(np.cumsum(weights[order]), worst)
    taken = np.diff(upto, prepend=0.0)
    return float(taken @ costs[order] / taken.sum())


def _amounts(built: Sequence[PlacesProgram], values: Array) -> dict[str, Array]:
    found: dict[str, list[float]] = {}
    for places in built:
        for goal in places_goals(places):
            amount = float(goal.costs @ values[: goal.costs.size])
            found.setdefault(goal.id, []).append(amount)
    return {name: np.array(amounts) for name, amounts in found.items()}
