"""One objective in which goals in order weigh so that none gains against an earlier one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from capacity.plan.solver.live_model import Array, LiveModel
from capacity.plan.solver.pricing import DUAL_TOLERANCE
from capacity.plan.solver.program import Arrays

LARGEST_WEIGHT, WEIGHT_STEP, MARGIN = 1e6, 100.0, 1.01
"""Of the largest 1e4 leaves later goals below the solver's tolerance for prices: primal simplex then walks to
them in hundreds of steps. 1e8 is more than its digits hold."""
Flags = NDArray[np.bool_]


def separated_weights(costs: Sequence[Array], free: Flags) -> Array:
    """Costs in which each goal outweighs all later ones by a fixed step, whatever the program.

    Args:
        costs: of each goal per column, the first goal first.
        free: columns that may move; the others are left out, for they change no order.
    """
    weighted = np.zeros_like(costs[0])
    weight = 1.0
    for goal in reversed(costs):
        moving = np.where(free, goal, 0.0)
        largest = np.abs(moving).max(initial=0.0)
        if largest:
            weighted += moving / largest * weight
            weight *= WEIGHT_STEP
    return weighted * (LARGEST_WEIGHT * WEIGHT_STEP / weight)


def parting_costs(model: LiveModel, costs: Sequence[Array], first: Arrays) -> Array | None:
    """Costs by the weights that `parting_weights` gives; None where it gives none."""
    weights = parting_weights(model, costs, first)
    return None if weights is None else weighted_by(weights, costs)


def weighted_by(weights: Sequence[float] | Array, costs: Sequence[Array]) -> Array:
    """One objective of goals by their weights, within what the solver's digits hold."""
    weighted = np.asarray(np.asarray(weights) @ np.stack(costs))
    return weighted * (LARGEST_WEIGHT / max(LARGEST_WEIGHT, float(np.abs(weighted).max(initial=0.0))))


def parting_weights(
    model: LiveModel, costs: Sequence[Array], first: Arrays, margin: float = MARGIN
) -> Array | None:
    """Weights for which the basis in which goals in order ended is best, with its numbers as at first.

    Nothing outside such a basis betters a goal but at the price of an earlier one. Each goal weighs, from
    the last to the first, just so much that it outweighs all that later ones could gain at its price.
    From there other limits are met in few steps, and the goals stay parted.

    Args:
        model: at the end of the goals in their order.
        costs: of each goal per column, the first goal first.
        first: the program as it was before a goal was held.
        margin: by how much more than it must a goal outweighs the later ones, as a factor.

    Returns:
        One per goal; None where the basis is not best in the goals' order.
    """
    low = np.concatenate([first.column_low, first.row_low])
    high = np.concatenate([first.column_high, first.row_high])
    at = np.concatenate([model.values, model.activity])
    moves = _outside(model, at.size) & (low < high)
    way = np.where(at - low <= high - at, 1.0, -1.0)[moves]
    prices = np.stack([np.concatenate(model.duals(goal))[moves] * way for goal in costs])
    prices[np.abs(prices) <= DUAL_TOLERANCE] = 0.0
    decided_by = np.where((prices != 0).any(axis=0), (prices != 0).argmax(axis=0), -1)
    places = np.arange(decided_by.size)
    if (prices[decided_by, places] < 0).any():
        return None
    weights, gained = np.zeros(len(costs)), np.zeros(decided_by.size)
    for goal in range(len(costs) - 1, -1, -1):
        own = decided_by == goal
        weights[goal] = max(1.0, margin * float((-gained[own] / prices[goal, own]).max(initial=0.0)))
        gained += weights[goal] * prices[goal]
    return weights


def _outside(model: LiveModel, size: int) -> Flags:
    """Columns, then rows, that are not in the basis."""
    outside = np.ones(size, dtype=bool)
    basic = model.basic
    outside[np.where(basic >= 0, basic, model.values.size - 1 - basic)] = False
    return outside
