"""The chain solved on single paths of arrivals: who is late, and the places problem that follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from capacity.domain.measures import HOUSING, NO_LEGAL_TERM, OLD_DECISIONS, TRANSMISSION, first_gone
from capacity.domain.paths import StreamPaths
from capacity.plan.chain.diversions import lawfully
from capacity.plan.chain.duties import FAMILIES, families_last, late_beside, over_term
from capacity.plan.chain.money import cost_rows
from capacity.plan.chain.residents import Residents, residents_of
from capacity.plan.chain.solution import ChainSolution, read_solution
from capacity.plan.dutch.chain import with_arrivals
from capacity.plan.dutch.keys import ChainInput
from capacity.plan.explain.solved import SolvedPlan
from capacity.plan.network.arrivals import planned_arrivals
from capacity.plan.network.parts import Array, Key, Network
from capacity.plan.network.scenario_values import scenario_levers
from capacity.plan.places.dutch import present_at_intake
from capacity.plan.places.problem import PlacesProblem
from capacity.plan.solver.program import Arrays
from capacity.plan.uncertain.at_once import ChainsAtOnce
from capacity.plan.uncertain.even_last import Near
from capacity.plan.whole import places_input
from capacity.scenario import Scenario

MEAN = "mean"
BORDER_PLACES = "border_places"
Answering = Callable[[Arrays, Near | None, bool], tuple[Array, Near]]
"""Solves given numbers from a start (None: its own), or again where only what may be diverted differs from
those solved last: columns, and where a like chain may start."""


@dataclass(frozen=True)
class PathProblem:
    """One path of arrivals: persons late per duty and week shown, and the problem of its places.

    Args:
        eur: money of the chain in the weeks shown.
        figures: figures of the chain alone, under the names that measures have; `old_gone` is the number of
            the week, that after the last one shown where it does not come.
    """

    late: dict[str, Array]
    eur: float
    problem: PlacesProblem
    figures: Mapping[str, float]


@dataclass(frozen=True)
class _Chain:
    solution: ChainSolution
    residents: Residents


def single_path(paths: StreamPaths, path: int) -> StreamPaths:
    """One of the paths alone."""
    return StreamPaths(
        paths.start, {stream: all_[:, path : path + 1] for stream, all_ in paths.persons.items()}
    )


class PathProblems:
    """The plan's chain on several paths, built for all of them at once; each is solved apart.

    Args:
        paths: places of the paths among those of the plan.

    Raises:
        ValueError: the plan rests on no paths.
    """

    def __init__(self, plan: SolvedPlan, paths: Sequence[int]) -> None:
        if plan.given.paths is None:
            raise ValueError("this plan rests on no paths")
        self._plan, self._scenario = plan, plan.scenario.model_copy(update={"sized_to": MEAN})
        self._chains = ChainsAtOnce(
            plan,
            [network_on(plan, self._scenario, single_path(plan.given.paths, path)) for path in paths],
        )

    def arrays(self, one: int) -> Arrays:
        """All numbers of the chain on one of them, before the law lifts anything."""
        return self._chains.arrays(one)

    @property
    def limits(self) -> Array:
        """Limits of the chain that differ from path to path, a row for each path."""
        return self._chains.limits

    def answered(self, one: int, answer: Answering, near: Near | None = None) -> tuple[PathProblem, Near]:
        """The chain solved on one of them with the grounds that the law lifts on it, and what follows.

        Args:
            answer: solves the chain.
            near: where it starts.

        Returns:
            The problem, and where the chain of a like path may start.
        """
        solution, start = lawful(self._chains, one, answer, near)
        return followed(self._plan, self._scenario, solution), start

    def solved(self, one: int) -> PathProblem:
        """The chain solved on one of them, warm from the plan, and what follows."""
        return self.answered(one, far_from(self._plan))[0]


def path_problem(plan: SolvedPlan, path: int) -> PathProblem:
    """The plan's chain solved on one path; errors as `PathProblems`."""
    return PathProblems(plan, [path]).solved(0)


def network_on(plan: SolvedPlan, scenario: Scenario, paths: StreamPaths | None) -> Network:
    """The plan's chain with the arrivals of other paths."""
    parameters, weeks = plan.parameters, plan.given.weeks
    arrivals = planned_arrivals(scenario, paths, parameters, weeks)
    levers = scenario_levers(scenario, parameters, weeks)
    given = ChainInput(parameters, plan.given.parameters, plan.given.state, arrivals, levers, weeks)
    return with_arrivals(plan.chain.chain.network, given)


