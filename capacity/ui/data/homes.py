"""Homes for status holders by municipality: brought in, shown beside what plans count on now, accepted."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from capacity.service import Workspace
from capacity.service.homes import accept_homes, homes_by_place, homes_in_force, homes_per_week
from capacity.texts import Language, say
from capacity.ui.data.in_use import accept_part, in_use, table_on_desk
from capacity.ui.elements.afterwards import say_what_was_done
from capacity.ui.elements.faults import shown_table
from capacity.ui.every_page.frame import Answer

KIND = "homes"
PERCENT = 100


def homes_part(answer: Answer, workspace: Workspace) -> None:
    """What is in use, the upload with all its faults, homes a week before and after, acceptance."""
    language = answer.language
    say_what_was_done(KIND)
    told = homes_in_force(workspace)
    saved = None if told is None else told.saved
    in_use(saved, KIND, workspace, language)
    if told is not None and told.rows is None:
        st.warning(say("data.homes_unreadable", language), icon=":material/warning:")
    rows = table_on_desk(KIND, saved, language)
    if rows is None:
        return
    _preview(answer, rows, language)
    accept_part(KIND, partial(accept_homes, workspace, rows), language)


def _preview(answer: Answer, rows: pd.DataFrame, language: Language) -> None:
    """Homes a week now and with the file, and each municipality that has a share of its own."""
    parameters, names = answer.view.parameters(), answer.view.municipality_names()
    table = homes_by_place(rows, parameters)
    own = table[table.basis == "own"]
    before = answer.view.present_state().planned.hours().get("municipalities")
    said = say(
        "data.homes_preview",
        language,
        n=len(own),
        after=homes_per_week(rows, parameters),
        before=homes_per_week(None, parameters) if before is None else before,
    )
    st.markdown(said)
    per_week = own.persons / parameters.number("weeks_per_year")
    shown_table(
        pd.DataFrame(
            {
                "name": [names.get(str(code), str(code)) for code in own.region],
                "share": PERCENT * own.share,
                "homes_per_week": per_week,
            }
        ),
        language,
        decimals=1,
    )
