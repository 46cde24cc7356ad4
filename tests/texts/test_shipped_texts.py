"""What the shipped tables say in English is said in Dutch on a Dutch page: units, sources and notes."""

from __future__ import annotations

import re

import pytest

from capacity.service.answers import presets
from capacity.service.inputs import load_inputs
from capacity.sources.shipped import load_table
from capacity.texts import say, shipped_in_dutch, shipped_text

FIGURE = re.compile(r"\d+")
SHOWN = {
    "spreading/province_tasks": ("kind", "source"),
    "spreading/municipality_tasks": ("source",),
    "spreading/cycle_dates": ("source",),
    "spreading/housing_realised": ("source",),
    "regions/municipalities": ("source",),
}
"""Columns of text that the page of the spreading law shows."""


@pytest.fixture(scope="module")
def told() -> set[str]:
    """Every text of a shipped table that a page shows."""
    given = load_inputs()
    found = {setting.source for setting in given.settings.values()}
    for row in given.parameters.values():
        found |= {row.unit, row.source, row.note}
    state = given.shipped_state().rows
    for column in ("author", "source", "note"):
        found |= set(state[column])
    for name, columns in SHOWN.items():
        for column in columns:
            found |= set(load_table(name)[column])
    found |= {article for article in given.duties.article if not FIGURE.search(article)}
    for preset in presets().values():
        found |= set(preset.sources.values())
    return found - {""}


def test_every_text_that_a_page_shows_of_a_shipped_table_has_its_dutch(told: set[str]) -> None:
    missing = sorted(told - shipped_in_dutch().keys())
    assert missing == [], "write their Dutch in capacity/texts/shipped.csv"


def test_no_dutch_is_kept_of_a_text_that_ships_no_more(told: set[str]) -> None:
    assert sorted(shipped_in_dutch().keys() - told) == []


def test_the_dutch_names_the_same_figures() -> None:
    def figures(text: str) -> list[str]:
        return sorted(FIGURE.findall(text.replace(",", "").replace(".", "")))

    assert [en for en, nl in shipped_in_dutch().items() if figures(en) != figures(nl)] == []


def test_an_agreement_that_stands_for_an_article_is_said_in_the_language() -> None:
    said = say("situation.with_article", "nl", sentence="Te vol", article="Agreement Westerwolde")
    assert "(overeenkomst Westerwolde)" in said
    assert "APR 35(4)" in say("situation.with_article", "nl", sentence="Te laat", article="APR 35(4)")


def test_what_somebody_wrote_stays_as_written() -> None:
    assert shipped_text("persons/week", "nl") == "personen/week"
    assert shipped_text("persons/week", "en") == "persons/week"
    assert shipped_text("our own count of May", "nl") == "our own count of May"
