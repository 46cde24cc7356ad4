"""What holds on every page: seen here in Dutch, light and wide, beside this in English, dark and narrow.

Each page is visited once in each of both. What opens within a page, a tab or a comparison, is visited in one
of them, by turns; there the visitor changes to the other language by its link, so that it is seen in both.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pypdf
import pytest
import streamlit
from playwright.sync_api import Browser, Locator, Page
from playwright.sync_api import TimeoutError as TooLate

from capacity.texts import Language, say
from capacity.ui.main import PAGES
from capacity.ui.view_choices import DATA_TABS, METHOD_TABS
from capacity.ui.visit.session import VIEWS
from tests.browser.conftest import WAIT_MILLISECONDS, Visit

WIDE, NARROW = 1280, 390
MANNERS: tuple[tuple[Language, str, int], ...] = (("nl", "light", WIDE), ("en", "dark", NARROW))
INNER = (
    *(f"data?tab={tab}" for tab in DATA_TABS[1:]),
    *(f"method?tab={tab}" for tab in METHOD_TABS[1:]),
    "whatif?inflow=5&compare=now",
)
"""What opens within a page: its other tabs, and a comparison."""
STOPS_AT_MOST = 250
TRIES = 3
"""Tables are drawn anew when the page takes its shape: after so many tries one that is missed is a fault."""
TITLED = "help"
"""The page whose heading is the title of a chapter; every other one says its answer in a sentence."""
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FAULTS = f"""() => axe.run({{runOnly: {RULES}, resultTypes: ["violations"]}}).then(found =>
  found.violations.flatMap(fault =>
    fault.nodes.map(node => [fault.id, String(node.target), node.html.slice(0, 160)])))"""
"""Every rule is tried on every part of the page; which parts keep it is not listed: that takes long."""
FRAMEWORK_VERSION = "1.67"
FRAMEWORK_FAULTS = {
    "presentation-role-conflict": 'data-testid="stFileUploaderDropzone"',
}
"""Faults of Streamlit's own parts that we cannot mend: the rule of axe, and what the broken part holds."""

MARK = """() => {
  const seen = node => node.checkVisibility({visibilityProperty: true}) && node.getClientRects().length > 0;
  const control = "a[href], button, input, select, textarea, summary, [role=slider], canvas[tabindex]";
  return [...document.querySelectorAll(control)]
    .filter(node => seen(node) && !node.disabled && node.tabIndex >= 0)
    .map((node, place) => {
      const group = node.closest("[role=radiogroup], [role=tablist]");
      const name = node.getAttribute("aria-label") || node.innerText || node.tagName;
      node.dataset.stop = place;
      return {place: String(place), name: name.slice(0, 60), group: group ? group.innerText : ""};
    });
}"""
FOCUSED = """() => {
  const node = document.activeElement, style = getComputedStyle(node);
  const shadow = [node, node.parentElement, node.parentElement?.parentElement, node.nextElementSibling]
    .filter(Boolean).some(near => getComputedStyle(near).boxShadow !== "none"
      || getComputedStyle(near).outlineStyle !== "none");
  const grid = node.closest("canvas");
  return {place: (grid ?? node).dataset.stop ?? null, body: node === document.body,
          grid: Boolean(grid), name: node.getAttribute("aria-label") || node.innerText,
          visible: style.outlineStyle !== "none" || shadow};
}"""
"""Where the focus is; a table hands it on to the cell within it, at once or a moment later."""
GONE = "places => places.some(place => !document.querySelector(`[data-stop='${place}']`))"
"""Whether one of the marked places is no longer on the page: it was drawn anew without its mark."""
IS_OPEN = "summary => summary.closest('details').open"
ONE_CLICK_MILLISECONDS = 2000
"""How long a click on Cancel is given before it is made again."""
LOOKS, LOOK_MILLISECONDS = 50, 100
"""How often it is looked whether a part that was clicked has opened, and how long between two looks."""
UNFOLDED = """[...document.querySelectorAll("[class*='st-key-fold_']")]
    .every(part => part.querySelector("[data-testid='stDownloadButton']"))"""
