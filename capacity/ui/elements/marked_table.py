"""A table in which a figure that is assumed, estimated or computed carries its mark in the cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

from capacity.texts import Language, number, say
from capacity.ui.elements.day_columns import days_that_sort

MARK = "≈"


def show_marked(
    table: pd.DataFrame,
    language: Language,
    marks: Mapping[str, pd.Series],
    key: str,
    heads: str = "column",
    missing: str = "",
    height: Literal["auto", "content"] = "auto",
    bars: Sequence[str] = (),
    on_select: Callable[[], None] | None = None,
) -> None:
    """A table under headings in words; marked numbers are written with ≈ and still sort as numbers.

    Args:
        marks: per column which of its rows are marked.
        heads: group of messages that the headings come from.
        height: `content` shows every row.
        missing: what a cell without a figure says.
        bars: columns of percents that are drawn as a bar.
        on_select: called when a visitor selects a row; None: rows cannot be selected.
    """
    shown, of_days = days_that_sort(table.reset_index(drop=True), language)
    titles = {column: say(f"{heads}.{column}", language) for column in shown.columns}
    styled: Any = shown.rename(columns=titles).style
    styled = styled.format({titles[column]: write for column, write in of_days.items()})
    for column in shown.columns:
        if pd.api.types.is_numeric_dtype(shown[column]):
            styled = styled.format(_writer(language, missing), subset=[titles[column]])
            if column in marks:
                rows = shown.index[marks[column].to_numpy(dtype=bool)]
                styled = styled.format(_writer(language, missing, MARK), subset=(rows, [titles[column]]))
    options: dict[str, Any] = {"on_select": on_select, "selection_mode": "single-row"} if on_select else {}
    st.dataframe(
        styled,
        hide_index=True,
        width="stretch",
        height=height,
        placeholder=missing,
        key=key,
        column_config={
            titles[column]: st.column_config.ProgressColumn(min_value=0, max_value=100, format="%d")
            for column in bars
        },
        **options,
    )


def _writer(language: Language, missing: str, mark: str = "") -> Callable[[object], str]:
    def written(value: Any) -> str:
        if pd.isna(value):
            return missing
        return f"{mark} {number(float(value), language)}".strip()

    return written
