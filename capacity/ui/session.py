"""What a visitor has chosen: language, settings and view, kept in the session and in the address."""

from __future__ import annotations

from typing import Any, cast

import streamlit as st

from capacity.domain.problems import BadInputError, Problem
from capacity.scenario import (
    BASELINE,
    Scenario,
    Settings,
    default_scenario,
    differences,
    from_url,
    to_url,
)
from capacity.service import MissingError, SavedScenario
from capacity.texts import LANGUAGES, Language, say
from capacity.ui import work as working
from capacity.ui.contract import PlanningView
from capacity.ui.saved import saved_by_users
from capacity.ui.setting_words import setting_text
from capacity.ui.work import UNNAMED, Work

SHOWN_SETTINGS = (
    "inflow",
    "shock",
    "shock_start",
    "shock_weeks",
    "outage",
    "outage_start",
    "decisions",
    "grant",
    "border_share",
    "stay",
    "delay",
    "housing",
)
LANGUAGE = "lang"
VIEW = "view"
VIEWS = ("places", "chain", "duties", "prices")
SAVED, VERSION = "scenario", "version"
WORK, WILD = "work", "wild"


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
    asked = st.query_params.get(VIEW, VIEWS[0])
    st.session_state[VIEW] = asked if asked in VIEWS else VIEWS[0]
    settings, parts = view.settings(), dict(st.query_params)
    st.session_state[WILD] = []
    saved = _saved_version(parts)
    base = default_scenario(settings) if saved is None else saved.scenario
    provinces = tuple(view.regions().code)
    scenario, problems = from_url(parts, settings, view.parameters(), provinces, base)
    chosen = scenario.model_dump()
    st.session_state[WILD] += [
        (problem.column, _asked(problem), chosen.get(problem.column)) for problem in problems
    ]
    st.session_state[WORK] = working.started(scenario, saved)


def _saved_version(parts: dict[str, str]) -> SavedScenario | None:
    """The saved version that an address names; without a version the newest one."""
    asked = parts.get(SAVED, "")
    if not asked:
        return None
    try:
        versions = saved_by_users().history(asked)
    except MissingError:
        st.session_state[WILD].append((SAVED, asked, say("app.baseline", language())))
        return None
    number = parts.get(VERSION, "")
    named = [saved for saved in versions if str(saved.version) == number]
    if number and not named:
        st.session_state[WILD].append((VERSION, number, str(versions[0].version)))
    found = (named or versions)[0]
    try:
        found.scenario  # noqa: B018 - asks whether it can still be used
    except BadInputError:
        st.session_state[WILD].append((SAVED, found.name, say("app.baseline", language())))
        return None
    return found


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
    plain = default_scenario(settings, UNNAMED)
    keep(working.stepped(work(), working.Step(plain)))


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
    saved = work().saved
    if saved is None:
        parts = to_url(scenario, settings)
        if parts.get("name") == UNNAMED:
            parts.pop("name")
        return {LANGUAGE: chosen, **parts}
    named = scenario.model_copy(update={"name": saved.name})
    parts = to_url(named, settings, saved.scenario)
    return {LANGUAGE: chosen, SAVED: saved.id, VERSION: str(saved.version), **parts}


def keep_address(parts: dict[str, str]) -> None:
    """Writes the address when it differs, so that a reload or a sent link shows the same."""
    if st.query_params.to_dict() != parts:
        st.query_params.from_dict(parts)


def notices(chosen: Language) -> list[str]:
    """What of the address could not be used."""
    return [
        say(
            "app.wild_value",
            chosen,
            setting=name,
            value=value,
            default=setting_text(default, chosen),
        )
        for name, value, default in st.session_state.get(WILD, [])
    ]
