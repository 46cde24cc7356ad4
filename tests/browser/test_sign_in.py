"""Sign-in with a real provider of OpenID Connect on this computer: who comes in, and what each role may."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page

from capacity.texts import say
from tests.browser.conftest import LOCAL, LOOK_SECONDS, START_SECONDS, Visit, free_port, running

PEOPLE = {"vera": ("Vera", []), "dora": ("Dora", ["stewards"])}
SIGN_IN = """
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "capacity"
client_secret = "of the tests"
server_metadata_url = "http://localhost:{provider}/.well-known/openid-configuration"

[roles]
claim = "groups"
data_steward = ["stewards"]
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[int]:
    """The port of a provider that knows a viewer and a data steward."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--host", LOCAL, "--port", str(port)]
    for subject, (name, groups) in PEOPLE.items():
        command += ["--user-claims", json.dumps({"sub": subject, "name": name, "groups": groups})]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + START_SECONDS
            while time.monotonic() < until:
                assert process.poll() is None
                with suppress(OSError), socket.create_connection((LOCAL, port), timeout=1):
                    break
                time.sleep(LOOK_SECONDS)
            yield port
        finally:
            process.terminate()


@pytest.fixture
def locked(own_home: Path, provider: int) -> Iterator[str]:
    """The app where people have to sign in."""
    (own_home / "sign-in.toml").write_text(SIGN_IN.format(provider=provider), encoding="utf-8")
    with running(own_home) as url:
        yield url


def asked_to_sign_in(page: Page) -> None:
    """Waits for the page that lets nobody through."""
    page.get_by_role("heading", name=say("sign_in.title", "en")).wait_for()


def come_in(visit: Visit, subject: str, where: re.Pattern[str] | None = None) -> None:
    """Signs in at the provider and comes back, to what was asked for before it where that is given."""
    visit.page.get_by_role("button", name=say("sign_in.button", "en")).click()
    visit.page.get_by_role("button", name=subject, exact=True).click()
    if where is not None:
        visit.page.wait_for_url(where)
    visit.settled()


def data_page(visit: Visit, tab: str) -> None:
    """Opens a part of the page Data as a visitor does."""
    before = visit.page.locator("h1").inner_text()
    visit.page.get_by_role("link", name=say("nav.data", "en"), exact=True).first.click()
    visit.page.wait_for_function(f"document.querySelector('h1')?.innerText !== {before!r}")
    visit.settled()
    visit.page.get_by_role("radio", name=say(f"data_tab.{tab}", "en")).click()
    visit.settled()


def test_nobody_sees_a_figure_before_sign_in_and_each_role_gets_what_it_may(
    visit: Visit, locked: str
) -> None:
    page = visit.page
    page.goto(f"{locked}/?lang=en")
    asked_to_sign_in(page)
    assert page.locator("[data-testid='stMetricValue'], [data-testid='stSidebar']").count() == 0
    page.get_by_role("button", name=say("sign_in.button", "en")).click()
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url(f"{locked}/**")
    page.goto(f"{locked}/?lang=en")
    asked_to_sign_in(page)

    come_in(visit, "vera")
    page.goto(f"{locked}/?lang=en")
    visit.settled()
    page.get_by_text("Vera · viewer").wait_for()
    data_page(visit, "refreshes")
    page.get_by_text("Only a data steward may do this.").wait_for()
    assert page.get_by_role("button", name=say("data.refresh_again", "en")).count() == 0
    page.get_by_role("button", name=say("sign_in.out", "en")).click()
    page.get_by_role("button", name="End session").click()
    page.wait_for_url(f"{locked}/**")
    page.goto(f"{locked}/whatif?lang=nl&inflow=5")
    page.get_by_role("link", name=say("app.language_switch", "nl"), exact=True).click()
    asked_to_sign_in(page)

    come_in(visit, "dora", re.compile("/whatif.*inflow=5"))
    page.get_by_text("Dora · data steward").wait_for()
    data_page(visit, "refreshes")
    page.get_by_role("button", name=say("data.refresh_again", "en")).wait_for()


def test_without_sign_in_the_page_says_that_others_cannot_reach_it(visit: Visit, address: str) -> None:
    visit.open(f"{address}/?lang=en")
    visit.page.get_by_text(say("app.local_only", "en")).wait_for()
