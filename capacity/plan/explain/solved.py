"""A plan with its two programs still at hand: what every explanation starts from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from capacity.domain.parameters import Parameters
from capacity.domain.pins import Pin
from capacity.plan.chain.columns import ChainProgram
from capacity.plan.chain.diversions import lawfully
from capacity.plan.chain.goals import aside_until_even, chain_goals
from capacity.plan.chain.let_go import each_once
from capacity.plan.chain.overtime import duties_before_rest
from capacity.plan.chain.pins import pin_chain, pin_hires
from capacity.plan.chain.residents import Residents, residents_of
from capacity.plan.chain.rows import build_chain
from capacity.plan.chain.solution import ChainSolution, read_solution
from capacity.plan.dutch.chain import dutch_network
from capacity.plan.dutch.keys import ChainInput
from capacity.plan.network.arrivals import planned_arrivals
from capacity.plan.network.parts import Array, Network
from capacity.plan.network.scenario_values import scenario_levers, scenario_parameters
from capacity.plan.places.columns import PlacesProgram
from capacity.plan.places.dutch import dutch_places
from capacity.plan.places.pins import pin_places, pins_goal
from capacity.plan.places.problem import PlacesProblem
from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.solver.goal_weights import parting_costs
from capacity.plan.solver.highs import Basis
from capacity.plan.solver.in_order import Aside, Goal, InOrder, solve_in_order
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.solver.loading import FROM_NOTHING, Seed, Starts
from capacity.plan.solver.program import Arrays, Builder, Numbers
from capacity.plan.solver.stopping import Brake
from capacity.plan.whole import PlanInput, places_input
from capacity.scenario import Scenario


@dataclass
class Solved:
    """One program, solved: numbers, goals in order, the live model and its answer.

    Args:
        first: all numbers as they were before a goal was held.
        weighted: costs in which the goals part at the answer; None where there are none.
        aside: what is left out until its goal.
    """

    program: Builder
    goals: list[Goal]
    model: LiveModel
    first: Arrays
    answer: InOrder
    weighted: Array | None
    aside: Aside | None = None

    @property
    def basis(self) -> Basis:
        """The basis of the answer."""
        return self.answer.basis

    def amounts(self, values: Array | None = None) -> Array:
        """What each goal amounts to."""
        at = self.answer.values if values is None else values
        return np.array([float(goal.costs @ at) for goal in self.goals])

    def again(self, arrays: Arrays, last: str = "") -> InOrder:
        """Goals in order with other numbers, from the basis of the answer: few of them differ.

        Args:
            last: id of the last goal that is asked about; later ones are left out. All count when empty.
        """
        self.model.start_from(arrays, self.answer.basis)
        return solve_in_order(self.model, self.until(last), weighted=self.weighted)

    def afar(self, arrays: Arrays, near: Basis | None = None) -> InOrder:
        """Goals in order with numbers that differ in all weeks, from where the goals of the answer began.

        Args:
            near: where to start instead.
        """
        self.model.start_from(arrays, near or self.answer.start)
        return solve_in_order(self.model, self.goals, aside=self.aside)

    def until(self, last: str) -> list[Goal]:
        """The goals up to the last one of an id; all of them where it is empty."""
        ids = [goal.id for goal in self.goals]
        asked = max((place for place, name in enumerate(ids) if name == last), default=len(ids) - 1)
        return self.goals[: asked + 1]

    def apart(self) -> Solved:
        """The same on a model of its own, for another thread."""
        return replace(self, model=LiveModel(self.program, brake=self.model.brake))

    def back(self) -> None:
        """Puts the model back at its answer."""
        self.again(self.first)


def solved(
    program: Builder,
    goals: list[Goal],
    brake: Brake | None = None,
    aside: Aside | None = None,
    near: Seed | None = None,
) -> Solved:
    """A program solved, goals in order.

    Args:
        aside: what is left out until its goal.
        near: where the solve starts; from nothing if not given.
    """
    model = LiveModel(program, brake=brake)
    if near is not None:
        model.restart(program, near.basis_for(program), brake=brake)
    first, answer = program.arrays(), solve_in_order(model, goals, aside=aside)
    weighted = parting_costs(model, [goal.costs for goal in goals], first)
    return Solved(program, goals, model, first, answer, weighted, aside)


@dataclass(frozen=True)
class SolvedChain:
    """The chain with its answer read."""

    chain: ChainProgram
    solved: Solved
    solution: ChainSolution
    residents: Residents


@dataclass(frozen=True)
class SolvedPlaces:
    """The places with their answer."""

    places: PlacesProgram
    solved: Solved

    @property
    def problem(self) -> PlacesProblem:
        """What they were made of."""
        return self.places.problem


@dataclass(frozen=True)
class SolvedPlan:
    """Both programs of a plan."""

    given: PlanInput
    scenario: Scenario
    parameters: Parameters
    chain: SolvedChain
    places: SolvedPlaces
    pins: tuple[Pin, ...] = ()

    def apart(self) -> SolvedPlan:
        """The same on models of their own, for another thread."""
        chain = replace(self.chain, solved=self.chain.solved.apart())
        return replace(self.places_apart(), chain=chain)

    def places_apart(self) -> SolvedPlan:
        """The same with the places on a model of their own."""
        return replace(self, places=replace(self.places, solved=self.places.solved.apart()))


def solved_plan(
    given: PlanInput,
    scenario: Scenario,
    pins: Sequence[Pin] = (),
    brake: Brake | None = None,
    near: Starts = FROM_NOTHING,
) -> SolvedPlan:
    """Both programs of a scenario solved, goals in order, before rounding to whole places.

    Args:
        pins: cells of the plan that keep their value.
        brake: stops it from another thread.
        near: where the solves start, such as a baseline solved before.
    """
    parameters = scenario_parameters(scenario, given.parameters)
    arrivals = planned_arrivals(scenario, given.paths, parameters, given.weeks)
    chain = solved_chain(given, scenario, parameters, arrivals, pins, brake, near.chain)
    problem = pin_places(dutch_places(places_input(given, scenario, parameters, chain)), pins)
    places = solved_places(problem, brake, near.places)
    return SolvedPlan(given, scenario, parameters, chain, places, tuple(pins))


def solved_chain(
    given: PlanInput,
    scenario: Scenario,
    parameters: Parameters,
    arrivals: Mapping[str, Array],
    pins: Sequence[Pin] = (),
    brake: Brake | None = None,
    near: Seed | None = None,
) -> SolvedChain:
    """The chain of a scenario on given arrivals per stream (persons per week)."""
    levers = scenario_levers(scenario, parameters, given.weeks)
    network = dutch_network(
        ChainInput(parameters, given.parameters, given.state, arrivals, levers, given.weeks)
    )

    def solve(lifted: Network, _near: SolvedChain | None) -> SolvedChain:
        chain = build_chain(lifted, Numbers())
        goals = [*pin_chain(chain, pins), *chain_goals(chain)]
        answer = solved(chain.program, goals, brake, aside_until_even(chain), near)
        solution = read_solution(chain, answer.answer.values)
        return SolvedChain(chain, answer, solution, residents_of(solution, parameters))

    solve_one = duties_before_rest(solve, _solution)
    return each_once(
        lambda told, answer: lawfully(told, solve_one, _solution, answer),
        _solution,
        pin_hires(network, pins),
    )


def _solution(found: SolvedChain) -> ChainSolution:
    return found.solution


def solved_places(
    problem: PlacesProblem, brake: Brake | None = None, near: Seed | None = None
) -> SolvedPlaces:
    """The places of a problem."""
    places = build_places(problem, Numbers())
    goals = [*pins_goal(places), *places_goals(places)]
    return SolvedPlaces(places, solved(places.program, goals, brake, near=near))


def with_limits(
    arrays: Arrays, rows: Mapping[int, float], columns: Mapping[int, float], units: float = 1.0
) -> Arrays:
    """The numbers with some limits of rows and upper bounds of columns moved.

    Args:
        rows, columns: by how much each moves per unit.
    """
    row_low, row_high = arrays.row_low.copy(), arrays.row_high.copy()
    column_high = arrays.column_high.copy()
    for row, amount in rows.items():
        row_low[row] += units * amount
        row_high[row] += units * amount
    for column, amount in columns.items():
        column_high[column] += units * amount
    return replace(arrays, row_low=row_low, row_high=row_high, column_high=column_high)
