"""The curve of the old stock's least share of decider hours, in the making: one share after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

import pandas as pd

from capacity.service.share_points import CURVE_COLUMNS, OLD_SHARE
from capacity.service.solving import StoppedPlanError, Ticket, TooLateError

STEP_PERCENT = 10
AT_ONCE = 2
"""Shares that are asked for together: one in the making, and one so that nobody idles until it is fetched."""


def shares_to_try(present: float) -> tuple[float, ...]:
    """Shares from 0 to 100 percent in steps, and the present one among them."""
    return tuple(sorted({*(float(share) for share in range(0, 101, STEP_PERCENT)), float(present)}))


class ShareCurve:
    """A curve in the making: asks for few shares at a time, so that others get their turn.

    Args:
        shares: percent, in the order in which they are asked for.
        ask: a ticket for the point of a share, which stands among the notices.
    """

    def __init__(self, shares: Sequence[float], ask: Callable[[float], Ticket]) -> None:
        self._shares, self._ask = tuple(shares), ask
        self._points: list[dict[str, object]] = []
        self._tickets: list[Ticket] = []
        self._lock = Lock()
        self.failed = False

    @property
    def done(self) -> bool:
        """Whether every share has its point."""
        return len(self._points) == len(self._shares)

    @property
    def progress(self) -> float:
        """Share of the points that are there."""
        return len(self._points) / len(self._shares)

    @property
    def points(self) -> pd.DataFrame:
        """One row per share so far, as `share_point` gives it."""
        return pd.DataFrame(self._points, columns=list(CURVE_COLUMNS))

    def advance(self) -> None:
        """Takes the points that are ready and asks for the next one; returns at once."""
        with self._lock:
            while not self.done and not self.failed:
                next_one = len(self._points) + len(self._tickets)
                ahead = self._shares[next_one : len(self._points) + AT_ONCE]
                self._tickets += [self._ask(share) for share in ahead]
                first = self._tickets[0]
                if not first.done:
                    return
                try:
                    self._points.append(first.result().notices[OLD_SHARE])
                except (StoppedPlanError, TooLateError):
                    self.failed = True
                    self._give_up()
                    return
                self._tickets.remove(first)

    def cancel(self) -> None:
        """Gives up; what other people asked for goes on."""
        with self._lock:
            self._give_up()
            self.failed = not self.done

    def _give_up(self) -> None:
        for ticket in self._tickets:
            ticket.cancel()
