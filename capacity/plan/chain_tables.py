"""The chain's part of the plan folder: plan, flows, pools, resources, duties and costs as frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from capacity.domain.plan_result import TABLE_COLUMNS
from capacity.plan.chain import OLD_STOCK
from capacity.plan.chain_solution import DECIMALS, ChainSolution, entered_at
from capacity.plan.network import Array, Key, Pool, Station

NATION = "NL"
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
    return entered_at(solution, station, -1.0 - float(station.term_weeks[0]))


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
    """Hours each station takes of its pool per week."""
    labels, shown = week_labels(solution), solution.network.weeks.shown
    sites = {pool.id: pool.site for pool in solution.network.pools}
    rows = [
        (labels[week], station.pool, sites[station.pool], *station.key, hours)
        for station in solution.network.stations
        for week, hours in enumerate(hours_used(solution, station)[:shown].tolist())
    ]
    return frame("resources", rows)


def hours_used(solution: ChainSolution, station: Station) -> Array:
    """Hours of its pool that a station uses per week."""
    return np.round(solution.stations[station.key].served * station.hours, DECIMALS)


def pools_table(solution: ChainSolution) -> pd.DataFrame:
    """Hours of each pool: there, used, and left idle while somebody waits who may be served."""
    labels, shown = week_labels(solution), solution.network.weeks.shown
    rows: list[tuple[object, ...]] = []
    for pool in solution.network.pools:
        used, idle = pool_use(solution, pool)
        overtime = solution.overtime[pool.id]
        rows += [
            (
                labels[week],
                pool.id,
                pool.site,
                round(float(pool.hours[week]), DECIMALS),
                float(overtime[week]),
                float(pool.hired[week]),
                float(used[week]),
                float(idle[week]),
            )
            for week in range(shown)
        ]
    return frame("pools", rows)


def pool_use(solution: ChainSolution, pool: Pool) -> tuple[Array, Array]:
    """Hours used of a pool, and hours left that waiting persons past the minimum time could have used."""
    stations = [station for station in solution.network.stations if station.pool == pool.id]
    used, wanted = np.zeros(pool.hours.size), np.zeros(pool.hours.size)
    for station in stations:
        used += hours_used(solution, station)
        wanted += station.hours * _servable(solution, station)
    idle = np.minimum(np.maximum(0.0, pool.hours - used), wanted)
    idle = np.where(idle < NOISE_TOLERANCE * IDLE_HOURS_FACTOR, 0.0, idle)
    return _six(used), _six(idle)


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
    labels, shown = week_labels(solution), solution.network.weeks.shown
    rows: list[tuple[object, ...]] = []
    for station in solution.network.stations:
        if not station.duty or station.term_weeks is None:
            continue
        article, bound = articles[station.duty]
        due, met = due_and_met(solution, station)
        late = over_term(solution, station)
        rows += [
            (
                station.duty,
                article,
                bound,
                NATION,
                labels[week],
                float(due[week]),
                float(met[week]),
                float(late[week]),
                np.nan,
            )
            for week in range(shown)
        ]
    return [*rows, *_pot_duty(solution, articles["border_places"])]


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
    before = (
        entered_at(solution, station, -1.0 - float(station.term_weeks[0]))
        if station.term_weeks is not None and station.clock_from is None
        else 0.0
    )
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


def unlawful_diversions(solution: ChainSolution) -> list[str]:
    """Weeks in which somebody was diverted while the border places were below adequate capacity.

    APR 48 lifts the ground on low recognition only once the adequate capacity is reached.
    """
    pot = solution.network.pot
    present = np.sum([solution.stations[key].queue for key in pot.stations], axis=0)
    labels = week_labels(solution)
    diverted = np.sum([solution.stations[key].diverted for key in pot.stations], axis=0)
    return [
        labels[week]
        for week in range(solution.network.weeks.shown)
        if diverted[week] > NOISE_TOLERANCE and present[week] < pot.adequate_capacity
    ]
