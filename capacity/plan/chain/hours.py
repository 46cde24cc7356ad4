"""Hours of each pool in a solved chain: there, used by whom, and idle while somebody waits."""

from __future__ import annotations

import numpy as np

from capacity.plan.chain.frames import six
from capacity.plan.chain.solution import DECIMALS, ChainSolution, entered_at
from capacity.plan.network.parts import Array, Pool, Station

NOISE_TOLERANCE = 1e-4
IDLE_HOURS_FACTOR = 10


def hours_used(solution: ChainSolution, station: Station, pool: str) -> Array:
    """Hours of a pool that a station uses per week."""
    return np.round(solution.stations[station.key].served * station.hours_of(pool), DECIMALS)


def hours_there(solution: ChainSolution, pool: Pool) -> Array:
    """Regular hours of a pool per week, with those that others lend it at what they are worth here."""
    there = pool.hours.copy()
    for loan in solution.network.loans:
        if loan.to == pool.id:
            there = there + loan.efficiency * solution.lent[loan.name]
    return six(there)


def hours_worked(solution: ChainSolution, pool: Pool) -> Array:
    """Hours of a pool that are used per week, those it lends among them."""
    used = np.zeros(pool.hours.size)
    for station in solution.network.served_by(pool.id):
        used += hours_used(solution, station, pool.id)
    for loan in solution.network.loans:
        if loan.start == pool.id:
            used += solution.lent[loan.name]
    return six(used)


def idle_hours(solution: ChainSolution) -> dict[str, Array]:
    """Per pool the hours left that waiting persons past the minimum time could have used.

    Who needs several pools could have been served only as far as each of the others has hours left.
    """
    network = solution.network
    left = {
        pool.id: np.maximum(0.0, hours_there(solution, pool) - hours_worked(solution, pool))
        for pool in network.pools
    }
    wanted = {pool: np.zeros_like(hours) for pool, hours in left.items()}
    for station in network.stations:
        servable = _servable(solution, station)
        for pool, hours in station.uses:
            others = [left[other] / taken for other, taken in station.uses if other != pool and taken]
            wanted[pool] += hours * np.minimum.reduce([servable, *others])
    idle = {pool: np.minimum(hours, wanted[pool]) for pool, hours in left.items()}
    return {
        pool: six(np.where(hours < NOISE_TOLERANCE * IDLE_HOURS_FACTOR, 0.0, hours))
        for pool, hours in idle.items()
    }


def _servable(solution: ChainSolution, station: Station) -> Array:
    weeks = solution.stations[station.key]
    allowed = entered_at(solution, station, np.arange(float(weeks.queue.size)) - station.minimum_weeks)
    key, senders, share = solution.network.gate
    if senders and station.key == key:
        waiting = sum(solution.network.station(sender).opening.total for sender in senders)
        sent = np.sum([np.cumsum(solution.stations[sender].served) for sender in senders], axis=0)
        allowed = np.minimum(allowed, station.opening.total + share * (sent - waiting))
    return np.maximum(0.0, np.minimum(allowed - weeks.gone, weeks.queue))
