"""Lasting places of the provinces: what was published, and what today's state says."""

from __future__ import annotations

from datetime import date

import pandas as pd

from capacity.spreading.tasks import NATION, NOT_ALLOTTED, province_tasks, published

DURABLE_COLUMNS = ("region", "durable", "at_least", "basis")
STATE_COLUMNS = ("region", "durable", "announced", "durable_at_date")


def published_durable(tasks: pd.DataFrame) -> pd.DataFrame:
    """Lasting places per province as known in the second cycle.

    A published number stands as it is; else task less the published need. A need of zero only says
    that the task is met: `at_least`. What the provinces known leave of the total is `not_allotted`.

    Args:
        tasks: columns cycle, region, places, kind, source.

    Returns:
        DURABLE_COLUMNS, places; basis `published`, `task_less_need`, `task_met`, `unknown` or `remainder`.
    """
    asked = province_tasks(tasks, "2026").set_index("region").task.drop(NOT_ALLOTTED)
    known = _by_region(published(tasks, "2026_durable_available"))
    need = _by_region(published(tasks, "2026_additional_needed"))
    rows = [
        _durable_row(str(region), float(task), known, need)
        for region, task in asked.items()
        if region != NATION
    ]
    table = pd.DataFrame(rows, columns=list(DURABLE_COLUMNS))
    total = known[NATION]
    nation = pd.DataFrame(
        [
            (NOT_ALLOTTED, total - float(table.durable.sum()), None, "remainder"),
            (NATION, total, None, "published"),
        ],
        columns=list(DURABLE_COLUMNS),
    )
    both = [*table.to_dict("records"), *nation.to_dict("records")]
    return pd.DataFrame(both, columns=list(DURABLE_COLUMNS)).astype({"durable": float, "at_least": float})


def _by_region(rows: pd.DataFrame) -> dict[str, float]:
    return {str(region): float(places) for region, places in zip(rows.region, rows.places, strict=True)}


def _durable_row(
    region: str, task: float, known: dict[str, float], need: dict[str, float]
) -> tuple[str, float | None, float | None, str]:
    if region in known:
        return (region, known[region], None, "published")
    if region not in need:
        return (region, None, None, "unknown")
    if need[region] > 0:
        return (region, task - need[region], None, "task_less_need")
    return (region, None, task, "task_met")


def durable_in_state(state_rows: pd.DataFrame, legal_date: date) -> pd.DataFrame:
    """Lasting places in use today and announced up to the legal date, per region.

    Args:
        state_rows: columns measure, region, type, week (ISO date), value of today's state.
        legal_date: day on which the task must be met; an opening on that day counts.

    Returns:
        STATE_COLUMNS, places, by region code.
    """
    in_use = state_rows[state_rows.measure == "durable"].groupby("region").value.sum()
    coming = state_rows[(state_rows.measure == "commitment") & (state_rows.type == "regular")]
    announced = coming[coming.week <= legal_date.isoformat()].groupby("region").value.sum()
    table = pd.DataFrame({"durable": in_use, "announced": announced}).fillna(0.0).sort_index()
    table["durable_at_date"] = table.durable + table.announced
    return table.rename_axis("region").reset_index()[list(STATE_COLUMNS)]
