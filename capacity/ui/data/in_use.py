"""The file of a kind that is in force: who accepted it, and what takes its place, never unseen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from capacity.domain.problems import BadInputError
from capacity.domain.user import Role, User
from capacity.service import MissingError, SavedMeanwhileError, SavedUpload, Workspace
from capacity.texts import Language, say
from capacity.ui.data.desk import file_on_desk, table_of, was_accepted
from capacity.ui.elements.afterwards import said_afterwards
from capacity.ui.elements.faults import show_problems
from capacity.ui.elements.who_and_why import author_and_reason, clicked_with_reason, when_and_why
from capacity.ui.visit.visitor import may, say_refusal

LOOKED_AT, BASED_ON, SHOWN = "looked_at", "based_on", "in_use_shown"
"""The file on the desk, the file in force when it came, and the one that the page shows as in force."""


def in_use(saved: SavedUpload | None, kind: str, workspace: Workspace, language: Language) -> None:
    """Who accepted the file in force, when and why; and the way to take it out of use."""
    seen = st.session_state.get(f"{kind}_{SHOWN}")
    st.session_state[f"{kind}_{SHOWN}"] = None if saved is None else saved.id
    if saved is None:
        st.markdown(say(f"data.{kind}_shipped", language))
        return
    told = when_and_why(saved.author, saved.saved_at, saved.reason, language)
    st.markdown(say(f"data.{kind}_in_use", language, **told))
    with st.expander(say("data.withdraw_upload", language)):
        if not may(Role.DATA_STEWARD):
            say_refusal(Role.DATA_STEWARD, language)
            return
        author, reason = author_and_reason(f"{kind}_withdraw", language)
        label = say("data.withdraw_upload", language)
        if not clicked_with_reason(label, f"{kind}_withdraw", (author, reason), language):
            return
    if seen not in (None, saved.id):
        st.warning(say("data.newer_not_withdrawn", language, **told), icon=":material/warning:")
        return
    try:
        workspace.withdraw_upload(kind, saved.id, author, reason)
    except MissingError:
        said_afterwards(kind, say("data.withdrawn_already", language))
    except BadInputError as fault:
        show_problems(fault.problems, language)
        return
    else:
        said_afterwards(kind, say("data.upload_withdrawn", language))
    st.rerun()


def look_at(upload: str, kind: str, saved: SavedUpload | None) -> None:
    """Remembers which file was in force when this one, an upload with an id, came."""
    if st.session_state.get(f"{kind}_{LOOKED_AT}") != upload:
        st.session_state[f"{kind}_{LOOKED_AT}"] = upload
        st.session_state[f"{kind}_{BASED_ON}"] = "" if saved is None else saved.id


def table_on_desk(kind: str, saved: SavedUpload | None, language: Language) -> pd.DataFrame | None:
    """The table that somebody brings; None before there is one, and where it has faults, which are shown."""
    given = file_on_desk(kind, language)
    if given is None:
        return None
    look_at(given.id, kind, saved)
    return table_of(given, kind, language)


def accept_part(kind: str, accept: Callable[[User | str, str, str], object], language: Language) -> None:
    """Who accepts the table on the desk and why, and the button that does so, for a data steward.

    Args:
        accept: saves it, given author, reason, and the id of the file in force when this one came.
    """
    if not may(Role.DATA_STEWARD):
        say_refusal(Role.DATA_STEWARD, language)
        return
    author, reason = author_and_reason(f"{kind}_accept_by", language)
    label = say(f"data.accept_{kind}", language)
    if not clicked_with_reason(label, f"{kind}_accept", (author, reason), language, type="primary"):
        return
    try:
        done = accepted(kind, partial(accept, author, reason), language)
    except BadInputError as fault:
        show_problems(fault.problems, language)
        return
    if done:
        said_afterwards(kind, say(f"data.{kind}_accepted", language))
        st.rerun()


def accepted(kind: str, accept: Callable[[str], object], language: Language, word: str = "accepted") -> bool:
    """Accepts the file on the desk; when somebody was before, says so, and accepting once more replaces it.

    Args:
        accept: saves it, given the id of the file in force when this one came.
        word: which sentence says so, with `_meanwhile` after it.

    Raises:
        BadInputError: as `accept`.
    """
    try:
        accept(st.session_state[f"{kind}_{BASED_ON}"])
    except SavedMeanwhileError as fault:
        st.session_state[f"{kind}_{BASED_ON}"] = fault.newest
        if fault.saved_at is None:
            said = say("data.withdrawn_meanwhile", language)
        else:
            told = when_and_why(fault.author, fault.saved_at, fault.reason, language)
            said = say(f"data.{word}_meanwhile", language, **told)
        st.warning(said, icon=":material/warning:")
        return False
    was_accepted(kind)
    return True
