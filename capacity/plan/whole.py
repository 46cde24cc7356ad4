"""The whole plan: the chain, then the places that house its residents, as one set of tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

import pandas as pd

from capacity.domain.last_plan import LastPlan
from capacity.domain.parameters import Parameters
from capacity.domain.paths import StreamPaths
from capacity.domain.pins import Pin
from capacity.domain.plan_result import TABLE_COLUMNS
from capacity.domain.state import State
from capacity.domain.time import Weeks
from capacity.plan.chain import duties as chain_duties
from capacity.plan.chain import money as chain_money
from capacity.plan.chain.diversions import capacity_reached, unlawful_diversions
from capacity.plan.chain.frames import frame
from capacity.plan.chain.residents import Residents
from capacity.plan.chain.run import ChainOutcome, SolveNetwork, run_chain
from capacity.plan.chain.solution import ChainSolution
from capacity.plan.dutch.keys import ChainInput
from capacity.plan.identities import broken_identities
from capacity.plan.network.arrivals import planned_arrivals
from capacity.plan.network.scenario_values import scenario_levers, scenario_parameters
from capacity.plan.places import tables as places_tables
from capacity.plan.places.budget import buffer_short, money_by_year, over_ceiling
from capacity.plan.places.contracts import contracts_table
from capacity.plan.places.dutch import PlacesInput, dutch_places
from capacity.plan.places.pins import pin_places, pins_goal
from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.places.solution import PlacesSolution, read_places
from capacity.plan.places.task import least_task_gap, lever_before_task
from capacity.plan.portfolio.border_room import border_room
from capacity.plan.solver.in_order import solve_in_order
from capacity.plan.solver.loading import Afresh, Seed, Solving
from capacity.scenario import Scenario

Progress = Callable[[str], object]


class BrokenPlanError(Exception):
    """A plan that does not keep an identity; it must not be shown."""


@dataclass(frozen=True)
class PlanInput:
    """Everything a plan rests on.

    Args:
        parameters: all numbers with the shipped values.
        paths: the stored forecast; None runs on the published rates.
        duties: columns duty, article, bound.
        provinces: columns code, population.
        tasks: places asked of each province.
        last: the plan made before this one, to stay close to; None when there is none.
    """

    parameters: Parameters
    state: State
    paths: StreamPaths | None
    duties: pd.DataFrame
    provinces: pd.DataFrame
    tasks: Mapping[str, float]
    weeks: Weeks
    last: LastPlan | None = None


@dataclass(frozen=True)
class WholePlan:
    """Tables of the plan folder, goals, sizes, optima, gaps of the two programs, and notices."""

    tables: dict[str, pd.DataFrame]
    goals: list[dict[str, object]]
    objective: dict[str, float]
    gap: dict[str, float]
    size: dict[str, Mapping[str, int]]
    seconds: dict[str, float]
    notices: dict[str, Any]
    parameters: Parameters


@dataclass(frozen=True)
class PlacesOutcome:
    """The solved places with sizes, optimum of the money goal, gap, seed for a like problem, seconds.

    Args:
        announced: as `announced` gives them.
        contracts: the table of contracts that end.
    """

    solution: PlacesSolution
    size: Mapping[str, int]
    optimum: float
    gap: float
    seed: Seed
    seconds: Mapping[str, float]
    lever_before_task: bool
    least_task_gap: float
    announced: Sequence[tuple[str, str, str, float]]
    contracts: pd.DataFrame


@dataclass(frozen=True)
class Solvers:
    """How the two programs of a plan are solved; afresh where nothing is given."""

    chain: SolveNetwork | None = None
    places: Solving | None = None


def solve_plan(
    given: PlanInput,
    scenario: Scenario,
    write_model: Path | None = None,
    progress: Progress = str,
    pins: Sequence[Pin] = (),
    solvers: Solvers | None = None,
) -> WholePlan:
    """Solves chain and places for a scenario and checks every identity.

    Args:
        write_model: a folder for chain.mps and places.mps, if wanted.
        pins: cells of the plan that keep their value, whatever it costs.
        solvers: how the programs are solved; afresh if not given.

    Raises:
        SolveError: a program reached no optimum.
        BrokenPlanError: the tables do not keep an identity.
    """
    solvers = solvers or Solvers()
    started = perf_counter()
    parameters = scenario_parameters(scenario, given.parameters)
    chain_given = chain_input(given, scenario, parameters)
    prepared = perf_counter()
    progress("chain")
    chain = run_chain(
        chain_given, None if write_model is None else write_model / "chain.mps", pins, solvers.chain
    )
    progress("places")
    housing = places_input(given, scenario, parameters, chain)
    places = run_places(
        housing, None if write_model is None else write_model / "places.mps", pins, solvers.places
    )
    progress("tables")
    return _joined(given, scenario, parameters, chain, places, prepared - started)


def chain_input(given: PlanInput, scenario: Scenario, parameters: Parameters) -> ChainInput:
    """What the chain of a scenario is made of; `parameters` with the scenario's values in place."""
    arrivals = planned_arrivals(scenario, given.paths, parameters, given.weeks)
    levers = scenario_levers(scenario, parameters, given.weeks)
    return ChainInput(parameters, given.parameters, given.state, arrivals, levers, given.weeks)


