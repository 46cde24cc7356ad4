"""The chain's part of the plan folder: plan, flows, pools and resources as frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capacity.domain.measures import TO_DECIDE
from capacity.plan.chain_duties import over_term
from capacity.plan.chain_hours import hours_there, hours_used, hours_worked, idle_hours
from capacity.plan.chain_solution import DECIMALS, ChainSolution, Flow
from capacity.plan.frames import frame_of, six, week_labels
from capacity.plan.network import NATION, Array

Places = NDArray[np.int64]
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
    labels, shown = week_labels(solution), solution.network.weeks.shown
    parts: list[dict[str, object]] = []
    for station in solution.network.stations:
        weeks = solution.stations[station.key]
        numbers = [
            *(weeks.inflow, weeks.served, weeks.unfinished, weeks.diverted, weeks.left, weeks.queue),
            over_term(solution, station),
        ]
        measures = (*MEASURES, TO_DECIDE) if station.left_share else MEASURES
        if station.left_share:
            numbers.append(weeks.to_decide)
        opening = round(station.opening.total, DECIMALS)
        values = np.stack([number[:shown] for number in numbers], axis=1).ravel()
        parts.append(
            {
                "week": [labels[0], *(label for label in labels[:shown] for _ in measures)],
                "region": NATION,
                "stage": station.key[0],
                "stream": station.key[1],
                "measure": ["opening_queue", *measures * shown],
                "value": [opening, *values.tolist()],
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
) -> dict[str, object]:
    """Columns of one flow: weeks in which somebody leaves or arrives and one of both is shown."""
    grid = solution.network.weeks
    out = np.arange(flow.persons.size) if leaving is None else leaving
    arriving = out + lags
    shown = ((out >= 0) & (out < grid.shown)) | ((arriving >= 0) & (arriving < grid.shown))
    kept = np.flatnonzero((flow.persons > 0) & shown)
    return {
        "week_out": [grid.label(week) for week in out[kept].tolist()],
        "week": [grid.label(week) for week in arriving[kept].tolist()],
        "from_stage": flow.start[0],
        "from_stream": flow.start[1],
        "flow": flow.exit,
        "to_stage": flow.to[0],
        "to_stream": flow.to[1],
        "persons": six(flow.persons[kept]).tolist(),
    }


def resources_table(solution: ChainSolution) -> pd.DataFrame:
    """Hours each station takes of its pools per week, and hours lent to another pool."""
    labels, shown = week_labels(solution), solution.network.weeks.shown
    sites = {pool.id: pool.site for pool in solution.network.pools}

    def part(pool: str, stage: str, stream: str, hours: Array) -> dict[str, object]:
        return {
            "week": labels[:shown],
            "pool": pool,
            "site": sites[pool],
            "stage": stage,
            "stream": stream,
            "hours_used": hours[:shown].tolist(),
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
    labels, shown = week_labels(solution), solution.network.weeks.shown
    idle = idle_hours(solution)
    return frame_of(
        "pools",
        [
            {
                "week": labels[:shown],
                "pool": pool.id,
                "site": pool.site,
                "hours_available": hours_there(solution, pool)[:shown].tolist(),
                "overtime": solution.overtime[pool.id][:shown].tolist(),
                "hired": pool.hired[:shown].tolist(),
                "hours_used": hours_worked(solution, pool)[:shown].tolist(),
                "idle_while_queue": idle[pool.id][:shown].tolist(),
            }
            for pool in solution.network.pools
        ],
    )
