"""The settings beside each page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import streamlit as st

from capacity.scenario import Setting, Settings
from capacity.texts import Language, say, week_in_table
from capacity.ui.session import SHOWN_SETTINGS, key_of, reset, setting_text

STEP_DECIMALS = 6


def sidebar(settings: Settings, plan_start: date, weeks: int, language: Language) -> None:
    """One control per setting, by group, each with its unit and baseline value."""
    with st.sidebar:
        st.subheader(say("app.settings", language), anchor=False)
        st.caption(say("app.settings_intro", language))
        group = ""
        for name in SHOWN_SETTINGS:
            setting = settings[name]
            if setting.group != group:
                group = setting.group
                st.markdown(f"**{say(f'group.{group}', language)}**")
            _control(setting, plan_start, weeks, language)
        st.button(say("app.reset", language), on_click=reset, args=(settings,), width="stretch")


def _control(setting: Setting, start: date, weeks: int, language: Language) -> None:
    key = key_of(setting.id)
    label = f"{say(f'setting.{setting.id}', language)} ({say(f'setting_unit.{setting.id}', language)})"
    usual = setting_text(setting.default, language)
    hint = " · ".join(
        part for part in (say("app.as_default", language, value=usual), setting.article) if part
    )

    def shown(value: Any) -> str:
        return setting_text(value, language)

    if setting.value == "monday":
        options: list[date | None] = [None, *(start + timedelta(weeks=week) for week in range(weeks))]
        if st.session_state[key] not in options:
            options.append(st.session_state[key])
        written = _week_or_default(language)
        default = say("app.no_first_week", language)
        st.selectbox(label, options, key=key, help=hint, format_func=written, placeholder=default)
    else:
        options_of = _steps(setting, st.session_state[key])
        st.select_slider(label, options_of, key=key, help=hint, format_func=shown)


def _week_or_default(language: Language) -> Any:
    return lambda day: say("app.no_first_week", language) if day is None else week_in_table(day)


def _steps(setting: Setting, value: Any) -> list[Any]:
    """All values a slider offers: its steps, the default and the value chosen, in order."""
    low, high, step = setting.low or 0.0, setting.high or 0.0, setting.step or 1.0
    count = int(np.floor((high - low) / step + 1e-9))
    grid = {round(low + step * place, STEP_DECIMALS) for place in range(count + 1)}
    grid |= {float(value), float(str(setting.default)), high}
    ordered = sorted(grid)
    return [int(number) for number in ordered] if setting.value == "whole" else ordered
