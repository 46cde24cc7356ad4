"""What the parts of the page Data share: tables under headings in words, faults, and who acts and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from capacity.domain.problems import BadInputError, Problem
from capacity.domain.user import User
from capacity.service.fault_list import fault_rows
from capacity.service.input_files import read_as
from capacity.texts import Language, knows, say
from capacity.ui.elements.tables import worded_table, working_table
from capacity.ui.visit.visitor import visitor, who
from capacity.ui.words.scenario_words import day_and_time, plain

AUTHOR, SHOWN = "author_name", "said_in_this_run"
WRAPPED_AT_MOST = 40
"""Faults of which the sentences wrap; more stand in a table with a filter."""


def shown_table(table: pd.DataFrame, language: Language, decimals: int = 0) -> None:
    """A table under headings in words; numbers as the language writes them, dates as they are."""
    written = table.copy()
    for column in written.columns:
        if pd.api.types.is_bool_dtype(written[column]):
            written[column] = [say("app.yes" if cell else "app.no", language) for cell in written[column]]
        elif not pd.api.types.is_numeric_dtype(written[column]):
            written[column] = ["" if cell is None or cell != cell else str(cell) for cell in written[column]]
    titles = {column: say(f"data_column.{column}", language) for column in written.columns}
    links = {name: None for name in titles if name == "link"}
    working_table(written, titles, language, dict.fromkeys(titles, decimals), links)


def named(group: str, name: str, language: Language) -> str:
    """The word for an id, or the id where there is none."""
    key = f"{group}.{name}"
    return say(key, language) if knows(key) else name


def show_problems(problems: Iterable[Problem], language: Language) -> None:
    """That what was given has faults, and the table of them."""
    listed = list(problems)
    st.error(say("data.faults", language, n=len(listed)), icon=":material/error:")
    list_problems(listed, language)


def list_problems(problems: Iterable[Problem], language: Language) -> None:
    """Every fault in one table: row, column, what stands there, what is expected.

    The sentences wrap, also on a telephone; very many faults stand in a table to look through instead.
    """
    rows = fault_rows(problems, language)
    if len(rows) > WRAPPED_AT_MOST:
        shown_table(rows, language)
        return
    titles = {column: say(f"data_column.{column}", language) for column in rows.columns}
    worded_table(rows.map(lambda cell: plain(str(cell))), titles)


def table_in(given: UploadedFile, kind: str, language: Language) -> pd.DataFrame | None:
    """The table of a file that somebody brings in, once it has no fault; all its faults are shown."""
    try:
        table = read_as(kind, given.getvalue(), given.name).content
    except BadInputError as fault:
        show_problems(fault.problems, language)
        return None
    return table if isinstance(table, pd.DataFrame) else None


def author_and_reason(key: str, language: Language) -> tuple[User | str, str]:
    """Who does something and why."""
    name, reason = st.columns(2)
    with name:
        author = author_field(key, language)
    given = reason.text_input(say("data.reason", language), key=f"{key}_reason")
    return author, given.strip()


def clicked_with_reason(
    label: str, key: str, given: tuple[User | str, str], language: Language, **options: Any
) -> bool:
    """Whether a button was clicked once name and reason were given; one that lacks is asked for.

    The button can always be clicked: what stands in a field reaches the program only when the field is left,
    so that one which waits for it would lose the first click.

    Args:
        given: author and reason, as `author_and_reason` has them.
        options: further ones of the button.
    """
    if not st.button(label, key=key, **options):
        return False
    if not all(given):
        st.error(say("data.needs_author", language), icon=":material/error:")
    return all(given)


def author_field(key: str, language: Language) -> User | str:
    """Whoever signed in, shown by name; without sign-in a name that is remembered for the visit."""
    signed_in = visitor()
    if signed_in is not None:
        st.caption(who(signed_in, language))
        return signed_in
    label, before = say("data.author", language), str(st.session_state.get(AUTHOR, ""))
    typed = st.text_input(label, value=before, key=f"{key}_author").strip()
    if typed:
        st.session_state[AUTHOR] = typed
    return typed


def when_and_why(author: str, saved_at: datetime, reason: str, language: Language) -> dict[str, str]:
    """Who saved something, when and why, as sentences take it; what people wrote stays text."""
    return {"author": plain(author), "at": day_and_time(saved_at, language), "reason": plain(reason)}


@contextmanager
def told_to_the_end() -> Iterator[None]:
    """A run of a page: what it says was done is forgotten at its end, and kept when it is cut short.

    A run ends midway when something else is clicked or saved, before anybody could read what it showed.
    """
    shown: dict[str, str] = {}
    st.session_state[SHOWN] = shown
    yield
    for key, sentence in shown.items():
        if st.session_state.get(key) == sentence:
            del st.session_state[key]


def said_afterwards(key: str, sentence: str) -> None:
    """Keeps a sentence until a page that says it is drawn to its end."""
    st.session_state[f"{key}_said"] = sentence


def say_what_was_done(key: str) -> None:
    """Shows the kept sentence, if there is one."""
    kept = f"{key}_said"
    sentence = str(st.session_state.get(kept, ""))
    if sentence:
        st.info(sentence, icon=":material/info:")
        st.session_state.get(SHOWN, {})[kept] = sentence
