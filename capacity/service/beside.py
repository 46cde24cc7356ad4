"""Work beside the pages: it asks for plans one by one, tells how far it is, and can be stopped."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import Generic, TypeVar

from capacity.domain.plan_result import PlanResult
from capacity.service.solving import StoppedPlanError, Ticket

LOOK_SECONDS = 0.2
Asked = TypeVar("Asked")
Found = TypeVar("Found")
Progress = Callable[[int, int], object]
log = logging.getLogger(__name__)


class Beside(Generic[Asked, Found]):
    """A search that goes on beside the pages; it waits its turn among the plans that are asked for.

    Args:
        ask: a ticket for a plan.
        find: the search; takes what gives plans, and whom to tell how far it is. It ends at either when
            it was stopped.
    """

    def __init__(
        self,
        ask: Callable[[Asked], Ticket],
        find: Callable[[Callable[[Asked], PlanResult], Progress], Found],
    ) -> None:
        self._ask, self._find = ask, find
        self._stopped, self._ended = Event(), Event()
        self.result: Found | None = None
        self.share = 0.0
        Thread(target=self._run, daemon=True).start()

    @property
    def done(self) -> bool:
        """Whether it ended."""
        return self._ended.is_set()

    @property
    def failed(self) -> bool:
        """Whether it ended without an answer."""
        return self.done and self.result is None

    def cancel(self) -> None:
        """Stops it."""
        self._stopped.set()

    def wait(self, timeout_seconds: float) -> bool:
        """Waits for the end; whether it came."""
        return self._ended.wait(timeout_seconds)

    def _run(self) -> None:
        try:
            self.result = self._find(self._plan, self._tell)
        except StoppedPlanError:
            log.info("work beside the pages was stopped")
        except Exception:
            log.exception("work beside the pages failed")
        finally:
            self._ended.set()

    def _tell(self, made: int, total: int) -> None:
        self._heed()
        self.share = min(1.0, made / max(1, total))

    def _plan(self, asked: Asked) -> PlanResult:
        self._heed()
        ticket = self._ask(asked)
        while not ticket.wait(LOOK_SECONDS):
            if self._stopped.is_set():
                ticket.cancel()
        self._heed()
        return ticket.result()

    def _heed(self) -> None:
        if self._stopped.is_set():
            raise StoppedPlanError
