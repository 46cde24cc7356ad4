"""Who owns a shortfall: the first goal of the places split over its causes by its own prices.

At the optimum the goal is the sum of every limit times its price: residents ask, places there are give,
each limit that binds says how much it withholds. The terms add up to the shortfall exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.plan.chain.residents import departed_parts, resident_parts
from capacity.plan.chain.solution import ChainSolution
from capacity.plan.explain.solved import SolvedPlaces, SolvedPlan
from capacity.plan.network.parts import Array
from capacity.plan.places.blocks import free_orders
from capacity.plan.solver.pricing import DUAL_TOLERANCE

CRUMB_TOLERANCE = 1e-9
GOAL = "beds"
NATION = "NL"
SHORTFALL_COLUMNS = ("cause", "what", "region", "person_weeks")


@dataclass(frozen=True)
class Term:
    """Person-weeks that a cause adds to the shortfall, or takes from it.

    Args:
        cause: `residents` there or gone since, `outflow` of those who left, `intake_present`, `intake_cap`,
            `places_now`, `usable_share` (of single sites), `announced`, `ended`, or a limit: `suits` (places
            that some classes may not use), `opened`, `renewed`, `available` (the ceiling), `outplaced`,
            `contract`.
        what: class and stage of residents, type of places.
    """

    cause: str
    what: str
    region: str
    person_weeks: float


def shortfall(plan: SolvedPlan) -> pd.DataFrame:
    """SHORTFALL_COLUMNS: every cause with what it adds to the person-weeks without a bed or above the cap."""
    solution = plan.chain.solution
    gone = departed_by_class_and_stage(solution, plan)
    terms = list(shortfall_terms(plan.places, by_class_and_stage(solution, plan), gone))
    table = pd.DataFrame(
        [(term.cause, term.what, term.region, term.person_weeks) for term in terms],
        columns=list(SHORTFALL_COLUMNS),
    )
    sums = table.groupby(["cause", "what", "region"], as_index=False, sort=False).person_weeks.sum()
    shown: pd.DataFrame = sums[sums.person_weeks.abs() > CRUMB_TOLERANCE].reset_index(drop=True)
    return shown


def by_class_and_stage(solution: ChainSolution, plan: SolvedPlan) -> dict[str, Array]:
    """Residents at each week's end by `class.stage`."""
    return _added(resident_parts(solution, plan.parameters))


def departed_by_class_and_stage(solution: ChainSolution, plan: SolvedPlan) -> dict[str, Array]:
    """Who left reception since the plan began, at each week's end, by `class.stage` that they left."""
    return _added(departed_parts(solution, plan.parameters))


def _added(parts: Iterable[tuple[str, str, Array]]) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for name, stage, persons in parts:
        key = f"{name}.{stage}"
        found[key] = found.get(key, np.zeros_like(persons)) + persons
    return found


def shortfall_terms(
    found: SolvedPlaces, asking: Mapping[str, Array], gone: Mapping[str, Array] | None = None
) -> Iterator[Term]:
    """All terms, one per limit that has a price; they add up to the first goal.

    Args:
        asking: residents per week by what they are; together all residents of the problem.
        gone: who left by then, by the same: they asked too, and their leaving gives as much back.
    """
    found.solved.back()
    goal = next(goal for goal in found.solved.goals if goal.id == GOAL)
    columns, rows = found.solved.model.duals(goal.costs)
    places = {name: place for place, name in enumerate(found.places.program.row_names)}
    yield from _residents(found, rows, places, asking, gone or {})
    yield from _intake(found, rows, places)
    yield from _stock(found, rows, places)
    yield from _other_rows(found, rows)
    yield from _limits(found, columns)


def _residents(
    found: SolvedPlaces,
    rows: Array,
    places: Mapping[str, int],
    asking: Mapping[str, Array],
    gone: Mapping[str, Array],
) -> Iterator[Term]:
    prices = _row_prices(found, rows, places, "beds-NL")
    for what in [*asking, *(what for what in gone if what not in asking)]:
        left = float(prices @ gone[what]) if what in gone else 0.0
        there = float(prices @ asking[what]) if what in asking else 0.0
        yield Term("residents", what, NATION, there + left)
        yield Term("outflow", what, NATION, -left)


def _row_prices(found: SolvedPlaces, rows: Array, places: Mapping[str, int], family: str) -> Array:
    return np.array([rows[places[f"{family}-{label}"]] for label in found.places.labels])


def _intake(found: SolvedPlaces, rows: Array, places: Mapping[str, int]) -> Iterator[Term]:
    site = found.problem.intake
    prices = _row_prices(found, rows, places, f"intake_cap-{site.region}")
    yield Term("intake_present", "intake", site.region, float(prices @ site.persons))
    yield Term("intake_cap", "intake", site.region, -float(prices.sum() * site.cap))
    prices = _row_prices(found, rows, places, f"intake_present-{site.region}")
    yield Term("intake_beds", "intake", site.region, float(prices @ site.persons))


def _stock(found: SolvedPlaces, rows: Array, places: Mapping[str, int]) -> Iterator[Term]:
    activity = found.solved.model.activity
    beds = _row_prices(found, rows, places, "beds-NL")
    for block in found.problem.blocks:
        family = f"stock-{block.region}.{block.type}"
        prices = _row_prices(found, rows, places, family)
        yield Term("places_now", block.type, NATION, float(prices[0] * block.now))
        yield Term("usable_share", block.type, NATION, -float(beds @ block.usable_beyond()))
        yield Term("announced", block.type, NATION, float(prices @ block.pipeline))
        # What a row is equal to beside that: contracts that end, and closings of accepted plans.
        known = activity[[places[f"{family}-{label}"] for label in found.places.labels]]
        known[0] -= block.now
        yield Term("ended", block.type, NATION, float(prices @ (known - block.pipeline)))
        if block.contract_periods is not None:
            contract = [
                rows[places[f"contract-{block.region}.{block.type}-{found.places.labels[week]}"]]
                for week in range(0, found.problem.weeks.count, found.problem.period_weeks)
            ]
            credit = free_orders(found.problem, block) + (0.0 if block.credit is None else block.credit)
            yield Term("contract", block.type, NATION, float(np.array(contract) @ credit))


KNOWN_ROWS = ("beds", "intake_cap", "intake_present", "stock", "contract")


def _other_rows(found: SolvedPlaces, rows: Array) -> Iterator[Term]:
    """Rows of any other family that has a price at this goal, by its name."""
    activity = found.solved.model.activity
    for place in np.flatnonzero(np.abs(rows) > DUAL_TOLERANCE):
        family, where = found.places.program.row_names[place].split("-")[:2]
        if family not in KNOWN_ROWS:
            yield Term(family, "", where, float(rows[place] * activity[place]))


def _limits(found: SolvedPlaces, columns: Array) -> Iterator[Term]:
    """Bounds of columns with a price: openings, renewals, ceilings, who can be placed elsewhere."""
    values = found.solved.model.values
    for place in np.flatnonzero(columns != 0):
        term = float(columns[place] * values[place])
        if term:
            family, where = found.places.program.column_names[place].split("-")[:2]
            region, _, kind = where.partition(".")
            yield Term(family, kind, region, term)
