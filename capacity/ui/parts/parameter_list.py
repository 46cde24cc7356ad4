"""The list of values with its choice of a kind, as the pages of method and of data have it."""

from __future__ import annotations

import streamlit as st

from capacity.domain.parameters import Parameters
from capacity.texts import say
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.parameter_words import parameter_table, show_parameters
from capacity.ui.view_choices import PARAMETER_KINDS, settle


def filtered_parameters(answer: Answer, parameters: Parameters, key: str, file: str) -> None:
    """Every value under its counts, of one kind when that is chosen, with all of them as a file.

    Args:
        key: of the choice of a kind, whose default and values `view_choices` has.
        file: name of the download.
    """
    language, table = answer.language, parameter_table(parameters)
    frame.heading(
        say(
            "method.parameters_title",
            language,
            n=len(table),
            k=len(parameters.marked("assumption")),
            m=len(parameters.marked("input needed")),
        ),
        say("method.parameters_caption", language),
    )
    settle(key, PARAMETER_KINDS)
    kind = st.selectbox(
        say("method.parameters_filter", language),
        PARAMETER_KINDS,
        key=key,
        format_func=lambda name: say(f"kind.{name}" if name else "method.all_kinds", language),
    )
    show_parameters(table[table.kind == kind] if kind else table, language)
    frame.download(answer, "", file, table)
