"""What is asked before a scenario is saved, opened, renamed or copied, and when two people save the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from capacity.domain.problems import BadInputError
from capacity.domain.user import Role, User
from capacity.scenario import Scenario, Settings
from capacity.service import ChangedByOtherError, NameTakenError, SavedScenario, WorkspaceError
from capacity.texts import Language, say, say_problem
from capacity.ui.elements.afterwards import said_afterwards
from capacity.ui.elements.faults import list_problems
from capacity.ui.elements.tables import worded_table
from capacity.ui.elements.who_and_why import author_field
from capacity.ui.parts.notes import list_notes, of_scenario
from capacity.ui.visit import session
from capacity.ui.visit import work as working
from capacity.ui.visit.saved import saved_by_users
from capacity.ui.visit.visitor import may, say_refusal
from capacity.ui.words.scenario_words import difference_table, history_table, moment, plain, who

DONE = "scenario"
CONFLICT = "scenario_conflict"


class Conflict(NamedTuple):
    """A version that somebody else saved meanwhile, and why the visitor wanted to save."""

    newest: SavedScenario
    reason: str


def title(key: str, language: Language) -> str:
    """The title of a dialog that an entry of the menu opens: its words, without the dots of a menu."""
    return say(key, language).removesuffix("…")


def take(saved: SavedScenario) -> None:
    """Opens a saved version."""
    session.keep(working.opened(session.work(), saved))


def save(settings: Settings, language: Language) -> None:
    """Asks for name and reason and saves; when somebody else saved meanwhile, asks what to do."""
    st.session_state.pop(CONFLICT, None)

    def content() -> None:
        conflict: Conflict | None = st.session_state.get(CONFLICT)
        if not may(Role.PLANNER):
            say_refusal(Role.PLANNER, language)
        elif conflict is None:
            _save_form(settings, language)
        else:
            _choice(conflict, settings, language)

    st.dialog(say("work.save_title", language))(content)()


def _asked(
    key: str, language: Language, name: str, reason: str = "", button: str = "work.save"
) -> tuple[str, User | str, str, bool]:
    """Name, author and reason of a form, and whether it was sent."""
    with st.form(key, border=False):
        given = st.text_input(say("work.name", language), value=name, key=f"{key}_name")
        author = author_field(key, language)
        reason = st.text_input(say("work.reason", language), value=reason, key=f"{key}_reason")
        sent = st.form_submit_button(say(button, language), type="primary")
    return given.strip(), author, reason.strip(), sent


def is_whole(name: str, author: User | str, reason: str, language: Language) -> bool:
    """Whether everything was filled in; what lacks is said."""
    if name and author and reason:
        return True
    st.error(say("work.needs_all", language), icon=":material/error:")
    return False


def _save_form(settings: Settings, language: Language) -> None:
    """Asks for name and reason; another name than that of what is open makes a scenario of its own."""
    work = session.work()
    saved, count = work.saved, len(working.unsaved(work, settings))
    usual = "" if work.scenario.name == working.UNNAMED else work.scenario.name
    if saved is None:
        st.markdown(say("work.save_new_text", language, n=count))
    else:
        usual = saved.name
        st.markdown(say("work.save_text", language, n=count))
        st.caption(say("work.save_names", language))
    name, author, reason, sent = _asked("save", language, usual)
    if not sent or not is_whole(name, author, reason, language):
        return
    named = work.scenario.model_copy(update={"name": name})
    if saved is None or name.casefold() != saved.name.casefold():
        _do(lambda: saved_by_users().save_scenario(named, author, reason), language)
    else:
        _do(
            lambda: saved_by_users().save_scenario(
                named, author, reason, id=saved.id, based_on=saved.version
            ),
            language,
            reason,
        )


def _do(write: Callable[[], SavedScenario], language: Language, reason: str = "") -> None:
    """Saves, and says what came of it; nothing of what was typed is lost when it cannot be.

    Args:
        reason: why it is saved, for the choice when somebody else saved meanwhile.
    """
    try:
        saved = write()
    except ChangedByOtherError as fault:
        st.session_state[CONFLICT] = Conflict(fault.newest, reason)
        st.rerun(scope="fragment")
    except (WorkspaceError, BadInputError) as fault:
        say_fault(fault, language)
    else:
        _finish(working.Step(saved.scenario, saved), language)


def _finish(step: working.Step, language: Language) -> None:
    """What is open is saved now; the way back stays."""
    saved = step.saved
    if saved is not None:
        session.keep(replace(session.work(), now=step))
        done = say("work.done", language, name=plain(saved.name), version=str(saved.version))
        said_afterwards(DONE, done)
        st.rerun()


def say_fault(fault: Exception, language: Language) -> None:
    """Why it was not saved."""
    sentences = [say("work.gone", language)]
    if isinstance(fault, NameTakenError):
        sentences = [say("work.name_taken", language, name=plain(fault.name))]
    elif isinstance(fault, BadInputError):
        said = [replace(problem, file="", row=None, column="") for problem in fault.problems]
        sentences = [plain(say_problem(problem, language)) for problem in said]
    for sentence in sentences:
        st.error(sentence, icon=":material/error:")


def _say_newer(newest: SavedScenario, language: Language) -> None:
    sentence = say("work.newer", language, name=who(newest, language), time=moment(newest, language))
    st.warning(sentence, icon=":material/info:")


def _choice(conflict: Conflict, settings: Settings, language: Language) -> None:
    """Somebody else saved a newer version: see the difference, save as a copy, or replace it."""
    newest = conflict.newest
    _say_newer(newest, language)
    if newest.reason:
        st.markdown(say("work.their_reason", language, reason=plain(newest.reason)))
    with st.expander(say("work.see_difference", language)):
        _difference(newest, settings, language)
    mine = session.work().scenario
    copy = say("work.copy_of", language, name=newest.name)
    st.markdown(say("work.copy_text", language))
    name, author, reason, sent = _asked("copy", language, copy, conflict.reason, "work.save_copy")
    if sent and is_whole(name, author, reason, language):
        named = mine.model_copy(update={"name": name})
        _do(lambda: saved_by_users().save_scenario(named, author, reason), language)
    _replace(conflict, mine, language)


def _replace(conflict: Conflict, mine: Scenario, language: Language) -> None:
    newest = conflict.newest
    with st.expander(say("work.replace", language)):
        st.markdown(say("work.replace_text", language))
        name, author, reason, sent = _asked(
            "replace", language, newest.name, conflict.reason, "work.replace_this"
        )
    if sent and is_whole(name, author, reason, language):
        named = mine.model_copy(update={"name": name})
        _do(
            lambda: saved_by_users().save_scenario(
                named, author, reason, id=newest.id, based_on=newest.version
            ),
            language,
            reason,
        )


def _difference(newest: SavedScenario, settings: Settings, language: Language) -> None:
    if newest.checked is None:
        st.markdown(say("work.unusable", language))
        return
    table = difference_table(newest.checked, session.work().scenario, settings, language)
    if table.empty:
        st.markdown(say("work.no_difference", language))
        return
    titles = {
        "setting": say("work.setting", language),
        "first": say("work.version_of", language, name=who(newest, language)),
        "second": say("work.yours", language),
    }
    worded_table(table, titles)


def difference(newest: SavedScenario, settings: Settings, language: Language) -> None:
    """Shows what a newer version sets differently from what is open here."""
    st.dialog(say("work.see_difference", language))(lambda: _difference(newest, settings, language))()


def open_saved(_settings: Settings, language: Language) -> None:
    """Lists what was saved and opens one."""

    def content() -> None:
        one = chosen_of(saved_by_users().scenarios(), "none_saved", "open_which", language)
        if one is None:
            return
        st.markdown(say("work.because", language, reason=plain(one.reason)))
        if one.problems:
            st.error(say("work.unusable", language), icon=":material/error:")
            list_problems(one.problems, language)
        elif st.button(say("work.open_this", language), type="primary", key="open_this"):
            take(one)
            st.rerun()

    st.dialog(title("work.open", language))(content)()


def chosen_of(found: list[SavedScenario], none: str, key: str, language: Language) -> SavedScenario | None:
    """The scenario that is chosen from a list, None so far; says so when the list is empty.

    Args:
        none: the message of an empty list.
    """
    saved = {one.id: one for one in found}
    if not saved:
        st.markdown(say(f"work.{none}", language))
        return None
    chosen = st.selectbox(
        say("work.which", language),
        list(saved),
        index=None,
        placeholder=say("work.choose", language),
        key=key,
        format_func=lambda id: listed(saved[id], language) if id in saved else "",
    )
    return None if chosen is None else saved[chosen]


def listed(saved: SavedScenario, language: Language) -> str:
    """A saved scenario as a line of a list: its name, who saved it and when."""
    return f"{saved.name} · {who(saved, language)} · {moment(saved, language)}"


def history(settings: Settings, language: Language) -> None:
    """Every version of the open scenario: who, when, what and why; each can be opened again."""
    saved = session.work().saved
    if saved is None:
        return

    def content() -> None:
        versions = saved_by_users().history(saved.id)
        table = history_table(versions, saved_by_users().removals(saved.id), settings, language)
        titles = {column: say(f"work.column_{column}", language) for column in table.columns}
        worded_table(table, titles)
        noted = saved_by_users().notes(of_scenario(saved.id))
        st.markdown(f"**{say('notes.of_scenario', language, n=len(noted))}**")
        list_notes(noted, language)
        by_number = {str(one.version): one for one in versions if one.checked is not None}
        chosen = st.selectbox(say("work.which_version", language), list(by_number), key="history_which")
        if chosen and st.button(say("work.open_version", language), key="history_open"):
            take(by_number[chosen])
            st.rerun()

    st.dialog(say("work.history_of", language, name=plain(saved.name)), width="large")(content)()


def rename(_settings: Settings, language: Language) -> None:
    """Gives the open scenario another name."""
    saved = session.work().saved
    if saved is None:
        return

    def content() -> None:
        if not may(Role.PLANNER):
            say_refusal(Role.PLANNER, language)
            return
        name, author, reason, sent = _asked("rename", language, saved.name)
        if sent and is_whole(name, author, reason, language):
            _rename(saved, name, author, reason, language)

    st.dialog(title("work.rename", language))(content)()


def _rename(saved: SavedScenario, name: str, author: User | str, reason: str, language: Language) -> None:
    """Renames; what is not saved yet stays as it is, and nothing is renamed that somebody else changed."""

    def write() -> SavedScenario:
        newest = saved_by_users().scenario(saved.id)
        if newest.version != saved.version:
            raise ChangedByOtherError(newest)
        return saved_by_users().rename_scenario(saved.id, name, author, reason)

    mine = session.work().scenario
    try:
        renamed = write()
    except ChangedByOtherError as fault:
        _say_newer(fault.newest, language)
    except (WorkspaceError, BadInputError) as fault:
        say_fault(fault, language)
    else:
        _finish(working.Step(mine.model_copy(update={"name": renamed.name}), renamed), language)


def duplicate(_settings: Settings, language: Language) -> None:
    """Saves what is open as a new scenario of its own."""
    saved = session.work().saved
    if saved is None:
        return

    def content() -> None:
        if not may(Role.PLANNER):
            say_refusal(Role.PLANNER, language)
            return
        st.markdown(say("work.copy_text", language))
        name, author, reason, sent = _asked(
            "duplicate", language, say("work.copy_of", language, name=saved.name)
        )
        if sent and is_whole(name, author, reason, language):
            named = session.work().scenario.model_copy(update={"name": name})
            _do(lambda: saved_by_users().save_scenario(named, author, reason), language)

    st.dialog(title("work.duplicate", language))(content)()
