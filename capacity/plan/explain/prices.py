"""Prices in words: what one more of each scarce thing is worth at every goal, and how far that holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from capacity.domain.plan_result import SENTENCE_NL, TABLE_COLUMNS
from capacity.plan.chain_goals import duty_terms, money_terms
from capacity.plan.chain_program import ChainProgram
from capacity.plan.chain_solution import read_solution
from capacity.plan.explain.price_words import Price, sentence, unit
from capacity.plan.explain.ranging import Effect, Ranging, Shift
from capacity.plan.explain.solved import SolvedPlaces, SolvedPlan, with_limits
from capacity.plan.network import Array, Pool
from capacity.plan.places import build_places
from capacity.plan.places_problem import Block
from capacity.plan.program import Numbers
from capacity.plan.residents import residents_of

DECIMALS = 6
ROUNDING_TOLERANCE = 1e-3
"""Persons have six decimals; their rounding, added over all weeks, is no effect."""
RELATIVE_TOLERANCE = 1e-9
FULL_TOLERANCE = 1e-6
RANKS = (1, 2, 3)
PLACE_GOALS = ("ceiling", "beds", "task", "buffer", "money")
NATION = "NL"


@dataclass(frozen=True)
class Resource:
    """One unit of something scarce in a week: what it is, where, and which limits it moves."""

    id: str
    region: str
    week: int
    shift: Shift


def prices_table(plan: SolvedPlan) -> pd.DataFrame:
    """Columns of prices.csv, and `sentence_nl`: what has a price in the weeks shown, by program and goal.

    A pool of the chain has a price in its own program per week, and one in the places for a unit more in
    every week; where that is nothing, its sentence says what binds instead.
    """
    found = [*chain_prices(plan), *places_prices(plan.places), *pools_in_places(plan)]
    rows = [
        (
            price.goal_id,
            price.resource,
            price.region,
            plan.given.weeks.monday(price.week).isoformat(),
            round(price.value, DECIMALS),
            unit(price, "en"),
            _finite(-price.fewer),
            _finite(price.more),
            sentence(price, plan.given.weeks.monday(price.week), "en"),
            sentence(price, plan.given.weeks.monday(price.week), "nl"),
        )
        for price in found
    ]
    table = pd.DataFrame(rows, columns=[*TABLE_COLUMNS["prices"], SENTENCE_NL])
    return table.astype(dict.fromkeys(("price", "holds_from", "holds_to"), float))


def _finite(units: float) -> float:
    return round(units, DECIMALS) if np.isfinite(units) else np.nan


def chain_prices(plan: SolvedPlan) -> list[Price]:
    """Prices of hours of every pool and of places at the border, at the duties by rank and at money."""
    chain = plan.chain.chain
    names = [f"duties_{rank}" for rank in RANKS]
    terms = [duty_terms(chain, rank) for rank in RANKS]
    measures = [chain.program.costs(term) for term in (*terms, money_terms(chain))]
    elastic = [column.index for column, _ in chain.changes]
    ranging = Ranging(plan.chain.solved, measures, elastic)
    return priced(ranging, chain_resources(chain), (*names, "money"))


def chain_resources(chain: ChainProgram) -> Iterator[Resource]:
    """A unit of every pool, and a place at the border, per week shown."""
    rows = {name: place for place, name in enumerate(chain.program.row_names)}
    for pool in chain.network.pools:
        for week, row in _weekly(rows, f"hours-{pool.id}", chain):
            yield Resource(pool.id, NATION, week, Shift({row: unit_hours(pool)}))
    for week, row in _weekly(rows, "pot-border", chain):
        yield Resource("border_place", NATION, week, Shift({row: 1.0}))


def _weekly(rows: Mapping[str, int], family: str, chain: ChainProgram) -> Iterator[tuple[int, int]]:
    for week in range(chain.network.weeks.shown):
        row = rows.get(f"{family}-{chain.week_labels[week]}")
        if row is not None:
            yield week, row


def unit_hours(pool: Pool) -> float:
    """Hours of one unit of a pool: a person's week where persons can be hired, else one."""
    return pool.unit_hours


def places_prices(found: SolvedPlaces) -> list[Price]:
    """Prices of a bed, of openings, renewals and ceilings per province, and of the intake site."""
    goals = [goal for goal in found.solved.goals if goal.id in PLACE_GOALS]
    ranging = Ranging(found.solved, [goal.costs for goal in goals])
    return priced(ranging, places_resources(found), tuple(goal.id for goal in goals))


