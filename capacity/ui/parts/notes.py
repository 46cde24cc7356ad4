"""Notes beside a scenario or an accepted plan: the newest first, and a field for one more."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from capacity.domain.problems import BadInputError
from capacity.domain.user import Role
from capacity.service import Note
from capacity.texts import Language, say
from capacity.ui.elements.afterwards import said_afterwards, say_what_was_done
from capacity.ui.elements.faults import show_problems
from capacity.ui.elements.who_and_why import author_field
from capacity.ui.visit import session
from capacity.ui.visit.saved import saved_by_users
from capacity.ui.visit.visitor import may, say_refusal
from capacity.ui.words.scenario_words import plain

BASELINE, SCENARIO, PLAN = "scenario:baseline", "scenario", "plan"
WRITTEN = "notes_written"


def about_open(is_baseline: bool) -> str | None:
    """What a note on the open plan is about: the saved scenario or the baseline; None for an unsaved one."""
    saved = session.work().saved
    if saved is not None:
        return of_scenario(saved.id)
    return BASELINE if is_baseline else None


def of_scenario(id: str) -> str:
    """What notes on a saved scenario are about."""
    return f"{SCENARIO}:{id}"


def of_plan(id: str) -> str:
    """What notes on an accepted plan are about."""
    return f"{PLAN}:{id}"


def scenario_notes(is_baseline: bool, language: Language) -> None:
    """Notes on what is open, folded; an unsaved scenario says that it must be saved first."""
    about = about_open(is_baseline)
    if about is None:
        with st.expander(say("notes.title", language, n=0), key="notes_scenario"):
            st.caption(say("notes.save_first", language))
        return
    found = saved_by_users().notes(about)
    with st.expander(say("notes.title", language, n=len(found)), key="notes_scenario"):
        list_notes(found, language)
        write_note(about, "scenario", language)


def write_note(about: str, key: str, language: Language) -> None:
    """The form for a note; what was typed stays until it is saved.

    Args:
        about: as `Workspace.add_note` takes it.
        key: of the form, once per page.
    """
    say_what_was_done(f"note_{key}")
    if not may(Role.PLANNER):
        say_refusal(Role.PLANNER, language)
        return
    written = st.session_state.setdefault(WRITTEN, 0)
    with st.form(f"note_{key}", border=False):
        text = st.text_area(say("notes.text", language), key=f"note_{key}_text_{written}")
        author = author_field(f"note_{key}", language)
        sent = st.form_submit_button(say("notes.add", language))
    if not sent:
        return
    if not (text.strip() and author):
        st.error(say("notes.needs_both", language), icon=":material/error:")
        return
    try:
        saved_by_users().add_note(about, text, author)
    except BadInputError as fault:
        show_problems(fault.problems, language)
        return
    st.session_state[WRITTEN] = written + 1
    said_afterwards(f"note_{key}", say("notes.added", language))
    st.rerun()


def list_notes(found: Sequence[Note], language: Language) -> None:
    """Each note with who wrote it and when; what people wrote stays text."""
    if not found:
        st.caption(say("notes.none", language))
    for note in reversed(found):
        lines = "  \n".join(plain(line) for line in note.text.splitlines())
        day = note.written_at.date()
        st.markdown(say("notes.by", language, author=plain(note.author), day=day, text=lines))
