"""Social-economic scores of municipalities: brought in, tried on published tasks, and accepted."""

from __future__ import annotations

import streamlit as st

from capacity.service import Workspace
from capacity.service.spreading import accept_scores, score_deviations
from capacity.texts import Language, say
from capacity.ui.data_parts import (
    author_and_reason,
    said_afterwards,
    say_what_was_done,
    shown_table,
    uploaded_table,
)
from capacity.ui.data_portfolio import in_use

KIND = "scores"


def scores_part(workspace: Workspace, language: Language) -> None:
    """What is in use, the upload with all its faults, published tasks beside the outcome, acceptance."""
    say_what_was_done(KIND)
    in_use(workspace.upload_in_force(KIND), KIND, workspace, language)
    rows = uploaded_table(KIND, language)
    if rows is None:
        return
    st.markdown(say("data.scores_preview", language, n=len(rows)))
    scores = dict(zip(rows.municipality.astype(str), rows.score.astype(float), strict=True))
    shown_table(score_deviations(scores).drop(columns="region"), language)
    author, reason = author_and_reason("scores_accept_by", language)
    ready = bool(author and reason)
    if st.button(
        say("data.accept_scores", language), type="primary", disabled=not ready, key="scores_accept"
    ):
        accept_scores(workspace, rows, author, reason)
        said_afterwards(KIND, say("data.scores_accepted", language))
        st.rerun()
