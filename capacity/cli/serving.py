"""Runs the app: finds a free port on this computer, starts the pages, opens the browser, stops cleanly."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from types import FrameType

import typer

from capacity.cli.answers import ExitCode, complain
from capacity.cli.wording import phrase
from capacity.domain.problems import MOST_BYTES

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
MEGABYTE = 1024 * 1024
FIRST_PORT, PORTS_TRIED = 8501, 100
HEALTH = "_stcore/health"
STARTER = "capacity.ui.start"
"""Loads the pages and runs them; a program of its own, so that commands need not load what pages need."""
START_SECONDS, STOP_SECONDS, LOOK_SECONDS = 60.0, 5.0, 0.2


def app_file() -> Path:
    """The page script inside the package."""
    return Path(str(files("capacity").joinpath("ui", "main.py")))


def check_host(host: str, has_sign_in: bool) -> None:
    """Lets only addresses of this computer through, unless people have to sign in.

    Raises:
        typer.BadParameter: any other address, or none.
    """
    if host not in LOCAL_HOSTS and not (has_sign_in and host):
        raise typer.BadParameter(phrase("only_local"), param_hint="--host")


def chosen_port(host: str, port: int | None) -> int:
    """The port asked for when it is free, or the first free one.

    Raises:
        typer.BadParameter: the port asked for is in use, or none is free.
    """
    if port is not None:
        if not is_free(host, port):
            raise typer.BadParameter(phrase("port_taken", port=port), param_hint="--port")
        return port
    for candidate in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if is_free(host, candidate):
            return candidate
    last = FIRST_PORT + PORTS_TRIED - 1
    raise typer.BadParameter(phrase("no_free_port", first=FIRST_PORT, last=last), param_hint="--port")


def is_free(host: str, port: int) -> bool:
    """Whether nothing listens on a port of this computer."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def app_command(script: Path, host: str, port: int, sign_in_file: Path | None = None) -> list[str]:
    """The command that runs the pages: no usage statistics, no question at first use, no pause to clean up.

    Args:
        sign_in_file: where the pages find how to ask the provider of sign-in.
    """
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "server.maxUploadSize": str(MOST_BYTES // MEGABYTE),
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "global.developmentMode": "false",
        "logger.level": "warning",
        "runner.postScriptGC": "false",
    }
    if sign_in_file is not None:
        options["secrets.files"] = str(sign_in_file)
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", STARTER, str(script), *flags]


def run_app(host: str, port: int | None, browser: bool, sign_in_file: Path | None = None) -> None:
    """Serves the pages until they are stopped.

    Raises:
        typer.Exit: the pages are missing or stopped by themselves with a fault.
    """
    check_host(host, sign_in_file is not None)
    free = chosen_port(host, port)
    if not app_file().exists():
        complain(phrase("app_missing"))
        raise typer.Exit(ExitCode.FAILED)
    address = f"http://{f'[{host}]' if ':' in host else host}:{free}/"
    code = _serve(app_command(app_file(), host, free, sign_in_file), address, browser)
    if code not in (0, -signal.SIGTERM, -signal.SIGINT):
        complain(phrase("app_stopped", code=code))
        raise typer.Exit(ExitCode.FAILED)


def _serve(command: list[str], address: str, browser: bool) -> int:
    """Runs the pages to their end; 0 when the user stopped them."""
    try:
        with _running(command) as pages:
            if _answers(pages, address):
                typer.echo(phrase("app_open", url=address))
                if browser:
                    with suppress(webbrowser.Error):
                        webbrowser.open(address)
            return pages.wait()
    except KeyboardInterrupt:
        complain(phrase("interrupted"))
        return 0


@contextmanager
def _running(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """The pages as a process that ends with this one, also when this one is asked to end."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        pages.terminate()

    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as pages:
        before = signal.signal(signal.SIGTERM, stop)
        try:
            yield pages
        finally:
            signal.signal(signal.SIGTERM, before)
            _end(pages)


def _end(pages: subprocess.Popen[bytes]) -> None:
    pages.terminate()
    try:
        pages.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        pages.kill()


def _answers(pages: subprocess.Popen[bytes], address: str) -> bool:
    """Waits until the pages can be opened; False when they ended or take too long."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + START_SECONDS
    while pages.poll() is None and time.monotonic() < until:
        with suppress(OSError), direct.open(f"{address}{HEALTH}", timeout=STOP_SECONDS):
            return True
        time.sleep(LOOK_SECONDS)
    return False
