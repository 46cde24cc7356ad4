"""Until when something must be decided or done, and whether that has passed."""

from __future__ import annotations

from datetime import date

from capacity.domain.time import due
from capacity.texts import date_short, say
from capacity.ui.frame import Answer


def day_to_decide(day: str, answer: Answer) -> str:
    """When a plan decides (ISO) as a cell of a table, marked while its week runs and once that is over."""
    monday = date.fromisoformat(day)
    how = due(monday, answer.today)
    if not how:
        return date_short(monday, answer.language)
    return say(f"deadline.{how[1:]}", answer.language, day=monday)


def last_day(day: str, answer: Answer) -> str:
    """A last day (ISO) as a cell of a table, marked in words once it has passed."""
    last = date.fromisoformat(day)
    if answer.today is not None and last < answer.today:
        return say("deadline.late", answer.language, day=last)
    return date_short(last, answer.language)


def reading_day(answer: Answer, day: date) -> date:
    """The day on which the page is read, never before the day of the state that it tells of."""
    return day if answer.today is None else max(day, answer.today)
