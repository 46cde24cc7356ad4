"""The chain as edited: all other decisions held, what follows from them computed anew, limits looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.domain.pins import EDITABLE_MEASURE, Pin
from capacity.domain.time import Weeks
from capacity.plan.chain.columns import OLD_STOCK
from capacity.plan.chain.frames import week_labels
from capacity.plan.chain.hours import hours_there, hours_worked
from capacity.plan.chain.solution import (
    DECIMALS,
    ChainSolution,
    Exits,
    due_total,
    entered_at,
    replay,
    station_weeks,
)
from capacity.plan.chain.tables import LOAN
from capacity.plan.edited.limits import NOISE_TOLERANCE, NOT_THERE, BrokenLimit, first_of_runs, newly_over
from capacity.plan.edited.ways import twice_gone
from capacity.plan.network.parts import (
    NATION,
    Array,
    Caseload,
    Key,
    Network,
    Pool,
    Station,
)

Tables = Mapping[str, pd.DataFrame]
MEASURES = ("served", "unfinished", "diverted")


@dataclass(frozen=True)
class Held:
    """Decisions of the chain as the plan's tables hold them, 0 in the weeks that are not shown."""

    exits: Mapping[Key, Exits]
    overtime: Mapping[str, Array]
    lent: Mapping[str, Array]


def held_decisions(tables: Tables, weeks: Weeks) -> Held:
    """Decisions of a plan from its plan.csv, pools.csv and resources.csv."""
    plan, pools = tables["plan"], tables["pools"]
    plan = plan[plan.measure.isin(MEASURES)].sort_values("week")
    found: dict[Key, dict[str, Array]] = {}
    for (stage, stream, measure), part in plan.groupby(["stage", "stream", "measure"]):
        found.setdefault((str(stage), str(stream)), {})[str(measure)] = _weekly(part.value, weeks)
    overtime = {
        str(pool): _weekly(part.overtime, weeks) for pool, part in pools.sort_values("week").groupby("pool")
    }
    loans = tables["resources"]
    loans = loans[loans.stage == LOAN].sort_values("week")
    lent = {
        f"{start}.{to}": _weekly(part.hours_used, weeks)
        for (start, to), part in loans.groupby(["pool", "stream"])
    }
    return Held({key: Exits(**exits) for key, exits in found.items()}, overtime, lent)


def _weekly(column: pd.Series, weeks: Weeks) -> Array:
    values = np.zeros(weeks.count)
    values[: weeks.shown] = column.to_numpy(dtype=float)
    return values


def unedited(network: Network, held: Held) -> ChainSolution:
    """The plan as it was, from its decisions."""
    return replay(network, lambda _, station: held.exits[station.key], held.overtime, held.lent)


def edited(network: Network, held: Held, pins: list[Pin], before: ChainSolution) -> ChainSolution:
    """The plan after the edits.

    Where the law closes a stage at its term, who is not served in time leaves as unfinished: as many
    more (or fewer) as the edit leaves over at the term.

    Args:
        network: with the hires of the edits in place.
        before: the plan as it was.
    """
    served = {key: exits.served.copy() for key, exits in held.exits.items()}
    overtime = {pool: hours.copy() for pool, hours in held.overtime.items()}
    labels = {label: week for week, label in enumerate(week_labels(before))}
    for pin in pins:
        if pin.table == "plan":
            _, _, stage, stream, _ = pin.key
            served[(stage, stream)][labels[pin.week]] = pin.value
        elif pin.column == "overtime":
            overtime[pin.key[1]][labels[pin.week]] = pin.value

    def exits(solution: ChainSolution, station: Station) -> Exits:
        was = held.exits[station.key]
        decided = Exits(served[station.key], was.unfinished, was.diverted)
        return _closed_at_term(solution, station, decided, before) if station.closes else decided

    return replay(network, exits, overtime, held.lent)


