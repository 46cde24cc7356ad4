"""What a visitor has chosen: language, settings and view, kept in the session and in the address."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import streamlit as st

from capacity.domain.problems import Problem
from capacity.scenario import Scenario, Settings, default_scenario, differences, from_url, to_url
from capacity.texts import LANGUAGES, Language, date_short, number, say
from capacity.ui.contract import PlanningView

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
VIEWS = ("places", "chain", "duties")
CHANGED_NAME = "scenario"


def key_of(setting: str) -> str:
    """Where the session keeps a setting."""
    return f"setting_{setting}"


def language() -> Language:
    """The language of the address, else of the session, else Dutch."""
    asked = st.query_params.get(LANGUAGE, st.session_state.get(LANGUAGE, LANGUAGES[0]))
    chosen = cast(Language, asked if asked in LANGUAGES else LANGUAGES[0])
    st.session_state[LANGUAGE] = chosen
    return chosen


def start(view: PlanningView) -> None:
    """Fills the session from the address once; what cannot be is kept as a notice."""
    if "carried" in st.session_state:
        return
    asked = st.query_params.get(VIEW, VIEWS[0])
    st.session_state[VIEW] = asked if asked in VIEWS else VIEWS[0]
    settings = view.settings()
    provinces = tuple(view.regions().code)
    scenario, problems = from_url(dict(st.query_params), settings, view.parameters(), provinces)
    defaults = default_scenario(settings)
    chosen = scenario.model_dump()
    st.session_state["wild"] = [
        (problem.column, _asked(problem), chosen.get(problem.column)) for problem in problems
    ]
    for name in SHOWN_SETTINGS:
        st.session_state[key_of(name)] = chosen[name]
    st.session_state["name"] = CHANGED_NAME if scenario.name == defaults.name else scenario.name
    usual = defaults.model_dump()
    st.session_state["carried"] = {
        name: value
        for name, value in chosen.items()
        if name not in SHOWN_SETTINGS and name != "name" and value != usual[name]
    }


def _asked(problem: Problem) -> str:
    """What stands in the address, as it was written there."""
    return str(st.query_params.get(problem.column, problem.value or ""))


def chosen_scenario(settings: Settings) -> Scenario:
    """The scenario of the session: named baseline as long as nothing differs from it."""
    values: dict[str, Any] = dict(st.session_state["carried"])
    for name in SHOWN_SETTINGS:
        values[name] = _typed(settings, name, st.session_state[key_of(name)])
    scenario = default_scenario(settings).model_copy(update=values)
    if differences(scenario, settings):
        return scenario.model_copy(update={"name": st.session_state["name"]})
    return scenario


def _typed(settings: Settings, name: str, value: Any) -> Any:
    kind = settings[name].value
    if kind == "number":
        return float(value)
    return int(value) if kind == "whole" else value


def reset(settings: Settings) -> None:
    """Puts every setting back to its default."""
    defaults = settings.defaults()
    for name in SHOWN_SETTINGS:
        st.session_state[key_of(name)] = defaults[name]
    st.session_state["carried"] = {}
    st.session_state["wild"] = []


def address(scenario: Scenario, settings: Settings, chosen: Language) -> dict[str, str]:
    """The parts of the address that bring back this session: language and what differs from the baseline."""
    parts = to_url(scenario, settings)
    if parts.get("name") == CHANGED_NAME:
        parts.pop("name")
    return {LANGUAGE: chosen, **parts}


def keep_address(parts: dict[str, str]) -> None:
    """Writes the address when it differs, so that a reload or a sent link shows the same."""
    if st.query_params.to_dict() != parts:
        st.query_params.from_dict(parts)


def setting_text(value: Any, chosen: Language) -> str:
    """A setting's value in words: number, week, yes or no."""
    if value is None:
        return say("app.no_first_week", chosen)
    if isinstance(value, bool):
        return say("app.yes" if value else "app.no", chosen)
    if isinstance(value, date):
        return date_short(value, chosen)
    if isinstance(value, (int, float)):
        decimals = 0 if float(value).is_integer() else 1
        return number(float(value), chosen, decimals)
    return str(value)


def changed_text(scenario: Scenario, settings: Settings, chosen: Language) -> str:
    """Which settings differ from the baseline, each with its value; empty for the baseline."""
    changed = differences(scenario, settings)
    if not changed:
        return ""
    parts = [
        say(
            "app.setting_is",
            chosen,
            label=say(f"setting.{name}", chosen) if name in settings else name,
            value=setting_text(getattr(scenario, name, None), chosen),
        )
        for name in changed
    ]
    return say("app.changed", chosen, n=len(parts), list=", ".join(parts))


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
        for name, value, default in st.session_state.get("wild", [])
    ]
