"""What each least share of decider hours for the old stock gives: one warm plan per share, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
import pandas as pd

from capacity.domain.measures import MEASURES, queue, weeks
from capacity.domain.plan_result import PlanResult
from capacity.service.answers.chain import OLD, pact_over_term
from capacity.service.solving import StoppedPlanError, Ticket, TooLateError

STEP_PERCENT = 10
CURVE_COLUMNS = ("share", "old_served", "old_left", "pact_over_term", "gone", "gone_after_weeks")


def shares_to_try(present: float) -> tuple[float, ...]:
    """Shares from 0 to 100 percent in steps, and the present one among them."""
    return tuple(sorted({*(float(share) for share in range(0, 101, STEP_PERCENT)), float(present)}))


def share_point(share: float, plan: PlanResult) -> dict[str, object]:
    """What one share gives.

    Args:
        share: percent of decider hours that the old stock has at least.

    Returns:
        old_served in the weeks shown, old_left and pact_over_term at their end (applications); gone, the
        Monday of the week in which the old stock is gone, empty when that is later; gone_after_weeks,
        counted from the first week, beyond the weeks shown at the pace in them; not a number when the
        old stock does not shrink.
    """
    shown, waiting = weeks(plan), queue(plan, "decision", OLD)
    gone, left = MEASURES["old_gone"].read(plan, 1.0), float(waiting.iloc[-1])
    fall = float(waiting.iloc[0] - left) / max(1, len(shown) - 1)
    later = len(shown) + left / fall if fall > 0 else np.nan
    return {
        "share": share,
        "old_served": float(queue(plan, "decision", OLD, "served").sum()),
        "old_left": left,
        "pact_over_term": pact_over_term(plan),
        "gone": "" if gone is None else str(gone),
        "gone_after_weeks": later if gone is None else float(shown.index(str(gone)) + 1),
    }


class ShareCurve:
    """A curve in the making: asks for the plan of one share after the other, so that others get their turn.

    Args:
        shares: percent, in the order in which they are asked for.
        ask: a ticket for the plan at a share.
    """

    def __init__(self, shares: Sequence[float], ask: Callable[[float], Ticket]) -> None:
        self._shares, self._ask = tuple(shares), ask
        self._points: list[dict[str, object]] = []
        self._ticket: Ticket | None = None
        self._lock = Lock()
        self.failed = False

    @property
    def done(self) -> bool:
        """Whether every share has its plan."""
        return len(self._points) == len(self._shares)

    @property
    def progress(self) -> float:
        """Share of the plans that are made."""
        return len(self._points) / len(self._shares)

    @property
    def points(self) -> pd.DataFrame:
        """One row per share so far, as `share_point` gives it."""
        return pd.DataFrame(self._points, columns=list(CURVE_COLUMNS))

    def advance(self) -> None:
        """Takes the plans that are ready and asks for the next one; returns at once."""
        with self._lock:
            while not self.done and not self.failed:
                share = self._shares[len(self._points)]
                self._ticket = self._ticket or self._ask(share)
                if not self._ticket.done:
                    return
                try:
                    self._points.append(share_point(share, self._ticket.result()))
                except (StoppedPlanError, TooLateError):
                    self.failed = True
                self._ticket = None

    def cancel(self) -> None:
        """Gives up; what other people asked for goes on."""
        with self._lock:
            if self._ticket is not None:
                self._ticket.cancel()
            self.failed = not self.done
