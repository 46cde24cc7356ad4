"""What a visitor has chosen: language, settings and view, kept in the session and in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import streamlit as st

from capacity.domain.measures import MEASURES
from capacity.domain.pins import in_no_plan, pin_code
from capacity.domain.problems import BadInputError, Problem
from capacity.domain.weekly import WEEKLY
from capacity.scenario import (
    BASELINE,
    Preset,
    Scenario,
    Settings,
    default_scenario,
    differences,
    from_url,
    pinned,
    pins_of,
    start_of,
    to_url,
)
from capacity.service import MissingError, SavedScenario
from capacity.service.answers import presets
from capacity.texts import LANGUAGES, Language, say
from capacity.ui.contract import PlanningView
from capacity.ui.visit import work as working
from capacity.ui.visit.saved import saved_by_users
from capacity.ui.visit.work import UNNAMED, Work
from capacity.ui.words.measure_words import measure_name
from capacity.ui.words.scenario_words import plain
from capacity.ui.words.setting_words import setting_text

LANGUAGE = "lang"
VIEW = "view"
CHANGES = "changes"
VIEWS = ("places", "chain", "duties", "prices", CHANGES, "return")
SAVED, VERSION = "scenario", "version"
QUESTION, COMPARED = "preset", "compare"
NOW, NOBODY = "now", "baseline"
COMPARED_AT_MOST = 3
FIGURE, CHOSEN_FIGURE = "figure", "compare_measure"
"""The part of the address that names the figure compared, and where the visit keeps it."""
FIGURES = tuple(name for name in MEASURES if name in WEEKLY)
WORK, WILD, UNKNOWN = "work", "wild", "unknown_parts"
UNKNOWN_AT_MOST = 5
"""Names of an address that are told as unknown; more would fill the page."""
IN_ADDRESS = (LANGUAGE, VIEW, SAVED, VERSION, QUESTION, COMPARED, FIGURE)
"""The parts of an address that are read here, beside those of a scenario."""


def language() -> Language:
    """The language of the address, else of the session, else Dutch."""
    asked = st.query_params.get(LANGUAGE, st.session_state.get(LANGUAGE, LANGUAGES[0]))
    chosen = cast(Language, asked if asked in LANGUAGES else LANGUAGES[0])
    st.session_state[LANGUAGE] = chosen
    return chosen


def start(view: PlanningView) -> None:
    """Fills the session from the address once; what cannot be is kept as a notice."""
    if WORK in st.session_state:
        return
    settings, parts = view.settings(), dict(st.query_params)
    st.session_state[WILD] = []
    if parts.get(LANGUAGE, LANGUAGES[0]) not in LANGUAGES:
        not_used(LANGUAGE, parts[LANGUAGE], LANGUAGES[0])
    st.session_state[VIEW] = parts.get(VIEW, VIEWS[0])
    if st.session_state[VIEW] not in VIEWS:
        not_used(VIEW, st.session_state[VIEW], say(f"plan.{VIEWS[0]}", language()))
        st.session_state[VIEW] = VIEWS[0]
    saved = _saved_version(parts)
    question = _question(parts)
    base = _base(settings, saved, question)
    provinces = tuple(view.regions().code)
    scenario, problems = from_url(parts, settings, view.parameters(), provinces, base)
    pins = pins_of(scenario)
    lost = in_no_plan(pins, view.baseline().tables) if pins else []
    scenario = pinned(scenario, set(pins) - set(lost)) if lost else scenario
    chosen = scenario.model_dump()
    st.session_state[WILD] += [
        (problem.column, _asked(problem), _fallback(problem.column, chosen, settings)) for problem in problems
    ]
    st.session_state[WILD] += [("pins", pin_code(pin), say("app.none", language())) for pin in lost]
    st.session_state[WORK] = working.started(scenario, saved, question)
    st.session_state[COMPARED] = _asked_to_compare(parts)
    _figure_asked(parts.get(FIGURE, ""))


def not_used(part: str, asked: str, used: str) -> None:
    """Keeps for a notice a part of the address that is not possible, and what is used in its place."""
    st.session_state[WILD].append((part, asked, used))


def not_known(names: Iterable[str]) -> None:
    """Keeps for a notice the parts of the address that nothing here is called."""
    st.session_state[UNKNOWN] = list(names)


def _figure_asked(asked: str) -> None:
    """The figure that an address compares on; the first one where there is no such figure."""
    if asked in FIGURES:
        st.session_state[CHOSEN_FIGURE] = asked
    elif asked:
        not_used(FIGURE, asked, measure_name(FIGURES[0], language()))


def _question(parts: Mapping[str, str]) -> str:
    asked = parts.get(QUESTION, "")
    if asked and asked not in presets():
        not_used(QUESTION, asked, say("app.none", language()))
        return ""
    return asked


def _asked_to_compare(parts: Mapping[str, str]) -> tuple[str, ...] | None:
    """The scenarios that an address compares; None when it compares nothing."""
    if COMPARED not in parts:
        return None
    asked = [key for key in dict.fromkeys(parts[COMPARED].split(",")) if key not in ("", NOBODY)]
    there = {NOW, *(saved.id for saved in saved_by_users().scenarios() if saved.checked is not None)}
    st.session_state[WILD] += [
        (COMPARED, key, say("app.none", language())) for key in asked if key not in there
    ]
    return tuple(key for key in asked if key in there)[:COMPARED_AT_MOST]


def _base(settings: Settings, saved: SavedScenario | None, question: str) -> Scenario:
    """What an address counts from: the saved version, else the start of the question, else the baseline."""
    if saved is not None:
        return saved.scenario
    return start_of(presets()[question], settings) if question else default_scenario(settings)


def _saved_version(parts: dict[str, str]) -> SavedScenario | None:
    """The saved version that an address names; without a version the newest one."""
    asked = parts.get(SAVED, "")
    if not asked:
        return None
    try:
        versions = saved_by_users().history(asked)
    except MissingError:
        not_used(SAVED, asked, say("app.baseline", language()))
        return None
    number = parts.get(VERSION, "")
    named = [saved for saved in versions if str(saved.version) == number]
    if number and not named:
        not_used(VERSION, number, str(versions[0].version))
    found = (named or versions)[0]
    try:
        found.scenario  # noqa: B018 - asks whether it can still be used
    except BadInputError:
        not_used(SAVED, found.name, say("app.baseline", language()))
        return None
    return found


def _fallback(part: str, chosen: Mapping[str, Any], settings: Settings) -> Any:
    """What is used in place of a part of the address; of a table of settings the row is left out."""
    return chosen[part] if part in settings or part == "name" else say("app.none", language())


def _asked(problem: Problem) -> str:
    """What stands in the address, as it was written there."""
    return str(st.query_params.get(problem.column, problem.value or ""))


def work() -> Work:
    """What the visitor works on."""
    return cast(Work, st.session_state[WORK])


def keep(changed: Work) -> None:
    """Takes the work a step further; notices on the address are over."""
    st.session_state[WORK] = changed
    st.session_state[WILD] = []
    st.session_state[UNKNOWN] = []


def change(**changes: Any) -> None:
    """Changes settings."""
    keep(working.changed(work(), changes))


def undo() -> None:
    """One step back."""
    keep(working.undone(work()))


def redo() -> None:
    """One step forth again."""
    keep(working.redone(work()))


def reset(settings: Settings) -> None:
    """Puts every setting back to its default; no saved scenario is open any more."""
    usual = default_scenario(settings, UNNAMED)
    keep(working.stepped(work(), working.Step(usual)))


def open_file(scenario: Scenario) -> None:
    """Works on a scenario from a file, not saved yet."""
    keep(working.stepped(work(), working.started(scenario, None).now))


def preset() -> Preset | None:
    """The question put; None for settings of one's own."""
    return presets().get(work().question)


