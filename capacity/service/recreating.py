"""A plan made again from its receipt: the same inputs, or a refusal that names what differs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from capacity.domain.last_plan import LastPlan
from capacity.domain.pins import pin_from
from capacity.domain.plan_result import PlanResult
from capacity.domain.problems import BadInputError, Problem
from capacity.domain.state import State
from capacity.report import write_plan_folder
from capacity.scenario import Scenario, scenario_from
from capacity.service.adjusting import overrides_told
from capacity.service.chances import kept_chances, with_chances
from capacity.service.explaining import explained_result
from capacity.service.inputs import load_inputs, shipped_hashes
from capacity.service.opening import service_on
from capacity.service.planning import Ground, make_result, program_version, state_hash
from capacity.service.saved.records import SavedOverride
from capacity.service.session import PlanningService
from capacity.sources.state import read_state
from capacity.store import SnapshotStore, state_home

Progress = Callable[[str], object]
PARTS = ("as_of", "data", "forecast", "overrides", "pins", "program_version", "settings", "snapshot", "state")
SHOWN_FILES = 3


def recreate_plan(
    receipt: Path,
    state: Path | None,
    out: Path,
    dutch: bool = False,
    progress: Progress = str,
    home: Path | None = None,
) -> PlanResult:
    """Makes the plan of a receipt again and writes its folder: the same bytes, run.json apart.

    Args:
        receipt: receipt.json of a plan folder or of the browser's download.
        state: the state of the plan, where it came from a file and was never accepted.

    Raises:
        BadInputError: something that the plan rested on is not here, or is another; every such thing.
    """
    root = home or state_home()
    known = _read(receipt)
    service = _service(root, known, receipt.name)
    scenario = _scenario(known, receipt.name)
    ground, problems = _ground(service, known, state, receipt.name)
    problems = [*_other_program(known, receipt.name), *problems]
    if problems:
        raise BadInputError(problems)
    inputs, pins = load_inputs(), [pin_from(document) for document in known["pins"]]
    result = make_result(inputs, ground, scenario, progress=progress, pins=pins)
    progress("explain")
    result = explained_result(inputs, ground, scenario, result)
    if known.get("chances"):
        progress("chances")
        result = with_chances(result, kept_chances(root, inputs, ground, scenario, result))
    progress("write")
    write_plan_folder(result, out, dutch)
    return result


def _read(receipt: Path) -> dict[str, Any]:
    try:
        content = json.loads(receipt.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise BadInputError([Problem("cannot_open", receipt.name, expected="JSON")]) from fault
    missing = [part for part in PARTS if not isinstance(content, dict) or part not in content]
    if missing:
        raise BadInputError([Problem("no_receipt", receipt.name, expected=", ".join(missing))])
    found: dict[str, Any] = content
    return found


def _service(root: Path, known: Mapping[str, Any], file: str) -> PlanningService:
    snapshot, kept = str(known["snapshot"]), SnapshotStore(root).ids()
    if snapshot not in kept:
        problem = Problem(
            "receipt_snapshot", file, column="snapshot", value=snapshot, expected=", ".join(kept)
        )
        raise BadInputError([problem])
    return service_on(root, snapshot)


def _scenario(known: Mapping[str, Any], file: str) -> Scenario:
    inputs = load_inputs()
    asked = {name: value for name, value in known["settings"].items() if value is not None}
    return scenario_from(asked, inputs.settings, inputs.parameters, inputs.regions, file)


def _ground(
    service: PlanningService, known: Mapping[str, Any], state: Path | None, file: str
) -> tuple[Ground, list[Problem]]:
    """What the plan stood on, and what of it is another now."""
    ground, problems = service.ground_with(_overrides(known, file)), list[Problem]()
    if ground.forecast_hash != known["forecast"]:
        problems.append(_differs("forecast", known["forecast"], ground.forecast_hash, file))
    last = _last(service, known)
    if last is None and known.get("last_plan"):
        problems.append(Problem("receipt_last_plan", file, column="last_plan", value=str(known["last_plan"])))
    for candidate in _states(service, state):
        if state_hash(candidate) == known["state"]:
            as_of = date.fromisoformat(str(known["as_of"]))
            return replace(ground, state=replace(candidate, as_of=as_of), last=last), problems
    problems.append(Problem("receipt_state", file, column="state", value=str(known["state"])))
    return ground, problems


def _overrides(known: Mapping[str, Any], file: str) -> list[SavedOverride]:
    """The changes of the forecast that the plan runs on, as the receipt tells them."""
    try:
        return overrides_told(known["overrides"])
    except (BadInputError, KeyError, TypeError, ValueError) as fault:
        raise BadInputError([_differs("overrides", known["overrides"], "", file)]) from fault


def _last(service: PlanningService, known: Mapping[str, Any]) -> LastPlan | None:
    """The plan that the receipt's plan stays close to; None where there was none or it is not known here."""
    for candidate in service.last_plans():
        if candidate.fingerprint == known.get("last_plan"):
            return candidate
    return None


def _states(service: PlanningService, file: Path | None) -> Iterator[State]:
    """The states that a plan of this snapshot may stand on, the one given first."""
    if file is not None:
        yield read_state(file, load_inputs().regions)
    yield service.ground().state
    yield service.ground_at_refresh().state
    yield service.present_state().own
    yield from service.states_before()


def _other_program(known: Mapping[str, Any], file: str) -> list[Problem]:
    problems = []
    if known["program_version"] != program_version():
        problems.append(_differs("program_version", known["program_version"], program_version(), file))
    here = shipped_hashes()
    others = sorted(name for name in {*here, *known["data"]} if here.get(name) != known["data"].get(name))
    if others:
        more = [f"+{len(others) - SHOWN_FILES}"] if len(others) > SHOWN_FILES else []
        problems.append(_differs("data", ", ".join([*others[:SHOWN_FILES], *more]), "", file))
    return problems


def _differs(part: str, then: object, now: str, file: str) -> Problem:
    return Problem(f"receipt_{part}", file, column=part, value=str(then), expected=now)
