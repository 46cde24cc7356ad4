"""Fixed tie-breaks of the places: earliest week, then lowest region code, and no two plans alike in that."""

from __future__ import annotations

from zlib import crc32

from capacity.plan.places.columns import PlacesProgram
from capacity.plan.solver.program import Column

CRUMB = 1e-2
"""Of a place in the first period: far below a step from region to region, far above the solver's tolerance
for prices, also where crumbs of several decisions are added and taken away."""
MARKS = 2**32
"""How many values a mark of a name may have."""


def ties(places: PlacesProgram) -> dict[Column, float]:
    """Weight of every decision: its period, more in later regions, and a crumb of its own.

    Weights of period and region alone leave plans alike: two closings in one province for two in another
    may add up to the same. A crumb follows from the name of the decision, so it is the same in every run
    and on every machine, and no sum of a few of them is that of others. It comes after all goals of the
    plan, whose levels are held: it chooses among plans that are equally good by each of them.
    """
    found: dict[Column, float] = {}
    count, length = len(places.problem.blocks), places.problem.period_weeks
    for place, columns in enumerate(places.blocks):
        later = 1.0 + place / count
        for decided in (columns.opened, columns.renewed, columns.closed):
            found.update({column: (period + 1.0) * later for period, column in enumerate(decided)})
        for number, lot in columns.lots.items():
            end = places.problem.blocks[place].lots[number].end or 0
            found[lot] = (end // length + 1.0) * later
        found.update({column: (week // length + 1.0) * later for week, column in columns.held.items()})
    found.update({column: 1.0 + week / count for week, column in enumerate(places.outplaced)})
    names = places.program.column_names
    return {column: weight + crumb(names[column.index]) for column, weight in found.items()}


def crumb(name: str) -> float:
    """A fixed part of a crumb, by the name of a decision."""
    return CRUMB * crc32(name.encode()) / MARKS
