"""Levers that act in some weeks only: outages with their catch-up, regimes of the law, deciders hired."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from capacity.domain.parameters import Parameters
from capacity.domain.time import DAYS_PER_WEEK, Weeks

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Regime:
    """Weeks in which a regime holds: `mass` (APR); `crisis`, `requested`, `prolonged`,
    `low_threshold` or `expedited` (CRI).

    Args:
        start: Monday of its first week; None: the first week of the plan.
        length_weeks: how long it holds; it may end within a week.
    """

    id: str
    start: date | None
    length_weeks: float

    def span(self, weeks: Weeks) -> tuple[int, float]:
        """Its first week in the plan, and the moment at which it is over."""
        first = weeks.index(self.start) if self.start else 0
        return first, first + self.length_weeks


@dataclass(frozen=True)
class Levers:
    """What the planner changed in some weeks.

    Args:
        outage_start: Monday on which Eurodac's central system fails.
        outage_length_weeks: how long it stays down.
        outage_share: part of the central system that fails.
        regimes: periods in which a regime of the law holds; they may overlap.
        starts: day from which an act of the Union applies, by its key.
        old_until: day before which applications stay under the old terms, where it is not the usual one.
        support: persons who help the pool `support_pool`, from `support_start` for some weeks.
        deciders: persons hired (or lost) at the decision.
    """

    outage_start: date | None = None
    outage_length_weeks: int = 0
    outage_share: float = 1.0
    regimes: tuple[Regime, ...] = ()
    starts: Mapping[str, date] = field(default_factory=dict)
    old_until: date | None = None
    support: float = 0.0
    support_pool: str = ""
    support_start: date | None = None
    support_length_weeks: int = 0
    deciders: float = 0.0

    def outage_weeks(self, weeks: Weeks) -> NDArray[np.bool_]:
        """Weeks in which Eurodac fails, in whole or in part."""
        down = np.zeros(weeks.count, dtype=np.bool_)
        if self.outage_start is not None and self.outage_length_weeks:
            first = max(0, weeks.index(self.outage_start))
            last = max(0, weeks.index(self.outage_start) + self.outage_length_weeks)
            down[first:last] = True
        return down

    def in_regime(self, regime: str, weeks: Weeks) -> NDArray[np.bool_]:
        """Weeks of the plan in which a regime holds."""
        held = np.zeros(weeks.count, dtype=np.bool_)
        for first, end in (one.span(weeks) for one in self.regimes if one.id == regime):
            held[max(0, first) : max(0, math.ceil(end))] = True
        return held

    def in_crisis(self, weeks: Weeks) -> NDArray[np.bool_]:
        """Weeks of a crisis that the Council has decided on, in its first period or after it."""
        return self.in_regime("crisis", weeks) | self.in_regime("prolonged", weeks)

    def in_force_from(self, act: str, weeks: Weeks) -> int:
        """First week of the plan in which an act applies."""
        start = self.starts.get(act)
        return 0 if start is None else max(0, -((weeks.start - start).days // DAYS_PER_WEEK))

    def link_share(self, weeks: Weeks, catchup: float) -> Array:
        """Transmission capacity as a share of normal: what an outage leaves of it, then catching up.

        At the catch-up rate a queue of n weeks is gone after n / (rate - 1) weeks of full load.
        """
        down = self.outage_weeks(weeks)
        share = np.where(down, 1.0 - self.outage_share, 1.0)
        if down.any() and catchup > 1:
            up_again = int(np.flatnonzero(down)[-1]) + 1
            missed = down.sum() * self.outage_share
            share[up_again : up_again + math.ceil(missed / (catchup - 1))] = catchup
        return share

    def supporting(self, pool: str, weeks: Weeks) -> Array:
        """Persons of support teams in a pool per week of the plan."""
        persons = np.zeros(weeks.count)
        if pool == self.support_pool:
            first = weeks.index(self.support_start) if self.support_start else 0
            persons[max(0, first) : max(0, first + self.support_length_weeks)] = self.support
        return persons


def pact_applies_from(parameters: Parameters) -> date:
    """The day from which the Pact applies (APR 79(2)), by which a state tells its queues."""
    number = parameters.number
    return date(
        round(number("pact_applies_year")),
        round(number("pact_applies_month")),
        round(number("pact_applies_day")),
    )


def hired(persons: float, first: int, weeks: Weeks) -> Array:
    """Persons hired (or lost) per week of the plan, from the first week in which they work."""
    found = np.zeros(weeks.count)
    found[first:] = persons
    return found


def at_full_work(persons: float, first: int, training_weeks: float, weeks: Weeks) -> Array:
    """Those persons as persons at full work: who is hired grows into it evenly."""
    found = hired(persons, first, weeks)
    if persons > 0 and training_weeks > 0:
        since = np.arange(weeks.count) - first + 1 / 2
        found = found * np.clip(since / training_weeks, 0.0, 1.0)
    return found
