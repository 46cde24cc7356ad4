"""Plans that were made, kept in the home, so that they need not be made again after a restart.

A plan is read only by the program that would make the same one: equal code, solver and data. A file that is
torn or somebody else's counts as if it were not there.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from contextlib import suppress
from pathlib import Path
from time import time

from capacity.domain.plan_result import PlanResult
from capacity.service.program_code import program_mark
from capacity.service.solving.packed_plan import NotPackedError, packed_plan, unpacked_plan
from capacity.store.arrays import read_arrays, write_arrays
from capacity.store.files import TEMPORARY

log = logging.getLogger(__name__)
FOLDER, ENDING, OVERRIDES = "plans", ".npz", "overrides"
MOST_PLANS = 640
"""So many are kept, the last ones used: all places of the sliders beside a page and some more. Each takes a
fifth of a megabyte."""
MOST_BYTES = 50_000_000
"""That one plan may take in memory."""
TORN_AFTER_SECONDS = 600.0
"""A file that is still not whole after so long has lost its writer."""


class PlansFolder:
    """The plans that are kept in a home; safe to share between threads and processes."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def has(self, key: str) -> bool:
        """Whether something is kept for a key."""
        return self._path(key).exists()

    def read(self, key: str) -> PlanResult | None:
        """The plan that is kept for a key; None where there is none."""
        path = self._path(key)
        arrays = read_arrays(path, MOST_BYTES)
        if arrays is None:
            return None
        with suppress(OSError):
            os.utime(path)
        return unpacked_plan(arrays, key)

    def write(self, key: str, plan: PlanResult) -> None:
        """Keeps a plan where the disk lets us, and lets the one go that was used longest ago.

        One that rests on changes of the forecast tells who made them, and is not kept.
        """
        if plan.receipt.get(OVERRIDES):
            return
        try:
            arrays = packed_plan(plan, key)
            self._folder.mkdir(parents=True, exist_ok=True)
            write_arrays(self._path(key), arrays)
            self._tidy()
        except (NotPackedError, OSError):
            log.exception("a plan could not be kept")

    def _path(self, key: str) -> Path:
        name = hashlib.sha256(json.dumps([key, program_mark()]).encode()).hexdigest()
        return self._folder / f"{name}{ENDING}"

    def _tidy(self) -> None:
        used: list[tuple[float, Path]] = []
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):
                used.append((path.stat().st_mtime, path))
        for moment, path in used:
            if path.name.endswith(TEMPORARY) and moment < time() - TORN_AFTER_SECONDS:
                path.unlink(missing_ok=True)
        kept = sorted((moment, path) for moment, path in used if path.name.endswith(ENDING))
        for _, path in kept[:-MOST_PLANS]:
            path.unlink(missing_ok=True)
