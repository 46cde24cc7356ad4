"""HiGHS as a live model: loaded once, changed numbers pushed, solved from a given basis."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from capacity.plan.solver.bare import Loadable, Picks, Products, different, same_pattern
from capacity.plan.solver.highs import (
    AFRESH,
    CHOOSE,
    ENDS,
    FROM_A_BASIS,
    OPTIONS,
    PRIMAL_SIMPLEX,
    Basis,
    Parting,
    options_aside,
    options_from,
    pass_arrays,
    set_options,
    silent_highs,
    with_basic,
)
from capacity.plan.solver.pricing import DUAL_TOLERANCE, least, nearest_bound, none_improves, without_noise
from capacity.plan.solver.program import Arrays
from capacity.plan.solver.stopping import (
    TIME_LIMIT_SECONDS,
    Brake,
    SolveError,
    StepsUpError,
    StoppedError,
    TimeUpError,
)

Array = NDArray[np.float64]


class LiveModel:
    """One HiGHS object that holds one program."""

    parting: Parting | None = None
    """Where goals in order may start first, with their weights."""

    def __init__(
        self, program: Loadable, time_limit_seconds: float = TIME_LIMIT_SECONDS, brake: Brake | None = None
    ) -> None:
        self._program, self._brake = program, brake
        self._deadline = perf_counter() + time_limit_seconds
        self._basic: NDArray[np.int64] | None = None
        self.start_basis: Basis | None = None
        self._to_start = False
        self._highs = silent_highs()
        set_options(self._highs, (*OPTIONS, *AFRESH))
        self._load(program.arrays())

    def _load(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._adopt_bounds(arrays)
        self._pushed, self._costed = self._bounds(), np.zeros(arrays.column_low.size)
        pass_arrays(self._highs, arrays, self._costed)

    def _adopt_bounds(self, arrays: Arrays) -> None:
        self._products = Products(arrays)
        self._column_low, self._column_high = arrays.column_low.copy(), arrays.column_high.copy()
        self._row_low, self._row_high = arrays.row_low.copy(), arrays.row_high.copy()

    def _bounds(self) -> tuple[Array, Array, Array, Array]:
        return self._column_low.copy(), self._column_high.copy(), self._row_low.copy(), self._row_high.copy()

    def restart(
        self,
        program: Loadable,
        basis: Basis | None,
        time_limit_seconds: float = TIME_LIMIT_SECONDS,
        brake: Brake | None = None,
    ) -> None:
        """Takes over the numbers of another program and starts from a basis, whatever was solved before.

        Only what differs is pushed; where the pattern of coefficients differs, the rows are loaded anew.

        Args:
            basis: a start for the new program, alien where it was fitted to it; None starts afresh.
        """
        self._program, self._brake = program, brake
        self._start(program.arrays(), basis, time_limit_seconds, another=True)

    def start_from(
        self, arrays: Arrays, basis: Basis | None, time_limit_seconds: float = TIME_LIMIT_SECONDS
    ) -> None:
        """Takes over other numbers of the same program and starts from a basis; None starts afresh."""
        self._start(arrays, basis, time_limit_seconds, another=False)

    def _start(self, arrays: Arrays, basis: Basis | None, time_limit_seconds: float, another: bool) -> None:
        self._deadline = perf_counter() + time_limit_seconds
        if same_pattern(arrays, self._arrays):
            self._push(arrays)
        else:
            self._load(arrays)
        self.start_basis = basis
        self._to_start = another
        if not another:
            self._stand_at(basis, options_from(basis))

    def _stand_at(self, basis: Basis | None, options: tuple[tuple[str, float], ...]) -> None:
        self._to_start = False
        self._highs.clearSolver()
        set_options(self._highs, options)
        if basis is not None:
            self._highs.setBasis(basis)

    def _stand_at_start(self) -> None:
        """At the start that another program was given, once it is known that nothing nearer leads on."""
        if self._to_start:
            self._stand_at(self.start_basis, options_from(self.start_basis, another=True))

    def reaches(self, basis: Basis, costs: Array, most_steps: int) -> bool:
        """Solves from another basis in at most so many steps; back at the start where that is too few.

        The basis fits, but for a few rows. Steps are counted, so a program goes the same way each time.
        """
        self._stand_at(basis, FROM_A_BASIS)
        self._highs.setOptionValue("simplex_iteration_limit", most_steps)
        try:
            self.minimise(costs)
        except StepsUpError:
            self._to_start = True
            return False
        finally:
            self._highs.setOptionValue("simplex_iteration_limit", highspy.kHighsIInf)
        return True

    def _push(self, arrays: Arrays) -> None:
        changed = np.flatnonzero(arrays.values != self._arrays.values)
        rows = np.searchsorted(arrays.starts, changed, side="right") - 1
        for row, column, value in zip(
            rows.tolist(), arrays.indices[changed].tolist(), arrays.values[changed].tolist(), strict=True
        ):
            self._highs.changeCoeff(row, column, value)
        self._arrays = arrays
        self._adopt_bounds(arrays)

    def set_aside(self, rows: Picks, columns: Picks) -> None:
        """Leaves rows out, and with them columns that no other row names: they stay at zero."""
        self._stand_at_start()
        set_options(self._highs, options_aside(self.start_basis))
        self._row_low[rows], self._row_high[rows] = -np.inf, np.inf
        self._column_low[columns], self._column_high[columns] = 0.0, 0.0

    def take_back(self, rows: Picks, up: Picks, down: Picks) -> None:
        """Takes rows back that were set aside and are met by their own columns: up less down is their sum.

        The basis gets the one of the two that is needed, by row; every other column stays where it is.
        """
        sums = self._activity[rows]
        for columns, needed in ((up, sums >= 0), (down, sums < 0)):
            self._column_low[columns] = self._arrays.column_low[columns]
            self._column_high[columns] = self._arrays.column_high[columns]
            self.values[columns] = np.where(needed, np.abs(sums), 0.0)
        self._row_low[rows], self._row_high[rows] = self._arrays.row_low[rows], self._arrays.row_high[rows]
        self._push_bounds()
        self._highs.setBasis(with_basic(self.basis, rows, np.where(sums >= 0, up, down)))
        self._at_values()

    @property
    def limits(self) -> tuple[Array, Array, Array, Array]:
        """Lows and highs of columns, then of rows, with the goals that are held."""
        return self._column_low, self._column_high, self._row_low, self._row_high

    @property
    def brake(self) -> Brake | None:
        """What stops it from another thread."""
        return self._brake

    @property
    def basis(self) -> Basis:
        """The present basis."""
        self._stand_at_start()
        return self._highs.getBasis()

    @property
    def basic(self) -> NDArray[np.int64]:
        """What the basis holds: places of columns, and of rows as minus their place minus one."""
        if self._basic is None:
            self._stand_at_start()
            _, basic = self._highs.getBasicVariables()
            self._basic = np.asarray(basic, dtype=np.int64)
        return self._basic

    @property
    def activity(self) -> Array:
        """What each row adds up to."""
        return self._activity

    def basis_solve(self, right_hand_side: Array) -> Array:
        """How much of each part of the basis makes up a right-hand side; rows with their own sign."""
        status, solution = self._highs.getBasisSolve(right_hand_side)
        if status != highspy.HighsStatus.kOk:
            raise SolveError(str(status))
        return np.asarray(solution)

    def basis_transpose_solve(self, weights: Array) -> Array:
        """Weights of rows that give each part of the basis its weight; rows with their own sign."""
        status, solution = self._highs.getBasisTransposeSolve(weights)
        if status != highspy.HighsStatus.kOk:
            raise SolveError(str(status))
        return np.asarray(solution)

    @property
    def free(self) -> NDArray[np.bool_]:
        """Which columns may move."""
        return self._column_low < self._column_high

    def _status(self) -> Any:
        brake = self._brake
        if brake is not None:
            self._highs.cbSimplexInterrupt += brake.heed
        try:
            self._highs.run()
        finally:
            if brake is not None:
                self._highs.cbSimplexInterrupt -= brake.heed
        return self._highs.getModelStatus()

    def minimise(self, costs: Array, primal: bool = False) -> Array:
        """Solves for one objective from the present basis and returns the columns' values.

        Where rounding leads the solver astray on the way from that basis, it starts afresh.

        Raises:
            StoppedError: the brake was pulled.
            TimeUpError: the time limit came first.
            SolveError: the solver's own status is anything else but optimal.
        """
        self._run(costs, PRIMAL_SIMPLEX if primal else CHOOSE)
        self.read()
        return self.values

    def read(self) -> None:
        """Reads the columns' values and what each row adds up to."""
        self.values = np.array(self._highs.getSolution().col_value)
        self._at_values()

    def _at_values(self) -> None:
        self._priced: list[tuple[Array, tuple[Array, Array]]] = []
        self._activity = self._products.sums(self.values)
        self._basic = None

    def _run(self, costs: Array, strategy: int) -> None:
        if self._brake is not None and self._brake.pulled:
            raise StoppedError
        left = self._deadline - perf_counter()
        if left <= 0:
            raise TimeUpError
        self._stand_at_start()
        self._push_bounds()
        dearer = different((costs, self._costed))
        if dearer.size:
            self._highs.changeColsCost(dearer.size, dearer, costs[dearer])
            self._costed = costs.copy()
        self._highs.setOptionValue("simplex_strategy", strategy)
        # HiGHS counts the seconds of all runs of a model against its limit.
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + left)
        status = self._status()
        if status != highspy.HighsModelStatus.kOptimal and status not in ENDS:
            self._highs.clearSolver()
            status = self._status()
        if status in ENDS:
            raise ENDS[status]
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolveError(self._highs.modelStatusToString(status))

    @property
    def is_feasible(self) -> bool:
        """Whether the present values keep every row and bound."""
        found = self._highs.getInfo().primal_solution_status
        return bool(found == highspy.SolutionStatus.kSolutionStatusFeasible)

    def duals(self, costs: Array) -> tuple[Array, Array]:
        """Reduced costs of the columns and duals of the rows for an objective in the present basis."""
        for known, priced in self._priced:
            if known is costs:
                return priced
        basic = self.basic
        weights = np.where(basic >= 0, costs[np.maximum(basic, 0)], 0.0)
        rows = self.basis_transpose_solve(weights) if weights.any() else weights
        found = without_noise(costs - self._products.prices(rows), rows, basic)
        self._priced.append((costs, found))
        return found

    def is_best(self, costs: Array) -> bool:
        """Whether no column or row that may still move could improve the objective."""
        if not costs.any():
            return True
        columns, rows = self.duals(costs)
        return none_improves(columns, self.values, self._column_low, self._column_high) and none_improves(
            rows, self._activity, self._row_low, self._row_high
        )

    def hold(self, costs: Array) -> None:
        """Keeps the level just solved at its optimum: whatever has a price stays where it is.

        By complementary slackness a point is optimal exactly when every column with a reduced
        cost stays at its bound and every row with a dual at its limit, so no tolerance leaks.
        """
        if not costs.any():
            return
        columns, rows = self.duals(costs)
        for priced, at, low, high in (
            (columns, self.values, self._column_low, self._column_high),
            (rows, self._activity, self._row_low, self._row_high),
        ):
            chosen = np.flatnonzero((np.abs(priced) > DUAL_TOLERANCE) & (low < high))
            kept = nearest_bound(at[chosen], low[chosen], high[chosen])
            low[chosen], high[chosen] = kept, kept

    def _push_bounds(self) -> None:
        """Tells the solver the bounds and limits that differ from those it has."""
        column_low, column_high, row_low, row_high = self._pushed
        moved = different((self._column_low, column_low), (self._column_high, column_high))
        if moved.size:
            self._highs.changeColsBounds(moved.size, moved, self._column_low[moved], self._column_high[moved])
        moved = different((self._row_low, row_low), (self._row_high, row_high))
        if moved.size:
            self._highs.changeRowsBounds(moved.size, moved, self._row_low[moved], self._row_high[moved])
        self._pushed = self._bounds()

    def bound(self, costs: Array) -> float:
        """A value that the objective cannot go below: by the row duals, or by the columns' bounds alone."""
        reduced, row_duals = self.duals(costs)
        by_rows = least(reduced, self._column_low, self._column_high) + least(
            row_duals, self._row_low, self._row_high
        )
        return max(by_rows, least(costs, self._column_low, self._column_high))

    def write(self, path: Path) -> None:
        """Writes the program as it stands (costs, bounds and held goals) as an MPS file."""
        self._push_bounds()
        for place, name in enumerate(self._program.column_names):
            self._highs.passColName(place, name)
        for place, name in enumerate(self._program.row_names):
            self._highs.passRowName(place, name)
        self._highs.writeModel(str(path))