class SolvedChain(Protocol):
    """What the places need of a chain."""

    @property
    def solution(self) -> ChainSolution: ...
    @property
    def residents(self) -> Residents: ...


def places_input(
    given: PlanInput, scenario: Scenario, parameters: Parameters, chain: SolvedChain
) -> PlacesInput:
    """What the places are made of once the chain is solved.

    First applicants in the territory and repeat applicants come to the intake site; before the plan
    they came at the published rate.
    """
    number = parameters.number
    shares = number("share_first") * (1 - number("border_share")) + number("share_repeat")
    stations = chain.solution.stations
    return PlacesInput(
        parameters=parameters,
        state=given.state,
        scenario=scenario,
        provinces=given.provinces,
        tasks=given.tasks,
        residents=chain.residents,
        intake_arrivals=stations[("screening_territory", "territory")].inflow
        + stations[("registration", "repeat")].inflow,
        earlier_arrivals_per_week=number("inflow_total") * shares,
        border_room=border_room(parameters, given.parameters, given.state, given.weeks),
        weeks=given.weeks,
        chain_eur=money_by_year(frame("costs", chain_money.cost_rows(chain.solution))),
        last=given.last,
    )


def run_places(
    given: PlacesInput,
    write_model: Path | None = None,
    pins: Sequence[Pin] = (),
    solving: Solving | None = None,
) -> PlacesOutcome:
    """Solves the places, goals in order, and rounds them to whole places.

    Args:
        solving: how the program gets its model; afresh if not given.
    """
    solving = solving or Afresh()
    started = perf_counter()
    known = dutch_places(given)
    problem = pin_places(known, pins)
    places = build_places(problem, solving.builder("places"))
    goals = [*pins_goal(places), *places_goals(places)]
    built = perf_counter()
    model = solving.load(places.program)
    loaded = perf_counter()
    answer = solve_in_order(model, goals, write_at="money", path=write_model)
    solved = perf_counter()
    solution = read_places(places, answer.values)
    return PlacesOutcome(
        solution=solution,
        size=places.program.size,
        optimum=answer.optimum,
        gap=answer.gap,
        seed=Seed(answer.start, places.program.column_names, places.program.row_names),
        seconds={
            "build": built - started,
            "load": loaded - built,
            "solve": solved - loaded,
            "round": perf_counter() - solved,
        },
        lever_before_task=lever_before_task(problem),
        least_task_gap=least_task_gap(problem),
        announced=places_tables.announced(known),
        contracts=contracts_table(known, solution),
    )


