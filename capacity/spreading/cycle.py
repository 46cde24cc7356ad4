"""Dates of a cycle of the law, and which step a municipality is in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

STEPS = ("published", "report", "decision", "places")


def cycle_dates(dates: pd.DataFrame, cycle: str) -> dict[str, date]:
    """Day of each step of a cycle, in order.

    Args:
        dates: columns cycle, step, date (ISO) of data/spreading/cycle_dates.csv.
        cycle: `2024` or `2026`.

    Raises:
        KeyError: a step of the cycle has no date.
    """
    days = dates[dates.cycle == cycle].set_index("step").date
    return {step: date.fromisoformat(str(days[step])) for step in STEPS}


def supervision_step(dates: Mapping[str, date], today: date, gap: float | None) -> str:
    """What the law has a municipality and the minister do now.

    Until the places must be there it is the step that comes next; after that it depends on the gap.

    Args:
        dates: day of each step of STEPS.
        today: day on which the question is asked.
        gap: places missing; None when unknown.

    Returns:
        `awaiting` (tasks not published), `agreeing` (until the provinces report), `deciding` (until the
        minister decides), `realising` (until the places must be there), then `met`, `designation`
        (the minister may act) or `unknown`.
    """
    names = ("awaiting", "agreeing", "deciding", "realising")
    for step, name in zip(STEPS, names, strict=True):
        if today < dates[step]:
            return name
    if gap is None or gap != gap:
        return "unknown"
    return "designation" if gap > 0 else "met"
