"""The cheapest repair of a plan that breaks duties: what, where, from which week, EUR, and what it mends.

Limits that a planner can move against money are lifted one kind at a time: emergency places beyond what
a province may open, people placed elsewhere from the intake site, hands of the pool behind a duty. What
the plan decided stays; the goals in order then say how little more is enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from capacity.domain.pins import Pin
from capacity.plan.chain_duties import over_term
from capacity.plan.chain_solution import ChainSolution, read_solution
from capacity.plan.explain.prices import unit_hours
from capacity.plan.explain.solved import SolvedPlaces, SolvedPlan, with_limits
from capacity.plan.network import Array, Pool, Station
from capacity.plan.program import Arrays
from capacity.plan.solver import SolveError, StoppedError

LATE_TOLERANCE = 0.5
"""Fewer persons late than this count as nobody, as on every page."""
PLACE_TOLERANCE = 1e-6
DECIMALS = 6
NATION = "NL"
EXTRA_TYPE = "emergency"
HOURLY_POOLS = ("kmar", "ind_ova", "eurodac_devices")


@dataclass(frozen=True)
class Mended:
    """Person-weeks late of a duty in the weeks shown; `holds_from`: the first week from which it holds on."""

    duty: str
    before: float
    after: float
    holds_from: int | None


@dataclass(frozen=True)
class Repair:
    """One thing to do.

    Args:
        lever: `emergency`, `outplacement` or the id of a pool.
        week: from which it is there; `decide_by` the last week to decide on it.
        units: places, persons a week, or units of the pool in every week.
        eur: over the weeks solved; NaN where no price is known.
        elsewhere: regions in which the same costs at most a hundredth more.
    """

    lever: str
    region: str
    week: int
    decide_by: int
    units: float
    eur: float
    mends: tuple[Mended, ...]
    elsewhere: tuple[str, ...] = ()
    pins: tuple[Pin, ...] = ()


def repairs(plan: SolvedPlan) -> list[Repair]:
    """Repairs of beds and the intake site, then of each duty of the chain by rank; empty when all hold."""
    return [*_places_repairs(plan), *_chain_repairs(plan)]


def _places_repairs(plan: SolvedPlan) -> list[Repair]:
    """Placing people elsewhere from the intake site when that is enough, else emergency places too."""
    found = plan.places
    before = _short(found, found.solved.answer.values)
    if not any(late.sum() > LATE_TOLERANCE for late in before.values()):
        return []
    lead = round(plan.parameters.number("lead_weeks_emergency"))
    after, values = before, found.solved.answer.values
    for with_places in (False, True):
        values = found.solved.again(_lifted(found, lead, with_places)).values
        after = _short(found, values)
        if all(late.sum() <= LATE_TOLERANCE for late in after.values()):
            break
    mends = tuple(
        _mended(duty, before[duty], after[duty])
        for duty in before
        if before[duty].sum() - after[duty].sum() > LATE_TOLERANCE
    )
    return _places_steps(plan, values, lead, mends) if mends else []


def _places_steps(plan: SolvedPlan, values: Array, lead: int, mends: tuple[Mended, ...]) -> list[Repair]:
    found = plan.places
    eur = _money(found, values) - _money(found, found.solved.answer.values)
    openings = list(_extra_openings(found, values))
    outplaced = _extra_outplaced(found, values)
    total = sum(places for _, _, places in openings)
    steps = [
        _opening(plan, region, week, places, eur * places / total, lead, mends)
        for region, week, places in openings
    ]
    if outplaced.max(initial=0.0) > LATE_TOLERANCE:
        week = int(np.flatnonzero(outplaced > LATE_TOLERANCE)[0])
        site, most = found.problem.intake.region, float(np.ceil(outplaced.max()))
        steps.append(Repair("outplacement", site, week, week, most, 0.0 if openings else eur, mends))
    return steps


def _lifted(found: SolvedPlaces, lead: int, with_places: bool) -> Arrays:
    """Numbers in which all decided so far stays decided and more may be done.

    Args:
        lead: weeks before the first emergency place that is ordered now.
        with_places: whether emergency places may open beyond every limit.
    """
    arrays, values = found.solved.first, found.solved.answer.values
    low, high = arrays.column_low.copy(), arrays.column_high.copy()
    for block, columns in zip(found.problem.blocks, found.places.blocks, strict=True):
        for column in (*columns.opened, *columns.renewed):
            low[column.index] = min(high[column.index], max(0.0, float(values[column.index])))
        for column in columns.closed:
            high[column.index] = max(0.0, float(values[column.index]))
        if block.type != EXTRA_TYPE or not with_places:
            continue
        for period, column in enumerate(columns.opened):
            if period * found.problem.period_weeks >= lead:
                high[column.index] = np.inf
        high[[column.index for column in columns.available]] = np.inf
    high[[column.index for column in found.places.outplaced]] = np.inf
    return replace(arrays, column_low=low, column_high=high)


def _short(found: SolvedPlaces, values: Array) -> dict[str, Array]:
    """Persons per week shown without a bed and above the cap of the intake site."""
    shown = found.problem.weeks.shown
    columns = {"beds": found.places.without_bed, "intake_cap": found.places.over_cap}
    return {
        duty: np.maximum(0.0, np.array([values[column.index] for column in part[:shown]]))
        for duty, part in columns.items()
    }


def _money(found: SolvedPlaces, values: Array) -> float:
    goal = next(goal for goal in found.solved.goals if goal.id == "money")
    return float(goal.costs @ values)


def _mended(duty: str, before: Array, after: Array) -> Mended:
    late = np.flatnonzero(after > LATE_TOLERANCE)
    holds = 0 if not late.size else int(late[-1]) + 1
    return Mended(duty, float(before.sum()), float(after.sum()), holds if holds < after.size else None)


def _extra_openings(found: SolvedPlaces, values: Array) -> Iterator[tuple[str, int, float]]:
    """Region, week and whole places beyond what the plan opens, by week."""
    weeks = range(0, found.problem.weeks.shown, found.problem.period_weeks)
    for period, week in enumerate(weeks):
        for block, columns in zip(found.problem.blocks, found.places.blocks, strict=True):
            place = columns.opened[period].index
            more = float(values[place] - found.solved.answer.values[place])
            if block.type == EXTRA_TYPE and more > PLACE_TOLERANCE:
                yield block.region, week, float(np.ceil(more - PLACE_TOLERANCE))


def _extra_outplaced(found: SolvedPlaces, values: Array) -> Array:
    columns = [column.index for column in found.places.outplaced[: found.problem.weeks.shown]]
    return np.maximum(0.0, values[columns] - found.problem.intake.outplacement_limit)


def _opening(
    plan: SolvedPlan, region: str, week: int, places: float, eur: float, lead: int, mends: tuple[Mended, ...]
) -> Repair:
    """Every province pays the same for an emergency place, so each could take them at this cost."""
    found = plan.places
    price = {
        block.region: block.eur_per_place_week for block in found.problem.blocks if block.type == EXTRA_TYPE
    }
    near = (1 + plan.parameters.number("repair_alternative_share")) * price[region]
    elsewhere = tuple(other for other in price if other != region and price[other] <= near)
    monday = found.problem.weeks.monday(week).isoformat()
    block, columns = next(
        (block, columns)
        for block, columns in zip(found.problem.blocks, found.places.blocks, strict=True)
        if (block.region, block.type) == (region, EXTRA_TYPE)
    )
    place = columns.opened[week // found.problem.period_weeks].index
    known = float(np.ceil(found.solved.answer.values[place] - PLACE_TOLERANCE)) + float(block.pipeline[week])
    pin = Pin("places", (monday, region, EXTRA_TYPE), "opened", known + places)
    return Repair(EXTRA_TYPE, region, week, max(0, week - lead), places, eur, mends, elsewhere, (pin,))


def _chain_repairs(plan: SolvedPlan) -> list[Repair]:
    network = plan.chain.chain.network
    found: list[Repair] = []
    for station in sorted(network.stations, key=lambda station: station.rank):
        late = late_of(plan.chain.solution, station)
        if station.rank and late.max(initial=0.0) > LATE_TOLERANCE:
            pool = next(pool for pool in network.pools if pool.id == station.pool)
            repair = _more_hands(plan, station, pool)
            if repair is not None:
                found.append(repair)
    return found


def late_of(solution: ChainSolution, station: Station) -> Array:
    """Persons late per week shown: over term at the week's end, or left unfinished."""
    weeks = solution.stations[station.key]
    return np.maximum(over_term(solution, station), weeks.unfinished)[: solution.network.weeks.shown]


