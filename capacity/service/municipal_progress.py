"""How a plan brings each municipality to its task: what is there, opens and closes, what stays missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import numpy as np
import pandas as pd

from capacity.domain.time import Weeks
from capacity.plan.network.parts import Array
from capacity.plan.places.solution import BlockWeeks, PlacesSolution
from capacity.spreading import lasting_moves

MET = 1e-6


def municipal_progress(
    solution: PlacesSolution,
    task: Mapping[str, float],
    legal_date: date,
    weeks_per_year: float,
    left_out: Collection[str] = (),
) -> pd.DataFrame:
    """One row per municipality, as `MunicipalPlan` has them.

    Args:
        solution: places of the municipalities.
        task: places asked of each.
        legal_date: day on which it must be met.
        left_out: types of places that are counted nowhere, as if they were not there.
    """
    weeks = solution.problem.weeks
    by_region: dict[str, list[BlockWeeks]] = {}
    for part in solution.blocks:
        by_region.setdefault(part.block.region, []).append(part)
    rows = []
    for code in sorted(task):
        there = by_region.get(code, [])
        parts = [part for part in there if part.block.type not in left_out]
        regular = next(part for part in parts if part.block.type == "regular")
        hidden = [lasting_lots(part, weeks.count) for part in there if part.block.type in left_out]
        lasting = np.maximum(0.0, regular.lasting - sum(hidden, np.zeros(weeks.count)))[: weeks.shown]
        now = _lasting_now(parts, regular)
        steps = np.diff(lasting, prepend=now)
        coming, going = lasting_moves(regular.opened[: weeks.shown], regular.closed[: weeks.shown], steps)
        at = weeks.index(legal_date)
        then = float(lasting[at]) if 0 <= at < weeks.shown else np.nan
        rows.append(
            {
                "region": code,
                "lasting_now": now,
                "preparing": float(coming.sum()),
                "expiring": float(going.sum()),
                "lasting_at_date": then,
                "gap_at_date": max(0.0, task[code] - then) if then == then else np.nan,
                "lasting_end": float(lasting[-1]),
                "gap_end": max(0.0, task[code] - float(lasting[-1])),
                "closes": _closes(np.concatenate(([now], lasting)), task[code], weeks),
                "other_now": sum(part.block.now for part in parts) - now,
                "eur_year": _eur_year(parts, weeks.shown, weeks_per_year),
            }
        )
    return pd.DataFrame(rows)


def _lasting_now(parts: list[BlockWeeks], regular: BlockWeeks) -> float:
    now = regular.block.now - regular.block.not_lasting
    for part in parts:
        for lot in part.block.lots:
            if lot.present and lot.durable != (part is regular):
                now += lot.places if lot.durable else -lot.places
    return max(0.0, now)


def lasting_lots(part: BlockWeeks, weeks: int) -> Array:
    """Places of a block at each week's end that lots hold which count for the task."""
    there = np.zeros(weeks)
    for lot, kept in zip(part.block.lots, part.renewed, strict=True):
        if lot.durable:
            there += lot.standing(weeks) + lot.renewed(weeks, kept)
    return there


def _eur_year(parts: list[BlockWeeks], shown: int, weeks_per_year: float) -> float:
    return round(sum(float(part.eur[:shown].mean()) for part in parts) * weeks_per_year, 2)


def _closes(lasting: Array, task: float, weeks: Weeks) -> str:
    """Monday from which the task stays met; the week before the plan when it is met already."""
    missing = np.flatnonzero(lasting < task - MET)
    after = int(missing[-1]) + 1 if missing.size else 0
    return "" if after >= lasting.size else weeks.monday(after - 1).isoformat()
