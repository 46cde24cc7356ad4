"""The chain's part of the plan folder: plan, flows, pools, resources, duties and costs as frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.plan_result import TABLE_COLUMNS
from capacity.domain.time import DAYS_PER_WEEK
from capacity.plan.chain import OLD_STOCK
from capacity.plan.chain_solution import DECIMALS, ChainSolution, due_at, entered_at
from capacity.plan.network import Array, Key, Moments, Network, Pool, Station

NATION, LOAN = "NL", "loan"
YEAR_DIGITS = len("2026")
STATUTORY_LINE = "old_cases_statutory_penalty"
MEASURES = ("inflow", "served", "unfinished", "diverted", "left", "queue", "over_term")
NOISE_TOLERANCE = 1e-4
IDLE_HOURS_FACTOR = 10


def frame(table: str, rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    """Rows of one file of the plan folder under its columns."""
    return pd.DataFrame(list(rows), columns=list(TABLE_COLUMNS[table]))


def week_labels(solution: ChainSolution) -> list[str]:
    """ISO dates of the Mondays of all weeks solved."""
    return [day.isoformat() for day in solution.network.weeks.mondays()]


def over_term(solution: ChainSolution, station: Station) -> Array:
    """Persons at each week's end whose term has passed (none where the law closes the stage at its term)."""
    weeks = solution.stations[station.key]
    if station.term_weeks is None or station.closes:
        return np.zeros(weeks.queue.size)
    late = np.round(np.maximum(0.0, weeks.due_total - weeks.gone), DECIMALS)
    return np.where(late < NOISE_TOLERANCE, 0.0, late)


def over_term_at_start(solution: ChainSolution, station: Station) -> float:
    """Persons whose term had passed before the plan began, which no plan can change."""
    if station.term_weeks is None or station.clock_from is not None:
        return 0.0
    return due_at(solution, station, at_start(station))


def at_start(station: Station) -> Moments:
    """The moments that had fallen due when the plan began."""
    return tuple((weight, moment - 1.0) for weight, moment in station.due_at(0))


def plan_table(solution: ChainSolution) -> pd.DataFrame:
    """Every measure of every station in every week shown."""
    labels, shown = week_labels(solution), solution.network.weeks.shown
    rows: list[tuple[object, ...]] = []
    for station in solution.network.stations:
        stage, stream = station.key
        weeks = solution.stations[station.key]
        late = over_term(solution, station)
        opening = round(station.opening.total, DECIMALS)
        rows.append((labels[0], NATION, stage, stream, "opening_queue", opening, "persons"))
        for week in range(shown):
            values = (
                weeks.inflow[week],
                weeks.served[week],
                weeks.unfinished[week],
                weeks.diverted[week],
                weeks.left[week],
                weeks.queue[week],
                late[week],
            )
            rows += [
                (labels[week], NATION, stage, stream, measure, float(value), "persons")
                for measure, value in zip(MEASURES, values, strict=True)
            ]
    return frame("plan", rows)


def flows_table(solution: ChainSolution) -> pd.DataFrame:
    """Every flow that leaves or arrives in a week shown."""
    grid = solution.network.weeks
    rows: list[tuple[object, ...]] = []

    def add(out: int, lag: int, start: Key, kind: str, to: Key, persons: float) -> None:
        if persons > 0 and (0 <= out < grid.shown or 0 <= out + lag < grid.shown):
            rows.append(
                (
                    grid.monday(out).isoformat(),
                    grid.monday(out + lag).isoformat(),
                    start[0],
                    start[1],
                    kind,
                    to[0],
                    to[1],
                    round(persons, DECIMALS),
                )
            )

    for flow in solution.flows:
        for week, persons in enumerate(flow.persons.tolist()):
            add(week, flow.lag_weeks, flow.start, flow.exit, flow.to, persons)
    for transit in solution.network.in_transit:
        for week, persons in enumerate(np.round(transit.persons, DECIMALS).tolist()):
            lag = max(transit.lag_weeks, week + 1)
            add(week - lag, lag, transit.start, "served", transit.to, persons)
    return frame("flows", rows)


def resources_table(solution: ChainSolution) -> pd.DataFrame:
    """Hours each station takes of its pools per week, and hours lent to another pool."""
    labels, shown = week_labels(solution), solution.network.weeks.shown
    sites = {pool.id: pool.site for pool in solution.network.pools}
    rows = [
        (labels[week], pool, sites[pool], *station.key, hours)
        for station in solution.network.stations
        for pool, _ in station.uses
        for week, hours in enumerate(hours_used(solution, station, pool)[:shown].tolist())
    ]
    rows += [
        (labels[week], loan.start, sites[loan.start], LOAN, loan.to, hours)
        for loan in solution.network.loans
        for week, hours in enumerate(solution.lent[loan.name][:shown].tolist())
    ]
    return frame("resources", rows)


def hours_used(solution: ChainSolution, station: Station, pool: str) -> Array:
    """Hours of a pool that a station uses per week."""
    return np.round(solution.stations[station.key].served * station.hours_of(pool), DECIMALS)


