"""Pins in the table of places: numbers changed or kept as they are, their price first, then the pin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from capacity.domain.pins import PLANNED_TYPES, Pin, with_pins
from capacity.domain.problems import BadInputError, Problem
from capacity.scenario import Scenario, pinned, pins_of, scenario_hash
from capacity.service.typed_numbers import typed_counts
from capacity.texts import Language, number, say
from capacity.ui import answers, explaining, figures, frame, session
from capacity.ui.answers import week_label
from capacity.ui.data_parts import said_afterwards, say_what_was_done, show_problems
from capacity.ui.frame import Answer
from capacity.ui.plan_return import money_text

KEPT, CHANGEABLE = "pin", ("opened", "closed")
PRICED = "priced_pins"
DONE = "places"


def places_pins_part(answer: Answer, moves: pd.DataFrame) -> None:
    """The table in which cells can be changed or kept, what that costs, and the pin.

    Args:
        moves: what opens and closes, with week, region, type, opened, closed.
    """
    language = answer.language
    say_what_was_done(DONE)
    rows = moves[moves.type.isin(PLANNED_TYPES)].reset_index(drop=True)
    if rows.empty:
        return
    with st.expander(say("pin_here.title", language)), st.form("pin_places", border=False):
        st.markdown(say("pin_here.text", language))
        problems: tuple[Problem, ...] = ()
        try:
            pins = _edited(answer, rows)
        except BadInputError as fault:
            pins, problems = [], fault.problems
        asked = st.form_submit_button(say("pin_here.price", language))
    if problems:
        show_problems([_named(problem, language) for problem in problems], language)
        return
    if asked:
        explaining.ask_again()
        st.session_state[PRICED] = (scenario_hash(answer.scenario), pins)
    of, priced = st.session_state.get(PRICED, ("", []))
    if of == scenario_hash(answer.scenario) and (asked or priced):
        with explaining.unless_stopped(language, "pins", "pin_here"):
            _price(answer, priced)


def _named(problem: Problem, language: Language) -> Problem:
    """A fault under the heading of its column, with the row as it is counted on the screen."""
    return replace(problem, column=say(f"column.{problem.column}", language))


def _edited(answer: Answer, rows: pd.DataFrame) -> list[Pin]:
    """The cells that are changed, and those of the rows that are ticked to stay.

    Raises:
        BadInputError: a cell holds no whole number as the language writes one.
    """
    language = answer.language
    shown = pd.DataFrame(
        {
            KEPT: [False] * len(rows),
            "week": [week_label(str(week)) for week in rows.week],
            "region": [answer.region_names.get(str(code), str(code)) for code in rows.region],
            "type": [answers.named("type", str(kind), language) for kind in rows.type],
            **{name: [number(float(count), language) for count in rows[name]] for name in CHANGEABLE},
        }
    )
    fixed = ("week", "region", "type")
    columns: dict[str, Any] = {
        name: st.column_config.Column(say(f"column.{name}", language), disabled=True) for name in fixed
    }
    columns |= {
        name: st.column_config.TextColumn(say(f"column.{name}", language), alignment="right")
        for name in CHANGEABLE
    }
    columns[KEPT] = st.column_config.CheckboxColumn(say("pin_here.keep", language))
    key = f"pin_cells_{scenario_hash(answer.scenario)}"
    edited = st.data_editor(shown, hide_index=True, width="stretch", column_config=columns, key=key)
    return cells_to_pin(rows, typed_counts(edited, CHANGEABLE, language == "nl"))


def cells_to_pin(rows: pd.DataFrame, edited: pd.DataFrame) -> list[Pin]:
    """Pins of what is changed, and of what a ticked row opens and closes as it stands; none of an empty cell.

    Args:
        rows: week, region, type, opened, closed as planned.
        edited: the same rows with `pin` (a tick), opened and closed.
    """
    pins = []
    for row, after in zip(rows.itertuples(), edited.itertuples(), strict=True):
        for column in CHANGEABLE:
            before, value = float(getattr(row, column)), float(getattr(after, column))
            if np.isnan(value):
                continue
            if value != before or (getattr(after, KEPT) and value > 0):
                pins.append(Pin("places", (str(row.week), str(row.region), str(row.type)), column, value))
    return pins


def _with(scenario: Scenario, pins: list[Pin]) -> Scenario:
    return pinned(scenario, with_pins(pins_of(scenario), pins))


def _price(answer: Answer, pins: list[Pin]) -> None:
    """What the plan costs around these cells, the duties it breaks then, and the button that pins them."""
    language = answer.language
    if not pins:
        st.info(say("pin_here.none", language), icon=":material/info:")
        return
    scenario = _with(answer.scenario, pins)
    mark = f"pins_{scenario_hash(scenario)}"
    around = explaining.awaited(lambda who: answer.view.ask(scenario, who), mark, language)
    year = answer.view.parameters().number(frame.WEEKS_PER_YEAR)
    after = figures.key_figures(around, year)
    said = say(
        "pin_here.costs",
        language,
        n=len(pins),
        cost=money_text(after.cost - answer.now.cost, language),
        before=answer.now.duties_broken,
        after=after.duties_broken,
        beds=after.without_bed,
    )
    st.markdown(said)
    st.button(say("pin_here.pin", language, n=len(pins)), key="pin_here", on_click=_pin, args=(pins, answer))


def _pin(pins: list[Pin], answer: Answer) -> None:
    session.change(pins=_with(session.work().scenario, pins).pins)
    st.session_state.pop(PRICED, None)
    said_afterwards(DONE, say("pin_here.pinned", answer.language, n=len(pins)))
