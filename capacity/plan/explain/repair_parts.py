"""What a repair is made of: steps, what they mend, and what both programs are measured by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from capacity.domain.pins import Pin
from capacity.plan.chain.duties import over_pot, over_term
from capacity.plan.chain.solution import ChainSolution
from capacity.plan.explain.solved import SolvedPlaces
from capacity.plan.network.parts import Array, Station
from capacity.plan.places.money import money

LATE_TOLERANCE = 0.5
"""Fewer persons late than this count as nobody, as on every page."""
BEDS, INTAKE_CAP, TASK, BORDER_PLACES = "beds", "intake_cap", "spreading_task", "border_places"
Late = Mapping[str, Array]
"""Persons late of each duty per week shown."""


@dataclass(frozen=True)
class Mended:
    """Person-weeks late of a duty in the weeks shown, more where a repair of another one makes it worse.

    Args:
        holds_from: the first week from which it holds on.
    """

    duty: str
    before: float
    after: float
    holds_from: int | None


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Args:
        lever: a type of places, `outplacement`, `border_place`, `overtime_` and a pool, or a pool: hands.
        week: from which it is there; `decide_by` the last week to decide on it.
        units: places; persons, hours of overtime or units of the pool in every week from then on.
        eur: over the weeks shown; NaN where no price is known.
        pins: the same as cells of the plan; none where no cell holds it.
    """

    lever: str
    region: str
    week: int
    decide_by: int
    units: float
    eur: float
    pins: tuple[Pin, ...] = ()


@dataclass(frozen=True)
class Repair:
    """All that has to be done together to mend a duty, and what it mends.

    Args:
        mends: the duty first, then others that break and hold by it, and those that get worse.
        elsewhere: regions in which the same costs at most a hundredth more.
    """

    steps: tuple[Step, ...]
    mends: tuple[Mended, ...]
    elsewhere: tuple[str, ...] = ()

    @property
    def eur(self) -> float:
        """EUR of all steps over the weeks shown; NaN where one has no known price."""
        return float(sum(step.eur for step in self.steps))

    @property
    def mends_whole(self) -> bool:
        """Whether its duty holds in the end."""
        return self.mends[0].holds_from is not None


def mended(duty: str, before: Array, after: Array) -> Mended:
    """What a repair makes of a duty."""
    late = np.flatnonzero(after > LATE_TOLERANCE)
    holds = 0 if not late.size else int(late[-1]) + 1
    return Mended(duty, float(before.sum()), float(after.sum()), holds if holds < after.size else None)


def breaks_on(late: Array) -> bool:
    """Whether a duty is broken in the last week shown."""
    return bool(late.size and late[-1] > LATE_TOLERANCE)


def late_of(solution: ChainSolution, station: Station) -> Array:
    """Persons late per week shown: over term at the week's end, or left unfinished."""
    weeks = solution.stations[station.key]
    return np.maximum(over_term(solution, station), weeks.unfinished)[: solution.network.weeks.shown]


def late_of_duty(solution: ChainSolution, duty: str) -> Array:
    """Persons late of one duty of a station per week shown; at the border: beyond its places."""
    if duty == BORDER_PLACES:
        return over_pot(solution)[1][: solution.network.weeks.shown]
    return late_of(solution, next(one for one in solution.network.stations if one.duty == duty))


def late_in_chain(solution: ChainSolution) -> dict[str, Array]:
    """Persons late of every duty of a station, and persons at the border beyond its places."""
    duties = [station.duty for station in solution.network.stations if station.duty]
    return {duty: late_of_duty(solution, duty) for duty in (*duties, BORDER_PLACES)}


def late_in_places(found: SolvedPlaces, values: Array) -> dict[str, Array]:
    """Persons per week shown without a bed and above the cap of the intake site."""
    shown = found.problem.weeks.shown
    columns = {BEDS: found.places.without_bed, INTAKE_CAP: found.places.over_cap}
    return {
        duty: np.maximum(0.0, np.array([values[column.index] for column in part[:shown]]))
        for duty, part in columns.items()
    }


def eur_in_places(found: SolvedPlaces, values: Array) -> float:
    """EUR of the places in the weeks shown."""
    costs = found.places.program.costs(money(found.places, range(found.problem.weeks.shown)))
    return float(costs @ values)


def effects(first: str, before: Late, after: Late) -> tuple[Mended, ...]:
    """What is made of a duty, of every other one that holds in the end by it, and of those that get worse."""
    others: Iterator[str] = (
        duty
        for duty in before
        if duty != first and (_is_mended(before[duty], after[duty]) or _is_worse(before[duty], after[duty]))
    )
    return tuple(mended(duty, before[duty], after[duty]) for duty in (first, *others))


def _is_mended(before: Array, after: Array) -> bool:
    return breaks_on(before) and not breaks_on(after)


def _is_worse(before: Array, after: Array) -> bool:
    """Whether a whole person more is late in some week together: work done earlier comes there sooner."""
    return bool(after.sum() >= before.sum() + 1)
