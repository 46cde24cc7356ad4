"""Several visitors of one app move the same slider at once: every one gets the answer to its own setting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.browser.conftest import running
from tests.load.visitors import Visitor

HIGHEST, FEW = -1, 3


def test_visitors_who_move_a_slider_at_once_get_their_answers_and_none_fails(home: Path) -> None:
    with running(home) as address, ThreadPoolExecutor(FEW) as everybody:
        visitors = [Visitor(address) for _ in range(FEW)]
        list(everybody.map(Visitor.open, visitors))
        before = {visitor.heading for visitor in visitors}
        list(everybody.map(lambda visitor: visitor.move(HIGHEST), visitors))
        after = {visitor.heading for visitor in visitors}
        assert len(before) == len(after) == 1
        assert before != after
        other, *same = visitors
        other.move(other.options.index("0"))
        assert {other.heading} == before
        assert {visitor.heading for visitor in same} == after
        for visitor in visitors:
            visitor.close()
