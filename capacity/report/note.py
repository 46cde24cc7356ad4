"""The decision note on paper: one A4 as PDF, black on white, readable in grey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from importlib.resources import as_file, files

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from capacity.domain.note import DecisionNote, NotePart, NoteTable
from capacity.report.note_chart import draw_chart

FONT = "SourceSans"
FONT_FOLDER = "font_source_sans_pro"
FONT_FILES = {"": "SourceSansPro-Regular.ttf", "B": "SourceSansPro-Semibold.ttf"}
MARGIN_MM = 15.0
TITLE_POINT, BODY_POINT, SMALL_POINT = 15.0, 9.5, 8.0
TITLE_MM, BODY_MM, SMALL_MM = 6.4, 4.3, 3.6
GAP_MM = 1.6
INK, SECOND, RULE, WHITE = (22, 32, 43), (75, 90, 105), (120, 130, 140), (255, 255, 255)
THIN_MM = 0.2
FIRST_COLUMN, AROUND_MM = 2.2, 3.0


class NoteTooLongError(Exception):
    """The note does not fit one page even without the rows that may be left out."""


def note_pdf(note: DecisionNote) -> bytes:
    """The note as one A4; rows of its last table are left out until it fits, the type is never smaller.

    Raises:
        NoteTooLongError: it does not fit without those rows either.
    """
    content = _on_one_page(that_fits(note))
    if content is None:
        raise NoteTooLongError(note.title)
    return content


def that_fits(note: DecisionNote) -> DecisionNote:
    """The note with as many rows in its last table as its paper holds; none where even that is too long."""
    if _on_one_page(note) is not None:
        return note
    fits, too_many = 0, _rows(note)
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if _on_one_page(_with_rows(note, middle)) is None:
            too_many = middle
        else:
            fits = middle
    return _with_rows(note, fits)


def _on_one_page(note: DecisionNote) -> bytes | None:
    """The paper; None when it takes a second page."""
    document = _drawn(note)
    content = bytes(document.output()) if document.page_no() == 1 else None
    for font in document.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()
    return content


def _rows(note: DecisionNote) -> int:
    table = note.parts[-1].table
    return 0 if table is None else len(table.rows)


def _with_rows(note: DecisionNote, kept: int) -> DecisionNote:
    """The note with so many rows in its last table; that some are left out is said below it."""
    last = note.parts[-1]
    if last.table is None or kept == len(last.table.rows):
        return note
    told = last.table.more in last.sentences
    sentences = last.sentences if told else (*last.sentences, last.table.more)
    table = replace(last.table, rows=last.table.rows[:kept]) if kept else None
    return replace(note, parts=(*note.parts[:-1], replace(last, sentences=sentences, table=table)))


def _drawn(note: DecisionNote) -> FPDF:
    document = FPDF(format="A4")
    document.set_margin(MARGIN_MM)
    document.set_auto_page_break(True, MARGIN_MM)
    document.set_title(note.title)
    document.set_lang(note.language)
    document.set_creation_date(datetime.combine(note.day, time(), UTC))
    for style, name in FONT_FILES.items():
        with as_file(files(FONT_FOLDER).joinpath("files", name)) as path:
            document.add_font(FONT, style, path)
    document.add_page()
    _say(document, note.title, TITLE_POINT, TITLE_MM, "B")
    _say(document, note.line, SMALL_POINT, SMALL_MM, colour=SECOND)
    for caution in note.cautions:
        _say(document, caution, BODY_POINT, BODY_MM, "B")
    for number, part in enumerate(note.parts, start=1):
        _part(document, number, part)
    document.ln(GAP_MM)
    document.set_draw_color(*RULE)
    document.set_line_width(THIN_MM)
    document.line(MARGIN_MM, document.get_y(), MARGIN_MM + document.epw, document.get_y())
    document.ln(GAP_MM / 2)
    for sentence in note.footer:
        _say(document, sentence, SMALL_POINT, SMALL_MM, colour=SECOND)
    return document


def _part(document: FPDF, number: int, part: NotePart) -> None:
    document.ln(GAP_MM)
    _say(document, f"{number}  {part.heading}", BODY_POINT, BODY_MM, "B")
    if part.chart is not None:
        draw_chart(document, part.chart, FONT)
        document.set_fill_color(*WHITE)
    if part.table is not None:
        _table(document, part.table)
    for sentence in part.sentences:
        _say(document, sentence, BODY_POINT, BODY_MM)


def _say(
    document: FPDF, text: str, point: float, height: float, style: str = "", colour: Sequence[int] = INK
) -> None:
    document.set_font(FONT, style, point)
    document.set_text_color(*colour)
    document.multi_cell(0, height, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _table(document: FPDF, table: NoteTable) -> None:
    """A table with rules between its rows; figures stand to the right."""
    document.set_font(FONT, "", BODY_POINT)
    document.set_text_color(*INK)
    document.set_draw_color(*RULE)
    document.set_line_width(THIN_MM)
    count = len(table.headings) - 1
    side = "RIGHT" if table.figures else "LEFT"
    widths = (FIRST_COLUMN, *[1.0] * count) if table.figures else _widths(document, table)
    with document.table(
        (table.headings, *table.rows),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="B", size_pt=SMALL_POINT, fill_color=WHITE),
        line_height=BODY_MM,
        padding=0.4,
        col_widths=widths,
        text_align=("LEFT", *[side] * count),
    ):
        pass


def _widths(document: FPDF, table: NoteTable) -> tuple[float, ...]:
    """A width for each column of words, in mm before they share the page, so that no row takes two lines."""
    columns = zip(table.headings, *table.rows, strict=True)
    return tuple(max(map(document.get_string_width, column)) + AROUND_MM for column in columns)
