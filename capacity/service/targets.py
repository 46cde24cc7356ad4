"""Tasks of provinces and municipalities that somebody accepted: they stand in place of the shipped ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from capacity.domain.user import User
from capacity.service.in_force import InForce, TableTold, table_in_force
from capacity.service.saved.uploads import TARGETS, SavedUpload
from capacity.service.workspace import Workspace
from capacity.sources.shipped import load_table
from capacity.sources.tables import write_table
from capacity.sources.targets import read_targets
from capacity.spreading.minors import minors_share
from capacity.spreading.tasks import CYCLES, NATION, PLANNED_CYCLE

Target = tuple[str, float, str, str]
"""Region, places asked, kind and source of one task of a cycle."""
SHOWN_KINDS = {"fact": "exact", "derived": "approximate"}
"""A kind of a target as the shipped table of tasks names it; every other one is an estimate."""
ESTIMATE = "ESTIMATE"
PREVIEW = ("cycle", "region", "before", "after", "difference")


@dataclass(frozen=True)
class CyclesTold:
    """Cycles of the act in a file of targets.

    Args:
        planned: the one that plans count on, whether the file tells it or not.
        shown_only: others that the page Spreading law shows.
        unused: others that nothing uses.
    """

    planned: str
    shown_only: tuple[int, ...]
    unused: tuple[int, ...]


def targets_in_force(workspace: InForce | None) -> TableTold | None:
    """The file of targets that was accepted last: cycle, region, task, kind, source; None without one."""
    return table_in_force(workspace, TARGETS, read_targets)


def accept_targets(
    workspace: Workspace, rows: pd.DataFrame, author: User | str, reason: str, based_on: str | None = None
) -> SavedUpload:
    """Puts the tasks of a file in place of those shipped; takes `based_on` and raises as `accept_upload`."""
    content = write_table(rows, False).decode("utf-8")
    return workspace.accept_upload(TARGETS, content, author, reason, based_on)


def targets_of(rows: pd.DataFrame | None, cycle: str) -> tuple[Target, ...]:
    """The targets of one cycle, in order of region; empty where a file says nothing about it."""
    if rows is None:
        return ()
    chosen = rows[rows.cycle == int(cycle)].sort_values("region")
    return tuple(
        (str(row.region), float(str(row.task)), str(row.kind), str(row.source)) for row in chosen.itertuples()
    )


def with_targets(tasks: pd.DataFrame, cycle: str, given: Sequence[Target]) -> pd.DataFrame:
    """The shipped table of tasks of provinces with the targets of a cycle in place of its own.

    A file that tells no national task asks of the nation what it asks of the provinces together.

    Args:
        tasks: columns of data/spreading/province_tasks.csv.
    """
    asked = {region: (task, kind, source) for region, task, kind, source in given}
    if not asked:
        return tasks
    mine = (tasks.cycle == CYCLES[cycle]) & tasks.region.isin({*asked, NATION})
    provinces = set(tasks.region[mine]) - {NATION}
    source = asked[next(iter(provinces))][2]
    asked.setdefault(NATION, (sum(asked[region][0] for region in provinces), "derived", source))
    changed, share = tasks.copy(), minors_share(tasks)
    for row, region in tasks.region[mine].items():
        task, kind, told = asked[str(region)]
        values = (task, round(task * share), SHOWN_KINDS.get(kind, ESTIMATE), told, "")
        changed.loc[row, ["places", "amv_places", "kind", "source", "note"]] = values
    return changed


def with_municipal_targets(published: pd.DataFrame, cycle: str, given: Sequence[Target]) -> pd.DataFrame:
    """The shipped table of municipal tasks with those of a file in place of its own.

    Args:
        published: columns of data/spreading/municipality_tasks.csv.
    """
    rows = [(region, task, source) for region, task, _, source in given if region.startswith("GM")]
    own = pd.DataFrame(rows, columns=["gm_code", "places", "source"]).assign(cycle=CYCLES[cycle])
    replaced = (published.cycle == CYCLES[cycle]) & published.gm_code.isin(own.gm_code)
    return pd.concat([published[~replaced], own], ignore_index=True) if rows else published


def cycles_told(rows: pd.DataFrame) -> CyclesTold:
    """What the cycles that a file tells are used for."""
    others = sorted({int(cycle) for cycle in rows.cycle} - {int(PLANNED_CYCLE)})
    shown = tuple(cycle for cycle in others if str(cycle) in CYCLES)
    return CyclesTold(PLANNED_CYCLE, shown, tuple(cycle for cycle in others if cycle not in shown))


def target_changes(rows: pd.DataFrame, in_use: pd.DataFrame | None = None) -> pd.DataFrame:
    """What a file of targets changes for provinces and nation, cycle by cycle: PREVIEW.

    Args:
        in_use: the targets that hold now; None where those shipped do.
    """
    shipped = load_table("spreading/province_tasks")
    parts = []
    for cycle, series in CYCLES.items():
        now, then = (
            with_targets(shipped, cycle, targets_of(told, cycle)).set_index(["cycle", "region"]).places
            for told in (in_use, rows)
        )
        table = pd.DataFrame({"before": now[series], "after": then[series]}).astype(float).reset_index()
        parts.append(table.assign(cycle=cycle))
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(difference=table.after - table.before)
    return table[table.difference != 0][list(PREVIEW)].reset_index(drop=True)
