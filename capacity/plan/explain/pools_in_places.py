"""What one unit more of a pool in every week is worth in the places, and what binds where it is nothing.

The chain is followed to that unit; who lives in reception then moves the limits of the places, and these are
followed in their turn. Where a program cannot be followed so far, its goals are solved again.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from capacity.plan.chain.residents import residents_of
from capacity.plan.chain.solution import read_solution
from capacity.plan.explain.following import Shift, followed
from capacity.plan.explain.price_words import Price
from capacity.plan.explain.solved import Solved, SolvedPlan, with_limits
from capacity.plan.explain.vertex import Vertex
from capacity.plan.network.parts import Array, Pool
from capacity.plan.places.beds import residents_rows

PLACE_GOALS = ("ceiling", "beds", "task", "fair", "buffer", "steps", "money")
ROUNDING_TOLERANCE = 1e-3
"""Persons have six decimals; their rounding, added over all weeks, is no effect."""
RELATIVE_TOLERANCE = 1e-9
FULL_TOLERANCE = 1e-6
NATION = "NL"


def pools_in_places(plan: SolvedPlan) -> list[Price]:
    """What one unit of each pool more, in every week, does to the places.

    Each is found with what binds instead: the pool that is worth most there. Pools with hours to spare
    in most weeks are left out.
    """
    ways = _Ways(plan.chain.solved), _Ways(plan.places.solved)
    hours = _hours_rows(plan)
    worth = {
        pool.id: _worth(plan, dict.fromkeys(hours[pool.id], pool.unit_hours), *ways)
        for pool in plan.chain.chain.network.pools
        if _is_scarce(plan, pool)
    }
    for way in ways:
        way.back()
    found: list[Price] = []
    for place, goal in enumerate(goal.id for goal in plan.places.solved.goals):
        if goal not in PLACE_GOALS:
            continue
        best = max(worth, key=lambda pool: float(worth[pool][place]), default="")
        binding = best if best and worth[best][place] > 0 else ""
        found += [
            Price(goal, pool, NATION, 0, float(values[place]), 1.0, 0.0, True, binding)
            for pool, values in worth.items()
            if values[place] or binding
        ]
    return found


def _hours_rows(plan: SolvedPlan) -> dict[str, list[int]]:
    """Rows of the hours of each pool."""
    found: dict[str, list[int]] = {pool.id: [] for pool in plan.chain.chain.network.pools}
    for row, name in enumerate(plan.chain.chain.program.row_names):
        if name.startswith("hours-"):
            found[name.split("-")[1]].append(row)
    return found


def _is_scarce(plan: SolvedPlan, pool: Pool) -> bool:
    """Whether all hours of a pool are used in most weeks shown; else a unit more of it moves nobody."""
    chain = plan.chain.chain
    values, shown = plan.chain.solved.answer.values, chain.network.weeks.shown
    used = np.zeros(shown)
    for station in chain.network.stations:
        if station.pool == pool.id:
            served = [column.index for column in chain.blocks[station.key].served[:shown]]
            used += station.hours * values[served]
    return bool(np.mean(used >= pool.hours[:shown] * (1 - FULL_TOLERANCE)) >= 1 / 2)


class _Ways:
    """One program at its answer, and where limits of its rows lead it."""

    def __init__(self, solved: Solved) -> None:
        self._solved = solved
        self._vertex = Vertex(solved)
        self._left = False

    def values(self, rows: Mapping[int, float]) -> Array:
        """The columns' values with limits of rows moved by so much."""
        can_follow = self._vertex.is_best and not self._left
        found = followed(self._vertex, Shift(rows)) if can_follow else None
        if found is not None:
            return self._solved.answer.values + found.moved
        self._left = True
        return self._solved.again(with_limits(self._solved.first, rows, {})).values

    def back(self) -> None:
        """Puts the model back at its answer, if it was left."""
        if self._left:
            self._solved.back()


def _worth(plan: SolvedPlan, hours: Mapping[int, float], in_chain: _Ways, in_places: _Ways) -> Array:
    """What each goal of the places gains by some hours more in rows of the chain."""
    places, known = plan.places, plan.places.problem.residents
    solution = read_solution(plan.chain.chain, in_chain.values(hours))
    residents = residents_of(solution, plan.parameters).by_class
    more = {name: persons - known[name] for name, persons in residents.items()}
    before = places.solved.amounts()
    gained = before - places.solved.amounts(in_places.values(residents_rows(places.places, more)))
    noise = np.maximum(ROUNDING_TOLERANCE, RELATIVE_TOLERANCE * np.abs(before))
    return np.where(np.abs(gained) > noise, gained, 0.0)
