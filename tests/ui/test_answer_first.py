"""The answer of a page is sent first, for the browser shows first what comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from capacity.service import Ticket
from capacity.ui import contract
from capacity.ui.every_page import guard
from capacity.ui.visit import sidebar
from capacity.ui.words import answers
from tests.ui.sample import SampleService
from tests.ui.test_pages import PAGES, opened


@pytest.fixture(autouse=True)
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    st.cache_resource.clear()
    sample = SampleService()
    monkeypatch.setattr(contract, "open_view", lambda: sample)
    yield
    st.cache_resource.clear()


def drawn_in_order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is drawn, in the order in which it is sent: the answer of a page and the settings beside it."""
    order: list[str] = []
    title, settings = st.title, sidebar.sidebar

    def noted(name: str, draw: Callable[..., Any]) -> Callable[..., Any]:
        def drawn(*given: Any, **named: Any) -> Any:
            order.append(name)
            return draw(*given, **named)

        return drawn

    monkeypatch.setattr(st, "title", noted("answer", title))
    monkeypatch.setattr(sidebar, "sidebar", noted("settings", settings))
    return order


@pytest.mark.parametrize("page", PAGES)
def test_the_answer_is_sent_before_what_stands_around_it(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    order = drawn_in_order(monkeypatch)
    opened(page, lang="nl")
    assert order == ["answer", "settings"]


def place_of_the_answer(app: AppTest) -> list[int]:
    """Where the sentence of a page stands, from the outermost block inwards."""

    def within(block: Block) -> list[int] | None:
        for place, part in block.children.items():
            if getattr(part, "tag", "") == "h1":
                return [place]
            inner = within(part) if isinstance(part, Block) else None
            if inner is not None:
                return [place, *inner]
        return None

    found = within(app.main)
    assert found is not None
    return found


@pytest.mark.parametrize("page", PAGES)
def test_a_new_answer_takes_the_place_of_the_one_before(page: str) -> None:
    before = place_of_the_answer(opened(page, lang="nl"))
    assert place_of_the_answer(opened(page, lang="nl", inflow="20")) == before


def test_the_answer_to_a_question_takes_the_place_of_the_one_before() -> None:
    before = place_of_the_answer(opened("whatif", lang="nl"))
    assert place_of_the_answer(opened("whatif", lang="nl", preset="q04")) == before


def test_what_stands_around_an_answer_is_drawn_while_its_plan_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Ticket, "done", property(lambda _ticket: False))
    order = drawn_in_order(monkeypatch)
    opened("plan", lang="nl", inflow="20")
    assert order == ["settings", "answer"]


def test_a_page_that_fails_has_its_settings_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failing(*_: object) -> str:
        raise ZeroDivisionError

    shown: list[Exception] = []
    monkeypatch.setattr(guard, "show_fault", lambda fault, *_: shown.append(fault))
    monkeypatch.setattr(answers, "plan_answer", failing)
    order = drawn_in_order(monkeypatch)
    opened("plan", lang="nl")
    assert (len(shown), order) == (1, ["settings"])