def hours_there(solution: ChainSolution, pool: Pool) -> Array:
    """Regular hours of a pool per week, with those that others lend it at what they are worth here."""
    there = pool.hours.copy()
    for loan in solution.network.loans:
        if loan.to == pool.id:
            there = there + loan.efficiency * solution.lent[loan.name]
    return _six(there)


def pools_table(solution: ChainSolution) -> pd.DataFrame:
    """Hours of each pool: there, used, and left idle while somebody waits who may be served."""
    labels, shown = week_labels(solution), solution.network.weeks.shown
    idle = idle_hours(solution)
    rows: list[tuple[object, ...]] = []
    for pool in solution.network.pools:
        used, there = hours_worked(solution, pool), hours_there(solution, pool)
        overtime = solution.overtime[pool.id]
        rows += [
            (
                labels[week],
                pool.id,
                pool.site,
                float(there[week]),
                float(overtime[week]),
                float(pool.hired[week]),
                float(used[week]),
                float(idle[pool.id][week]),
            )
            for week in range(shown)
        ]
    return frame("pools", rows)


def hours_worked(solution: ChainSolution, pool: Pool) -> Array:
    """Hours of a pool that are used per week, those it lends among them."""
    used = np.zeros(pool.hours.size)
    for station in solution.network.served_by(pool.id):
        used += hours_used(solution, station, pool.id)
    for loan in solution.network.loans:
        if loan.start == pool.id:
            used += solution.lent[loan.name]
    return _six(used)


def idle_hours(solution: ChainSolution) -> dict[str, Array]:
    """Per pool the hours left that waiting persons past the minimum time could have used.

    Who needs several pools could have been served only as far as each of them has hours left.
    """
    network = solution.network
    left = {
        pool.id: np.maximum(0.0, hours_there(solution, pool) - hours_worked(solution, pool))
        for pool in network.pools
    }
    wanted = {pool: np.zeros_like(hours) for pool, hours in left.items()}
    for station in network.stations:
        persons = _servable(solution, station)
        for pool, hours in station.also:
            persons = np.minimum(persons, left[pool] / hours) if hours else persons
        wanted[station.pool] += station.hours * persons
    idle = {pool: np.minimum(hours, wanted[pool]) for pool, hours in left.items()}
    return {
        pool: _six(np.where(hours < NOISE_TOLERANCE * IDLE_HOURS_FACTOR, 0.0, hours))
        for pool, hours in idle.items()
    }


def _six(numbers: Array) -> Array:
    rounded: Array = np.round(numbers, DECIMALS)
    return rounded


def _servable(solution: ChainSolution, station: Station) -> Array:
    weeks = solution.stations[station.key]
    allowed = np.array(
        [entered_at(solution, station, week - station.minimum_weeks) for week in range(weeks.queue.size)]
    )
    key, senders, share = solution.network.gate
    if station.key == key:
        waiting = sum(solution.network.station(sender).opening.total for sender in senders)
        sent = np.sum([np.cumsum(solution.stations[sender].served) for sender in senders], axis=0)
        allowed = np.minimum(allowed, station.opening.total + share * (sent - waiting))
    return np.maximum(0.0, np.minimum(allowed - weeks.gone, weeks.queue))


def duty_rows(solution: ChainSolution, articles: Mapping[str, tuple[str, str]]) -> list[tuple[object, ...]]:
    """One row per duty and week shown: how many fell due, how many were met in time, how many stand over.

    Args:
        articles: per duty its article and who is bound, from the register of duties.
    """
    rows: list[tuple[object, ...]] = []
    for station in solution.network.stations:
        if station.duty and station.term_weeks is not None:
            due, met = due_and_met(solution, station)
            rows += _duty(solution, station.duty, articles, due, met, over_term(solution, station))
        for duty, weeks in station.watches:
            rows += _duty(solution, duty, articles, *_watched(solution, station, weeks))
    return [*rows, *_pot_duty(solution, articles["border_places"])]


def _duty(
    solution: ChainSolution,
    duty: str,
    articles: Mapping[str, tuple[str, str]],
    due: Array,
    met: Array,
    late: Array,
) -> list[tuple[object, ...]]:
    labels = week_labels(solution)
    return [
        (duty, *articles[duty], NATION, labels[week], due[week], met[week], late[week], np.nan)
        for week in range(solution.network.weeks.shown)
    ]


def _watched(solution: ChainSolution, station: Station, weeks: float) -> tuple[Array, Array, Array]:
    """Due, met in time and over term for a further term of a station, counted from the entry."""
    count, gone = solution.network.weeks.count, solution.stations[station.key].gone
    total = np.array([entered_at(solution, station, week - weeks) for week in range(count)])
    due = np.diff(total, prepend=entered_at(solution, station, -1.0 - weeks))
    met = np.clip(gone - (total - due), 0.0, due)
    late = np.maximum(0.0, total - gone)
    return _six(due), _six(met), _six(np.where(late < NOISE_TOLERANCE, 0.0, late))


