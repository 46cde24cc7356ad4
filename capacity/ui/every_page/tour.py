"""The tour of five steps on the real pages, shown to a first visitor once and to whoever asks for it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from capacity.texts import Language, say

STEPS = ("situation", "forecast", "whatif", "whatif", "situation")
"""The page on which each step stands."""

STEP, COOKIE = "tour_step", "capacity_tour"
OVER = 0
REMEMBERED_SECONDS = 365 * 24 * 3600
REMEMBER = (
    "<script>document.cookie = "
    f"'{COOKIE}=seen; path=/; max-age={REMEMBERED_SECONDS}; SameSite=Strict';</script>"
)


def _step() -> int:
    """The step shown, counted from 1; 0 when the tour is over or was seen before."""
    if STEP not in st.session_state:
        st.session_state[STEP] = OVER if COOKIE in dict(st.context.cookies) else 1
    return int(st.session_state[STEP])


def _go(step: int) -> None:
    st.session_state[STEP] = step if step <= len(STEPS) else OVER


def ask(language: Language) -> None:
    """A button that shows the tour from its first step."""
    st.button(say("tour.ask", language), key="tour_ask", type="tertiary", on_click=_move, args=(1,))


def tour(name: str, pages: Mapping[str, st.Page], address: dict[str, str], language: Language) -> None:
    """The step of the tour that the visitor is at, on its page; moves there when another page is open.

    Args:
        name: the page that is open.
        pages: every page by its name; a step on a page that is not there stands on the first one.
        address: parts of the address that a change of page keeps.
    """
    step = _step()
    if step == OVER:
        return
    if f"{STEP}_moved" in st.session_state:
        del st.session_state[f"{STEP}_moved"]
        target = STEPS[step - 1] if STEPS[step - 1] in pages else name
        if target != name:
            st.switch_page(pages[target], query_params=address)
    st.html(REMEMBER, unsafe_allow_javascript=True)
    if STEPS[step - 1] != name:
        _from_here(step, language)
        return
    with st.container(key="tour", border=True):
        place = say("tour.step", language, step=step, steps=len(STEPS))
        st.markdown(f"**{place}** {say(f'tour.text_{step}', language)}")
        with st.container(horizontal=True):
            _button("back", step - 1, language, step == 1)
            _button("next" if step < len(STEPS) else "done", step + 1, language)
            if step < len(STEPS):
                _button("skip", len(STEPS) + 1, language)


def _from_here(step: int, language: Language) -> None:
    """On a page that the step does not speak of: the way to the step, or to the end of the tour."""
    with st.container(key="tour", border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(say("tour.elsewhere" if step > 1 else "tour.new_here", language))
        _button("go" if step > 1 else "begin", step, language)
        _button("skip", len(STEPS) + 1, language)


def _button(name: str, to: int, language: Language, disabled: bool = False) -> None:
    st.button(
        say(f"tour.{name}", language), key=f"tour_{name}", on_click=_move, args=(to,), disabled=disabled
    )


def _move(step: int) -> None:
    _go(step)
    st.session_state[f"{STEP}_moved"] = True
