"""What a page shows of the monthly report on the border procedure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BorderMonth:
    """One month of a plan at the border.

    Args:
        month: as 2026-11.
        highest: most persons in the asylum and return border procedure at a week's end.
        capacity: the number of APR 47(1).
        due: whether the report is due, were the measure of APR 48 applied since that number was reached.
    """

    month: str
    highest: float
    capacity: float
    due: bool
