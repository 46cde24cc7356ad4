"""Residents by class and week: each stage's persons times the share that lives in reception.

A share goes with the person from stage to stage, first in first out, so that a decision alone never
moves somebody into or out of reception.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from capacity.domain.parameters import Parameters
from capacity.plan.chain.solution import ChainSolution, Flow
from capacity.plan.network.parts import (
    OUTSIDE,
    Array,
    Key,
    Network,
    Station,
)

APPLICANTS = "adults_families"


@dataclass(frozen=True)
class Residents:
    """Residents at each week's end by class, the same at the start, and who is held at the border."""

    by_class: Mapping[str, Array]
    opening: Mapping[str, float]
    border_persons: Array


def residents_of(solution: ChainSolution, parameters: Parameters) -> Residents:
    """Persons in reception by class: `adults_families`, `minors`, `status_holders`, `departing`."""
    by_class: dict[str, Array] = {}
    for name, _, persons in resident_parts(solution, parameters):
        by_class[name] = by_class.get(name, np.zeros(solution.network.weeks.count)) + persons
    held = [solution.stations[key].queue for key in solution.network.pot.stations]
    return Residents(by_class, _opening(solution.network, parameters), np.sum(held, axis=0))


def resident_parts(solution: ChainSolution, parameters: Parameters) -> list[tuple[str, str, Array]]:
    """Residents at each week's end by class and stage; who is on the way counts at the stage left behind."""
    waiting, shares = _waiting_and_shares(solution, parameters)
    parts = [
        (station.resident_class, station.key[0], waiting[station.key])
        for station in solution.network.stations
        if station.key not in solution.network.pot.stations and waiting[station.key].any()
    ]
    for flow in solution.flows:
        if flow.stays_as:
            parts.append((flow.stays_as, flow.start[0], shares[flow.start] * on_the_way(flow)))
    for transit in solution.network.in_transit:
        still = transit.persons.sum() - np.cumsum(transit.persons)
        parts.append((transit.stays_as, transit.start[0], transit.resident_share * still))
    return _by_class(parts, parameters)


def departed_parts(solution: ChainSolution, parameters: Parameters) -> list[tuple[str, str, Array]]:
    """Who left reception and the chain since the plan began, by class and stage, at each week's end."""
    _, shares = _waiting_and_shares(solution, parameters)
    pot = solution.network.pot.stations
    parts = [
        (
            solution.network.station(flow.start).resident_class,
            flow.start[0],
            np.cumsum(shares[flow.start] * flow.persons),
        )
        for flow in solution.flows
        if flow.to[0] == OUTSIDE[0] and flow.start[0] != OUTSIDE[0] and flow.start not in pot
    ]
    return _by_class([part for part in parts if part[2].any()], parameters)


def _waiting_and_shares(
    solution: ChainSolution, parameters: Parameters
) -> tuple[dict[Key, Array], dict[Key, Array]]:
    """Residents waiting at each station per week, and the share of residents among who leaves it."""
    released = parameters.number("resident_share_pact")
    carried = parameters.number("resident_share_appeal_departing")
    waiting: dict[Key, Array] = {}
    shares: dict[Key, Array] = {}
    for station in solution.network.stations:
        waiting[station.key], shares[station.key] = _inside(solution, station, shares, released, carried)
    return waiting, shares


def _by_class(
    parts: Sequence[tuple[str, str, Array]], parameters: Parameters
) -> list[tuple[str, str, Array]]:
    """Parts of the chain's classes as parts of the classes of residents."""
    classes = _classes(parameters.number("minors_share"))
    return [
        (name, stage, persons * share)
        for known, stage, persons in parts
        for name, (part, share) in classes.items()
        if part == known
    ]


def _opening(network: Network, parameters: Parameters) -> dict[str, float]:
    """Residents by class when the plan starts."""
    carried = parameters.number("resident_share_appeal_departing")
    known: dict[str, float] = {}
    for station in network.stations:
        if station.key not in network.pot.stations:
            share = carried if station.resident_share is None else station.resident_share
            inside = share * station.opening.total
            known[station.resident_class] = known.get(station.resident_class, 0.0) + inside
    for transit in network.in_transit:
        known[transit.stays_as] += transit.resident_share * float(transit.persons.sum())
    classes = _classes(parameters.number("minors_share"))
    return {name: known.get(part, 0.0) * share for name, (part, share) in classes.items()}


def opening_residents(network: Network, parameters: Parameters) -> float:
    """Residents that queues and persons on the way explain when the plan starts."""
    carried = parameters.number("resident_share_appeal_departing")
    waiting = sum(
        station.opening.total * (carried if station.resident_share is None else station.resident_share)
        for station in network.stations
        if station.key not in network.pot.stations
    )
    on_way = sum(transit.resident_share * float(transit.persons.sum()) for transit in network.in_transit)
    return float(waiting + on_way)


def _classes(minors_share: float) -> dict[str, tuple[str, float]]:
    """Classes of residents with what they are a share of: minors are a share of the applicants."""
    return {
        APPLICANTS: (APPLICANTS, 1 - minors_share),
        "minors": (APPLICANTS, minors_share),
        "status_holders": ("status_holders", 1.0),
        "departing": ("departing", 1.0),
    }


def on_the_way(flow: Flow) -> Array:
    """Persons who left a stage and have not yet arrived, at each week's end."""
    total = np.cumsum(flow.persons)
    arrived = np.zeros_like(total)
    arrived[flow.lag_weeks :] = total[: total.size - flow.lag_weeks]
    return total - arrived


def _inside(
    solution: ChainSolution, station: Station, shares: Mapping[Key, Array], released: float, carried: float
) -> tuple[Array, Array]:
    """Residents waiting at a station per week, and the share of residents among who leaves it per week."""
    weeks = solution.stations[station.key]
    if station.resident_share is not None:
        held = station.key in solution.network.pot.stations
        share = released if held else station.resident_share
        return station.resident_share * weeks.queue, np.full(weeks.queue.size, share)
    residents_in = np.zeros(weeks.queue.size)
    for flow in solution.flows:
        if flow.to == station.key:
            share_in = np.full(residents_in.size, carried) if flow.start == OUTSIDE else shares[flow.start]
            residents_in += share_in * flow.persons
    persons_gone = weeks.served + weeks.unfinished
    knots = np.concatenate(([0.0], station.opening.total + np.concatenate(([0.0], np.cumsum(weeks.inflow)))))
    at_knots = np.concatenate(
        ([0.0], carried * station.opening.total + np.concatenate(([0.0], np.cumsum(residents_in))))
    )
    out_total = np.interp(np.cumsum(persons_gone), knots, at_knots)
    out = np.diff(out_total, prepend=0.0)
    share_out = np.divide(out, persons_gone, out=np.full(out.size, carried), where=persons_gone > 0)
    return at_knots[2:] - out_total, share_out
