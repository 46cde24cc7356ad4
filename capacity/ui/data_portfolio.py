"""The portfolio of places: brought in, compared with what plans stand on now, and accepted."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from capacity.domain.problems import BadInputError
from capacity.service import PresentState, SavedMeanwhileError, SavedUpload, Workspace
from capacity.service.input_files import read_as
from capacity.service.portfolio import (
    accept_portfolio,
    derived_portfolio_file,
    fixed_places,
    merged_rows,
    off_by_more,
    portfolio_preview,
)
from capacity.texts import Language, say
from capacity.ui.data_parts import (
    author_and_reason,
    named,
    said_afterwards,
    say_what_was_done,
    show_problems,
    shown_table,
    tell_saved_meanwhile,
)
from capacity.ui.scenario_words import plain

KIND = "portfolio"
STEP_PLACES = 50
LOOKED_AT, BASED_ON = "portfolio_looked_at", "portfolio_based_on"
"""The file on the desk, and the portfolio in force when it came: nothing newer is overwritten unseen."""


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
    given = st.file_uploader(say("data.upload", language), key=f"file_{KIND}")
    if given is None:
        return
    known = present.portfolio or present.unusable_portfolio
    held = "" if known is None else known.id
    if st.session_state.get(LOOKED_AT) != given.file_id:
        st.session_state[LOOKED_AT], st.session_state[BASED_ON] = given.file_id, held
    try:
        blocks = read_as(KIND, given.getvalue(), given.name).content
    except BadInputError as fault:
        show_problems(fault.problems, language)
        return
    if isinstance(blocks, pd.DataFrame):
        _accept(blocks, present, workspace, language)


def in_use(saved: SavedUpload | None, kind: str, workspace: Workspace, language: Language) -> None:
    """Who accepted the file in force, when and why; and the way to take it out of use."""
    if saved is None:
        st.markdown(say(f"data.{kind}_shipped", language))
        return
    at = saved.saved_at.isoformat(sep=" ", timespec="minutes")
    by, why = plain(saved.author), plain(saved.reason)
    st.markdown(say(f"data.{kind}_in_use", language, author=by, at=at, reason=why))
    with st.expander(say("data.withdraw_upload", language)):
        author, reason = author_and_reason(f"{kind}_withdraw", language)
        ready = bool(author and reason)
        if st.button(say("data.withdraw_upload", language), disabled=not ready, key=f"{kind}_withdraw"):
            workspace.withdraw_upload(kind, saved.id, author, reason)
            said_afterwards(kind, say("data.upload_withdrawn", language))
            st.rerun()


def _accept(blocks: pd.DataFrame, present: PresentState, workspace: Workspace, language: Language) -> None:
    """Totals beside those that plans stand on, what was mapped, and the planner's confirmation."""
    state = present.own
    preview = portfolio_preview(blocks, state)
    st.subheader(say("data.portfolio_preview", language, n=len(blocks)), anchor=False)
    words = [_total(str(name), language) for name in preview.total]
    shown_table(preview.rename(columns={"now": "before"}).assign(total=words), language)
    if fixed := fixed_places(blocks):
        st.markdown(say("data.fixed_places", language, n=fixed))
    merged = merged_rows(blocks)
    if len(merged):
        st.markdown(say("data.merged", language, n=len(merged)))
        shown_table(merged.rename(columns={"municipality": "stands_under"}), language)
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
    try:
        accept_portfolio(workspace, blocks, state, confirmed, author, reason, st.session_state[BASED_ON])
    except SavedMeanwhileError as fault:
        st.session_state[BASED_ON] = fault.newest
        tell_saved_meanwhile(fault, language)
        return
    except BadInputError as fault:
        show_problems(fault.problems, language)
        return
    said_afterwards(KIND, say("data.portfolio_accepted", language, n=len(blocks)))
    st.rerun()


def _total(name: str, language: Language) -> str:
    if name.startswith("type_"):
        return named("type", name.removeprefix("type_"), language)
    return named("data_total", name, language)
