"""Gap of each province to its task: at the legal date, and the week in which it closes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from capacity.domain.time import monday_of

GAP_COLUMNS = ("region", "task", "durable_now", "gap_now", "durable_at_date", "gap_at_date", "closes")
TOLERANCE = 1e-6


def gaps(durable: pd.DataFrame, task: Mapping[str, float], legal_date: date) -> pd.DataFrame:
    """Gap per province now, at the legal date, and the first week from which it stays closed.

    Args:
        durable: columns week (ISO date of the Monday), region, durable (places at week end).
        task: places asked per region (Spreidingswet 3).
        legal_date: day on which the task must be met.

    Returns:
        GAP_COLUMNS by region code; `closes` is the Monday's ISO date, empty when the gap is open in the
        last week; what is said of the legal date is missing when its week is not in the frame.
    """
    legal_week = monday_of(legal_date).isoformat()
    rows = []
    for region in sorted(task):
        weeks = durable[durable.region == region].sort_values("week")
        rows.append((region, *_gap_row(weeks, float(task[region]), legal_week)))
    return pd.DataFrame(rows, columns=list(GAP_COLUMNS))


def _gap_row(
    weeks: pd.DataFrame, task: float, legal_week: str
) -> tuple[float, float, float, float | None, float | None, str]:
    now = float(weeks.durable.iloc[0])
    at_date = weeks[weeks.week == legal_week].durable
    then = float(at_date.iloc[0]) if len(at_date) else None
    gap_then = None if then is None else max(0.0, task - then)
    return (task, now, max(0.0, task - now), then, gap_then, closing_week(weeks, task))


def closing_week(weeks: pd.DataFrame, task: float) -> str:
    """First week from which the task is met until the last week; empty when it is not.

    Args:
        weeks: columns week, durable of one region, ordered by week.
    """
    open_weeks = (weeks.durable < task - TOLERANCE).to_numpy()
    after = int(open_weeks.nonzero()[0][-1]) + 1 if open_weeks.any() else 0
    return "" if after >= len(weeks) else str(weeks.week.iloc[after])


def national_gap(table: pd.DataFrame, column: str = "gap_at_date") -> float:
    """Sum of the provinces' gaps; what one province has too many fills no other's gap."""
    return float(table[column].sum())
