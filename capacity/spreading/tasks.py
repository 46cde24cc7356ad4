"""Tasks of the provinces per cycle, as published; what does not add up is a row of its own."""

from __future__ import annotations

import pandas as pd

NATION = "NL"
NOT_ALLOTTED = "not_allotted"
CYCLES = {"2024": "2024_opgave", "2026": "2026_opgave"}
PLANNED_CYCLE = "2026"
"""The cycle whose tasks plans must meet."""
TASK_COLUMNS = ("cycle", "region", "task", "kind", "source")


def published(tasks: pd.DataFrame, series: str) -> pd.DataFrame:
    """One published series of the tasks table.

    Args:
        tasks: columns cycle, region, places, kind, source (data/spreading/province_tasks.csv).
        series: value of `cycle`, such as `2026_additional_needed`.

    Returns:
        Columns region, places, kind, source in the order of the file.
    """
    chosen = tasks[tasks.cycle == series]
    return chosen[["region", "places", "kind", "source"]].reset_index(drop=True)


def province_tasks(tasks: pd.DataFrame, cycle: str) -> pd.DataFrame:
    """Places asked of each province in a cycle (Spreidingswet 3), figures as published.

    Args:
        tasks: columns cycle, region, places, kind, source.
        cycle: `2024` or `2026`.

    Returns:
        TASK_COLUMNS; provinces by code, then `not_allotted` (national total less the provinces,
        negative when these are more) and `NL`.

    Raises:
        KeyError: an unknown cycle.
    """
    rows = published(tasks, CYCLES[cycle]).rename(columns={"places": "task"})
    provinces = rows[rows.region != NATION].sort_values("region")
    nation = rows[rows.region == NATION]
    rest = nation.assign(
        region=NOT_ALLOTTED, task=nation.task - provinces.task.sum(), kind="derived", source="total less rows"
    )
    table = pd.concat([provinces, rest, nation], ignore_index=True).assign(cycle=cycle)
    return table[list(TASK_COLUMNS)]


def task_by_region(tasks: pd.DataFrame, cycle: str) -> dict[str, float]:
    """Places asked per province code; a task that no province was given is not in it."""
    rows = province_tasks(tasks, cycle)
    chosen = rows[~rows.region.isin((NATION, NOT_ALLOTTED))]
    return {str(region): float(task) for region, task in zip(chosen.region, chosen.task, strict=True)}
