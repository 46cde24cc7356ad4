"""Pins in a table of places: numbers changed or kept as they are, their price first, then the pin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from capacity.domain.pins import EDITABLE, PLANNED_TYPES, TABLE_KEYS, Pin, with_pins
from capacity.domain.problems import BadInputError, Problem
from capacity.scenario import Scenario, pinned, pins_of, scenario_hash
from capacity.service.typed_numbers import typed_counts
from capacity.texts import Language, number, say
from capacity.ui.elements.afterwards import said_afterwards, say_what_was_done
from capacity.ui.elements.faults import show_problems
from capacity.ui.every_page import explaining, frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.plan.bring_back import money_text
from capacity.ui.visit import session
from capacity.ui.words import answers, figures
from capacity.ui.words.answers import week_label

KEPT = "pin"
COUNTS = ("opened", "closed", "places", "renewed")


@dataclass(frozen=True)
class PinTable:
    """A table in which cells can be pinned.

    Args:
        table: name of its file in the plan folder.
        words: name of its texts: title and text.
        shown: columns that name a row, in their order.
    """

    table: str
    words: str
    shown: tuple[str, ...]

    @property
    def changeable(self) -> tuple[str, ...]:
        """Columns that a planner decides."""
        return tuple(EDITABLE[self.table])

    @property
    def priced(self) -> str:
        """Where the session keeps what is priced."""
        return f"priced_{self.table}"


PLACES = PinTable("places", "pin_here", ("week", "region", "type"))


def places_pins_part(answer: Answer, moves: pd.DataFrame) -> None:
    """Pins in the table of what opens and closes.

    Args:
        moves: what opens and closes, with week, region, type, opened, closed.
    """
    pins_part(answer, moves[moves.type.isin(PLANNED_TYPES)].reset_index(drop=True), PLACES)


def pins_part(answer: Answer, rows: pd.DataFrame, table: PinTable) -> None:
    """The table in which cells can be changed or kept, what that costs, and the pin.

    Args:
        rows: the columns that name a row and those that can be changed, numbered from 0.
    """
    language = answer.language
    say_what_was_done(table.table)
    if rows.empty:
        return
    with (
        st.expander(say(f"{table.words}.title", language)),
        st.form(f"pin_{table.table}", border=False),
    ):
        st.markdown(say(f"{table.words}.text", language))
        problems: tuple[Problem, ...] = ()
        try:
            pins = _edited(answer, rows, table)
        except BadInputError as fault:
            pins, problems = [], fault.problems
        asked = st.form_submit_button(say("pin_here.price", language))
    if problems:
        show_problems([_named(problem, language) for problem in problems], language)
        return
    if asked:
        explaining.ask_again()
        st.session_state[table.priced] = (scenario_hash(answer.scenario), pins)
    of, priced = st.session_state.get(table.priced, ("", []))
    if of == scenario_hash(answer.scenario) and (asked or priced):
        with explaining.unless_stopped(language, f"pins_{table.table}", "pin_here"):
            _price(answer, priced, table)


def _named(problem: Problem, language: Language) -> Problem:
    """A fault under the heading of its column, with the row as it is counted on the screen."""
    return replace(problem, column=say(f"column.{problem.column}", language))


def _edited(answer: Answer, rows: pd.DataFrame, table: PinTable) -> list[Pin]:
    """The cells that are changed, and those of the rows that are ticked to stay.

    Raises:
        BadInputError: a cell holds no whole number as the language writes one.
    """
    language, counts = answer.language, [name for name in COUNTS if name in rows]
    words = {name: in_words(answer, name, rows[name].tolist()) for name in table.shown if name not in counts}
    shown = pd.DataFrame(
        {
            KEPT: [False] * len(rows),
            **words,
            **{name: [number(float(count), language) for count in rows[name]] for name in counts},
        }
    )
    columns: dict[str, Any] = {
        name: st.column_config.Column(say(f"column.{name}", language), disabled=True) for name in table.shown
    }
    columns |= {
        name: st.column_config.TextColumn(
            say(f"column.{name}", language), alignment="right", disabled=name not in table.changeable
        )
        for name in counts
    }
    columns[KEPT] = st.column_config.CheckboxColumn(say("pin_here.keep", language))
    of_places = "" if table is PLACES else f"{table.table}_"
    key = f"pin_cells_{of_places}{scenario_hash(answer.scenario)}"
    edited = st.data_editor(shown, hide_index=True, width="stretch", column_config=columns, key=key)
    return cells_to_pin(rows, typed_counts(edited, table.changeable, language == "nl"), table.table)


def in_words(answer: Answer, column: str, cells: Sequence[object]) -> list[str]:
    """Cells of a column that names rows, as people read them."""
    if column == "week":
        return [week_label(str(week)) for week in cells]
    if column == "region":
        return [answer.region_names.get(str(code), str(code)) for code in cells]
    if column == "type":
        return [answers.named("type", str(kind), answer.language) for kind in cells]
    return [str(cell) for cell in cells]


def cells_to_pin(rows: pd.DataFrame, edited: pd.DataFrame, table: str = "places") -> list[Pin]:
    """Pins of what is changed, and of what a ticked row holds as it stands; none of an empty cell.

    A ticked row of places is kept where something opens or closes; a ticked contract also when it ends.

    Args:
        rows: the columns of the table's key, and those that can be changed, as planned.
        edited: the same rows with `pin` (a tick) and what can be changed.
    """
    pins = []
    for row, after in zip(rows.itertuples(), edited.itertuples(), strict=True):
        for column in EDITABLE[table]:
            before, value = float(getattr(row, column)), float(getattr(after, column))
            if np.isnan(value):
                continue
            if value != before or (getattr(after, KEPT) and (value > 0 or table != "places")):
                key = tuple(str(getattr(row, name)) for name in TABLE_KEYS[table])
                pins.append(Pin(table, key, column, value))
    return pins


def _with(scenario: Scenario, pins: list[Pin]) -> Scenario:
    return pinned(scenario, with_pins(pins_of(scenario), pins))


def _price(answer: Answer, pins: list[Pin], table: PinTable) -> None:
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
    st.button(
        say("pin_here.pin", language, n=len(pins)), key=table.words, on_click=_pin, args=(pins, answer, table)
    )


def _pin(pins: list[Pin], answer: Answer, table: PinTable) -> None:
    session.change(pins=_with(session.work().scenario, pins).pins)
    st.session_state.pop(table.priced, None)
    said_afterwards(table.table, say("pin_here.pinned", answer.language, n=len(pins)))
