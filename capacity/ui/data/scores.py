"""Social-economic scores of municipalities: brought in, tried on published tasks, and accepted."""

from __future__ import annotations

from functools import partial

import streamlit as st

from capacity.service import Workspace
from capacity.service.spreading import accept_scores, score_deviations
from capacity.texts import Language, say
from capacity.ui.data.in_use import accept_part, in_use, table_on_desk
from capacity.ui.elements.afterwards import say_what_was_done
from capacity.ui.elements.faults import shown_table

KIND = "scores"


def scores_part(workspace: Workspace, language: Language) -> None:
    """What is in use, the upload with all its faults, published tasks beside the outcome, acceptance."""
    say_what_was_done(KIND)
    saved = workspace.upload_in_force(KIND)
    in_use(saved, KIND, workspace, language)
    rows = table_on_desk(KIND, saved, language)
    if rows is None:
        return
    st.markdown(say("data.scores_preview", language, n=len(rows)))
    scores = dict(zip(rows.municipality.astype(str), rows.score.astype(float), strict=True))
    shown_table(score_deviations(scores).drop(columns="region"), language)
    accept_part(KIND, partial(accept_scores, workspace, rows), language)
