"""The tour on the real pages: a first visitor is led through them, by keyboard, once."""

from __future__ import annotations

import re

from capacity.texts import say
from tests.browser.conftest import Visit


def press(visit: Visit, key: str) -> None:
    button = visit.page.get_by_role("button", name=say(f"tour.{key}", "nl"), exact=True)
    button.focus()
    button.press("Enter")


def text(step: int) -> str:
    return say(f"tour.text_{step}", "nl")


def test_a_first_visitor_is_led_over_the_real_pages_and_a_second_visit_is_not(
    visit: Visit, address: str
) -> None:
    visit.open(f"{address}/?lang=nl&inflow=10")
    visit.page.get_by_text(text(1)).wait_for()
    press(visit, "next")
    visit.page.get_by_text(text(2)).wait_for()
    visit.page.wait_for_url(re.compile("/forecast.*inflow=10"))
    press(visit, "back")
    visit.page.get_by_text(text(1)).wait_for()
    for step in (2, 3, 4, 5):
        press(visit, "next")
        visit.page.get_by_text(text(step)).wait_for()
    press(visit, "done")
    visit.page.get_by_text(text(5)).wait_for(state="detached")
    visit.settled()
    visit.open(f"{address}/?lang=nl")
    assert visit.page.get_by_text(text(1)).count() == 0
    press(visit, "ask")
    visit.page.get_by_text(text(1)).wait_for()
    assert visit.errors == []
