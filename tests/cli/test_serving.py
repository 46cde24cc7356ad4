import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress

import pytest
import typer

from capacity.cli import serving

LOCAL = "127.0.0.1"
PAGE = "import streamlit as st\nst.title('Situation')\n"
SERVE = (
    "import pathlib, signal, sys\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from capacity.cli import serving\n"
    "serving.app_file = lambda: pathlib.Path(sys.argv[1])\n"
    "serving.run_app('127.0.0.1', int(sys.argv[2]), browser=False)\n"
)
"""A program that heeds Ctrl-C as in a terminal, also where these tests were started in the background."""


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind((LOCAL, 0))
        listener.listen()
        yield listener.getsockname()[1]


def free_port():
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        return probe.getsockname()[1]


def test_a_port_in_use_is_refused_by_number(taken):
    with pytest.raises(typer.BadParameter, match=str(taken)):
        serving.chosen_port(LOCAL, taken)


def test_without_a_port_the_next_free_one_is_taken(taken, monkeypatch):
    monkeypatch.setattr(serving, "FIRST_PORT", taken)
    assert taken < serving.chosen_port(LOCAL, None) < taken + serving.PORTS_TRIED


def test_when_no_port_is_free_the_message_says_where_was_looked(taken, monkeypatch):
    monkeypatch.setattr(serving, "FIRST_PORT", taken)
    monkeypatch.setattr(serving, "PORTS_TRIED", 1)
    with pytest.raises(typer.BadParameter, match=f"{taken} to {taken}"):
        serving.chosen_port(LOCAL, None)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])
def test_an_address_others_can_reach_is_refused(host):
    with pytest.raises(typer.BadParameter):
        serving.check_host(host, has_sign_in=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_with_sign_in_others_can_reach_the_app(host):
    serving.check_host(host, has_sign_in=True)


def test_no_address_at_all_is_refused_also_with_sign_in():
    with pytest.raises(typer.BadParameter):
        serving.check_host("", has_sign_in=True)


def test_the_pages_are_told_where_sign_in_is_configured(tmp_path):
    command = serving.app_command(tmp_path / "main.py", "0.0.0.0", 8600, tmp_path / "sign-in.toml")
    assert f"--secrets.files={tmp_path / 'sign-in.toml'}" in command


def test_the_pages_are_started_for_this_computer_without_usage_statistics(tmp_path):
    command = serving.app_command(tmp_path / "main.py", LOCAL, 8600)
    assert command[:3] == [sys.executable, "-m", "capacity.ui.start"]
    assert {
        "--server.address=127.0.0.1",
        "--server.port=8600",
        "--server.headless=true",
        "--browser.gatherUsageStats=false",
    } <= set(command)


def test_pages_that_are_missing_leave_with_1(tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "app_file", lambda: tmp_path / "gone.py")
    with pytest.raises(typer.Exit) as leave:
        serving.run_app(LOCAL, free_port(), browser=False)
    assert leave.value.exit_code == 1


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_app_answers_and_ends_with_the_command_that_started_it(tmp_path, sign):
    page, port = tmp_path / "main.py", free_port()
    page.write_text(PAGE, encoding="utf-8")
    command = [sys.executable, "-c", SERVE, str(page), str(port)]
    environment = {**os.environ, "HOME": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as program:
        try:
            assert f"http://{LOCAL}:{port}/" in program.stdout.readline()
            direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with direct.open(f"http://{LOCAL}:{port}/", timeout=10) as reply:
                assert reply.status == 200
            program.send_signal(sign)
            program.wait(20)
        finally:
            with suppress(ProcessLookupError):
                program.kill()
    until = time.monotonic() + 10
    while not serving.is_free(LOCAL, port) and time.monotonic() < until:
        time.sleep(0.1)
    assert serving.is_free(LOCAL, port)
    assert program.returncode == 0
