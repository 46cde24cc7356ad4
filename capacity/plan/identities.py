"""The identities every plan must keep before anybody sees it, checked on its tables alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

IDENTITY_TOLERANCE = 1e-6
Tables = Mapping[str, pd.DataFrame]


def broken_identities(tables: Tables, summary: Mapping[str, Any]) -> list[str]:
    """One line per identity that does not hold within 1e-6 (relative above one): name and largest gap."""
    gaps = {
        "queue = queue before + inflow - served - unfinished - diverted - left": _queue_gap(tables["plan"]),
        "inflow = flows into a stage by week of arrival": _flow_gap(tables, "week", "to", "inflow"),
        "exits = flows out of a stage by week of leaving": _exit_gap(tables),
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


def _queue_gap(plan: pd.DataFrame) -> float:
    wide = plan.pivot_table(index=["stage", "stream", "week"], columns="measure", values="value")
    wide = wide.sort_index()
    before = wide.groupby(level=["stage", "stream"])["queue"].shift(1)
    before = before.fillna(wide["opening_queue"])
    after = before + wide["inflow"] - wide["served"] - wide["unfinished"] - wide["diverted"] - wide["left"]
    return _relative(wide["queue"], after)


def _measures(plan: pd.DataFrame, measure: str) -> pd.Series:
    chosen = plan[plan.measure == measure]
    return chosen.set_index(["stage", "stream", "week"])["value"].sort_index()


def _flow_gap(tables: Tables, week: str, side: str, measure: str) -> float:
    flows = tables["flows"]
    sums = flows.groupby([f"{side}_stage", f"{side}_stream", week])["persons"].sum()
    written = _measures(tables["plan"], measure)
    return _relative(written, sums.reindex(written.index.tolist()).fillna(0.0))


def _exit_gap(tables: Tables) -> float:
    flows = tables["flows"]
    worst = 0.0
    for kind in ("served", "unfinished", "diverted", "left"):
        part = {"flows": flows[flows.flow == kind], "plan": tables["plan"]}
        worst = max(worst, _flow_gap(part, "week_out", "from", kind))
    return worst


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