def _more_hands(plan: SolvedPlan, station: Station, pool: Pool) -> Repair | None:
    """The fewest units more of the pool, in every week from which hands can come, that mend the duty.

    Mended is a duty that holds in the last week shown. None where it holds there anyhow, or where even
    twice the pool does not mend it.
    """
    first = round(plan.parameters.number("fte_start_week"))
    before = late_of(plan.chain.solution, station)
    if first >= before.size or before[-1] <= LATE_TOLERANCE:
        return None
    most = float(np.ceil(pool.hours.max() / unit_hours(pool)))
    after = _late_with(plan, station, pool, first, most)
    if after is None or after[-1] > LATE_TOLERANCE:
        return None
    fewest = 0.0
    while most - fewest > 1:
        middle = float(np.floor((most + fewest) / 2))
        tried = _late_with(plan, station, pool, first, middle)
        if tried is not None and tried[-1] <= LATE_TOLERANCE:
            most, after = middle, tried
        else:
            fewest = middle
    eur = most * (before.size - first) * _eur_per_unit_week(plan, pool)
    mended = (_mended(station.duty, before, after),)
    return Repair(pool.id, NATION, first, 0, most, eur, mended, (), _hires(plan, pool, first, most))


def _hires(plan: SolvedPlan, pool: Pool, first: int, units: float) -> tuple[Pin, ...]:
    """Persons hired as pins; none where nobody can be hired."""
    weeks = plan.given.weeks
    return tuple(
        Pin(
            "pools",
            (weeks.monday(week).isoformat(), pool.id, pool.site),
            "hired",
            float(pool.hired[week]) + units * pool.unit_hours / pool.hours_per_hire,
        )
        for week in range(first, weeks.shown)
        if pool.hours_per_hire
    )


