"""The places program: what to open, renew and close in each region and type, so that residents have beds.

Residents are pooled over the country: no class is tied to a region or type. Decisions are made per
period and take effect in its first week; renewals follow the contracts that end within the period.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from capacity.plan.budget import weeks_by_year
from capacity.plan.network import Array
from capacity.plan.places_problem import Block, PlacesProblem
from capacity.plan.program import (
    EQUAL,
    INFINITY,
    LESS,
    MORE,
    Builder,
    Column,
    Program,
    undisturbed,
    week_labels,
)
from capacity.plan.solver import Goal


@dataclass
class BlockColumns:
    """Columns of one block: decisions per period, places per week.

    `lots` are renewals of single contracts, by place in the block's lots; `held` are closings that are
    pinned.
    """

    opened: list[Column] = field(default_factory=list)
    renewed: list[Column] = field(default_factory=list)
    closed: list[Column] = field(default_factory=list)
    available: list[Column] = field(default_factory=list)
    held: dict[int, Column] = field(default_factory=dict)
    lots: dict[int, Column] = field(default_factory=dict)


@dataclass
class PlacesProgram:
    """The program, and where each quantity stands in it."""

    problem: PlacesProblem
    program: Builder
    blocks: list[BlockColumns]
    without_bed: list[Column]
    over_cap: list[Column]
    outplaced: list[Column]
    at_intake: list[Column]
    task_gap: list[Column]
    fixed: Column
    labels: list[str]
    over_ceiling: list[Column] = field(default_factory=list)
    buffer_short: list[Column] = field(default_factory=list)
    widest_gap: list[Column] = field(default_factory=list)


def build_places(problem: PlacesProblem, program: Builder | None = None) -> PlacesProgram:
    """Builds the program: blocks, then the intake site, beds and the task.

    Args:
        program: what takes the columns and rows; a new PuLP program if none is given.
    """
    program = program or Program("places")
    fixed = program.column(f"fixed-{problem.intake.region}.intake", 1.0, 1.0)
    places = PlacesProgram(problem, program, [], [], [], [], [], [], fixed, week_labels(problem.weeks))
    with undisturbed():
        for block in problem.blocks:
            places.blocks.append(_declare(places, block))
        for block, columns in zip(problem.blocks, places.blocks, strict=True):
            _available(places, block, columns)
            _renewals(places, block, columns)
            _closing(places, block, columns)
        _intake(places)
        _beds(places)
        _task(places)
        _ceiling(places)
        _buffer(places)
        _fair(places)
    return places


def _name(places: PlacesProgram, family: str, where: str, week: int) -> str:
    return f"{family}-{where}-{places.labels[week]}"


def _where(block: Block) -> str:
    return f"{block.region}.{block.type}"


def expiring_by_period(problem: PlacesProblem, block: Block) -> Array:
    """Contracts that end in each decision period."""
    return by_period(problem, block.expiring)


def by_period(problem: PlacesProblem, weekly: Array) -> Array:
    """Sums per decision period."""
    padded = np.zeros(problem.periods * problem.period_weeks)
    padded[: weekly.size] = weekly
    sums: Array = padded.reshape(problem.periods, problem.period_weeks).sum(axis=1)
    return sums


def renewal_limits(problem: PlacesProblem, block: Block) -> tuple[Array, Array]:
    """Fewest and most renewals per period: the planner's choice, all that may be, or none.

    What an accepted plan renewed stays renewed.
    """
    ending = expiring_by_period(problem, block)
    most = block.renewable_share * ending
    if block.lots:
        most = by_period(problem, block.renewable())
    nothing = np.zeros_like(most)
    low, high = {"plan": (nothing, most), "all": (most, most), "none": (nothing, nothing)}[block.renewal]
    if block.renewed is None:
        return low, high
    kept = np.minimum(by_period(problem, block.renewed), ending)
    return np.maximum(low, kept), np.maximum(high, kept)


def _declare(places: PlacesProgram, block: Block) -> BlockColumns:
    program, problem, columns = places.program, places.problem, BlockColumns()
    fewest_renewed, most_renewed = renewal_limits(problem, block)
    for period in range(problem.periods):
        week = period * problem.period_weeks
        name = _where(block)
        columns.opened.append(
            program.column(_name(places, "opened", name, week), 0.0, float(block.open_limit[period]))
        )
        columns.renewed.append(
            program.column(
                _name(places, "renewed", name, week),
                float(fewest_renewed[period]),
                float(most_renewed[period]),
            )
        )
        if block.contract_periods is not None:
            most_closed = 0.0 if week in block.held_closing else INFINITY
            columns.closed.append(program.column(_name(places, "closed", name, week), 0.0, most_closed))
    highest = np.maximum(block.ceiling, block.most_kept)
    for week in range(problem.weeks.count):
        high = float(highest[week])
        columns.available.append(program.column(_name(places, "available", _where(block), week), 0.0, high))
    for place, lot in enumerate(block.lots):
        if lot.end is not None and lot.ends:
            least = lot.least if block.renewal != "all" else lot.renewable
            name = _name(places, "renewed", f"{_where(block)}.{lot.block}", lot.end)
            columns.lots[place] = program.column(name, least, lot.renewable)
    for week, most in block.held_closing.items():
        columns.held[week] = program.column(_name(places, "closed_pinned", _where(block), week), 0.0, most)
    return columns


def _available(places: PlacesProgram, block: Block, columns: BlockColumns) -> None:
    """available(t) = available(t-1) + announced - ended + opened + renewed - closed."""
    problem = places.problem
    ending = expiring_by_period(problem, block)
    for week in range(problem.weeks.count):
        period = week // problem.period_weeks
        row: dict[Column, float] = {columns.available[week]: 1.0}
        known = float(block.pipeline[week] - block.expiring[week] - block.closings[week])
        if week:
            row[columns.available[week - 1]] = -1.0
        else:
            known += block.now
        if block.expiring[week] and not block.lots:
            row[columns.renewed[period]] = -float(block.expiring[week] / ending[period])
        if week % problem.period_weeks == 0:
            row[columns.opened[period]] = -1.0
            if columns.closed:
                row[columns.closed[period]] = 1.0
        if week in columns.held:
            row[columns.held[week]] = 1.0
        for place, column in columns.lots.items():
            if week == block.lots[place].end:
                row[column] = -1.0
            elif week == block.lots[place].ends_again:
                row[column] = 1.0
        places.program.row(_name(places, "stock", _where(block), week), row, EQUAL, known)


def _renewals(places: PlacesProgram, block: Block, columns: BlockColumns) -> None:
    """Renewals of a period are those of the single contracts that end in it."""
    problem = places.problem
    if not block.lots:
        return
    for period in range(problem.periods):
        row: dict[Column, float] = {columns.renewed[period]: 1.0}
        for place, column in columns.lots.items():
            end = block.lots[place].end
            if end is not None and end // problem.period_weeks == period:
                row[column] = -1.0
        week = period * problem.period_weeks
        places.program.row(_name(places, "renewals", _where(block), week), row, EQUAL, 0.0)


def _renewed_terms(block: Block, columns: BlockColumns, week: int, what: str) -> dict[Column, float]:
    """What lots that are renewed have beyond the block's own usable share (or price), in a week."""
    found: dict[Column, float] = {}
    for place, column in columns.lots.items():
        lot = block.lots[place]
        if lot.end is not None and lot.end <= week < lot.ends_again:
            found[column] = float(getattr(lot, what) - getattr(block, what))
    return found


