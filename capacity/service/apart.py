"""A process of its own for work that outlasts a page: it ends by itself, also when nobody looks any more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from capacity.store.home import HOME_VARIABLE

GIVES_BACK = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "262144",
    "MALLOC_TRIM_THRESHOLD_": "131072",
}
"""Has the C library of Linux give back what solvers no longer need; else their threads keep a sixth more. One
number for each column of the chain stays below the threshold: to map such arrays anew each time takes a tenth
of the time of a plan on many paths."""


def start_apart(code: str, home: Path, *words: str) -> subprocess.Popen[bytes]:
    """Runs a line of Python on a home, with words as its arguments."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        env={**GIVES_BACK, **os.environ, HOME_VARIABLE: str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
