"""The solved chain as weekly numbers of persons that add up exactly at six decimals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from capacity.plan.chain.columns import ChainProgram
from capacity.plan.network.parts import (
    OUTSIDE,
    Array,
    Exit,
    Key,
    Loan,
    Moments,
    Network,
    Station,
    Way,
)
from capacity.plan.solver.program import Column

DECIMALS = 6
MILLION = 10.0**DECIMALS
NOISE_TOLERANCE = 1e-5
FLOOR_TOLERANCE = 1e-3
EXITS: tuple[Exit, ...] = ("served", "unfinished", "diverted", "left")


@dataclass
class StationWeeks:
    """One station, one number per week; `entered` and `gone` are cumulative, opening queue included."""

    inflow: Array
    served: Array
    unfinished: Array
    diverted: Array
    left: Array
    queue: Array
    entered: Array = field(default_factory=lambda: np.zeros(0))
    gone: Array = field(default_factory=lambda: np.zeros(0))
    due_total: Array = field(default_factory=lambda: np.zeros(0))

    @property
    def to_decide(self) -> Array:
        """Who waits at each week's end and will not leave undecided."""
        return np.maximum(0.0, np.round(self.entered - self.gone, DECIMALS))

    def exit(self, kind: Exit) -> Array:
        """Persons of one exit per week."""
        return {
            "served": self.served,
            "unfinished": self.unfinished,
            "diverted": self.diverted,
            "left": self.left,
        }[kind]


@dataclass(frozen=True)
class Flow:
    """Persons on one way by the week in which they leave; they arrive `lag_weeks` later."""

    start: Key
    exit: Exit | str
    to: Key
    lag_weeks: int
    persons: Array
    stays_as: str = ""


@dataclass
class ChainSolution:
    """Every station and flow of a solved chain, over all weeks solved."""

    network: Network
    stations: dict[Key, StationWeeks]
    flows: list[Flow]
    overtime: dict[str, Array]
    lent: dict[str, Array] = field(default_factory=dict)
    over_term: dict[Key, Array] = field(default_factory=dict)
    """Persons over term at each week's end, of the stations of which somebody asked for them."""


@dataclass(frozen=True)
class Exits:
    """What is decided at one station per week: who is served, who leaves unfinished, who is diverted."""

    served: Array
    unfinished: Array
    diverted: Array


Decide = Callable[[ChainSolution, Station], Exits]


def read_solution(chain: ChainProgram, values: Array) -> ChainSolution:
    """The columns' values as weekly numbers."""

    def exits(_: ChainSolution, station: Station) -> Exits:
        return Exits(
            _column_values(chain, values, station, "served"),
            _column_values(chain, values, station, "unfinished"),
            _column_values(chain, values, station, "diverted"),
        )

    lent = _hours(chain.lent, values)
    solution = replay(chain.network, exits, _hours(chain.overtime, values), lent)
    for loan in chain.network.loans:
        solution.lent[loan.name] = _lent(solution, loan)
    return solution


def _lent(solution: ChainSolution, loan: Loan) -> Array:
    """Hours lent, no more than needed; between the same hands both then have an equal load.

    The program knows no difference between hours lent and not used and hours kept.
    """
    network, lent = solution.network, solution.lent[loan.name]
    own, given = (next(p.hours for p in network.pools if p.id == pool) for pool in (loan.to, loan.start))
    used = sum(
        (
            solution.stations[station.key].served * station.hours_of(loan.to)
            for station in network.served_by(loan.to)
        ),
        np.zeros_like(own),
    )
    used += sum(solution.lent[other.name] for other in network.loans if other.start == loan.to)
    there = own + solution.overtime[loan.to]
    there += sum(
        other.efficiency * solution.lent[other.name] for other in network.loans if other.to == loan.to
    )
    needed = np.maximum(0.0, lent - np.maximum(0.0, there - used) / loan.efficiency)
    if loan.efficiency == 1.0:
        needed = np.maximum(needed, given * used / np.maximum(own + given, 1.0))
    scale = 10.0**DECIMALS
    rounded: Array = np.ceil(needed * scale) / scale
    return np.minimum(rounded, loan.hours)


def _hours(columns: Mapping[str, list[Column]], values: Array) -> dict[str, Array]:
    """Overtime per pool, or hours lent per loan, rounded as tables are."""
    found = {name: np.array([values[column.index] for column in part]) for name, part in columns.items()}
    return {
        name: np.where(hours > NOISE_TOLERANCE, np.round(hours, DECIMALS), 0.0)
        for name, hours in found.items()
    }