def _closing(places: PlacesProgram, block: Block, columns: BlockColumns) -> None:
    """Only places opened, renewed or ordered a minimum contract ago may close before the plan's end."""
    if block.contract_periods is None:
        return
    ordered = free_orders(places.problem, block)
    for period in range(len(columns.closed)):
        row = dict.fromkeys(columns.closed[: period + 1], 1.0)
        for earlier in range(period - block.contract_periods + 1):
            row[columns.opened[earlier]] = -1.0
            if not block.lots:
                row[columns.renewed[earlier]] = -1.0
        week = period * places.problem.period_weeks
        credit = 0.0 if block.credit is None else float(block.credit[period])
        free = credit + float(ordered[period])
        places.program.row(_name(places, "contract", _where(block), week), row, LESS, free)


def free_orders(problem: PlacesProblem, block: Block) -> Array:
    """Ordered places per period whose minimum contract is over, cumulative."""
    free = np.zeros(problem.periods)
    if block.ordered is not None and block.contract_periods is not None:
        total = np.cumsum(by_period(problem, block.ordered))
        later = min(block.contract_periods + 1, problem.periods)
        free[later:] = total[: problem.periods - later]
    return free


def _intake(places: PlacesProgram) -> None:
    """Persons at the intake site: who came in the last weeks of stay, less who was placed elsewhere."""
    program, intake = places.program, places.problem.intake
    whole = int(np.floor(intake.stay_weeks))
    part = intake.stay_weeks - whole
    usable = intake.places * intake.usable_share
    for week in range(places.problem.weeks.count):
        places.outplaced.append(
            program.column(_name(places, "outplaced", intake.region, week), 0.0, intake.outplacement_limit)
        )
        places.over_cap.append(program.column(_name(places, "over_cap", intake.region, week)))
        places.at_intake.append(program.column(_name(places, "at_intake", intake.region, week), 0.0, usable))
        away = dict.fromkeys(places.outplaced[max(0, week - whole + 1) : week + 1], 1.0)
        if week >= whole and part:
            away[places.outplaced[week - whole]] = part
        present = float(intake.persons[week])
        row = {**away, places.over_cap[week]: 1.0}
        program.row(_name(places, "intake_cap", intake.region, week), row, MORE, present - intake.cap)
        program.row(
            _name(places, "intake_present", intake.region, week),
            {**away, places.at_intake[week]: 1.0},
            LESS,
            present,
        )


