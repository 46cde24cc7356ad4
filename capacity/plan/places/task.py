"""The task of the spreading law in the places program: its rows, and what any plan can still do about it."""

from __future__ import annotations

import numpy as np

from capacity.plan.network.parts import Array
from capacity.plan.places.columns import PlacesProgram, expiring_by_period, renewal_limits, row_name
from capacity.plan.places.problem import Block, PlacesProblem
from capacity.plan.solver.program import MORE, Column


def task_rows(places: PlacesProgram) -> None:
    """Lasting places of a province at the legal date against its task; the gap is named."""
    week = places.problem.task_week
    if week is None:
        return
    for block, columns in zip(places.problem.blocks, places.blocks, strict=True):
        if block.type == "regular":
            gap = places.program.column(row_name(places, "task_gap", block.region, week))
            row = {columns.available[week]: 1.0, gap: 1.0, **lasting_renewals(places, block.region, week)}
            asked = places.problem.task[block.region] + places.problem.not_lasting(block)[week]
            places.program.row(row_name(places, "task", block.region, week), row, MORE, asked)
            places.task_gap.append(gap)


def fair_rows(places: PlacesProgram) -> None:
    """No region's gap in the last week shown is a larger share of its task than the widest one."""
    problem = places.problem
    if not problem.fair:
        return
    week = problem.weeks.shown - 1
    widest = places.program.column(row_name(places, "widest_gap", "NL", week))
    for block, columns in zip(problem.blocks, places.blocks, strict=True):
        if block.type == "regular":
            task = problem.task[block.region]
            row = {
                columns.available[week]: 1.0,
                widest: task,
                **lasting_renewals(places, block.region, week),
            }
            asked = task + problem.not_lasting(block)[week]
            places.program.row(row_name(places, "fair", block.region, week), row, MORE, float(asked))
    places.widest_gap.append(widest)


def lasting_renewals(places: PlacesProgram, region: str, week: int) -> dict[Column, float]:
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
