"""Pinned cells of the places: openings, closings and renewals of a week, held at a planner's number.

A pinned opening stands in place of what is announced and decided for that week, a pinned closing in
place of the contracts that end, the renewals (pinned ones too) and the closings of that week.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from capacity.domain.pins import Pin
from capacity.plan.network.parts import Array
from capacity.plan.places.columns import PlacesProgram
from capacity.plan.places.contract_pins import pin_contracts
from capacity.plan.places.problem import Block, PlacesProblem
from capacity.plan.portfolio.last_decisions import CLOSED, OPENED, RENEWED, LastDecisions
from capacity.plan.solver.in_order import Goal

PINS = "pins"
ByWeek = Mapping[int, float]


def pin_places(problem: PlacesProblem, pins: Iterable[Pin]) -> PlacesProblem:
    """The problem in which every pinned week and contract of a block is settled."""
    pins = list(pins)
    problem = pin_contracts(problem, pins)
    opened: dict[tuple[str, str], dict[int, float]] = {}
    closed: dict[tuple[str, str], dict[int, float]] = {}
    for pin in pins:
        if pin.table == "places":
            week = problem.weeks.index(date.fromisoformat(pin.week))
            found = opened if pin.column == "opened" else closed
            found.setdefault((pin.key[1], pin.key[2]), {})[week] = pin.value
    if not opened and not closed:
        return problem
    blocks = []
    for block in problem.blocks:
        where = (block.region, block.type)
        blocks.append(_pinned(problem, block, opened.get(where, {}), closed.get(where, {})))
    return replace(problem, blocks=tuple(blocks), last=_unsettled(problem, opened, closed))


def _unsettled(
    problem: PlacesProblem,
    opened: Mapping[tuple[str, str], ByWeek],
    closed: Mapping[tuple[str, str], ByWeek],
) -> LastDecisions | None:
    """The last plan's decisions but for the cells that are pinned: those are the planner's own."""
    last = problem.last
    for pinned, kinds in ((opened, (OPENED,)), (closed, (RENEWED, CLOSED))):
        for (region, kind_of_place), weeks in pinned.items() if last is not None else ():
            periods = [week // problem.period_weeks for week in weeks]
            last = None if last is None else last.without(region, kind_of_place, kinds, periods)
    return last


def pins_goal(places: PlacesProgram) -> list[Goal]:
    """Before all other goals: every pinned closing in full; only what is not there cannot close."""
    wanted = {column: -1.0 for columns in places.blocks for column in columns.held.values()}
    return [Goal(PINS, 0, places.program.costs(wanted), "places")] if wanted else []


def _pinned(problem: PlacesProblem, block: Block, opened: ByWeek, closed: ByWeek) -> Block:
    if not opened and not closed:
        return block
    pipeline, limit = block.pipeline.copy(), block.open_limit.copy()
    for week, value in opened.items():
        pipeline[week] = value
        if week % problem.period_weeks == 0:
            limit[week // problem.period_weeks] = 0.0
    ending = block.expiring.copy()
    ending[list(closed)] = 0.0
    held = np.zeros_like(ending)
    held[list(closed)] = list(closed.values())
    left = block.now + np.cumsum(pipeline - held)
    closing = _still_ending(left, _elsewhere(block.closings, closed))
    return replace(
        block,
        pipeline=pipeline,
        ordered=None if block.ordered is None else np.minimum(block.ordered, pipeline),
        open_limit=limit,
        expiring=_still_ending(left - np.cumsum(closing), ending),
        held_closing=closed,
        closing=closing,
        credit=_credit(problem, block, opened, closed),
        lots=tuple(replace(lot, renewable=0.0) if lot.end in closed else lot for lot in block.lots),
    )


def _elsewhere(closings: Array, closed: ByWeek) -> Array:
    """Closings of accepted plans in the weeks that are not pinned."""
    left = closings.copy()
    left[list(closed)] = 0.0
    return left


def _still_ending(places: Array, ending: Array) -> Array:
    """Contracts that still end after pinned closings: where none are left, the last ones end no more."""
    kept = ending.copy()
    for week in range(kept.size):
        missing = kept[: week + 1].sum() - places[week]
        for earlier in range(week, -1, -1):
            if missing <= 0:
                break
            taken = min(missing, kept[earlier])
            kept[earlier] -= taken
            missing -= taken
    return kept


def _credit(problem: PlacesProblem, block: Block, opened: ByWeek, closed: ByWeek) -> Array:
    """Pinned openings and renewals that may close again, summed to each period: their contract is over."""
    credit = np.zeros(problem.periods) if block.credit is None else block.credit.copy()
    if block.contract_periods is None:
        return credit
    for week, value in opened.items():
        since = -(-week // problem.period_weeks)
        credit[since + block.contract_periods :] += max(0.0, value - block.pipeline[week])
    for week, value in closed.items():
        since = week // problem.period_weeks
        credit[since + block.contract_periods :] += max(0.0, block.expiring[week] - value)
    return credit
