"""The programs of several paths side by side as one program: columns that are shared stand in it once."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np
from numpy.typing import NDArray

from capacity.plan.network.parts import Array
from capacity.plan.solver.bare import Picks
from capacity.plan.solver.highs import Basis
from capacity.plan.solver.program import Arrays, Places

Costs = Sequence[tuple[Picks, Array]]
"""A weighted sum of columns for each path: their places and factors."""


class SideBySide:
    """Where each path stands: shared columns first, then the others path by path; rows path by path.

    Args:
        paths: the numbers of each path's program; they differ in limits alone.
        shared: which columns all paths share; their bounds are those of the first path.
    """

    def __init__(self, paths: Sequence[Arrays], shared: NDArray[np.bool_]) -> None:
        self._paths, self._shared = paths, shared
        common, own = int(shared.sum()), int((~shared).sum())
        self.columns: list[Picks] = []
        for path in range(len(paths)):
            place = np.empty(shared.size, dtype=np.int64)
            place[shared] = np.arange(common)
            place[~shared] = common + path * own + np.arange(own)
            self.columns.append(place)

    @property
    def width(self) -> int:
        """Columns of the one program."""
        return int(self.columns[-1].max()) + 1

    def arrays(self) -> Arrays:
        """All numbers of the one program."""
        paths, first, own = self._paths, self._paths[0], ~self._shared
        lengths = np.tile(np.diff(first.starts), len(paths))
        return Arrays(
            np.concatenate([first.column_low[self._shared], *(path.column_low[own] for path in paths)]),
            np.concatenate([first.column_high[self._shared], *(path.column_high[own] for path in paths)]),
            np.concatenate([path.row_low for path in paths]),
            np.concatenate([path.row_high for path in paths]),
            starts_of(lengths),
            np.concatenate([place[first.indices] for place in self.columns]).astype(np.int32),
            np.tile(first.values, len(paths)),
        )

    def basis(self, own: Sequence[Basis], leading: int) -> Basis:
        """A basis of the one program from one of each path's own; that of one path says how the shared stand.

        Args:
            own: a basis of each path's program.
            leading: the path whose basis holds for the shared columns.
        """
        of_columns = [np.array(one.col_status, dtype=object) for one in own]
        whole = highspy.HighsBasis()
        whole.valid, whole.alien = True, True
        whole.col_status = np.concatenate(
            [of_columns[leading][self._shared], *(one[~self._shared] for one in of_columns)]
        ).tolist()
        whole.row_status = [status for one in own for status in one.row_status]
        return whole

    def sums(self, costs: Array) -> Costs:
        """The same costs of every path's own columns."""
        named = np.flatnonzero(costs)
        return [(place[named], costs[named]) for place in self.columns]

    def totals(self, values: Array, costs: Array) -> Array:
        """What the same costs add up to on every path.

        Args:
            values: of the columns of the one program.
        """
        return np.array([float(costs @ values[columns]) for columns in self.columns])


def starts_of(lengths: NDArray[np.int64]) -> Places:
    """Where rows of so many entries start, with the end of the last."""
    starts: Places = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    return starts
