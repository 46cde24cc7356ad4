"""The goals of the chain, in order: hands at work, duties in time by rank, money, even weeks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from capacity.plan.chain.block import queue_at
from capacity.plan.chain.columns import OLD_STOCK, ChainProgram, Terms
from capacity.plan.chain.duties import over_term
from capacity.plan.chain.hours import NOISE_TOLERANCE, hours_used, hours_worked
from capacity.plan.chain.money import cost_rows
from capacity.plan.chain.solution import DECIMALS, ChainSolution
from capacity.plan.network.parts import Station
from capacity.plan.network.pool_order import after_decision, before_decision, deciding
from capacity.plan.solver.in_order import Aside, Goal

EVEN = "even"
Found = Callable[[ChainSolution], float]


@dataclass(frozen=True)
class Level:
    """One goal: what the program minimises, and what it amounts to in the weeks shown of a solved plan."""

    id: str
    terms: Callable[[], Terms]
    unit: str
    found: Found
    shown_unit: str


def chain_goals(chain: ChainProgram) -> list[Goal]:
    """All levels in order, each minimised; hands counts as negative hours, earlier weighs more."""
    return [
        Goal(level.id, rank, chain.program.costs(level.terms()), level.unit)
        for rank, level in enumerate(_levels(chain), start=1)
    ]


def aside_until_even(chain: ChainProgram) -> Aside:
    """The rows of even weeks, a third of the columns: no goal before even weeks needs them."""
    changes = chain.changes
    rows = np.array([change.row for change in changes], dtype=np.int64)
    up, down = (
        np.array([getattr(change, way).index for change in changes], dtype=np.int64) for way in ("up", "down")
    )
    return Aside(EVEN, rows, up, down)


def _levels(chain: ChainProgram) -> list[Level]:
    """The goals in order; duties have a level per rank of the register.

    Hands up to the decision come first, by themselves: were they one level with the deciders, the plan
    would leave people unregistered to spare the border procedure an exit out of time. Hands after the
    decision come behind the duties: were they first, the plan would decide the likely rejection first
    in order to give courts and departure more work. Time held at the border
    comes right behind the duty to have a place there: the border procedure is to be as short as
    possible (APR 51(2)), and no hour may be won by holding somebody longer.

    Where overtime is allowed, the work that regular hours do comes first in place of the hands, and the
    hands themselves right behind the duties: overtime that keeps a duty may leave them idle later.
    """
    network = chain.network
    after = after_decision(network)
    hands = [
        Level("hands", partial(_hands, chain, pools), "hour-weeks", _worked(pools), "hours")
        for pools in (before_decision(network), deciding(network))
        if pools
    ]
    regular = Level("hands", partial(_behind, chain), "hour-weeks", _work_short, "hour-weeks")
    first, then = ([regular], hands) if network.regular_work else (hands, [])
    duties: list[Level] = []
    for rank in network.ranks:
        duties.append(_duties(chain, rank))
        if network.pot.stations and rank == network.pot.rank:
            held = partial(_held, chain)
            duties.append(Level("duties", held, "person-weeks", _held_weeks, "person-weeks"))
    return [
        *first,
        Level("duties", partial(_share_missed, chain), "hours", _share_short, "hours"),
        *duties,
        *then,
        Level("hands", partial(_hands, chain, after), "hour-weeks", _worked(after), "hours"),
        Level("money", partial(money_terms, chain), "EUR", _money, "EUR"),
        Level(EVEN, partial(_uneven, chain), "hours", _changes, "hours"),
        Level("ties", partial(_ties, chain), "persons", lambda _: 0.0, "persons"),
    ]


def _behind(chain: ChainProgram) -> Terms:
    return dict.fromkeys(chain.work_short, 1.0)


def _duties(chain: ChainProgram, rank: int) -> Level:
    terms = partial(duty_terms, chain, rank)
    return Level(
        "duties", terms, "person-weeks", lambda solution: _duty_weeks(solution, rank), "person-weeks"
    )


def _share_missed(chain: ChainProgram) -> Terms:
    """Hours missing on the least share of the old stock; earlier weighs more.

    A stock that runs out within the horizon misses its share in some weeks anyhow: it is to be in the
    last ones, when nobody is left.
    """
    weeks = chain.network.weeks.count
    return {column: float(weeks - week) for week, column in enumerate(chain.old_short)}


def _held(chain: ChainProgram) -> Terms:
    """Person-weeks spent in the border procedure and its return leg."""
    terms: Terms = {}
    for key in chain.network.pot.stations:
        for week in range(chain.network.weeks.count):
            present, _ = queue_at(chain, chain.network.station(key), week)
            for column, value in present.items():
                terms[column] = terms.get(column, 0.0) + value
    return terms


def _hands(chain: ChainProgram, pools: list[str]) -> Terms:
    """Regular hours worked by some pools, weighted by the weeks left; a person may take hours of several.

    An exit out of time from them and a person without a place at the border are charged more than the
    work they can bring forward, so that nobody is passed on early only to keep a later desk busy.
    """
    network, weeks = chain.network, chain.network.weeks.count
    terms: Terms = {}
    hours = {station.key: _hours_of(station, pools) for station in network.stations}
    charge = weeks * max(hours.values())
    for station in network.stations:
        if hours[station.key]:
            block, event = chain.blocks[station.key], charge * network.event(station)
            terms.update(dict.fromkeys([*block.unfinished, *block.diverted], event))
            for week, column in enumerate(block.served):
                terms[column] = -hours[station.key] * (weeks - week)
    if any(hours[key] for key in network.pot.stations):
        terms.update(dict.fromkeys(chain.pot_over, charge * network.event(network.pot)))
    for pool in pools:
        for week, column in enumerate(chain.overtime[pool]):
            terms[column] = float(weeks - week)
    return terms


def _hours_of(station: Station, pools: list[str]) -> float:
    """Hours of some pools that each person of a station takes."""
    return sum(hours for pool, hours in station.uses if pool in pools)


def duty_terms(chain: ChainProgram, rank: int) -> Terms:
    """Person-weeks over term of one rank; an event counts as the person-weeks it stands for."""
    terms: Terms = {}
    for station in chain.network.stations:
        block, event = chain.blocks[station.key], chain.network.event(station)
        if station.rank == rank:
            terms.update(dict.fromkeys(block.late, 1.0))
            terms.update(dict.fromkeys(block.unfinished, event))
            terms.update(dict.fromkeys(block.diverted, event))
    if rank == chain.network.pot.rank:
        terms.update(dict.fromkeys(chain.pot_over, chain.network.event(chain.network.pot)))
    return terms


def money_terms(chain: ChainProgram) -> Terms:
    """EUR per unit of overtime hours and of old cases over term, and of all hires, per column."""
    prices = chain.network.prices
    person_weeks = sum(float(pool.hired.sum()) for pool in chain.network.pools)
    terms: Terms = {chain.hired: person_weeks * prices["hired"]}
    for pool, columns in chain.overtime.items():
        terms.update(dict.fromkeys(columns, prices["overtime"] * chain.network.unit_hours(pool)))
    if OLD_STOCK in chain.blocks:
        terms.update(dict.fromkeys(chain.blocks[OLD_STOCK].late, prices["penalty_old_case"]))
    return terms


def _uneven(chain: ChainProgram) -> Terms:
    return {column: 1.0 for change in chain.changes for column in (change.up, change.down)}


def _ties(chain: ChainProgram) -> Terms:
    """Fixed tie-breaks: unfinished and diverted as late as possible, service in the order of stations."""
    terms: Terms = {}
    weeks = chain.network.weeks.count
    for place, station in enumerate(chain.network.stations):
        block = chain.blocks[station.key]
        for week in range(weeks):
            terms[block.served[week]] = (week + 1.0) * (1.0 + place / weeks)
        for columns in (block.unfinished, block.diverted):
            for week, column in enumerate(columns):
                terms[column] = float(weeks - week)
    return terms


def goal_values(chain: ChainProgram, goals: list[Goal], solution: ChainSolution) -> list[dict[str, object]]:
    """What each level amounts to in the weeks shown, read from the plan itself and not from the solver."""
    return [
        {
            "program": "chain",
            "rank": goal.rank,
            "id": goal.id,
            "value": round(level.found(solution), DECIMALS),
            "unit": level.shown_unit,
        }
        for goal, level in zip(goals, _levels(chain), strict=True)
        if level.id != "ties"
    ]


def _money(solution: ChainSolution) -> float:
    return sum(float(str(row[-1])) for row in cost_rows(solution))


def _held_weeks(solution: ChainSolution) -> float:
    shown = solution.network.weeks.shown
    return float(sum(solution.stations[key].queue[:shown].sum() for key in solution.network.pot.stations))


def _worked(pools: list[str]) -> Found:
    def hours(solution: ChainSolution) -> float:
        shown = solution.network.weeks.shown
        return float(
            sum(
                hours_used(solution, station, pool)[:shown].sum()
                for station in solution.network.stations
                for pool, _ in station.uses
                if pool in pools
            )
        )

    return hours


def _work_short(solution: ChainSolution) -> float:
    """Hours by which the pools are behind what regular hours alone would have done, week by week."""
    network, short = solution.network, 0.0
    for pool, wanted in network.regular_work.items():
        done = np.cumsum(sum(hours_used(solution, station, pool) for station in network.served_by(pool)))
        short += float(np.maximum(0.0, wanted - done - NOISE_TOLERANCE)[: network.weeks.shown].sum())
    return short


def _duty_weeks(solution: ChainSolution, rank: int) -> float:
    network, shown = solution.network, solution.network.weeks.shown
    total = 0.0
    for station in network.stations:
        if station.rank == rank:
            weeks, event = solution.stations[station.key], network.event(station)
            total += over_term(solution, station)[:shown].sum()
            total += event * (weeks.unfinished[:shown].sum() + weeks.diverted[:shown].sum())
    if rank == network.pot.rank and network.pot.stations:
        present = np.sum([solution.stations[key].queue for key in network.pot.stations], axis=0)
        total += network.event(network.pot) * np.maximum(0.0, present - network.pot.places)[:shown].sum()
    return float(total)


def _share_short(solution: ChainSolution) -> float:
    """Decider hours by which the least share of the old stock is missed (it has nobody left to serve)."""
    if OLD_STOCK not in solution.stations:
        return 0.0
    network = solution.network
    old = network.station(OLD_STOCK)
    pool = next(pool for pool in network.pools if pool.id == old.pool)
    wanted = network.old_share * hours_worked(solution, pool)
    missing = np.maximum(0.0, wanted - solution.stations[OLD_STOCK].served * old.hours)
    return float(missing[: network.weeks.shown].sum())


def _changes(solution: ChainSolution) -> float:
    shown = solution.network.weeks.shown
    return float(
        sum(
            np.abs(np.diff(solution.stations[station.key].served[:shown])).sum() * station.hours
            for station in solution.network.stations
        )
    )
