"""The chain as data: stages with their streams, the ways between them, pools of hands, opening queues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from capacity.domain.time import Weeks
from capacity.plan.network.waiting import Queue

Array = NDArray[np.float64]
Key = tuple[str, str]  # stage, stream
Exit = Literal["served", "unfinished", "diverted", "left"]
Moments = tuple[tuple[float, float], ...]  # weight, moment in weeks: a weighted sum of N at moments
Limit = tuple[int, float]  # week by which people are let go, moment by which they count as come
OUTSIDE: Key = ("outside", "")
NATION = "NL"


@dataclass(frozen=True)
class CameWith:
    """Who comes by an exit of another station with part of the term used up before.

    Args:
        share: of that exit who come.
        used_weeks: of the term when they come; below zero where it begins only later.
    """

    start: Key
    exit: Literal["served", "unfinished", "diverted"]
    share: float
    used_weeks: float


@dataclass(frozen=True)
class Watch:
    """A further term of a station that is counted and shown but steers nothing.

    `share` of its persons have it; they are taken to be served as evenly as the others.
    """

    duty: str
    weeks: float
    share: float = 1.0


@dataclass(frozen=True)
class Station:
    """One stream at one stage: the building block of the chain.

    Args:
        pool: the staff, desks or devices that serve it; `hours` each person takes of it.
        also: other pools that each person takes hours of: checks by other hands, an interpreter.
        minimum_weeks: nobody leaves before it.
        term_weeks: the legal term per week of the plan (None: no term).
        due: where persons of one stream have different terms, per week what has fallen due; None: all
            have `term_weeks`.
        clock_from: the earlier station whose entry starts the term, and the share of its served who come.
        clock_keeps_unfinished: who leaves the earlier station unfinished comes too.
        clock_before_weeks: weeks of that clock which persons in the opening queue used up before they came.
        clock_at_exit: the clock starts when the earlier station has served, not when it is entered.
        clock_ahead: of those it serves first, how many need nothing here any more.
        let_go: per week of hearing the weeks by which people are let go, each with the moment by which they
            count as come, as a first solve showed (-inf: none had); empty where it need not be told.
        in_time: weeks in which a first solve kept somebody past a short term whom it could not hear before.
        came_with: whose term began at another moment than the one at which they come.
        watches: further terms that are counted and shown but steer nothing.
        articles: per week the article of the term of who comes in then, where a regime changes it.
        closes: who reaches the term leaves as unfinished instead of counting as late.
        diverts: who enters may be diverted, at most `divert_share` of them in a week (None: everybody).
        left_share: share of entrants who will leave undecided; leavers go at `leaving_rate` a week.
        rank: level of the duties goal on which lateness or unfinished exits count (0: reported only).
        event_weeks: person-weeks that one unfinished or diverted exit stands for; None: the network's.
        resident_share: share of its persons who live in reception; None: carried from where they came.
    """

    key: Key
    pool: str
    hours: float
    opening: Queue
    duty: str = ""
    also: tuple[tuple[str, float], ...] = ()
    minimum_weeks: float = 0.0
    term_weeks: Array | None = None
    due: tuple[Moments, ...] | None = None
    articles: tuple[str, ...] = ()
    closes: bool = False
    clock_from: tuple[Key, float] | None = None
    clock_keeps_unfinished: bool = False
    clock_before_weeks: float = 0.0
    clock_at_exit: bool = False
    clock_ahead: float = 0.0
    let_go: tuple[tuple[Limit, ...], ...] = ()
    in_time: tuple[int, ...] = ()
    came_with: tuple[CameWith, ...] = ()
    watches: tuple[Watch, ...] = ()
    diverts: bool = False
    divert_share: Array | None = None
    left_share: float = 0.0
    leaving_rate: float = 0.0
    rank: int = 0
    event_weeks: float | None = None
    resident_share: float | None = None
    resident_class: str = "adults_families"
    name: str = field(init=False)
    """Stage and stream as rows and columns are named."""
    uses: tuple[tuple[str, float], ...] = field(init=False)
    """Every pool that serves it, with the hours each person takes; its own comes first."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", ".".join(self.key))
        object.__setattr__(self, "uses", ((self.pool, self.hours), *self.also))

    def hours_of(self, pool: str) -> float:
        """Hours of a pool that each person takes."""
        return sum(hours for name, hours in self.uses if name == pool)

    @property
    def clock_first(self) -> Key:
        """The station whose entry starts the term: itself, or an earlier one."""
        return self.key if self.clock_from is None else self.clock_from[0]

    def divertible(self, weeks: int) -> Array:
        """Share of who enters that may be diverted, per week."""
        return np.ones(weeks) if self.divert_share is None else self.divert_share

    def due_at(self, week: int) -> Moments:
        """Whose term has ended by the end of a week, as a weighted sum of N at moments in weeks."""
        assert self.term_weeks is not None
        return ((1.0, week - float(self.term_weeks[week])),) if self.due is None else self.due[week]


@dataclass(frozen=True)
class Way:
    """Where a share of an exit goes, and how many weeks later it arrives there.

    `stays_as` is the class of residents while on the way. `work_only` marks work that an exit leaves
    behind: the persons go elsewhere, so in the flows it comes from outside. `open_in` says in which weeks
    who leaves goes this way (None: in all).
    """

    start: Key
    exit: Exit
    to: Key
    share: float
    lag_weeks: int = 0
    stays_as: str = ""
    work_only: bool = False
    open_in: Array | None = None

    def share_in(self, week: int) -> float:
        """The share of who leaves in a week that goes this way."""
        return self.share if self.open_in is None else self.share * float(self.open_in[week])

    def of(self, leaving: Array) -> Array:
        """Of who leaves per week those who go this way."""
        return leaving * self.share if self.open_in is None else leaving * self.share * self.open_in