def _beds(places: PlacesProgram) -> None:
    """Usable places of all regions and types hold the residents; the rest is without a bed."""
    residents, known = places.problem.total_residents(), places.problem.usable_known()
    for week in range(places.problem.weeks.count):
        short = places.program.column(_name(places, "without_bed", "NL", week))
        row = {**_usable(places, week), places.at_intake[week]: 1.0, short: 1.0}
        needed = float(residents[week] - known[week])
        places.program.row(_name(places, "beds", "NL", week), row, MORE, needed)
        places.without_bed.append(short)


def _usable(places: PlacesProgram, week: int) -> dict[Column, float]:
    """Usable places of a week in all blocks, beside those that are known."""
    row: dict[Column, float] = {}
    for block, columns in zip(places.problem.blocks, places.blocks, strict=True):
        row[columns.available[week]] = block.usable_share
        row |= _renewed_terms(block, columns, week, "usable_share")
    return row


def _money(places: PlacesProgram, weeks: Iterable[int]) -> dict[Column, float]:
    """EUR of all blocks in some weeks; what no decision changes stands on the fixed column."""
    weeks = list(weeks)
    row: dict[Column, float] = {places.fixed: 0.0}
    for block, columns in zip(places.problem.blocks, places.blocks, strict=True):
        for week in weeks:
            row[columns.available[week]] = block.eur_per_place_week
        if block.lots:
            row[places.fixed] += float(block.eur_beyond()[weeks].sum())
        for place, column in columns.lots.items():
            lot = block.lots[place]
            kept = float(lot.renewed(places.problem.weeks.count)[weeks].sum())
            row[column] = (lot.eur_per_place_week - block.eur_per_place_week) * kept
    intake = places.problem.intake
    row[places.fixed] += intake.places * intake.eur_per_place_week * len(weeks)
    return row


def _ceiling(places: PlacesProgram) -> None:
    """Money of the places in the weeks shown of each year against the ceiling; what goes above is named."""
    problem = places.problem
    for year, shown in weeks_by_year(problem.weeks).items():
        if year not in problem.ceilings:
            continue
        over = places.program.column(f"over_ceiling-NL-{year}")
        row = _money(places, shown)
        fixed = row.pop(places.fixed)
        row[over] = -1.0
        places.program.row(f"ceiling-NL-{year}", row, LESS, problem.ceilings[year] - fixed)
        places.over_ceiling.append(over)


def _buffer(places: PlacesProgram) -> None:
    """Usable places above the residents by the buffer's share; what is missing is named."""
    problem = places.problem
    if not problem.buffer_share:
        return
    residents, known = problem.total_residents(), problem.usable_known()
    for week in range(problem.weeks.count):
        short = places.program.column(_name(places, "buffer_short", "NL", week))
        row = {**_usable(places, week), places.at_intake[week]: 1.0, short: 1.0}
        wanted = float(residents[week]) * (1 + problem.buffer_share) - float(known[week])
        places.program.row(_name(places, "buffer", "NL", week), row, MORE, wanted)
        places.buffer_short.append(short)


def _task(places: PlacesProgram) -> None:
    """Lasting places of a province at the legal date against its task; the gap is named."""
    week = places.problem.task_week
    if week is None:
        return
    for block, columns in zip(places.problem.blocks, places.blocks, strict=True):
        if block.type == "regular":
            gap = places.program.column(_name(places, "task_gap", block.region, week))
            row = {columns.available[week]: 1.0, gap: 1.0, **_lasting_renewals(places, block.region, week)}
            asked = places.problem.task[block.region] + places.problem.not_lasting(block)[week]
            places.program.row(_name(places, "task", block.region, week), row, MORE, asked)
            places.task_gap.append(gap)


