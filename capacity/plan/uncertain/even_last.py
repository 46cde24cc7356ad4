"""The chain solved on other arrivals: all goals but even weeks without their rows, and those goals last.

A third of the columns count how hours change from week to week. No goal before even weeks names them, yet
each stands in the way of the steps that the other goals take. Without them the optimum is found in half of
the steps; with them it stays where it is, and the weeks are made even from there.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from capacity.plan.chain.columns import ChainProgram
from capacity.plan.chain.goals import aside_until_even
from capacity.plan.explain.solved import Solved
from capacity.plan.network.parts import Array
from capacity.plan.solver.bare import Bare, Part, Products
from capacity.plan.solver.goal_weights import parting_weights, separated_weights
from capacity.plan.solver.highs import Basis, Parting
from capacity.plan.solver.in_order import Goal, solve_in_order
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.solver.loading import basis_at
from capacity.plan.solver.program import Arrays

MOST_STEPS_FROM_END = 2500
"""From where the goals of a like chain ended; most that take more are solved sooner from its start."""
APART_TIMES = 4.0
"""By how much more than it must a goal outweighs the later ones: on the next path too most part then."""


@dataclass(frozen=True)
class Near:
    """Where the chain on like numbers may start.

    Args:
        start: the basis of all goals at once.
        parting: where the goals ended, with the weights that part them there: tried first, for few steps
            lead on from there, and then hardly any goal by goal.
    """

    start: Basis
    parting: Parting | None = None


class EvenLast:
    """A chain with its models; for one thread at a time. No answer depends on those before it.

    Args:
        chain: the program; `known` its answer.
        first: its numbers, with a place for every number that others may have.
    """

    def __init__(self, chain: ChainProgram, known: Solved, first: Arrays) -> None:
        self._aside = aside_until_even(chain)
        columns = np.ones(first.column_low.size, dtype=bool)
        columns[self._aside.columns] = False
        rows = np.ones(first.row_low.size, dtype=bool)
        rows[self._aside.rows] = False
        self._part = Part(np.flatnonzero(columns), np.flatnonzero(rows))
        last = [goal.id for goal in known.goals].index(self._aside.until)
        self._goals = [self._without_changes(goal) for goal in known.goals[:last]]
        self._last = known.goals[last:]
        self._last_at_once = separated_weights([goal.costs for goal in self._last], np.ones_like(columns))
        self._first = self._numbers = self._part.of(first)
        self._whole = known
        self._model = LiveModel(Bare(self._first), brake=known.model.brake)
        self._start = Near(solve_in_order(self._model, self._goals).basis)

    def apart(self) -> EvenLast:
        """The same on models of its own, for another thread."""
        other = copy(self)
        other._whole = self._whole.apart()
        other._model = LiveModel(Bare(self._first), brake=self._model.brake)
        return other

    def _without_changes(self, goal: Goal) -> Goal:
        return replace(goal, costs=goal.costs[self._part.columns])

    def answer(
        self, arrays: Arrays, near: Near | None = None, again: bool = False, ends: bool = False
    ) -> tuple[Array, Near]:
        """The columns of the chain with other numbers, all goals in order, and where a like chain may start.

        Args:
            near: where to start, of a chain with numbers nearer to these; the plan's own otherwise.
            again: whether the chain answered last was this one but for what may be diverted. Then the goals
                start where they ended.
            ends: whether a like chain may start where the goals ended too.

        Raises:
            SolveError: no optimum.
        """
        near = near or self._start
        if again:
            near = replace(near, parting=self._parting())
        self._numbers = self._part.of(arrays)
        self._model.start_from(self._numbers, near.start)
        self._model.parting = near.parting
        start = Near(solve_in_order(self._model, self._goals).start, self._parting() if ends else None)
        model = self._whole.model
        numbers = self._part.within(arrays, self._model.limits)
        model.start_from(numbers, self._with_changes(numbers))
        model.minimise(self._last_at_once, primal=True)
        for goal in self._last:
            if not model.is_best(goal.costs):
                model.minimise(goal.costs, primal=True)
            if goal is not self._last[-1]:
                model.hold(goal.costs)
        return model.values, start

    def _parting(self) -> Parting | None:
        """Where the goals ended in the chain answered last; None where no weights part them there."""
        costs = [goal.costs for goal in self._goals]
        weights = parting_weights(self._model, costs, self._numbers, APART_TIMES)
        if weights is None:
            return None
        goals = [goal.id for goal in self._goals]
        return Parting(self._model.basis, goals, weights.tolist(), MOST_STEPS_FROM_END)

    def _with_changes(self, numbers: Arrays) -> Basis:
        """The basis at hand with the changes of hours that belong to it."""
        part, columns, held = self._part, numbers.column_low.size, self._model.basic
        values = np.zeros(columns)
        values[part.columns] = self._model.values
        sums = Products(numbers).sums(values)
        change = sums[self._aside.rows]
        needed = np.where(change >= 0, self._aside.up, self._aside.down)
        values[needed], sums[self._aside.rows] = np.abs(change), 0.0
        of_columns, of_rows = held[held >= 0], -1 - held[held < 0]
        return basis_at(
            np.concatenate((part.columns[of_columns], columns + part.rows[of_rows], needed)),
            np.concatenate((values, sums)),
            np.concatenate((numbers.column_low, numbers.row_low)),
            np.concatenate((numbers.column_high, numbers.row_high)),
            columns,
        )
