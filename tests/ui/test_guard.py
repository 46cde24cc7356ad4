"""A page that fails tells the visitor what is still right, and the log what happened."""

from __future__ import annotations

import logging

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from capacity.texts import LANGUAGES, Language
from capacity.ui import contract
from capacity.ui.every_page import guard
from tests.ui.test_pages import opened

SHOW_FAULT = guard.show_fault


def page(language: str) -> None:
    import streamlit as st

    from capacity.ui.every_page.guard import guarded

    def fails() -> None:
        st.title("begun")
        raise ValueError("secret of the machine")

    guarded(fails, "en" if language == "en" else "nl")
    st.caption("the end")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_fails_keeps_what_was_drawn_and_gives_a_reference(
    language: Language, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "show_fault", SHOW_FAULT)
    with caplog.at_level(logging.ERROR):
        app = AppTest.from_function(page, args=(language,), default_timeout=30).run()
    assert not app.exception
    said = str(app.error[0].value)
    reference = said.split()[-1].rstrip(".")
    assert "secret" not in said
    assert [caption.value for caption in app.caption] == ["the end"]
    assert any(reference in record.message and record.exc_info for record in caplog.records)


def test_a_snapshot_that_this_version_cannot_read_is_said_before_any_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    st.cache_resource.clear()
    monkeypatch.setattr(guard, "show_fault", SHOW_FAULT)
    monkeypatch.setattr(contract, "open_view", lambda: 1 / 0)
    app = opened(lang="nl")
    assert not app.exception
    assert "capacity refresh" in str(app.error[0].value)
    st.cache_resource.clear()