def ask(question: str, settings: Settings) -> None:
    """Puts a question: the settings become those it starts from; none leaves them as they are."""
    if not question:
        keep(working.stepped(work(), working.Step(work().scenario, work().saved)))
        return
    begin = start_of(presets()[question], settings).model_copy(update={"name": UNNAMED})
    keep(working.stepped(work(), working.Step(begin, None, question)))


def compared() -> tuple[str, ...] | None:
    """What is compared with the baseline: ids of saved scenarios, or NOW; None when nothing is."""
    return cast("tuple[str, ...] | None", st.session_state.get(COMPARED))


def compare(keys: Iterable[str]) -> None:
    """Compares these with the baseline."""
    st.session_state[COMPARED] = tuple(keys)[:COMPARED_AT_MOST]


def close_comparison() -> None:
    """Back to one question."""
    st.session_state[COMPARED] = None


def compare_this(settings: Settings) -> None:
    """Adds what is open here to the comparison: the saved scenario when nothing is changed in it."""
    now = work()
    mine = NOW if now.saved is None or working.unsaved(now, settings) else now.saved.id
    known = [key for key in compared() or () if key not in (NOW, mine)]
    if mine == NOW and not differences(now.scenario, settings):
        compare(known)
    else:
        compare([mine, *known])


def chosen_scenario(settings: Settings) -> Scenario:
    """The scenario of the session: named baseline as long as nothing differs from it."""
    scenario = work().scenario
    if differences(scenario, settings):
        return scenario
    return scenario.model_copy(update={"name": BASELINE})


