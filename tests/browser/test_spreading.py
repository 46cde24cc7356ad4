"""The spreading law in a real browser: find a municipality, click a province, take the tables away."""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest
from playwright.sync_api import Locator

from capacity.texts import Language, say
from tests.browser.conftest import Visit

MUNICIPALITIES = 342


def spread_page(visit: Visit, address: str, language: Language) -> str:
    """Opens the page as a visitor does, by the navigation, and gives its heading."""
    first = visit.open(f"{address}/?lang={language}")
    visit.page.get_by_role("link", name=say("nav.spread", language), exact=True).first.click()
    visit.page.wait_for_function(f"document.querySelector('h1')?.innerText !== {first!r}")
    return visit.settled()


def find(visit: Visit, letters: str, language: Language) -> None:
    """Types letters in the search of municipalities and waits for the list."""
    box = visit.page.get_by_label(say("spread.search", language))
    box.fill(letters)
    box.press("Enter")


def read(visit: Visit, button: Locator, path: Path) -> pd.DataFrame:
    """The table that a button gives, read back from the file."""
    given = visit.download(button)
    given.save_as(path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    return pd.read_csv(io.BytesIO(path.read_bytes()), sep=";", decimal=",", encoding="utf-8-sig")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_three_letters_find_a_municipality_and_its_table_reads_back(
    visit: Visit, address: str, tmp_path: Path, language: Language
) -> None:
    heading = spread_page(visit, address, language)
    assert re.search(r"88[.,]000", heading)
    downloads = visit.page.locator(".st-key-download_municipalities_2026 button")
    whole = read(visit, downloads, tmp_path / "all.csv")
    assert len(whole[whole.task_kind != "remainder"]) == MUNICIPALITIES
    assert whole.task.sum() == 88000
    assert whole.realised.isna().all()

    find(visit, "sud", language)
    card = visit.page.locator(".st-key-spread_card")
    card.get_by_text("Súdwest-Fryslân").first.wait_for()
    visit.settled()
    one = read(visit, downloads, tmp_path / "one.csv")
    assert one.name.tolist() == ["Súdwest-Fryslân"]
    assert one.task.iloc[0] == whole.set_index("name").task["Súdwest-Fryslân"]
    assert say("spread.unknown", language) in card.inner_text()
    assert visit.errors == []
    assert {urlsplit(url).netloc for url in visit.hosts} == {urlsplit(address).netloc}


def test_a_click_on_a_tile_narrows_the_page_to_that_province(
    visit: Visit, address: str, tmp_path: Path
) -> None:
    spread_page(visit, address, "nl")
    chart = visit.page.locator(".st-key-chart_spread :is(canvas, svg).marks")
    chart.wait_for()
    box = chart.bounding_box()
    assert box is not None
    chart.click(position={"x": box["width"] / 6, "y": box["height"] * 0.45})
    visit.page.wait_for_url(re.compile("region=PV28"))
    visit.page.get_by_role("heading", name="gemeenten in Zuid-Holland").wait_for()
    visit.settled()
    button = visit.page.locator(".st-key-download_municipalities_2026 button")
    rows = read(visit, button, tmp_path / "province.csv")
    assert set(rows.province) == {"PV28"}
    assert rows.task.sum() == 18175
    assert visit.errors == []


def test_the_card_prints_alone_on_one_page(visit: Visit, address: str) -> None:
    spread_page(visit, address, "nl")
    find(visit, "alphen aan", "nl")
    visit.page.locator(".st-key-spread_card").get_by_text("Alphen aan den Rijn").first.wait_for()
    visit.settled()
    visit.page.emulate_media(media="print")
    assert visit.page.locator(".st-key-spread_card").is_visible()
    assert not visit.page.locator("h1").is_visible()
    assert visit.page.pdf(format="A4").count(b"/Type /Page\n") == 1


@pytest.mark.parametrize("language", ["nl", "en"])
def test_on_a_narrow_screen_the_page_is_not_wider_than_the_screen(
    visit: Visit, address: str, language: Language
) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.open(f"{address}/spread?lang={language}&municipality=GM0344&cycle=2024")
    visit.page.locator(".st-key-spread_card").wait_for()
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
