"""Levers that act in some weeks only: outages with their catch-up, and deciders hired from a week on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from capacity.domain.time import Weeks

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Levers:
    """What the planner changed in some weeks.

    Args:
        outage_start: Monday on which Eurodac's central system fails.
        outage_length_weeks: how long it stays down.
        deciders: persons hired (or lost) at the decision, from week `deciders_from_week` of the plan.
    """

    outage_start: date | None = None
    outage_length_weeks: int = 0
    deciders: float = 0.0
    deciders_from_week: int = 0

    def outage_weeks(self, weeks: Weeks) -> NDArray[np.bool_]:
        """Weeks in which Eurodac transmits nothing."""
        down = np.zeros(weeks.count, dtype=np.bool_)
        if self.outage_start is not None and self.outage_length_weeks:
            first = max(0, weeks.index(self.outage_start))
            last = max(0, weeks.index(self.outage_start) + self.outage_length_weeks)
            down[first:last] = True
        return down

    def link_share(self, weeks: Weeks, catchup: float) -> Array:
        """Transmission capacity as a share of normal: none in an outage, then catching up.

        At the catch-up rate a queue of n weeks is gone after n / (rate - 1) weeks of full load.
        """
        down = self.outage_weeks(weeks)
        share = np.where(down, 0.0, 1.0)
        if down.any() and catchup > 1:
            up_again = int(np.flatnonzero(down)[-1]) + 1
            share[up_again : up_again + math.ceil(down.sum() / (catchup - 1))] = catchup
        return share

    def deciders_hired(self, weeks: Weeks) -> Array:
        """Persons hired per week of the plan."""
        hired = np.zeros(weeks.count)
        hired[self.deciders_from_week :] = self.deciders
        return hired
