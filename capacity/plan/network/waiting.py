"""Who waits at a station when the plan starts, by age."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Queue:
    """Persons waiting when the plan starts, by age: element k is the number who waited k to k+1 weeks.

    `blocks` are the same persons as they were told: number, youngest and oldest age in weeks, evenly
    between; without them every week of age is taken as even.
    """

    by_age: Array = field(default_factory=lambda: np.zeros(0))
    blocks: tuple[tuple[float, float, float], ...] = ()
    total: float = field(init=False)
    """Persons waiting."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", float(self.by_age.sum()))

    @classmethod
    def of_blocks(cls, blocks: Iterable[tuple[float, float, float]]) -> Queue:
        """A queue told as blocks: persons, youngest and oldest age in weeks."""
        told = tuple(blocks)
        profile = np.zeros(0)
        for block in told:
            ages = evenly(*block)
            size = max(profile.size, ages.size)
            profile = np.pad(profile, (0, size - profile.size)) + np.pad(ages, (0, size - ages.size))
        return cls(profile, told)

    def split(self, age_weeks: float) -> tuple[Queue, Queue]:
        """Who has waited at least so many weeks, and the others."""
        older, younger = [], []
        for persons, young, old in self.blocks:
            part = min(1.0, max(0.0, old - age_weeks) / (old - young))
            if part > 0:
                older.append((persons * part, max(young, age_weeks), old))
            if part < 1:
                younger.append((persons * (1 - part), young, min(old, age_weeks)))
        return Queue.of_blocks(older), Queue.of_blocks(younger)

    def joined(self, other: Queue) -> Queue:
        """Both queues as one."""
        return Queue.of_blocks((*self.blocks, *other.blocks))

    def older_than(self, weeks: float) -> float:
        """Persons who have waited at least so many weeks, spread evenly inside each block or week of age."""
        if self.blocks:
            return sum(
                persons * min(1.0, max(0.0, oldest - weeks) / (oldest - youngest))
                for persons, youngest, oldest in self.blocks
            )
        whole = int(np.floor(weeks))
        part = weeks - whole
        return float(self.by_age[whole:].sum() - part * self.by_age[whole : whole + 1].sum())


def evenly(persons: float, from_week: float, to_week: float) -> Array:
    """An age profile with the same number at every age between two ages in weeks."""
    ages = np.zeros(int(np.ceil(to_week)))
    for week in range(ages.size):
        overlap = min(week + 1.0, to_week) - max(float(week), from_week)
        ages[week] = persons * max(0.0, overlap) / (to_week - from_week)
    return ages
