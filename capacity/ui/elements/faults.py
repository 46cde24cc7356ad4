"""Tables under headings in words, and the faults of what somebody brought in, all at once."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from capacity.domain.problems import Problem
from capacity.service.fault_list import fault_rows
from capacity.texts import Language, knows, say
from capacity.ui.elements.tables import worded_table, working_table
from capacity.ui.words.scenario_words import plain

WRAPPED_AT_MOST = 40
"""Faults of which the sentences wrap; more stand in a table with a filter."""


def shown_table(table: pd.DataFrame, language: Language, decimals: int = 0) -> None:
    """A table under headings in words; numbers as the language writes them, dates as they are."""
    written = table.copy()
    for column in written.columns:
        if pd.api.types.is_bool_dtype(written[column]):
            written[column] = [say("app.yes" if cell else "app.no", language) for cell in written[column]]
        elif not pd.api.types.is_numeric_dtype(written[column]):
            written[column] = ["" if cell is None or cell != cell else str(cell) for cell in written[column]]
    titles = {column: say(f"data_column.{column}", language) for column in written.columns}
    links = {name: None for name in titles if name == "link"}
    working_table(written, titles, language, dict.fromkeys(titles, decimals), links)


def named(group: str, name: str, language: Language) -> str:
    """The word for an id, or the id where there is none."""
    key = f"{group}.{name}"
    return say(key, language) if knows(key) else name


def show_problems(problems: Iterable[Problem], language: Language) -> None:
    """That what was given has faults, and the table of them."""
    listed = list(problems)
    st.error(say("data.faults", language, n=len(listed)), icon=":material/error:")
    list_problems(listed, language)


def list_problems(problems: Iterable[Problem], language: Language) -> None:
    """Every fault in one table: row, column, what stands there, what is expected.

    The sentences wrap, also on a telephone; very many faults stand in a table to look through instead.
    """
    rows = fault_rows(problems, language)
    if len(rows) > WRAPPED_AT_MOST:
        shown_table(rows, language)
        return
    titles = {column: say(f"data_column.{column}", language) for column in rows.columns}
    worded_table(rows.map(lambda cell: plain(str(cell))), titles)
