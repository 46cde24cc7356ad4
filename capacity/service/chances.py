"""A plan judged on many paths: made in a process of its own, stored, and shown when it is ready."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from capacity.domain.chances import Chances
from capacity.domain.pins import pin_from
from capacity.domain.plan_result import PlanResult
from capacity.domain.time import Weeks
from capacity.plan.explain.solved import solved_plan
from capacity.plan.uncertain.chances import judge_plan
from capacity.scenario import Scenario, resolved, worst_share
from capacity.service.apart import start_apart
from capacity.service.inputs import Inputs
from capacity.service.planning import Ground, plan_input, to_json

FOLDER = "chances"
FRAMES = ("probability", "residents", "first_stage")
HASH_LENGTH = 16
CODE = "import sys; from capacity.service.chance_run import run; sys.exit(run(sys.argv[1]))"
Progress = Callable[[int, int], object]


def chances_key(result: PlanResult) -> str:
    """The same for the same plan; its scenario holds the choice of risk."""
    content = json.dumps(result.receipt, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:HASH_LENGTH]


def judged(
    inputs: Inputs,
    ground: Ground,
    scenario: Scenario,
    pinned: Sequence[Mapping[str, Any]],
    progress: Progress = max,
) -> Chances:
    """A plan judged on the fresh paths of its forecast.

    Args:
        pinned: the cells of the plan that keep their value, as its summary tells them.
    """
    given = plan_input(inputs, ground, scenario)
    pins = [pin_from(document) for document in pinned]
    found = judge_plan(solved_plan(given, scenario, pins), worst_share(scenario), progress)
    return Chances(
        _dated(found.probability, given.weeks),
        _dated(found.residents, given.weeks),
        _dated(found.first_stage, given.weeks),
        found.figures,
    )


def _dated(frame: pd.DataFrame, weeks: Weeks) -> pd.DataFrame:
    return frame.assign(week=[weeks.monday(int(week)).isoformat() for week in frame.week])


def kept_chances(
    home: Path, inputs: Inputs, ground: Ground, scenario: Scenario, result: PlanResult
) -> Chances:
    """The chances of a plan, worked out when they are not there yet, and kept."""
    key = chances_key(result)
    known = stored_chances(home, key)
    if known is None:
        known = judged(inputs, ground, scenario, result.summary["pinned"])
        store_chances(home, key, known)
    return known


def with_chances(result: PlanResult, chances: Chances | None) -> PlanResult:
    """The plan with the probability that each duty is met, where chances are known, in its duties."""
    if chances is None:
        return result
    keys = ["duty", "region", "week"]
    duties = result.tables["duties"].drop(columns="probability_met")
    merged = duties.merge(chances.probability, on=keys, how="left", validate="one_to_one")
    return replace(result, tables={**result.tables, "duties": merged[list(result.tables["duties"].columns)]})


def stored_chances(home: Path, key: str) -> Chances | None:
    """Chances as made before; None when there are none."""
    path = home / FOLDER / f"{key}.json"
    if not path.exists():
        return None
    content = json.loads(path.read_text(encoding="utf-8"))
    frames = {name: pd.DataFrame(content[name]) for name in FRAMES}
    return Chances(**frames, figures=content["figures"])


def store_chances(home: Path, key: str, chances: Chances) -> None:
    """Keeps chances under a key; a reader sees all of them or none."""
    content = {name: getattr(chances, name).to_dict("list") for name in FRAMES}
    path = home / FOLDER / f"{key}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(to_json({**content, "figures": dict(chances.figures)}), encoding="utf-8")
    part.replace(path)


class ChanceHandle:
    """Chances that are being made in another process; the process ends by itself."""

    def __init__(self, process: subprocess.Popen[bytes], progress: Path) -> None:
        self._process, self._progress = process, progress
        self._seen = 0.0

    @property
    def done(self) -> bool:
        """Whether it ended."""
        return self._process.poll() is not None

    @property
    def failed(self) -> bool:
        """Whether it ended without an answer."""
        return bool(self._process.poll())

    @property
    def share(self) -> float:
        """Share of the paths that are done; what was seen last while the process writes it."""
        try:
            done, total = self._progress.read_text(encoding="utf-8").split()
        except (OSError, ValueError):
            return self._seen
        self._seen = int(done) / max(1, int(total))
        return self._seen

    def cancel(self) -> None:
        """Stops it; what was stored before stays."""
        self._process.terminate()

    def wait(self, timeout_seconds: float) -> bool:
        """Waits for the end; whether it came."""
        try:
            self._process.wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def start_chances(home: Path, plan: PlanResult, snapshot: str, scenario: Scenario) -> ChanceHandle:
    """Starts to judge a plan in the background."""
    key, pinned = chances_key(plan), plan.summary["pinned"]
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    request = folder / f"{key}.request"
    content: dict[str, Any] = {"snapshot": snapshot, "scenario": resolved(scenario), "pinned": pinned}
    request.write_text(to_json(content), encoding="utf-8")
    process = start_apart(CODE, home, str(request))
    return ChanceHandle(process, request.with_suffix(".progress"))
