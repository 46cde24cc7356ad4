"""What was done is said once the page is drawn again, until a run showed it to its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

SHOWN = "said_in_this_run"


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
