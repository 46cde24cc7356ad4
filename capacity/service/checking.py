"""A plan that comes back edited: what changed, what breaks and costs, and the plan made anew around it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import yaml

from capacity.domain.check_result import CheckResult
from capacity.domain.problems import BadInputError, Problem
from capacity.report import read_plan_folder, write_plan_folder
from capacity.report.documents import json_text
from capacity.report.returned import read_returned
from capacity.scenario import scenario_from
from capacity.service.input_files import own_state
from capacity.service.inputs import load_inputs
from capacity.service.opening import NoSnapshotError, service_on
from capacity.service.readable import check_readable, missing_of
from capacity.service.verdict import Exported, judged
from capacity.sources.tables import write_table
from capacity.store import SnapshotStore, state_home

Progress = Callable[[str], object]
REPAIRED = "repaired"
Found = TypeVar("Found")


def check_file(
    file: Path,
    plan: Path,
    out: Path,
    state: Path | None = None,
    dutch: bool = False,
    progress: Progress = str,
    home: Path | None = None,
) -> CheckResult:
    """Judges an edited places.csv, contracts.csv, plan.csv or pools.csv and writes the verdict.

    The plan's own snapshot is used while it is kept; else the one in service, which is said.

    Args:
        plan: the plan folder that the file was exported from.
        out: gets differences.csv, duties.csv, check.json and the folder of the repaired plan.
        state: the figures of the week that the plan was made on, where they were not the snapshot's.
        dutch: tables for Dutch spreadsheets.

    Raises:
        BadInputError: file, plan folder or state, all faults of all three.
        NoSnapshotError: nothing was published yet.
        OldSnapshotError: no snapshot that could be used is kept.
    """
    store = SnapshotStore(home or state_home())
    current = store.current()
    if current is None:
        raise NoSnapshotError
    problems: list[Problem] = []
    exported = _collected(lambda: read_exported(plan), problems)
    own = _collected(lambda: None if state is None else own_state(state), problems)
    returned = None
    if exported is not None:
        tables, name = exported.tables, exported.scenario.name
        returned = _collected(lambda: read_returned(file, tables, name), problems)
    if exported is None or returned is None or problems:
        raise BadInputError(problems)
    snapshot = str(exported.summary.get("snapshot", ""))
    if snapshot not in store.ids() or missing_of(store, snapshot):
        check_readable(store, current)
        snapshot = current
    ground = service_on(store.folder.parent, snapshot).ground(exported.scenario)
    if own is not None:
        ground = replace(ground, state=own)
    found = judged(exported, returned, ground, file.name, progress)
    progress("write")
    write_check(found, out, dutch)
    return found


def _collected(read: Callable[[], Found], problems: list[Problem]) -> Found | None:
    try:
        return read()
    except BadInputError as fault:
        problems += fault.problems
        return None


def read_exported(folder: Path) -> Exported:
    """A plan folder as it was written.

    Raises:
        BadInputError: a file is missing or cannot be read.
    """
    tables = read_plan_folder(folder)
    inputs = load_inputs()
    documents: dict[str, Any] = {}
    for name, read in (
        ("summary.json", json.loads),
        ("receipt.json", json.loads),
        ("scenario.yaml", yaml.safe_load),
    ):
        try:
            documents[name] = read((folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError, yaml.YAMLError) as fault:
            raise BadInputError(
                [Problem("cannot_open", name, expected=name.split(".")[1].upper())]
            ) from fault
    content = documents["scenario.yaml"]
    if not isinstance(content, dict):
        raise BadInputError([Problem("not_a_mapping", "scenario.yaml", 1, "", str(content), "key: value")])
    settings = {key: value for key, value in content.items() if value is not None}
    scenario = scenario_from(settings, inputs.settings, inputs.parameters, inputs.regions, "scenario.yaml")
    return Exported(scenario, tables, documents["summary.json"], documents["receipt.json"])


def write_check(found: CheckResult, out: Path, dutch: bool = False) -> None:
    """Writes differences.csv, duties.csv, check.json and the folder of the repaired plan."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "differences.csv").write_bytes(write_table(found.differences, dutch))
    (out / "duties.csv").write_bytes(write_table(found.duties, dutch))
    (out / "check.json").write_bytes(json_text(found.as_document()).encode())
    write_plan_folder(found.repaired, out / REPAIRED, dutch)
