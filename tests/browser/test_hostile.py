"""Addresses and files are hostile until they are validated: nothing runs, and the page says what is wrong."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from capacity.domain.problems import MOST_BYTES_SHOWN
from capacity.texts import say
from tests.browser.conftest import Visit

SCRIPT = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>"
TOO_LARGE = 11 * 1024 * 1024


def never_ran(visit: Visit) -> bool:
    """Whether no script of an address or a file was run, and no part of it became an element."""
    found = visit.page.evaluate(
        "[window.hacked === undefined, document.querySelector('img[src=x]') === null]"
    )
    return all(found)


def test_wild_values_in_an_address_fall_back_each_with_a_notice(visit: Visit, address: str) -> None:
    wild = {"inflow": "1e999", "housing": SCRIPT, "stay": "NaN", "shock_start": "2026-99-99"}
    parts = "&".join(f"{name}={quote(value)}" for name, value in wild.items())
    heading = visit.open(f"{address}/?lang=nl&view={quote(SCRIPT)}&region=%00&unknown=1&{parts}")
    assert heading.endswith(".")
    for name in wild:
        visit.page.get_by_text(re.compile(f"^{name}=.* kan niet;")).wait_for()
    visit.page.get_by_text(say("app.unknown_part", "nl", list="unknown")).wait_for()
    assert never_ran(visit)
    assert visit.errors == []


def test_a_name_and_a_language_from_an_address_are_text_and_no_link(visit: Visit, address: str) -> None:
    visit.open(f"{address}/?lang={quote(SCRIPT)}&inflow=-5&name={quote('[a](javascript:alert(1)) *b*')}")
    assert visit.page.evaluate("document.documentElement.lang") == "nl"
    assert visit.page.locator("a[href^='javascript']").count() == 0
    assert never_ran(visit)
    assert visit.errors == []


def test_an_image_in_an_address_is_text_and_asks_no_other_host(visit: Visit, address: str) -> None:
    image, link = "![x](http://evil.example/p.png)", "[y](http://evil.example/q)"
    written = quote(f"{image}{link}")
    for place in (f"?inflow={written}", f"whatif?inflow=-5&name={written}&compare=now"):
        visit.open(f"{address}/{place}&lang=nl")
        visit.page.get_by_text(image).first.wait_for()
        assert visit.page.locator("img[src*='evil.example']").count() == 0
        assert visit.page.get_by_role("link", name="y", exact=True).count() == 0
    assert [asked for asked in visit.hosts if not asked.startswith(address)] == []


def upload(visit: Visit, address: str, path: Path) -> None:
    """Brings a file as the targets of the spreading law."""
    visit.open(f"{address}/data?lang=nl")
    visit.page.get_by_text(say("data_tab.load", "nl"), exact=True).click()
    visit.page.get_by_text(say("file_kind.targets", "nl"), exact=True).click()
    visit.settled()
    visit.page.locator(".st-key-file_targets input[type=file]").set_input_files(path)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    visit: Visit, address: str, tmp_path: Path
) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(b"region;year;task\n" + b"PV20;2026;1\n" * (TOO_LARGE // 12))
    upload(visit, address, path)
    visit.page.get_by_text(say("framework.file_too_large", "nl", most=MOST_BYTES_SHOWN)).wait_for()
    assert visit.page.get_by_text(say("data.no_faults", "nl", file="large.csv")).count() == 0


def test_markup_and_formulas_in_a_file_are_shown_as_text(visit: Visit, address: str, tmp_path: Path) -> None:
    path = tmp_path / "<img src=x onerror=window.hacked=1>.csv"
    path.write_text(
        f'region;year;task\n"=HYPERLINK(""http://x"")";2026;1\n"{SCRIPT}";2026;1\n', encoding="utf-8"
    )
    upload(visit, address, path)
    visit.page.get_by_test_id("stAlert").first.wait_for()
    visit.settled()
    assert never_ran(visit)
    assert visit.page.locator("a[href='http://x']").count() == 0
