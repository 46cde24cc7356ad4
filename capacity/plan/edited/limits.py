"""Limits that an edited plan breaks: one record per limit, week and place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from capacity.plan.network.parts import Array

NOISE_TOLERANCE = 1e-4
NOT_THERE = "not_there"


@dataclass(frozen=True)
class BrokenLimit:
    """One limit that does not hold in one week.

    Args:
        kind: what limit it is; NOT_THERE is physics: more leave than are there.
        table: the file of the plan folder whose row it is about.
        key: that row.
        column: the cell that is too high (or too low).
        value: what it would have to be.
        limit: the most (or least) that holds.
    """

    kind: str
    table: str
    key: tuple[str, ...]
    column: str
    value: float
    limit: float


def newly_over(value: Array, limit: Array, value_before: Array, limit_before: Array) -> list[int]:
    """Weeks in which a limit is passed by more than it was before the edit."""
    over = value - limit
    allowed = np.maximum(0.0, value_before - limit_before) + NOISE_TOLERANCE
    return [int(week) for week in np.flatnonzero(over > allowed)]


def first_of_runs(weeks: Sequence[int]) -> list[int]:
    """The first week of each run: what is over a cumulative limit stays over it."""
    return [week for place, week in enumerate(weeks) if place == 0 or weeks[place - 1] != week - 1]