def replay(
    network: Network, exits: Decide, overtime: Mapping[str, Array], lent: Mapping[str, Array]
) -> ChainSolution:
    """What follows from the decisions, station by station in the order in which persons pass.

    Nobody leaves who is not there. Persons are rounded to six decimals where they leave, and each
    later number is a sum of such flows, so that every identity holds in the files as written.

    Args:
        exits: the decisions at a station, given the chain before it.
    """
    solution = ChainSolution(network, {}, _arrival_flows(network), dict(overtime), dict(lent))
    for station in network.stations:
        decided = exits(solution, station)
        solution.stations[station.key] = station_weeks(solution, station, decided)
        solution.flows += _flows_from(network, station, solution.stations[station.key])
    for station in network.stations:
        solution.stations[station.key].due_total = due_total(solution, station)
    return solution


def _arrival_flows(network: Network) -> list[Flow]:
    return [
        Flow(OUTSIDE, "arrival", arrival.to, 0, np.round(arrival.persons, DECIMALS))
        for arrival in network.arrivals
    ]


def _column_values(chain: ChainProgram, values: Array, station: Station, kind: str) -> Array:
    places = chain.blocks[station.key].exits[kind]
    if not places.size:
        return np.zeros(chain.network.weeks.count)
    return np.maximum(_rounded_down(values[places]), 0.0)


def _rounded_down(numbers: Array) -> Array:
    """Six decimals, above the number by no more than the solver's noise: hours stay within limits."""
    scale = 10.0**DECIMALS
    down: Array = np.floor(numbers * scale + FLOOR_TOLERANCE) / scale
    return down


def _inflow(solution: ChainSolution, key: Key) -> Array:
    total = np.zeros(solution.network.weeks.count)
    for flow in solution.flows:
        if flow.to == key:
            total[flow.lag_weeks :] += flow.persons[: total.size - flow.lag_weeks]
    for transit in solution.network.in_transit:
        if transit.to == key:
            total += np.round(transit.persons, DECIMALS)
    return np.round(total, DECIMALS)


def station_weeks(solution: ChainSolution, station: Station, decided: Exits) -> StationWeeks:
    """One station's weeks; unfinished come before served where fewer are present than decided."""
    inflow = _inflow(solution, station.key)
    diverted = np.minimum(decided.diverted, inflow)
    entering = inflow - diverted
    left = _left(station, entering)
    served, unfinished, queue = _present_leave(station, decided, entering - left)
    stays = 1.0 - station.left_share
    return StationWeeks(
        inflow=inflow,
        served=served,
        unfinished=unfinished,
        diverted=diverted,
        left=left,
        queue=queue,
        entered=stays * (station.opening.total + np.cumsum(entering)),
        gone=np.cumsum(served + unfinished),
    )


def _present_leave(station: Station, decided: Exits, coming: Array) -> tuple[Array, Array, Array]:
    """Served, unfinished and queue per week: nobody leaves who is not there."""
    parts = [_millionths(part) for part in (decided.served, decided.unfinished, coming)]
    present = round(station.opening.total * MILLION)
    left_over = present + np.cumsum(parts[2] - parts[1] - parts[0])
    if left_over.min(initial=0) >= 0 and min(part.min(initial=0) for part in parts[:2]) >= 0:
        return parts[0] / MILLION, parts[1] / MILLION, left_over / MILLION
    served, unfinished, coming_in = (part.tolist() for part in parts)
    queue = []
    for week, net in enumerate(coming_in):
        present += net
        unfinished[week] = min(unfinished[week], present)
        present -= unfinished[week]
        served[week] = min(served[week], present)
        present -= served[week]
        queue.append(present)
    return np.array(served) / MILLION, np.array(unfinished) / MILLION, np.array(queue) / MILLION


def _millionths(persons: Array) -> NDArray[np.int64]:
    """Persons at six decimals as whole numbers, whose sums and differences are exact."""
    return np.rint(persons * MILLION).astype(np.int64)


def _left(station: Station, entering: Array) -> Array:
    """Who leaves undecided: a fixed share of who enters, at a fixed rate a week, half a week after entry."""
    left = np.zeros_like(entering)
    if not station.left_share:
        return left
    share, rate = station.left_share, station.leaving_rate
    leavers = station.opening.total * share
    for week, persons in enumerate(entering.tolist()):
        after = (1 - rate) * leavers + (1 - rate / 2) * share * persons
        left[week] = leavers + share * persons - after
        leavers = after
    return np.round(left, DECIMALS)


