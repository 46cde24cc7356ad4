"""A process of its own for work that outlasts a page: it ends by itself, also when nobody looks any more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from capacity.store.home import HOME_VARIABLE


def start_apart(code: str, home: Path, *words: str) -> subprocess.Popen[bytes]:
    """Runs a line of Python on a home, with words as its arguments."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        env={**os.environ, HOME_VARIABLE: str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
