"""The chain's part of the plan folder: plan, flows, pools and resources as frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from capacity.domain.measures import TO_DECIDE
from capacity.plan.chain.duties import over_term
from capacity.plan.chain.frames import Column, Places, frame_of, labels_at, six, week_labels, words_of
from capacity.plan.chain.hours import hours_there, hours_used, hours_worked, idle_hours
from capacity.plan.chain.solution import DECIMALS, ChainSolution, Flow
from capacity.plan.network.parts import NATION, Array

LOAN = "loan"
MEASURES = ("inflow", "served", "unfinished", "diverted", "left", "queue", "over_term")


@dataclass(frozen=True)
class ChainTables:
    """The tables of a solved chain, made when they are first asked for: a trial solve needs none."""

    solution: ChainSolution

    @cached_property
    def by_name(self) -> Mapping[str, pd.DataFrame]:
        """`plan`, `flows`, `pools` and `resources`."""
        return {
            "plan": plan_table(self.solution),
            "flows": flows_table(self.solution),
            "pools": pools_table(self.solution),
            "resources": resources_table(self.solution),
        }


def plan_table(solution: ChainSolution) -> pd.DataFrame:
    """Every measure of every station in every week shown; `to_decide` only where some leave undecided."""
    weeks_shown = words_of(week_labels(solution)[: solution.network.weeks.shown])
    shown = weeks_shown.size
    parts: list[dict[str, Column]] = []
    for station in solution.network.stations:
        weeks = solution.stations[station.key]
        numbers = [
            *(weeks.inflow, weeks.served, weeks.unfinished, weeks.diverted, weeks.left, weeks.queue),
            over_term(solution, station),
        ]
        measures = (*MEASURES, TO_DECIDE) if station.left_share else MEASURES
        if station.left_share:
            numbers.append(weeks.to_decide)
        opening = [round(station.opening.total, DECIMALS)]
        values = np.stack([number[:shown] for number in numbers], axis=1).ravel()
        parts.append(
            {
                "week": np.concatenate([weeks_shown[:1], np.repeat(weeks_shown, len(measures))]),
                "region": NATION,
                "stage": station.key[0],
                "stream": station.key[1],
                "measure": words_of(["opening_queue", *measures * shown]),
                "value": np.concatenate([opening, values]),
                "unit": "persons",
            }
        )
    return frame_of("plan", parts)


def flows_table(solution: ChainSolution) -> pd.DataFrame:
    """Every flow that leaves or arrives in a week shown."""
    parts = [_flow(solution, flow, np.full(flow.persons.size, flow.lag_weeks)) for flow in solution.flows]
    for transit in solution.network.in_transit:
        persons = six(transit.persons)
        lags = np.maximum(transit.lag_weeks, np.arange(persons.size) + 1)
        flow = Flow(transit.start, "served", transit.to, transit.lag_weeks, persons)
        parts.append(_flow(solution, flow, lags, np.arange(persons.size) - lags))
    return frame_of("flows", parts)


def _flow(
    solution: ChainSolution, flow: Flow, lags: Places, leaving: Places | None = None
) -> dict[str, Column]:
    """Columns of one flow: weeks in which somebody leaves or arrives and one of both is shown."""
    grid = solution.network.weeks
    out = np.arange(flow.persons.size) if leaving is None else leaving
    arriving = out + lags
    shown = ((out >= 0) & (out < grid.shown)) | ((arriving >= 0) & (arriving < grid.shown))
    kept = np.flatnonzero((flow.persons > 0) & shown)
    return {
        "week_out": labels_at(grid, out[kept]),
        "week": labels_at(grid, arriving[kept]),
        "from_stage": flow.start[0],
        "from_stream": flow.start[1],
        "flow": flow.exit,
        "to_stage": flow.to[0],
        "to_stream": flow.to[1],
        "persons": six(flow.persons[kept]),
    }


def resources_table(solution: ChainSolution) -> pd.DataFrame:
    """Hours each station takes of its pools per week, and hours lent to another pool."""
    weeks = words_of(week_labels(solution)[: solution.network.weeks.shown])
    sites = {pool.id: pool.site for pool in solution.network.pools}

    def part(pool: str, stage: str, stream: str, hours: Array) -> dict[str, Column]:
        return {
            "week": weeks,
            "pool": pool,
            "site": sites[pool],
            "stage": stage,
            "stream": stream,
            "hours_used": hours[: weeks.size],
        }

    used = [
        part(pool, *station.key, hours_used(solution, station, pool))
        for station in solution.network.stations
        for pool, _ in station.uses
    ]
    lent = [part(loan.start, LOAN, loan.to, solution.lent[loan.name]) for loan in solution.network.loans]
    return frame_of("resources", [*used, *lent])


def pools_table(solution: ChainSolution) -> pd.DataFrame:
    """Hours of each pool: there, used, and left idle while somebody waits who may be served."""
    weeks = words_of(week_labels(solution)[: solution.network.weeks.shown])
    shown, idle = weeks.size, idle_hours(solution)
    return frame_of(
        "pools",
        [
            {
                "week": weeks,
                "pool": pool.id,
                "site": pool.site,
                "hours_available": hours_there(solution, pool)[:shown],
                "overtime": solution.overtime[pool.id][:shown],
                "hired": pool.hired[:shown],
                "hours_used": hours_worked(solution, pool)[:shown],
                "idle_while_queue": idle[pool.id][:shown],
            }
            for pool in solution.network.pools
        ],
    )
