"""A plan as a planner edited it: every other decision held, and what then breaks and costs.

Nothing is solved. Queues, lateness and beds follow from the decisions; what cannot be is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.pins import Pin
from capacity.plan.chain import duties as chain_duties
from capacity.plan.chain import money as chain_money
from capacity.plan.chain.frames import frame
from capacity.plan.chain.pins import pin_hires
from capacity.plan.chain.residents import Residents, residents_of
from capacity.plan.chain.solution import ChainSolution
from capacity.plan.dutch.chain import dutch_network
from capacity.plan.dutch.keys import ChainInput
from capacity.plan.edited import chain as edited_chain
from capacity.plan.edited import places as edited_places
from capacity.plan.edited.contracts import edited_contracts, without_doubles
from capacity.plan.edited.limits import BrokenLimit
from capacity.plan.network.arrivals import planned_arrivals
from capacity.plan.network.scenario_values import scenario_levers, scenario_parameters
from capacity.plan.places import tables as places_tables
from capacity.plan.places.dutch import dutch_places
from capacity.plan.places.solution import PlacesSolution
from capacity.plan.whole import PlanInput, places_input
from capacity.scenario import Scenario


@dataclass(frozen=True)
class AsEdited:
    """What an edit does when nothing else moves.

    Args:
        broken: limits that do not hold, those of physics first.
        duties: every duty and week, as duties.csv.
        costs: as costs.csv.
    """

    broken: list[BrokenLimit]
    duties: pd.DataFrame
    costs: pd.DataFrame

    @property
    def cost_eur(self) -> float:
        """Sum of the money goal."""
        return float(self.costs[self.costs.goal == "money"].eur.sum())


@dataclass(frozen=True)
class _Chain:
    solution: ChainSolution
    residents: Residents


def as_edited(
    given: PlanInput,
    scenario: Scenario,
    tables: Mapping[str, pd.DataFrame],
    pins: Sequence[Pin],
    earlier: Sequence[Pin] = (),
) -> AsEdited:
    """Holds the decisions of a plan but for the edited cells, and computes what follows.

    Args:
        given: what the plan was made on.
        tables: its tables.
        pins: the edited cells.
        earlier: cells that the plan had pinned already.
    """
    parameters = scenario_parameters(scenario, given.parameters)
    arrivals = planned_arrivals(scenario, given.paths, parameters, given.weeks)
    levers = scenario_levers(scenario, parameters, given.weeks)
    usual = ChainInput(parameters, given.parameters, given.state, arrivals, levers, given.weeks)
    network = pin_hires(dutch_network(usual), earlier)
    held = edited_chain.held_decisions(tables, given.weeks)
    before = edited_chain.unedited(network, held)
    chosen = list(pins)
    now = edited_chain.edited(pin_hires(network, chosen), held, chosen, before)
    broken = edited_chain.broken_limits(now, before, held, chosen)

    problem = dutch_places(
        places_input(given, scenario, parameters, _Chain(now, residents_of(now, parameters)))
    )
    moves = edited_places.held_moves(tables["places"], problem)
    moved, missing = edited_places.edited_moves(
        moves, [pin for pin in chosen if pin.table == "places"], problem
    )
    contracts = edited_contracts(moved, tables.get("contracts", frame("contracts", [])), chosen, problem)
    of_places = edited_places.broken_limits(problem, contracts.moves, moves)
    broken = [*missing, *broken, *without_doubles(contracts.broken, of_places)]
    present = edited_places.present_at_intake(tables["duties"], problem)
    places = edited_places.housed(problem, contracts.moves, present, contracts.renewed)
    return AsEdited(broken, *_duties_and_costs(given, parameters, now, places))


def _duties_and_costs(
    given: PlanInput, parameters: Parameters, chain: ChainSolution, places: PlacesSolution
) -> tuple[pd.DataFrame, pd.DataFrame]:
    articles = {
        str(row.duty): (str(row.article), str(row.bound)) for row in given.duties.itertuples(index=False)
    }
    duties = [*chain_duties.duty_rows(chain, articles), *places_tables.duty_rows(places, articles)]
    nights, still_open = (
        parameters.number("intake_penalty_per_night"),
        parameters.number("intake_penalty_open"),
    )
    costs = [
        *chain_money.cost_rows(chain),
        *chain_money.statutory_rows(chain, parameters),
        *places_tables.cost_rows(places, nights, still_open),
    ]
    return frame("duties", duties), frame("costs", costs)
