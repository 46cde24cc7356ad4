"""Pinned cells of the chain: who is served, overtime worked and persons hired, held at a planner's number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np

from capacity.domain.pins import Pin
from capacity.plan.chain.columns import ChainProgram, Terms
from capacity.plan.network.parts import Array, Caseload, Network, Pool
from capacity.plan.solver.in_order import Goal

PINS = "pins"


def pin_hires(network: Network, pins: Iterable[Pin]) -> Network:
    """The network in which each pool has the persons pinned: hours, overtime, whom they look after."""
    hired = [pin for pin in pins if (pin.table, pin.column) == ("pools", "hired")]
    if not hired:
        return network
    pools = []
    for pool in network.pools:
        mine = {
            network.weeks.index(date.fromisoformat(pin.week)): pin.value
            for pin in hired
            if pin.key[1] == pool.id
        }
        pools.append(_with_hires(pool, mine) if mine else pool)
    more = {pool.id: pool.hired - was.hired for pool, was in zip(pools, network.pools, strict=True)}
    shown = network.weeks.shown
    loads = (replace(load, limit=_limit(load, more[load.pool], shown)) for load in network.caseloads)
    return replace(network, pools=tuple(pools), caseloads=tuple(loads))


def _limit(load: Caseload, more: Array, shown: int) -> Array:
    """Most that they look after with so many persons more; those of the end stay with their minors."""
    there = more.copy()
    there[shown:] = more[shown - 1]
    return np.maximum(0.0, load.limit + there * load.each)


def _with_hires(pool: Pool, hired: dict[int, float]) -> Pool:
    persons = pool.hired.copy()
    persons[list(hired)] = list(hired.values())
    hours: Array = np.maximum(0.0, pool.hours + (persons - pool.hired) * pool.hours_per_hire)
    share = np.divide(pool.overtime, pool.hours, out=np.zeros_like(hours), where=pool.hours > 0)
    return replace(pool, hours=hours, overtime=share * hours, hired=persons)


def pin_chain(chain: ChainProgram, pins: Iterable[Pin]) -> list[Goal]:
    """Bounds of the pinned columns, and the goal that comes before all others: as near to the pins as can be.

    Overtime is held at its pin, beyond its limit if need be. Who is served is held from above and
    wanted in full: more than are present, or than the hours allow, stays short of its pin.
    """
    wanted: Terms = {}
    for pin in pins:
        week = chain.network.weeks.index(date.fromisoformat(pin.week))
        if pin.table == "plan":
            _, _, stage, stream, _ = pin.key
            column = chain.blocks[(stage, stream)].served[week]
            chain.program.bound(column, 0.0, pin.value)
            wanted[column] = -1.0
        elif pin.column == "overtime":
            chain.program.bound(chain.overtime[pin.key[1]][week], pin.value, pin.value)
    return [Goal(PINS, 0, chain.program.costs(wanted), "persons")] if wanted else []
