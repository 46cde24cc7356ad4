"""How long a visitor waits: first useful paint of each page cold and warm, a slider's changed answer, and a
saved scenario that is opened, its plan never made before and made.

    python -m tests.benchmarks.first_paint [--home DIR]

Starts the app on a home (a fresh one by default, which first makes a snapshot), drives it in Chromium and
prints a table in seconds. Useful is when the answer sentence of the page stands; whole is its last word.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from capacity.scenario import scenario_from
from capacity.service import open_workspace
from capacity.service.inputs import load_inputs
from capacity.ui.main import PAGES
from tests.browser.conftest import LAST_WORDS, running

PATIENCE_MS = 120_000
SLIDER_BAR, SAVED_BAR = 1, 1
STOPS, MORE_ARRIVALS = 2, 10
SAVED = {"name": "benchmark", "inflow": 7, "decisions": 480, "housing": 5}
ANSWERED = "document.querySelector('h1')?.closest('[data-stale]')?.dataset.stale === 'false'"
"""The sentence on top is of the last run, not left over from the one before."""


def timed(page: Page, url: str) -> tuple[float, float]:
    """Seconds until the answer sentence stands, and until the page is whole."""
    begin = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator("h1").wait_for()
    useful = time.perf_counter() - begin
    page.get_by_text(LAST_WORDS).wait_for()
    return useful, time.perf_counter() - begin


def slider(page: Page, address: str) -> float:
    """Seconds from the last key on the first slider until the changed answer stands."""
    page.goto(f"{address}/?lang=nl")
    page.get_by_text(LAST_WORDS).wait_for()
    handle = page.get_by_role("slider").first
    handle.focus()
    for _ in range(STOPS):
        handle.press("ArrowRight")
    begin = time.perf_counter()
    page.wait_for_url(re.compile(rf"inflow={MORE_ARRIVALS}(?!\d)"))
    page.wait_for_function(ANSWERED)
    return time.perf_counter() - begin


def saved(page: Page, home: Path, address: str) -> tuple[float, float]:
    """Seconds until the answer of a saved scenario stands, first and when it is opened again."""
    given = load_inputs()
    named = {**SAVED, "name": f"{SAVED['name']} {time.time_ns()}"}
    scenario = scenario_from(named, given.settings, given.parameters, given.regions)
    kept = open_workspace(home).save_scenario(scenario, "a benchmark", "how long it takes to open")
    url = f"{address}/?lang=nl&scenario={kept.id}"
    return timed(page, url)[0], timed(page, url)[0]


def measure(home: Path) -> None:
    """Prints one row per page, then the slider."""
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with running(home) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        print(f"{'page':<12}{'cold useful':>12}{'cold whole':>12}{'warm useful':>12}{'warm whole':>12}")
        for name in PAGES:
            url = f"{address}/{'' if name == PAGES[0] else name}?lang=nl"
            context = browser.new_context()
            context.set_default_timeout(PATIENCE_MS)
            page = context.new_page()
            figures = [*timed(page, url), *timed(page, url)]
            print(f"{name:<12}" + "".join(f"{figure:>12.2f}" for figure in figures), flush=True)
            context.close()
        page = browser.new_page()
        page.set_default_timeout(PATIENCE_MS)
        print(f"slider to changed answer {slider(page, address):.2f} (bar {SLIDER_BAR})")
        first, again = saved(page, home, address)
        print(f"saved scenario opened: first {first:.2f}, again {again:.2f} (bar {SAVED_BAR})")
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--home", type=Path)
    chosen = parser.parse_args().home
    if chosen:
        measure(chosen)
    else:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder))
