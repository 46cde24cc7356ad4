"""What is chosen on the page of the spreading law, kept in the address."""

from __future__ import annotations

from typing import Any

import streamlit as st

from capacity.texts import Language, say
from capacity.ui.every_page.frame import Answer
from capacity.ui.spread import words as spread_words
from capacity.ui.visit import session

CYCLES = ("2026", "2024")
ALL = ""
CYCLE, MEASURE, REGION, FIND, OPEN = (
    *("spread_cycle", "spread_measure", "spread_region"),
    *("spread_find", "spread_municipality"),
)
IN_ADDRESS = {CYCLE: "cycle", MEASURE: "measure", REGION: "region", OPEN: "municipality", FIND: "find"}


def begin(answer_regions: tuple[str, ...], language: Language) -> None:
    """Fills the choices of this page from the address; what cannot be falls back, with a notice."""
    usual = {
        CYCLE: CYCLES[0],
        MEASURE: say(f"spread.measure_{spread_words.MEASURES[0]}", language),
        REGION: say("spread.all_provinces", language),
    }
    allowed: dict[str, tuple[Any, ...]] = {
        CYCLE: CYCLES,
        MEASURE: spread_words.MEASURES,
        REGION: (ALL, *answer_regions),
    }
    for key, name in IN_ADDRESS.items():
        if key in st.session_state:
            continue
        asked = st.query_params.get(name)
        if key in (OPEN, FIND) or asked in allowed[key]:
            st.session_state[key] = asked
            continue
        st.session_state[key] = allowed[key][0]
        if asked:
            session.not_used(name, asked, usual[key])
    st.session_state[FIND] = st.session_state[FIND] or ""


def address() -> dict[str, str]:
    """The choices of this page that differ from the first ones, as parts of the address."""
    usual = {CYCLE: CYCLES[0], MEASURE: spread_words.MEASURES[0], REGION: ALL, OPEN: None, FIND: ""}
    return {
        name: str(st.session_state[key])
        for key, name in IN_ADDRESS.items()
        if st.session_state[key] not in (usual[key], None)
    }


def controls(answer: Answer) -> None:
    """Cycle, figure of the tiles and province."""
    language, names = answer.language, answer.region_names
    cycle, measure, region = st.columns(3)
    cycle.selectbox(say("spread.cycle", language), CYCLES, key=CYCLE)
    measure.selectbox(
        say("spread.measure", language),
        spread_words.MEASURES,
        key=MEASURE,
        format_func=lambda name: say(f"spread.measure_{name}", language),
    )
    region.selectbox(
        say("spread.province", language),
        (ALL, *_regions(answer)),
        key=REGION,
        format_func=lambda code: names[code] if code else say("spread.all_provinces", language),
    )


def _regions(answer: Answer) -> tuple[str, ...]:
    return tuple(str(code) for code in answer.view.regions().code)
