"""The file that somebody brings in: on the desk until it is accepted, its faults mended where they stand."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from capacity.domain.problems import BadInputError, Problem
from capacity.service.file_cells import cells_by_row, with_cells
from capacity.service.input_files import read_as
from capacity.texts import Language, say
from capacity.ui.data.mend import faulty_cells, mend_part
from capacity.ui.elements.faults import show_problems
from capacity.ui.words.scenario_words import plain

DESK = "desk"
PERSONAL = "personal_data"


@dataclass(frozen=True)
class Desk:
    """A file as it stands now.

    Args:
        id: of the upload.
        name: of the file.
        given: its bytes as they came, or as they were accepted.
        content: its bytes with what was mended.
    """

    id: str
    name: str
    given: bytes
    content: bytes

    @property
    def mended(self) -> bool:
        """Whether cells were typed over that nobody accepted yet."""
        return self.content != self.given


def file_on_desk(kind: str, language: Language) -> Desk | None:
    """Asks for a file; one that was mended stays on the desk also when the page is left."""
    given = st.file_uploader(
        say("data.upload", language), key=f"file_{kind}", on_change=put_away, args=(kind,)
    )
    known: Desk | None = st.session_state.get(_key(kind))
    if given is not None and (known is None or known.id != given.file_id):
        content = given.getvalue()
        known = Desk(given.file_id, given.name, content, content)
    elif given is None and known is not None and not known.mended:
        known = None
    st.session_state[_key(kind)] = known
    if known is not None and given is None:
        st.markdown(say("data.still_on_desk", language, file=plain(known.name)))
        st.button(say("data.put_away", language), key=f"{kind}_put_away", on_click=put_away, args=(kind,))
    return known


def put_away(kind: str) -> None:
    """Takes the file from the desk, with what was mended in it."""
    st.session_state.pop(_key(kind), None)


def was_accepted(kind: str) -> None:
    """What was mended in the file on the desk is kept elsewhere now."""
    known: Desk | None = st.session_state.get(_key(kind))
    if known is not None:
        st.session_state[_key(kind)] = replace(known, given=known.content)


def table_of(desk: Desk, kind: str, language: Language) -> pd.DataFrame | None:
    """The table on the desk, once it has no fault; else all its faults, to be mended in place."""
    try:
        table = read_as(kind, desk.content, desk.name).content
    except BadInputError as fault:
        show_problems(fault.problems, language)
        _mend(desk, kind, fault.problems, language)
        return None
    if desk.mended:
        _as_mended(desk, kind, language)
    return table if isinstance(table, pd.DataFrame) else None


def _mend(desk: Desk, kind: str, faults: tuple[Problem, ...], language: Language) -> None:
    cells = _cells(desk, kind, faults)
    whole = [fault for fault in faults if not faulty_cells([fault], cells)]
    if whole and all(fault.key != PERSONAL for fault in faults):
        st.warning(say("data.mend_in_file", language, n=len(whole)), icon=":material/upload_file:")
    if desk.mended:
        _as_mended(desk, kind, language)
    visit = hashlib.sha256(desk.id.encode() + desk.content).hexdigest()[:12]
    typed = mend_part(faults, cells, kind, visit, language)
    if typed is None:
        return
    mended = with_cells(kind, desk.content, desk.name, typed)
    refused = _personal(kind, mended, desk.name)
    if refused:
        show_problems(refused, language)
        return
    st.session_state[_key(kind)] = replace(desk, content=mended)
    st.rerun()


def _cells(desk: Desk, kind: str, faults: tuple[Problem, ...]) -> pd.DataFrame:
    """The cells that can be typed over: none of a file that is no table, or that holds personal data."""
    if any(fault.key == PERSONAL for fault in faults):
        return pd.DataFrame()
    try:
        return cells_by_row(kind, desk.content, desk.name)
    except BadInputError:
        return pd.DataFrame()


def _personal(kind: str, content: bytes, file: str) -> list[Problem]:
    """Personal data that was typed into a cell; then nothing of it is kept on the desk."""
    try:
        read_as(kind, content, file)
    except BadInputError as fault:
        return [problem for problem in fault.problems if problem.key == PERSONAL]
    return []


def _as_mended(desk: Desk, kind: str, language: Language) -> None:
    st.download_button(
        say("data.mended_file", language),
        data=desk.content,
        file_name=desk.name,
        mime="text/csv",
        key=f"download_{kind}_mended",
        icon=":material/download:",
        on_click="ignore",
    )


def _key(kind: str) -> str:
    return f"{kind}_{DESK}"
