"""How a program gets its solver: built and loaded afresh, or pushed into a model that stays loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

import highspy
import numpy as np
from numpy.typing import NDArray

from capacity.plan.solver.bare import Picks
from capacity.plan.solver.highs import Basis, Parting, nearly_fits
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.solver.program import Array, Builder, Numbers, Program
from capacity.plan.solver.stopping import TIME_LIMIT_SECONDS, Brake

MOST_NEW_ROWS = 0.1
IDLE, SLACK, TOP = (
    int(status)
    for status in (
        highspy.HighsBasisStatus.kLower,
        highspy.HighsBasisStatus.kBasic,
        highspy.HighsBasisStatus.kUpper,
    )
)
STATUSES = np.array(sorted(highspy.HighsBasisStatus.__members__.values(), key=int), dtype=object)
Flags = NDArray[np.bool_]
Status = Any  # highspy.HighsBasisStatus, which has no types of its own


class Solving(Protocol):
    """Gives a program its builder, and once it is built the model that solves it."""

    def builder(self, name: str, /) -> Builder:
        """What takes the columns and rows of a new program."""

    def load(self, program: Builder, near: Seed | None = None) -> LiveModel:
        """A model that holds the program, ready to solve.

        Args:
            near: where the solve starts, in place of where it would start by itself.
        """


@dataclass(frozen=True)
class Afresh:
    """Each program as PuLP objects in a model of its own, solved from nothing.

    Args:
        time_limit_seconds: for the goals of one program together.
        brake: stops the solve from another thread.
    """

    time_limit_seconds: float = TIME_LIMIT_SECONDS
    brake: Brake | None = None

    def builder(self, name: str, /) -> Builder:
        """A PuLP program."""
        return Program(name)

    def load(self, program: Builder, near: Seed | None = None) -> LiveModel:
        """A new model."""
        model = LiveModel(program, self.time_limit_seconds, self.brake)
        if near is not None:
            model.restart(program, near.basis_for(program), self.time_limit_seconds, self.brake)
        return model


@dataclass(frozen=True)
class Seed:
    """Where a solve starts: the basis in which a program's goals began, its columns and rows by name.

    Args:
        parting: where they ended, for programs that are near.
    """

    basis: Basis
    column_names: list[str]
    row_names: list[str]
    parting: Parting | None = None

    def parting_for(self, program: Builder) -> Parting | None:
        """Where the goals of another program may start first: at the end, where its columns are the same."""
        if self.parting is None or program.column_names != self.column_names:
            return None
        ended, held = self._ended.fitted_to(program)
        if ended is None or not nearly_fits(held, len(program.row_names)):
            return None
        return replace(self.parting, basis=ended)

    def basis_for(self, program: Builder) -> Basis | None:
        """The basis for another program; columns and rows that are new to it stand idle.

        Programs with other rows (a ceiling, a shorter horizon) are matched by name; the solver mends
        what does not fit. A program with many new rows (a longer horizon) has no basis here: from
        nothing, 156 weeks are solved in a third of the time that the mending takes.
        """
        return self.fitted_to(program)[0]

    def fitted_to(self, program: Builder) -> tuple[Basis | None, int]:
        """The same, and how many parts it holds; it fits where there are as many as rows."""
        size = len(program.row_names)
        if program.column_names == self.column_names and program.row_names == self.row_names:
            return self.basis, size
        columns, rows = self._statuses
        new = sum(name not in rows for name in program.row_names)
        if new > MOST_NEW_ROWS * size:
            return None, 0
        fitted = highspy.HighsBasis()
        of_columns = np.array([columns.get(name, IDLE) for name in program.column_names], dtype=np.int64)
        of_rows = np.array([rows.get(name, SLACK) for name in program.row_names], dtype=np.int64)
        held = int((of_columns == SLACK).sum() + (of_rows == SLACK).sum())
        fitted.col_status, fitted.row_status = STATUSES[of_columns].tolist(), STATUSES[of_rows].tolist()
        fitted.alien, fitted.valid = held != size, True
        return fitted, held

    @cached_property
    def _ended(self) -> Seed:
        assert self.parting is not None
        return Seed(self.parting.basis, self.column_names, self.row_names)

    @cached_property
    def _statuses(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Of columns and of rows, each as its place in STATUSES."""
        return (
            dict(zip(self.column_names, map(int, self.basis.col_status), strict=True)),
            dict(zip(self.row_names, map(int, self.basis.row_status), strict=True)),
        )


@dataclass(frozen=True)
class Starts:
    """Where the solves of both programs of a plan start; from nothing where nothing is given."""

    chain: Seed | None = None
    places: Seed | None = None


FROM_NOTHING = Starts()


class Warm:
    """One model that stays loaded; every program starts from the same seed, whatever was solved before.

    For one thread at a time. `limit` sets what the next solves must keep.
    """

    def __init__(self, seed: Seed | None = None) -> None:
        self.seed = seed
        self._model: LiveModel | None = None
        self.limit()

    def limit(self, time_limit_seconds: float = TIME_LIMIT_SECONDS, brake: Brake | None = None) -> None:
        """Seconds for the goals of one program together, and what stops the solves from another thread."""
        self._time_limit_seconds, self._brake = time_limit_seconds, brake

    def builder(self, _name: str, /) -> Builder:
        """Bare numbers: nothing but what is pushed into the model."""
        return Numbers()

    def load(self, program: Builder, near: Seed | None = None) -> LiveModel:
        """The model with the program's numbers in place, at the seed's basis."""
        seed = near or self.seed
        basis = None if seed is None else seed.basis_for(program)
        if self._model is None:
            self._model = LiveModel(program)
        self._model.restart(program, basis, self._time_limit_seconds, self._brake)
        self._model.parting = None if seed is None else seed.parting_for(program)
        return self._model


def basis_at(basic: Picks, at: Array, low: Array, high: Array, columns: int) -> Basis:
    """A basis from what it holds; everything else stands at the limit that is nearest to it.

    Args:
        basic: places among columns, then rows.
        at, low, high: of the columns, then of the rows.
        columns: how many of them are columns.
    """
    statuses = np.where(np.abs(high - at) < np.abs(at - low), TOP, IDLE)
    statuses[basic] = SLACK
    found = highspy.HighsBasis()
    found.valid, found.alien = True, False
    found.col_status, found.row_status = (
        STATUSES[part].tolist() for part in (statuses[:columns], statuses[columns:])
    )
    return found


def extended(basis: Basis, columns: Flags, rows: Flags) -> Basis:
    """A basis with columns and rows added behind.

    Args:
        columns, rows: which of them are basic; other columns stand at their lower bound, other rows at
            their upper limit.
    """
    status = highspy.HighsBasisStatus
    whole = highspy.HighsBasis()
    whole.valid, whole.alien = True, False
    whole.col_status = [*basis.col_status, *(status.kBasic if one else status.kLower for one in columns)]
    whole.row_status = [*basis.row_status, *(status.kBasic if one else status.kUpper for one in rows)]
    return whole
