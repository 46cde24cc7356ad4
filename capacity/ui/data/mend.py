"""A field for each cell of today's state that has a fault; where they are many, all of them as a file."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from capacity.domain.problems import Problem
from capacity.domain.state import STATE_COLUMNS
from capacity.service.fault_list import fault_csv
from capacity.service.state_entry import Sheet
from capacity.texts import Language, say
from capacity.ui.elements.faults import show_problems
from capacity.ui.elements.files_made import made
from capacity.ui.words.scenario_words import plain

ONE_FOR_ALL = ("as_of", "author")
"""Columns with the same value in every row, which have one field each above the tables."""
MOST_FIXES = 40
FIRST_ROW = 2


def mend_part(faults: Sequence[Problem], sheet: Sheet, visit: int, language: Language) -> Sheet | None:
    """All faults, and a field for each cell that has one, so many at a time.

    Args:
        sheet: the cells as they stand on the desk.
        visit: how often a table was put there; fields of another table are others.

    Returns:
        The cells as mended, once somebody asks for that.
    """
    show_problems(faults, language)
    ordered = Sheet(sheet.cells.reset_index(drop=True), sheet.dutch)
    cells = faulty_cells(faults, ordered)
    if len(cells) > MOST_FIXES:
        _all_of_them(faults, len(cells) - MOST_FIXES, language)
    if not cells:
        return None
    with st.form("state_mend"):
        st.markdown(say("data.mend_here", language))
        typed = {
            (row, column): st.text_input(
                say("data.cell", language, row=str(row + FIRST_ROW), column=column_name(column, language)),
                value=str(ordered.cells.at[row, column]),
                key=f"mend_{visit}_{row}_{column}",
            )
            for row, column in cells[:MOST_FIXES]
        }
        if not st.form_submit_button(say("data.mend", language), type="primary"):
            return None
    mended = ordered.cells.copy()
    for (row, column), text in typed.items():
        mended.at[row, column] = text
    return Sheet(mended, ordered.dutch)


def _all_of_them(faults: Sequence[Problem], more: int, language: Language) -> None:
    st.markdown(say("data.mend_more", language, shown=MOST_FIXES, n=more))
    st.download_button(
        say("data.all_faults", language),
        data=made(lambda: fault_csv(faults, language)),
        file_name=f"{say('data.all_faults_file', language)}.csv",
        mime="text/csv",
        key="download_faults",
        icon=":material/download:",
        on_click="ignore",
    )


def column_name(column: str, language: Language) -> str:
    """The word for a column; one that only the file knows as it stands there."""
    return say(f"state_column.{column}", language) if column in STATE_COLUMNS else plain(column)


def faulty_cells(faults: Sequence[Problem], sheet: Sheet) -> list[tuple[int, str]]:
    """Cells that can be typed over, each once, in the order of the faults."""
    found = [
        (problem.row - FIRST_ROW, problem.column)
        for problem in faults
        if problem.row is not None
        and problem.value is not None
        and problem.column in sheet.cells
        and problem.column not in ONE_FOR_ALL
        and 0 <= problem.row - FIRST_ROW < len(sheet.cells)
    ]
    return list(dict.fromkeys(found))
