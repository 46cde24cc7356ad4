"""Goals solved in their order on one live model: each at its best before the next one counts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from capacity.plan.solver.bare import Picks
from capacity.plan.solver.goal_weights import separated_weights, weighted_by
from capacity.plan.solver.highs import Basis
from capacity.plan.solver.live_model import Array, LiveModel
from capacity.plan.solver.stopping import TimeUpError


@dataclass(frozen=True)
class Goal:
    """One level: a name, its rank, and the cost of each column (minimised)."""

    id: str
    rank: int
    costs: Array
    unit: str


@dataclass(frozen=True)
class Aside:
    """Rows that no goal needs before a certain one: each says that up less down is the sum of the others.

    They stand in the way of the steps that the earlier goals take: without them the chain is solved in
    half of the steps, and its optimum stays where it is.

    Args:
        until: id of the first goal that names one of their columns.
        rows: their places.
        up, down: the columns by row; no other row names them.
    """

    until: str
    rows: Picks
    up: Picks
    down: Picks

    @property
    def columns(self) -> Picks:
        """All their columns."""
        return np.concatenate((self.up, self.down))


@dataclass(frozen=True)
class InOrder:
    """All goals solved in order.

    Args:
        values: of the columns.
        optimum: of the goal asked for.
        basis: at the end.
        start: basis of the weighted optimum, from which the goals of a like program start: the nearest to
            its own, for the weights do not part so many goals as their order does.
        gap: 0 at the optimum; else the time was up, and the first goal without proof is at most this
            share of its value from its optimum.
    """

    values: Array
    optimum: float
    basis: Basis
    start: Basis
    gap: float = 0.0


def solve_in_order(
    model: LiveModel,
    goals: list[Goal],
    write_at: str = "",
    path: Path | None = None,
    aside: Aside | None = None,
    weighted: Array | None = None,
) -> InOrder:
    """Solves goals in their order; returns the columns' values and the optimum of the goal `write_at`.

    A first solve on all goals at once, weighted, gives the basis: from where a like program's goals ended
    if few steps lead on from there, else from where they began. Each level is then priced in that
    basis; only where a column could still improve it, primal simplex goes on with this level alone: a few
    steps, also where the former does not part all goals. It is held by its own duals, so that prices of a
    level stay its own.

    Args:
        write_at: id of the goal whose optimum is returned; its program is written to `path`
            with the earlier goals held.
        aside: what is left out until its goal; nothing where the program is written.
        weighted: the costs of that first solve; those of strongly separated weights if not given.

    Raises:
        SolveError: no answer: a fault of the model, or the time was up before the first answer.
    """
    parted = path is None and weighted is None and reaches_parted(model, goals)
    left_out = None if parted or path is not None else aside
    began = model.start_basis if parted else _begin(model, goals, left_out, weighted)
    optimum = 0.0
    for goal in goals:
        written = path if goal.id == write_at else None
        back = left_out if left_out is not None and goal.id == left_out.until else None
        if back is not None:
            model.take_back(back.rows, back.up, back.down)
        try:
            if written is not None or back is not None or not model.is_best(goal.costs):
                model.minimise(goal.costs, primal=True)
        except TimeUpError:
            return _cut_off(model, goal, goals, write_at, began)
        if goal.id == write_at:
            optimum = float(goal.costs @ model.values)
        if written is not None:
            model.write(written)
        model.hold(goal.costs)
    return InOrder(model.values, optimum, model.basis, began)


def reaches_parted(model: LiveModel, goals: list[Goal]) -> bool:
    """Solves for all goals at once from where those of a like program ended, if few steps lead there."""
    parting = model.parting
    if parting is None or [goal.id for goal in goals] != list(parting.goals):
        return False
    costs = weighted_by(parting.weights, [goal.costs for goal in goals])
    return model.reaches(parting.basis, costs, parting.most_steps)


def _begin(model: LiveModel, goals: list[Goal], aside: Aside | None, weighted: Array | None) -> Basis:
    """Solves for all goals at once that need nothing set aside, weighted in their order; the basis."""
    if aside is not None:
        model.set_aside(aside.rows, aside.columns)
        goals = goals[: [goal.id for goal in goals].index(aside.until)]
    if weighted is None:
        weighted = separated_weights([goal.costs for goal in goals], model.free)
    model.minimise(weighted)
    return model.basis


def _cut_off(model: LiveModel, goal: Goal, goals: list[Goal], write_at: str, start: Basis) -> InOrder:
    """The answer at hand when the time was up within a goal; earlier goals stand at their optimum."""
    if not model.is_feasible:
        raise TimeUpError
    model.read()
    values = model.values
    reached = float(goal.costs @ values)
    gap = (reached - model.bound(goal.costs)) / max(1.0, abs(reached))
    optimum = sum(float(other.costs @ values) for other in goals if other.id == write_at)
    return InOrder(values, optimum, model.basis, start, max(gap, np.finfo(float).eps))
