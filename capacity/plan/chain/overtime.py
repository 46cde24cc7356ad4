"""Overtime for the sake of a duty: regular hours first say how much work they do, then duties come first.

Hands that lie idle while somebody waits would let a plan gain on one duty by leaving people where they
are. So work comes before the duties. Counted in regular hours alone, that would refuse overtime which
leaves less to do later: a term kept this week would be idle hours next month. So where overtime is allowed
the chain is solved twice: without overtime, which says how much each pool does by the end of every week,
and then with it, never behind that work, duties ahead of the hours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from capacity.plan.chain.hours import hours_used
from capacity.plan.chain.solution import ChainSolution
from capacity.plan.network.parts import Array, Network
from capacity.plan.network.pool_order import before_duties

Solved = TypeVar("Solved")


def duties_before_rest(
    solve: Callable[[Network, Solved | None], Solved], read: Callable[[Solved], ChainSolution]
) -> Callable[[Network, Solved | None], Solved]:
    """A way to solve a network in which overtime keeps a duty even where it leaves hands idle later.

    Args:
        solve: makes an answer of a network; the answer of a like network, where there is one, is close to it.
        read: gives the solved chain in an answer.
    """

    def in_time(network: Network, near: Solved | None) -> Solved:
        if not any(pool.overtime.any() for pool in network.pools):
            return solve(network, near)
        regular = solve(_without_overtime(network), near)
        return solve(replace(network, regular_work=_work(read(regular))), regular)

    return in_time


def _without_overtime(network: Network) -> Network:
    pools = tuple(replace(pool, overtime=np.zeros(network.weeks.count)) for pool in network.pools)
    return replace(network, pools=pools)


def _work(solution: ChainSolution) -> dict[str, Array]:
    """Hours that each pool up to the decision has worked by the end of each week."""
    network, found = solution.network, {}
    for pool in before_duties(network):
        hours = np.zeros(network.weeks.count)
        for station in network.served_by(pool):
            hours += hours_used(solution, station, pool)
        if hours.any():
            found[pool] = np.cumsum(hours)
    return found
