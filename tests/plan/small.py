"""A chain of one or two stages, small enough to solve by hand."""

from datetime import date

import numpy as np

from capacity.domain.time import Weeks
from capacity.plan.chain.goals import chain_goals
from capacity.plan.chain.rows import build_chain
from capacity.plan.chain.solution import ChainSolution, read_solution
from capacity.plan.network.parts import (
    OUTSIDE,
    Arrival,
    Network,
    Pool,
    Pot,
    Station,
    Way,
)
from capacity.plan.network.waiting import Queue
from capacity.plan.solver.in_order import solve_in_order
from capacity.plan.solver.live_model import LiveModel

DESK = ("desk", "any")
START = date(2026, 11, 23)


def small_network(arrivals, hours, queue=(), ways=None, stations=None, pools=None, **station) -> Network:
    count = len(arrivals)
    whole = np.asarray(arrivals, dtype=float)
    desk = Station(DESK, "clerks", 1.0, Queue(np.asarray(queue, dtype=float)), "desk", **station)
    exits = [Way(DESK, "served", OUTSIDE, 1.0)]
    if station.get("closes"):
        exits.append(Way(DESK, "unfinished", OUTSIDE, 1.0))
    if station.get("left_share"):
        exits.append(Way(DESK, "left", OUTSIDE, 1.0))
    nobody = np.zeros(count)
    clerks = Pool("clerks", "NL", np.broadcast_to(np.asarray(hours, dtype=float), count), nobody, nobody)
    return Network(
        weeks=Weeks(START, count, 0),
        stations=(desk, *(stations or ())),
        ways=tuple(ways or exits),
        pools=(clerks, *(pools or ())),
        arrivals=(Arrival(DESK, whole),),
        in_transit=(),
        pot=Pot((), nobody, 0.0),
        old_share=0.0,
        gate=(DESK, (), 0.0),
        event_weeks=26.0,
        prices={"overtime": 70.0, "hired": 0.0, "penalty_old_case": 61.0},
    )


def solve(network: Network) -> ChainSolution:
    chain = build_chain(network)
    values = solve_in_order(LiveModel(chain.program), chain_goals(chain)).values
    return read_solution(chain, values)
