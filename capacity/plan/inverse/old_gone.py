"""The earliest week in which the old stock is gone, when it comes before everybody else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from capacity.domain.measures import first_gone
from capacity.plan.chain.block import queue_at
from capacity.plan.chain.columns import OLD_STOCK, ChainProgram, Terms
from capacity.plan.chain.duties import over_term
from capacity.plan.chain.goals import chain_goals
from capacity.plan.chain.rows import build_chain
from capacity.plan.chain.solution import ChainSolution, read_solution
from capacity.plan.network.parts import Array, Network
from capacity.plan.solver.in_order import Goal, solve_in_order
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.solver.program import Numbers
from capacity.plan.solver.stopping import Brake


@dataclass(frozen=True)
class OldGone:
    """The old stock when it comes first.

    Args:
        week: the first week shown at whose end no old case is still to be decided; None when it outlasts
            them.
        waiting: old cases still to be decided at each week's end (shown), with it first; who will leave
            by themselves is not among them.
        over_term: persons of all other terms over term at each week's end (shown), with it first.
    """

    week: int | None
    waiting: Array
    over_term: Array


def earliest_gone(network: Network, brake: Brake | None = None) -> OldGone:
    """Solves the chain with the old stock ahead of all other goals.

    Who leaves undecided does so whatever is decided, so the least queue leaves the fewest to decide. One
    curve serves it: nothing that is done for it in one week takes from it in another, so the fewest
    person-weeks of its queue are also the fewest persons at the end of every week.

    Raises:
        ValueError: the network has no old stock.
    """
    if all(station.key != OLD_STOCK for station in network.stations):
        raise ValueError("the chain has no old stock")
    chain = build_chain(network, Numbers())
    first = Goal("old_stock", 0, chain.program.costs(queue_terms(chain)), "person-weeks")
    answer = solve_in_order(LiveModel(chain.program, brake=brake), [first, *chain_goals(chain)])
    solution = read_solution(chain, answer.values)
    waiting = solution.stations[OLD_STOCK].to_decide[: network.weeks.shown]
    return OldGone(first_gone(waiting), waiting, _others_over_term(solution))


def queue_terms(chain: ChainProgram) -> Terms:
    """Person-weeks of the old stock's queue."""
    station, terms = chain.network.station(OLD_STOCK), Terms()
    for week in range(chain.network.weeks.count):
        for column, value in queue_at(chain, station, week)[0].items():
            terms[column] = terms.get(column, 0.0) + value
    return terms


def _others_over_term(solution: ChainSolution) -> Array:
    network = solution.network
    late = np.zeros(network.weeks.shown)
    for station in network.stations:
        if station.rank and station.key != OLD_STOCK and station.term_weeks is not None:
            late += over_term(solution, station)[: network.weeks.shown]
    return late
