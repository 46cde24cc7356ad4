"""Figures of plans in words: their names, their values and their differences with the baseline."""

from __future__ import annotations

from datetime import date

from capacity.domain.measures import LATE_FROM_PERSONS, MEASURES, Figure
from capacity.texts import (
    Language,
    euro_million,
    number,
    say,
    signed,
    signed_euro_million,
    week_in_table,
)

EUR_SHOWN = 500_000.0


def measure_name(name: str, language: Language) -> str:
    """The name of a figure, as cards and tables head it."""
    return say(f"measure.{name}", language)


def value_text(name: str, value: Figure, language: Language) -> str:
    """The value of a figure; a week that does not come is said."""
    if value is None:
        return say("whatif.not_in_view", language)
    if isinstance(value, str):
        return week_in_table(date.fromisoformat(value))
    if MEASURES[name].unit == "eur":
        return euro_million(value, language)
    return number(value, language)


def change_text(name: str, now: Figure, before: Figure, language: Language) -> str:
    """A difference with its sign, in the unit of the figure; empty when there is none to see."""
    if isinstance(now, str) and isinstance(before, str):
        weeks = (date.fromisoformat(now) - date.fromisoformat(before)).days / 7
        return say("whatif.weeks_later", language, weeks=signed(weeks, language)) if weeks else ""
    if not isinstance(now, float) or not isinstance(before, float):
        return "" if now == before else say("whatif.other", language)
    change = now - before
    if MEASURES[name].unit == "eur":
        return signed_euro_million(change, language) if abs(change) >= EUR_SHOWN else ""
    return signed(change, language) if abs(change) >= LATE_FROM_PERSONS else ""


def against_text(name: str, now: Figure, before: Figure, language: Language) -> str:
    """A difference with the baseline and the baseline's own value, as a card says it."""
    change = change_text(name, now, before, language)
    if not change:
        return say("app.same_as_baseline", language)
    return say("whatif.against", language, change=change, baseline=value_text(name, before, language))
