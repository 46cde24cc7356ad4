"""Grounds of the border procedure that the law lifts once its capacity or the year's maximum is reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from capacity.plan.chain.frames import week_labels
from capacity.plan.chain.solution import ChainSolution
from capacity.plan.network.parts import Array, Key, Network

YEAR_DIGITS = len("2026")
NOISE_TOLERANCE = 1e-4
MOST_ROUNDS = 5
Solved = TypeVar("Solved")


def lifted_shares(solution: ChainSolution) -> Array:
    """Share of who enters the border procedure that may be led to another one, per week solved.

    From the week after the adequate capacity is reached the ground of low recognition need not be used
    for the rest of the calendar year, in and out (APR 48); from the week after the yearly maximum is
    reached the ground of misleading neither, until the year ends in which applications are counted
    (APR 47(3), 50); those of that year from before the plan count too. In the weeks of a crisis the ground
    of low recognition need not be used either (CRI 11(2)). Security stays.
    """
    network, labels, pot = solution.network, week_labels(solution), solution.network.pot
    inflow, diverted = (_sum(solution, diverting(network), name) for name in ("inflow", "diverted"))
    present = _sum(solution, list(pot.stations), "queue")
    opening = sum(network.station(key).opening.total for key in pot.stations)
    years = np.array([float(label[:YEAR_DIGITS]) for label in labels])
    full = present >= pot.adequate_capacity
    shares = np.where(_lifted(full, opening >= pot.adequate_capacity, years), pot.capacity_share, 0.0)
    if pot.yearly_maximum.size:
        counted, before = pot.counting_year if pot.counting_year.size else years, pot.counted_before
        reached = _counted(inflow - diverted, counted, before) >= pot.yearly_maximum
        lifted = _lifted(reached, before >= pot.yearly_maximum[0], counted)
        shares = np.where(lifted, np.maximum(shares, pot.maximum_share), shares)
    return np.maximum(shares, pot.crisis_share) if pot.crisis_share.size else shares


def _lifted(reached: NDArray[np.bool_], at_start: bool, years: Array) -> NDArray[np.bool_]:
    """From the week after something was reached until the year ends in which it was."""
    found = np.zeros(reached.size, dtype=np.bool_)
    for year in np.unique(years):
        weeks = np.flatnonzero(years == year)
        found[weeks[1:]] = np.logical_or.accumulate(reached[weeks[:-1]])
        if at_start and year == years[0]:
            found[weeks] = True
    return found


def _counted(entering: Array, years: Array, before: float) -> Array:
    """Applications of a year up to each week's end; those of before the plan count in its first year."""
    total = np.zeros(entering.size)
    for year in np.unique(years):
        total[years == year] = np.cumsum(entering[years == year]) + (before if year == years[0] else 0.0)
    return total


def unlawful_diversions(solution: ChainSolution) -> list[str]:
    """Weeks in which more were diverted from the border procedure than a lifted ground allows."""
    network, labels = solution.network, week_labels(solution)
    inflow, diverted = (_sum(solution, diverting(network), name) for name in ("inflow", "diverted"))
    over = diverted > lifted_shares(solution) * inflow + NOISE_TOLERANCE
    return [labels[week] for week in np.flatnonzero(over[: network.weeks.shown])]


def capacity_reached(solution: ChainSolution) -> str | None:
    """The first week shown in which the border procedure holds its adequate capacity (APR 48(1))."""
    network, pot = solution.network, solution.network.pot
    full = _sum(solution, list(pot.stations), "queue")[: network.weeks.shown] >= pot.adequate_capacity
    return week_labels(solution)[int(np.flatnonzero(full)[0])] if full.any() else None


def lawfully(
    network: Network,
    solve: Callable[[Network, Solved | None], Solved],
    read: Callable[[Solved], ChainSolution],
    near: Solved | None = None,
) -> Solved:
    """Solves a network in which a ground at the border is lifted only once its condition came true.

    Nobody is diverted in the first solve, save as a named deviation allows. Where the solved chain reaches
    the capacity, the ground is lifted for the rest of that year and the chain is solved again: what is
    lifted only grows. Where everybody at the border has a place and is done in time, nobody would be
    diverted, for that counts as a broken duty of the same rank: there the first solve stands.

    Args:
        solve: makes an answer of a network; the answer before it, where there is one, is close to it.
        read: gives the solved chain in an answer.
        near: the answer of a like network, where there is one.
    """
    answer = solve(network, near)
    for _ in range(MOST_ROUNDS):
        solution = read(answer)
        shares = lifted_shares(solution)
        lawful = with_lifted(network, shares) if _strained(solution, shares) else network
        if lawful is network:
            break
        network = lawful
        answer = solve(network, answer)
    return answer


def _strained(solution: ChainSolution, shares: Array) -> bool:
    """Whether anybody lacks a place or leaves unfinished at the border once a ground is lifted."""
    keys = list(solution.network.pot.stations)
    over = _sum(solution, keys, "queue") - solution.network.pot.places
    strain = np.maximum(over, _sum(solution, keys, "unfinished"))
    lifted = np.flatnonzero(shares > 0)
    return bool(lifted.size) and float(strain[lifted[0] :].max()) > NOISE_TOLERANCE


def with_lifted(network: Network, shares: Array) -> Network:
    """The network with grounds lifted for at least these shares of who enters; itself where they are."""
    changed = {
        key: np.maximum(shares, network.station(key).divertible(network.weeks.count))
        for key in diverting(network)
    }
    if all(
        np.array_equal(share, network.station(key).divertible(share.size)) for key, share in changed.items()
    ):
        return network
    stations = tuple(
        replace(station, divert_share=changed[station.key]) if station.key in changed else station
        for station in network.stations
    )
    return replace(network, stations=stations)


def diverting(network: Network) -> list[Key]:
    """Stations of the pot from which somebody may be diverted."""
    return [key for key in network.pot.stations if network.station(key).diverts]


def _sum(solution: ChainSolution, keys: list[Key], measure: str) -> Array:
    total = np.zeros(solution.network.weeks.count)
    for key in keys:
        total += getattr(solution.stations[key], measure)
    return total
