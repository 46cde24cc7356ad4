"""The portfolio of places: brought in, compared with what plans stand on now, and accepted."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from capacity.domain.problems import BadInputError
from capacity.service import PresentState, Workspace
from capacity.service.portfolio import (
    BORDER,
    accept_portfolio,
    derived_portfolio_file,
    intake_places,
    merged_rows,
    off_by_more,
    portfolio_preview,
    portfolio_totals,
    sound_blocks,
    usual_border_places,
)
from capacity.texts import Language, say
from capacity.ui.data.desk import file_on_desk, table_of
from capacity.ui.data.in_use import accepted, in_use, look_at
from capacity.ui.elements.afterwards import said_afterwards, say_what_was_done
from capacity.ui.elements.faults import named, show_problems, shown_table
from capacity.ui.elements.who_and_why import author_and_reason

KIND = "portfolio"
STEP_PLACES = 50


def portfolio_part(present: PresentState, workspace: Workspace, language: Language) -> None:
    """What is in use, the upload with all its faults at once, totals and differences, acceptance."""
    say_what_was_done(KIND)
    in_use(present.portfolio or present.unusable_portfolio, KIND, workspace, language)
    if present.portfolio is None:
        st.download_button(
            say("data.derived_download", language),
            data=lambda: derived_portfolio_file(present.own, language == "nl"),
            file_name="portfolio_derived.csv",
            mime="text/csv",
            key="download_portfolio_derived",
            icon=":material/download:",
            on_click="ignore",
        )
    given = file_on_desk(KIND, language)
    if given is None:
        return
    look_at(given.id, KIND, present.portfolio or present.unusable_portfolio)
    blocks = table_of(given, KIND, language)
    if blocks is not None:
        _accept(blocks, present, workspace, language)
        return
    sound = sound_blocks(given.content, given.name)
    if len(sound):
        st.markdown(say("data.portfolio_sound", language, n=len(sound)))
        _totals(sound, present, language)


def _accept(blocks: pd.DataFrame, present: PresentState, workspace: Workspace, language: Language) -> None:
    """Totals beside those that plans stand on, and the planner's confirmation."""
    state = present.own
    st.subheader(say("data.portfolio_preview", language, n=len(blocks)), anchor=False)
    _totals(blocks, present, language)
    confirmed = float(
        st.number_input(
            say("data.confirm_difference", language),
            min_value=0,
            value=0,
            step=STEP_PLACES,
            key="portfolio_off",
        )
    )
    off = off_by_more(blocks, state, confirmed)
    if off:
        st.caption(say("data.still_off", language, n=len(off)))
    author, reason = author_and_reason("portfolio_accept_by", language)
    if not st.button(say("data.accept_portfolio", language), type="primary", key="portfolio_accept"):
        return
    accept = partial(accept_portfolio, workspace, blocks, state, confirmed, author, reason)
    try:
        if not accepted(KIND, accept, language, "saved"):
            return
    except BadInputError as fault:
        show_problems(fault.problems, language)
        return
    said_afterwards(KIND, say("data.portfolio_accepted", language, n=len(blocks)))
    st.rerun()


def _totals(blocks: pd.DataFrame, present: PresentState, language: Language) -> None:
    """What blocks add up to beside what plans stand on, and which municipalities were mapped."""
    preview = portfolio_preview(blocks, present.own)
    words = [_total(str(name), language) for name in preview.total]
    shown_table(preview.rename(columns={"now": "before"}).assign(total=words), language)
    if intake := intake_places(blocks):
        st.markdown(say("data.intake_places", language, n=intake))
    if (blocks.type == BORDER).any():
        there = portfolio_totals(blocks, present.own)["type_border"]
        st.markdown(say("data.border_places", language, n=there, usual=usual_border_places()))
    merged = merged_rows(blocks)
    if len(merged):
        st.markdown(say("data.merged", language, n=len(merged)))
        shown_table(merged.rename(columns={"municipality": "stands_under"}), language)


def _total(name: str, language: Language) -> str:
    if name.startswith("type_"):
        return named("type", name.removeprefix("type_"), language)
    return named("data_total", name, language)
