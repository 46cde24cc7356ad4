"""Days and moments in tables: written in the language of the page, and sorted by the calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from capacity.texts import Language, date_short, day_in_order

ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
Writer = Callable[[object], str]


def days_that_sort(table: pd.DataFrame, language: Language) -> tuple[pd.DataFrame, dict[str, Writer]]:
    """The table with its columns of days or moments as such, and how each of those is written.

    A day may come as a day, as `date_short` writes it or as in files (2026-11-23), a moment as in files.
    A column in which words follow a day stays text: a screen reader would be told the day alone.

    Args:
        table: no two columns of one name.
    """
    changed, writers = table.copy(deep=False), {}
    for column in map(str, table.columns):
        told = {cell for cell in table[column] if not pd.isna(cell)} - {""}
        when = {cell: _when(cell, language) for cell in told}
        kinds = {type(day) for day in when.values()}
        if len(kinds) == 1 and kinds < {date, datetime}:
            changed[column] = [when.get(cell) for cell in table[column]]
            writers[column] = _writer(language)
    return changed, writers


def _when(cell: Any, language: Language) -> date | None:
    """The day or the moment (UTC) that a cell says and nothing else; None for any other one."""
    if type(cell) is date:
        return cell
    if not isinstance(cell, str):
        return None
    text = day_in_order(cell, language) or cell
    if ISO_DAY.match(text) is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if ISO_DAY.fullmatch(text):
        return found.date()
    return found if found.tzinfo is None else found.astimezone(UTC).replace(tzinfo=None)


def _writer(language: Language) -> Writer:
    def write(when: Any) -> str:
        if pd.isna(when):
            return ""
        return date_short(when, language) + (f" {when:%H:%M}" if isinstance(when, datetime) else "")

    return write