"""Every part below a chart has been drawn: that begins once it is unfolded."""
PARTS = """() => [...document.querySelectorAll("[class*='st-key-fold_']")]
  .filter(part => !part.querySelector("[data-testid='stDownloadButton']"))
  .map(part => [part.className.match(/st-key-fold_\\w+/)[0], part.querySelector("details").open])"""
"""The parts below charts that are not drawn, and whether they are unfolded."""
DRAWN = """() => {
  const all = [["stVegaLiteChart", ".marks"], ["stDataFrame", "canvas[tabindex]"]];
  const drawn = all.every(([id, part]) => [...document.querySelectorAll(`[data-testid=${id}]`)]
    .filter(one => one.checkVisibility()).every(one => one.querySelector(part)));
  const now = performance.now(), grids = [...document.querySelectorAll("canvas[tabindex]")];
  const same = window.gridsSeen?.length === grids.length && grids.every((grid, n) => grid === gridsSeen[n]);
  if (!drawn || !same) [window.gridsSeen, window.gridsSince] = [grids, now];
  return drawn && now - window.gridsSince > 400;
}"""
"""Whether every chart and table in sight is drawn and stays; the buttons above are there before it."""
WITHOUT_THE_CURVE = """() => {
  document.querySelector(".st-key-shares_cancel button")?.click();
  return !document.querySelector("[data-testid=stProgress]");
}"""
"""The curve that comes by itself is given up, so that nothing comes while the page is looked at."""
CHARTS = """() => [...document.querySelectorAll("[data-testid=stVegaLiteChart]")]
  .filter(chart => chart.checkVisibility()).map(chart => {
  const named = chart.querySelector("[role=img][aria-label], [role=graphics-document][aria-label]")
    || chart.closest("[aria-label]");
  return named ? named.getAttribute("aria-label") : "";
})"""


Fault = tuple[str, str, str]


def of_the_framework(fault: Fault) -> bool:
    """Whether a fault is one of those listed."""
    rule, _, html = fault
    return rule in FRAMEWORK_FAULTS and FRAMEWORK_FAULTS[rule] in html


@dataclass
class Seen:
    """What a visitor found on a page."""

    heading: str
    headings: int
    language: str
    width: int
    faults: list[Fault]
    charts: list[str]
    screen: int
    never_reached: list[str]
    without_focus: list[str]
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)


def paths(manner: int) -> list[str]:
    """The address of every page, of every view of the plan, and of what opens within a page.

    Args:
        manner: place in MANNERS; what opens within a page is visited in one of them, by turns.
    """
    plain = [name for name in PAGES if name not in ("situation", "plan")]
    return ["", *plain, *(f"plan?view={view}" for view in VIEWS), *INNER[manner :: len(MANNERS)]]


def own_faults(page: Page) -> list[Fault]:
    """Faults of accessibility of what is on the screen now, without those of the framework."""
    page.evaluate(AXE)
    found = [tuple(fault) for fault in page.evaluate(FAULTS)]
    return [fault for fault in found if not of_the_framework(fault)]


def by_keyboard(page: Page, tries: int = TRIES) -> tuple[list[str], list[str]]:
    """Presses Tab from the top of the page to its end: what was never reached, what showed no focus.

    Args:
        tries: how often it begins when what was missed had been drawn anew meanwhile.
    """
    stops: list[dict[str, Any]] = page.evaluate(MARK)
    page.evaluate("() => { document.body.tabIndex = -1; document.body.focus(); }")
    reached: list[str] = []
    hidden: list[str] = []
    for _ in range(STOPS_AT_MOST):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        if now["body"] or (len(reached) > 1 and now["place"] == reached[0]):
            break
        reached.append(now["place"])
        if not now["visible"] and not now["grid"]:
            hidden.append(now["name"])
    groups = {stop["group"] for stop in stops if stop["place"] in reached}
    missed = [stop for stop in stops if stop["place"] not in reached]
    if tries > 1 and page.evaluate(GONE, [stop["place"] for stop in missed]):
        page.wait_for_function(DRAWN)
        return by_keyboard(page, tries - 1)
    return [stop["name"] for stop in missed if not stop["group"] or stop["group"] not in groups], hidden


