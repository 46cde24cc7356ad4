"""What a page says was done stands until somebody could read it: a run that is cut short says it again."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

SAVED = "Saved."


def page() -> None:
    import streamlit as st

    from capacity.ui.elements.afterwards import said_afterwards, say_what_was_done, told_to_the_end

    with told_to_the_end():
        if st.button("save"):
            said_afterwards("file", "Saved.")
            st.rerun()
        if st.session_state.get("shown", True):
            say_what_was_done("file")
        if st.session_state.pop("cut_short", False):
            st.rerun()
        if st.session_state.pop("said_anew", False):
            said_afterwards("file", "Saved again.")


def said(app: AppTest) -> list[str]:
    assert not app.exception
    return [told.value for told in app.info]


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page).run()


def test_what_was_done_is_said_in_one_whole_run(app: AppTest) -> None:
    assert said(app) == []
    assert said(app.button[0].click().run()) == [SAVED]
    assert said(app.run()) == []


def test_a_run_that_is_cut_short_has_not_said_it(app: AppTest) -> None:
    app.session_state["cut_short"] = True
    assert said(app.button[0].click().run()) == [SAVED]
    assert said(app.run()) == []


def test_what_a_page_did_not_show_waits_for_the_one_that_does(app: AppTest) -> None:
    app.session_state["shown"] = False
    assert said(app.button[0].click().run()) == []
    app.session_state["shown"] = True
    assert said(app.run()) == [SAVED]
    assert said(app.run()) == []


def test_what_is_done_after_it_was_said_is_said_in_the_next_run(app: AppTest) -> None:
    app.session_state["said_anew"] = True
    assert said(app.button[0].click().run()) == [SAVED]
    assert said(app.run()) == ["Saved again."]
