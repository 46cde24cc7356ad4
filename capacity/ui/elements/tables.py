"""Tables to work in: numbers in their language that sort as numbers, a filter by words, a line of totals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from capacity.domain.regions import searchable
from capacity.texts import Language, day_in_order, number, say
from capacity.ui.elements import table_filters
from capacity.ui.elements.day_columns import days_that_sort
from capacity.ui.elements.paper import on_paper
from capacity.ui.elements.table_filters import LONGEST
from capacity.ui.visit.session import notice

WAYS = UP, DOWN = "up", "down"
FILTER_FROM_ROWS, DRAWN = 12, "tables_drawn"
CELLS_SHOWN = 10_000
"""More cells than this are written too slowly to wait for; the filter looks in all rows, the CSV has them."""
WHOLE_UP_TO_ROWS = 16
"""A table of so many rows stands there whole; a longer one scrolls, and its first rows are printed."""
ADDS_UP = frozenset({"opened", "closed", "task", "durable", "how_many", "eur_year", "person_weeks", "values"})
"""Columns whose figures add up over the rows of a table."""


def worded_table(table: pd.DataFrame, titles: Mapping[str, str]) -> None:
    """A small table of words under the headings given; long cells wrap."""
    st.table(table.rename(columns=dict(titles)), hide_index=True)


def working_table(
    table: pd.DataFrame,
    titles: Mapping[str, str],
    language: Language,
    decimals: Mapping[str, int] | None = None,
    links: Mapping[str, str | None] | None = None,
) -> None:
    """A table under headings in words; a long one with a filter, one that adds up with its totals.

    Args:
        titles: heading of each column.
        decimals: per column of numbers how many are written; 0 unless given.
        links: columns of addresses, each with the pattern of what is shown of one; None: all of it.
    """
    rows = table.reset_index(drop=True)
    if len(rows) < FILTER_FROM_ROWS:
        _drawn(rows, titles, language, decimals or {}, links or {})
        return
    _filtered(_key(rows), rows, titles, language, decimals or {}, links or {})


def begin() -> None:
    """Forgets which tables a page has drawn."""
    st.session_state[DRAWN] = {}


def _key(table: pd.DataFrame) -> str:
    """A key that a table keeps when its figures change: its columns, and which one of its kind it is."""
    drawn: dict[str, int] = st.session_state.setdefault(DRAWN, {})
    kind = "_".join(map(str, table.columns))
    drawn[kind] = drawn.get(kind, 0) + 1
    return f"filter_{kind}_{drawn[kind]}"


@st.fragment
def _filtered(
    key: str,
    table: pd.DataFrame,
    titles: Mapping[str, str],
    language: Language,
    decimals: Mapping[str, int],
    links: Mapping[str, str | None],
) -> None:
    """The rows in which every word typed occurs; only the table is drawn again, not the page."""
    table_filters.fill(key)
    left, right = st.columns([3, 2])
    asked = left.text_input(say("table.filter", language, n=len(table)), key=key, max_chars=LONGEST)
    table_filters.remember(key)
    with right:
        ordered = _in_order(table, key, titles, language)
    found = matching(ordered, asked)
    if found.empty:
        st.info(say("table.none", language), icon=":material/info:")
        return
    rows = CELLS_SHOWN // len(table.columns)
    _drawn(found.head(rows), titles, language, decimals, links, found)
    if len(found) > rows:
        st.caption(say("table.cut", language, k=rows, n=len(found)))
    elif asked:
        st.caption(say("table.shown", language, k=len(found), n=len(table)))


def _in_order(table: pd.DataFrame, key: str, titles: Mapping[str, str], language: Language) -> pd.DataFrame:
    """All rows in the order asked for, which the address keeps; a heading sorts for the moment alone."""
    ways = {f"{place}{way}": (column, way) for place, column in enumerate(table.columns) for way in WAYS}
    where = f"{table_filters.ORDER}_{key}"
    table_filters.fill(where, ways)
    chosen = st.selectbox(
        say("table.sort_all", language, n=len(table)),
        list(ways),
        index=None,
        key=where,
        placeholder=say("table.as_it_comes", language),
        format_func=lambda way: say(f"table.{ways[way][1]}wards", language, column=titles[ways[way][0]]),
    )
    table_filters.remember(where)
    if chosen is None:
        if wild := table_filters.not_used(where):
            part, usual = table_filters.part_of(where), say("table.as_it_comes", language)
            st.info(notice(part, wild, usual, language), icon=":material/info:")
        return table
    column, way = ways[chosen]
    return table.sort_values(
        column, ascending=way == UP, kind="stable", key=partial(_comparable, language=language)
    )


def _comparable(cells: pd.Series, language: Language) -> pd.Series:
    """Numbers as they are, days by the calendar, all else by its letters."""
    if pd.api.types.is_numeric_dtype(cells):
        return cells
    return cells.astype(str).map(lambda text: day_in_order(text, language) or text)


def matching(table: pd.DataFrame, asked: str) -> pd.DataFrame:
    """Rows in which each word occurs in a cell of text; case and accents do not count."""
    words = [searchable(word) for word in asked.split()]
    if not words:
        return table
    cells = pd.Series("", index=table.index)
    for column in table.select_dtypes(exclude="number"):
        cells = cells + " " + table[column].astype(str)
    joined, kept = cells.map(searchable), pd.Series(True, index=table.index)
    for word in words:
        kept &= joined.str.contains(word, regex=False)
    return table[kept]


def totals_line(table: pd.DataFrame, titles: Mapping[str, str], language: Language) -> str:
    """The sums of the columns that add up, in words; empty where none does."""
    sums = [
        f"{titles[column]} {number(float(table[column].sum()), language)}"
        for column in table.columns
        if column in ADDS_UP and pd.api.types.is_numeric_dtype(table[column])
    ]
    return say("table.totals", language, n=len(table), sums=" · ".join(sums)) if sums else ""


def _drawn(
    table: pd.DataFrame,
    titles: Mapping[str, str],
    language: Language,
    decimals: Mapping[str, int],
    links: Mapping[str, str | None],
    summed: pd.DataFrame | None = None,
) -> None:
    table, of_days = days_that_sort(table, language)
    writers: dict[Any, Any] = {titles[column]: write for column, write in of_days.items()} | {
        titles[column]: writer(language, decimals.get(column, 0))
        for column in table.columns
        if pd.api.types.is_numeric_dtype(table[column]) and not pd.api.types.is_bool_dtype(table[column])
    }
    config = {titles[name]: st.column_config.LinkColumn(display_text=shown) for name, shown in links.items()}
    st.dataframe(
        table.rename(columns=dict(titles)).style.format(writers),
        hide_index=True,
        width="stretch",
        height="content" if len(table) <= WHOLE_UP_TO_ROWS else "auto",
        placeholder="",
        column_config=config,
    )
    if len(table) > WHOLE_UP_TO_ROWS:
        on_paper(say("table.on_paper", language, n=len(table if summed is None else summed)))
    totals = totals_line(table if summed is None else summed, titles, language)
    if totals and len(table) > 1:
        st.caption(totals)


class AtMost(int):
    """So many decimals, and no zeros at their end."""


def writer(language: Language, decimals: int = 0) -> Callable[[object], str]:
    """Writes a number as a language does; nothing for a figure that is not there."""

    def written(value: Any) -> str:
        if pd.isna(value):
            return ""
        text = number(float(value), language, decimals)
        return _short(text) if isinstance(decimals, AtMost) else text

    return written


def _short(text: str) -> str:
    """A number with decimals without the zeros at its end."""
    return text.rstrip("0").rstrip(",.")
