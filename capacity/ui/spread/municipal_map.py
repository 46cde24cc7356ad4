"""The optional map of municipalities: boundaries brought as a file, accepted, and drawn."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from capacity.domain.problems import BadInputError
from capacity.domain.views import SpreadingView
from capacity.service import MunicipalPlan, Workspace
from capacity.service.boundaries import (
    accept_boundaries,
    boundaries_in_force,
    missing_municipalities,
    read_boundaries,
)
from capacity.texts import Language, number, say
from capacity.ui.charts.municipal_map import municipal_map
from capacity.ui.data.in_use import accept_part, in_use, look_at
from capacity.ui.elements.afterwards import say_what_was_done
from capacity.ui.elements.faults import show_problems
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.spread.seen import counted, say_what_is_left_out
from capacity.ui.visit.saved import saved_by_users

KIND = "boundaries"
PERCENT, MOST_NAMED = 100, 5


def map_part(answer: Answer, view: SpreadingView, given: MunicipalPlan | None) -> None:
    """The map where boundaries were accepted, and the way to bring or withdraw them."""
    language, workspace = answer.language, saved_by_users()
    say_what_was_done(KIND)
    shapes = boundaries_in_force(workspace)
    if shapes and given is not None:
        rows = gaps_by_municipality(view, given)
        said = map_text(rows, language)
        met = int((rows.gap <= 0).sum())
        title = say("map.title", language, n=met, all=len(rows))
        frame.heading(title, say("map.caption", language))
        frame.chart(municipal_map(rows, shapes, answer.look), said, "chart_map")
        st.caption(said)
        say_what_is_left_out(given, language)
        frame.download(answer, "", "map", rows.assign(counted=counted(given)))
    with st.expander(say("map.bring", language)):
        _bring(workspace, language)


def gaps_by_municipality(view: SpreadingView, given: MunicipalPlan) -> pd.DataFrame:
    """What each municipality lacks in the last week shown: region, name, task, gap, gap_percent."""
    rows = view.municipalities[["region", "name", "task", "decided"]].merge(
        given.progress[["region", "gap_end"]], on="region", how="left"
    )
    rows = rows.rename(columns={"gap_end": "gap"})
    asked = rows.decided.fillna(rows.task)
    return rows.drop(columns="decided").assign(gap_percent=PERCENT * rows.gap / asked.where(asked > 0))


def map_text(rows: pd.DataFrame, language: Language) -> str:
    """The map in one sentence: the largest gaps, and how many municipalities have none."""
    worst = rows.sort_values(["gap", "region"], ascending=[False, True]).head(MOST_NAMED)
    return say(
        "map.text",
        language,
        list=", ".join(f"{row['name']} ({number(float(row.gap), language)})" for _, row in worst.iterrows()),
        n=int((rows.gap <= 0).sum()),
        all=len(rows),
    )


def _bring(workspace: Workspace, language: Language) -> None:
    st.caption(say("map.what", language))
    saved = workspace.upload_in_force(KIND)
    in_use(saved, KIND, workspace, language)
    file = st.file_uploader(say("data.upload", language), key=f"file_{KIND}")
    if file is None:
        return
    look_at(file.file_id, KIND, saved)
    try:
        shapes = read_boundaries(file.getvalue(), file.name)
    except BadInputError as fault:
        show_problems(fault.problems, language)
        return
    without = missing_municipalities(shapes)
    st.markdown(say("map.preview", language, n=len(shapes), k=len(without)))
    accept_part(KIND, partial(accept_boundaries, workspace, shapes), language)
