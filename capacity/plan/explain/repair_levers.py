"""What can be added in the chain week after week: hands of pools, overtime, places at the border."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from capacity.domain.pins import Pin
from capacity.plan.chain.hours import hours_there, hours_worked
from capacity.plan.chain.solution import ChainSolution
from capacity.plan.dutch.pools import hires_begin
from capacity.plan.explain.repair_parts import Step
from capacity.plan.explain.solved import SolvedPlan
from capacity.plan.network.levers import at_full_work
from capacity.plan.network.parts import Array, Pool, Station

NATION = "NL"
OVERTIME, BORDER_PLACE = "overtime", "border_place"
PIN_TOLERANCE = 1e-6
Steps = Callable[[ChainSolution, float], tuple[Step, ...]]


@dataclass(frozen=True)
class Lever:
    """Something of which units can be added in every week from a first one.

    Args:
        id: equal for equal levers.
        most: units at most; `persons`: how many a unit takes off the duty in all weeks, at best.
        steps: what some units are, with the answer that they give.
        rows, columns: by how much one unit moves limits of rows and upper bounds of columns.
    """

    id: str
    most: float
    persons: float
    steps: Steps
    rows: Mapping[int, float] = field(default_factory=dict)
    columns: Mapping[int, float] = field(default_factory=dict)


Parts = Sequence[tuple[Pool, float]]
"""Pools with the hours of each that make one unit."""


def hands(plan: SolvedPlan, station: Station, parts: Parts) -> Lever | None:
    """Hands of some pools in every week from the first in which hired people work, trained as they come."""
    chain, shown = plan.chain.chain, plan.given.weeks.shown
    first = max(hires_begin(plan.parameters, pool.id) for pool, _ in parts)
    if first >= shown:
        return None
    work = trained(plan, first)
    rows = {name: row for row, name in enumerate(chain.program.row_names)}
    asked = {
        rows[f"hours-{pool.id}-{label}"]: hours * each
        for pool, hours in parts
        for label, each in zip(chain.week_labels[first:], work[first:].tolist(), strict=True)
    }
    asked |= {
        rows[f"caseload-{load.station[0]}-{chain.week_labels[week]}"]: hours
        / pool.hours_per_hire
        * each
        * work[week]
        for pool, hours in parts
        for load in chain.network.caseloads
        for week, each in enumerate(load.each.tolist())
        if load.pool == pool.id and week >= first
    }

    def steps(solution: ChainSolution, units: float) -> tuple[Step, ...]:
        return tuple(
            _hired(plan, pool, first, _whole(units * hours / pool.unit_hours))
            for pool, hours in parts
            if len(parts) == 1 or _is_used(solution, pool)
        )

    most, persons = _reach(plan, station, parts, "repair_hands_share")
    return Lever(_name("hands", parts), most, persons * float(work[:shown].sum()), steps, asked)


def trained(plan: SolvedPlan, first: int) -> Array:
    """The part of full work that somebody does per week who is hired now and begins in a week."""
    return at_full_work(1.0, first, plan.parameters.number("training_weeks"), plan.given.weeks)


def _name(kind: str, parts: Parts) -> str:
    return " ".join((kind, *(f"{pool.id} {hours:g}" for pool, hours in parts)))


def _whole(units: float) -> float:
    return float(np.ceil(units - PIN_TOLERANCE))


def _reach(plan: SolvedPlan, station: Station, parts: Parts, share: str) -> tuple[float, float]:
    """The most units, and the persons of a station that a unit serves in a week, at best."""
    most = [plan.parameters.number(share) * float(pool.hours.max()) / hours for pool, hours in parts]
    persons = [hours / station.hours_of(pool.id) for pool, hours in parts if station.hours_of(pool.id)]
    return max(1.0, float(np.ceil(min(most)))), min(persons, default=1.0)


def _hired(plan: SolvedPlan, pool: Pool, first: int, units: float) -> Step:
    """Units of a pool, as persons hired where there are such; in training they are paid and do a part."""
    number, weeks, eur = plan.parameters.number, plan.given.weeks, float("nan")
    pins: tuple[Pin, ...] = ()
    if pool.hours_per_hire:
        persons = units * pool.unit_hours / pool.hours_per_hire
        eur = number("ind_fte_cost") / number("weeks_per_year") * persons * (weeks.shown - first)
        work = trained(plan, first)
        pins = tuple(
            _pin(plan, pool, week, "hired", float(pool.hired[week] + persons * work[week]))
            for week in range(first, weeks.shown)
        )
    return Step(pool.id, NATION, first, 0, units, eur, pins)


def _is_used(solution: ChainSolution, pool: Pool) -> bool:
    """Whether hours beyond those of a pool are used in any week."""
    return bool((hours_worked(solution, pool) > hours_there(solution, pool) + PIN_TOLERANCE).any())


def _is_worked(plan: SolvedPlan, solution: ChainSolution, pool: Pool) -> bool:
    """Whether more overtime than in the plan is worked."""
    before = plan.chain.solution.overtime[pool.id]
    return bool((solution.overtime[pool.id] - before).sum() > PIN_TOLERANCE)


def _pin(plan: SolvedPlan, pool: Pool, week: int, column: str, value: float) -> Pin:
    return Pin("pools", (plan.given.weeks.monday(week).isoformat(), pool.id, pool.site), column, value)


def overtime(plan: SolvedPlan, station: Station, parts: Parts) -> Lever | None:
    """Overtime of some pools beyond its limit from the first week on; only persons work it."""
    chain = plan.chain.chain
    if not all(pool.hours_per_hire for pool, _ in parts):
        return None
    network = chain.network
    asked = {column.index: hours for pool, hours in parts for column in chain.overtime[pool.id]}

    def steps(solution: ChainSolution, units: float) -> tuple[Step, ...]:
        return tuple(
            _overtime_step(plan, pool, _whole(units * hours * network.unit_hours(pool.id)), solution)
            for pool, hours in parts
            if len(parts) == 1 or _is_worked(plan, solution, pool)
        )

    most, persons = _reach(plan, station, parts, "repair_overtime_share")
    return Lever(_name(OVERTIME, parts), most, persons * plan.given.weeks.shown, steps, {}, asked)


def _overtime_step(plan: SolvedPlan, pool: Pool, hours: float, solution: ChainSolution) -> Step:
    """Hours a week, what is worked more than in the plan in EUR, weeks beyond the limit as pins."""
    network, shown = plan.chain.chain.network, plan.given.weeks.shown
    worked, before = (one.overtime[pool.id][:shown] for one in (solution, plan.chain.solution))
    price = plan.parameters.number("overtime_price") * network.unit_hours(pool.id)
    over = np.flatnonzero(worked > pool.overtime[:shown] + PIN_TOLERANCE)
    pins = tuple(_pin(plan, pool, int(week), OVERTIME, float(worked[week])) for week in over)
    return Step(f"{OVERTIME}_{pool.id}", NATION, 0, 0, hours, float((worked - before).sum()) * price, pins)


def border_places(plan: SolvedPlan) -> Lever:
    """Places of the border procedure from the first week in which extra places can be there."""
    chain, shown = plan.chain.chain, plan.given.weeks.shown
    first = round(plan.parameters.number("lead_weeks_emergency"))
    rows = {name: row for row, name in enumerate(chain.program.row_names)}
    asked = {rows[f"pot-border-{label}"]: 1.0 for label in chain.week_labels[first:]}
    most = float(np.ceil(np.max(chain.network.pot.places)))

    def steps(_solution: ChainSolution, units: float) -> tuple[Step, ...]:
        return (Step(BORDER_PLACE, NATION, first, 0, units, float("nan")),)

    return Lever(BORDER_PLACE, most, float(shown - first), steps, asked)


def ways_to_serve(plan: SolvedPlan, station: Station, scarcest: str) -> Iterator[Parts]:
    """Pools to add hands to, one way after the other: the scarcest, its own, both, all that it needs."""
    network = plan.chain.chain.network
    pools = {pool.id: pool for pool in network.pools}
    own, scarce = pools[station.pool], pools.get(scarcest)
    mine = (own, station.hours)
    if scarce is not None and scarce != own:
        hours = max(other.hours_of(scarce.id) for other in network.served_by(scarce.id))
        yield ((scarce, scarce.unit_hours),)
        yield ((own, own.unit_hours),)
        if scarce.id not in dict(station.also):
            yield (scarce, hours), mine
    else:
        yield ((own, own.unit_hours),)
    if station.also:
        yield (mine, *((pools[pool], hours) for pool, hours in station.also if hours))
