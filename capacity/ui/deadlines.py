"""The last day to decide on something, and whether it has passed."""

from __future__ import annotations

from datetime import date

from capacity.texts import date_short, say
from capacity.ui.frame import Answer


def is_past(day: date, today: date | None) -> bool:
    """Whether a last day lies before the day on which the page is read; never when that is not known."""
    return today is not None and day < today


def last_day(day: str, answer: Answer) -> str:
    """A last day (ISO) as a cell of a table, marked in words once it has passed."""
    last = date.fromisoformat(day)
    if is_past(last, answer.today):
        return say("deadline.passed", answer.language, day=last)
    return date_short(last, answer.language)


def reading_day(answer: Answer, day: date) -> date:
    """The day on which the page is read, never before the day of the state that it tells of."""
    return day if answer.today is None else max(day, answer.today)
