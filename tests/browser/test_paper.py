"""What a planner takes to a meeting: the decision note, printed and as PDF, and the report on the border."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pypdf
import pytest
from playwright.sync_api import expect

from capacity.texts import Language, say
from tests.browser.conftest import Visit
from tests.browser.test_journeys import dutch, figures

MEASURES = ("without_bed", "duties_broken", "task_gap", "cost")
"""What the cards of the first page tell, in their order; the table of the note holds them too."""
WEEKS_DRAWN = 52
"""At least so many corners has the line of residents on paper."""
SOURCED = {"nl": r"Bron: .* momentopname \d{4}-\d\d-\d\d", "en": r"Source: .* snapshot \d{4}-\d\d-\d\d"}
ASSUMED = {"nl": r"(\d+) aannames en (\d+) waarden", "en": r"(\d+) assumptions and (\d+) values"}
"""What the note says of its sources and of what it rests on."""

HIDDEN = "text => text.offsetHeight - text.closest(\"[data-testid='stElementContainer']\").offsetHeight"
"""How much of a text lies below what follows it."""
BREAKS_BEHIND = """title => {
  const part = title.closest("[data-testid='stElementContainer']");
  return [part, part.nextElementSibling].map(one => getComputedStyle(one).breakAfter);
}"""
"""Whether paper may end behind a title, and behind what is said below it."""
TABLE_WIDTHS = """() => [...document.querySelectorAll("[data-testid='stDataFrame']")].map(
  table => table.offsetWidth * table.style.getPropertyValue("--fit-paper"))"""
"""How wide each table is on the paper that was just printed."""
BETWEEN_MARGINS = (210 - 2 * 12) / 25.4 * 96
"""A4 less its margins, in the browser's own pixels."""


def drawn_lines(content: bytes) -> int:
    """How many lines the chart of a paper is drawn with."""
    drawn = pypdf.PdfReader(io.BytesIO(content)).pages[0].get_contents()
    assert drawn is not None
    return len(re.findall(rb" l\s", drawn.get_data()))


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
    shown = figures(visit.page)
    visit.page.get_by_text(say("note.show", language)).click()
    note = visit.page.locator(".st-key-decision_note")
    note.get_by_text(say("note.privacy", language)).wait_for()
    visit.settled()
    assert note.locator("h2").inner_text() == heading
    given = visit.download(visit.page.get_by_role("button", name=say("note.pdf", language)))
    assert given.suggested_filename.endswith(f"_{language}.pdf")
    given.save_as(tmp_path / "note.pdf")
    content = (tmp_path / "note.pdf").read_bytes()
    paper = words(content)
    visit.page.emulate_media(media="print")
    expect(visit.page.locator(".st-key-decision_note [data-testid='stVegaLiteChart'] .marks")).to_be_visible()
    printed = words(visit.page.pdf(format="A4", prefer_css_page_size=True))
    parts = ("decision", "why", "compare", "nothing", "risks", "actions")
    assert note.get_by_text(re.compile(r"^(Beslisnota|Decision note) ·")).evaluate(HIDDEN) <= 0
    for text in (heading, say("note.privacy", language), *(say(f"note.{name}", language) for name in parts)):
        assert text in paper
        assert text in printed
    for name, figure in zip(MEASURES, shown, strict=True):
        value = " ".join(re.split(" van | of ", figure)[0].split())
        assert f"{say(f'note.measure_{name}', language)} {value} " in paper
        assert f"{say(f'note.measure_{name}', language)} {value} " in printed
    assert drawn_lines(content) > WEEKS_DRAWN
    assert re.search(SOURCED[language], paper)
    assert re.search(SOURCED[language], printed)
    count = re.search(ASSUMED[language], paper)
    assert count is not None
    assert all(int(part) > 0 for part in count.groups())
    assert visit.errors == []


