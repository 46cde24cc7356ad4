"""Kills the refresh at random moments and looks each time whether one complete generation serves.

Run from the checkout, on whole refreshes with forecast and plan:
python -m tests.load.refresh_killed --kills 40 --seed 1
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from capacity.service import refresh, run_log
from capacity.service.snapshots import stored_result
from capacity.store import SnapshotStore
from capacity.store.snapshots import KEPT_AT_LEAST

BEYOND = 1.1
"""Kills fall within this many times the seconds of a whole refresh, so that some come after its end."""


@dataclass(frozen=True)
class Refresher:
    """The program that starts refreshes, see tests/load/refresher.py."""

    program: subprocess.Popen[str]

    def start(self) -> int:
        """Starts a refresh and gives its process."""
        assert self.program.stdin is not None
        print("go", file=self.program.stdin, flush=True)
        return int(self._told("begun"))

    def finished(self) -> str:
        """Waits for the end of the refresh and gives the snapshot it published."""
        return self._told("published")

    def _told(self, word: str) -> str:
        assert self.program.stdout is not None
        for line in self.program.stdout:
            kind, value = line.split()
            if kind == word:
                return value
            assert kind != "failed", "the refresh ended with a fault, see above"
        raise AssertionError(f"ended without '{word}'")


@contextmanager
def refresher(home: Path, *ways: str) -> Iterator[Refresher]:
    """A refresher on a home; ways are `quick` and `offline`."""
    command = [sys.executable, "-m", "tests.load.refresher", str(home), *ways]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as program:
        try:
            yield Refresher(program)
        finally:
            program.kill()


def content(store: SnapshotStore, snapshot: str) -> dict[str, int]:
    """Rows of each table of a snapshot; reading its plan fails when anything of it is missing."""
    stored_result(store, snapshot)
    return {name: len(store.read(snapshot, name)) for name in store.tables(snapshot)}


def killed_at_random(home: Path, kills: int, seed: int, *ways: str) -> Counter[str]:
    """Kills so many refreshes; after each the generation in service is whole, and so is every other kept.

    Returns:
        How often a kill came in each phase (`done` when the refresh had ended), and how many published.
    """
    chance, found = random.Random(seed), Counter[str]()
    earlier = {one: content(SnapshotStore(home), one) for one in SnapshotStore(home).ids()}
    with refresher(home, *ways) as starter:
        starter.start()
        starter.finished()
        begin = time.monotonic()
        starter.start()
        before = starter.finished()
        seconds = time.monotonic() - begin
        wanted = content(SnapshotStore(home), before)
        for _ in range(kills):
            child = starter.start()
            time.sleep(chance.uniform(0, BEYOND * seconds))
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            store = SnapshotStore(home)
            serving = store.current()
            assert serving is not None
            assert_same_shape(content(store, serving), wanted)
            assert len(store.ids()) <= KEPT_AT_LEAST + 1
            found["published"] += serving != before
            before = serving
        starter.start()
        assert_same_shape(content(SnapshotStore(home), starter.finished()), wanted)
    for snapshot in SnapshotStore(home).ids():
        assert_same_shape(content(SnapshotStore(home), snapshot), earlier.get(snapshot, wanted))
    log = run_log(home, n=kills + 3)
    found.update("done" if code == 0 else phase for phase, code in zip(log.phase, log.exit, strict=True))
    return found


def assert_same_shape(found: dict[str, int], wanted: dict[str, int]) -> None:
    """Whether a generation has every table in full; what it keeps of the ones before it differs."""
    of_earlier = {"earlier_forecasts", "last_plan"}
    assert found.keys() == wanted.keys()
    assert {name: found[name] for name in found if name not in of_earlier} == {
        name: wanted[name] for name in wanted if name not in of_earlier
    }


def main() -> None:
    """Kills whole refreshes and prints in which phases the kills fell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        refresh(offline=True, home=Path(folder))
        found = killed_at_random(Path(folder), asked.kills, asked.seed, "offline")
    print(f"{asked.kills} kills, each left one complete generation; ends of the runs: {dict(found)}")


if __name__ == "__main__":
    main()
