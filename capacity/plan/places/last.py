"""Close to the last plan: every place that opens, is renewed or closes otherwise has a price.

The distance is the sum of |places now - places then| over regions, types, kinds of decision and the decision
periods compared. Where the last plan decides nothing it is the places themselves; elsewhere one column holds
what does not come of its decision, and |now - then| = now - then + 2 x what does not come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from capacity.plan.network.parts import Array
from capacity.plan.places.columns import BlockColumns, PlacesProgram, by_period, row_name, where
from capacity.plan.places.problem import Block, PlacesProblem
from capacity.plan.places.solution import BlockWeeks, PlacesSolution
from capacity.plan.portfolio.last_decisions import CLOSED, OPENED, RENEWED, LastDecisions
from capacity.plan.portfolio.lots import ended_again
from capacity.plan.solver.program import MORE, Column

CRUMB_TOLERANCE = 1e-6
Terms = dict[Column, float]


def last_rows(places: PlacesProgram) -> None:
    """What of the last plan's decisions does not come, where it has a price."""
    last = places.problem.last
    if last is None or not last.eur_per_place:
        return
    for block, kind, columns, then in _compared(places, last):
        for period in np.flatnonzero(then).tolist():
            week = period * places.problem.period_weeks
            name = row_name(places, "last", f"{where(block)}.{kind}", week)
            missed = places.program.column(name)
            places.program.row(name, {columns[period]: 1.0, missed: 1.0}, MORE, float(then[period]))
            places.missed.append(missed)


def last_costs(places: PlacesProgram) -> Terms:
    """EUR of the distance to the last plan; what no decision changes stands on the fixed column."""
    last = places.problem.last
    if last is None or not last.eur_per_place:
        return {}
    eur = last.eur_per_place
    row: Terms = {places.fixed: 0.0}
    for _, _, columns, then in _compared(places, last):
        row.update(dict.fromkeys(columns[: last.periods], eur))
        row[places.fixed] -= eur * float(then.sum())
    row.update(dict.fromkeys(places.missed, 2 * eur))
    return row


def _compared(places: PlacesProgram, last: LastDecisions) -> Iterator[tuple[Block, str, list[Column], Array]]:
    """Block, kind of decision, its columns and what the last plan decided, per period compared."""
    for block, columns in zip(places.problem.blocks, places.blocks, strict=True):
        for kind, decided in _kinds(columns):
            if decided:
                yield block, kind, decided, last.of(block.region, block.type, kind)


def _kinds(columns: BlockColumns) -> tuple[tuple[str, list[Column]], ...]:
    return (OPENED, columns.opened), (RENEWED, columns.renewed), (CLOSED, columns.closed)


@dataclass(frozen=True)
class ChangedPlaces:
    """Places decided otherwise than in the last plan, of one region in one decision period.

    Args:
        more, fewer: places that open, are renewed or close beyond what the last plan says, and the other
            way round.
    """

    region: str
    period: int
    more: float
    fewer: float

    @property
    def places(self) -> float:
        """All of them."""
        return self.more + self.fewer


def changed_places(solution: PlacesSolution) -> list[ChangedPlaces]:
    """What of a solved plan differs from the last one; empty without one."""
    problem, found = solution.problem, dict[tuple[str, int], tuple[float, float]]()
    if problem.last is None:
        return []
    for part in solution.blocks:
        for kind, now in _decided(problem, part).items():
            then = problem.last.of(part.block.region, part.block.type, kind)
            change = now[: problem.last.periods] - then
            for period in np.flatnonzero(np.abs(change) > CRUMB_TOLERANCE).tolist():
                more, fewer = found.get((part.block.region, period), (0.0, 0.0))
                step = float(change[period])
                found[part.block.region, period] = (more + max(0.0, step), fewer + max(0.0, -step))
    return [ChangedPlaces(*key, *found[key]) for key in sorted(found)]


def _decided(problem: PlacesProblem, part: BlockWeeks) -> dict[str, Array]:
    """Places per period that a plan opens, renews and closes; renewals net of closings in the same week."""
    block, weeks = part.block, part.closed.size
    settled = block.closings + ended_again(block.lots, part.renewed, weeks)
    settled[list(block.held_closing)] += list(block.held_closing.values())
    kept = block.expiring - (part.closed - settled)
    return {
        OPENED: by_period(problem, part.opened - block.pipeline),
        RENEWED: by_period(problem, np.maximum(0.0, kept)),
        CLOSED: by_period(problem, np.maximum(0.0, -kept)),
    }
