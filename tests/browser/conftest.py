"""A real Chromium and the app as a user starts it, on its own data and a free port of this computer."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Download,
    Locator,
    Page,
    expect,
    sync_playwright,
)
from playwright.sync_api import (
    TimeoutError as TooLate,
)

from tests.shipped_home import copy_of_shipped_home

LOCAL = "127.0.0.1"
OWN_SCRIPT = Path(sys.executable).with_name("capacity")
START_SECONDS, STOP_SECONDS, LOOK_SECONDS = 600, 10, 0.5
WAIT_MILLISECONDS = 180_000
EXPECT_MILLISECONDS = 30_000
"""How long a page may take to show what is expected of it, on a machine that has other work."""
CLICKS_MILLISECONDS = (30_000, WAIT_MILLISECONDS)
"""How long what follows each click on a button may take; a page that moves under the pointer takes none."""
LAST_WORDS = re.compile("≈ (aanname|assumption) ·")
BELOW_AN_ADDRESS = re.compile(r"//[^/]+/\w+/_stcore/")
AT_REST = """() => {
  const now = performance.now();
  const done = document.querySelector("[data-testid='stApp'][data-test-script-state='notRunning']");
  const toCome = document.querySelector("[data-stale='true'], [data-testid='stSkeleton']");
  if (!done || toCome) window.lastMoved = now;
  window.lastMoved ??= now;
  return now - window.lastMoved > 400;
}"""
"""Whether nothing was drawn for a moment: a page may begin again right after it has ended, and a grey bar
stands for a table or chart until the browser has loaded what draws it, maybe for seconds."""
FROM_NOW = "() => { window.lastMoved = performance.now(); }"
"""A rest of earlier says nothing of what was just clicked."""
NOT_MADE = ".st-key-file_cause [data-testid='stAlert'], [data-testid='stDownloadButtonError']"
"""Where the page says that a file could not be made."""
HINT = "no Chromium found: apt-get install chromium, or set CHROMIUM to its path"


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    """Whether the app is ready; a proxy of the machine is not asked."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with suppress(OSError), direct.open(f"{address}/_stcore/health", timeout=STOP_SECONDS):
        return True
    return False


@contextmanager
def running(
    home: Path, script: Path = OWN_SCRIPT, port: int | None = None, **variables: str
) -> Iterator[str]:
    """The app of `capacity demo` on a home, which makes a snapshot if there is none; it alone is ended.

    It makes no plans ahead unless told so, since other tests run beside it.

    Args:
        port: where it is to be found again after a restart; None: any that is free.
    """
    port = port or free_port()
    environment = {**os.environ, "CAPACITY_HOME": str(home), "CAPACITY_PLANS_AHEAD": "off", **variables}
    command = [str(script), "demo", "--no-browser", "--port", str(port)]
    url = f"http://{LOCAL}:{port}"
    with (home / "output.txt").open("w") as output:
        app = subprocess.Popen(command, env=environment, cwd=home, stdout=output, stderr=output)
    try:
        until = time.monotonic() + START_SECONDS
        while not answers(url):
            said = (home / "output.txt").read_text()
            assert app.poll() is None, f"capacity demo ended: {said}"
            assert time.monotonic() < until, f"capacity demo does not answer: {said}"
            time.sleep(LOOK_SECONDS)
        yield url
    finally:
        app.terminate()
        with suppress(subprocess.TimeoutExpired):
            app.wait(STOP_SECONDS)
        if app.poll() is None:
            app.kill()
            app.wait()


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of all visitors who save nothing, with the snapshot of the shipped data."""
    return copy_of_shipped_home(tmp_path_factory)


@pytest.fixture(scope="session")
def address(shared_home: Path) -> Iterator[str]:
    """One app for all visitors who save nothing."""
    with running(shared_home) as url:
        yield url


@pytest.fixture
def own_home(shared_home: Path, tmp_path: Path) -> Path:
    """A home of its own with the snapshot of the shipped data, for visitors who save."""
    home = tmp_path / "home"
    shutil.copytree(shared_home / "snapshots", home / "snapshots")
    return home


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A Chromium of the system."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        pytest.fail(HINT)
    expect.set_options(timeout=EXPECT_MILLISECONDS)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page in the browser, with what went wrong on it and which hosts it asked."""

    page: Page
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def listen(self) -> None:
        """Writes down from now on what goes wrong and who is asked."""
        page = self.page
        page.on("console", self._hear)
        page.on("pageerror", lambda fault: self.errors.append(str(fault)))
        page.on("request", lambda asked: self.hosts.add(asked.url) if asked.url.startswith("http") else None)

    def _hear(self, said: ConsoleMessage) -> None:
        """An error of the page; the framework's look below an address for its own start page is none."""
        if said.type == "error" and not BELOW_AN_ADDRESS.search(said.location["url"]):
            self.errors.append(said.text)

    def open(self, url: str) -> str:
        """Opens an address and gives the heading once the page is complete."""
        self.page.goto(url)
        return self.settled()

    def settled(self) -> str:
        """Waits until the page is drawn, the one before it is gone, and gives its heading."""
        heading = self.page.locator("h1")
        heading.wait_for()
        expect(self.page.get_by_text(LAST_WORDS)).to_have_count(1, timeout=WAIT_MILLISECONDS)
        self.page.evaluate(FROM_NOW)
        self.page.wait_for_function(AT_REST)
        return heading.inner_text()

    def press(self, button: Locator, said: str) -> None:
        """Clicks a button until the page says what was done, as a visitor does whom it gives no answer."""
        for milliseconds in CLICKS_MILLISECONDS:
            button.click()
            with suppress(TooLate):
                self.page.get_by_text(said).first.wait_for(timeout=milliseconds)
                return
        raise AssertionError(f"not said: {said} {self.errors}")

    def download(self, button: Locator, at_rest: bool = True) -> Download:
        """The file that a button gives, asked for once the page is at rest.

        Args:
            at_rest: whether to wait for that; a button above what takes long is of use before.
        """
        button.wait_for()
        if at_rest:
            self.settled()
        for milliseconds in CLICKS_MILLISECONDS:
            with suppress(TooLate):
                with self.page.expect_download(timeout=milliseconds) as waiting:
                    button.click(timeout=milliseconds)
                file = waiting.value
                expect(self.page.locator(NOT_MADE)).to_have_count(0)
                return file
        raise AssertionError(f"no file came: {self.errors}")


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """A visitor without any history."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(WAIT_MILLISECONDS)
    page = context.new_page()
    found = Visit(page)
    found.listen()
    yield found
    context.close()
