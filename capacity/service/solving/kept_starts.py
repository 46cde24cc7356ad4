"""Where plans start from, kept in the home: made once for all processes that make plans, and for later ones.

They are made again wherever a file is missing, torn, or made by another program, solver or data.
"""

from __future__ import annotations

import hashlib
import json
import logging
from contextlib import suppress
from pathlib import Path
from time import sleep

from capacity.plan.chain.kept_starts import KeptStarts, packed_starts, unpacked_starts
from capacity.plan.live import Base
from capacity.plan.solver.stopping import Brake, StoppedError
from capacity.scenario import Scenario, scenario_hash
from capacity.service.inputs import Inputs
from capacity.service.planning import Ground, plan_input
from capacity.service.program_code import program_mark
from capacity.store import BusyError, own_turn
from capacity.store.arrays import read_arrays, write_arrays
from capacity.store.files import remove_leftovers

log = logging.getLogger(__name__)
FOLDER, ENDING, TURN = "starts", ".npz", ".turn"
KEPT_GROUNDS = 6
"""So many grounds have their starts kept; each takes about a third of a megabyte."""
MOST_BYTES = 100_000_000
"""That the starts of one ground may take in memory."""
LOOK_SECONDS = 0.2


class StartsFolder:
    """The starts that are kept in a home; safe to share between processes.

    Args:
        home: None keeps none.
    """

    def __init__(self, home: Path | None) -> None:
        self._folder = None if home is None else home / FOLDER

    def base(self, inputs: Inputs, ground: Ground, baseline: Scenario) -> Base:
        """The solved baseline of a ground, with the starts that are kept of it."""
        return Base(plan_input(inputs, ground, baseline), baseline, self.read(ground, baseline))

    def read(self, ground: Ground, baseline: Scenario) -> KeptStarts | None:
        """The starts of a baseline; None where none are kept."""
        if self._folder is None:
            return None
        arrays = read_arrays(self._folder / file_name(ground, baseline), MOST_BYTES)
        return None if arrays is None else unpacked_starts(arrays)

    def prepare(self, base: Base, ground: Ground, baseline: Scenario, brake: Brake, at_once: int = 1) -> None:
        """Has a baseline all its starts: as somebody else made them meanwhile, or made here and kept.

        One process makes them at a time, and the others wait for it.

        Args:
            at_once: how many are made at the same time.

        Raises:
            StoppedError: the brake was pulled; what was made until then is kept.
        """
        if base.is_prepared:
            return
        if self._folder is None:
            base.prepare(brake, at_once)
            return
        while not brake.pulled:
            with suppress(BusyError), own_turn(self._folder / TURN, 0.0, bool):
                base.adopt(self.read(ground, baseline))
                try:
                    base.prepare(brake, at_once)
                finally:
                    self._write(base.kept, ground, baseline)
                return
            sleep(LOOK_SECONDS)
        raise StoppedError

    def _write(self, starts: KeptStarts, ground: Ground, baseline: Scenario) -> None:
        """Keeps starts where the disk lets us, and lets the oldest go; called in one's turn."""
        assert self._folder is not None
        try:
            remove_leftovers(self._folder)
            write_arrays(self._folder / file_name(ground, baseline), packed_starts(starts))
            kept = sorted(self._folder.glob(f"*{ENDING}"), key=lambda path: path.stat().st_mtime)
            for old in kept[:-KEPT_GROUNDS]:
                old.unlink(missing_ok=True)
        except OSError:
            log.exception("what plans start from could not be kept")


def file_name(ground: Ground, baseline: Scenario) -> str:
    """Of the starts of a baseline; another one wherever they might be other starts."""
    content = json.dumps([ground.key, scenario_hash(baseline), program_mark()])
    return f"{hashlib.sha256(content.encode()).hexdigest()}{ENDING}"