def problem_on(plan: SolvedPlan, scenario: Scenario, paths: StreamPaths | None) -> PathProblem:
    """The plan's chain solved on other arrivals, warm from the plan, with the places of its residents.

    Args:
        scenario: the plan's own, but for the settings of its arrivals.
    """
    chains = ChainsAtOnce(plan, [network_on(plan, scenario, paths)])
    return followed(plan, scenario, lawful(chains, 0, far_from(plan))[0])


def far_from(plan: SolvedPlan) -> Answering:
    """Solves the plan's chain with other numbers from where the plan's own goals began."""

    def answer(arrays: Arrays, near: Near | None, _again: bool) -> tuple[Array, Near]:
        found = plan.chain.solved.afar(arrays, None if near is None else near.start)
        return found.values, Near(found.start)

    return answer


def lawful(
    chains: ChainsAtOnce, one: int, answer: Answering, near: Near | None = None
) -> tuple[ChainSolution, Near]:
    """The chain solved on one set of arrivals with the grounds that the law lifts on it.

    Solved again with grounds lifted it starts near where it was before: only what may be diverted differs.

    Args:
        answer: solves the chain.
        near: where the first solve starts.

    Returns:
        The solution, and where the chain on like arrivals may start.
    """
    starts: list[Near] = []

    def solve(network: Network, _before: ChainSolution | None) -> ChainSolution:
        again = bool(starts)
        values, start = answer(chains.arrays(one, network), starts[-1] if again else near, again)
        starts.append(start)
        return read_solution(chains.chain(network), values)

    return lawfully(chains.networks[one], solve, lambda solution: solution), starts[0]


def followed(plan: SolvedPlan, scenario: Scenario, solution: ChainSolution) -> PathProblem:
    """What follows from a solved chain: who is late, and the places problem of its residents."""
    parameters = plan.parameters
    lived = _Chain(solution, residents_of(solution, parameters))
    housing = places_input(plan.given, scenario, parameters, lived)
    before = plan.places.problem
    problem = replace(
        before,
        residents=lived.residents.by_class,
        intake=replace(before.intake, persons=present_at_intake(housing)),
        border=replace(before.border, persons=lived.residents.border_persons),
    )
    eur = sum(float(str(row[-1])) for row in cost_rows(solution))
    over = {one.key: over_term(solution, one) for one in solution.network.stations}
    return PathProblem(_late(solution, over), eur, problem, _figures(solution, over, problem))


def _figures(solution: ChainSolution, over: Mapping[Key, Array], problem: PlacesProblem) -> dict[str, float]:
    """What measures read from the chain's tables, read from its solution.

    Args:
        over: persons over term at each station at each week's end.
    """
    weeks = solution.network.weeks
    last, nothing = weeks.shown - 1, np.zeros(weeks.count)
    old = solution.stations[OLD_DECISIONS].to_decide if OLD_DECISIONS in solution.stations else nothing
    gone = first_gone(old[: weeks.shown])
    border = problem.border
    held = np.minimum(border.persons, border.room.usable)
    return {
        "over_term": float(sum(late[last] for key, late in over.items() if key[0] not in NO_LEGAL_TERM)),
        "old_gone": float(weeks.shown if gone is None else gone),
        "unsent": float(_queue(solution, TRANSMISSION)[: weeks.shown].max()),
        "border_used": float(held[: weeks.shown].max()),
        "status_holders": float(_queue(solution, HOUSING)[last]),
    }


def _queue(solution: ChainSolution, stage: str, stream: str = "") -> Array:
    """Persons at a stage at each week's end, one stream or all together."""
    queue: Array = np.zeros(solution.network.weeks.count)
    for key, weeks in solution.stations.items():
        if key[0] == stage and stream in ("", key[1]):
            queue = queue + weeks.queue
    return queue


def _late(solution: ChainSolution, over: Mapping[Key, Array]) -> dict[str, Array]:
    """Persons late per duty and week shown: over term, unfinished, or without a place at the border."""
    shown = solution.network.weeks.shown
    found: dict[str, Array] = {}
    for station in solution.network.stations:
        if station.duty and station.term_weeks is not None:
            late = over[station.key] + solution.stations[station.key].unfinished
            found[station.duty] = found.get(station.duty, np.zeros(shown)) + late[:shown]
    for duty, late in late_beside(solution):
        found[duty] = found.get(duty, np.zeros(shown)) + late[:shown]
    found[FAMILIES] = families_last(solution)[-1][:shown]
    pot = solution.network.pot
    if pot.stations:
        present = np.sum([solution.stations[key].queue for key in pot.stations], axis=0)
        found[BORDER_PLACES] = np.maximum(0.0, present - pot.places)[:shown]
    return found