@dataclass(frozen=True)
class Pool:
    """Hands of one kind: regular hours per week, the most overtime, and hired persons.

    `hours_per_hire` is what one more person gives a week; 0 where nobody can be hired. A price speaks of
    `unit_hours` of the pool: a person's week, one hour, one session.
    """

    id: str
    site: str
    hours: Array
    overtime: Array
    hired: Array
    hours_per_hire: float = 0.0
    unit_hours: float = 1.0


@dataclass(frozen=True)
class Loan:
    """Hours that one pool may give another: at most `hours` a week, each worth `efficiency` there."""

    start: str
    to: str
    efficiency: float
    hours: Array

    @property
    def name(self) -> str:
        """Both pools as rows and columns are named."""
        return f"{self.start}.{self.to}"


@dataclass(frozen=True)
class Arrival:
    """Persons from outside per week into a station; a row for each of several paths of arrivals."""

    to: Key
    persons: Array


@dataclass(frozen=True)
class InTransit:
    """Persons who left a stage before the plan starts and arrive in it: one flow per week of arrival."""

    start: Key
    to: Key
    persons: Array
    lag_weeks: int
    resident_share: float
    stays_as: str


@dataclass(frozen=True)
class Pot:
    """Places shared by several stations: the border procedure and its return leg.

    `rank` and `event_weeks` are those of the duty that everybody held has a place. Once the adequate
    capacity is reached, `capacity_share` of who enters may be diverted for the rest of the calendar
    year (APR 48); once the yearly maximum of applications is, `maximum_share` (APR 47(3)). In a crisis
    `crisis_share` of who enters in the week may be (CRI 11(2)). Applications are counted in years of
    which `counting_year` names one for each week (none: calendar years); `counted_before` are those of
    the first of them from before the plan. Of all who enter `families_share` are
    minors with their families, who come last when it is full (APR 44(2)).
    """

    stations: tuple[Key, ...]
    places: Array
    adequate_capacity: float
    rank: int = 1
    event_weeks: float | None = None
    yearly_maximum: Array = field(default_factory=lambda: np.zeros(0))
    capacity_share: float = 1.0
    maximum_share: float = 1.0
    counting_year: Array = field(default_factory=lambda: np.zeros(0))
    counted_before: float = 0.0
    crisis_share: Array = field(default_factory=lambda: np.zeros(0))
    families_share: float = 0.0


@dataclass(frozen=True)
class Caseload:
    """Whom the hands of a station look after once they have served them, for some weeks.

    Args:
        stay_weeks: how long each stays with them.
        limit: most at one time, per week.
        opening: of those with them at the start, how many still are at each week's end.
        duty: the duty of the register that the limit is.
        pool: the hands; each: how many one person more looks after, per week.
    """

    station: Key
    stay_weeks: int
    limit: Array
    opening: Array
    duty: str
    pool: str
    each: Array

    def free(self) -> Array:
        """How many more they can look after than those of the start, per week; never below none."""
        return np.maximum(0.0, self.limit - self.opening)


@dataclass(frozen=True)
class Network:
    """Everything the chain's program needs, in the order in which persons pass.

    `outcome_hours` are the hours of work behind one unit of a pool that is counted in outcomes; the unit of
    every other pool is an hour. `regular_work` is the work that pools do by the end of each week with regular
    hours alone (hours in all); given where overtime is allowed, so that no pool falls behind it.
    """

    weeks: Weeks
    stations: tuple[Station, ...]
    ways: tuple[Way, ...]
    pools: tuple[Pool, ...]
    arrivals: tuple[Arrival, ...]
    in_transit: tuple[InTransit, ...]
    pot: Pot
    old_share: float
    gate: tuple[Key, tuple[Key, ...], float]
    event_weeks: float
    prices: Mapping[str, float]
    loans: tuple[Loan, ...] = ()
    caseloads: tuple[Caseload, ...] = ()
    outcome_hours: Mapping[str, float] = field(default_factory=dict)
    regular_work: Mapping[str, Array] = field(default_factory=dict)

    def unit_hours(self, pool: str) -> float:
        """Hours of work behind one unit of a pool."""
        return self.outcome_hours.get(pool, 1.0)

    def station(self, key: Key) -> Station:
        """The station of a key."""
        return next(station for station in self.stations if station.key == key)

    def event(self, of: Station | Pot) -> float:
        """Person-weeks that one unfinished or diverted exit, or a person without a place, stands for."""
        return self.event_weeks if of.event_weeks is None else of.event_weeks

    def served_by(self, pool: str) -> list[Station]:
        """Stations that take hours of a pool."""
        return [station for station in self.stations if any(name == pool for name, _ in station.uses)]

    @property
    def ranks(self) -> list[int]:
        """Levels of the duties goal in use, first first."""
        pot = {self.pot.rank} if self.pot.stations else set()
        return sorted({station.rank for station in self.stations if station.rank} | pot)

    def into(self, key: Key) -> list[Way]:
        """Ways that end at a station."""
        return [way for way in self.ways if way.to == key]

    def arriving(self, key: Key) -> Array:
        """Persons per week who come from outside or are in transit at the start, a row for each path."""
        total = np.zeros(self.weeks.count)
        for arrival in self.arrivals:
            if arrival.to == key:
                total = total + arrival.persons
        for transit in self.in_transit:
            if transit.to == key:
                total = total + transit.persons
        return total
