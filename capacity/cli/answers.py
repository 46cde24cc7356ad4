"""How a command ends: its exit code, its sentence, progress on the way, and never a traceback."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum

import typer

from capacity.cli.use_cases import Progress
from capacity.cli.wording import phase_name, phrase, problem_line, refresh_fault_line
from capacity.domain.live import Remark
from capacity.domain.problems import BadInputError, Problem

QUIET_SECONDS = 2.0


class ExitCode(IntEnum):
    """What the caller of a command learns from it."""

    DONE = 0
    FAILED = 1
    BAD_INPUT = 2
    STALE = 3


def complain(sentence: str) -> None:
    """One line on stderr."""
    typer.echo(sentence, err=True)


def note(problems: Iterable[Problem]) -> None:
    """What was left out or put right of an input that could be used all the same, on stderr."""
    listed = [problem_line(problem) for problem in problems]
    for line in listed:
        complain(line)
    if listed:
        complain(phrase("rest_used"))


@contextmanager
def answered() -> Iterator[None]:
    """Turns whatever goes wrong inside into sentences on stderr and an exit code.

    Raises:
        typer.Exit: with the code of what went wrong.
    """
    try:
        yield
    except (typer.Exit, typer.BadParameter):
        raise
    except BaseException as fault:
        raise typer.Exit(_told(fault)) from None


def _told(fault: BaseException) -> ExitCode:
    if isinstance(fault, BadInputError):
        for problem in fault.problems:
            complain(problem_line(problem))
        count = len(fault.problems)
        complain(phrase("one_problem") if count == 1 else phrase("problems", count=count))
        return ExitCode.BAD_INPUT
    if isinstance(fault, KeyboardInterrupt):
        complain(phrase("interrupted"))
    elif not isinstance(fault, Exception):
        raise fault
    elif _is(fault, "NoSnapshotError"):
        complain(phrase("no_snapshot"))
    elif _is(fault, "OldSnapshotError"):
        tell_old_snapshot(fault)
        complain(phrase("old_snapshot_action"))
        return ExitCode.STALE
    elif _is(fault, "NewerWorkspaceError"):
        complain(phrase("newer_workspace"))
    elif _is(fault, "RefreshError"):
        remark: Remark | None = getattr(fault, "remark", None)
        reason = _reason(fault) if remark is None else refresh_fault_line(remark)
        complain(phrase("refresh_failed", reason=reason))
        return ExitCode.STALE
    elif _is(fault, "RefreshBusyError"):
        complain(phrase("refresh_busy"))
    elif isinstance(fault, OSError) and fault.filename is not None:
        complain(phrase("cannot_reach_file", file=fault.filename, reason=fault.strerror))
    else:
        complain(phrase("failed", reason=_reason(fault)))
    return ExitCode.FAILED


def tell_old_snapshot(fault: Exception) -> None:
    """That another version made the snapshot in use, and a line for everything that it lacks."""
    complain(phrase("old_snapshot", snapshot=getattr(fault, "snapshot", "")))
    missing: Iterable[Problem] = getattr(fault, "problems", ())
    for problem in missing:
        complain(problem_line(problem))


def _is(fault: Exception, name: str) -> bool:
    """By name, so that a service that cannot even be loaded still ends in a sentence."""
    return any(kind.__name__ == name for kind in type(fault).__mro__)


def _reason(fault: Exception) -> str:
    return " ".join(f"{type(fault).__name__}: {fault}".split()).rstrip(".: ") + "."


@contextmanager
def progress(quiet_seconds: float = QUIET_SECONDS) -> Iterator[Progress]:
    """A function that takes the name of each phase; nothing is said of work shorter than two seconds.

    Each time the quiet is over, one line on stderr says how long it took so far and what is going on.
    """
    phase = [phrase("working")]
    done = threading.Event()
    begin = time.monotonic()

    def tell() -> None:
        while not done.wait(quiet_seconds):
            complain(phrase("still_busy", seconds=time.monotonic() - begin, phase=phase[0]))

    def next_phase(name: str) -> None:
        phase[0] = phase_name(name)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield next_phase
    finally:
        done.set()
        teller.join()
