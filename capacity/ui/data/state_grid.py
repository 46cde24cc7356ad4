"""One table of today's state to type in: what a row is in words, its figure, and the cells of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from capacity.domain.state import STATE_COLUMNS
from capacity.texts import Language, say
from capacity.ui.data.state_words import item_in_words

ONE_FOR_ALL = ("as_of", "author")
"""Columns with the same value in every row, which have one field each above the tables."""
ALWAYS = ("value", "unit", "kind", "source", "note")
IN_WORDS = "in_words"
"""A column of the page alone, which says what the ids of a row stand for; no file has it."""
WORDS_PIXELS = 250
"""As wide as leaves the figure beside it in sight on a telephone."""
IN_SIGHT = (IN_WORDS, "value", "unit", "measure", "stage", "stream", "class", "region", "type", "pool")


def state_grid(
    key: str, rows: pd.DataFrame, dutch: bool, regions: Mapping[str, str], language: Language
) -> pd.DataFrame:
    """Draws a table of cells to change and returns the cells as they stand, all text, without empty rows.

    Args:
        key: of the table; what was typed belongs to it.
        rows: cells as text, in columns of the file.
        dutch: whether numbers are written in the Dutch style.
        regions: name of each province by code.
    """
    used = [name for name in rows.columns if name not in (*ONE_FOR_ALL, IN_WORDS)]
    filled = [name for name in used if name in ALWAYS or name == "measure" or (rows[name] != "").any()]
    shown = sorted(filled or used, key=_place)
    words = _words(rows, regions, language)
    st.caption(say("data.number_style_nl" if dutch else "data.number_style_en", language))
    edited = st.data_editor(
        rows[shown].assign(**{IN_WORDS: words})[[IN_WORDS, *shown]],
        key=key,
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        column_config={name: _column(name, language) for name in (IN_WORDS, *shown)},
    )
    hidden = rows[[name for name in rows.columns if name not in shown]]
    whole = edited[shown].join(hidden).fillna("").astype(str)
    return whole[(whole[shown] != "").any(axis=1)]


def _words(rows: pd.DataFrame, regions: Mapping[str, str], language: Language) -> list[str]:
    """What each row counts; rows that count the same by how long people wait are told apart by that."""
    cells = rows.to_dict("records")
    items = [item_in_words(row, regions, language) for row in cells]
    often = Counter(items)
    waits = [(str(row.get("age_from_weeks", "")), str(row.get("age_to_weeks", ""))) for row in cells]
    return [
        say("data.item_waits", language, item=item, a=first, b=last)
        if often[item] > 1 and first and last
        else item
        for item, (first, last) in zip(items, waits, strict=True)
    ]


def _column(name: str, language: Language) -> ColumnConfig:
    """The heading of a column and what it holds; one that only the given file has keeps its own name."""
    if name == IN_WORDS:
        told = say("data.in_words_hint", language)
        title = say("data.in_words", language)
        return st.column_config.TextColumn(title, width=WORDS_PIXELS, help=told, disabled=True)
    if name not in STATE_COLUMNS:
        return st.column_config.TextColumn(name)
    about = say(f"file_column.state.{name}", language)
    return st.column_config.TextColumn(say(f"state_column.{name}", language), help=about)


def _place(column: str) -> int:
    """The figure stands right behind what it is about, in sight; what seldom changes comes after it."""
    return IN_SIGHT.index(column) if column in IN_SIGHT else len(IN_SIGHT)
