"""Where the program over several paths starts: each path solved alone with what is shared held.

The path that needs most beds decides alone what all share; each other one makes the best of that. Their bases
side by side are a basis of the whole program that meets all its rows. What is left are the few steps in which
what is shared moves to what is best for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capacity.plan.network.parts import Array
from capacity.plan.solver.bare import Bare
from capacity.plan.solver.highs import Basis
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.solver.program import Arrays
from capacity.plan.solver.stopping import TIME_LIMIT_SECONDS, Brake


def bases_one_by_one(
    paths: Sequence[Arrays],
    shared: NDArray[np.bool_],
    costs: Array,
    leading: int,
    brake: Brake | None = None,
    time_limit_seconds: float = TIME_LIMIT_SECONDS,
) -> list[Basis]:
    """The basis of each path's own program at its optimum with the shared columns held.

    Args:
        paths: the numbers of each path's program; they differ in limits alone.
        shared: which columns all paths share.
        costs: of a path.
        leading: the path that decides what is shared: there these columns are free.

    Raises:
        SolveError: no optimum.
    """
    model = LiveModel(Bare(paths[leading]), time_limit_seconds, brake)
    decided = np.where(shared, model.minimise(costs), 0.0)
    first = model.basis
    found: list[Basis] = []
    for path, arrays in enumerate(paths):
        if path == leading:
            found.append(first)
            continue
        model.start_from(_held(arrays, shared, decided), first, time_limit_seconds)
        model.minimise(costs)
        found.append(model.basis)
    return found


def _held(arrays: Arrays, shared: NDArray[np.bool_], decided: Array) -> Arrays:
    """The numbers with the shared columns held."""
    low, high = np.where(shared, decided, arrays.column_low), np.where(shared, decided, arrays.column_high)
    return replace(arrays, column_low=low, column_high=high)
