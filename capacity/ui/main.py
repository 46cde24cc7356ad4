"""The app: run as a script by Streamlit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st
from altair.utils.schemapi import debug_mode
from streamlit.delta_generator import DeltaGenerator

from capacity.scenario import Scenario, Settings
from capacity.service import NoSnapshotError, OldSnapshotError, Ticket
from capacity.service.portfolio import places_at_border
from capacity.texts import Language, say, week_in_table
from capacity.ui import contract, view_choices
from capacity.ui.charts.tokens import look
from capacity.ui.contract import PlanningView
from capacity.ui.data import page as page_data
from capacity.ui.data.steward import first_plan_part
from capacity.ui.elements import files_made
from capacity.ui.elements.afterwards import told_to_the_end
from capacity.ui.elements.faults import list_problems
from capacity.ui.every_page import connection, focus, frame, framework, guard, solve_status, style, tour
from capacity.ui.every_page.frame import Answer
from capacity.ui.forecast import page as page_forecast
from capacity.ui.method import help_page as page_help
from capacity.ui.method import page as page_method
from capacity.ui.parts import receipt as receipt_part
from capacity.ui.plan import page as page_plan
from capacity.ui.scenario import bar as scenario_bar
from capacity.ui.situation import page as page_situation
from capacity.ui.spread import choices as spread_choices
from capacity.ui.spread import page as page_spread
from capacity.ui.visit import drafts, session, sidebar, visitor
from capacity.ui.whatif import compare_page as page_compare
from capacity.ui.whatif import page as page_whatif
from capacity.ui.words.scenario_words import plain

PAGES = ("situation", "forecast", "plan", "spread", "whatif", "data", "method", "help")
log = logging.getLogger(__name__)


def _others(name: str, view: PlanningView, scenario: Scenario) -> list[Scenario]:
    """The scenarios whose plans a page needs beside that of the settings, to be made at the same time."""
    if name != "whatif":
        return []
    comparing = session.compared() is not None
    needed = page_compare.others(scenario) if comparing else page_whatif.others(view, scenario)
    return [one for one in needed if one != scenario]


def _begin(view: PlanningView, scenario: Scenario, others: Sequence[Scenario]) -> Ticket | None:
    """Asks for the plans that a page needs, which are made while what stands around its answer is drawn."""
    if scenario.name != view.baseline().scenario:
        return solve_status.begin(view, scenario, others)
    solve_status.ask_beside(view, others)
    return None


def _answer(view: PlanningView, scenario: Scenario, ticket: Ticket | None, language: Language) -> Answer:
    """The plan of the scenario; when there is none, what was seen before it with an explanation.

    Room for its status is kept also where there is none, so that the sentence stays at its place.
    """
    baseline, status = view.baseline(), st.container()
    asked, plan = scenario, baseline
    if scenario.name != baseline.scenario:
        with status:
            asked, plan = solve_status.solved(view, scenario, baseline, language, ticket)
    dark = getattr(st.context.theme, "type", None) == "dark"
    return Answer(view, asked, plan, baseline, look(dark, language), today=view.today())


def _header(
    view: PlanningView, scenario: Scenario, pages: Mapping[str, st.Page], name: str, language: Language
) -> None:
    other: Language = "en" if language == "nl" else "nl"
    settings = view.settings()
    dates, switch = st.columns([2, 1])
    freshness = view.freshness()
    dates.caption(frame.freshness_line(freshness, view.today(), language))
    with switch.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        st.page_link(
            pages[name],
            label=say("app.language_switch", language),
            query_params=session.address(scenario, settings, other),
        )
        if name != "help":
            page_help.link(pages["help"], name, language)
        tour.ask(language)
    with dates:
        visitor.who_is_here(language)
    if freshness.failed_reason:
        failed = say("age.failed", language, reason=plain(freshness.failed_reason))
        st.warning(failed, icon=":material/schedule:")
    if freshness.held_since:
        day = date.fromisoformat(freshness.held_since[: len("2026-11-23")])
        st.info(say("age.held", language, date=day), icon=":material/history:")
    if faults := frame.source_faults_text(freshness, language):
        st.warning(faults, icon=":material/schedule:")
    if (unusable := view.present_state().unusable) is not None:
        day = unusable.saved_at.date()
        st.warning(say("data.unusable_state", language, day=day), icon=":material/error:")
    if (lost := view.present_state().unusable_portfolio) is not None:
        day = lost.saved_at.date()
        st.warning(say("data.unusable_portfolio", language, day=day), icon=":material/error:")
    for sentence in session.notices(language):
        st.info(sentence, icon=":material/info:")


def _no_plan(language: Language, error: Exception) -> None:
    log.warning("no snapshot to serve: %s", error)
    st.title(say("error.no_plan", language), anchor=False)
    st.markdown(say("error.no_plan_action", language))
    first_plan_part(language)


def _old_snapshot(language: Language, error: OldSnapshotError) -> None:
    log.warning("the snapshot is of another version: %s", error)
    st.title(say("error.old_snapshot", language), anchor=False)
    st.markdown(say("error.old_snapshot_action", language, snapshot=error.snapshot))
    list_problems(error.problems, language)
    first_plan_part(language)


def run() -> None:
    """Draws the page asked for, on the snapshot that is in use at this moment."""
    st.set_page_config(layout="wide", initial_sidebar_state="auto")
    language = session.language()
    style.apply(language)
    if not visitor.is_admitted(language):
        _scripts(language)
        return
    try:
        view = contract.view_of(contract.snapshot_in_use())
        view.baseline()
    except NoSnapshotError as error:
        _scripts(language)
        _no_plan(language, error)
        return
    except OldSnapshotError as error:
        _scripts(language)
        _old_snapshot(language, error)
        return
    except Exception as fault:
        _scripts(language)
        st.title(say("error.no_plan", language), anchor=False)
        guard.show_fault(fault, language, "error.snapshot")
        return
    with view.settled(), told_to_the_end():
        _page_asked_for(view, language)


def _scripts(language: Language) -> None:
    """What watches over the page in the browser: its connection, what is typed, the framework's own words."""
    connection.watch(language)
    drafts.keep()
    framework.speak(language)
    focus.give_back()


