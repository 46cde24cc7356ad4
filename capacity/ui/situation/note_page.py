"""The decision note on the page: the same words as on paper, printing alone on one A4."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from capacity.domain.note import DecisionNote, NoteChart, NotePart, NoteTable
from capacity.texts import say
from capacity.ui.charts.places import places_chart
from capacity.ui.elements.downloads import file_name
from capacity.ui.elements.files_made import made
from capacity.ui.every_page import explaining, frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.situation import note
from capacity.ui.words import figures
from capacity.ui.words.scenario_words import plain

NOTE = "decision_note"
ME = f".st-key-{NOTE}"
SHOWN = "note_shown"
CHART_PIXELS = 200
PRINT = f"""<style>
@media print {{
  .stMainBlockContainer [data-testid="stVerticalBlock"] > *:not(:has({ME})):not({ME}):not({ME} *) {{
    display: none !important;}}
  {ME} {{border: none !important; padding: 0 !important; gap: 2px !important;}}
  {ME} * {{gap: 2px !important;}}
  {ME} h2 {{font-size: 15pt !important; line-height: 18pt !important; padding: 0 !important;}}
  {ME} h3 {{font-size: 10pt !important; line-height: 12pt !important; padding: 4px 0 0 0 !important;}}
  {ME} p, {ME} li, {ME} td, {ME} th {{font-size: 9pt !important; line-height: 11.5pt !important;
    margin: 0 !important; max-width: none !important;}}
  {ME} td, {ME} th {{padding: 1px 4px !important;}}
  {ME} :is([data-testid="stMarkdownContainer"], [data-testid="stElementContainer"],
    [data-testid="stCaptionContainer"]) {{margin: 0 !important;}}
}}
</style>"""


def note_part(answer: Answer) -> None:
    """Heading, a switch that shows the note, and its PDF; the alternative is solved only when asked."""
    language = answer.language
    frame.heading(say("note.heading", language), say("note.caption", language))
    shown = st.toggle(say("note.show", language), key=SHOWN)
    st.download_button(
        say("note.pdf", language),
        data=made(lambda: answer.view.note_pdf(_note(replace(answer, waits_quietly=True)))),
        file_name=file_name("note", answer.plan, language, "pdf"),
        mime="application/pdf",
        key="download_note",
        icon=":material/download:",
        on_click="ignore",
    )
    if shown:
        st.html(PRINT)
        with explaining.unless_stopped(language, "note"):
            _draw(answer.view.note_that_fits(_note(answer)), answer)


def _note(answer: Answer) -> DecisionNote:
    return note.decision_note(answer, note.sized_alternative(answer), answer.view.today())


def _draw(shown: DecisionNote, answer: Answer) -> None:
    with st.container(key=NOTE, border=True):
        st.header(shown.title, anchor=False)
        st.caption(plain(shown.line))
        for caution in shown.cautions:
            st.markdown(f"**{plain(caution)}**")
        for number, part in enumerate(shown.parts, start=1):
            _part(number, part, answer)
        st.caption("  \n".join(shown.footer))


def _part(number: int, part: NotePart, answer: Answer) -> None:
    st.subheader(f"{number}  {part.heading}", anchor=False)
    if part.chart is not None:
        _chart(part.chart, part.heading, answer)
    if part.table is not None:
        _table(part.table, part.heading)
    if part.sentences:
        st.markdown("  \n".join(part.sentences))


def _table(table: NoteTable, alt: str) -> None:
    shown = pd.DataFrame(list(table.rows), columns=list(table.headings))
    st.table(shown, hide_index=True, alt=alt)


def _chart(chart: NoteChart, alt: str, answer: Answer) -> None:
    places = figures.places_by_type(answer.plan)
    people, before = figures.beds(answer.plan), figures.beds(answer.baseline)
    picture = places_chart(
        places[places.type != "border"],
        people,
        before.residents if chart.baseline else None,
        chart.axis[-1][0],
        answer.look,
        (chart.residents_word, chart.baseline_word),
    )
    frame.chart(picture.properties(height=CHART_PIXELS), alt, "chart_note")