def _closed_at_term(
    solution: ChainSolution, station: Station, decided: Exits, before: ChainSolution
) -> Exits:
    """The decided exits with the unfinished that the term asks for, beside those it asked for before."""
    solution.stations[station.key] = station_weeks(solution, station, decided)
    due, was = due_total(solution, station), before.stations[station.key]
    unfinished = decided.unfinished.copy()
    gone = gone_before = 0.0
    for week in range(unfinished.size):
        asked = max(0.0, due[week] - gone - decided.served[week])
        asked_before = max(0.0, was.due_total[week] - gone_before - was.served[week])
        unfinished[week] = max(0.0, asked + was.unfinished[week] - asked_before)
        gone += decided.served[week] + unfinished[week]
        gone_before += was.served[week] + was.unfinished[week]
    return Exits(decided.served, np.round(unfinished, DECIMALS), decided.diverted)


def broken_limits(
    now: ChainSolution, before: ChainSolution, held: Held, pins: list[Pin]
) -> list[BrokenLimit]:
    """Limits of the chain that the edit breaks."""
    wanted = {pin.cell[1]: pin.value for pin in pins if pin.table == "plan"}
    found: list[BrokenLimit] = []
    for station in now.network.stations:
        found += _not_there(now, station, held, wanted)
        found += _too_early(now, before, station)
        found += _counted_twice(now, before, station)
    found += _before_the_record(now, before)
    for load in now.network.caseloads:
        found += _looked_after(now, before, load)
    for pool, was in zip(now.network.pools, before.network.pools, strict=True):
        found += _hands(now, before, pool, was)
    return found + _old_share(now, before)


def _served_key(solution: ChainSolution, station: Station, week: int) -> tuple[str, ...]:
    return (week_labels(solution)[week], NATION, *station.key, EDITABLE_MEASURE)


def _not_there(
    now: ChainSolution, station: Station, held: Held, wanted: Mapping[tuple[str, ...], float]
) -> list[BrokenLimit]:
    """More served than are present, by the edit itself or by what it leaves for later stages."""
    served = now.stations[station.key].served
    found = []
    for week in range(now.network.weeks.shown):
        key = _served_key(now, station, week)
        value = wanted.get(key, float(held.exits[station.key].served[week]))
        if value > served[week] + NOISE_TOLERANCE:
            found.append(BrokenLimit(NOT_THERE, "plan", key, "value", value, float(served[week])))
    return found


def _too_early(now: ChainSolution, before: ChainSolution, station: Station) -> list[BrokenLimit]:
    """Served before the minimum time of the stage."""
    if not station.minimum_weeks:
        return []
    gone, allowed = _gone_and_allowed(now, station)
    over = newly_over(gone, allowed, *_gone_and_allowed(before, station))
    return _served_too_many("minimum_time", now, station, over, gone - allowed)


def _served_too_many(
    kind: str, now: ChainSolution, station: Station, over: Sequence[int], excess: Array
) -> list[BrokenLimit]:
    """The first week of each run in which a station served too many, with how many it might have served.

    Args:
        over: weeks in which it did; excess: persons too many per week shown.
    """
    served = now.stations[station.key].served
    return [
        BrokenLimit(
            kind,
            "plan",
            _served_key(now, station, week),
            "value",
            float(served[week]),
            max(0.0, float(served[week] - excess[week])),
        )
        for week in first_of_runs(over)
    ]


def _gone_and_allowed(solution: ChainSolution, station: Station) -> tuple[Array, Array]:
    """Who was served so far, and who may have been: those past the minimum time."""
    shown = solution.network.weeks.shown
    served = np.cumsum(solution.stations[station.key].served)[:shown]
    return served, entered_at(solution, station, np.arange(float(shown)) - station.minimum_weeks)


def _counted_twice(now: ChainSolution, before: ChainSolution, station: Station) -> list[BrokenLimit]:
    """Served, where the same persons leave unfinished later on."""
    if not station.closes:
        return []
    twice, none = twice_gone(now, station), np.zeros(now.network.weeks.shown)
    over = newly_over(twice, none, twice_gone(before, station), none)
    return _served_too_many("one_way_out", now, station, over, twice)