def places_resources(found: SolvedPlaces) -> Iterator[Resource]:
    """A bed per week, and a unit of every limit of the places and the intake site."""
    places, problem = found.places, found.problem
    rows = {name: place for place, name in enumerate(places.program.row_names)}
    labels, shown = places.labels, problem.weeks.shown
    for week in range(shown):
        yield Resource("bed", NATION, week, Shift({rows[f"beds-NL-{labels[week]}"]: -1.0}))
    site = problem.intake.region
    for week in range(shown):
        yield Resource("intake_cap", site, week, Shift({rows[f"intake_cap-{site}-{labels[week]}"]: -1.0}))
        yield Resource("outplacement", site, week, Shift({}, {places.outplaced[week].index: 1.0}))
    for block, columns in zip(problem.blocks, places.blocks, strict=True):
        for period, week in enumerate(range(0, shown, problem.period_weeks)):
            if block.open_limit[period] > 0:
                column = columns.opened[period].index
                yield Resource(f"opening_{block.type}", block.region, week, Shift({}, {column: 1.0}))
            if columns.renewed[period].upBound:
                column = columns.renewed[period].index
                yield Resource(f"renewal_{block.type}", block.region, week, Shift({}, {column: 1.0}))
        if np.isfinite(block.ceiling):
            yield from _ceilings(block, [column.index for column in columns.available[:shown]])


def _ceilings(block: Block, columns: list[int]) -> Iterator[Resource]:
    for week, column in enumerate(columns):
        yield Resource(f"ceiling_{block.type}", block.region, week, Shift({}, {column: 1.0}))


def priced(ranging: Ranging, resources: Iterator[Resource], goals: tuple[str, ...]) -> list[Price]:
    """A price for every goal that a resource moves."""
    scarce = [resource for resource in resources if ranging.has_price(resource.shift)]
    effects = ranging.effects([resource.shift for resource in scarce])
    found = [
        _price(goal, resource, -float(change), effect)
        for resource, effect in zip(scarce, effects, strict=True)
        for goal, change in zip(goals, effect.per_unit, strict=True)
        if change
    ]
    order = {goal: place for place, goal in enumerate(goals)}
    return sorted(found, key=lambda price: order[price.goal])


def _price(goal: str, resource: Resource, value: float, effect: Effect) -> Price:
    return Price(goal, resource.id, resource.region, resource.week, value, effect.more, effect.fewer)


def pools_in_places(plan: SolvedPlan) -> list[Price]:
    """What one unit of each pool more, in every week, does to the places: both programs solved again.

    Each is found with what binds instead: the pool that is worth most there. Pools with hours to spare
    in most weeks are left out.
    """
    pools = [pool for pool in plan.chain.chain.network.pools if _is_scarce(plan, pool)]
    worth = {pool.id: pool_in_places(plan, pool) for pool in pools}
    found: list[Price] = []
    for place, goal in enumerate(goal.id for goal in plan.places.solved.goals):
        if goal not in PLACE_GOALS:
            continue
        best = max(worth, key=lambda pool: float(worth[pool][place]), default="")
        binding = best if best and worth[best][place] > 0 else ""
        found += [
            Price(goal, pool, NATION, 0, float(values[place]), 1.0, 0.0, True, binding)
            for pool, values in worth.items()
            if values[place] or binding
        ]
    return found


def _is_scarce(plan: SolvedPlan, pool: Pool) -> bool:
    """Whether all hours of a pool are used in most weeks shown; else a unit more of it moves nobody."""
    chain = plan.chain.chain
    values, shown = plan.chain.solved.answer.values, chain.network.weeks.shown
    used = np.zeros(shown)
    for station in chain.network.stations:
        if station.pool == pool.id:
            served = [column.index for column in chain.blocks[station.key].served[:shown]]
            used += station.hours * values[served]
    return bool(np.mean(used >= pool.hours[:shown] * (1 - FULL_TOLERANCE)) >= 1 / 2)


def pool_in_places(plan: SolvedPlan, pool: Pool, units: float = 1.0) -> Array:
    """What each goal of the places gains by more units of a pool in every week, chain and places anew."""
    chain, places = plan.chain.chain, plan.places
    rows = [row for row, name in enumerate(chain.program.row_names) if name.startswith(f"hours-{pool.id}-")]
    shift = dict.fromkeys(rows, unit_hours(pool))
    answer = plan.chain.solved.again(with_limits(plan.chain.solved.first, shift, {}, units))
    residents = residents_of(read_solution(chain, answer.values), plan.parameters)
    problem = replace(places.problem, residents=residents.by_class)
    stepped = places.solved.again(build_places(problem, Numbers()).program.arrays())
    before = places.solved.amounts()
    gained = before - places.solved.amounts(stepped.values)
    noise = np.maximum(ROUNDING_TOLERANCE, RELATIVE_TOLERANCE * np.abs(before))
    return np.where(np.abs(gained) > noise, gained, 0.0)
