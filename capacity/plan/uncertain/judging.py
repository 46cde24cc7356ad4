"""Decisions taken now, judged on fresh paths: chance that each duty is met, cost, regret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from capacity.domain.measures import LATE_FROM_PERSONS
from capacity.plan.explain.solved import SolvedPlan
from capacity.plan.network.parts import Array
from capacity.plan.places.beds import OnOtherPersons, usable
from capacity.plan.places.columns import PlacesProgram
from capacity.plan.places.money import money
from capacity.plan.places.problem import PlacesProblem
from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.places.task import lasting_renewals
from capacity.plan.solver.highs import Basis
from capacity.plan.solver.program import Arrays, Column, Numbers
from capacity.plan.uncertain.two_stage import EUR_SCALE, path_terms

TASK = "spreading_task"
BEDS, INTAKE_CAP = "beds", "intake_cap"


@dataclass(frozen=True)
class Judged:
    """One first stage on one path.

    Args:
        eur: the path's cost in EUR, everything weighed; `money_eur` the money alone, and `shown_eur` the
            money of the weeks shown.
        without_bed: persons per week shown; `late` of beds, the intake site and each region's task.
        residents: persons per week shown; usable: places per week shown; emergency: the most emergency
            places there are in a week shown.
    """

    eur: float
    money_eur: float
    shown_eur: float
    late: Mapping[tuple[str, str], Array]
    residents: Array
    usable: Array
    emergency: float


class Judge:
    """Solves the places of one path after another, with one set of decisions held after the other.

    The first set starts on every path from a basis that is given, else from the optimum of the plan's own
    residents, and each other set from the one before on the same path, so that no path's answer depends on
    those judged before. For one thread at a time.

    Args:
        eur: EUR per unit of each goal.
        held: sets of decisions by name; an empty one decides with hindsight.
    """

    def __init__(
        self, plan: SolvedPlan, eur: Mapping[str, float], held: Mapping[str, Mapping[str, float]]
    ) -> None:
        self._model, self._start = plan.places.solved.model, plan.places.solved.basis
        known = Numbers()
        places = build_places(plan.places.problem, known)
        first = known.arrays()
        self._paths = OnOtherPersons(places, first)
        self._costs = known.costs(path_terms(places, eur))
        self._reading = Reading(places)
        columns = {name: place for place, name in enumerate(known.column_names)}
        self._held = {
            name: {columns[column]: value for column, value in decisions.items()}
            for name, decisions in held.items()
        }
        self._start = self._solved(first, next(iter(self._held.values())), self._start)[1]

    def start_on(self, problem: PlacesProblem) -> Basis:
        """Where the first set ends on a path: a start for paths that are near."""
        return self._solved(self._paths.arrays(problem), next(iter(self._held.values())), self._start)[1]

    def on(self, problem: PlacesProblem, near: Basis | None = None) -> dict[str, Judged]:
        """The cheapest that can follow on a path once decisions are taken, by the name of their set.

        Args:
            near: where the first set starts.
        """
        arrays, basis, found = self._paths.arrays(problem), near or self._start, {}
        for name, decisions in self._held.items():
            values, basis = self._solved(arrays, decisions, basis)
            eur = float(self._costs @ values) / EUR_SCALE
            found[name] = self._reading.judged(problem, values, eur)
        return found

    def _solved(self, arrays: Arrays, decisions: Mapping[int, float], basis: Basis) -> tuple[Array, Basis]:
        self._model.start_from(_holding(arrays, decisions), basis)
        values = self._model.minimise(self._costs)
        return values, self._model.basis


def _holding(arrays: Arrays, held: Mapping[int, float]) -> Arrays:
    """The numbers with columns held at a value, within their limits on this path."""
    low, high = arrays.column_low.copy(), arrays.column_high.copy()
    for column, value in held.items():
        low[column] = high[column] = min(max(value, low[column]), high[column])
    return replace(arrays, column_low=low, column_high=high)


class Reading:
    """Reads answers of the places on paths: who is short of what, and what it costs.

    Args:
        places: of any path; what is decided, and what it costs, is the same on all of them.
    """

    def __init__(self, places: PlacesProgram) -> None:
        problem = places.problem
        self._places, self._shown = places, range(problem.weeks.shown)
        self._money = next(goal.costs for goal in places_goals(places) if goal.id == "money")
        self._shown_money = places.program.costs(money(places, self._shown))
        blocks = list(zip(problem.blocks, places.blocks, strict=True))
        self._usable = [_terms(usable(places, week)) for week in self._shown]
        self._emergency = [
            _terms({columns.available[week]: 1.0 for block, columns in blocks if block.type == "emergency"})
            for week in self._shown
        ]
        self._lasting = {
            block.region: [
                _terms({columns.available[week]: 1.0, **lasting_renewals(places, block.region, week)})
                for week in range(problem.task_week, problem.weeks.shown)
            ]
            for block, columns in blocks
            if block.type == "regular" and problem.task_week is not None
        }
        self._not_lasting = {
            block.region: problem.not_lasting(block)
            for block in problem.blocks
            if block.region in self._lasting and block.type == "regular"
        }

    def judged(self, problem: PlacesProblem, values: Array, eur: float) -> Judged:
        """An answer on a path.

        Args:
            eur: everything weighed.
        """
        places, shown, site = self._places, len(self._shown), problem.intake.region
        short = _values(places.without_bed, values)[:shown]
        late = {(BEDS, "NL"): short, (INTAKE_CAP, site): _values(places.over_cap, values)[:shown]}
        room = _values(places.at_intake, values)[:shown] + problem.usable_known()[:shown]
        room += _sums(self._usable, values)
        for region, terms in self._lasting.items():
            gap = np.zeros(shown)
            first = shown - len(terms)
            lasting = _sums(terms, values) - self._not_lasting[region][first:shown]
            gap[first:] = np.maximum(0.0, problem.task[region] - lasting)
            late[TASK, region] = gap
        return Judged(
            eur,
            float(self._money @ values),
            float(self._shown_money @ values),
            late,
            problem.total_residents()[:shown],
            room,
            float(_sums(self._emergency, values).max()),
        )


Row = tuple[NDArray[np.int64], Array]


def _terms(row: Mapping[Column, float]) -> Row:
    """A sum of columns as places and factors."""
    return np.array([int(column) for column in row], dtype=np.int64), np.array([*row.values()], dtype=float)


def _sums(rows: Sequence[Row], values: Array) -> Array:
    """What each sum of columns amounts to."""
    return np.array([float((values[places] * factors).sum()) for places, factors in rows])


def _values(columns: Sequence[int], values: Array) -> Array:
    found: Array = values[[int(column) for column in columns]]
    return found


@dataclass(frozen=True)
class Interval:
    """A mean over fresh paths and the interval in which it lies at the level asked for."""

    mean: float
    low: float
    high: float


def interval(numbers: Array, level: float) -> Interval:
    """Mean and its interval by the normal law of means."""
    mean = float(numbers.mean())
    if numbers.size < 2:
        return Interval(mean, mean, mean)
    half = NormalDist().inv_cdf((1 + level) / 2) * float(numbers.std(ddof=1)) / float(np.sqrt(numbers.size))
    return Interval(mean, mean - half, mean + half)


def chance_met(late: Sequence[Array]) -> Array:
    """Share of paths in which a duty is met, per week."""
    share: Array = (np.stack(late) < LATE_FROM_PERSONS).mean(axis=0)
    return share
