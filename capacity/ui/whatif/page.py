"""What-if: a question or settings of one's own, the answer in words, cards, chart, table and CSV."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from capacity.domain.measures import measured
from capacity.domain.plan_result import PlanResult
from capacity.scenario import ASKED, Preset, Scenario, default_scenario, differences, runs_of
from capacity.service import StoppedPlanError, TooLateError, time_limit
from capacity.service.answers import INVERSE_RUN, Asked, Found, is_inverse, presets
from capacity.service.answers import answer as answered
from capacity.texts import say
from capacity.ui.contract import PlanningView
from capacity.ui.elements.terms import show_caption
from capacity.ui.every_page import explaining, frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.every_page.solve_status import tell_cut_off
from capacity.ui.parts.binding import binding_part
from capacity.ui.parts.chances import to_work_out
from capacity.ui.parts.explained import cut_off
from capacity.ui.parts.notes import scenario_notes
from capacity.ui.parts.receipt import receipt_links
from capacity.ui.parts.repairs import repair_sentence
from capacity.ui.plan.changes import bridge_sentence, changes_view
from capacity.ui.visit import session
from capacity.ui.whatif.answer_chart import answer_chart, provinces_table
from capacity.ui.whatif.answer_words import (
    told,
)
from capacity.ui.whatif.asking import Asking, both_figures, rounded
from capacity.ui.whatif.begins_to_bind import binding_told
from capacity.ui.whatif.figure_cards import Beside, Places, cards, tell_nothing_binds_yet, tell_what_binds
from capacity.ui.whatif.regimes import by_period
from capacity.ui.whatif.tables import by_province
from capacity.ui.words import answers
from capacity.ui.words.setting_words import changed_part, starting_values

OWN_CARDS = ("without_bed", "duties_broken", "task_gap", "cost", "over_term")
BESIDE_THE_PLAN = frozenset({"weeks", "risk"})
"""Settings that say how far the plan looks, or what a plan over several courses minds."""
log = logging.getLogger(__name__)


def page(answer: Answer) -> None:
    """The answer to the question chosen, or to the settings as they are."""
    top = st.container()
    preset = session.preset()
    asking = _asked(answer, preset)
    with top:
        _question(asking)
        _words(asking)
        ending = st.empty()
    unbound = _chips(asking)
    places = _cards(asking)
    answer_chart(asking)
    provinces_table(asking)
    _bridge(answer)
    by_province(answer)
    by_period(answer)
    scenario_notes(answer.is_baseline, answer.language)
    _ending(asking, places, ending)
    if unbound is not None:
        _tell_binding(asking, unbound)


def _ending(asking: Asking, places: Places, ending: DeltaGenerator) -> None:
    """What binds, in words and on every card, and the cheapest repair; once the plan is explained."""
    answer, language = asking.answer, asking.language
    if cut_off(answer.plan):
        tell_nothing_binds_yet(places, language)
        ending.caption(say("explain.not_reliable", language))
        return
    try:
        with ending.container():
            tell_what_binds(places, answer)
            if asking.preset is not None and asking.found is not None:
                st.markdown(binding_part(answer, asking.preset.resources))
                st.markdown(repair_sentence(answer))
    except StoppedPlanError:
        tell_nothing_binds_yet(places, language)
        with ending.container():
            explaining.tell_stopped(language, "binding")


def others(view: PlanningView, scenario: Scenario) -> list[Scenario]:
    """The scenarios whose plans the answer needs beside that of the settings as they are."""
    same_weeks, preset = _same_weeks(view, scenario), session.preset()
    runs = [] if preset is None else list(runs_of(preset, scenario, view.settings()).values())
    return runs if same_weeks == default_scenario(view.settings()) else [same_weeks, *runs]


def _same_weeks(view: PlanningView, scenario: Scenario) -> Scenario:
    """The baseline over the weeks of a scenario."""
    return default_scenario(view.settings()).model_copy(update={"weeks": scenario.weeks})


def _asked(answer: Answer, preset: Preset | None) -> Asking:
    """Makes the plans that the answer needs; those that were made before are there at once."""
    baseline = answer.baseline
    try:
        plans = _beside(answer)
        baseline = plans.get(_same_weeks(answer.view, answer.scenario).model_dump_json(), baseline)
        if preset is None:
            return Asking(answer, None, baseline, None)
        return Asking(answer, preset, baseline, _found(answer, preset, baseline, plans))
    except StoppedPlanError:
        explaining.tell_stopped(answer.language, "question")
        return Asking(answer, preset, baseline, None)
    except TooLateError:
        said = say("whatif.too_late", answer.language, seconds=int(time_limit(answer.scenario.weeks)))
        st.warning(said, icon=":material/schedule:")
        return Asking(answer, None, baseline, None)
    except Exception:
        reference = secrets.token_hex(3)
        log.exception("a question could not be answered (%s)", reference)
        st.error(
            f"{say('whatif.failed', answer.language)} "
            f"{say('error.reference', answer.language, reference=reference)}"
        )
        return Asking(answer, None, baseline, None)


def _beside(answer: Answer) -> dict[str, PlanResult]:
    """The plans that the answer needs, by their settings; that of the settings as they are is one of them."""
    needed = [one for one in others(answer.view, answer.scenario) if one != answer.scenario]
    tickets = explaining.awaited_beside(answer.view, needed, answer.language)
    made = {one.model_dump_json(): ticket.result() for one, ticket in zip(needed, tickets, strict=True)}
    return {**made, answer.scenario.model_dump_json(): answer.plan}


def _found(answer: Answer, preset: Preset, baseline: PlanResult, beside: Mapping[str, PlanResult]) -> Found:
    view = answer.view
    scenarios = runs_of(preset, answer.scenario, view.settings())
    made = {name: beside[scenario.model_dump_json()] for name, scenario in scenarios.items()}
    tell_cut_off(list(made.values()), answer.language)
    plans = {**made, ASKED: answer.plan}
    if is_inverse(preset):
        plans[INVERSE_RUN] = answer.inverse(preset.id)
    provinces = {code: name for code, name in answer.region_names.items() if code.startswith("PV")}
    asked = Asked(plans, scenarios, baseline, view.parameters(), answer.register, provinces, answer.today)
    return answered(preset, asked)


def _question(asking: Asking) -> None:
    language = asking.language
    choices = ["", *presets()]
    st.session_state["preset"] = asking.preset.id if asking.preset else ""
    st.selectbox(
        say("preset.question", language),
        choices,
        key="preset",
        on_change=lambda: session.ask(st.session_state["preset"], asking.answer.view.settings()),
        format_func=lambda name: say(f"preset.title.{name}" if name else "preset.none", language),
    )
    starts_from = st.empty()
    if asking.preset:
        starts_from.caption(starting_values(asking.preset, asking.answer.view.settings(), language))


def _words(asking: Asking) -> None:
    """The answer: its first sentence is the heading, the others stand below it."""
    answer, language = asking.answer, asking.language
    if asking.found is None and answer.is_baseline:
        frame.say_answer(answer, say("whatif.baseline_title", language))
        st.markdown(say("whatif.baseline_text", language))
        return
    if asking.found is None:
        frame.say_answer(answer, answers.situation_answer(answer.plan, answer.states, language))
        baseline = None if answer.is_baseline else answer.before
        st.markdown(answers.against_baseline(answer.now, baseline, language))
        return
    first, *others = asking.found.said
    frame.say_answer(answer, first.text(language))
    st.markdown(told(others, language))


def _chips(asking: Asking) -> DeltaGenerator | None:
    """What is changed, each part with a way back; where it changes nothing, the place to say so."""
    answer, language = asking.answer, asking.language
    settings = answer.view.settings()
    changes = differences(answer.scenario, settings)
    if not changes:
        return None
    usual = default_scenario(settings)
    with st.container(horizontal=True, key="chips"):
        for name, value in changes.items():
            st.button(
                say("whatif.chip", language, change=changed_part(name, value, settings, language)),
                key=f"chip_{name}",
                on_click=_put_back,
                args=(name, getattr(usual, name)),
            )
    now, before = both_figures(asking)
    return st.empty() if set(changes) - BESIDE_THE_PLAN and now == before else None


def _tell_binding(asking: Asking, place: DeltaGenerator) -> None:
    """Says that what is changed does not bind, and from where on it would; the page stands by then."""
    answer = asking.answer
    settings, year = answer.view.settings(), answer.view.parameters().number(frame.WEEKS_PER_YEAR)
    before = both_figures(asking)[1]
    changed = differences(answer.scenario, settings)
    binding_told(answer, changed, lambda plan: rounded(measured(plan, year)) != before, place)


def _put_back(name: str, value: object) -> None:
    session.change(**{name: value})


def _cards(asking: Asking) -> Places:
    """The figures of the question; gives the places where it is said later what binds."""
    language = asking.language
    chosen = asking.preset.cards if asking.preset else OWN_CARDS
    now, before = both_figures(asking)
    places = cards(chosen, Beside(asking.answer, asking.baseline, now, before))
    show_caption(say("whatif.cards_caption", language))
    if asking.answer.chances is None:
        to_work_out(asking.answer)
    receipt_links(asking.answer, *([asking.preset.id] if asking.preset else []), *chosen, "chances")
    return places


def _bridge(answer: Answer) -> None:
    """From the baseline to this scenario: in a sentence when known, booked to causes when asked for."""
    if answer.is_baseline:
        return
    known = answer.view.known_bridge(answer.scenario)
    if known is not None:
        st.markdown(bridge_sentence(known, "cost", answer.language))
    if st.toggle(say("compare.bridge", answer.language), key="whatif_bridge_shown"):
        changes_view(answer)
