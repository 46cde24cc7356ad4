"""Until when something must be decided or done, and whether that has passed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from capacity.domain.time import Due, due
from capacity.texts import Language, date_short, say
from capacity.ui.every_page.frame import Answer

IN_TIME = "in_time"
"""The column that says whether a day is this week or passed."""


def day_to_decide(day: str, answer: Answer) -> str:
    """When a plan decides (ISO) in words, marked while its week runs and once that is over."""
    monday = date.fromisoformat(day)
    how = due(monday, answer.today)
    if not how:
        return date_short(monday, answer.language)
    return say("deadline.told", answer.language, day=monday, how=_word(how, answer.language))


def days_to_decide(name: str, days: Iterable[str], answer: Answer) -> dict[str, list[str]]:
    """Columns of a table of days on which a plan decides (ISO).

    Returns:
        The days under the name given, which the table sorts by the calendar; where any is not ahead
        also `in_time`, which says of each whether it is this week or passed.
    """
    mondays = [date.fromisoformat(day) for day in days]
    return _columns(name, mondays, [due(monday, answer.today) for monday in mondays], answer.language)


def last_days(name: str, days: Iterable[str], answer: Answer) -> dict[str, list[str]]:
    """The same of last days (ISO, or "" for none); each has passed on the day after."""
    told = [date.fromisoformat(day) if day else None for day in days]
    return _columns(name, told, [_passed(day, answer) for day in told], answer.language)


def _passed(last: date | None, answer: Answer) -> Due:
    return "_late" if last is not None and answer.today is not None and last < answer.today else ""


def _word(how: Due, language: Language) -> str:
    return say(f"deadline.{how[1:]}", language) if how else ""


def _columns(
    name: str, days: Sequence[date | None], how: Sequence[Due], language: Language
) -> dict[str, list[str]]:
    columns = {name: [date_short(day, language) if day else "" for day in days]}
    return {**columns, IN_TIME: [_word(one, language) for one in how]} if any(how) else columns


def reading_day(answer: Answer, day: date) -> date:
    """The day on which the page is read, never before the day of the state that it tells of."""
    return day if answer.today is None else max(day, answer.today)
