"""Tasks of municipalities: as published where they were, else a part of the province's task by population."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from capacity.spreading.apportion import Apportion, by_largest_remainder
from capacity.spreading.key import Key, by_inhabitants
from capacity.spreading.tasks import NOT_ALLOTTED

EXACT, COMPUTED = "exact", "computed"
OF_POPULATION = {"code": "region", "kind": "population_kind", "source": "population_source"}
TASK_COLUMNS = (
    *("region", "name", "province", "population", "population_kind", "population_source"),
    *("task", "task_kind", "source"),
)
PUBLISHED = {
    "2024": {"task": "2024_opgave", "decided": "2024_verdeelbesluit", "realised": "2025_realised"},
    "2026": {"task": "2026_opgave", "decided": "2026_verdeelbesluit", "realised": "2027_realised"},
}


def municipal_tasks(
    municipalities: pd.DataFrame,
    published: pd.DataFrame,
    province_task: Mapping[str, float],
    cycle: str,
    apportion: Apportion = by_largest_remainder,
    key: Key = by_inhabitants,
) -> pd.DataFrame:
    """Task of each municipality: the published figure, else computed inside its province's task.

    What a province's published municipalities leave of its task is divided over its other
    municipalities by the key.

    Args:
        municipalities: columns code, name, province, population (persons), kind, source.
        published: columns cycle, gm_code, places, source (data/spreading/municipality_tasks.csv).
        province_task: places asked per province code.
        cycle: `2024` or `2026`.
        apportion: rule that divides whole places over weights.
        key: weights of the municipalities of a province.

    Returns:
        TASK_COLUMNS by municipality code; task_kind `exact` or `computed`, source empty when computed.

    Raises:
        KeyError: an unknown cycle, or a province without a task.
    """
    rows = municipalities.sort_values("code").rename(columns=OF_POPULATION)
    known = _by_code(published, PUBLISHED[cycle]["task"])
    rows = rows.assign(
        task=rows.region.map(known.places).astype(float),
        task_kind=[EXACT if code in known.index else COMPUTED for code in rows.region],
        source=rows.region.map(known.source).fillna(""),
    )
    for province, members in rows.groupby("province"):
        open_ones = members[members.task.isna()]
        rest = round(province_task[str(province)] - float(members.task.sum()))
        weights = dict(zip(members.region, key(members), strict=True))
        parts = apportion(max(0, rest) if len(open_ones) else 0, [weights[code] for code in open_ones.region])
        rows.loc[open_ones.index, "task"] = [float(part) for part in parts]
    return rows[list(TASK_COLUMNS)].reset_index(drop=True)


def _by_code(published: pd.DataFrame, series: str) -> pd.DataFrame:
    return published[published.cycle == series].set_index("gm_code")


def not_allotted_tasks(
    tasks: pd.DataFrame, province_task: Mapping[str, float], not_allotted: float
) -> pd.DataFrame:
    """What the tasks of municipalities leave of the task of their province and of the nation.

    Args:
        tasks: columns province and task of every municipality.
        province_task: places asked per province code.
        not_allotted: national task less the tasks of the provinces; negative when these are more.

    Returns:
        Columns province (code, or `not_allotted` for the nation) and task; only what is not zero.
    """
    sums = tasks.groupby("province").task.sum()
    left = {province: task - float(sums.get(province, 0.0)) for province, task in province_task.items()}
    left[NOT_ALLOTTED] = not_allotted
    rows = [(province, task) for province, task in sorted(left.items()) if task]
    return pd.DataFrame(rows, columns=["province", "task"]).astype({"task": float})


def municipal_facts(tasks: pd.DataFrame, published: pd.DataFrame, cycle: str) -> pd.DataFrame:
    """What else was published of each municipality in a cycle, and the gap that follows.

    The gap is measured against the minister's decision where there is one, else against the task.

    Args:
        tasks: as `municipal_tasks` gives them.
        published: columns cycle, gm_code, places, amv_places, source.
        cycle: `2024` or `2026`.

    Returns:
        The tasks with minors (places of the task for them), decided and realised with their sources,
        gap (places) and gap_share (of what is asked); missing where nothing was published.
    """
    series = PUBLISHED[cycle]
    asked, decided, realised = (_by_code(published, series[name]) for name in ("task", "decided", "realised"))
    table = tasks.assign(
        minors=tasks.region.map(asked.amv_places).astype(float),
        decided=tasks.region.map(decided.places).astype(float),
        decided_source=tasks.region.map(decided.source).fillna(""),
        realised=tasks.region.map(realised.places).astype(float),
        realised_source=tasks.region.map(realised.source).fillna(""),
    )
    target = table.decided.fillna(table.task)
    gap = target - table.realised
    return table.assign(gap=gap, gap_share=gap / target.where(target > 0))
