"""Two plans beside each other: scenarios solved on the snapshot in use, or plan folders as written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from capacity.domain.comparison import Comparison, compared
from capacity.domain.plan_result import PlanResult
from capacity.domain.problems import BadInputError, Problem
from capacity.report.documents import json_text
from capacity.scenario import Scenario, resolved
from capacity.service.checking import read_exported
from capacity.service.files import pin_problems
from capacity.service.input_files import read_scenario
from capacity.service.inputs import load_inputs
from capacity.service.opening import open_service
from capacity.service.session import PlanningService
from capacity.sources.tables import write_table

Progress = Callable[[str], object]
WEEKS_PER_YEAR = "weeks_per_year"


def compare_files(
    first: Path,
    second: Path,
    out: Path,
    dutch: bool = False,
    progress: Progress = str,
    home: Path | None = None,
) -> Comparison:
    """Compares two plans, each a scenario file or a plan folder, and writes differences.csv and summary.json.

    Raises:
        BadInputError: all faults of both.
        NoSnapshotError: a scenario is to be solved and nothing was published yet.
    """
    problems: list[Problem] = []
    given = [_given(path, problems) for path in (first, second)]
    if problems:
        raise BadInputError(problems)
    progress("plan")
    scenarios = [one for one in given if isinstance(one, Scenario)]
    solved = iter(_solved(scenarios, open_service(home)) if scenarios else ())
    a, b = (next(solved) if isinstance(one, Scenario) else one for one in given if one is not None)
    progress("compare")
    found = compared(a, b, load_inputs().parameters.number(WEEKS_PER_YEAR))
    progress("write")
    out.mkdir(parents=True, exist_ok=True)
    (out / "differences.csv").write_bytes(write_table(found.differences, dutch))
    (out / "summary.json").write_bytes(json_text(found.as_document()).encode())
    return found


def _solved(scenarios: list[Scenario], service: PlanningService) -> list[PlanResult]:
    problems = [problem for one in scenarios for problem in pin_problems(one, service, one.name)]
    if problems:
        raise BadInputError(problems)
    return service.plans(scenarios)


def _given(path: Path, problems: list[Problem]) -> Scenario | PlanResult | None:
    """A scenario file or the plan of a folder; its faults are added to the others."""
    try:
        return _plan_of(path) if path.is_dir() else read_scenario(path, path.name)
    except BadInputError as fault:
        problems += fault.problems
        return None


def _plan_of(folder: Path) -> PlanResult:
    exported = read_exported(folder)
    return PlanResult(
        scenario=exported.scenario.name,
        tables=exported.tables,
        summary=exported.summary,
        run={},
        scenario_document=resolved(exported.scenario),
        receipt=exported.receipt,
        notices={},
    )
