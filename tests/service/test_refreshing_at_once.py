"""Refreshes that meet, are killed or followed, or find no room on the disk."""

import subprocess
import sys
from collections import namedtuple
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from capacity.service import (
    RefreshBusyError,
    RefreshError,
    RefreshHandle,
    refresh,
    refresh_phase,
    run_log,
    snapshots_report,
    start_refresh,
)
from capacity.service.refreshing import LOCK_FILE
from capacity.store import SnapshotStore, own_turn

from .live import MONDAY

pytestmark = pytest.mark.usefixtures("few_models", "plain_refreshes")


def test_a_disk_that_is_full_is_told_before_anything_is_written(started, monkeypatch):
    usage = namedtuple("Usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(10**9, 10**9, 10**6))
    with pytest.raises(RefreshError) as told:
        refresh(offline=True, home=started, force=True)
    assert told.value.remark.values == {"needed": "60", "free": "1"}
    assert len(snapshots_report(started)) == 1


def test_a_second_refresh_leaves_politely_when_the_first_does_not_end(started):
    phases = []
    with own_turn(started / LOCK_FILE, 0, str), pytest.raises(RefreshBusyError):
        refresh(offline=True, home=started, wait_seconds=0.3, progress=phases.append)
    assert phases == ["waiting"]
    assert run_log(started).empty


def test_a_second_refresh_waits_for_the_first_and_finds_its_work_done(started):
    tuesday = MONDAY + timedelta(days=1)
    waiting, ends = Event(), []

    def second():
        ends.append(refresh(offline=True, as_of=tuesday, home=started, progress=lambda _: waiting.set()))

    def first_phase(name):
        if name == "forecast":
            thread.start()
            assert waiting.wait(10)

    thread = Thread(target=second)
    first = refresh(offline=True, as_of=tuesday, home=started, progress=first_phase)
    thread.join(60)
    assert (first.published, ends[0].published) == (True, False)
    assert ends[0].snapshot == first.snapshot


def test_a_run_that_was_killed_is_in_the_log_with_the_phase_it_reached(started):
    code = (
        "import os, signal, sys; from pathlib import Path; from capacity.service import generation, refresh\n"
        "generation.ALL_MODELS = generation.ALL_MODELS[:1]\n"
        "stop = lambda phase: phase == 'plan' and os.kill(os.getpid(), signal.SIGKILL)\n"
        "refresh(offline=True, home=Path(sys.argv[1]), progress=stop, force=True)"
    )
    subprocess.run([sys.executable, "-c", code, str(started)], check=False, timeout=120, cwd=Path.cwd())
    refresh(offline=True, home=started)
    assert run_log(started)[["phase", "reason"]].to_numpy().tolist() == [
        ["validation", ""],
        ["plan", "broken_off"],
    ]


def test_a_page_starts_a_refresh_and_follows_it(started):
    handle = start_refresh(started, offline=True)
    seen = set()
    while not handle.wait(0.05):
        seen.add(handle.phase)
        assert handle.result is None
    assert (handle.exit_code, handle.phase, handle.done) == (0, "done", True)
    assert seen <= {"waiting", "start", "sources", "validation", "forecast", "plan", "publish"}
    assert handle.result["snapshot"] == SnapshotStore(started).current()


def test_a_refresh_that_begins_waits_only_while_another_one_goes_on(started):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        handle = RefreshHandle(process, started)
        with own_turn(started / LOCK_FILE, 0, str):
            assert handle.phase == "waiting"
        assert handle.phase == "start"
        process.communicate(b"\n")


def test_a_page_sees_a_refresh_that_somebody_else_started(started):
    assert refresh_phase(started) is None
    seen = []
    refresh(offline=True, home=started, progress=lambda name: seen.append((name, refresh_phase(started))))
    assert seen == [("sources", "sources"), ("validation", "validation")]
