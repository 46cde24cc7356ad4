"""Cards of figures: the value, its difference with the baseline, its range, and what binds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from capacity.domain.chances import Chances
from capacity.domain.measures import Figure
from capacity.domain.plan_result import PlanResult
from capacity.texts import Language, say, signed
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.binding import articles_of, card_binding
from capacity.ui.parts.ranges import CHANCE_OF_BEDS, chance_text, range_text
from capacity.ui.words.measure_words import against_text, measure_name, value_text

PERCENT = 100


@dataclass(frozen=True)
class Beside:
    """A plan and its baseline, as cards show them.

    Args:
        now, before: every figure of the plan and of the baseline.
    """

    answer: Answer
    baseline: PlanResult
    now: Mapping[str, Figure]
    before: Mapping[str, Figure]

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self.answer.language


Places = Mapping[str, DeltaGenerator]
"""Where it is said what binds, by figure."""


def cards_in_line(number: int) -> list[DeltaGenerator]:
    """Columns for cards that are equally high, so that each of at most three lines below them is too."""
    return st.container(key="cards_in_line").columns(number)


def cards(names: Sequence[str], beside: Beside) -> Places:
    """One card per figure, side by side; what binds is told later, by `tell_what_binds`."""
    places = {}
    for column, name in zip(cards_in_line(len(names)), names, strict=True):
        with column:
            if name == CHANCE_OF_BEDS:
                _chance(beside)
            else:
                _figure(name, beside)
            places[name] = st.empty()
            places[name].caption(say("whatif.binds_soon", beside.language))
    return places


def tell_what_binds(places: Places, answer: Answer) -> None:
    """Says on every card what binds; waits for the explanation of the plan."""
    prices, articles = answer.explained.tables["prices"], articles_of(answer.register)
    for name, place in places.items():
        place.caption(card_binding(prices, name, articles, answer.language))


def tell_nothing_binds_yet(places: Places, language: Language) -> None:
    """Says on every card that it is not known what binds."""
    for place in places.values():
        place.caption(say("whatif.binds_unknown", language))


def _figure(name: str, beside: Beside) -> None:
    answer, language = beside.answer, beside.language
    year = answer.view.parameters().number(frame.WEEKS_PER_YEAR)
    _metric(
        measure_name(name, language),
        value_text(name, beside.now[name], language),
        against_text(name, beside.now[name], beside.before[name], language),
    )
    st.caption(range_text(name, answer.chances, answer.plan, year, language))


def _chance(beside: Beside) -> None:
    """The chance that nobody is without a bed: it has no range, as it is made of all courses together."""
    language, now = beside.language, beside.answer.chances
    before = beside.answer.view.chances(beside.baseline)
    _metric(
        measure_name(CHANCE_OF_BEDS, language), chance_text(now, language), _against(now, before, language)
    )
    st.caption(say("whatif.range_of_chance", language))


def _against(now: Chances | None, before: Chances | None, language: Language) -> str | None:
    if now is None or before is None:
        return None
    change = PERCENT * (now.figures[CHANCE_OF_BEDS] - before.figures[CHANCE_OF_BEDS])
    if round(change) == 0:
        return say("app.same_as_baseline", language)
    baseline = chance_text(before, language)
    return say("whatif.against_points", language, change=signed(change, language), baseline=baseline)


def _metric(label: str, value: str, against: str | None) -> None:
    st.metric(label, value, against, delta_color="off", delta_arrow="off", border=True, height="stretch")
