"""How long the page of questions takes: a slider's changed answer, a saved scenario, four plans compared.

    python -m tests.benchmarks.whatif_page_speed [--home DIR] [--moves 10] [--limit 600]

Starts the app, drives it in Chromium and prints median and worst in seconds. The home is made where there is
none, which takes a minute; one that is given is used again. Answered is when the sentence on top is of the
new settings, shown when the chart is too. Each move of the slider of arrivals, beside another setting that is
changed, goes one stop on; the next comes after a pause to read, whether or not the page has said by then
what binds. The moves are made twice: in an app that makes no likely plans ahead, so that each waits for a
plan never made before, and in an app as it is shipped, which makes the next steps of a slider while the
visitor reads. The first comes once the app had half a minute to make what plans start from. The
processor time of pages, plans and browser tells on a busy machine too what a move costs. Each comparison and
saved scenario is opened in a tab of its own by a browser that has been here before, by a new one where that
is said, or chosen in the list of a page that stands. When the limit of seconds is over, what is not
measured is left out.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from capacity.scenario import scenario_from
from capacity.service import open_workspace, refresh, snapshot_in_use
from capacity.service.inputs import load_inputs
from capacity.service.solving.kept_plans import FOLDER
from tests.benchmarks.first_paint import ANSWERED
from tests.browser.conftest import running

SLIDER_BAR, SAVED_BAR, COMPARE_BAR, NEW_TAB_BAR, NEW_BROWSER_BAR = 1, 1, 2, 1, 3
PATIENCE_MS = 60_000
TIMES = 5
READING_MS, AT_REST_MS = 3_000, 30_000
FIRST, FAR = "inflow=1&grant=41", 25
"""Of the first page, where the group of the slider is unfolded since it is changed; and from how many percent
more arrivals on a move counts as a far one."""
COMPARED = (
    {"name": "arrivals", "inflow": 8},
    {"name": "homes", "housing": 10},
    {"name": "later", "delay": 8},
)
WATCH = """() => {
  window.chartDrawn = 0;
  window.chartWatch?.disconnect();
  window.chartWatch = new MutationObserver(moved => {
    const drawn = one => one.target.parentElement?.closest?.("[data-testid='stVegaLiteChart']");
    if (moved.some(drawn)) window.chartDrawn = performance.now();
  });
  window.chartWatch.observe(document.body, {subtree: true, childList: true, attributes: true});
}"""
SHOWN = """() => window.chartDrawn > 0 &&
  document.querySelector('.st-key-chart_whatif')?.closest('[data-stale]')?.dataset.stale !== 'true'"""
APPS = {"on": "an app as it is shipped", "starts": "an app that makes no likely plans ahead"}
PROCESSES = {"pages": "capacity.ui.start", "plans": "process_worker", "browser": "chromium"}


@dataclass(frozen=True)
class Move:
    """One move of a slider: percent of arrivals chosen, seconds until answered and until shown."""

    percent: float
    answered: float
    shown: float


def told(what: str, seconds: Sequence[float], bar: float) -> None:
    """Prints a row."""
    if seconds:
        row = f"{what:<38}{len(seconds):>5}{np.median(seconds):>10.2f}{max(seconds):>10.2f}{bar:>8}"
        print(f"{row}{os.getloadavg()[0]:>8.1f}", flush=True)


def moved(page: Page, address: str, moves: int, until: float) -> Iterator[Move]:
    """Moves the slider of arrivals by key, one stop after the other."""
    page.goto(f"{address}/whatif?lang=nl&{FIRST}")
    page.locator("h1").wait_for()
    handle = page.locator(".st-key-setting_inflow").get_by_role("slider")
    for _ in range(moves):
        page.wait_for_timeout(READING_MS)
        if time.monotonic() > until:
            return
        before = page.url
        handle.focus()
        page.evaluate(WATCH)
        begin = time.perf_counter()
        handle.press("ArrowRight")
        page.wait_for_url(
            lambda url, before=before: url != before and re.search(r"inflow=-?\d", url) is not None
        )
        page.wait_for_function(ANSWERED)
        answered = time.perf_counter() - begin
        page.wait_for_function(SHOWN)
        shown = time.perf_counter() - begin
        yield Move(float(re.findall(r"inflow=(-?[\d.]+)", page.url)[-1]), answered, shown)


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
    page.locator("h1").wait_for()
    page.wait_for_timeout(READING_MS)
    page.locator("[class*='st-key-scenario_menu'] button").first.click()
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


def compared_here(page: Page, address: str, kept: Sequence[str]) -> float:
    """Seconds from the choice of the last scenario in the list until all plans stand compared."""
    page.goto(f"{address}/whatif?lang=nl&compare={','.join(kept[:-1])}")
    page.locator("h1").wait_for()
    page.wait_for_timeout(READING_MS)
    page.locator(".st-key-compare_which").get_by_role("combobox").click()
    choice = page.get_by_role("option", name=str(COMPARED[-1]["name"]), exact=True)
    choice.wait_for()
    begin = time.perf_counter()
    choice.click()
    page.wait_for_url(re.compile(f"compare=.*{kept[-1]}"))
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


def processor_seconds() -> Counter[str]:
    """User and system time of the processes that this one started, they too, and that still run."""
    found: dict[int, tuple[int, str, float]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (folder / "cmdline").read_text().replace("\0", " ")
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            found[int(folder.name)] = (int(fields[1]), command, seconds)

    def mine(process: int) -> bool:
        while process in found:
            process = found[process][0]
            if process == os.getpid():
                return True
        return False

    spent: Counter[str] = Counter()
    for process, (_, command, seconds) in found.items():
        name = next((name for name, part in PROCESSES.items() if part in command), None)
        if name is not None and mine(process):
            spent[name] += seconds
    return spent


def tell_moves(page: Page, address: str, moves: int, until: float) -> None:
    """Prints how long the moves of the slider took, near ones and far ones, and what they cost."""
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/whatif?lang=nl")
    page.locator("h1").wait_for()
    page.wait_for_timeout(AT_REST_MS)
    before = processor_seconds()
    found = list(moved(page, address, moves, until))
    near = [one for one in found if one.percent <= FAR]
    far = [one for one in found if one.percent > FAR]
    for words, some in (("", found), (f", to {FAR} % more", near), (", further", far)):
        told(f"slider, answered{words}", [one.answered for one in some], SLIDER_BAR)
        told(f"slider, chart shown{words}", [one.shown for one in some], SLIDER_BAR)
    spent = processor_seconds() - before
    costs = ", ".join(f"{what} {seconds / max(1, len(found)):.2f}" for what, seconds in spent.items())
    print(f"processor seconds per move and reading: {costs}", flush=True)


def tell_openings(browser: Browser, page: Page, address: str, kept: Sequence[str], until: float) -> None:
    """Prints how long comparisons and saved scenarios take to open."""

    def several(seconds: Callable[[], float], times: int = TIMES) -> list[float]:
        return [seconds() for _ in range(times) if time.monotonic() < until]

    four, one = (f"{address}/whatif?lang=nl&{part}" for part in (f"compare={','.join(kept)}", ""))
    one += f"scenario={kept[0]}"
    known = visitor(browser)
    told("page of questions, first tab", several(lambda: opened(known, f"{address}/whatif"), 1), 3)
    told("four plans compared, first time", several(lambda: opened(known, four), 1), COMPARE_BAR)
    told("four plans compared, again", several(lambda: opened(known, four)), COMPARE_BAR)
    told("four plans compared, in the app", several(lambda: compared_here(page, address, kept)), COMPARE_BAR)
    here = several(lambda: opened_here(page, address))
    told("saved scenario, chosen in the app", here, SAVED_BAR)
    told("saved scenario, a new tab", several(lambda: opened(known, one)), NEW_TAB_BAR)
    new = several(lambda: opened(visitor(browser), one))
    told("saved scenario, a new browser", new, NEW_BROWSER_BAR)


def measure(home: Path, moves: int, seconds: float) -> None:
    """Prints a row for each of them."""
    kept = saved(home)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    print(f"{'seconds':<38}{'n':>5}{'median':>10}{'worst':>10}{'bar':>8}{'load':>8}", flush=True)
    for ahead, words in APPS.items():
        print(words, flush=True)
        until = time.monotonic() + seconds / len(APPS)
        if ahead != "on":
            shutil.rmtree(home / FOLDER, ignore_errors=True)  # plans that an app made before are there again
        with running(home, CAPACITY_PLANS_AHEAD=ahead) as address, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
            page = browser.new_page()
            tell_moves(page, address, moves, until)
            tell_openings(browser, page, address, kept, until)
            browser.close()


@contextmanager
def home_with_snapshot(chosen: Path | None) -> Iterator[Path]:
    """The home chosen, or one for this time alone; with a snapshot, which is made where there is none."""
    with tempfile.TemporaryDirectory() as folder:
        home = chosen or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        if snapshot_in_use(home) is None:
            print(f"making the snapshot of {home}, which takes a minute", flush=True)
            refresh(offline=True, home=home)
        yield home


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--moves", type=int, default=10)
    parser.add_argument("--limit", type=float, default=600.0)
    arguments = parser.parse_args()
    with home_with_snapshot(arguments.home) as ready:
        measure(ready, arguments.moves, arguments.limit)
