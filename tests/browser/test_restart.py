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
    type_words(visit, TYPED)


def type_words(visit: Visit, words: tuple[str, ...]) -> None:
    """Writes into the fields of the dialog that is open, one after another."""
    fields = visit.page.get_by_role("dialog").locator("input")
    expect(fields).to_have_count(len(TYPED))
    for field, word in zip(fields.all(), words, strict=False):
        field.fill(word)


def test_after_a_restart_the_page_works_and_tells_the_words_of_a_form_until_they_are_saved(
    visit: Visit, own_home: Path
) -> None:
    page, port = visit.page, free_port()
    banner, dialog = page.locator(BANNER), page.get_by_role("dialog")
    lost = banner.get_by_text(say("connection.lost", "en"))
    save = dialog.get_by_role("button", name=say("work.save", "en"), exact=True)
    told = banner.get_by_text(TYPED[2])
    with running(own_home, port=port) as url:
        visit.open(f"{url}/?lang=en&inflow=10")
    lost.wait_for()
    with running(own_home, port=port):
        expect(banner).to_have_count(0, timeout=SOON_MILLISECONDS)
        orders = page.get_by_role("button", name=say("block.download", "en")).last
        assert visit.download(orders).suggested_filename.startswith("decide_")
        fill(visit)
    lost.wait_for()
    with running(own_home, port=port):
        expect(lost).to_have_count(0, timeout=SOON_MILLISECONDS)
        told.wait_for()
        save.click()
        expect(dialog).to_have_count(0, timeout=SOON_MILLISECONDS)
        visit.settled()
        expect(told).to_have_count(1)
        fill(visit)
        save.click()
        expect(dialog).to_have_count(0, timeout=SOON_MILLISECONDS)
        expect(banner).to_have_count(0, timeout=SOON_MILLISECONDS)
        page.get_by_text(TYPED[0]).first.wait_for()


def test_words_that_were_refused_are_told_when_the_restart_closes_their_form(
    visit: Visit, own_home: Path
) -> None:
    page, port = visit.page, free_port()
    banner, dialog = page.locator(BANNER), page.get_by_role("dialog")
    save = dialog.get_by_role("button", name=say("work.save", "en"), exact=True)
    with running(own_home, port=port) as url:
        visit.open(f"{url}/?lang=en&inflow=10")
        page.get_by_role("button", name=say("work.save", "en"), exact=True).first.click()
        type_words(visit, TYPED[:2])
        save.click()
        dialog.get_by_text(say("work.needs_all", "en")).wait_for()
        type_words(visit, TYPED)
    banner.get_by_text(say("connection.lost", "en")).wait_for()
    with running(own_home, port=port):
        expect(dialog).to_have_count(0, timeout=SOON_MILLISECONDS)
        visit.settled()
        for words in TYPED:
            expect(banner.get_by_text(words)).to_have_count(1)
        fill(visit)
        expect(banner.get_by_text(TYPED[2])).to_have_count(1)
        save.click()
        expect(dialog).to_have_count(0, timeout=SOON_MILLISECONDS)
        expect(banner).to_have_count(0, timeout=SOON_MILLISECONDS)
