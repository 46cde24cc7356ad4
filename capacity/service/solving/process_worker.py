"""A worker in a process of its own, so that plans do not wait for pages nor pages for plans.

The process starts with the first plan asked of it, ends with the program that started it, and is
replaced when it dies.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from capacity.domain.plan_result import PlanResult
from capacity.plan.solver.program import undisturbed
from capacity.plan.solver.stopping import Brake
from capacity.service.inputs import load_inputs
from capacity.service.planning import Ground
from capacity.service.solving.forethought import makes_starts_ahead
from capacity.service.solving.live_worker import LiveWorker
from capacity.service.solving.requests import PlanRequest, StoppedPlanError, Tell, TooLateError

CODE = "import sys; from capacity.service.solving.process_worker import serve; serve(*sys.argv[1:])"
LOOK_SECONDS = 0.1
"""How often a worker looks whether to stop; an answer wakes it at once."""
REST_SECONDS = 1.0
"""After so long without a request a worker makes ahead what later plans start from."""
GIVEN_WAY = 19
MAKE, STOP, PHASE, PLAN, FAULT = "make", "stop", "phase", "plan", "fault"
GROUND = "ground"
ENDS = {error.__name__: error for error in (StoppedPlanError, TooLateError)}


class PlanFailedError(Exception):
    """The plan could not be made; the text tells where, for the log."""


class ProcessWorker:
    """One process that makes plans; see Worker.

    Args:
        gives_way: it runs only when the machine has nothing better to do.
        home: where it is kept what plans start from; None keeps nothing.
    """

    def __init__(self, gives_way: bool = False, home: Path | None = None) -> None:
        self._arguments = (str(GIVEN_WAY if gives_way else 0), *(() if home is None else (str(home),)))
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Any = None
        self._ground = ""

    def make(self, request: PlanRequest, brake: Brake, tell: Tell) -> PlanResult:
        """The plan of a request.

        Raises:
            StoppedPlanError: the brake was pulled.
            TooLateError: no plan within the time limit.
            PlanFailedError: a fault in the process, or its end.
        """
        try:
            return self._answer(request, brake, tell)
        except (EOFError, OSError):
            self.close()
            raise PlanFailedError("the process that makes plans ended") from None

    def _answer(self, request: PlanRequest, brake: Brake, tell: Tell) -> PlanResult:
        pipe = self._started()
        key, rest = request.ground.key, asked_on_a_ground(request)
        pipe.send((MAKE, (None if key == self._ground else request.ground, rest)))
        self._ground, told = key, False
        while True:
            if brake.pulled and not told:
                told = True
                pipe.send((STOP, None))
            if not pipe.poll(LOOK_SECONDS):
                continue
            kind, content = pipe.recv()
            if kind == PHASE:
                tell(content)
            elif kind == PLAN:
                plan: PlanResult = content
                return plan
            elif kind == FAULT:
                name, text = content
                raise ENDS[name] if name in ENDS else PlanFailedError(text)

    def _started(self) -> Any:
        """The pipe to the process, which is started where there is none.

        It has a group of its own, out of reach of Ctrl-C, but no session of its own: a system that shares
        its processors out by session would not let it give way to the pages.
        """
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._ground = ""
            self._pipe, theirs = Pipe()
            self._process = subprocess.Popen(
                [sys.executable, "-c", CODE, str(theirs.fileno()), *self._arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                process_group=0,
            )
            theirs.close()
        return self._pipe

    @property
    def process_id(self) -> int | None:
        """The process, once it runs."""
        return None if self._process is None else self._process.pid

    def close(self) -> None:
        """Ends the process."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
        self._process, self._pipe = None, None


def asked_on_a_ground(request: PlanRequest) -> dict[str, Any]:
    """What a request says beside the ground it stands on, which takes megabytes and mostly stays the same."""
    return {part.name: getattr(request, part.name) for part in fields(request) if part.name != GROUND}


class _Served:
    """The other end: plans made one by one, while somebody listens whether to stop."""

    def __init__(self, pipe: Any) -> None:
        self._pipe = pipe
        self._ground: Ground | None = None
        self._asked: SimpleQueue[tuple[PlanRequest, Brake]] = SimpleQueue()
        self._brake, self._at_rest = Brake(), Brake()

    def listen(self) -> None:
        """Takes requests and stops; the process ends when nobody is at the other end any more."""
        try:
            while True:
                kind, content = self._pipe.recv()
                if kind == MAKE:
                    self._brake = Brake()
                    self._asked.put((self._request(*content), self._brake))
                    self._at_rest.pull()
                else:
                    self._brake.pull()
        except (EOFError, OSError):
            os._exit(0)

    def _request(self, ground: Ground | None, rest: Mapping[str, Any]) -> PlanRequest:
        """A request on a ground that comes with it, or on that of the request before."""
        self._ground = ground or self._ground
        assert self._ground is not None
        return PlanRequest(self._ground, **rest)

    def work(self, home: Path | None) -> None:
        """Makes plans for ever; what stays is walked over by the garbage collector no more."""
        worker = LiveWorker(load_inputs(), home)
        gc.freeze()
        while True:
            request, brake = self._next(worker)
            with undisturbed():
                try:
                    plan = worker.make(request, brake, lambda phase: self._pipe.send((PHASE, phase)))
                    answer: tuple[str, object] = (PLAN, plan)
                except Exception as fault:
                    answer = (FAULT, (type(fault).__name__, traceback.format_exc()))
                self._pipe.send(answer)
            del request, answer
            gc.collect()

    def _next(self, worker: LiveWorker) -> tuple[PlanRequest, Brake]:
        """The next request; while there is none for long, what later plans start from is made."""
        with suppress(Empty):
            return self._asked.get(timeout=REST_SECONDS)
        self._at_rest = Brake()
        if self._asked.empty() and makes_starts_ahead():
            worker.prepare(self._at_rest)
        return self._asked.get()


def serve(descriptor: str, niceness: str, home: str = "") -> None:
    """Makes plans for the program at the other end of a pipe until that end closes.

    Args:
        home: see ProcessWorker.
    """
    os.nice(int(niceness))
    served = _Served(Connection(int(descriptor)))
    Thread(target=served.listen, daemon=True).start()
    served.work(Path(home) if home else None)
