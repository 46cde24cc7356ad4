"""Tasks of provinces and municipalities: brought in, shown beside those in use, and accepted."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from capacity.service import Workspace
from capacity.service.targets import accept_targets, target_changes, targets_in_force
from capacity.texts import say
from capacity.ui.data_in_use import accepted, in_use, look_at
from capacity.ui.data_parts import (
    author_and_reason,
    said_afterwards,
    say_what_was_done,
    shown_table,
    table_in,
)
from capacity.ui.frame import Answer

KIND = "targets"


def targets_part(answer: Answer, workspace: Workspace) -> None:
    """What is in use, the upload with all its faults, the tasks that change, acceptance."""
    language = answer.language
    say_what_was_done(KIND)
    told = targets_in_force(workspace)
    saved = None if told is None else told.saved
    in_use(saved, KIND, workspace, language)
    if told is not None and told.rows is None:
        st.warning(say("data.targets_unreadable", language), icon=":material/warning:")
    given = st.file_uploader(say("data.upload", language), key=f"file_{KIND}")
    if given is None:
        return
    look_at(given, KIND, saved)
    rows = table_in(given, KIND, language)
    if rows is None:
        return
    _preview(answer, rows, None if told is None else told.rows)
    author, reason = author_and_reason("targets_accept_by", language)
    ready = bool(author and reason)
    label = say("data.accept_targets", language)
    if not st.button(label, type="primary", disabled=not ready, key="targets_accept"):
        return
    if accepted(KIND, partial(accept_targets, workspace, rows, author, reason), language):
        said_afterwards(KIND, say("data.targets_accepted", language))
        st.rerun()


def _preview(answer: Answer, rows: pd.DataFrame, in_use_now: pd.DataFrame | None) -> None:
    """How many tasks of municipalities the file tells, and which of provinces and the nation it changes."""
    language = answer.language
    changes = target_changes(rows, in_use_now)
    municipal = int(rows.region.str.startswith("GM").sum())
    st.markdown(say("data.targets_preview", language, n=len(changes), municipal=municipal))
    if len(changes):
        names = [answer.region_names.get(str(region), str(region)) for region in changes.region]
        shown_table(changes.assign(region=names), language)
