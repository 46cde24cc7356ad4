"""Compare: the baseline and up to three scenarios side by side, on a figure of choice and on all of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from capacity.domain.weekly import WEEKLY
from capacity.scenario import scenario_hash
from capacity.service import SavedScenario, StoppedPlanError
from capacity.texts import Language, say
from capacity.ui.charts.answer import Drawn, compare_chart, lines_table
from capacity.ui.elements.paper import on_paper
from capacity.ui.every_page import explaining, frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.binding import articles_of, card_binding
from capacity.ui.parts.explained import cut_off
from capacity.ui.parts.ranges import range_text
from capacity.ui.parts.receipt import receipt_links
from capacity.ui.plan.changes import changes_view
from capacity.ui.view_choices import settle
from capacity.ui.visit import session
from capacity.ui.visit.session import CHOSEN_FIGURE, COMPARED_AT_MOST, FIGURES, NOW
from capacity.ui.whatif.answer_words import line_title, lines_text
from capacity.ui.whatif.compare_sides import Side, others, sides_of, tell_late, usable
from capacity.ui.whatif.compare_words import differences_table, heading
from capacity.ui.whatif.figure_cards import cards_in_line
from capacity.ui.words.measure_words import against_text, measure_name, value_text
from capacity.ui.words.scenario_words import plain

__all__ = ["others", "page"]
DASHES = ("┄┄", "━━", "━ ━", "━·━")


def page(answer: Answer) -> None:
    """Chosen scenarios beside the baseline."""
    language = answer.language
    top = st.container()
    saved = usable()
    _choice(saved, language)
    sides, late = sides_of(answer, saved)
    with top:
        only_late = bool(late) and len(sides) == 1
        said = say("compare.none_in_time", language) if only_late else heading(sides, answer)
        frame.say_answer(answer, said)
        if len({side.plan.tables["residents"].week.nunique() for side in sides}) > 1:
            st.caption(say("compare.other_weeks", language))
        tell_late(late, language)
    figure = st.selectbox(
        say("whatif.measure", language),
        FIGURES,
        key=CHOSEN_FIGURE,
        format_func=lambda name: measure_name(name, language),
    )
    on_paper(f"{say('whatif.measure', language)}: {measure_name(figure, language)}")
    places = _cards(sides, figure, answer)
    _chart(sides, figure, answer)
    _differences(sides, answer)
    receipt_links(answer, *FIGURES)
    _bridge(sides, answer)
    _tell_what_binds(sides, places, figure, answer)


def _choice(saved: dict[str, SavedScenario], language: Language) -> None:
    chosen = [key for key in session.compared() or () if key == NOW or key in saved]
    st.session_state["compare_which"] = chosen

    def named(key: str) -> str:
        return say("compare.now", language) if key == NOW else saved[key].name

    left, right = st.columns([4, 1], vertical_alignment="bottom")
    left.multiselect(
        say("compare.which", language),
        [NOW, *saved],
        key="compare_which",
        format_func=named,
        max_selections=COMPARED_AT_MOST,
        placeholder=say("compare.choose", language),
        on_change=lambda: session.compare(st.session_state["compare_which"]),
    )
    right.button(say("compare.close", language), on_click=session.close_comparison, width="stretch")


def _cards(sides: list[Side], figure: str, answer: Answer) -> list[DeltaGenerator]:
    """One card per plan; gives the places where it is said later what binds."""
    baseline, language, places = sides[0], answer.language, []
    year = answer.view.parameters().number(frame.WEEKS_PER_YEAR)
    for column, side, dash in zip(cards_in_line(len(sides)), sides, DASHES, strict=False):
        with column:
            against = say("compare.is_baseline", language)
            if side is not baseline:
                against = against_text(figure, side.figures[figure], baseline.figures[figure], language)
            st.metric(
                f"{dash} {plain(side.title)}",
                value_text(figure, side.figures[figure], language),
                against,
                delta_color="off",
                delta_arrow="off",
                border=True,
                height="stretch",
            )
            duties = value_text("duties_broken", side.figures["duties_broken"], language)
            cost = value_text("cost", side.figures["cost"], language)
            st.caption(range_text(figure, answer.view.chances(side.plan), side.plan, year, language))
            st.caption(say("compare.card", language, duties=duties, cost=cost))
            places.append(st.empty())
            places[-1].caption(say("whatif.binds_soon", language))
    return places


def _tell_what_binds(sides: list[Side], places: list[DeltaGenerator], figure: str, answer: Answer) -> None:
    """Says on the card of each plan what binds; waits for one explanation after the other."""
    language, articles = answer.language, articles_of(answer.register)
    unknown, stopped = say("whatif.binds_unknown", language), False
    for side, place in zip(sides, places, strict=True):
        if stopped or cut_off(side.plan):
            place.caption(unknown)
            continue
        try:
            ask = partial(answer.view.ask_explained, side.scenario)
            explained = explaining.awaited(ask, f"explanation_{scenario_hash(side.scenario)}", language)
        except StoppedPlanError:
            stopped = True
            place.caption(unknown)
            explaining.tell_stopped(language, "binding")
        else:
            place.caption(card_binding(explained.tables["prices"], figure, articles, language))


def _bridge(sides: list[Side], answer: Answer) -> None:
    """From the baseline to one of the scenarios, booked to causes; worked out when asked for."""
    language, (_, *scenarios) = answer.language, sides
    if not scenarios:
        return
    which, shown = st.columns(2, vertical_alignment="bottom")
    titles = {side.letter: side.title for side in scenarios}
    settle("compare_bridge", list(titles))
    letter = which.selectbox(
        say("compare.bridge_of", language), list(titles), key="compare_bridge", format_func=titles.__getitem__
    )
    if shown.toggle(say("compare.bridge", language), key="compare_bridge_shown"):
        side = next(side for side in scenarios if side.letter == letter)
        changes_view(replace(answer, scenario=side.scenario, plan=side.plan))


def _chart(sides: list[Side], figure: str, answer: Answer) -> None:
    language = answer.language
    unit, read = WEEKLY[figure]
    lines = [Drawn(side.title, read(side.plan), "asked" if side.letter else "baseline") for side in sides]
    highest = max(lines, key=lambda line: float(line.values.max()))
    frame.heading(
        line_title(
            say("whatif.own_title", language, measure=say(f"weekly.{figure}", language)), highest, language
        ),
        say("whatif.own_caption", language, unit=say(f"whatif.unit_{unit}", language)),
    )
    letters = [side.letter or say("compare.letter_baseline", language) for side in sides]
    text = lines_text(lines, language)
    frame.chart(compare_chart(lines, letters, answer.look), text, "chart_compare")

    def inside() -> None:
        st.markdown(plain(text))
        table = lines_table(lines).rename(columns={"week": say("column.week", language)})
        frame.show_worded(table, language)
        frame.download(answer, "", "compare_weeks", table)

    frame.folded("compare_weeks", language, inside)


def _differences(sides: list[Side], answer: Answer) -> None:
    language = answer.language
    frame.heading(say("compare.differences", language), say("compare.differences_caption", language))
    table = differences_table(sides, answer)
    frame.show_worded(table, language)
    frame.download(answer, "", "compare", table)