def address(scenario: Scenario, settings: Settings, chosen: Language) -> dict[str, str]:
    """The parts of the address that bring back this session.

    They are the language, the saved version that is open, and what differs from it or from the baseline.
    """
    saved, question = work().saved, work().question
    asked = {QUESTION: question} if question else {}
    if saved is None:
        base = _base(settings, None, question)
        parts = to_url(scenario, settings, base)
        if parts.get("name") in (UNNAMED, BASELINE):
            parts.pop("name")
        return {LANGUAGE: chosen, **asked, **parts}
    named = scenario.model_copy(update={"name": saved.name})
    parts = to_url(named, settings, saved.scenario)
    return {LANGUAGE: chosen, **asked, SAVED: saved.id, VERSION: str(saved.version), **parts}


def comparison_parts() -> dict[str, str]:
    """The parts of the address that bring a comparison back: what is compared, and on which figure."""
    keys, figure = compared(), st.session_state.get(CHOSEN_FIGURE, FIGURES[0])
    if keys is None:
        return {}
    chosen = {} if figure == FIGURES[0] else {FIGURE: str(figure)}
    return {COMPARED: ",".join(keys) or NOBODY, **chosen}


def keep_address(parts: dict[str, str]) -> None:
    """Writes the address when it differs, so that a reload or a sent link shows the same."""
    if st.query_params.to_dict() != parts:
        st.query_params.from_dict(parts)


def notices(chosen: Language) -> list[str]:
    """What of the address could not be used, each as Markdown in which the address is only text."""
    wild = [notice(part, asked, used, chosen) for part, asked, used in st.session_state.get(WILD, [])]
    unknown = [plain(name) for name in st.session_state.get(UNKNOWN, [])]
    if not unknown:
        return wild
    listed = ", ".join(unknown[:UNKNOWN_AT_MOST]) + (", …" if len(unknown) > UNKNOWN_AT_MOST else "")
    return [*wild, say("app.unknown_part", chosen, list=listed)]


def notice(part: str, asked: str, used: object, chosen: Language) -> str:
    """One part of the address that is not possible, and what is used in its place."""
    default = plain(setting_text(used, chosen))
    return say("app.wild_value", chosen, setting=plain(part), value=plain(asked), default=default)
