"""Social-economic scores of municipalities: brought in, tried on published tasks, and accepted."""

from __future__ import annotations

from functools import partial

import streamlit as st

from capacity.service import Workspace
from capacity.service.spreading import accept_scores, score_deviations
from capacity.texts import Language, say
from capacity.ui.data_in_use import accepted, in_use, look_at
from capacity.ui.data_parts import (
    author_and_reason,
    said_afterwards,
    say_what_was_done,
    shown_table,
    table_in,
)

KIND = "scores"


def scores_part(workspace: Workspace, language: Language) -> None:
    """What is in use, the upload with all its faults, published tasks beside the outcome, acceptance."""
    say_what_was_done(KIND)
    saved = workspace.upload_in_force(KIND)
    in_use(saved, KIND, workspace, language)
    given = st.file_uploader(say("data.upload", language), key=f"file_{KIND}")
    if given is None:
        return
    look_at(given, KIND, saved)
    rows = table_in(given, KIND, language)
    if rows is None:
        return
    st.markdown(say("data.scores_preview", language, n=len(rows)))
    scores = dict(zip(rows.municipality.astype(str), rows.score.astype(float), strict=True))
    shown_table(score_deviations(scores).drop(columns="region"), language)
    author, reason = author_and_reason("scores_accept_by", language)
    ready = bool(author and reason)
    label = say("data.accept_scores", language)
    if not st.button(label, type="primary", disabled=not ready, key="scores_accept"):
        return
    if accepted(KIND, partial(accept_scores, workspace, rows, author, reason), language):
        said_afterwards(KIND, say("data.scores_accepted", language))
        st.rerun()
