"""Weeks: Mondays, their names, and the grid of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

DAYS_PER_WEEK = 7
WEEKS_PER_SEASON = 52
"""Whole weeks after which the season repeats."""
GRIDS_KEPT = 64


def monday_on_or_after(day: date) -> date:
    """The plan's first week: the day itself when it is a Monday, else the next Monday."""
    return day + timedelta(days=(DAYS_PER_WEEK - day.weekday()) % DAYS_PER_WEEK)


def monday_of(day: date) -> date:
    """The Monday of the ISO week that holds the day."""
    return day - timedelta(days=day.weekday())


Due = Literal["", "_now", "_late"]


def due(day: date, today: date | None) -> Due:
    """Whether a decision of a week is ahead (nothing), due within this very week, or too late.

    A plan decides by weeks: what it decides on a Monday may be decided until that week ends.

    Args:
        day: the Monday of the week in which it decides.
        today: None: it is ahead.
    """
    if today is None or today <= day:
        return ""
    return "_late" if monday_of(today) > monday_of(day) else "_now"


def week_name(monday: date) -> str:
    """ISO name of a week, as in tables: 2026-W48."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"


@lru_cache(maxsize=GRIDS_KEPT)
def _mondays(start: date, count: int) -> tuple[date, ...]:
    return tuple(start + timedelta(weeks=index) for index in range(count))


@lru_cache(maxsize=GRIDS_KEPT)
def _labels(start: date, count: int) -> tuple[str, ...]:
    return tuple(monday.isoformat() for monday in _mondays(start, count))


@dataclass(frozen=True)
class Weeks:
    """The weeks of a plan: `shown` from `start` (a Monday), then `run_out` that are solved and hidden."""

    start: date
    shown: int
    run_out: int

    def __post_init__(self) -> None:
        if self.start.weekday() != 0:
            raise ValueError(f"a plan starts on a Monday, not on {self.start}")

    @property
    def count(self) -> int:
        """Number of weeks solved."""
        return self.shown + self.run_out

    def monday(self, index: int) -> date:
        """The Monday of week `index`; negative indices are weeks before the plan."""
        return self.start + timedelta(weeks=index)

    def mondays(self) -> list[date]:
        """All Mondays solved."""
        return list(_mondays(self.start, self.count))

    def label(self, index: int) -> str:
        """ISO date of the Monday of week `index`; negative indices are weeks before the plan."""
        if 0 <= index < self.count:
            return _labels(self.start, self.count)[index]
        return self.monday(index).isoformat()

    def labels(self) -> list[str]:
        """ISO dates of all Mondays solved."""
        return list(_labels(self.start, self.count))

    def index(self, day: date) -> int:
        """The week that holds a day, counted from the plan's start."""
        return (monday_of(day) - self.start).days // DAYS_PER_WEEK
