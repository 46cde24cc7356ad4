"""Places for unaccompanied minors within the tasks: one share of every task, in whole places."""

from __future__ import annotations

import pandas as pd

from capacity.spreading.apportion import by_largest_remainder
from capacity.spreading.tasks import CYCLES, NATION, task_by_region

SHARED_CYCLE = "2024"
"""The cycle of which the places for minors were published, nationally and by province."""
PUBLISHED, COMPUTED = "published", "computed"


def minors_share(tasks: pd.DataFrame) -> float:
    """Share of every task that is for minors: 8,140 of 96,000 places in the first cycle, the same everywhere.

    Args:
        tasks: columns cycle, region, places, amv_places (data/spreading/province_tasks.csv).
    """
    nation = _of_cycle(tasks, SHARED_CYCLE).loc[NATION]
    return float(nation.amv_places) / float(nation.places)


def minors_by_province(tasks: pd.DataFrame, cycle: str, assumed: float | None = None) -> dict[str, int]:
    """Places for minors in the task of each province: as published, else a share of the task.

    Args:
        assumed: share of a task of which no part was published; by default that of the first cycle.
    """
    rows, share = _of_cycle(tasks, cycle), minors_share(tasks) if assumed is None else assumed
    return {
        region: round(task * share) if pd.isna(rows.amv_places[region]) else round(rows.amv_places[region])
        for region, task in task_by_region(tasks, cycle).items()
    }


def minors_not_allotted(tasks: pd.DataFrame, cycle: str, by_province: dict[str, int]) -> float:
    """National places for minors less those of the provinces; missing where no national number was published.

    Args:
        by_province: places for minors in the task of each province.
    """
    return float(_of_cycle(tasks, cycle).amv_places[NATION]) - sum(by_province.values())


def with_minors(facts: pd.DataFrame, by_province: dict[str, int]) -> pd.DataFrame:
    """Municipal facts in which every task has its places for minors, adding up to those of the province.

    Args:
        facts: columns province, task and minors (missing where nothing was published).
        by_province: places for minors in the task of each province.

    Returns:
        The facts with minors filled and minors_kind, `published` or `computed`.
    """
    known = facts.minors.notna()
    filled = facts.assign(minors_kind=[PUBLISHED if there else COMPUTED for there in known])
    for province, members in facts.groupby("province"):
        open_ones = members[members.minors.isna() & (members.task > 0)]
        rest = max(0, by_province[str(province)] - round(float(members.minors.sum())))
        parts = by_largest_remainder(rest if len(open_ones) else 0, open_ones.task.tolist())
        filled.loc[open_ones.index, "minors"] = [float(part) for part in parts]
    return filled.fillna({"minors": 0.0})


def _of_cycle(tasks: pd.DataFrame, cycle: str) -> pd.DataFrame:
    return tasks[tasks.cycle == CYCLES[cycle]].set_index("region")
