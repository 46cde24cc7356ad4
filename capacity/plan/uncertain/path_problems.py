"""The chain solved on single paths of arrivals: who is late, and the places problem that follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from capacity.domain.paths import StreamPaths
from capacity.plan.arrivals import planned_arrivals
from capacity.plan.chain import build_chain
from capacity.plan.chain_duties import over_term
from capacity.plan.chain_money import cost_rows
from capacity.plan.chain_pins import pin_chain
from capacity.plan.chain_solution import ChainSolution, read_solution
from capacity.plan.dutch_chain import with_arrivals
from capacity.plan.dutch_keys import ChainInput
from capacity.plan.dutch_places import present_at_intake
from capacity.plan.explain.solved import SolvedPlan
from capacity.plan.network import Array
from capacity.plan.places_problem import PlacesProblem
from capacity.plan.program import Arrays, Limits
from capacity.plan.residents import Residents, residents_of
from capacity.plan.scenario_values import scenario_levers
from capacity.plan.whole import places_input
from capacity.scenario import Scenario

MEAN = "mean"
BORDER_PLACES = "border_places"
Solve = Callable[[Arrays], Array]


@dataclass(frozen=True)
class PathProblem:
    """One path of arrivals: persons late per duty and week shown, and the problem of its places.

    Args:
        eur: money of the chain in the weeks shown.
    """

    late: dict[str, Array]
    eur: float
    problem: PlacesProblem


@dataclass(frozen=True)
class _Chain:
    solution: ChainSolution
    residents: Residents


def single_path(paths: StreamPaths, path: int) -> StreamPaths:
    """One of the paths alone."""
    return StreamPaths(
        paths.start, {stream: all_[:, path : path + 1] for stream, all_ in paths.persons.items()}
    )


def path_problem(plan: SolvedPlan, path: int, solve: Solve | None = None) -> PathProblem:
    """The plan's chain solved on one path, warm from the plan, with the places problem of its residents.

    Args:
        solve: gives the columns of the chain with other numbers; all goals on one program if not given.

    Raises:
        ValueError: the plan rests on no paths.
    """
    if plan.given.paths is None:
        raise ValueError("this plan rests on no paths")
    scenario = plan.scenario.model_copy(update={"sized_to": MEAN})
    return problem_on(plan, scenario, single_path(plan.given.paths, path), solve)


def problem_on(
    plan: SolvedPlan, scenario: Scenario, paths: StreamPaths | None, solve: Solve | None = None
) -> PathProblem:
    """The plan's chain solved on other arrivals, warm from the plan, with the places of its residents.

    Args:
        scenario: the plan's own, but for the settings of its arrivals.
        solve: as for `path_problem`.
    """
    parameters, weeks = plan.parameters, plan.given.weeks
    arrivals = planned_arrivals(scenario, paths, parameters, weeks)
    levers = scenario_levers(scenario, parameters, weeks)
    given = ChainInput(parameters, plan.given.parameters, plan.given.state, arrivals, levers, weeks)
    known = plan.chain.solved
    limits = Limits(known.program, known.first)
    chain = build_chain(with_arrivals(plan.chain.chain.network, given), limits)
    pin_chain(chain, plan.pins)
    arrays = limits.arrays()
    values = known.again(arrays).values if solve is None else solve(arrays)
    solution = read_solution(chain, values)
    solved = _Chain(solution, residents_of(solution, parameters))
    housing = places_input(plan.given, scenario, parameters, solved)
    before = plan.places.problem
    problem = replace(
        before,
        residents=solved.residents.by_class,
        intake=replace(before.intake, persons=present_at_intake(housing)),
        border=replace(before.border, persons=solved.residents.border_persons),
    )
    eur = sum(float(str(row[-1])) for row in cost_rows(solution))
    return PathProblem(_late(solution), eur, problem)


def _late(solution: ChainSolution) -> dict[str, Array]:
    """Persons late per duty and week shown: over term, unfinished, or without a place at the border."""
    shown = solution.network.weeks.shown
    found: dict[str, Array] = {}
    for station in solution.network.stations:
        if station.duty and station.term_weeks is not None:
            late = over_term(solution, station) + solution.stations[station.key].unfinished
            found[station.duty] = found.get(station.duty, np.zeros(shown)) + late[:shown]
    pot = solution.network.pot
    if pot.stations:
        present = np.sum([solution.stations[key].queue for key in pot.stations], axis=0)
        found[BORDER_PLACES] = np.maximum(0.0, present - pot.places)[:shown]
    return found