def test_the_note_of_a_scenario_with_more_to_say_still_prints_on_one_page(visit: Visit, address: str) -> None:
    visit.open(f"{address}/?lang=nl&inflow=20&shock=100&shock_weeks=8")
    visit.page.get_by_text(say("note.show", "nl")).click()
    note = visit.page.locator(".st-key-decision_note")
    note.get_by_text(say("note.privacy", "nl")).wait_for()
    visit.settled()
    lane = visit.page.get_by_text(say("situation.lane_title", "nl"), exact=True)
    lane.wait_for()
    visit.page.emulate_media(media="print")
    assert lane.evaluate(BREAKS_BEHIND) == ["avoid", "avoid"], "a title in bold stays with its chart"
    printed = words(visit.page.pdf(prefer_css_page_size=True))
    assert "Schok duurt 8 weken" in printed
    assert say("note.privacy", "nl") in printed
    assert visit.errors == []


def test_a_page_prints_white_with_whole_tables_and_each_title_beside_its_chart(
    visit: Visit, address: str
) -> None:
    page = visit.page
    page.set_viewport_size({"width": 1920, "height": 1000})
    page.emulate_media(color_scheme="dark")
    visit.open(f"{address}/plan?lang=en")
    page.locator("[data-testid='stVegaLiteChart'] svg").last.wait_for()
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    widths = page.evaluate(TABLE_WIDTHS)
    assert widths
    assert 0 < min(widths) <= max(widths) <= BETWEEN_MARGINS
    title = page.locator("h2").last.inner_text()
    assert re.search(say("table.on_paper", "en", n="[0-9,]+"), printed[0].extract_text())
    assert not page.locator(".on-paper").first.is_visible()
    titled = [title in " ".join(paper.extract_text().split()) for paper in printed]
    last_chart = max(number for number, paper in enumerate(printed) if paper.images.keys())
    assert [number for number, has_title in enumerate(titled) if has_title] == [last_chart]
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert visit.errors == []


def reported(visit: Visit, folder: Path, url: str) -> tuple[str, pd.DataFrame]:
    """The heading above the report on the border procedure, and its file; it stands above what takes long."""
    visit.page.goto(url)
    heading = visit.page.get_by_role("heading", name=re.compile("^Het maandrapport over de grensprocedure"))
    given = visit.download(visit.page.locator(".st-key-download_border_report button"), at_rest=False)
    given.save_as(folder / "report.csv")
    table = dutch((folder / "report.csv").read_bytes())
    table = table.rename(columns={"maand": "month", "artikel": "article", "waarde": "value"})
    table = table.assign(item=table.item_id, due=table.due_id)
    return heading.inner_text(), table.assign(
        number=pd.to_numeric(table.value.str.replace(",", "."), errors="coerce")
    )


def test_the_report_on_the_border_procedure_is_due_from_the_month_in_which_its_trigger_is_reached(
    visit: Visit, address: str, tmp_path: Path
) -> None:
    none_due, quiet = reported(visit, tmp_path, f"{address}/plan?lang=nl&view=duties")
    assert none_due == say("border_report.title_none", "nl")
    assert set(quiet.due) == {"no"}
    assert set(quiet.verschuldigd) == {"nee"}
    assert "instroom in de week" in set(quiet.onderdeel)
    assert {f"APR 49(4)({item})" for item in "abcde"} < set(quiet.article)

    heading, full = reported(visit, tmp_path, f"{address}/plan?lang=nl&view=duties&border_share=15&stay=12")
    for table in (quiet, full):
        capacity = table[table.item == "adequate_capacity"].number
        persons = table[table.item == "persons_in_procedure"]
        assert (persons[persons.due == "no"].number < capacity.iloc[0]).all()
    months = full.drop_duplicates("month").set_index("month").due
    due = list(months[months == "yes"].index)
    assert due
    assert months.index[0] < due[0]
    told = date.fromisoformat(f"{due[0]}-01")
    assert heading == say("border_report.title_due", "nl", k=len(due), n=len(months), month=told)
    reached = full[(full.item == "persons_in_procedure") & (full.month == due[0])].number
    assert reached.iloc[0] >= capacity.iloc[0]
    assert visit.errors == []