def _before_the_record(now: ChainSolution, before: ChainSolution) -> list[BrokenLimit]:
    """An outcome of responsibility before the record that gives the hit was sent."""
    key, senders, _ = now.network.gate
    if not senders:
        return []
    gone, allowed = _outcomes_and_records(now)
    over = newly_over(gone, allowed, *_outcomes_and_records(before))
    return _served_too_many("record_first", now, now.network.station(key), over, gone - allowed)


def _outcomes_and_records(solution: ChainSolution) -> tuple[Array, Array]:
    key, senders, share = solution.network.gate
    shown = solution.network.weeks.shown
    waiting = sum(solution.network.station(sender).opening.total for sender in senders)
    sent = np.sum([np.cumsum(solution.stations[sender].served) for sender in senders], axis=0)
    allowed = solution.network.station(key).opening.total + share * (sent - waiting)
    return np.cumsum(solution.stations[key].served)[:shown], allowed[:shown]


def _looked_after(now: ChainSolution, before: ChainSolution, load: Caseload) -> list[BrokenLimit]:
    """More served than their hands can look after beside those whom they have."""
    station, shown = now.network.station(load.station), now.network.weeks.shown
    kept, kept_before = (_kept(solution, load) for solution in (now, before))
    free = load.free()[:shown]
    over = newly_over(kept, free, kept_before, free)
    return _served_too_many("caseload", now, station, over, kept - free)


def _kept(solution: ChainSolution, load: Caseload) -> Array:
    """Whom the hands of a station look after at each week's end of those served since the plan began."""
    total = np.cumsum(solution.stations[load.station].served)
    kept: Array = total.copy()
    kept[load.stay_weeks :] -= total[: -load.stay_weeks]
    return kept[: solution.network.weeks.shown]


def _hands(now: ChainSolution, before: ChainSolution, pool: Pool, was: Pool) -> list[BrokenLimit]:
    """More hours used than there are, more overtime than may be asked, hires where nobody can be hired."""
    shown, labels = now.network.weeks.shown, week_labels(now)
    overtime, overtime_before = now.overtime[pool.id], before.overtime[pool.id]
    used, used_before = hours_worked(now, pool), hours_worked(before, was)
    there = hours_there(now, pool) + overtime
    there_before = hours_there(before, was) + overtime_before
    found = []
    for kind, column, value, limit, value_before, limit_before in (
        ("hours", "hours_used", used, there, used_before, there_before),
        ("overtime", "overtime", overtime, pool.overtime, overtime_before, was.overtime),
    ):
        weeks = newly_over(value[:shown], limit[:shown], value_before[:shown], limit_before[:shown])
        found += [
            BrokenLimit(
                kind, "pools", (labels[w], pool.id, pool.site), column, float(value[w]), float(limit[w])
            )
            for w in weeks
        ]
    if not pool.hours_per_hire:
        found += [
            BrokenLimit(
                "no_hires", "pools", (labels[w], pool.id, pool.site), "hired", float(pool.hired[w]), 0.0
            )
            for w in np.flatnonzero((pool.hired != was.hired)[:shown]).tolist()
        ]
    return found


def _old_share(now: ChainSolution, before: ChainSolution) -> list[BrokenLimit]:
    """Less of the decider hours for applications of before the Pact than the planner's own least share."""
    if OLD_STOCK not in now.stations:
        return []
    old = now.network.station(OLD_STOCK)
    worked, least = _old_hours(now)
    worked_before, least_before = _old_hours(before)
    shown = now.network.weeks.shown
    return [
        BrokenLimit(
            "old_share",
            "plan",
            _served_key(now, old, week),
            "value",
            float(now.stations[OLD_STOCK].served[week]),
            float(least[week] / old.hours),
        )
        for week in newly_over(least[:shown], worked[:shown], least_before[:shown], worked_before[:shown])
        if now.stations[OLD_STOCK].queue[week] > 0
    ]


def _old_hours(solution: ChainSolution) -> tuple[Array, Array]:
    """Hours on the old stock per week, and the least of them."""
    old = solution.network.station(OLD_STOCK)
    pool = next(pool for pool in solution.network.pools if pool.id == old.pool)
    least: Array = solution.network.old_share * hours_worked(solution, pool)
    return solution.stations[OLD_STOCK].served * old.hours, least