def turn(summary: Locator) -> None:
    """Opens a part that folds, or closes an open one; a click that it did not take is made again."""
    was = summary.evaluate(IS_OPEN)
    for _ in range(TRIES):
        summary.click()
        for _ in range(LOOKS):
            if summary.evaluate(IS_OPEN) != was:
                return
            summary.page.wait_for_timeout(LOOK_MILLISECONDS)
    raise AssertionError(f"neither opens nor closes: {summary.inner_text()}")


def seen(visit: Visit, url: str, keyboard: bool) -> Seen:
    """Opens a page with all its parts and looks at it once."""
    visit.open(url)
    page = visit.page
    page.wait_for_function(WITHOUT_THE_CURVE, polling=ONE_CLICK_MILLISECONDS)
    visit.settled()
    drawn = page if keyboard else page.get_by_test_id("stMain")
    for summary in drawn.locator("[data-testid='stExpander'] summary").all():
        turn(summary)
    try:
        page.wait_for_function(UNFOLDED)
    except TooLate:
        pytest.fail(f"not drawn on {url}: {page.evaluate(PARTS)}")
    heading = visit.settled()
    page.wait_for_function(DRAWN)
    return looked_at(visit, heading, keyboard)


def in_the_other_language(visit: Visit, language: Language) -> Seen:
    """The same part of the same page once more, after the link to the other language."""
    page = visit.page
    page.get_by_role("link", name=say("app.language_switch", language), exact=True).click()
    page.wait_for_function(f"document.documentElement.lang !== '{language}'")
    heading = visit.settled()
    page.wait_for_function(DRAWN)
    return looked_at(visit, heading, keyboard=False)


def looked_at(visit: Visit, heading: str, keyboard: bool) -> Seen:
    """What is on the screen now."""
    page = visit.page
    page.evaluate(AXE)
    never, hidden = by_keyboard(page) if keyboard else ([], [])
    return Seen(
        heading=heading,
        headings=page.locator("h1").count(),
        language=page.evaluate("document.documentElement.lang"),
        width=page.evaluate("document.documentElement.scrollWidth"),
        faults=[tuple(fault) for fault in page.evaluate(FAULTS)],
        charts=page.evaluate(CHARTS),
        screen=page.evaluate("window.innerWidth"),
        never_reached=never,
        without_focus=hidden,
        errors=list(visit.errors),
        hosts={urlsplit(asked).netloc for asked in visit.hosts},
    )


@pytest.fixture(scope="module")
def manner() -> int:
    """How the pages of this file are seen: place in MANNERS."""
    return 0


@pytest.fixture(scope="module")
def pages(manner: int, chromium: Browser, address: str) -> dict[tuple[str, str], Seen]:
    """Every page once in the manner of the file, and what opens within it also in the other language."""
    language, theme, width = MANNERS[manner]
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if theme == "dark" else "light"
    )
    context.set_default_timeout(WAIT_MILLISECONDS)
    found = {}
    for path in paths(manner):
        page = context.new_page()
        visit = Visit(page)
        visit.listen()
        sign = "&" if "?" in path else "?"
        found[language, path] = seen(visit, f"{address}/{path}{sign}lang={language}", keyboard=width == WIDE)
        if path in INNER:
            found[MANNERS[1 - manner][0], path] = in_the_other_language(visit, language)
        page.close()
    context.close()
    return found


def test_no_page_has_a_fault_of_accessibility_of_its_own(pages: dict[tuple[str, str], Seen]) -> None:
    own = [
        (*where, *fault)
        for where, page in pages.items()
        for fault in page.faults
        if not of_the_framework(fault)
    ]
    assert own == []


