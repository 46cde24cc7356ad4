"""Plans made before anybody asks for them, while the machine has nothing better to do."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Lock, Thread
from time import monotonic

from capacity.service.solving.pool import PlanPool
from capacity.service.solving.requests import PlanRequest

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.2
"""How often it looks whether those who are served leave it time."""
REST_SECONDS = 30.0
"""How long it rests once everything is made, before it looks whether the state in use changed; unless
somebody asks for a plan, after which others are likely."""


@dataclass(frozen=True)
class Wanted:
    """A plan that somebody may ask for.

    Args:
        key: as the pool knows it.
        name: of its scenario.
        request: what to make.
    """

    key: str
    name: str
    request: Callable[[], PlanRequest]


class AheadOfNeed:
    """Has wanted plans made one by one by those who give way, and kept where they will be asked for.

    Nothing is begun while anybody waits for a plan or an explanation.

    Args:
        pool: who keeps the plans.
        helpers: who make them.
    """

    def __init__(self, pool: PlanPool, helpers: PlanPool) -> None:
        self._pool, self._helpers = pool, helpers
        self._wanted: Callable[[], Iterable[Wanted]] = tuple
        self._tried: set[str] = set()
        self._ended, self._lock = Event(), Lock()
        self._thread: Thread | None = None

    def want(self, wanted: Callable[[], Iterable[Wanted]]) -> None:
        """From now on these are wanted, the first ones first; called anew after each plan."""
        with self._lock:
            self._wanted = wanted
            if self._thread is None:
                self._thread = Thread(target=self._work, name="plans-ahead", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while not self._ended.is_set():
            asked = self._pool.asked
            if self._pool.busy or self._helpers.busy:
                self._ended.wait(LOOK_SECONDS)
            elif not self._makes_next():
                self._rest(asked)

    def _makes_next(self) -> bool:
        """As `make_next`; what is wanted may not be readable for a while, and is looked at again later."""
        try:
            return self.make_next()
        except Exception:
            log.exception("the likely plans could not be listed")
            return False

    def _rest(self, asked: int) -> None:
        """Until somebody asks for one more plan than so many, or nobody did for long."""
        until = monotonic() + REST_SECONDS
        while self._pool.asked == asked and monotonic() < until and not self._ended.is_set():
            self._ended.wait(LOOK_SECONDS)

    def make_next(self) -> bool:
        """Has the first plan made that is not there yet; whether there was one to make.

        Each is made ahead once: one that had to make room or failed is left to whoever asks for it.
        """
        missing = (
            one for one in self._wanted() if one.key not in self._tried and not self._pool.knows(one.key)
        )
        first = next(missing, None)
        if first is None:
            return False
        self._tried.add(first.key)
        ticket = self._helpers.ask(first.key, first.name, first.request)
        with suppress(Exception):
            self._pool.keep(first.key, ticket.result())
        self._helpers.forget(first.key)
        return True

    def close(self) -> None:
        """Begins no more plans."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
