"""Tasks of provinces and municipalities: brought in, shown beside those in use, and accepted."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from capacity.service import Workspace
from capacity.service.targets import (
    accept_targets,
    cycles_told,
    target_changes,
    targets_in_force,
)
from capacity.texts import say
from capacity.ui.data.in_use import accept_part, in_use, table_on_desk
from capacity.ui.elements.afterwards import say_what_was_done
from capacity.ui.elements.faults import shown_table
from capacity.ui.every_page.frame import Answer

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
    rows = table_on_desk(KIND, saved, language)
    if rows is None:
        return
    _preview(answer, rows, None if told is None else told.rows)
    accept_part(KIND, partial(accept_targets, workspace, rows), language)


def _preview(answer: Answer, rows: pd.DataFrame, in_use_now: pd.DataFrame | None) -> None:
    """How many tasks of municipalities the file tells, and which of provinces and the nation it changes."""
    language = answer.language
    told = cycles_told(rows)
    for key, cycles in (("shown_only", told.shown_only), ("unused", told.unused)):
        if cycles:
            listed = ", ".join(map(str, cycles))
            said = say(f"data.targets_{key}", language, n=len(cycles), cycles=listed, planned=told.planned)
            st.warning(said, icon=":material/warning:")
    changes = target_changes(rows, in_use_now)
    municipal = int(rows.region.str.startswith("GM").sum())
    st.markdown(say("data.targets_preview", language, n=len(changes), municipal=municipal))
    if len(changes):
        names = [answer.region_names.get(str(region), str(region)) for region in changes.region]
        shown_table(changes.assign(region=names), language)
