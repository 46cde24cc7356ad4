"""Files that are either there whole or not there at all, also after a power cut."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

TEMPORARY = ".tmp"
LOOK_SECONDS = 0.2


class BusyError(Exception):
    """Another process held the turn for longer than this one would wait."""


def temporary_beside(path: Path) -> Path:
    """A name that nobody else uses, in the same folder, so that a rename onto the path is atomic."""
    return path.with_name(f".{path.name}.{uuid.uuid4().hex}{TEMPORARY}")


def force_to_disk(path: Path) -> None:
    """Waits until the content of a file, or the entries of a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def swap_text(path: Path, text: str) -> None:
    """Replaces a small file atomically: a reader sees the old text or the new one, nothing between."""
    temporary = temporary_beside(path)
    temporary.write_text(text, encoding="utf-8", newline="\n")
    force_to_disk(temporary)
    temporary.replace(path)
    force_to_disk(path.parent)


def remove_leftovers(folder: Path) -> None:
    """Removes what a killed writer left behind; only while holding the writer's lock."""
    for leftover in folder.glob(f".*{TEMPORARY}*"):
        leftover.unlink(missing_ok=True)


@contextmanager
def only_writer(folder: Path, name: str = ".lock") -> Iterator[None]:
    """Holds the folder's lock, so that one process writes at a time; the system frees it on a crash."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def own_turn(path: Path, wait_seconds: float, on_wait: Callable[[], object]) -> Iterator[None]:
    """Holds a turn that one process has at a time; the system frees it on a crash.

    Args:
        path: file that stands for the turn.
        wait_seconds: how long to wait for another process.
        on_wait: called once when there is something to wait for.

    Raises:
        BusyError: the other process is still at it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + wait_seconds
    told = False
    with path.open("a", encoding="utf-8") as lock:
        while not _taken(lock.fileno()):
            if not told:
                on_wait()
                told = True
            if time.monotonic() >= end:
                raise BusyError
            time.sleep(LOOK_SECONDS)
        yield


def is_turn_free(path: Path) -> bool:
    """Whether nobody holds a turn right now."""
    if not path.exists():
        return True
    with path.open("a", encoding="utf-8") as lock:
        return _taken(lock.fileno())


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def free_bytes(folder: Path) -> int:
    """Room left on the disk that holds a folder, or will hold it."""
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return shutil.disk_usage(existing).free
