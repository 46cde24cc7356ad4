"""HiGHS as a live model: loaded once, goals solved in order, bounds pushed, warm from the last basis."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import highspy
import numpy as np
from numpy.typing import NDArray

from capacity.plan.program import Program

Array = NDArray[np.float64]

STDOUT = 1
_BANNER_LOCK = Lock()
DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4
DUAL_TOLERANCE = 1e-7


class SolveError(Exception):
    """The solver gave no optimum: time limit, cancel or a fault of the model."""


@dataclass(frozen=True)
class Goal:
    """One level: a name, its rank, and the cost of each column (minimised)."""

    id: str
    rank: int
    costs: Array
    unit: str


class LiveModel:
    """One HiGHS object that holds one program."""

    def __init__(self, program: Program, time_limit_seconds: float = 120.0) -> None:
        self._column_low, self._column_high = program.column_bounds()
        self._row_low, self._row_high = program.row_bounds()
        self._highs = _silent_highs()
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("time_limit", time_limit_seconds),
        ):
            self._highs.setOptionValue(option, value)
        self._highs.passModel(_highs_model(program, self._bounds()))

    def _bounds(self) -> tuple[Array, Array, Array, Array]:
        return self._column_low, self._column_high, self._row_low, self._row_high

    def minimise(self, costs: Array, primal: bool) -> Array:
        """Solves for one objective from the present basis and returns the columns' values.

        Raises SolveError when the solver's own status is anything but optimal.
        """
        everything = np.arange(costs.size, dtype=np.int32)
        self._highs.changeColsCost(costs.size, everything, costs)
        self._highs.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX if primal else DUAL_SIMPLEX)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolveError(self._highs.modelStatusToString(status))
        return np.array(self._highs.getSolution().col_value)

    def hold(self) -> None:
        """Keeps the level just solved at its optimum: whatever has a price stays where it is.

        By complementary slackness a point is optimal exactly when every column with a reduced
        cost stays at its bound and every row with a dual at its limit, so no tolerance leaks.
        """
        solution = self._highs.getSolution()
        columns = np.flatnonzero(np.abs(np.array(solution.col_dual)) > DUAL_TOLERANCE).astype(np.int32)
        rows = np.flatnonzero(np.abs(np.array(solution.row_dual)) > DUAL_TOLERANCE).astype(np.int32)
        values = np.array(solution.col_value)
        activity = np.array(solution.row_value)
        at = _nearest_bound(values[columns], self._column_low[columns], self._column_high[columns])
        to = _nearest_bound(activity[rows], self._row_low[rows], self._row_high[rows])
        self.push_columns(columns, at, at)
        self.push_rows(rows, to, to)

    def push_columns(self, columns: NDArray[np.int32], low: Array, high: Array) -> None:
        """New bounds of some columns."""
        self._column_low[columns], self._column_high[columns] = low, high
        self._highs.changeColsBounds(len(columns), columns, low, high)

    def push_rows(self, rows: NDArray[np.int32], low: Array, high: Array) -> None:
        """New limits of some rows."""
        self._row_low[rows], self._row_high[rows] = low, high
        for row, lower, upper in zip(rows.tolist(), low.tolist(), high.tolist(), strict=True):
            self._highs.changeRowBounds(row, lower, upper)

    def write(self, path: Path) -> None:
        """Writes the program as it stands (costs, bounds and held goals) as an MPS file."""
        self._highs.writeModel(str(path))


def _silent_highs() -> highspy.Highs:
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


def solve_in_order(
    model: LiveModel, goals: list[Goal], write_at: str = "", path: Path | None = None
) -> tuple[Array, float]:
    """Solves goals in their order; returns the columns' values and the optimum of the goal `write_at`.

    A first solve on strongly separated weights gives the basis; then each level is solved for
    itself by primal simplex and held by its duals, so that prices of a level stay its own.

    Args:
        write_at: id of the goal whose optimum is returned; its program is written to `path`
            with the earlier goals held.
    """
    values = model.minimise(separated_weights(goals), primal=False)
    optimum = 0.0
    for goal in goals:
        if goal.costs.any():
            values = model.minimise(goal.costs, primal=True)
        if goal.id == write_at:
            optimum = float(goal.costs @ values)
            if path is not None:
                if not goal.costs.any():
                    values = model.minimise(goal.costs, primal=True)
                model.write(path)
        if goal.costs.any():
            model.hold()
    return values, optimum


def separated_weights(goals: list[Goal]) -> Array:
    """Costs in which each goal outweighs all later ones, for a first basis."""
    weighted = np.zeros_like(goals[0].costs)
    weight = 1.0
    for goal in reversed(goals):
        largest = np.abs(goal.costs).max(initial=0.0)
        if largest:
            weighted += goal.costs / largest * weight
            weight *= 100.0
    return weighted / weight


def _nearest_bound(values: Array, low: Array, high: Array) -> Array:
    to_low = np.abs(values - low)
    to_high = np.abs(values - high)
    nearest = np.where(to_low <= to_high, low, high)
    return np.where(np.minimum(to_low, to_high) < 1e-5 * np.maximum(1.0, np.abs(values)), nearest, values)


def _highs_model(program: Program, bounds: tuple[Array, Array, Array, Array]) -> highspy.HighsLp:
    model = highspy.HighsLp()
    starts, indices, values = program.matrix()
    model.num_col_, model.num_row_ = len(program.column_names), len(program.row_names)
    model.col_cost_ = np.zeros(model.num_col_)
    model.col_lower_, model.col_upper_, model.row_lower_, model.row_upper_ = bounds
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = starts, indices, values
    model.col_names_, model.row_names_ = program.column_names, program.row_names
    return model
