"""Spreading law: what each province and municipality is asked, what is there, and what stays missing."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from capacity.domain.views import SpreadingView
from capacity.service import MunicipalPlan
from capacity.texts import say
from capacity.ui.elements.terms import show_sentence
from capacity.ui.every_page.frame import Answer, say_answer
from capacity.ui.parts.deadlines import reading_day
from capacity.ui.parts.receipt import receipt_links
from capacity.ui.spread import words as spread_words
from capacity.ui.spread.card import card
from capacity.ui.spread.choices import CYCLE, IN_ADDRESS, OPEN, REGION, controls
from capacity.ui.spread.contracts import calendar
from capacity.ui.spread.fairness import fairness
from capacity.ui.spread.municipal_list import municipal_list
from capacity.ui.spread.municipal_map import map_part
from capacity.ui.spread.pins import contract_pins_part
from capacity.ui.spread.provinces import provinces, published, tiles
from capacity.ui.spread.seen import seen_by_visitor
from capacity.ui.spread.swaps import swaps_part
from capacity.ui.visit import session


def page(answer: Answer) -> None:
    """Answer, tiles beside the table of provinces, the list of municipalities and the card of one."""
    language = answer.language
    view = answer.view.spreading(answer.plan, st.session_state[CYCLE])
    asked = st.session_state[OPEN]
    if asked not in (None, *view.municipalities.region):
        st.info(
            session.notice(IN_ADDRESS[OPEN], asked, say("app.none", language), language),
            icon=":material/info:",
        )
        st.session_state[OPEN] = None
    given = seen_by_visitor(answer.view.municipal(answer.plan, view.cycle))
    say_answer(answer, spread_words.title(view, language))
    _paragraph(answer, view, given)
    receipt_links(answer, "province_task", "durable_places", "province_gap")
    controls(answer)
    fairness(answer, view.cycle)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        tiles(answer, view)
    with right:
        provinces(answer, view)
    published(answer, view)
    if given is not None:
        calendar(answer, given, str(st.session_state[REGION]), reading_day(answer, view.today))
    contract_pins_part(answer, str(st.session_state[REGION]))
    map_part(answer, view, given)
    shown = municipal_list(answer, view, given)
    if given is not None:
        swaps_part(answer, view, given, str(st.session_state[REGION]))
    _open_card(answer, view, shown, given)
    st.caption(say("spread.source", language))


def _paragraph(answer: Answer, view: SpreadingView, given: MunicipalPlan | None) -> None:
    """The sentences below the heading, and what the figures by municipality rest on."""
    own = given is not None and given.own
    language = answer.language
    sentences = [spread_words.deadline(view, language), spread_words.closing(view, language)]
    if not answer.is_baseline:
        sentences.append(spread_words.against_baseline(view, language))
    show_sentence(" ".join(sentence for sentence in sentences if sentence), language)
    said = spread_words.conflict(view, answer.region_names, language)
    if said:
        show_sentence(said, language)
    st.caption(say("spread.derived_own" if own else "spread.derived", language))
    if given is not None and given.minors_hidden:
        st.caption(say("spread.without_minors", language))


def _open_card(answer: Answer, view: SpreadingView, shown: pd.DataFrame, given: MunicipalPlan | None) -> None:
    language, rows = answer.language, view.municipalities.set_index("region")
    names = {
        str(code): f"{row['name']} ({answer.region_names[str(row.province)]})"
        for code, row in rows.iterrows()
    }
    st.selectbox(
        say("spread.open_card", language),
        sorted(names, key=lambda code: str(rows.search[code])),
        index=None,
        key=OPEN,
        placeholder=say("spread.choose", language),
        format_func=names.__getitem__,
    )
    chosen = st.session_state[OPEN]
    if chosen is None and len(shown) == 1:
        chosen = str(shown.region.iloc[0])
    if chosen is not None:
        card(answer, view, str(chosen), given)