def _flows_from(network: Network, station: Station, weeks: StationWeeks) -> list[Flow]:
    """Splits each exit over its ways; the last way takes what rounding leaves."""
    flows: list[Flow] = []
    leading = [way for way in network.ways if way.start == station.key]
    for kind in EXITS:
        ways = [way for way in leading if way.exit == kind]
        persons_ways = [way for way in ways if not way.work_only]
        rest = weeks.exit(kind).copy()
        for way in persons_ways:
            part = rest if way is persons_ways[-1] else np.round(way.of(weeks.exit(kind)), DECIMALS)
            rest = np.round(rest - part, DECIMALS)
            flows.append(_flow(way, part))
        flows += [
            Flow(OUTSIDE, "arrival", way.to, way.lag_weeks, np.round(way.of(weeks.exit(kind)), DECIMALS))
            for way in ways
            if way.work_only
        ]
    return flows


def _flow(way: Way, persons: Array) -> Flow:
    return Flow(way.start, way.exit, way.to, way.lag_weeks, persons, way.stays_as)


def entered_at(solution: ChainSolution, station: Station, moments: Array) -> Array:
    """N at moments in weeks, straight between the ends of weeks, by the opening ages before the start."""
    curve = solution.stations[station.key].entered
    stays = 1.0 - station.left_share
    ends = np.concatenate(([stays * station.opening.total], curve))
    low = np.floor(moments).astype(np.int64)
    part = moments - low
    at_low, at_high = (ends[np.clip(week + 1, 0, curve.size)] for week in (low, low + 1))
    found: Array = (1.0 - part) * at_low + part * at_high
    for place in np.flatnonzero(moments <= -1.0).tolist():
        found[place] = stays * station.opening.older_than(-1.0 - float(moments[place]))
    return found


def exited_at(solution: ChainSolution, key: Key, kind: Exit, moments: Array) -> Array:
    """Who has left a station by an exit since the plan began, straight between the ends of weeks."""
    left = np.cumsum(solution.stations[key].exit(kind))
    return np.interp(moments, np.arange(-1.0, left.size), np.concatenate(([0.0], left)))


def due_total(solution: ChainSolution, station: Station) -> Array:
    """Cumulative number whose term has ended by the end of each week."""
    weeks = solution.network.weeks.count
    if station.term_weeks is None:
        return np.zeros(weeks)
    due = due_at(solution, station, [station.due_at(week) for week in range(weeks)], range(weeks))
    if station.clock_from is not None and not station.clock_keeps_unfinished:
        first, share = station.clock_from
        due -= share * np.cumsum(solution.stations[first].unfinished)
    return np.maximum.accumulate(np.maximum(due, 0.0))


def due_at(
    solution: ChainSolution, station: Station, rows: Sequence[Moments], by: Sequence[int] | None = None
) -> Array:
    """Weighted sums of N at moments, by the clock that runs; `by` weeks by which who comes has come."""
    total, known = np.zeros(len(rows)), np.full(len(rows), np.inf) if by is None else np.array(by)
    for slot in range(max(map(len, rows), default=0)):
        chosen = [place for place, row in enumerate(rows) if slot < len(row)]
        weights, moments = np.array([rows[place][slot] for place in chosen]).T
        entered = entered_by_clock(solution, station, moments)
        for came in station.came_with:
            stays = came.share * (1.0 - station.left_share)
            until = np.minimum(moments + came.used_weeks, known[chosen])
            until = exited_at(solution, came.start, came.exit, until)
            entered += stays * (until - exited_at(solution, came.start, came.exit, moments))
        total[chosen] += weights * entered
    return total


def entered_by_clock(solution: ChainSolution, station: Station, moments: Array) -> Array:
    """N at moments of the station itself, or of the earlier one whose entry or exit starts its clock."""
    if station.clock_from is None:
        return entered_at(solution, station, moments)
    first, share = station.clock_from
    if station.clock_at_exit:
        entered = exited_at(solution, first, "served", moments)
        entered -= np.where(moments > -1, station.clock_ahead / share, 0.0)
    else:
        entered = entered_at(solution, solution.network.station(first), moments)
    ages = np.maximum(0.0, -1.0 - moments - station.clock_before_weeks).tolist()
    already = {age: station.opening.older_than(age) for age in set(ages)}
    found: Array = share * entered + np.array([already[age] for age in ages])
    return found
