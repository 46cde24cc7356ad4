"""Visitors who move a slider, think, and move it again: how long each waits, and whether any fails.

Run from the checkout, against the app as a user starts it, on its own data and a free port:
python -m tests.load.visitors --visitors 20 --think 5 --seconds 60 --seed 1
With --alone 30 the app has so many seconds to itself first, in which it makes the likeliest plans; with
--no-ahead it makes none, and every plan is made while its visitor waits. With --any a visitor moves any
slider beside the page and leaves the others where they are, so that nearly every plan is asked for only once;
with --reach 0.25 by no more than a quarter of its scale, and with --anew 4 each fourth time all others go
back to where they stood first, as somebody works who asks one question after another.
With --home the app starts on a copy of a home, as it does again after a stop; else on a new one.
A visitor speaks with the app as a browser does, over its own connection; what it waits for is the heading
of the page after the change, which is the answer in words. The processor time per answer tells on a busy
machine too what the pages and the processes that make plans cost.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.browser.conftest import running

ANSWER_SECONDS = 300.0
ARRIVALS, ANY = "setting_inflow", "setting_"
LONGEST_BYTES = 16_384
"""Headings and sliders are shorter; longer messages are tables and charts, which nobody here reads."""
PAGE, QUERY = "", "lang=en"
P95 = 94
PROCESSES = {"pages": "capacity.ui.start", "plans and their explanations": "process_worker"}


@dataclass
class Waits:
    """Seconds until each answer, and what failed."""

    opened: list[float] = field(default_factory=list)
    moved: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Visitor:
    """One visitor at one page."""

    def __init__(self, address: str, moves: str = ARRIVALS, reach: float = 1.0, anew: int = 0) -> None:
        """A visitor who moves sliders.

        Args:
            moves: a text in the name of each.
            reach: how far from where it stood first, as a share of its scale.
            anew: after how many moves all go back to where they stood first; never if 0.
        """
        url = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
        self._leaving = ExitStack()
        self._connection: ClientConnection = self._leaving.enter_context(
            connect(url, subprotocols=["streamlit"], max_size=None, proxy=None, ping_interval=None)
        )
        self.heading, self._moves, self._reach, self._anew = "", moves, reach, anew
        self.sliders: dict[str, list[str]] = {}
        self._first: dict[str, str] = {}
        self._chosen: dict[str, str] = {}
        self._moved = 0

    def open(self) -> float:
        """Opens the page and looks at its sliders, which come after its answer; seconds until the answer."""
        seconds = self._asked(BackMsg())
        for message in self._messages():
            if message.WhichOneof("type") == "script_finished":
                break
            self._see(message.delta.new_element)
        return seconds

    def move_any(self, chance: random.Random) -> float:
        """Moves one of the sliders to any place within reach; seconds until the answer."""
        if self._anew and self._moved % self._anew == 0:
            self._chosen = {moved: self._first[moved] for moved in self._chosen}
        self._moved += 1
        slider = chance.choice(sorted(self.sliders))
        return self.move(slider, chance.choice(self.sliders[slider]))

    def move(self, slider: str, option: str) -> float:
        """Moves a slider to a place of its scale, all others stay; seconds until the answer."""
        self._chosen[slider] = option
        asked = BackMsg()
        for moved, place in self._chosen.items():
            state = asked.rerun_script.widget_states.widgets.add()
            state.id = moved
            state.string_array_value.data.append(place)
        return self._asked(asked)

    def _asked(self, asked: BackMsg) -> float:
        asked.rerun_script.query_string = QUERY
        asked.rerun_script.page_script_hash = PAGE
        begin = time.perf_counter()
        self._connection.send(asked.SerializeToString())
        started = False
        for message in self._messages():
            kind = message.WhichOneof("type")
            started = started or kind == "new_session"
            if kind != "delta":
                continue
            element = message.delta.new_element
            what = element.WhichOneof("type")
            if what == "exception" or (what == "alert" and "Reference" in element.alert.body):
                raise AssertionError(element)  # below the answer before it too, which is read only now
            if not started:
                continue
            self._see(element)
            if what == "heading" and element.heading.tag == "h1":
                self.heading = element.heading.body
                return time.perf_counter() - begin
        raise AssertionError("the connection ended before the answer")

    def _see(self, element: Element) -> None:
        """Keeps a slider with its places within reach, if it is one to move."""
        slider = element.slider
        if self._moves in slider.id and slider.options and slider.id not in self.sliders:
            stands, far = int(slider.default[0]), self._reach * (len(slider.options) - 1)
            self._first[slider.id] = slider.options[stands]
            self.sliders[slider.id] = [
                option for place, option in enumerate(slider.options) if abs(place - stands) <= far
            ]

    def _messages(self) -> Iterator[ForwardMsg]:
        while True:
            received = self._connection.recv(ANSWER_SECONDS)
            if len(received) <= LONGEST_BYTES:
                message = ForwardMsg()
                message.ParseFromString(received)
                yield message

    def close(self) -> None:
        """Leaves."""
        self._leaving.close()


def visit(come: Callable[[], Visitor], think: float, until: float, seed: int) -> Waits:
    """One visitor from the first page until the time is over; thinks so many seconds on average."""
    waits, chance = Waits(), random.Random(seed)
    visitor = None
    try:
        visitor = come()
        waits.opened.append(visitor.open())
        while time.perf_counter() < until:
            time.sleep(chance.uniform(0.5, 1.5) * think)
            waits.moved.append(visitor.move_any(chance))
    except Exception as fault:
        waits.faults.append(f"{type(fault).__name__}: {fault}")
    finally:
        if visitor is not None:
            visitor.close()
    return waits


def visits(
    come: Callable[[], Visitor], visitors: int, think: float, seconds: float, seed: int
) -> Sequence[Waits]:
    """Visitors at the same time."""
    until = time.perf_counter() + seconds
    with ThreadPoolExecutor(visitors) as everybody:
        return list(everybody.map(lambda number: visit(come, think, until, seed + number), range(visitors)))


def processor_seconds() -> Counter[str]:
    """User and system time of the pages, and of the processes that make and explain plans."""
    spent: Counter[str] = Counter()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (folder / "cmdline").read_text().replace("\0", " ")
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            name = next((name for name, part in PROCESSES.items() if part in command), None)
            if name is not None and os.getsid(int(folder.name)) == os.getsid(0):
                spent[name] += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return spent


def main() -> None:
    """Prints how long visitors waited and what failed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--visitors", type=int, default=20)
    options.add_argument("--think", type=float, default=5.0)
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--alone", type=float, default=0.0)
    options.add_argument("--any", action="store_true")
    options.add_argument("--reach", type=float, default=1.0)
    options.add_argument("--anew", type=int, default=0)
    options.add_argument("--home", type=Path)
    options.add_argument("--ahead", action=argparse.BooleanOptionalAction, default=True)
    chosen = options.parse_args()
    ahead = {"CAPACITY_PLANS_AHEAD": "on" if chosen.ahead else "off"}
    with ExitStack() as until_the_end:
        home = Path(until_the_end.enter_context(tempfile.TemporaryDirectory()))
        if chosen.home is not None:
            shutil.copytree(chosen.home, home, dirs_exist_ok=True)
        address = until_the_end.enter_context(running(home, **ahead))
        first = Visitor(address)
        first.open()
        first.close()
        time.sleep(chosen.alone)
        before = processor_seconds()
        moves = ANY if chosen.any else ARRIVALS
        come = partial(Visitor, address, moves, chosen.reach, chosen.anew)
        found = visits(come, chosen.visitors, chosen.think, chosen.seconds, chosen.seed)
        spent = processor_seconds() - before
    faults = [fault for waits in found for fault in waits.faults]
    for what, seconds in (
        ("first page", [one for waits in found for one in waits.opened]),
        ("slider to answer", [one for waits in found for one in waits.moved]),
    ):
        p95 = quantiles(seconds, n=100, method="inclusive")[P95]
        print(f"{what}: {len(seconds)} times, p50 {median(seconds):.2f} s, p95 {p95:.2f} s")
    answers = sum(len(waits.opened) + len(waits.moved) for waits in found)
    for what, seconds in spent.items():
        print(f"processor time per answer, {what}: {seconds / max(1, answers):.2f} s")
    print(f"failed: {len(faults)} (bar: slider to answer p95 3 s, none failed)")
    for fault in faults:
        print(f"  {fault}")


if __name__ == "__main__":
    main()
