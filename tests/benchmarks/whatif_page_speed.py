"""How long the page of questions takes: a slider's changed answer, a saved scenario, four plans compared.

    python -m tests.benchmarks.whatif_page_speed [--home DIR] [--moves 20]

Starts the app on a home (a fresh one by default, which first makes a snapshot), drives it in Chromium and
prints median and 95th percentile in seconds. Answered is when the sentence on top is of the new settings.
Each move of a slider asks for a plan that was not made before. Each comparison and saved scenario is opened
in a tab of its own by a browser that has been here before, or by a new one where that is said.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from capacity.scenario import scenario_from
from capacity.service import open_workspace
from capacity.service.inputs import load_inputs
from tests.benchmarks.first_paint import ANSWERED, PATIENCE_MS
from tests.browser.conftest import AT_REST, LAST_WORDS, running

SLIDER_BAR, SAVED_BAR, COMPARE_BAR, NEW_TAB_BAR, NEW_BROWSER_BAR = 1, 1, 2, 1, 3
TIMES = 5
UNFOLDED_BY = 1
"""Percent more arrivals: the group of a setting that is changed is unfolded, so that its slider is there."""
COMPARED = (
    {"name": "arrivals", "inflow": 8},
    {"name": "homes", "housing": 10},
    {"name": "later", "delay": 8},
)


def told(what: str, seconds: Sequence[float], bar: float) -> None:
    """Prints a row."""
    middle, late = np.median(seconds), np.quantile(seconds, 0.95)
    print(f"{what:<34}{len(seconds):>5}{middle:>10.2f}{late:>10.2f}{bar:>8}", flush=True)


def moved(page: Page, address: str, moves: int) -> list[float]:
    """Seconds from a key on the slider of arrivals until the changed answer stands, from a page at rest."""
    page.goto(f"{address}/whatif?lang=nl&inflow={UNFOLDED_BY}")
    page.get_by_text(LAST_WORDS).wait_for()
    handle = page.locator(".st-key-setting_inflow").get_by_role("slider")
    found = []
    for _ in range(moves):
        before = page.url
        handle.focus()
        begin = time.perf_counter()
        handle.press("ArrowRight")
        page.wait_for_url(
            lambda url, before=before: url != before and re.search(r"inflow=-?\d", url) is not None
        )
        page.wait_for_function(ANSWERED)
        found.append(time.perf_counter() - begin)
        page.wait_for_function(AT_REST)
    return found


def opened(context: BrowserContext, url: str) -> float:
    """Seconds until the answer of a page stands in a new tab."""
    page = context.new_page()
    begin = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator("h1").wait_for()
    seconds = time.perf_counter() - begin
    page.close()
    return seconds


def opened_here(page: Page, address: str) -> float:
    """Seconds from the choice of the first saved scenario in the list until its answer stands."""
    page.goto(f"{address}/whatif?lang=nl")
    page.get_by_text(LAST_WORDS).wait_for()
    page.locator(".st-key-scenario_menu button").first.click()
    page.locator(".st-key-open_scenario button").click()
    page.get_by_role("dialog").get_by_role("combobox").click()
    page.get_by_role("option").first.click()
    choice = page.locator(".st-key-open_this button")
    choice.wait_for()
    begin = time.perf_counter()
    choice.click()
    page.wait_for_url(re.compile("scenario="))
    page.wait_for_function(ANSWERED)
    return time.perf_counter() - begin


def visitor(browser: Browser) -> BrowserContext:
    """Somebody who was never here."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    return context


def saved(home: Path) -> list[str]:
    """Ids of the scenarios that are compared, saved on this home once."""
    given, workspace = load_inputs(), open_workspace(home)
    known = {one.name: one.id for one in workspace.scenarios()}
    made = [scenario_from(one, given.settings, given.parameters, given.regions) for one in COMPARED]
    return [
        known.get(one.name) or workspace.save_scenario(one, "benchmark", "how long it takes").id
        for one in made
    ]


def measure(home: Path, moves: int) -> None:
    """Prints a row for each of them."""
    kept = saved(home)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with running(home) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(PATIENCE_MS)
        print(f"{'seconds':<34}{'n':>5}{'median':>10}{'p95':>10}{'bar':>8}")
        told("slider to answer, new plan", moved(page, address, moves), SLIDER_BAR)
        four = f"{address}/whatif?lang=nl&compare={','.join(kept)}"
        known = visitor(browser)
        opened(known, f"{address}/whatif?lang=nl")
        told("four plans compared, first time", [opened(known, four)], COMPARE_BAR)
        told("four plans compared, made before", [opened(known, four) for _ in range(TIMES)], COMPARE_BAR)
        one = f"{address}/whatif?lang=nl&scenario={kept[0]}"
        here = [opened_here(page, address) for _ in range(TIMES)]
        told("saved scenario, chosen in the app", here, SAVED_BAR)
        told("saved scenario, a new tab", [opened(known, one) for _ in range(TIMES)], NEW_TAB_BAR)
        new = [opened(visitor(browser), one) for _ in range(TIMES)]
        told("saved scenario, a new browser", new, NEW_BROWSER_BAR)
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--moves", type=int, default=20)
    chosen = parser.parse_args()
    if chosen.home:
        measure(chosen.home, chosen.moves)
    else:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), chosen.moves)
