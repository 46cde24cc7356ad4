"""The questions on reception in a real browser, opened by their address as a colleague gets it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from capacity.texts import say
from tests.browser.conftest import Visit

QUESTIONS = ("q01", "q02", "q04", "q07", "q12")
WEEKS = 26
"""Half a year answers each question in a fraction of the time of its own horizon."""
A_QUANTITY = re.compile(r"\d[\d.]* (mensen|bewoners|plaatsen|woningen|bedden|persoonsweken)")
A_WEEK = re.compile(r"week \d+ van 20\d\d")
MONEY = re.compile(r"€\s?[\d.,]+|evenveel geld")


def test_each_question_on_reception_answers_with_a_quantity_a_week_and_money(
    visit: Visit, address: str
) -> None:
    headings = set()
    for question in QUESTIONS:
        heading = visit.open(f"{address}/whatif?lang=nl&preset={question}&weeks={WEEKS}")
        asked = visit.page.locator(".st-key-preset input").input_value()
        assert asked == say(f"preset.title.{question}", "nl")
        shown = visit.page.locator("[data-testid='stMain']").inner_text()
        said = shown[shown.index(heading) :].partition("✕")[0]
        for kind in (A_QUANTITY, A_WEEK, MONEY):
            assert kind.search(said), (question, kind.pattern, said)
        assert "{" not in said
        headings.add(heading)
    assert len(headings) == len(QUESTIONS)
    assert visit.errors == []
    assert {urlsplit(url).netloc for url in visit.hosts} == {urlsplit(address).netloc}
