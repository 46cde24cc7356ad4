"""A bounded pool of workers: equal requests share one plan, and one that nobody waits for is stopped."""

from __future__ import annotations

import pickle
import zlib
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import perf_counter

from capacity.domain.plan_result import PlanResult
from capacity.plan.solver.stopping import Brake
from capacity.service.solving.requests import PlanRequest, Shelf, StoppedPlanError, Worker

KEPT_PLANS = 32
"""At hand; a plan takes about three megabytes."""
KEPT_PACKED = 1024
"""Packed; a plan takes a fifth of a megabyte then, and the sliders beside a page have some 500 places."""
QUICKLY = 1
REST_SECONDS = 2.0
"""Without a request, before plans are put on the shelf: the page of the last one is drawn by then."""
QUEUED, OPTIMAL = "queued", "optimal"


class _Job:
    """One plan in the making, and how many wait for it."""

    def __init__(
        self, key: str, request: PlanRequest | None, seconds: float = 0.0, lasting: bool = False
    ) -> None:
        self.key, self.request, self.seconds, self.lasting = key, request, seconds, lasting
        self.brake, self.future = Brake(), Future[PlanResult]()
        self.phase, self.waiting = QUEUED, 0
        self.packed: _Packed | None = None
        self.begin, self.end = perf_counter(), 0.0

    def tell(self, phase: str) -> None:
        self.phase = phase

    def answers(self, seconds: float) -> bool:
        """Whether it answers who would wait so long: it may take as long, or came to its end in less."""
        if self.seconds >= seconds:
            return True
        if not self.future.done() or self.future.exception() is not None:
            return False
        return is_optimal(self.future.result())


@dataclass(frozen=True)
class _Packed:
    """A plan that was made, in little room, and how long it might have taken."""

    content: bytes
    seconds: float

    @classmethod
    def of(cls, plan: PlanResult, seconds: float) -> _Packed:
        return cls(zlib.compress(pickle.dumps(plan, pickle.HIGHEST_PROTOCOL), QUICKLY), seconds)

    def job(self, key: str) -> _Job:
        """The plan as a job that is done."""
        job = _Job(key, None, self.seconds)
        job.end, job.packed = job.begin, self
        job.future.set_result(pickle.loads(zlib.decompress(self.content)))
        return job


class Ticket:
    """One request's hold on a plan in the making: poll it, wait for it, or give it up."""

    def __init__(self, job: _Job, give_up: Callable[[Ticket], None], name: str) -> None:
        self._job, self._give_up, self._name = job, give_up, name
        self._begin = perf_counter()
        self.given_up = False

    @property
    def key(self) -> str:
        """What was asked for; equal for equal requests."""
        return self._job.key

    @property
    def done(self) -> bool:
        """Whether there is a plan, or a reason why there is none."""
        return self.given_up or self._job.future.done()

    @property
    def phase(self) -> str:
        """`queued`, `data`, `build`, `solve` or `explain`."""
        return self._job.phase

    @property
    def seconds(self) -> float:
        """How long it has been waited for, or had to be."""
        end = self._job.end or perf_counter()
        return max(0.0, end - self._begin)

    def wait(self, timeout_seconds: float) -> bool:
        """Waits at most so long; whether it is done."""
        if not self.done:
            try:
                self._job.future.exception(timeout_seconds)
            except TimeoutError:
                return self.done
        return True

    def result(self) -> PlanResult:
        """The plan, waited for as long as it takes.

        Raises:
            StoppedPlanError: it was given up or stopped.
            TooLateError: the time limit came before any plan.
        """
        if self.given_up:
            raise StoppedPlanError
        plan = self._job.future.result()
        return plan if plan.scenario == self._name else named(plan, self._name)

    def cancel(self) -> None:
        """Gives the request up; the plan itself is stopped when nobody else waits for it."""
        self._give_up(self)


def named(plan: PlanResult, name: str) -> PlanResult:
    """The plan under the name of another scenario with the same settings."""
    return replace(plan, scenario=name, scenario_document={**plan.scenario_document, "name": name})


def ready(plan: PlanResult) -> Ticket:
    """A ticket for a plan that is there."""
    job = _Job("", None)
    job.end = job.begin
    job.future.set_result(plan)
    return Ticket(job, lambda _: None, plan.scenario)


def is_optimal(plan: PlanResult) -> bool:
    """Whether the time limit did not cut it off."""
    return plan.summary.get("status") == OPTIMAL


