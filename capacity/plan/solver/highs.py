"""The solver's own object: silent, loaded with the numbers of a program, and how it is set."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import highspy
import numpy as np

from capacity.plan.solver.bare import Picks
from capacity.plan.solver.program import Array, Arrays
from capacity.plan.solver.stopping import SolveError, StepsUpError, StoppedError, TimeUpError

Basis = Any  # highspy.HighsBasis, which has no types of its own


MOST_PARTED_STEPS = 450
"""Of the chain of 52 weeks: so many from the end of the baseline take less time than the fewer, dearer ones
from its start; what takes more goes on for long."""


@dataclass(frozen=True)
class Parting:
    """Where goals in order ended, and weights for which that basis is best.

    Args:
        goals: ids of the goals, the first goal first.
        weights: one for each.
        most_steps: that are taken from there; what takes more starts elsewhere.
    """

    basis: Basis
    goals: Sequence[str]
    weights: Sequence[float]
    most_steps: int = MOST_PARTED_STEPS


STDOUT = 1
_BANNER_LOCK = Lock()
CHOOSE, PRIMAL_SIMPLEX = 0, 4
ENDS: dict[Any, type[SolveError]] = {
    highspy.HighsModelStatus.kInterrupt: StoppedError,
    highspy.HighsModelStatus.kTimeLimit: TimeUpError,
    highspy.HighsModelStatus.kIterationLimit: StepsUpError,
}
"""How a solve may end before its optimum without a fault of the model."""
OPTIONS = (("output_flag", False), ("threads", 1), ("random_seed", 0))
AFRESH = (
    ("simplex_scale_strategy", 2),
    ("simplex_dual_edge_weight_strategy", -1),
    ("dual_simplex_cost_perturbation_multiplier", 1.0),
    ("primal_simplex_bound_perturbation_multiplier", 1.0),
)
AFRESH_WITHOUT_EVEN = (*AFRESH, ("simplex_scale_strategy", 3), ("simplex_dual_edge_weight_strategy", 1))
"""While the rows of even weeks are set aside, forced scaling (3) with Devex weights (1) takes more steps, but
so short ones that a third of the time is spared; with these rows in, such weights take longer."""
FROM_A_BASIS = (
    ("simplex_scale_strategy", 4),
    ("simplex_dual_edge_weight_strategy", 1),
    ("dual_simplex_cost_perturbation_multiplier", 0.0),
    ("primal_simplex_bound_perturbation_multiplier", 0.0),
)
"""From a near basis scaling by the largest values (4) takes a third of the time off. Devex weights (1) and no
perturbation take half of it there: exact weights of a basis cost as much as many of the few steps that are
left, and so does mending what a perturbation leaves."""
FROM_ANOTHER_PROGRAM = (*FROM_A_BASIS, ("dual_simplex_cost_perturbation_multiplier", 1.0))
"""Another scenario's optimum may be far from the basis: perturbed costs spare a third of the steps to it, and
add little where it is near. Where the solver has to mend a few rows first they make ten times as many."""
MOST_MENDED_SHARE = 0.01


def silent_highs() -> Any:
    """A solver object; its first one in a process prints a banner that would spoil a command's output."""
    with _BANNER_LOCK:
        sys.stdout.flush()
        kept = os.dup(STDOUT)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, STDOUT)
            return highspy.Highs()
        finally:
            os.dup2(kept, STDOUT)
            os.close(kept)
            os.close(nowhere)


def pass_arrays(highs: Any, arrays: Arrays, costs: Array | None = None) -> None:
    """Hands the numbers of a program to a solver's object in one call, which copies whole arrays.

    Args:
        costs: of each column; none where they are given later.
    """
    columns = arrays.column_low.size
    highs.passModel(
        *(columns, arrays.row_low.size, arrays.values.size),
        *(int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), 0.0),
        np.zeros(columns) if costs is None else costs,
        *(arrays.column_low, arrays.column_high, arrays.row_low, arrays.row_high),
        *(arrays.starts, arrays.indices, arrays.values),
        np.zeros(columns, dtype=np.int32),
    )


def options_from(basis: Basis | None, another: bool = False) -> tuple[tuple[str, float], ...]:
    """How to solve from a basis: few steps are left where it fits all or nearly all rows.

    Args:
        another: whether the basis is of another program.
    """
    if basis is None:
        return AFRESH
    if not basis.alien:
        return FROM_ANOTHER_PROGRAM if another else FROM_A_BASIS
    basic, rows = highspy.HighsBasisStatus.kBasic, basis.row_status
    held = basis.col_status.count(basic) + rows.count(basic)
    return FROM_A_BASIS if nearly_fits(held, len(rows)) else AFRESH


def options_aside(basis: Basis | None) -> tuple[tuple[str, float], ...]:
    """What else to set while the rows of even weeks are set aside: nothing but where it is solved afresh."""
    return AFRESH_WITHOUT_EVEN if options_from(basis) is AFRESH else ()


def set_options(highs: Any, options: Sequence[tuple[str, float]]) -> None:
    """Sets a solver's object."""
    for option, value in options:
        highs.setOptionValue(option, value)


def nearly_fits(held: int, rows: int) -> bool:
    """Whether a basis that holds so many parts has one for each row, but for few that the solver mends."""
    return abs(rows - held) <= MOST_MENDED_SHARE * rows


def with_basic(basis: Basis, rows: Picks, columns: Picks) -> Basis:
    """The basis in which columns take the place of rows, one for each; the rows are met."""
    of_columns, of_rows = list(basis.col_status), list(basis.row_status)
    lower, basic = highspy.HighsBasisStatus.kLower, highspy.HighsBasisStatus.kBasic
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        of_rows[row], of_columns[column] = lower, basic
    found = highspy.HighsBasis()
    found.valid, found.alien = True, False
    found.col_status, found.row_status = of_columns, of_rows
    return found