def _pot_duty(solution: ChainSolution, record: tuple[str, str]) -> list[tuple[object, ...]]:
    labels, pot = week_labels(solution), solution.network.pot
    present = np.sum([solution.stations[key].queue for key in pot.stations], axis=0)
    over = np.round(np.maximum(0.0, present - pot.places), DECIMALS)
    over = np.where(over < NOISE_TOLERANCE, 0.0, over)
    return [
        (
            "border_places",
            *record,
            NATION,
            labels[week],
            round(float(present[week]), DECIMALS),
            round(float(present[week] - over[week]), DECIMALS),
            float(over[week]),
            np.nan,
        )
        for week in range(solution.network.weeks.shown)
    ]


def due_and_met(solution: ChainSolution, station: Station) -> tuple[Array, Array]:
    """Persons whose term ends in each week, and of these who had left in time (first in, first out)."""
    weeks = solution.stations[station.key]
    before = over_term_at_start(solution, station)
    due: Array = np.diff(weeks.due_total, prepend=before)
    gone = weeks.gone - np.cumsum(weeks.unfinished) if station.closes else weeks.gone
    if station.closes:
        met = np.maximum(0.0, due - weeks.unfinished)
        due = np.maximum(due, weeks.unfinished)
    else:
        met = np.clip(gone - (weeks.due_total - due), 0.0, due)
    return _six(due), _six(met)


def cost_rows(solution: ChainSolution) -> list[tuple[object, ...]]:
    """Money of the chain: overtime and the effective penalty on old applications over term."""
    labels, shown, prices = week_labels(solution), solution.network.weeks.shown, solution.network.prices
    late = over_term(solution, solution.network.station(OLD_STOCK))
    overtime = np.sum(list(solution.overtime.values()), axis=0)
    rows: list[tuple[object, ...]] = []
    for week in range(shown):
        for line, quantity, price in (
            ("overtime_hours", overtime[week], prices["overtime"]),
            ("old_cases_over_term", late[week], prices["penalty_old_case"]),
        ):
            rows.append(
                (
                    labels[week],
                    NATION,
                    "money",
                    line,
                    float(quantity),
                    price,
                    round(float(quantity) * price, DECIMALS),
                )
            )
    return rows


def statutory_penalties(solution: ChainSolution, per_day: float, cap: float) -> list[tuple[object, ...]]:
    """What courts would set on the old stock if everybody over term asked: a sum per day up to a cap.

    It is settled after the plan and stands beside the effective rate, which follows what was paid.
    """
    station = solution.network.station(OLD_STOCK)
    late = over_term(solution, station)
    capped = tuple(
        np.maximum(0.0, due_at(solution, station, _earlier(station, week, cap / per_day)) - gone)
        for week, gone in enumerate(solution.stations[OLD_STOCK].gone)
    )
    running = _six(np.maximum(0.0, late - np.array(capped)))
    price, labels = per_day * DAYS_PER_WEEK, week_labels(solution)
    rows: list[tuple[object, ...]] = []
    for week, persons in enumerate(running[: solution.network.weeks.shown].tolist()):
        eur = round(persons * price, DECIMALS)
        rows.append((labels[week], NATION, "after_solve", STATUTORY_LINE, persons, price, eur))
    return rows


def statutory_rows(solution: ChainSolution, parameters: Parameters) -> list[tuple[object, ...]]:
    """The same at the rate and cap of the shipped figures."""
    rate, cap = parameters.number("penalty_statutory_per_day"), parameters.number("penalty_statutory_cap")
    return statutory_penalties(solution, rate, cap)


def _earlier(station: Station, week: int, days: float) -> Moments:
    return tuple((weight, moment - days / DAYS_PER_WEEK) for weight, moment in station.due_at(week))


def unlawful_diversions(solution: ChainSolution) -> list[str]:
    """Weeks in which more were diverted from the border procedure than a lifted ground allows.

    From the week after the adequate capacity is reached the ground of low recognition need not be used
    for the rest of the calendar year, in and out (APR 48); from the week after the yearly maximum is
    reached the ground of misleading neither (APR 47(3), 50). Security stays. Applications of the year
    from before the plan are not known and not counted.
    """
    network, labels, pot = solution.network, week_labels(solution), solution.network.pot
    found: list[str] = []
    year, allowed, entered = "", 0.0, 0.0
    for week in range(network.weeks.shown):
        if labels[week][:YEAR_DIGITS] != year:
            year, allowed, entered = labels[week][:YEAR_DIGITS], 0.0, 0.0
        inflow = sum(float(solution.stations[key].inflow[week]) for key in _diverting(network))
        diverted = sum(float(solution.stations[key].diverted[week]) for key in _diverting(network))
        if diverted > allowed * inflow + NOISE_TOLERANCE:
            found.append(labels[week])
        entered += inflow - diverted
        present = sum(float(solution.stations[key].queue[week]) for key in pot.stations)
        if present >= pot.adequate_capacity:
            allowed = max(allowed, pot.capacity_share)
        if pot.yearly_maximum.size and entered >= pot.yearly_maximum[week]:
            allowed = max(allowed, pot.maximum_share)
    return found


def _diverting(network: Network) -> list[Key]:
    return [key for key in network.pot.stations if network.station(key).diverts]
