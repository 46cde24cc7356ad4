"""Takes a saved scenario out of the list, and puts one back: nothing that was saved is ever lost."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from capacity.domain.problems import BadInputError
from capacity.domain.user import Role, User
from capacity.scenario import Settings
from capacity.service import SavedScenario, WorkspaceError
from capacity.texts import Language, say
from capacity.ui.elements.afterwards import said_afterwards
from capacity.ui.elements.who_and_why import author_field
from capacity.ui.scenario.dialogs import DONE, chosen_of, is_whole, say_fault, take
from capacity.ui.scenario.dialogs import title as title_of
from capacity.ui.visit import session
from capacity.ui.visit.saved import saved_by_users
from capacity.ui.visit.visitor import may, say_refusal
from capacity.ui.words.scenario_words import moment, plain, who


def delete(settings: Settings, language: Language) -> None:
    """Asks why the open scenario goes, and takes it out of the list."""
    saved = session.work().saved
    if saved is None:
        return

    def content() -> None:
        st.markdown(say("work.delete_text", language, name=plain(saved.name)))
        author, reason, sent = _asked("delete", language)
        if sent and is_whole(saved.name, author, reason, language):
            _written(lambda: _gone(saved, author, reason, settings, language), language)

    _dialog("work.delete", content, language)


def put_back(_settings: Settings, language: Language) -> None:
    """Lists what was deleted and puts one back."""

    def content() -> None:
        one = chosen_of(saved_by_users().deleted_scenarios(), "none_deleted", "put_back_which", language)
        if one is None:
            return
        st.markdown(say("work.because", language, reason=plain(one.reason)))
        for removed in saved_by_users().removals(one.id)[:1]:
            by, at = who(removed, language), moment(removed, language)
            st.markdown(say("work.deleted_by", language, author=by, at=at, reason=plain(removed.reason)))
        author, reason, sent = _asked("put_back", language)
        if sent and is_whole(one.name, author, reason, language):
            _written(lambda: _back(one.id, author, reason, language), language)

    _dialog("work.put_back", content, language)


def _dialog(title: str, content: Callable[[], None], language: Language) -> None:
    def allowed() -> None:
        if may(Role.PLANNER):
            content()
        else:
            say_refusal(Role.PLANNER, language)

    st.dialog(title_of(title, language))(allowed)()


def _asked(key: str, language: Language) -> tuple[User | str, str, bool]:
    """Author and reason of a form, and whether it was sent."""
    with st.form(key, border=False):
        author = author_field(key, language)
        reason = st.text_input(say("work.reason", language), key=f"{key}_reason")
        sent = st.form_submit_button(say(f"work.{key}_this", language), type="primary")
    return author, reason.strip(), sent


def _written(write: Callable[[], None], language: Language) -> None:
    """Writes and draws the page again; says why where it cannot be written."""
    try:
        write()
    except (WorkspaceError, BadInputError) as fault:
        say_fault(fault, language)
    else:
        st.rerun()


def _gone(
    saved: SavedScenario, author: User | str, reason: str, settings: Settings, language: Language
) -> None:
    saved_by_users().delete_scenario(saved.id, author, reason)
    session.reset(settings)
    said_afterwards(DONE, say("work.delete_done", language, name=plain(saved.name)))


def _back(id: str, author: User | str, reason: str, language: Language) -> None:
    back = saved_by_users().undelete_scenario(id, author, reason)
    if back.checked is not None:
        take(back)
    said_afterwards(DONE, say("work.put_back_done", language, name=plain(back.name)))
