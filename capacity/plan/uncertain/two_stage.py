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
from capacity.plan.network.parts import Array
from capacity.plan.places.beds import OnOtherPersons
from capacity.plan.places.columns import PlacesProgram
from capacity.plan.places.problem import PlacesProblem
from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.portfolio.ground import DECIDED_TYPES, OTHER_TYPES
from capacity.plan.solver.bare import Bare
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.solver.program import Numbers
from capacity.plan.solver.stopping import TIME_LIMIT_SECONDS, Brake
from capacity.plan.uncertain.one_by_one import bases_one_by_one
from capacity.plan.uncertain.side_by_side import SideBySide
from capacity.plan.uncertain.tail import Tail

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
    """The extensive form over paths, solved at once, from where each path ends alone.

    Args:
        weights: probability of each path.
        eur: EUR per unit of each goal.
        worst: share of the worst paths whose mean cost is minimised; 1 is the mean of all.

    Raises:
        TimeUpError: no optimum within the time.
    """
    known = Numbers()
    places = build_places(problems[0], known)
    first = known.arrays()
    others = OnOtherPersons(places, first)
    names = known.column_names
    paths = [first, *map(others.arrays, problems[1:])]
    is_shared = np.array([name in shared for name in names])
    form = SideBySide(paths, is_shared)
    costs = known.costs(path_terms(places, eur))
    sums, objective = form.sums(costs), np.zeros(form.width)
    for (named, factors), weight in zip(sums, weights.tolist(), strict=True):
        objective[named] += weight * factors
    leading = int(np.argmax([problem.total_residents().sum() for problem in problems]))
    own = bases_one_by_one(paths, is_shared, costs, leading, brake, time_limit_seconds)
    arrays = form.arrays()
    model = LiveModel(Bare(arrays), time_limit_seconds, brake)
    model.start_from(arrays, form.basis(own, leading), time_limit_seconds)
    values = model.minimise(objective)
    if worst < 1:
        values = Tail(arrays, sums, form.totals(values, costs), weights, worst).minimised(model)
    path_eur = form.totals(values, costs) / EUR_SCALE
    return TwoStage(
        first_stage={
            name: float(values[form.columns[0][place]]) for place, name in enumerate(names) if name in shared
        },
        path_eur=path_eur,
        eur=worst_mean(path_eur, weights, worst),
        goals={goal.id: form.totals(values, goal.costs) for goal in places_goals(places)},
        size={"rows": arrays.row_low.size, "columns": form.width, "nonzeros": arrays.values.size},
    )


def path_terms(places: PlacesProgram, eur: Mapping[str, float]) -> dict[int, float]:
    """Cost of a path in EUR m per column that costs anything."""
    terms: dict[int, float] = {}
    for goal in places_goals(places):
        for column in np.flatnonzero(goal.costs).tolist() if goal.id in eur else ():
            cost = float(goal.costs[column]) * eur[goal.id] * EUR_SCALE
            terms[column] = terms.get(column, 0.0) + cost
    return terms


def worst_mean(costs: Array, weights: Array, worst: float) -> float:
    """Mean of the worst share of the costs; 1 is the mean of all."""
    order = np.argsort(-costs, kind="stable")
    upto = np.minimum(np.cumsum(weights[order]), worst)
    taken = np.diff(upto, prepend=0.0)
    return float(taken @ costs[order] / taken.sum())
