"""Journeys of a planner in a real browser, on the shipped data."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest
from playwright.sync_api import Page

from capacity.domain.plan_result import TABLE_COLUMNS
from capacity.texts import say, shipped_text, week_in_table
from tests.browser.conftest import Visit

NEXT_VALUE = "ArrowRight"
STOPS, MORE_ARRIVALS = 2, 10
CARDS = 4


def dutch(content: bytes) -> pd.DataFrame:
    """A CSV as the browser writes it: with BOM, semicolons and decimal commas."""
    assert content.startswith(b"\xef\xbb\xbf")
    return pd.read_csv(io.BytesIO(content), sep=";", decimal=",", encoding="utf-8-sig", keep_default_na=False)


def figures(page: Page) -> list[str]:
    """The values of the four cards, once all of them are drawn."""
    cards = page.locator("[data-testid='stMetricValue']")
    cards.nth(CARDS - 1).wait_for()
    return cards.all_inner_texts()


def set_more_arrivals(visit: Visit) -> None:
    """Moves the first slider up by keyboard, as far as it takes: an answer that arrives may eat a key."""
    slider = visit.page.get_by_role("slider").first
    slider.focus()
    goal = int(slider.input_value()) + STOPS
    for _ in range(2 * STOPS):
        if int(slider.input_value()) == goal:
            break
        slider.press(NEXT_VALUE)
    visit.page.wait_for_url(re.compile(rf"inflow={MORE_ARRIVALS}"))
    visit.page.get_by_text("tegenover basis").first.wait_for()
    visit.settled()


def test_the_first_visit_answers_in_dutch_and_asks_no_other_host(visit: Visit, address: str) -> None:
    heading = visit.open(address)
    assert heading.endswith(".")
    assert len(figures(visit.page)) == CARDS
    assert visit.page.locator("h1").count() == 1
    assert visit.page.evaluate("document.documentElement.lang") == "nl"
    visit.page.locator("[data-testid='stVegaLiteChart'] :is(canvas, svg)").first.wait_for()
    assert {urlsplit(url).netloc for url in visit.hosts} == {urlsplit(address).netloc}
    assert visit.errors == []


ENDS_ABOVE = "height => document.querySelector('h1').getBoundingClientRect().bottom < height"
"""On a busy machine a narrow page takes its shape some time after its text."""


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_a_new_reader_sees_without_scrolling_what_breaks_first_in_which_week_under_which_article(
    visit: Visit, address: str, tmp_path: Path, width: int, height: int
) -> None:
    page = visit.page
    page.set_viewport_size({"width": width, "height": height})
    heading = visit.open(f"{address}/?lang=nl")
    page.wait_for_function(ENDS_ABOVE, arg=height)
    page.locator(".st-key-fold_duties summary").click()
    given = visit.download(page.locator(".st-key-download_duties button"))
    given.save_as(tmp_path / "duties.csv")
    late = dutch((tmp_path / "duties.csv").read_bytes())
    late = late[late.over_term.astype(float) > 0]
    told = re.search(r"week (\d+) van (\d{4}).*\((.+)\)\.$", heading)
    assert told is not None
    of_article = late[[shipped_text(article, "nl") == told[3] for article in late.article]]
    assert f"{told[2]}-W{int(told[1]):02d}" == week_in_table(date.fromisoformat(of_article.week.min()))
    assert visit.errors == []


def test_every_page_can_be_reached_and_says_one_thing_first(visit: Visit, address: str) -> None:
    headings = [visit.open(address)]
    for name in ("Voorspelling", "Plan", "Spreidingswet", "Wat als", "Gegevens", "Methode en wet"):
        visit.page.get_by_role("link", name=name, exact=True).first.click()
        visit.page.wait_for_function(f"document.querySelector('h1')?.innerText !== {headings[-1]!r}")
        headings.append(visit.settled())
        assert visit.page.locator("h1").count() == 1
    assert len(set(headings)) == 7
    assert visit.errors == []
    assert {urlsplit(url).netloc for url in visit.hosts} == {urlsplit(address).netloc}


def test_a_changed_setting_changes_the_plan_and_a_reload_gives_the_same(visit: Visit, address: str) -> None:
    visit.open(address)
    before = figures(visit.page)
    set_more_arrivals(visit)
    after = figures(visit.page)
    assert after != before
    visit.open(visit.page.url)
    assert figures(visit.page) == after
    assert visit.errors == []


def test_the_whole_plan_is_downloaded_and_reads_back(visit: Visit, address: str, tmp_path: Path) -> None:
    visit.open(address)
    visit.page.get_by_role("link", name="Plan", exact=True).first.click()
    given = visit.download(visit.page.get_by_role("button", name="Download het hele plan (zip)"))
    assert re.fullmatch(r"plan_baseline_\d{4}-W\d\d_\w{4}_[\d-]{10}-\w{8}_nl\.zip", given.suggested_filename)
    given.save_as(tmp_path / "plan.zip")
    with zipfile.ZipFile(tmp_path / "plan.zip") as archive:
        tables = {name: dutch(archive.read(f"{name}.csv")) for name in TABLE_COLUMNS}
    for name, table in tables.items():
        assert list(table.columns) == ["scenario", *TABLE_COLUMNS[name]]
    residents = tables["residents"]
    assert (residents.residents - residents.housed - residents.without_bed).abs().max() < 1e-5


def test_a_table_is_downloaded_and_agrees_with_the_card(visit: Visit, address: str, tmp_path: Path) -> None:
    visit.open(address)
    shortage = int(figures(visit.page)[0].replace(".", ""))
    block = visit.page.get_by_test_id("stExpander").filter(has_text="Tekst · Tabel · CSV").first
    block.locator("summary").click()
    block.get_by_test_id("stDataFrame").locator("canvas").first.wait_for()
    given = visit.download(block.get_by_role("button", name="Download CSV"))
    assert given.suggested_filename.startswith("residents")
    given.save_as(tmp_path / "residents.csv")
    table = dutch((tmp_path / "residents.csv").read_bytes())
    assert round(float(table.groupby("week").without_bed.sum().max())) == shortage


def test_the_language_is_a_link_that_keeps_the_settings(visit: Visit, address: str) -> None:
    visit.open(f"{address}/?lang=nl&housing=10")
    figures_nl = figures(visit.page)
    visit.page.get_by_role("link", name="English").click()
    visit.page.get_by_role("link", name="Nederlands").wait_for()
    visit.page.get_by_text("against baseline").first.wait_for()
    visit.settled()
    assert "housing=10" in visit.page.url
    assert visit.page.evaluate("document.documentElement.lang") == "en"
    assert figures(visit.page)[2] == figures_nl[2].replace(".", ",")
    assert visit.errors == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_on_a_narrow_screen_nothing_is_wider_than_the_screen(
    visit: Visit, address: str, language: str
) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.open(f"{address}/?lang={language}")
    visit.page.locator("[data-testid='stVegaLiteChart'] :is(canvas, svg)").first.wait_for()
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert visit.errors == []


def test_a_plan_in_the_making_is_cancelled_and_the_answer_before_it_stays(visit: Visit, address: str) -> None:
    visit.open(f"{address}/?lang=en")
    before = figures(visit.page)
    visit.page.goto(f"{address}/?lang=en&weeks=156&inflow=35")
    visit.page.get_by_role("button", name="Cancel").click()
    visit.page.get_by_text("Stopped. You see the previous answer.").wait_for()
    visit.settled()
    assert figures(visit.page) == before
    visit.page.get_by_role("button", name="Solve again").wait_for()
    assert visit.errors == []


def test_an_impossible_setting_in_the_address_is_named(visit: Visit, address: str) -> None:
    visit.open(f"{address}/?lang=nl&inflow=9000")
    visit.page.get_by_text("inflow=9000 kan niet; 0 gebruikt.").wait_for()
    assert visit.errors == []


def test_a_figure_leads_by_keyboard_to_its_receipt_with_its_source_date_and_article(
    visit: Visit, address: str
) -> None:
    page = visit.page
    visit.open(f"{address}/?lang=en")
    shown = figures(page)[0]
    link = page.locator("a[href*='receipt=without_bed']").first
    link.focus()
    with page.expect_popup() as opened:
        link.press("Enter")
    card = opened.value.locator(".st-key-receipt_card")
    card.locator(".st-key-download_receipt button").wait_for()  # the last thing on the card
    said = card.inner_text()
    assert shown in card.locator("h2").inner_text()
    assert re.search(r"RCD 20", said)
    assert re.search(r"\d{1,2} \w{3} 20\d\d", said)
    values = card.get_by_test_id("stDataFrame").filter(has_text=say("column.source", "en"))
    values.first.wait_for()
    assert visit.errors == []
