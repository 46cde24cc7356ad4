"""How a plan brings the provinces to their task: what is there, opens and closes, and what stays missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capacity.spreading.gaps import gaps

PROGRESS_COLUMNS = (
    *("region", "task", "durable_now", "opened", "closed"),
    *("durable_at_date", "gap_at_date", "durable_end", "gap_end", "closes"),
)


Curve = NDArray[np.float64]


def lasting_moves(opened: Curve, closed: Curve, steps: Curve) -> tuple[Curve, Curve]:
    """Lasting places that come and go: what opens and closes, as far as the curve of lasting places follows.

    Regular places that count for no task open and close without a step; lasting places of another type
    step though no regular place opens or closes.

    Args:
        opened, closed: regular places.
        steps: how much more lasting places there are than a week before.

    Returns:
        What comes and what goes, which differ by the steps.
    """
    beside = steps - (opened - closed)
    more, fewer = np.maximum(0.0, beside), np.maximum(0.0, -beside)
    coming = np.maximum(0.0, opened - fewer) + np.maximum(0.0, more - closed)
    going = np.maximum(0.0, closed - more) + np.maximum(0.0, fewer - opened)
    return coming, going


def lasting_weeks(places: pd.DataFrame, now: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Lasting places per week and province, with what was there before the first week.

    Args:
        places: columns week, region, type, opened, closed, durable of a plan.
        now: lasting places before the first week where they are known; else they follow from that week.

    Returns:
        Columns week (ISO date of the Monday), region, durable (places at the week's end); the first
        week is the one before the plan and holds the opening stock.
    """
    regular = places[places.type == "regular"]
    first = regular[regular.week == regular.week.min()]
    before = (date.fromisoformat(str(regular.week.min())) - timedelta(weeks=1)).isoformat()
    opening = first.assign(week=before, durable=(first.durable - first.opened + first.closed).clip(lower=0))
    known = opening.region.map(dict(now or {}))
    opening["durable"] = known.fillna(opening.durable)
    columns = ["week", "region", "durable"]
    return pd.concat([opening[columns], regular[columns]], ignore_index=True)


def province_progress(
    places: pd.DataFrame,
    task: Mapping[str, float],
    legal_date: date,
    lasting_now: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Task, lasting places and gap of each province through the weeks of a plan.

    Args:
        places: columns week, region, type, opened, closed, durable of a plan.
        task: places asked per province code.
        legal_date: day on which the task must be met.
        lasting_now: as `lasting_weeks` takes it.

    Returns:
        PROGRESS_COLUMNS by region: lasting places now, that come and go in the weeks shown, at the legal date
        (missing when the plan does not hold that week), in the last week; `closes` is the Monday of the
        first week from which the task is met, the week before the plan when it is met already.
    """
    weeks = lasting_weeks(places, lasting_now)
    table = gaps(weeks, task, legal_date)
    moves = _moves(places, weeks)
    last = weeks[weeks.week == weeks.week.max()].set_index("region").durable
    table = table.assign(
        opened=table.region.map(moves.opened),
        closed=table.region.map(moves.closed),
        durable_end=table.region.map(last),
    )
    table["gap_end"] = (table.task - table.durable_end).clip(lower=0)
    columns = list(PROGRESS_COLUMNS)
    return table[columns].astype({"durable_at_date": float, "gap_at_date": float})


def _moves(places: pd.DataFrame, weeks: pd.DataFrame) -> pd.DataFrame:
    regular = places[places.type == "regular"].set_index(["region", "week"]).sort_index()
    steps = weeks.set_index(["region", "week"]).durable.sort_index().groupby(level=0).diff().dropna()
    steps = steps.reindex(regular.index)
    coming, going = lasting_moves(
        regular.opened.to_numpy(float), regular.closed.to_numpy(float), steps.to_numpy(float)
    )
    return pd.DataFrame({"opened": coming, "closed": going}, index=regular.index).groupby(level=0).sum()


def met_from(progress: pd.DataFrame) -> str:
    """Monday from which every province has its task; empty when one is open in the last week."""
    return "" if (progress.closes == "").any() else str(progress.closes.max())


def carriers(gap: pd.Series, share: float) -> tuple[int, float]:
    """The fewest provinces that together carry a share of the gap, and what they carry.

    Args:
        gap: missing places per province; a surplus counts as none.
        share: share of the whole gap to reach, above 0 and at most 1.

    Returns:
        Number of provinces and their part of the gap; (0, 0.0) when nothing is missing.
    """
    missing = gap.clip(lower=0).sort_values(ascending=False)
    if not missing.sum():
        return (0, 0.0)
    parts = (missing / missing.sum()).cumsum().reset_index(drop=True)
    reached = parts[parts >= share]
    first = int(reached.index[0]) if len(reached) else len(parts) - 1
    return (first + 1, float(parts[first]))
