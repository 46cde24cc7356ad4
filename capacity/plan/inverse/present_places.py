"""The largest inflow that the present places carry: nothing is opened, contracts are renewed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from capacity.plan.explain.solved import Solved, SolvedPlan, solved
from capacity.plan.inverse.search import last_that_holds
from capacity.plan.network.parts import Array
from capacity.plan.places.columns import PlacesProgram
from capacity.plan.places.problem import Block, PlacesProblem
from capacity.plan.places.rows import build_places
from capacity.plan.solver.in_order import Goal
from capacity.plan.solver.program import Numbers
from capacity.plan.solver.stopping import Brake
from capacity.plan.uncertain.path_problems import problem_on

SHORT_TOLERANCE = 0.5
"""Fewer persons without a bed than this count as none, as on every page."""


@dataclass(frozen=True)
class Carried:
    """What the present places carry.

    Args:
        inflow: the largest of the settings tried at which nobody more is without a bed (percent); None
            when not even the lowest is carried.
        first_short: the first week without enough beds one step above it; None when the highest is carried.
        residents, usable: persons and most usable places per week shown at that inflow (or the lowest).
        unavoidable: weeks at the start in which even the lowest inflow leaves somebody without a bed.
    """

    inflow: float | None
    first_short: int | None
    residents: Array
    usable: Array
    unavoidable: int


class PresentPlaces:
    """The places with what stands, is announced and may be renewed, and nothing new."""

    def __init__(self, problem: PlacesProblem, brake: Brake | None = None) -> None:
        self._blocks = tuple(replace(part, open_limit=np.zeros(problem.periods)) for part in problem.blocks)
        places = self._built(problem)
        self._solved: Solved = solved(places.program, [_short_goal(places)], brake)

    def _built(self, problem: PlacesProblem) -> PlacesProgram:
        blocks = tuple(
            replace(part, open_limit=closed.open_limit)
            for part, closed in zip(problem.blocks, self._blocks, strict=True)
        )
        return build_places(replace(problem, blocks=blocks, ceilings={}), Numbers())

    def without_bed(self, problem: PlacesProblem) -> Array:
        """Fewest persons without a bed per week shown, on the residents of a problem."""
        places = self._built(problem)
        values = self._solved.again(places.program.arrays()).values
        short = [values[column.index] for column in places.without_bed[: problem.weeks.shown]]
        found: Array = np.maximum(0.0, np.array(short))
        return found


def _short_goal(places: PlacesProgram) -> Goal:
    """Person-weeks without a bed; a person at the start counts no more than one at the end."""
    costs = places.program.costs(dict.fromkeys(places.without_bed, 1.0))
    return Goal("beds", 1, costs, "person-weeks")


def largest_inflow(plan: SolvedPlan, settings: Array, brake: Brake | None = None) -> Carried:
    """The largest inflow of a row of settings at which the present places house everybody.

    Weeks at the start in which even the lowest inflow leaves somebody without a bed count for none.

    Args:
        settings: values of the setting of the inflow (percent), rising.
    """
    present = PresentPlaces(plan.places.problem, brake)
    problems: dict[int, PlacesProblem] = {}
    short: dict[int, Array] = {}

    def short_at(place: int) -> Array:
        if place not in short:
            scenario = plan.scenario.model_copy(update={"inflow": float(settings[place])})
            problems[place] = problem_on(plan, scenario, plan.given.paths).problem
            short[place] = present.without_bed(problems[place])
        return short[place]

    lowest = short_at(0) >= SHORT_TOLERANCE
    unavoidable = int(np.flatnonzero(~lowest)[0]) if not lowest.all() else lowest.size

    def holds(place: int) -> bool:
        return not (short_at(place)[unavoidable:] >= SHORT_TOLERANCE).any()

    found = None if unavoidable == lowest.size else last_that_holds(settings.size, holds)
    shown = problems[found or 0]
    beyond = 0 if found is None else found + 1
    late = np.flatnonzero(short[beyond][unavoidable:] >= SHORT_TOLERANCE) if beyond in short else np.zeros(0)
    residents = shown.total_residents()[: shown.weeks.shown]
    return Carried(
        inflow=None if found is None else float(settings[found]),
        first_short=int(late[0]) + unavoidable if late.size else None,
        residents=residents,
        usable=most_usable(shown)[: shown.weeks.shown],
        unavoidable=unavoidable,
    )


def most_usable(problem: PlacesProblem) -> Array:
    """Usable places per week when every contract that may be renewed is; at the intake site who is there.

    A contract of a portfolio is renewed for its own term, and its places are usable as it says.
    """
    usable = problem.usable_known() + np.minimum(
        problem.intake.persons, problem.intake.places * problem.intake.usable_share
    )
    for part in problem.blocks:
        standing = part.now + np.cumsum(part.pipeline - part.closings - part.expiring)
        usable = usable + part.usable_share * standing + _renewed(part)
    found: Array = usable
    return found


def _renewed(part: Block) -> Array:
    """Usable places of renewed contracts per week, with what the contracts of a portfolio say of theirs."""
    if not part.lots:
        kept: Array = part.usable_share * part.renewable_share * np.cumsum(part.expiring)
        return kept
    weeks = part.expiring.size
    own = [lot.usable_share * lot.renewed(weeks, lot.renewable) for lot in part.lots]
    found: Array = np.sum(own, axis=0)
    return found
