"""A field for each cell of a table that has a fault; where they are many, all of them as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from capacity.domain.problems import Problem
from capacity.domain.state import STATE_COLUMNS
from capacity.service.fault_list import fault_csv
from capacity.texts import Language, say
from capacity.ui.elements.files_made import made
from capacity.ui.words.scenario_words import plain

MOST_FIXES = 40
FIRST_ROW = 2
STATE = "state"
ALSO: Mapping[str, tuple[str, ...]] = {
    "dates_overlap": ("start", "contract_end"),
    "dates_reversed": ("start",),
    "renewal_overlaps": ("contract_end",),
}
"""Faults between cells of a row, and the other cells that mend them too."""


def mend_part(
    faults: Sequence[Problem], cells: pd.DataFrame, kind: str, visit: int | str, language: Language
) -> dict[tuple[int, str], str] | None:
    """A field for each cell that has a fault, so many at a time.

    Args:
        cells: as they stand, their index the row numbers that faults name.
        kind: of table; today's state stands in tables of its own above the fields.
        visit: which table stands there; fields of another one are others.

    Returns:
        The text of each cell by row number and column, once somebody asks for them to be mended.
    """
    found = faulty_cells(faults, cells)
    place = "tables" if kind == STATE else "file"
    if len(found) > MOST_FIXES:
        _all_of_them(faults, len(found) - MOST_FIXES, place, language)
    if not found:
        return None
    hidden = {(fault.row, fault.column) for fault in faults if fault.value is None}
    with st.form(f"{kind}_mend"):
        st.markdown(say(f"data.mend_here_{place}", language))
        typed = {
            (row, column): st.text_input(
                say("data.cell", language, row=str(row), column=column_name(column, kind, language)),
                value="" if (row, column) in hidden else str(cells.at[row, column]),
                key=f"mend_{visit}_{row}_{column}",
            )
            for row, column in found[:MOST_FIXES]
        }
        if not st.form_submit_button(say("data.mend", language), type="primary"):
            return None
    return {cell: text for cell, text in typed.items() if text or cell not in hidden}


def _all_of_them(faults: Sequence[Problem], more: int, place: str, language: Language) -> None:
    st.markdown(say(f"data.mend_more_{place}", language, shown=MOST_FIXES, n=more))
    st.download_button(
        say("data.all_faults", language),
        data=made(lambda: fault_csv(faults, language)),
        file_name=f"{say('data.all_faults_file', language)}.csv",
        mime="text/csv",
        key="download_faults",
        icon=":material/download:",
        on_click="ignore",
    )


def column_name(column: str, kind: str, language: Language) -> str:
    """The word for a column of a state; any other as it stands in the file and in the list of faults."""
    if kind == STATE and column in STATE_COLUMNS:
        return say(f"state_column.{column}", language)
    return plain(column)


def faulty_cells(faults: Sequence[Problem], cells: pd.DataFrame) -> list[tuple[int, str]]:
    """Row number and column of the cells that can be typed over, each once, in the order of the faults."""
    found = [
        (fault.row, column)
        for fault in faults
        for column in (fault.column, *ALSO.get(fault.key, ()))
        if fault.row in cells.index and column in cells
    ]
    return [(row, column) for row, column in dict.fromkeys(found) if row is not None]
