"""Homes for status holders by municipality: task times the share realised, of the file that was accepted."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.plan_result import PlanResult
from capacity.domain.state import State
from capacity.domain.user import User
from capacity.service.in_force import InForce, TableTold, table_in_force
from capacity.service.inputs import load_inputs
from capacity.service.saved.uploads import HOMES, SavedUpload
from capacity.service.workspace import Workspace
from capacity.sources.homes import read_homes
from capacity.sources.shipped import load_table
from capacity.sources.tables import write_table
from capacity.spreading import NationalHomes, homes_by_municipality

POOL = "municipalities"
SOURCE = "homes by municipality that were accepted"


def homes_in_force(workspace: InForce | None) -> TableTold | None:
    """The file of homes that was accepted last: municipality, half_year, task, housed; None without one."""
    return table_in_force(workspace, HOMES, read_homes)


def homes_by_place(told: pd.DataFrame | None, parameters: Parameters) -> pd.DataFrame:
    """Task per year, share realised and homes per year of each municipality.

    Args:
        told: rows of a file of homes; the national share holds for every other municipality.
    """
    published = load_table("spreading/housing_task")
    by_half_year = dict(zip(published.half_year.astype(str), published.persons.astype(float), strict=True))
    nation = NationalHomes(
        parameters.number("housing_task"), parameters.number("housing_realised_share"), by_half_year
    )
    return homes_by_municipality(load_table("regions/municipalities"), nation, told)


def homes_per_week(told: pd.DataFrame | None, parameters: Parameters) -> float:
    """Status holders that all municipalities together house per week."""
    yearly = float(homes_by_place(told, parameters).persons.sum())
    return yearly / parameters.number("weeks_per_year")


def with_homes(state: State, told: pd.DataFrame) -> State:
    """A state whose homes per week are those of a file, in place of the figure that it tells itself."""
    row = {
        "as_of": state.as_of.isoformat(),
        "author": state.author,
        "measure": "hours",
        "pool": POOL,
        "value": homes_per_week(told, load_inputs().parameters),
        "unit": "hours per week",
        "kind": "derived",
        "source": SOURCE,
    }
    texts = state.rows.select_dtypes(exclude="number").columns
    line = pd.DataFrame([row]).reindex(columns=state.rows.columns)
    filled = line.fillna(value=dict.fromkeys(texts, "")).astype(state.rows.dtypes)
    own = state.rows[(state.rows.measure != "hours") | (state.rows.pool != POOL)]
    return replace(state, rows=pd.concat([own, filled], ignore_index=True))


def homes_in_plan(told: pd.DataFrame | None, parameters: Parameters, plan: PlanResult) -> pd.DataFrame:
    """Homes of each municipality as a plan counts on them in its first week.

    Where today's state or a setting tells more or fewer homes in all, every share is that much larger or
    smaller: homes per week are always task x share / weeks per year, and add up to those of the plan.

    Returns:
        Columns of `homes_by_place` and homes_per_week.
    """
    table, per_year = homes_by_place(told, parameters), parameters.number("weeks_per_year")
    pools = plan.tables["pools"]
    first = pools[(pools.pool == POOL) & (pools.week == pools.week.min())]
    factor = float(first.hours_available.sum()) * per_year / float(table.persons.sum())
    scaled = table.assign(share=table.share * factor, persons=table.persons * factor)
    return scaled.assign(homes_per_week=scaled.persons / per_year)


def accept_homes(
    workspace: Workspace, rows: pd.DataFrame, author: User | str, reason: str, based_on: str | None = None
) -> SavedUpload:
    """Lets plans count on the homes of a file; takes `based_on` and raises as `accept_upload`."""
    content = write_table(rows, False).decode("utf-8")
    return workspace.accept_upload(HOMES, content, author, reason, based_on)
