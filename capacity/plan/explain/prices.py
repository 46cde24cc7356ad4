"""Prices in words: what one more of each scarce thing is worth at every goal, and how far that holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.domain.plan_result import SENTENCE_NL, TABLE_COLUMNS
from capacity.plan.chain.columns import ChainProgram
from capacity.plan.chain.goals import aside_until_even, duty_terms, money_terms
from capacity.plan.explain.following import Shift
from capacity.plan.explain.pools_in_places import PLACE_GOALS, pools_in_places
from capacity.plan.explain.price_words import Price, sentence, unit
from capacity.plan.explain.ranging import Effect, Ranging
from capacity.plan.explain.solved import SolvedPlaces, SolvedPlan
from capacity.plan.places.problem import Block

DECIMALS = 6
RANKS = (1, 2, 3)
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
    mondays = plan.given.weeks.mondays()
    rows = [
        (
            price.goal_id,
            price.resource,
            price.region,
            mondays[price.week].isoformat(),
            round(price.value, DECIMALS),
            unit(price, "en"),
            _finite(-price.fewer),
            _finite(price.more),
            sentence(price, mondays[price.week], "en"),
            sentence(price, mondays[price.week], "nl"),
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
    elastic = aside_until_even(chain).columns.tolist()
    ranging = Ranging(plan.chain.solved, measures, elastic)
    return priced(ranging, chain_resources(chain), (*names, "money"))


def chain_resources(chain: ChainProgram) -> Iterator[Resource]:
    """A unit of every pool, a person in its care, and a place at the border, per week shown."""
    rows = {name: place for place, name in enumerate(chain.program.row_names)}
    for pool in chain.network.pools:
        for week, row in _weekly(rows, f"hours-{pool.id}", chain):
            yield Resource(pool.id, NATION, week, Shift({row: pool.unit_hours}))
    for load in chain.network.caseloads:
        for week, row in _weekly(rows, f"caseload-{load.station[0]}", chain):
            yield Resource(load.duty, NATION, week, Shift({row: 1.0}))
    for week, row in _weekly(rows, "pot-border", chain):
        yield Resource("border_place", NATION, week, Shift({row: 1.0}))


def _weekly(rows: Mapping[str, int], family: str, chain: ChainProgram) -> Iterator[tuple[int, int]]:
    for week in range(chain.network.weeks.shown):
        row = rows.get(f"{family}-{chain.week_labels[week]}")
        if row is not None:
            yield week, row


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
