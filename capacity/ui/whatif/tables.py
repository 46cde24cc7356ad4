"""Settings by province: a table that is checked before it counts."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from capacity.domain.problems import BadInputError, Problem
from capacity.scenario import BY_PROVINCE, Scenario
from capacity.service.typed_numbers import typed_number, typed_numbers
from capacity.texts import say
from capacity.ui.elements.faults import show_problems
from capacity.ui.every_page.frame import Answer
from capacity.ui.visit import session
from capacity.ui.words.setting_words import MARKS, hint_of, name_text, setting_text


def province_table(scenario: Scenario, names: dict[str, str], dutch: bool) -> pd.DataFrame:
    """Per province (index: code) its name and its own values as typed; empty where the national one holds."""
    table = pd.DataFrame({"region": names})
    for name in BY_PROVINCE:
        own = getattr(scenario, name)
        table[name] = [typed_number(float(own[code]), dutch) if code in own else "" for code in table.index]
    return table


def by_province(answer: Answer) -> None:
    """The table of delays and delivered places; it counts once the button is pressed."""
    language, settings = answer.language, answer.view.settings()
    names = {code: name for code, name in answer.region_names.items() if code.startswith("PV")}
    now = session.work().scenario
    dutch = language == "nl"
    table = province_table(now, names, dutch)
    columns = {"region": st.column_config.TextColumn(say("column.region", language), disabled=True)}
    for name, national in BY_PROVINCE.items():
        setting = settings[national]
        unit = say(f"setting_unit.{national}", language)
        columns[name] = st.column_config.TextColumn(
            f"{name_text(national, language)} ({unit}, {setting.expected}){MARKS.get(setting.kind, '')}",
            help=hint_of(setting, language),
        )
    some = bool(now.delay_by_province or now.delivered_by_province)
    with st.expander(say("whatif.by_province", language), expanded=some):
        delay, delivered = setting_text(now.delay, language), setting_text(now.delivered, language)
        st.markdown(say("whatif.by_province_text", language, delay=delay, delivered=delivered))
        with st.form("by_province", border=False):
            st.caption(say("data.number_style_nl" if dutch else "data.number_style_en", language))
            edited = st.data_editor(
                table, hide_index=True, width="stretch", column_config=columns, key="province_table"
            )
            sent = st.form_submit_button(say("whatif.apply", language), type="primary")
    if sent:
        own, problems = {}, list[Problem]()
        for name, national in BY_PROVINCE.items():
            try:
                own[name] = typed_numbers(_cells(edited, name), settings[national], dutch)
            except BadInputError as fault:
                problems += fault.problems
        if problems:
            show_problems(problems, language)
        elif own != {name: getattr(now, name) for name in BY_PROVINCE}:
            session.change(**own)
            st.rerun()


def _cells(table: pd.DataFrame, name: str) -> dict[str, str]:
    return {str(code): str(cell) for code, cell in table[name].fillna("").items()}
