"""The program is started anew under an open page: nothing on it is dead, nothing typed is lost."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from capacity.texts import say
from tests.browser.conftest import Visit, free_port, running

BANNER = "#capacity-connection"
SOON_MILLISECONDS = 60_000
TYPED = ("Autumn peak", "Ann", "for the meeting")


def fill(visit: Visit) -> None:
    """Fills in what is asked before a scenario is saved."""
    visit.page.get_by_role("button", name=say("work.save", "en"), exact=True).first.click()
    fields = visit.page.get_by_role("dialog").locator("input")
    expect(fields).to_have_count(len(TYPED))
    for field, words in zip(fields.all(), TYPED, strict=True):
        field.fill(words)


def test_after_a_restart_the_page_works_and_tells_the_words_of_a_form_until_they_are_saved(
    visit: Visit, own_home: Path
) -> None:
    page, port = visit.page, free_port()
    banner, dialog = page.locator(BANNER), page.get_by_role("dialog")
    with running(own_home, port=port) as url:
        visit.open(f"{url}/?lang=en&inflow=10")
    banner.get_by_text(say("connection.lost", "en")).wait_for()
    with running(own_home, port=port):
        expect(banner).to_have_count(0, timeout=SOON_MILLISECONDS)
        orders = page.get_by_role("button", name=say("block.download", "en")).last
        assert visit.download(orders).suggested_filename.startswith("decide_")
        fill(visit)
    banner.get_by_text(say("connection.lost", "en")).wait_for()
    with running(own_home, port=port):
        told = banner.get_by_text(TYPED[2])
        expect(banner.get_by_text(say("connection.lost", "en"))).to_have_count(0, timeout=SOON_MILLISECONDS)
        told.wait_for()
        dialog.get_by_role("button", name=say("work.save", "en"), exact=True).click()
        expect(dialog).to_have_count(0, timeout=SOON_MILLISECONDS)
        visit.settled()
        expect(told).to_have_count(1)
        fill(visit)
        dialog.get_by_role("button", name=say("work.save", "en"), exact=True).click()
        expect(dialog).to_have_count(0, timeout=SOON_MILLISECONDS)
        expect(banner).to_have_count(0, timeout=SOON_MILLISECONDS)
        page.get_by_text(TYPED[0]).first.wait_for()