class PlanPool:
    """Workers that take requests in the order in which they come; safe to share.

    Args:
        make_worker: makes a worker; each is used by one thread.
        size: how many plans are made at once.
        shelf: where lasting plans are kept; None keeps none.
    """

    def __init__(self, make_worker: Callable[[], Worker], size: int, shelf: Shelf | None = None) -> None:
        self._make_worker, self.size, self._shelf = make_worker, size, shelf
        self._jobs: OrderedDict[str, _Job] = OrderedDict()
        self._packed: OrderedDict[str, _Packed] = OrderedDict()
        self._unshelved: deque[tuple[str, PlanResult]] = deque(maxlen=KEPT_PLANS)
        self._sessions: dict[str, Ticket] = {}
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[Thread] = []
        self._lock = Lock()
        self.asked = self.made = 0

    def ask(
        self,
        key: str,
        name: str,
        request: Callable[[], PlanRequest],
        session: str = "",
        seconds: float = 0.0,
        lasting: bool = False,
    ) -> Ticket:
        """A ticket for a plan.

        Args:
            key: equal for equal requests, which share one plan; the last ones are kept.
            name: of the scenario; the plan is given under it, whoever had it made.
            request: what to make; called only when the plan is not there nor in the making.
            session: who asks; an earlier request of the same session is given up.
            seconds: how long the plan may take; one that was cut off sooner is made anew.
            lasting: whether the plan is kept on the shelf, and taken from there.
        """
        shelved = self._shelved(key) if lasting else None
        with self._lock:
            self.asked += 1
            job = self._known(key) or shelved
            if job is not None:
                self._jobs[key] = job
            if job is None or not job.answers(seconds):
                job = _Job(key, request(), seconds, lasting)
                self._jobs[key] = job
                self._start()
                self._queue.put(job)
            self._pack_old()
            self._jobs.move_to_end(key)
            job.waiting += 1
            ticket = Ticket(job, self._give_up, name)
            earlier = self._sessions.pop(session, None)
            self._sessions = {who: held for who, held in self._sessions.items() if not held.done}
            if session:
                self._sessions[session] = ticket
        if earlier is not None:
            earlier.cancel()
        return ticket

    def knows(self, key: str) -> bool:
        """Whether that plan is there or in the making."""
        with self._lock:
            there = key in self._jobs or key in self._packed
        return there or (self._shelf is not None and self._shelf.has(key))

    def keep(self, key: str, plan: PlanResult) -> None:
        """Keeps a plan that was made elsewhere, unless it is there."""
        packed = _Packed.of(plan, 0.0)
        self._put_on_shelf(key, plan)
        with self._lock:
            if key not in self._jobs:
                self._put_away(key, packed)

    def forget(self, key: str) -> None:
        """Keeps a plan no longer, once it is made."""
        with self._lock:
            self._packed.pop(key, None)
            if key in self._jobs and self._jobs[key].future.done():
                del self._jobs[key]

    @property
    def busy(self) -> bool:
        """Whether anybody waits for a plan."""
        with self._lock:
            return any(not job.future.done() for job in self._jobs.values())

    def _shelved(self, key: str) -> _Job | None:
        """A plan of the shelf as a job that is done, unless it is at hand or in the making."""
        with self._lock:
            if key in self._jobs or key in self._packed:
                return None
        plan = None if self._shelf is None else self._shelf.read(key)
        if plan is None:
            return None
        job = _Job(key, None)
        job.end = job.begin
        job.future.set_result(plan)
        return job

    def _put_on_shelf(self, key: str, plan: PlanResult) -> None:
        if self._shelf is not None and is_optimal(plan):
            self._shelf.write(key, plan)

    def _known(self, key: str) -> _Job | None:
        packed = self._packed.pop(key, None)
        if packed is not None:
            self._jobs[key] = packed.job(key)
        return self._jobs.get(key)

    def _pack_old(self) -> None:
        made = [job for job in self._jobs.values() if job.future.done()]
        for job in made[: max(0, len(self._jobs) - KEPT_PLANS)]:
            del self._jobs[job.key]
            self._put_away(job.key, job.packed or _Packed.of(job.future.result(), job.seconds))

    def _put_away(self, key: str, packed: _Packed) -> None:
        self._packed[key] = packed
        self._packed.move_to_end(key)
        while len(self._packed) > KEPT_PACKED:
            self._packed.popitem(last=False)

    def _start(self) -> None:
        if len(self._threads) < self.size:
            thread = Thread(target=self._work, name=f"plan-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _give_up(self, ticket: Ticket) -> None:
        with self._lock:
            job = ticket._job
            if ticket.given_up or job.future.done():
                return
            ticket.given_up = True
            job.waiting -= 1
            if not job.waiting:
                self._drop(job)
                job.brake.pull()

    def _drop(self, job: _Job) -> None:
        if self._jobs.get(job.key) is job:
            del self._jobs[job.key]

    def _work(self) -> None:
        worker: Worker | None = None
        while (job := self._next()) is not None:
            if job.brake.pulled:
                job.future.set_exception(StoppedPlanError())
                continue
            if worker is None:
                worker = self._make_worker()
            self._make(worker, job)
        while self._unshelved:
            self._shelve_one()
        if worker is not None:
            worker.close()

    def _next(self) -> _Job | None:
        """The next plan to make; once nobody asked for a while, plans that were made are put on the shelf."""
        while self._unshelved:
            with suppress(Empty):
                return self._queue.get(timeout=REST_SECONDS)
            while self._unshelved and self._queue.empty():
                self._shelve_one()
        return self._queue.get()

    def _shelve_one(self) -> None:
        with suppress(IndexError):
            self._put_on_shelf(*self._unshelved.popleft())

    def _make(self, worker: Worker, job: _Job) -> None:
        try:
            assert job.request is not None
            plan = worker.make(job.request, job.brake, job.tell)
        except BaseException as fault:
            with self._lock:
                self._drop(job)
            job.end = perf_counter()
            job.future.set_exception(fault)
            return
        job.end = perf_counter()
        self.made += 1
        job.future.set_result(plan)
        if job.lasting and self._shelf is not None:
            self._unshelved.append((job.key, plan))

    def close(self) -> None:
        """Ends the workers once the plans in the making are made."""
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()
