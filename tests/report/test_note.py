"""The decision note on paper is one page that says everything, however long its list of orders is."""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from datetime import date, timedelta

import pypdf
import pytest

from capacity.domain.note import DecisionNote, NoteChart, NotePart, NoteTable
from capacity.report.note import NoteTooLongError, note_pdf, that_fits

MONDAY = date(2026, 11, 23)
MORE = "De overige bestellingen: zie CSV."
SMALLEST_POINT = 8.0


def chart() -> NoteChart:
    weeks = tuple(MONDAY + timedelta(weeks=week) for week in range(4))
    return NoteChart(
        weeks=weeks,
        places=(("regulier", (40.0, 40.0, 50.0, 50.0)), ("noodopvang", (30.0, 30.0, 30.0, 20.0))),
        residents=(60.0, 70.0, 75.0, 80.0),
        residents_word="bewoners",
        baseline=(60.0, 65.0, 70.0, 70.0),
        baseline_word="bewoners in de basis",
        first="2026-W48",
        last="2026-W51",
        axis=((0.0, "0"), (50.0, "50"), (100.0, "100")),
    )


def note(orders: int, cautions: tuple[str, ...] = ()) -> DecisionNote:
    rows = tuple((f"{place} plaatsen ≈", "Zeeland", "23-11-2026") for place in range(orders))
    return DecisionNote(
        language="nl",
        title="In week 36 van 2027 slapen er 10 mensen boven het maximum in Ter Apel.",
        line="Beslisnota · basisplan",
        cautions=cautions,
        parts=(
            NotePart("Waarom", ("Op zijn hoogst zijn het er 150 (≤ 10 % meer, −5).",)),
            NotePart("Bewoners en plaatsen", chart=chart()),
            NotePart("Vergelijking", table=NoteTable(("cijfer", "basis"), (("kosten", "€ 3.656 mln"),))),
            NotePart("Uitvoering", table=NoteTable(("wat", "waar", "wanneer"), rows, MORE, figures=False)),
        ),
        footer=("Bron: CBS, Eurostat, IND, COA en ministerie.", "Aantallen personen."),
        day=MONDAY,
    )


def pages(content: bytes) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(content)).pages)


def words(content: bytes) -> str:
    return " ".join(pages(content)[0].extract_text().split())


def test_the_note_is_one_page_with_title_parts_chart_and_sources(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    content = note_pdf(note(3, ("De gegevens zijn niet vers.",)))
    said = words(content)
    assert len(pages(content)) == 1
    for part in (note(3).title, "De gegevens zijn niet vers.", "€ 3.656 mln", "−5", "≤ 10 %", "bewoners"):
        assert part in said
    assert all(f"{place} plaatsen ≈" in said for place in range(3))
    assert "Bron: CBS, Eurostat, IND, COA en ministerie." in said
    assert MORE not in said
    assert caplog.records == []


def test_orders_that_do_not_fit_are_left_out_and_said_so_in_type_that_stays_as_large() -> None:
    sizes: set[float] = set()

    def look(_text: str, _matrix: object, _line: object, _font: object, size: float) -> None:
        sizes.add(size)

    content = note_pdf(note(90))
    pages(content)[0].extract_text(visitor_text=look)
    assert len(pages(content)) == 1
    assert MORE in words(content)
    assert "89 plaatsen" not in words(content)
    assert "20 plaatsen" in words(content)
    assert min(size for size in sizes if size) >= SMALLEST_POINT


def test_the_same_note_is_the_same_paper() -> None:
    assert note_pdf(note(3)) == note_pdf(note(3))


def test_a_note_that_cannot_fit_is_refused_rather_than_cut() -> None:
    long = note(0)
    why = NotePart("Waarom", tuple("Een zin die veel plaats vraagt." for _ in range(80)))
    with pytest.raises(NoteTooLongError):
        note_pdf(replace(long, parts=(why, *long.parts)))


def test_the_note_on_screen_can_have_the_rows_of_its_paper() -> None:
    fitted = that_fits(note(90))
    kept = fitted.parts[-1].table
    assert kept is not None
    assert 0 < len(kept.rows) < 90
    assert MORE in fitted.parts[-1].sentences
    assert note_pdf(fitted) == note_pdf(note(90))
    assert that_fits(note(3)) == note(3)


def test_a_row_of_words_takes_one_line_of_the_paper() -> None:
    long = note(12)
    rows = tuple(
        (f"{place} plaatsen, noodopvang", "Noord-Holland", "23-11-2026 (deze week)", "2027-W35", "COA")
        for place in range(12)
    )
    heads = ("wat", "waar", "bestel uiterlijk", "opent", "wie")
    actions = replace(long.parts[-1], table=NoteTable(heads, rows, MORE, figures=False))
    text = pages(note_pdf(replace(long, parts=(*long.parts[:-1], actions))))[0].extract_text()
    assert text.count("23-11-2026 (deze week)") == len(rows)
