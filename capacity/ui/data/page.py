"""Data: sources, what is brought in, parameters, refreshes, snapshots and the audit trail."""

from __future__ import annotations

import streamlit as st

from capacity.service import sources_report
from capacity.texts import say
from capacity.ui.data.audit import audit_part
from capacity.ui.data.files import STATE, check_part, chosen_kind, templates
from capacity.ui.data.homes import KIND as HOMES
from capacity.ui.data.homes import homes_part
from capacity.ui.data.panel import KIND as PANEL
from capacity.ui.data.panel import panel_part
from capacity.ui.data.parameters import KIND as PARAMETERS
from capacity.ui.data.parameters import parameters_part
from capacity.ui.data.portfolio import KIND as PORTFOLIO
from capacity.ui.data.portfolio import portfolio_part
from capacity.ui.data.scores import KIND as SCORES
from capacity.ui.data.scores import scores_part
from capacity.ui.data.state import state_part
from capacity.ui.data.steward import refreshes_part, snapshots_part, sources_part, sources_title
from capacity.ui.data.targets import KIND as TARGETS
from capacity.ui.data.targets import targets_part
from capacity.ui.elements.terms import show_caption
from capacity.ui.every_page.frame import Answer, say_answer
from capacity.ui.parts.parameter_list import filtered_parameters
from capacity.ui.view_choices import DATA_TABS, settle
from capacity.ui.visit.saved import saved_by_users


def page(answer: Answer) -> None:
    """Six tabs under one sentence on the sources."""
    language = answer.language
    sources = sources_report(language=language)
    say_answer(answer, sources_title(sources, language))
    settle("data_tab", DATA_TABS)
    tab = st.segmented_control(
        say("data.tab", language),
        DATA_TABS,
        key="data_tab",
        format_func=lambda name: say(f"data_tab.{name}", language),
        required=True,
    )
    if tab == "load":
        _load(answer)
    elif tab == "parameters":
        filtered_parameters(answer, answer.parameters, "data_kind", "parameters")
    elif tab == "refreshes":
        refreshes_part(language)
    elif tab == "snapshots":
        snapshots_part(language)
    elif tab == "audit":
        audit_part(answer, saved_by_users())
    else:
        sources_part(sources, language)


def _load(answer: Answer) -> None:
    language = answer.language
    kind = chosen_kind(language)
    templates(kind, language)
    if kind == STATE:
        state_part(answer.view.present_state(), saved_by_users(), answer.region_names, language)
    elif kind == PORTFOLIO:
        show_caption(say("data.what_portfolio", language))
        portfolio_part(answer.view.present_state(), saved_by_users(), language)
    elif kind == SCORES:
        show_caption(say("data.what_scores", language))
        scores_part(saved_by_users(), language)
    elif kind == HOMES:
        show_caption(say("data.what_homes", language))
        homes_part(answer, saved_by_users())
    elif kind == TARGETS:
        show_caption(say("data.what_targets", language))
        targets_part(answer, saved_by_users())
    elif kind == PARAMETERS:
        show_caption(say("data.what_parameters", language))
        parameters_part(answer.scenario, answer.view.parameters(), language)
    elif kind == PANEL:
        panel_part(answer)
    else:
        check_part(kind, language)
