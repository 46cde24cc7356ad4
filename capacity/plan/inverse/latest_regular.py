"""The latest week to decide on a regular location before an emergency one must be ordered."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from capacity.plan.explain.solved import solved
from capacity.plan.inverse.search import last_that_holds
from capacity.plan.network.parts import Array
from capacity.plan.places.problem import Block, PlacesProblem
from capacity.plan.places.rows import build_places
from capacity.plan.solver.in_order import Goal
from capacity.plan.solver.program import Numbers
from capacity.plan.solver.stopping import Brake

SHORT_TOLERANCE = 0.5
REGULAR = "regular"


@dataclass(frozen=True)
class LatestRegular:
    """Regular locations in time.

    Args:
        opens: the latest first week in which new regular places may open so that no emergency place has to;
            None when there is no such week, or none is needed.
        needed: whether anything new is needed in the weeks shown.
        short_from: the first week that is short without any new place; with `opens` None although needed,
            the first week that regular places come too late for.
        short_without, short_with: persons without a bed per week shown without any new place, and with
            regular places as early as they can be.
    """

    opens: int | None
    needed: bool
    short_from: int | None
    short_without: Array
    short_with: Array


def latest_regular(problem: PlacesProblem, brake: Brake | None = None) -> LatestRegular:
    """The latest first opening of regular places that houses everybody without a new emergency place."""
    regular_only = _opening(problem, problem, problem.periods)
    places = build_places(regular_only, Numbers())
    costs = places.program.costs(dict.fromkeys(places.without_bed, 1.0))
    solution = solved(places.program, [Goal("beds", 1, costs, "person-weeks")], brake)
    found: dict[int, Array] = {}

    def short(first: int) -> Array:
        if first not in found:
            tried = build_places(_opening(problem, problem, first), Numbers())
            values = solution.again(tried.program.arrays()).values
            late = [values[column.index] for column in tried.without_bed[: problem.weeks.shown]]
            found[first] = np.maximum(0.0, np.array(late))
        return found[first]

    shown_periods = -(-problem.weeks.shown // problem.period_weeks)
    without, soonest = short(problem.periods), short(0)
    if not (without >= SHORT_TOLERANCE).any():
        return LatestRegular(None, False, None, without, soonest)
    last = last_that_holds(shown_periods, lambda first: not (short(first) >= SHORT_TOLERANCE).any())
    late = np.flatnonzero((soonest if last is None else without) >= SHORT_TOLERANCE)
    opens = None if last is None else last * problem.period_weeks
    return LatestRegular(opens, True, int(late[0]), without, soonest)


def _opening(problem: PlacesProblem, limits: PlacesProblem, first: int) -> PlacesProblem:
    """Only regular places open, and none before a period; no ceiling on money."""

    def limited(part: Block) -> Array:
        allowed: Array = np.where(np.arange(limits.periods) >= first, part.open_limit, 0.0)
        return allowed if part.type == REGULAR else np.zeros(limits.periods)

    blocks = tuple(replace(part, open_limit=limited(part)) for part in problem.blocks)
    return replace(problem, blocks=blocks, ceilings={})
