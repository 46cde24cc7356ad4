"""The answer as a chart with its text, table and CSV, and by province where the question asks for it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from capacity.domain.weekly import WEEKLY
from capacity.service.answers import Bars
from capacity.texts import say
from capacity.ui.charts.answer import Drawn, bars_chart, lines_chart, lines_table
from capacity.ui.every_page import frame
from capacity.ui.whatif.answer_words import (
    bars_table,
    bars_text,
    bars_title,
    drawn,
    headed,
    line_title,
    lines_text,
)
from capacity.ui.whatif.asking import Asking


def answer_chart(asking: Asking) -> None:
    """The chart of the answer with its text, its table and its CSV."""
    if asking.found is None or asking.preset is None:
        _own_chart(asking)
        return
    language, preset = asking.language, asking.preset.id
    heading = say(f"preset.chart.{preset}", language)
    caption = say(f"preset.caption.{preset}", language)
    if isinstance(asking.found.chart, Bars):
        table = bars_table(asking.found.chart, language)
        frame.heading(
            bars_title(heading, table, language), f"{caption} {say('whatif.bars_caption', language)}"
        )
        _show(
            asking,
            bars_chart(table, asking.answer.look),
            bars_text(table, language),
            headed(table, language),
        )
    else:
        lines = drawn(asking.found.chart, language)
        frame.heading(line_title(heading, lines[0], language), caption)
        picture = lines_chart(lines, asking.answer.look)
        _show(asking, picture, lines_text(lines, language), headed(lines_table(lines), language))


def provinces_table(asking: Asking) -> None:
    """The answer by province with its CSV, where the question asks for it."""
    if asking.found is None or asking.found.by_province is None or asking.preset is None:
        return
    answer, language, stem = asking.answer, asking.language, f"whatif_{asking.preset.id}_provinces"
    found = asking.found.by_province
    table = found.rename(columns={name: say(f"whatif.province_{name}", language) for name in found})
    caption = f"whatif.provinces_caption_{asking.preset.id}"
    frame.heading(say("whatif.provinces_title", language), say(caption, language))

    def inside() -> None:
        frame.show_worded(table, language)
        frame.download(answer, "", stem, table)

    frame.folded(stem, language, inside)


def _own_chart(asking: Asking) -> None:
    """A figure of choice week by week, beside the baseline."""
    answer, language = asking.answer, asking.language
    chosen = st.selectbox(
        say("whatif.measure", language),
        list(WEEKLY),
        key="whatif_measure",
        format_func=lambda name: say(f"weekly.{name}", language),
    )
    unit, read = WEEKLY[chosen]
    lines = [Drawn(say("whatif.bar_asked", language), read(answer.plan), "asked")]
    if not answer.is_baseline:
        lines.append(Drawn(say("whatif.bar_baseline", language), read(asking.baseline), "baseline"))
    frame.heading(
        line_title(
            say("whatif.own_title", language, measure=say(f"weekly.{chosen}", language)), lines[0], language
        ),
        say("whatif.own_caption", language, unit=say(f"whatif.unit_{unit}", language)),
    )
    picture = lines_chart(lines, answer.look)
    _show(asking, picture, lines_text(lines, language), headed(lines_table(lines), language))


def _show(asking: Asking, picture: object, text: str, table: pd.DataFrame) -> None:
    answer = asking.answer
    stem = f"whatif_{asking.preset.id}" if asking.preset else "whatif"
    frame.chart(picture, text, "chart_whatif")

    def inside() -> None:
        st.markdown(text)
        frame.show_worded(table, answer.language)
        frame.download(answer, "", stem, table)

    frame.folded(stem, answer.language, inside)
