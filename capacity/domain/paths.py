"""Sample paths of arrivals: what the forecast gives and the plan runs on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

ARRIVAL_STREAMS = ("first", "repeat", "family", "other")
RANKING_WEEKS = 26


@dataclass(frozen=True)
class StreamPaths:
    """Weekly arrivals per stream as joint sample paths.

    Args:
        start: Monday of the first week.
        persons: per stream an array of shape (weeks, paths), persons per week.
    """

    start: date
    persons: Mapping[str, NDArray[np.float64]]

    @property
    def weeks(self) -> int:
        """Number of weeks."""
        return int(next(iter(self.persons.values())).shape[0])

    def total(self) -> NDArray[np.float64]:
        """Persons of all streams, shape (weeks, paths)."""
        total: NDArray[np.float64] = np.stack(list(self.persons.values())).sum(axis=0)
        return total

    def mean(self) -> dict[str, NDArray[np.float64]]:
        """Mean over the paths per stream, shape (weeks,)."""
        return {stream: paths.mean(axis=1) for stream, paths in self.persons.items()}

    def ranked(self, level: float) -> dict[str, NDArray[np.float64]]:
        """The stored path whose arrivals in the first 26 weeks rank at a level between 0 and 1."""
        sums = self.total()[:RANKING_WEEKS].sum(axis=0)
        place = min(sums.size - 1, int(np.ceil(level * sums.size)) - 1)
        chosen = int(np.argsort(sums, kind="stable")[max(0, place)])
        return {stream: paths[:, chosen] for stream, paths in self.persons.items()}