def _page_asked_for(view: PlanningView, language: Language) -> None:
    """The answer first, where it is there already; what stands around it is drawn while a plan is made."""
    session.start(view)
    view_choices.check_names(view)
    chosen = {name: _page(name, language) for name in PAGES}
    page = st.navigation(list(chosen.values()), position="top")
    name = next(key for key, candidate in chosen.items() if candidate == page)
    settings = view.settings()
    scenario = session.chosen_scenario(settings)
    others = _others(name, view, scenario)
    ticket = _begin(view, scenario, others)
    parts = session.address(scenario, settings, language)
    if name == "whatif":
        parts |= session.comparison_parts()
    elif name == "plan":
        parts[session.VIEW] = st.session_state.get(session.VIEW, session.VIEWS[0])
    elif name == "spread":
        spread_choices.begin(tuple(view.regions().code), language)
        parts |= spread_choices.address()
    elif name == "help":
        parts |= page_help.begin(language)
    elif name == "method":
        parts |= receipt_part.begin(view, language)
    parts |= view_choices.begin(name, view, language)
    session.keep_address(parts)
    above = st.container(key="above_answer")
    sidebar.begin(language)
    around = frame.Once(partial(_around, above, view, scenario, chosen, name, parts, language))
    at_hand = scenario.name == view.baseline().scenario or (ticket is not None and ticket.done)
    if others or not at_hand:
        around()
    answer = replace(_answer(view, scenario, ticket, language), around=around)
    with debug_mode(False):  # charts are checked against their schema in tests, not at each drawing
        guard.guarded(lambda: _draw(name, answer, chosen), language)
    around()
    if name == "whatif":
        own, here = say("whatif.own_figures", language), session.address(scenario, settings, language)
        st.page_link(chosen["data"], label=own, query_params=here)
    frame.footer(answer)
    solve_status.seen()


def _around(
    above: DeltaGenerator,
    view: PlanningView,
    scenario: Scenario,
    pages: Mapping[str, st.Page],
    name: str,
    parts: dict[str, str],
    language: Language,
) -> None:
    """What stands around an answer: what watches over it, its dates, its scenario, its settings.

    Args:
        above: the room kept over the answer.
        parts: the parts of the address that bring this back.
    """
    settings = view.settings()
    with above:
        _scripts(language)
        _header(view, scenario, pages, name, language)
        listed = name == "whatif" and session.compared() is None
        scenario_bar.scenario_bar(
            settings, parts, lambda: _compare(settings, pages["whatif"]), language, changes_below=listed
        )
        files_made.cause(language)
        tour.tour(name, pages, parts, language)
    _settings(name, view, language)


def _settings(name: str, view: PlanningView, language: Language) -> None:
    """The settings beside a page: on the page of questions all of them, those of the question unfolded."""
    settings, question = view.settings(), session.preset()
    touched = question.touched if question and name == "whatif" else frozenset[str]()
    sidebar.sidebar(
        settings,
        view.parameters(),
        view.freshness().plan_start,
        language,
        all_of_them=name == "whatif",
        open_groups={settings[setting].group for setting in touched if setting in settings},
        at_border=places_at_border(view.present_state().own),
    )


def _to_changes(plan_page: st.Page) -> None:
    st.session_state[session.VIEW] = session.CHANGES
    st.switch_page(plan_page)


def _compare(settings: Settings, page: st.Page) -> None:
    session.compare_this(settings)
    st.switch_page(page)


def _page(name: str, language: Language) -> st.Page:
    return st.Page(
        _nothing(name),
        title=say(f"nav.{name}", language),
        url_path="" if name == PAGES[0] else name,
        default=name == PAGES[0],
    )


def _nothing(name: str) -> Callable[[], None]:
    def drawn_by_run() -> None:
        """The frame draws the page, so that header and footer are the same everywhere."""

    drawn_by_run.__name__ = name
    return drawn_by_run


def _draw(name: str, answer: Answer, pages: Mapping[str, st.Page]) -> None:
    freshness, language = answer.view.freshness(), answer.language
    if name == "forecast":
        page_forecast.page(answer, freshness.as_of)
    elif name == "plan":
        page_plan.page(answer)
    elif name == "spread":
        page_spread.page(answer)
    elif name == "whatif":
        (page_whatif if session.compared() is None else page_compare).page(answer)
    elif name == "data":
        page_data.page(answer)
    elif name == "method":
        page_method.page(answer)
    elif name == "help":
        page_help.page(answer)
    else:
        stale = ""
        if frame.is_stale(freshness, answer.view.today()):
            week = week_in_table(freshness.last_observation)
            stale = say("situation.stale_prefix", language, week=week)
        page_situation.page(answer, stale, lambda: _to_changes(pages["plan"]))


if __name__ == "__main__":
    run()
