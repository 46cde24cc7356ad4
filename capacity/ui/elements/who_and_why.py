"""Who does something and why: the fields that ask for it, and the words that tell it later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

from capacity.domain.problems import BadInputError
from capacity.domain.user import User
from capacity.service.saved.texts import checked_reason
from capacity.texts import Language, say, say_problem
from capacity.ui.visit.visitor import visitor, who
from capacity.ui.words.scenario_words import day_and_time, plain

AUTHOR = "author_name"


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
    """Whether a button was clicked once name and reason were given; one that lacks or is too long is told.

    The button can always be clicked: what stands in a field reaches the program only when the field is left,
    so that one which waits for it would lose the first click.

    Args:
        given: author and reason, as `author_and_reason` has them.
        options: further ones of the button.
    """
    if not st.button(label, key=key, **options):
        return False
    if not all(given):
        lacking = "data.needs_reason" if isinstance(given[0], User) else "data.needs_author"
        st.error(say(lacking, language), icon=":material/error:")
        return False
    return _can_be_kept(given[1], language)


def _can_be_kept(reason: str, language: Language) -> bool:
    """Whether a reason can be saved; what is wrong with it is said, and it stays in its field."""
    try:
        checked_reason(reason)
    except BadInputError as fault:
        for problem in fault.problems:
            st.error(plain(say_problem(problem, language)), icon=":material/error:")
        return False
    return True


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