def _fair(places: PlacesProgram) -> None:
    """No region's gap in the last week shown is a larger share of its task than the widest one."""
    problem = places.problem
    if not problem.fair:
        return
    week = problem.weeks.shown - 1
    widest = places.program.column(_name(places, "widest_gap", "NL", week))
    for block, columns in zip(problem.blocks, places.blocks, strict=True):
        if block.type == "regular":
            task = problem.task[block.region]
            row = {
                columns.available[week]: 1.0,
                widest: task,
                **_lasting_renewals(places, block.region, week),
            }
            asked = task + problem.not_lasting(block)[week]
            places.program.row(_name(places, "fair", block.region, week), row, MORE, float(asked))
    places.widest_gap.append(widest)


def _lasting_renewals(places: PlacesProgram, region: str, week: int) -> dict[Column, float]:
    """Renewed lots that count otherwise than their type: regular that do not last, others that do."""
    found: dict[Column, float] = {}
    for block, columns in zip(places.problem.blocks, places.blocks, strict=True):
        for place, column in columns.lots.items():
            lot = block.lots[place]
            kept = lot.end is not None and lot.end <= week < lot.ends_again
            if block.region == region and kept and lot.durable != (block.type == "regular"):
                found[column] = 1.0 if lot.durable else -1.0
    return found


def lever_before_task(problem: PlacesProblem) -> bool:
    """Whether any regular place that the plan may still open comes before the legal date.

    Renewals only slow the loss of places; what they and openings can do together is `least_task_gap`.
    """
    nothing = np.zeros(problem.periods)
    return any(
        _before_task(problem, block, nothing).any() for block in problem.blocks if block.type == "regular"
    )


def least_task_gap(problem: PlacesProblem) -> float:
    """Gap at the legal date, in places, when every lever before it is pulled; 0 without a date in sight."""
    if problem.task_week is None:
        return 0.0
    return float(
        sum(
            max(
                0.0,
                problem.task[block.region]
                + problem.not_lasting(block)[problem.task_week]
                - min(
                    max(block.ceiling, float(block.most_kept[problem.task_week])),
                    float(block.known[problem.task_week])
                    + _before_task(problem, block, renewal_limits(problem, block)[1]).sum(),
                ),
            )
            for block in problem.blocks
            if block.type == "regular"
        )
    )


def _before_task(problem: PlacesProblem, block: Block, renewals: Array) -> Array:
    """Places that may open, and renewals (given per period), per week up to the legal date."""
    if problem.task_week is None:
        return np.zeros(0)
    weeks = np.arange(problem.task_week + 1)
    ending = expiring_by_period(problem, block)
    share = np.divide(renewals, ending, out=np.zeros_like(renewals), where=ending > 0)
    period = weeks // problem.period_weeks
    opened = np.where(weeks % problem.period_weeks == 0, block.open_limit[period], 0.0)
    levers: Array = opened + block.expiring[weeks] * share[period]
    return levers


def places_goals(places: PlacesProgram) -> list[Goal]:
    """Goals in order: beds, task, money, then fixed tie-breaks (earliest week, lowest region code).

    A ceiling that the planner sets comes before the beds, equal gaps and a buffer after the task.
    """
    program = places.program
    beds = dict.fromkeys([*places.without_bed, *places.over_cap], 1.0)
    task = dict.fromkeys(places.task_gap, 1.0)
    money = _money(places, range(places.problem.weeks.count))
    ties: dict[Column, float] = {}
    count = len(places.problem.blocks)
    for place, columns in enumerate(places.blocks):
        for period in range(places.problem.periods):
            order = (period + 1.0) * (1.0 + place / count)
            ties[columns.opened[period]] = order
            ties[columns.renewed[period]] = order
            if columns.closed:
                ties[columns.closed[period]] = order
    ties.update({column: 1.0 + week / count for week, column in enumerate(places.outplaced)})
    over, short = dict.fromkeys(places.over_ceiling, 1.0), dict.fromkeys(places.buffer_short, 1.0)
    widest = dict.fromkeys(places.widest_gap, 1.0)
    return [
        *([Goal("ceiling", 0, program.costs(over), "EUR")] if over else []),
        Goal("beds", 1, program.costs(beds), "person-weeks"),
        Goal("task", 2, program.costs(task), "places"),
        *([Goal("fair", 2, program.costs(widest), "share of the task")] if widest else []),
        *([Goal("buffer", 2, program.costs(short), "place-weeks")] if short else []),
        Goal("money", 3, program.costs(money), "EUR"),
        Goal("steady", 4, program.costs(ties), "places"),
    ]