def test_the_faults_of_the_framework_are_those_listed(visit: Visit, address: str) -> None:
    assert streamlit.__version__.startswith(f"{FRAMEWORK_VERSION}."), (
        "look again which faults this version has, and write its number here"
    )
    visit.open(f"{address}/data?lang=nl")
    visit.page.get_by_text(say("data_tab.load", "nl"), exact=True).click()
    visit.page.locator("[role=spinbutton]").first.wait_for()
    visit.settled()
    visit.page.evaluate(AXE)
    faults = [tuple(fault) for fault in visit.page.evaluate(FAULTS)]
    visit.open(f"{address}/plan?lang=nl&view=return")
    visit.page.get_by_test_id("stFileUploaderDropzone").wait_for()
    visit.page.evaluate(AXE)
    faults += [tuple(fault) for fault in visit.page.evaluate(FAULTS)]
    assert [fault for fault in faults if not of_the_framework(fault)] == []
    found = {fault[0] for fault in faults}
    assert found == FRAMEWORK_FAULTS.keys(), "take what is mended off the list"


def test_every_page_says_one_thing_first_and_each_page_another(
    pages: dict[tuple[str, str], Seen], manner: int
) -> None:
    assert {where: page.headings for where, page in pages.items() if page.headings != 1} == {}
    said = {page.heading for (spoken, _), page in pages.items() if spoken == MANNERS[manner][0]}
    assert len(said) >= len(PAGES)
    answers = {where: page.heading for where, page in pages.items() if where[1] != TITLED}
    assert {where: heading for where, heading in answers.items() if not heading.endswith(".")} == {}


def test_the_document_says_its_language(pages: dict[tuple[str, str], Seen]) -> None:
    assert [where for where, page in pages.items() if page.language != where[0]] == []


def test_the_keyboard_reaches_everything_and_shows_where_it_is(pages: dict[tuple[str, str], Seen]) -> None:
    assert {where: page.never_reached for where, page in pages.items() if page.never_reached} == {}
    assert {where: page.without_focus for where, page in pages.items() if page.without_focus} == {}


def test_every_chart_has_a_text_equivalent(pages: dict[tuple[str, str], Seen]) -> None:
    assert sum(len(page.charts) for page in pages.values()) > len(PAGES)
    assert {where: page.charts for where, page in pages.items() if not all(page.charts)} == {}


def test_no_page_asks_another_host_or_makes_an_error(
    pages: dict[tuple[str, str], Seen], address: str
) -> None:
    assert {host for page in pages.values() for host in page.hosts} == {urlsplit(address).netloc}
    assert {where: page.errors for where, page in pages.items() if page.errors} == {}


def test_no_page_is_wider_than_its_screen(pages: dict[tuple[str, str], Seen]) -> None:
    assert {where: page.width for where, page in pages.items() if page.width > page.screen} == {}


def test_a_printed_page_is_white_with_its_answer_and_without_what_only_a_screen_can_use(
    visit: Visit, address: str
) -> None:
    visit.page.emulate_media(color_scheme="dark")
    heading = visit.open(f"{address}/plan?lang=en&view=duties")
    visit.page.get_by_test_id("stDataFrame").first.wait_for(state="attached")
    visit.page.emulate_media(media="print", color_scheme="dark")
    look = visit.page.evaluate(
        """() => {
          const h1 = getComputedStyle(document.querySelector("h1"));
          const chart = getComputedStyle(document.querySelector("[data-testid=stDataFrame]"));
          return [h1.color, h1.backgroundColor, chart.filter];
        }"""
    )
    assert look == ["rgb(22, 32, 43)", "rgb(255, 255, 255)", "invert(1) grayscale(1) brightness(1.2)"]
    for gone in ("stSidebar", "stHeader", "stDownloadButton"):
        assert not visit.page.get_by_test_id(gone).first.is_visible()
    paper = pypdf.PdfReader(io.BytesIO(visit.page.pdf(format="A4")))
    assert " ".join(heading.split()) in " ".join(paper.pages[0].extract_text().split())
