"""Repairs of duties of the chain: more hands, overtime now, places at the border.

The fewest units that make a duty hold in the last week shown are found by solving again, and fewer are seen
to fail. Which hands are scarce is read from the prices of the duty: those of an earlier stage may be.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from capacity.plan.chain.solution import ChainSolution, read_solution
from capacity.plan.explain.repair_levers import (
    Lever,
    Parts,
    border_places,
    hands,
    overtime,
    ways_to_serve,
)
from capacity.plan.explain.repair_parts import (
    BORDER_PLACES,
    LATE_TOLERANCE,
    Repair,
    breaks_on,
    effects,
    late_in_chain,
    late_of_duty,
)
from capacity.plan.explain.solved import SolvedPlan, with_limits
from capacity.plan.network.parts import Array, Station
from capacity.plan.solver.cores import on_cores
from capacity.plan.solver.pricing import DUAL_TOLERANCE
from capacity.plan.solver.stopping import SolveError, StoppedError

NEAR_TOLERANCE = 0.01
"""The fewest units are known to so much of themselves, or to one unit where that is more."""
MOST_TIMES_SEEN = 4.0
"""A line is not followed to more units than so many times those that were seen."""
HOURS = "hours"
Kind = Callable[[SolvedPlan, Station, Parts], Lever | None]


class ChainRepairs:
    """Repairs of the duties of one plan's chain; what was solved for one serves the others.

    Args:
        plan: with its models at hand.
    """

    def __init__(self, plan: SolvedPlan) -> None:
        self._plan = plan
        self._before = late_in_chain(plan.chain.solution)
        self._known: dict[tuple[str, float], ChainSolution | None] = {}

    def all(self) -> list[list[Repair]]:
        """The ways to mend each duty that breaks in the last week shown; none where no way helps."""
        broken = [
            station
            for station in self._plan.chain.chain.network.stations
            if station.duty and breaks_on(self._before[station.duty])
        ]
        found = [self._border()] if breaks_on(self._before[BORDER_PLACES]) else []
        if not broken:
            return found
        scarcest = self._scarcest(broken)
        ways = on_cores(
            lambda: ChainRepairs(self._plan.apart()),
            lambda own, place: own._ways(broken[place], scarcest[broken[place].duty]),
            range(len(broken)),
            brake=self._plan.chain.solved.model.brake,
        )
        return [*found, *ways]

    def _scarcest(self, stations: list[Station]) -> dict[str, str]:
        """The pool of which an hour more takes most off each duty, by its price; empty where none does."""
        solved, chain = self._plan.chain.solved, self._plan.chain.chain
        solved.back()
        pools = [
            (row, name.split("-")[1])
            for row, name in enumerate(chain.program.row_names)
            if name.startswith(f"{HOURS}-")
        ]
        found = {}
        for station in stations:
            columns = [*chain.blocks[station.key].late, *chain.blocks[station.key].unfinished]
            rows = solved.model.duals(chain.program.costs(dict.fromkeys(columns, 1.0)))[1]
            worth: dict[str, float] = {}
            for row, pool in pools:
                worth[pool] = worth.get(pool, 0.0) - float(rows[row])
            best = max(worth, key=lambda pool: worth[pool])
            found[station.duty] = best if worth[best] > DUAL_TOLERANCE else ""
        return found

    def _border(self) -> list[Repair]:
        found = self._fewest(border_places(self._plan), BORDER_PLACES)
        return [] if found is None else [found]

    def _ways(self, station: Station, scarcest: str) -> list[Repair]:
        """Hands and overtime, each of the first pools that are enough; else of those that ease most."""
        return [
            way
            for kind in (hands, overtime)
            if (way := self._first_enough(station, scarcest, kind)) is not None
        ]

    def _first_enough(self, station: Station, scarcest: str, kind: Kind) -> Repair | None:
        best: Repair | None = None
        for parts in ways_to_serve(self._plan, station, scarcest):
            lever = kind(self._plan, station, parts)
            found = None if lever is None else self._fewest(lever, station.duty)
            if found is not None and (best is None or found.mends[0].after < best.mends[0].after):
                best = found
            if best is not None and best.mends_whole:
                break
        return best

    def _fewest(self, lever: Lever, duty: str) -> Repair | None:
        """The fewest units that mend a duty; where not even the most do, those, if they ease it well."""
        most = self._late_with(lever, lever.most, duty)
        if breaks_on(most):
            eased = 1 - most.sum() / self._before[duty].sum()
            least = self._plan.parameters.number("repair_eased_share")
            return self._repair(lever, duty, lever.most) if eased >= least else None
        search = _Search(float(self._before[duty][-1]), lever.persons, lever.most)
        while not search.ended:
            units = search.next_units
            search.saw(units, float(self._late_with(lever, units, duty)[-1]))
        return self._repair(lever, duty, search.enough)

    def _repair(self, lever: Lever, duty: str, units: float) -> Repair | None:
        solution = self._with(lever, units)
        if solution is None:
            return None
        return Repair(lever.steps(solution, units), effects(duty, self._before, late_in_chain(solution)))

    def _late_with(self, lever: Lever, units: float, duty: str) -> Array:
        """Persons late with some units more; as before where the chain has no answer."""
        solution = self._with(lever, units)
        return self._before[duty] if solution is None else late_of_duty(solution, duty)

    def _with(self, lever: Lever, units: float) -> ChainSolution | None:
        """The chain with some units more; none where it has no answer."""
        key = lever.id, units
        if key not in self._known:
            self._known[key] = self._solved_with(lever, units)
        return self._known[key]

    def _solved_with(self, lever: Lever, units: float) -> ChainSolution | None:
        solved = self._plan.chain.solved
        try:
            answer = solved.again(with_limits(solved.first, lever.rows, lever.columns, units))
        except StoppedError:
            raise
        except SolveError:
            return None
        return read_solution(self._plan.chain.chain, answer.values)


class _Search:
    """The fewest whole units at which nobody is late in the end, aimed at along the line of the last two.

    Args:
        late: persons late in the last week without a unit.
        persons: how many of them a unit takes off, at best.
        most: units at which nobody is late.
    """

    def __init__(self, late: float, persons: float, most: float) -> None:
        self._seen = [(0.0, late)]
        self._persons = persons
        self.enough = most
        self._missed = False

    @property
    def _few(self) -> float:
        return self._seen[-1][0]

    @property
    def _near(self) -> float:
        return max(1.0, float(np.floor(NEAR_TOLERANCE * self.enough)))

    @property
    def ended(self) -> bool:
        """Whether the fewest are known."""
        return self.enough - self._few <= self._near

    def saw(self, units: float, late: float) -> None:
        """Notes how many are late in the end with some units."""
        if late <= LATE_TOLERANCE:
            self._missed = units == self.enough - self._near
            self.enough = min(self.enough, units)
        elif units > self._few:
            self._seen.append((units, late))
            self._missed = False

    @property
    def next_units(self) -> float:
        """The next number to try: where the line meets nobody late, or as few below what is enough as count.

        Where the line has no end near what was seen, or has just missed, it is the geometric middle.
        """
        low, high = self._few + 1, self.enough - self._near
        aimed = self._aimed()
        is_far = len(self._seen) > 1 and aimed > MOST_TIMES_SEEN * self._few
        if self._missed or is_far:
            aimed = float(np.round(np.sqrt(max(1.0, self._few) * self.enough)))
        return max(low, min(aimed, high))

    def _aimed(self) -> float:
        """Units at which the line of the last two meets nobody late; a unit at its best for the first."""
        if len(self._seen) == 1:
            return float(np.ceil(self._seen[0][1] / self._persons))
        (first, late), (second, later) = self._seen[-2:]
        if later >= late:
            return float(np.inf)
        return float(np.ceil(second + later * (second - first) / (late - later)))