def _late_with(plan: SolvedPlan, station: Station, pool: Pool, first: int, units: float) -> Array | None:
    chain = plan.chain.chain
    rows = {name: row for row, name in enumerate(chain.program.row_names)}
    shift = {
        rows[f"hours-{pool.id}-{label}"]: unit_hours(pool)
        for week, label in enumerate(chain.week_labels)
        if week >= first
    }
    try:
        answer = plan.chain.solved.again(with_limits(plan.chain.solved.first, shift, {}, units))
    except StoppedError:
        raise
    except SolveError:
        return None
    return late_of(read_solution(chain, answer.values), station)


def _eur_per_unit_week(plan: SolvedPlan, pool: Pool) -> float:
    """What a unit costs at the yearly cost of one more FTE, or an hour of overtime; else unknown."""
    number = plan.parameters.number
    if pool.hours_per_hire:
        return number("ind_fte_cost") / number("weeks_per_year") * pool.unit_hours / pool.hours_per_hire
    return number("overtime_price") if pool.id in HOURLY_POOLS else float("nan")


REPAIR_COLUMNS = (
    "step",
    "lever",
    "region",
    "week",
    "decide_by",
    "units",
    "eur",
    "duty",
    "before",
    "after",
    "holds_from",
    "elsewhere",
)


def repairs_table(plan: SolvedPlan) -> pd.DataFrame:
    """REPAIR_COLUMNS, one row per step and duty that it mends, in order; weeks as ISO dates of Mondays.

    `before` and `after` are person-weeks late in the weeks shown; `holds_from` is empty where the duty
    still breaks at the end; `elsewhere` names provinces that cost the same, parted by blanks.
    """
    weeks = plan.given.weeks
    rows = [
        (
            step,
            repair.lever,
            repair.region,
            weeks.monday(repair.week).isoformat(),
            weeks.monday(repair.decide_by).isoformat(),
            repair.units,
            repair.eur,
            late.duty,
            round(late.before, DECIMALS),
            round(late.after, DECIMALS),
            "" if late.holds_from is None else weeks.monday(late.holds_from).isoformat(),
            " ".join(repair.elsewhere),
        )
        for step, repair in enumerate(repairs(plan), start=1)
        for late in repair.mends
    ]
    table = pd.DataFrame(rows, columns=list(REPAIR_COLUMNS))
    return table.astype(dict.fromkeys(("units", "eur", "before", "after"), float) | {"step": int})
