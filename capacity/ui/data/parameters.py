"""Own figures in place of those that ship: brought in as a table, looked at, used in the scenario."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from capacity.domain.parameters import Parameters
from capacity.scenario import Scenario
from capacity.service.parameter_file import preview, with_parameters
from capacity.texts import Language, say, shipped_text
from capacity.ui.data.desk import file_on_desk, table_of, was_accepted
from capacity.ui.elements.afterwards import said_afterwards, say_what_was_done
from capacity.ui.elements.faults import shown_table
from capacity.ui.visit import session

KIND = "parameters"
DECIMALS = 3


def parameters_part(scenario: Scenario, parameters: Parameters, language: Language) -> None:
    """The upload with all its faults at once, what it changes, and its use in the open scenario."""
    say_what_was_done(KIND)
    given = file_on_desk(KIND, language)
    rows = None if given is None else table_of(given, KIND, language)
    if rows is None:
        return
    changes = preview(rows, scenario, parameters)
    if changes.empty:
        st.markdown(say("data.parameters_none", language))
        return
    st.markdown(say("data.parameters_preview", language, n=len(changes)))
    units = [shipped_text(str(unit), language) for unit in changes.unit]
    shown_table(changes.assign(unit=units), language, DECIMALS)
    st.button(
        say("data.accept_parameters", language),
        type="primary",
        key="parameters_accept",
        on_click=_use,
        args=(rows, scenario, parameters, language),
    )


def _use(rows: pd.DataFrame, scenario: Scenario, parameters: Parameters, language: Language) -> None:
    changes = with_parameters(rows, scenario, parameters)
    session.change(**changes)
    was_accepted(KIND)
    count = len(preview(rows, scenario, parameters))
    said_afterwards(KIND, say("data.parameters_accepted", language, n=count))