def _joined(
    given: PlanInput,
    scenario: Scenario,
    parameters: Parameters,
    chain: ChainOutcome,
    places: PlacesOutcome,
    data_seconds: float,
) -> WholePlan:
    started = perf_counter()
    place_costs = places_tables.cost_rows(
        places.solution,
        parameters.number("intake_penalty_per_night"),
        parameters.number("intake_penalty_open"),
    )
    tables = {
        **_tables(given, parameters, chain, places.solution, place_costs),
        "contracts": places.contracts,
    }
    goals = [*chain.solved.goals, *places_tables.goal_values(places.solution, place_costs)]
    written = perf_counter()
    broken = broken_identities(tables, {"goals": goals})
    if broken:
        raise BrokenPlanError("; ".join(broken))
    seconds = _seconds(chain, places, data_seconds)
    seconds["read"] += written - started
    seconds["check"] = perf_counter() - written
    return WholePlan(
        tables=tables,
        goals=goals,
        objective={"chain": chain.solved.optimum, "places": places.optimum},
        gap={"chain": chain.solved.gap, "places": places.gap},
        size={"chain": chain.solved.size, "places": places.size},
        seconds=seconds,
        notices={
            **_notices(given, chain, places),
            "over_ceiling_eur": over_ceiling(scenario, parameters, given.weeks, tables["costs"]),
            "buffer_short": buffer_short(scenario, tables["places"], tables["residents"]),
        },
        parameters=parameters,
    )


def _tables(
    given: PlanInput,
    parameters: Parameters,
    chain: ChainOutcome,
    places: PlacesSolution,
    place_costs: list[places_tables.Row],
) -> dict[str, pd.DataFrame]:
    """Tables of the plan folder, of both programs; prices are worked out on request."""
    columns = (given.duties.duty, given.duties.article, given.duties.bound)
    articles = {str(duty): (str(article), str(bound)) for duty, article, bound in zip(*columns, strict=True)}
    occupancy = places_tables.occupancy_table(places)
    costs = [
        *chain_money.cost_rows(chain.solution),
        *chain_money.statutory_rows(chain.solution, parameters),
        *place_costs,
    ]
    duties = [
        *chain_duties.duty_rows(chain.solution, articles),
        *places_tables.duty_rows(places, articles),
    ]
    return {
        **chain.solved.tables.by_name,
        "residents": places_tables.residents_table(places, occupancy),
        "places": places_tables.places_table(places),
        "occupancy": occupancy,
        "costs": frame("costs", costs),
        "duties": frame("duties", duties),
        "prices": pd.DataFrame(columns=list(TABLE_COLUMNS["prices"])),
    }


def _seconds(chain: ChainOutcome, places: PlacesOutcome, data_seconds: float) -> dict[str, float]:
    return {
        "data": data_seconds,
        "build": chain.seconds["build"] + places.seconds["build"],
        "load": chain.seconds["load"] + places.seconds["load"],
        "solve": chain.seconds["solve"] + places.seconds["solve"],
        "read": chain.seconds["read"],
        "round": places.seconds["round"],
    }


def _notices(given: PlanInput, chain: ChainOutcome, places: PlacesOutcome) -> dict[str, Any]:
    """What a page says beside the plan."""
    explained = float(sum(chain.residents.opening.values()))
    cost = sum(part.eur[: given.weeks.shown].sum() for part in places.solution.blocks)
    before = places.solution.cost_before_rounding
    return {
        "residents_known": given.state.residents(),
        "residents_explained": round(explained, 6),
        "unexplained_residents": round(given.state.residents() - explained, 6),
        "unlawful_diversion_weeks": unlawful_diversions(chain.solution),
        "border_capacity_reached": capacity_reached(chain.solution),
        "over_term_at_start": {
            ".".join(station.key): round(chain_duties.over_term_at_start(chain.solution, station), 6)
            for station in chain.solution.network.stations
            if station.duty and not station.closes
        },
        "task_has_lever": places.lever_before_task,
        "task_gap_at_best": round(places.least_task_gap, 6),
        "announced": [list(row) for row in places.announced],
        "changed_places": places_tables.changed_total(places.solution),
        "whole_places_cost_eur": round(float(cost) - before, 2),
        "whole_places_cost_share": round((float(cost) - before) / before, 9) if before else 0.0,
    }
