"""Days in tables: written in the language of the page, and sorted by the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from capacity.texts import Language, date_short, day_in_order

ISO_LENGTH = len("2026-11-23")
Writer = Callable[[object], str]


def days_that_sort(table: pd.DataFrame, language: Language) -> tuple[pd.DataFrame, dict[str, Writer]]:
    """The table with its columns of written days as days, and how each of those is written.

    A column in which words follow a day stays text: a screen reader would be told the day alone.

    Args:
        table: no two columns of one name.
    """
    changed = table.copy(deep=False)
    found = [str(column) for column in table.columns if _are_days(table[column], language)]
    for column in found:
        changed[column] = [_day(cell, language) for cell in table[column]]

    def write(day: Any) -> str:
        return "" if pd.isna(day) else date_short(day, language)

    return changed, dict.fromkeys(found, write)


def _are_days(cells: pd.Series, language: Language) -> bool:
    """Whether every cell that says anything says a day alone."""
    texts = set(cells) - {""} if all(isinstance(cell, str) for cell in cells) else set()
    return bool(texts) and all(len(day_in_order(text, language) or "") == ISO_LENGTH for text in texts)


def _day(cell: str, language: Language) -> date | None:
    day = day_in_order(cell, language)
    return None if day is None else date.fromisoformat(day)
