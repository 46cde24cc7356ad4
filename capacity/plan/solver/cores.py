"""The same work on many things, spread over the cores there are: the solver lets other threads run."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Lock
from typing import TypeVar

from capacity.plan.solver.stopping import Brake, StoppedError

MOST_CORES = 4
Worker = TypeVar("Worker")
Answer = TypeVar("Answer")


def on_cores(
    make_worker: Callable[[], Worker],
    work: Callable[[Worker, int], Answer],
    things: Sequence[int],
    told: Callable[[int], object] = int,
    brake: Brake | None = None,
    before: Callable[[], object] | None = None,
) -> list[Answer]:
    """The answer of every thing, in their order, whatever the number of cores.

    Args:
        make_worker: makes what one thread works with, when it first does; its answers must not depend on
            those before.
        told: how many are done.
        brake: ends the work from another thread, between two of them.
        before: what one thread does first, without a worker.

    Raises:
        StoppedError: the brake was pulled.
    """
    count = max(1, min(MOST_CORES, os.cpu_count() or 1, len(things)))
    idle: SimpleQueue[Worker] = SimpleQueue()
    making = Lock()

    def free() -> Worker:
        with making:
            return make_worker() if idle.empty() else idle.get()

    def one(thing: int) -> Answer:
        if brake is not None and brake.pulled:
            raise StoppedError
        worker = free()
        try:
            return work(worker, thing)
        finally:
            idle.put(worker)

    found: list[Answer] = []
    with ThreadPoolExecutor(count) as threads:
        first = None if before is None else threads.submit(before)
        for answer in threads.map(one, things):
            found.append(answer)
            told(len(found))
        if first is not None:
            first.result()
    return found
