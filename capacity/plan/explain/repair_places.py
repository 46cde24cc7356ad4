"""Repairs of beds, the intake site and the spreading law: places beyond every limit, people placed elsewhere.

All that the plan decided stays decided; the goals in order then say how little more is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from capacity.domain.pins import Pin
from capacity.plan.explain.repair_parts import (
    LATE_TOLERANCE,
    TASK,
    Late,
    Repair,
    Step,
    eur_in_places,
    late_in_places,
    mended,
)
from capacity.plan.explain.solved import SolvedPlaces, SolvedPlan
from capacity.plan.network.parts import Array
from capacity.plan.places.columns import BlockColumns
from capacity.plan.places.problem import Block
from capacity.plan.places.task import lasting_renewals
from capacity.plan.solver.program import Arrays

PLACE_TOLERANCE = 1e-6
EUR_TOLERANCE = 1.0
EXTRA_TYPES = ("emergency", "crisis")
LASTING_TYPE = "regular"
OUTPLACEMENT = "outplacement"


def beds_repairs(plan: SolvedPlan) -> list[Repair]:
    """Ways to mend beds and the intake site: placing people elsewhere when that is enough, else places too.

    With places each type that can be ordered beyond the limits makes a way of its own.
    """
    found = plan.places
    before = late_in_places(found, found.solved.answer.values)
    if not any(late.sum() > LATE_TOLERANCE for late in before.values()):
        return []
    types = [kind for kind in EXTRA_TYPES if any(block.type == kind for block in found.problem.blocks)]
    ways = []
    for kind in ("", *types):
        way, is_enough = _with_places(plan, before, kind)
        if way is not None:
            ways.append(way)
        if not kind and is_enough:
            break
    best = max((_reach(way) for way in ways), default=(0, 0))
    return [way for way in ways if _reach(way) == best]


def _reach(way: Repair) -> tuple[int, int]:
    """How many duties a way mends for good, and how many it eases at all."""
    return sum(late.holds_from is not None for late in way.mends), len(way.mends)


def _with_places(plan: SolvedPlan, before: Late, kind: str) -> tuple[Repair | None, bool]:
    """The repair with places of a type, and whether nothing is short after it; None where it mends nothing.

    Args:
        kind: type of places; empty: people are placed elsewhere from the intake site, and that is all.
    """
    found = plan.places
    lead = round(plan.parameters.number(f"lead_weeks_{kind}")) if kind else 0
    values = _with_fewest_elsewhere(found, _lifted(found, lead, kind))
    after = late_in_places(found, values)
    mends = [
        mended(duty, late, after[duty])
        for duty, late in before.items()
        if late.sum() - after[duty].sum() > LATE_TOLERANCE
    ]
    is_enough = all(late.sum() <= LATE_TOLERANCE for late in after.values())
    if not mends:
        return None, is_enough
    mends.sort(key=lambda late: late.holds_from is None)
    openings = list(_extra_openings(found, values, kind))
    steps = (*_openings(plan, openings, values, lead, kind), *_elsewhere(plan, values))
    same = _same_price(plan, kind, openings[0][0].region) if openings else ()
    return Repair(steps, tuple(mends), same), is_enough


def _openings(
    plan: SolvedPlan, openings: Sequence[tuple[Block, int, float]], values: Array, lead: int, kind: str
) -> Iterator[Step]:
    """Every order with its part of the extra cost: places times the weeks that they stand."""
    found = plan.places
    eur = eur_in_places(found, values) - eur_in_places(found, found.solved.answer.values)
    shown = found.problem.weeks.shown
    stand = sum(places * (shown - week) * block.eur_per_place_week for block, week, places in openings)
    for block, week, places in openings:
        part = places * (shown - week) * block.eur_per_place_week / stand
        pin = Pin("places", _cell(plan, block, week), "opened", _known(plan, block, week) + places)
        yield Step(kind, block.region, week, max(0, week - lead), places, eur * part, (pin,))


def _cell(plan: SolvedPlan, block: Block, week: int) -> tuple[str, str, str]:
    return plan.places.problem.weeks.monday(week).isoformat(), block.region, block.type


def _known(plan: SolvedPlan, block: Block, week: int) -> float:
    """Whole places that the plan opens in a week, announced ones among them."""
    found = plan.places
    column = _columns(found, block).opened[week // found.problem.period_weeks].index
    decided = float(found.solved.answer.values[column])
    return float(np.ceil(decided - PLACE_TOLERANCE)) + float(block.pipeline[week])


def _columns(found: SolvedPlaces, block: Block) -> BlockColumns:
    return found.places.blocks[found.problem.blocks.index(block)]


def _elsewhere(plan: SolvedPlan, values: Array) -> Iterator[Step]:
    """People placed elsewhere from the intake site beyond the limit."""
    more, intake = _more_elsewhere(plan.places, values), plan.places.problem.intake
    if more.max(initial=0.0) > LATE_TOLERANCE:
        week = int(np.flatnonzero(more > LATE_TOLERANCE)[0])
        yield Step(OUTPLACEMENT, intake.region, week, week, _whole(more), 0.0)


def _more_elsewhere(found: SolvedPlaces, values: Array) -> Array:
    """Persons placed elsewhere from the intake site beyond the limit, per week shown."""
    columns = [column.index for column in found.places.outplaced[: found.problem.weeks.shown]]
    return np.maximum(0.0, values[columns] - found.problem.intake.outplacement_limit)


def _whole(more: Array) -> float:
    return float(np.ceil(more.max(initial=0.0) - PLACE_TOLERANCE))


def _with_fewest_elsewhere(found: SolvedPlaces, lifted: Arrays) -> Array:
    """The columns with the fewest a week placed elsewhere beyond the limit that mend as much as no limit.

    The goals count who is without a bed, not how many move in one week, so the fewest are found by halving.
    """
    best = found.solved.again(lifted).values
    late, eur = _late(found, best), eur_in_places(found, best)
    too_few, enough = -1.0, _whole(_more_elsewhere(found, best))
    columns = [column.index for column in found.places.outplaced]
    while enough - too_few > 1:
        middle = float(np.floor((too_few + enough) / 2))
        high = lifted.column_high.copy()
        high[columns] = found.problem.intake.outplacement_limit + middle
        values = found.solved.again(replace(lifted, column_high=high)).values
        if _late(found, values) > late + LATE_TOLERANCE or eur_in_places(found, values) > eur + EUR_TOLERANCE:
            too_few = middle
        else:
            enough, best = middle, values
    return best


def _late(found: SolvedPlaces, values: Array) -> float:
    """Person-weeks without a bed or above the cap of the intake site."""
    return float(sum(late.sum() for late in late_in_places(found, values).values()))


def _decided(found: SolvedPlaces) -> Arrays:
    """The numbers in which every decision of the plan stays; more may be opened within the limits."""
    arrays, values = found.solved.first, found.solved.answer.values
    low, high = arrays.column_low.copy(), arrays.column_high.copy()
    for columns in found.places.blocks:
        for column in (*columns.opened, *columns.renewed):
            low[column.index] = min(high[column.index], max(0.0, float(values[column.index])))
        for column in columns.closed:
            high[column.index] = max(0.0, float(values[column.index]))
    return replace(arrays, column_low=low, column_high=high)


def _lifted(found: SolvedPlaces, lead: int, kind: str) -> Arrays:
    """All decided stays decided; places of a type may open beyond every limit after their lead time."""
    arrays = _decided(found)
    high = arrays.column_high
    for block, columns in zip(found.problem.blocks, found.places.blocks, strict=True):
        if block.type != kind:
            continue
        for period, column in enumerate(columns.opened):
            if period * found.problem.period_weeks >= lead:
                high[column.index] = np.inf
        high[[column.index for column in columns.available]] = np.inf
    high[[column.index for column in found.places.outplaced]] = np.inf
    return arrays


def _extra_openings(found: SolvedPlaces, values: Array, kind: str) -> Iterator[tuple[Block, int, float]]:
    """Block, week and whole places beyond what the plan opens, by week."""
    weeks = range(0, found.problem.weeks.shown, found.problem.period_weeks)
    for period, week in enumerate(weeks):
        for block, columns in zip(found.problem.blocks, found.places.blocks, strict=True):
            place = columns.opened[period].index
            more = float(values[place] - found.solved.answer.values[place])
            if block.type == kind and more > PLACE_TOLERANCE:
                yield block, week, float(np.ceil(more - PLACE_TOLERANCE))


def _same_price(plan: SolvedPlan, kind: str, region: str) -> tuple[str, ...]:
    """Other provinces in which a place of the type costs at most a hundredth more: each could take them."""
    price = {
        block.region: block.eur_per_place_week for block in plan.places.problem.blocks if block.type == kind
    }
    near = (1 + plan.parameters.number("repair_alternative_share")) * price[region]
    return tuple(other for other in price if other != region and price[other] <= near)


def task_repairs(plan: SolvedPlan) -> list[Repair]:
    """Lasting places in every province that is short of its task, from the first week they can be there."""
    found, lead = plan.places, round(plan.parameters.number("lead_weeks_regular"))
    problem = found.problem
    week = -(-lead // problem.period_weeks) * problem.period_weeks
    if problem.task_week is None or week >= problem.weeks.shown:
        return []
    gaps = task_gaps(found, found.solved.answer.values)
    wanted = {region: float(np.ceil(gap[week:].max() - PLACE_TOLERANCE)) for region, gap in gaps.items()}
    blocks = [block for block in problem.blocks if block.type == LASTING_TYPE and wanted[block.region] > 0]
    if not blocks:
        return []
    values = found.solved.again(_with_lasting(found, blocks, wanted, week)).values
    after = task_gaps(found, values)
    mends = mended(TASK, np.sum(list(gaps.values()), axis=0), np.sum(list(after.values()), axis=0))
    openings = [(block, week, wanted[block.region]) for block in blocks]
    return [Repair(tuple(_openings(plan, openings, values, lead, LASTING_TYPE)), (mends,))]


def _with_lasting(
    found: SolvedPlaces, blocks: Sequence[Block], wanted: dict[str, float], week: int
) -> Arrays:
    """All decided stays decided, and so many lasting places more open in a week."""
    arrays = _decided(found)
    for block in blocks:
        columns = _columns(found, block)
        opened = columns.opened[week // found.problem.period_weeks].index
        arrays.column_low[opened] += wanted[block.region]
        arrays.column_high[opened] = np.inf
        arrays.column_high[[column.index for column in columns.available]] = np.inf
    return arrays


def task_gaps(found: SolvedPlaces, values: Array) -> dict[str, Array]:
    """Places missing of the task of each province per week shown, from the legal date on."""
    problem, gaps = found.problem, {}
    for block, columns in zip(problem.blocks, found.places.blocks, strict=True):
        if block.type == LASTING_TYPE and problem.task_week is not None:
            gap = np.zeros(problem.weeks.shown)
            unlasting = problem.not_lasting(block)
            for week in range(problem.task_week, problem.weeks.shown):
                renewed = lasting_renewals(found.places, block.region, week)
                lasting = values[columns.available[week].index] - unlasting[week]
                lasting += sum(share * values[column.index] for column, share in renewed.items())
                gap[week] = max(0.0, problem.task[block.region] - lasting)
            gaps[block.region] = gap
    return gaps
