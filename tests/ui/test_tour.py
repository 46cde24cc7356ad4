"""The tour: five steps for a first visitor, forwards and back, over when it is skipped, again when asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from capacity.texts import LANGUAGES, Language, say
from capacity.ui import contract
from capacity.ui.every_page.tour import STEPS
from tests.ui.sample import SampleService
from tests.ui.test_pages import opened


@pytest.fixture(autouse=True)
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    st.cache_resource.clear()
    sample = SampleService()
    monkeypatch.setattr(contract, "open_view", lambda: sample)
    yield
    st.cache_resource.clear()


def step(app: AppTest) -> str:
    """The sentence of the step shown, empty when there is none."""
    texts = [element.value for element in app.markdown]
    return next((text for text in texts if text.startswith(("**Stap", "**Step"))), "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_visitor_sees_the_first_step_and_can_go_on_and_back(language: Language) -> None:
    app = opened(lang=language)
    assert say("tour.text_1", language) in step(app)
    assert app.button(key="tour_back").disabled
    app.button(key="tour_next").click().run()
    assert not app.exception
    assert say("tour.text_2", language) in step(app)
    app.button(key="tour_back").click().run()
    assert say("tour.text_1", language) in step(app)


def test_after_the_last_step_or_when_skipped_it_is_over_until_it_is_asked_again() -> None:
    app = opened(lang="nl")
    for _ in STEPS:
        last = "tour_next" if say(f"tour.text_{len(STEPS)}", "nl") not in step(app) else "tour_done"
        app.button(key=last).click().run()
    assert step(app) == ""
    app.button(key="tour_ask").click().run()
    assert say("tour.text_1", "nl") in step(app)
    app.button(key="tour_skip").click().run()
    assert step(app) == ""
