"""A bounded pool of workers: equal requests share one plan, and one that nobody waits for is stopped."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from queue import SimpleQueue
from threading import Lock, Thread
from time import perf_counter

from capacity.domain.plan_result import PlanResult
from capacity.plan.solver import Brake
from capacity.service.solving.requests import PlanRequest, StoppedPlanError, Worker

KEPT_PLANS = 128
"""A plan takes about three megabytes; a slider has some hundred places."""
QUEUED, OPTIMAL = "queued", "optimal"


class _Job:
    """One plan in the making, and how many wait for it."""

    def __init__(self, key: str, request: PlanRequest | None, seconds: float = 0.0) -> None:
        self.key, self.request, self.seconds = key, request, seconds
        self.brake, self.future = Brake(), Future[PlanResult]()
        self.phase, self.waiting = QUEUED, 0
        self.begin, self.end = perf_counter(), 0.0

    def tell(self, phase: str) -> None:
        self.phase = phase

    def answers(self, seconds: float) -> bool:
        """Whether it answers who would wait so long: it may take as long, or came to its end in less."""
        if self.seconds >= seconds:
            return True
        if not self.future.done() or self.future.exception() is not None:
            return False
        return self.future.result().summary.get("status") == OPTIMAL


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


class PlanPool:
    """Workers that take requests in the order in which they come; safe to share.

    Args:
        make_worker: makes a worker; each is used by one thread.
        size: how many plans are made at once.
    """

    def __init__(self, make_worker: Callable[[], Worker], size: int) -> None:
        self._make_worker, self.size = make_worker, size
        self._jobs: OrderedDict[str, _Job] = OrderedDict()
        self._sessions: dict[str, Ticket] = {}
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[Thread] = []
        self._lock = Lock()
        self.made = 0

    def ask(
        self,
        key: str,
        name: str,
        request: Callable[[], PlanRequest],
        session: str = "",
        seconds: float = 0.0,
    ) -> Ticket:
        """A ticket for a plan.

        Args:
            key: equal for equal requests, which share one plan; the last ones are kept.
            name: of the scenario; the plan is given under it, whoever had it made.
            request: what to make; called only when the plan is not there nor in the making.
            session: who asks; an earlier request of the same session is given up.
            seconds: how long the plan may take; one that was cut off sooner is made anew.
        """
        with self._lock:
            job = self._jobs.get(key)
            if job is None or not job.answers(seconds):
                job = _Job(key, request(), seconds)
                self._jobs[key] = job
                self._forget_old()
                self._start()
                self._queue.put(job)
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

    def _forget_old(self) -> None:
        for key in [key for key, job in self._jobs.items() if job.future.done()]:
            if len(self._jobs) <= KEPT_PLANS:
                return
            del self._jobs[key]

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
        while (job := self._queue.get()) is not None:
            if job.brake.pulled:
                job.future.set_exception(StoppedPlanError())
                continue
            if worker is None:
                worker = self._make_worker()
            self._make(worker, job)
        if worker is not None:
            worker.close()

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

    def close(self) -> None:
        """Ends the workers once the plans in the making are made."""
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()
