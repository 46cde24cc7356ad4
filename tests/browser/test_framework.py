"""The framework's own parts speak the language of the page, and its faults say what to do."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from capacity.domain.problems import MOST_BYTES, MOST_BYTES_SHOWN
from capacity.texts import Language, say
from capacity.ui.every_page.framework import THEIRS
from tests.browser.conftest import LOCAL, STOP_SECONDS, Visit, answers, free_port

START_SECONDS, LOOK_SECONDS = 120, 0.2
PAGE = Path(__file__).with_name("framework_page.py")
NAMES = """() => [...document.querySelectorAll("button[aria-label], nav[aria-label], input[aria-label]")]
  .filter(part => part.checkVisibility()).map(part => part.getAttribute("aria-label"))"""


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page of the framework's parts, run as it is."""
    port = free_port()
    flags = {
        "server.address": LOCAL,
        "server.port": port,
        "server.headless": "true",
        "server.maxUploadSize": 10,
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(PAGE)]
    with (tmp_path_factory.mktemp("parts") / "output.txt").open("w") as output:
        told = [f"--{name}={value}" for name, value in flags.items()]
        served = subprocess.Popen([*command, *told], stdout=output, stderr=output)
    try:
        until = time.monotonic() + START_SECONDS
        while not answers(f"http://{LOCAL}:{port}"):
            assert served.poll() is None
            assert time.monotonic() < until
            time.sleep(LOOK_SECONDS)
        yield f"http://{LOCAL}:{port}"
    finally:
        served.terminate()
        served.wait(STOP_SECONDS)


def opened(visit: Visit, parts: str, language: Language) -> None:
    """The page of parts, once its last one is drawn."""
    visit.page.goto(f"{parts}/?lang={language}")
    visit.page.get_by_test_id("stDataFrame").locator("canvas").first.wait_for()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_file_that_is_too_large_is_refused_in_sight_with_the_reason_and_what_to_do(
    visit: Visit, parts: str, tmp_path: Path, language: Language
) -> None:
    opened(visit, parts, language)
    large = tmp_path / "large.csv"
    large.write_bytes(b"1;2\n" * (MOST_BYTES // 4 + 1))
    visit.page.locator("input[type=file]").set_input_files(large)
    said = visit.page.get_by_test_id("stFileUploader").get_by_text(
        say("framework.file_too_large", language, most=MOST_BYTES_SHOWN)
    )
    said.wait_for()
    box = said.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) > 20
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_file_of_another_kind_is_refused_in_the_language_of_the_page(
    visit: Visit, parts: str, tmp_path: Path
) -> None:
    opened(visit, parts, "nl")
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG")
    visit.page.locator("input[type=file]").set_input_files(picture)
    visit.page.get_by_text(say("framework.file_kind", "nl")).wait_for()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_file_that_could_not_be_made_says_so_and_the_page_stays(
    visit: Visit, parts: str, language: Language
) -> None:
    opened(visit, parts, language)
    visit.page.get_by_test_id("stDownloadButton").locator("button").click()
    alert = visit.page.get_by_role("alert").filter(has_text=say("framework.file_not_made", language))
    cause, _, end = say("file_fault.unknown", language, reference="|").partition("|")
    alert.get_by_text(re.compile(rf"{re.escape(cause)}[0-9a-f]{{6}}{re.escape(end)}")).wait_for()
    assert visit.page.get_by_text("Traceback").count() == 0
    assert visit.page.locator("input[type=file]").count() == 1


def test_no_part_of_the_framework_is_left_in_english_on_a_dutch_page(visit: Visit, parts: str) -> None:
    opened(visit, parts, "nl")
    page = visit.page
    page.locator("input[type=text]").first.fill("week 49")
    page.get_by_text(say("framework.enter", "nl")).wait_for()
    page.get_by_role("combobox").fill("zzz")
    page.get_by_text(say("framework.no_results", "nl")).wait_for()
    page.keyboard.press("Escape")
    page.get_by_test_id("stDataFrame").first.hover()
    page.get_by_role("button", name=say("framework.add_row", "nl")).wait_for()
    english = {text for text in THEIRS.values() if "{" not in text}
    assert english & set(page.evaluate(NAMES)) == set()
    shown = page.locator("body").inner_text().splitlines()
    assert english & {line.strip() for line in shown} == set()


def test_an_explanation_is_named_after_what_it_explains(visit: Visit, parts: str) -> None:
    opened(visit, parts, "nl")
    name = say("framework.explain", "nl", name=say("setting.inflow", "nl"))
    visit.page.get_by_role("button", name=name, exact=True).wait_for()
    visit.page.get_by_role("button", name="English").click()
    name = say("framework.explain", "en", name=say("setting.inflow", "en"))
    visit.page.get_by_role("button", name=name, exact=True).wait_for()


def test_a_click_on_a_heading_sorts_days_by_the_calendar(visit: Visit, parts: str) -> None:
    opened(visit, parts, "nl")
    table = visit.page.get_by_test_id("stDataFrame").last
    table.locator("canvas").first.wait_for()
    box = table.bounding_box()
    assert box is not None
    visit.page.mouse.click(box["x"] + 30, box["y"] + 15)
    cells = table.locator("canvas td")
    expect(cells).to_have_text(["2026-11-23", "2026-12-11", "2027-01-04"])


def test_the_framework_follows_the_page_into_its_other_language(visit: Visit, parts: str) -> None:
    opened(visit, parts, "nl")
    page = visit.page
    page.get_by_text(say("framework.upload", "nl"), exact=True).wait_for()
    page.get_by_role("button", name="English").click()
    page.get_by_text(say("framework.upload", "en"), exact=True).wait_for()
    page.get_by_role("button", name=say("framework.add_row", "en")).wait_for()
