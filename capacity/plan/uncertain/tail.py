"""The mean of the worst share of the paths (CVaR) as a program, from the optimum of the mean of all.

Rockafellar and Uryasev, Optimization of Conditional Value-at-Risk, Journal of Risk 2 (2000): a threshold
plus the mean excess over it of the worst share. Few paths are worst, so the costs of the others would lead
the solver nowhere; from the optimum of the mean it has little left to do.
"""

from __future__ import annotations

import numpy as np

from capacity.plan.network.parts import Array
from capacity.plan.solver.bare import Picks
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.solver.loading import extended
from capacity.plan.solver.program import INFINITY, Arrays
from capacity.plan.uncertain.side_by_side import Costs, starts_of


class Tail:
    """The paths' program with a threshold, and by how much each path's cost passes it.

    Args:
        arrays: the paths side by side; `sums` the cost of each.
        at_mean: cost of each path at the optimum of the mean.
        weights: probability of each path; `worst` the share that counts.
    """

    def __init__(self, arrays: Arrays, sums: Costs, at_mean: Array, weights: Array, worst: float) -> None:
        count = len(sums)
        self._threshold = arrays.column_low.size
        self._excess: Picks = self._threshold + 1 + np.arange(count, dtype=np.int64)
        self._at_mean = at_mean
        self._middle = _threshold_path(at_mean, weights, worst)
        self._arrays = self._grown(arrays, sums)
        self._costs = np.zeros(self._arrays.column_low.size)
        self._costs[self._threshold], self._costs[self._excess] = 1.0, weights / worst

    def _grown(self, arrays: Arrays, sums: Costs) -> Arrays:
        count = len(sums)
        entries = [
            np.append(named, [self._threshold, place])
            for (named, _), place in zip(sums, self._excess, strict=True)
        ]
        lengths = np.array([row.size for row in entries])
        return Arrays(
            np.concatenate([arrays.column_low, [-INFINITY], np.zeros(count)]),
            np.concatenate([arrays.column_high, np.full(count + 1, INFINITY)]),
            np.concatenate([arrays.row_low, np.full(count, -INFINITY)]),
            np.concatenate([arrays.row_high, np.zeros(count)]),
            starts_of(np.concatenate([np.diff(arrays.starts), lengths])),
            np.concatenate([arrays.indices, *entries]).astype(np.int32),
            np.concatenate([arrays.values, *(np.append(factors, [-1.0, -1.0]) for _, factors in sums)]),
        )

    def minimised(self, model: LiveModel) -> Array:
        """The columns' values.

        Args:
            model: at the optimum of the mean; it takes over this program.

        Raises:
            SolveError: no optimum.
        """
        beyond = self._at_mean > self._at_mean[self._middle]
        settled = np.arange(beyond.size) == self._middle
        basis = extended(model.basis, np.concatenate([[True], beyond]), ~beyond & ~settled)
        model.start_from(self._arrays, basis)
        return model.minimise(self._costs, primal=True)


def _threshold_path(costs: Array, weights: Array, worst: float) -> int:
    """The path whose cost is the threshold: with all dearer ones it makes up the worst share."""
    order = np.argsort(-costs, kind="stable")
    passed = np.searchsorted(np.cumsum(weights[order]), worst * (1 - np.finfo(float).eps * costs.size))
    return int(order[min(int(passed), costs.size - 1)])
