"""What a planner takes to a meeting: the decision note, printed and as PDF, and the report on the border."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pypdf
import pytest

from capacity.texts import Language, say
from tests.browser.conftest import Visit
from tests.browser.test_journeys import dutch


def words(content: bytes) -> str:
    """The text of a paper of one page."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_decision_note_is_the_same_page_on_screen_in_print_and_as_pdf(
    visit: Visit, address: str, tmp_path: Path, language: Language
) -> None:
    heading = visit.open(f"{address}/?lang={language}")
    visit.page.get_by_text(say("note.show", language)).click()
    note = visit.page.locator(".st-key-decision_note")
    note.get_by_text(say("note.privacy", language)).wait_for()
    visit.settled()
    assert note.locator("h2").inner_text() == heading
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name=say("note.pdf", language)).click()
    assert waiting.value.suggested_filename.endswith(f"_{language}.pdf")
    waiting.value.save_as(tmp_path / "note.pdf")
    paper = words((tmp_path / "note.pdf").read_bytes())
    visit.page.emulate_media(media="print")
    printed = words(visit.page.pdf(format="A4", prefer_css_page_size=True))
    parts = ("decision", "why", "compare", "nothing", "risks", "actions")
    for text in (heading, say("note.privacy", language), *(say(f"note.{name}", language) for name in parts)):
        assert text in paper
        assert text in printed
    assert visit.errors == []


def test_the_report_on_the_border_procedure_says_of_each_month_whether_it_is_due(
    visit: Visit, address: str, tmp_path: Path
) -> None:
    visit.open(f"{address}/plan?lang=nl&view=duties")
    with visit.page.expect_download() as waiting:
        visit.page.locator(".st-key-download_border_report button").click()
    waiting.value.save_as(tmp_path / "report.csv")
    table = dutch((tmp_path / "report.csv").read_bytes())
    table["number"] = pd.to_numeric(table.value.str.replace(",", "."))
    months = table[table.item == "persons_in_procedure"]
    capacity = table[table.item == "adequate_capacity"].number.iloc[0]
    assert (months[months.due == "no"].number < capacity).all()
    assert {f"APR 49(4)({item})" for item in "abcde"} < set(table.article)
    assert visit.errors == []
