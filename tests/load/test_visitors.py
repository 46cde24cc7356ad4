"""Several visitors of one app move the same slider at once: every one gets the answer to its own setting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.browser.conftest import running
from tests.load.visitors import Visitor

FEW = 3


def to(visitor: Visitor, option: str = "") -> None:
    """Moves the slider of arrivals, to its highest place where none is named."""
    ((slider, options),) = visitor.sliders.items()
    visitor.move(slider, option or options[-1])


def test_visitors_who_move_a_slider_at_once_get_their_answers_and_none_fails(home: Path) -> None:
    with running(home) as address, ThreadPoolExecutor(FEW) as everybody:
        visitors = [Visitor(address) for _ in range(FEW)]
        list(everybody.map(Visitor.open, visitors))
        before = {visitor.heading for visitor in visitors}
        list(everybody.map(to, visitors))
        after = {visitor.heading for visitor in visitors}
        assert len(before) == len(after) == 1
        assert before != after
        other, *same = visitors
        to(other, "0")
        assert {other.heading} == before
        assert {visitor.heading for visitor in same} == after
        for visitor in visitors:
            visitor.close()
