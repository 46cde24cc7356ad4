"""The identities every plan must keep before anybody sees it, checked on its tables alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

IDENTITY_TOLERANCE = 1e-6
STAGE = ("stage", "stream")
EXITS = ("served", "unfinished", "diverted", "left")
Tables = Mapping[str, pd.DataFrame]


def broken_identities(tables: Tables, summary: Mapping[str, Any]) -> list[str]:
    """One line per identity that does not hold within 1e-6 (relative above one): name and largest gap."""
    stages = tables["plan"].set_index([*STAGE, "week", "measure"])["value"].unstack()
    gaps = {
        "queue = queue before + inflow - served - unfinished - diverted - left": _queue_gap(stages),
        "inflow = flows into a stage by week of arrival": _inflow_gap(stages, tables["flows"]),
        "exits = flows out of a stage by week of leaving": _exit_gap(stages, tables["flows"]),
        "hours used = sum over stages": _hours_gap(tables),
        "hours used <= available + overtime": _hours_over(tables["pools"]),
        "available = available before + opened - closed": _available_gap(tables["places"]),
        "occupied <= usable": _over(tables["places"].occupied, tables["places"].usable),
        "occupied = sum of occupancy": _occupancy_gap(tables),
        "residents = housed + without bed": _relative(
            tables["residents"].residents, tables["residents"].housed + tables["residents"].without_bed
        ),
        "housed = occupied outside the border": _housed_gap(tables),
        "money goal = sum of costs": _money_gap(tables["costs"], summary),
        "no negative number": _negative(tables),
    }
    return [f"{name}: {gap:.3g}" for name, gap in gaps.items() if not gap <= IDENTITY_TOLERANCE]


def _relative(left: Any, right: Any) -> float:
    first, second = np.asarray(left, dtype=float), np.asarray(right, dtype=float)
    if first.size == 0:
        return 0.0
    scale = np.maximum(1.0, np.maximum(np.abs(first), np.abs(second)))
    return float((np.abs(first - second) / scale).max())


def _over(part: Any, whole: Any) -> float:
    first, second = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    return float(np.maximum(0.0, (first - second) / np.maximum(1.0, second)).max(initial=0.0))


def _queue_gap(stages: pd.DataFrame) -> float:
    before = stages.groupby(level=list(STAGE))["queue"].shift(1)
    before = before.fillna(stages["opening_queue"])
    return _relative(
        stages["queue"], before + stages["inflow"] - stages[list(EXITS)].sum(axis=1, skipna=False)
    )


def _inflow_gap(stages: pd.DataFrame, flows: pd.DataFrame) -> float:
    sums = flows.groupby(["to_stage", "to_stream", "week"])["persons"].sum()
    return _relative(stages["inflow"], sums.reindex(stages.index).fillna(0.0))


def _exit_gap(stages: pd.DataFrame, flows: pd.DataFrame) -> float:
    sums = flows.groupby(["from_stage", "from_stream", "week_out", "flow"])["persons"].sum().unstack()
    sums = sums.reindex(index=stages.index, columns=list(EXITS)).fillna(0.0)
    return _relative(stages[list(EXITS)], sums)


def _hours_gap(tables: Tables) -> float:
    sums = tables["resources"].groupby(["pool", "week"])["hours_used"].sum()
    written = tables["pools"].set_index(["pool", "week"])["hours_used"]
    return _relative(written, sums.reindex(written.index))


def _hours_over(pools: pd.DataFrame) -> float:
    return _over(pools.hours_used, pools.hours_available + pools.overtime)


def _available_gap(places: pd.DataFrame) -> float:
    ordered = places.sort_values(["region", "type", "week"])
    before = ordered.groupby(["region", "type"])["available"].shift(1)
    before = before.fillna(ordered["opening_available"])
    return _relative(ordered.available, before + ordered.opened - ordered.closed)


def _occupancy_gap(tables: Tables) -> float:
    keys = ["week", "region", "type"]
    sums = tables["occupancy"].groupby(keys)["occupied"].sum()
    written = tables["places"].set_index(keys)["occupied"]
    return _relative(written, sums.reindex(written.index).fillna(0.0))


def _housed_gap(tables: Tables) -> float:
    inside = tables["places"][tables["places"].type != "border"].groupby("week")["occupied"].sum()
    housed = tables["residents"].groupby("week")["housed"].sum()
    return _relative(housed, inside.reindex(housed.index))


def _money_gap(costs: pd.DataFrame, summary: Mapping[str, Any]) -> float:
    goal = sum(float(row["value"]) for row in summary["goals"] if row["id"] == "money")
    lines = _relative(costs.eur, costs.quantity * costs.unit_price_eur)
    return max(lines, _relative(goal, costs[costs.goal == "money"].eur.sum()))


def _negative(tables: Tables) -> float:
    worst = 0.0
    for name, column in (
        ("plan", "value"),
        ("flows", "persons"),
        ("places", "available"),
        ("residents", "without_bed"),
        ("pools", "hours_used"),
    ):
        worst = max(worst, -float(tables[name][column].min()))
    return worst
