"""Which municipality could take over what from which, under the plan shown."""

from __future__ import annotations

import streamlit as st

from capacity.domain.views import SpreadingView
from capacity.service import MunicipalPlan
from capacity.texts import Language, say
from capacity.ui.elements.marked_table import show_marked
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.spread.seen import say_what_is_left_out


def swaps_part(answer: Answer, view: SpreadingView, given: MunicipalPlan, province: str) -> None:
    """Surplus against gap inside each province; of one province when one is chosen."""
    language, names = answer.language, answer.region_names
    found = given.swaps[given.swaps.province == province] if province else given.swaps
    open_gap = float(given.progress.gap_end.sum())
    if province:
        inside = view.municipalities.region[view.municipalities.province == province]
        open_gap = float(given.progress[given.progress.region.isin(inside)].gap_end.sum())
    with st.expander(say("spread.swaps_title", language)):
        st.markdown(sentence(float(found.places.sum()), open_gap, language))
        say_what_is_left_out(given, language)
        if found.empty:
            return
        called = dict(zip(view.municipalities.region, view.municipalities.name, strict=True))
        words = found.assign(
            province=[names[str(code)] for code in found.province],
            giver=found.giver.map(called),
            taker=found.taker.map(called),
        )
        show_marked(words, language, {"places": found.places.notna()}, "table_swaps")
        frame.download(answer, "", f"swaps_{view.cycle}", found)


def sentence(places: float, gap: float, language: Language) -> str:
    """How much of the municipal gaps a swap covers, and that only municipalities can agree on it."""
    if not places:
        return say("spread.swaps_none", language)
    return say("spread.swaps_said", language, n=places, gap=gap)
