"""Other files: a template and a schema of each kind, and the check of one that is uploaded."""

from __future__ import annotations

import json
from functools import partial

import pandas as pd
import streamlit as st

from capacity.domain.problems import BadInputError
from capacity.scenario import Scenario
from capacity.service.input_files import FILE_KINDS, file_columns, file_schema, read_as, template, totals
from capacity.texts import Language, say
from capacity.ui.elements.faults import named, show_problems, shown_table
from capacity.ui.elements.terms import show_caption
from capacity.ui.view_choices import settle
from capacity.ui.visit import session
from capacity.ui.visit import work as working
from capacity.ui.words.scenario_words import plain

SCENARIO, STATE = "scenario", "state"


def templates(kind: str, language: Language) -> None:
    """Template in both number styles, schema, and the columns with their meaning."""
    ending = "yaml" if kind == SCENARIO else "csv"
    columns = st.columns(3)
    for place, dutch in enumerate((True, False)):
        style = "nl" if dutch else "en"
        columns[place].download_button(
            say(f"data.template_{style}", language),
            data=partial(template, kind, dutch, language),
            file_name=f"{kind}_{style}.{ending}",
            key=f"template_{kind}_{style}",
            icon=":material/download:",
            on_click="ignore",
        )
    columns[2].download_button(
        say("data.schema", language),
        data=lambda: json.dumps(file_schema(kind, language), indent=2, ensure_ascii=False).encode(),
        file_name=f"{kind}.schema.json",
        key=f"schema_{kind}",
        icon=":material/download:",
        on_click="ignore",
    )
    if kind != SCENARIO:
        with st.expander(say("data.columns", language)):
            shown_table(file_columns(kind, language), language)


def check_part(kind: str, language: Language) -> None:
    """Upload, all faults at once, totals; a scenario can be opened from here."""
    show_caption(say(f"data.what_{kind}", language))
    given = st.file_uploader(say("data.upload", language), key=f"file_{kind}")
    if given is None:
        return
    try:
        read = read_as(kind, given.getvalue(), given.name)
    except BadInputError as fault:
        show_problems(fault.problems, language)
        return
    st.success(say("data.no_faults", language, file=plain(given.name)), icon=":material/check_circle:")
    found = totals(read)
    table = pd.DataFrame({"total": list(found), "after": list(found.values())})
    shown_table(table.assign(total=[_total(name, language) for name in table.total]), language)
    if isinstance(read.content, Scenario):
        _opening(read.content, language)


def _opening(scenario: Scenario, language: Language) -> None:
    """The way to work on a scenario that was uploaded; what was open before is one step back."""
    name = plain(scenario.name)
    if session.work().scenario == working.started(scenario, None).scenario:
        st.markdown(say("data.scenario_is_open", language, name=name))
        return
    st.button(
        say("data.open_scenario", language, name=name),
        type="primary",
        key="scenario_open_file",
        on_click=session.open_file,
        args=(scenario,),
    )


def _total(name: str, language: Language) -> str:
    if name.startswith("type_"):
        return named("type", name.removeprefix("type_"), language)
    if name.startswith("task_"):
        return say("data.task_of", language, cycle=name.removeprefix("task_"))
    return named("data_total", name, language)


def chosen_kind(language: Language) -> str:
    """Which kind of file is brought; today's state first."""
    kinds = [STATE, *(kind for kind in FILE_KINDS if kind != STATE)]
    settle("file_kind", kinds)
    chosen = st.segmented_control(
        say("data.kind", language),
        kinds,
        key="file_kind",
        format_func=lambda kind: say(f"file_kind.{kind}", language),
        required=True,
    )
    return str(chosen or STATE)
