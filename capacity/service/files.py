"""Use cases on files: forecast or backtest of a panel, a plan folder, checking an input file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, cast

from capacity.domain.pins import in_no_plan, pin_code
from capacity.domain.plan_result import PlanResult
from capacity.domain.problems import BadInputError, Problem
from capacity.forecast import ALL_MODELS, backtest, forecast_panel, short_series
from capacity.report import write_plan_folder
from capacity.scenario import Scenario, default_scenario, pins_of
from capacity.service.chances import kept_chances, with_chances
from capacity.service.explaining import explained_result
from capacity.service.input_files import own_state, read_file, read_scenario
from capacity.service.inputs import load_inputs
from capacity.service.opening import open_service
from capacity.service.parameter_file import with_parameters
from capacity.service.planning import make_result
from capacity.service.session import PlanningService
from capacity.sources.panel import read_usable_panel
from capacity.sources.parameter_file import read_parameter_file
from capacity.sources.tables import write_table
from capacity.store import state_home

Frequency = Literal["W", "M"]
Progress = Callable[[str], object]


def forecast_file(
    panel: Path,
    horizon: int,
    frequency: str,
    out: Path,
    paths: int | None = None,
    paths_out: Path | None = None,
    seed: int = 1,
) -> tuple[Problem, ...]:
    """Forecasts the series of a panel that can be used and writes every model's quantiles, paths if asked.

    Returns:
        The faults of the series left out, and what was put right.

    Raises:
        BadInputError: no series can be used.
    """
    chosen = cast(Frequency, frequency)
    usable = read_usable_panel(panel, chosen, today=datetime.now(UTC).date())
    parameters = load_inputs().parameters
    made = forecast_panel(usable.series, horizon, chosen, parameters, paths, seed, ALL_MODELS)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(write_table(made.quantiles))
    if paths_out is not None:
        paths_out.parent.mkdir(parents=True, exist_ok=True)
        paths_out.write_bytes(write_table(made.paths))
    return (*usable.left_out, *usable.remarks)


def backtest_file(
    panel: Path,
    horizon: int,
    frequency: str,
    origins: int,
    step: int,
    out: Path,
    seed: int = 1,
    progress: Progress = str,
) -> tuple[Problem, ...]:
    """Forecasts the past of a panel from several origins and writes forecasts.csv and scores.csv.

    Returns:
        The faults of the series left out, those too short among them, and what was put right.

    Raises:
        BadInputError: no series can be used.
    """
    chosen = cast(Frequency, frequency)
    usable = read_usable_panel(panel, chosen, today=datetime.now(UTC).date())
    short = [replace(fault, file=panel.name) for fault in short_series(usable.series, horizon, origins, step)]
    series = usable.series[~usable.series.unique_id.isin([fault.value for fault in short])]
    if series.empty:
        raise BadInputError([*usable.left_out, *short])
    progress("backtest")
    forecasts, scores = backtest(series, horizon, chosen, origins, step, load_inputs().parameters, seed)
    out.mkdir(parents=True, exist_ok=True)
    (out / "forecasts.csv").write_bytes(write_table(forecasts))
    (out / "scores.csv").write_bytes(write_table(scores))
    return (*usable.left_out, *short, *usable.remarks)


def make_plan(
    scenario: Path | None,
    state: Path | None,
    out: Path,
    write_model: Path | None = None,
    dutch: bool = False,
    progress: Progress = str,
    home: Path | None = None,
    chances: bool = False,
    parameters: Path | None = None,
) -> PlanResult:
    """Makes a plan on the snapshot in use and writes its folder.

    Args:
        parameters: a table of figures in place of those that ship, beside those of the scenario.
        chances: also works out the probability that each duty is met.

    Raises:
        BadInputError: files of scenario, parameters and state, all faults of all.
        NoSnapshotError: nothing was published yet.
    """
    service = open_service(home)
    inputs = load_inputs()
    chosen, problems = _scenario(scenario)
    if parameters is not None:
        chosen, more = _with_parameters(chosen, parameters)
        problems += more
    problems += pin_problems(chosen, service, "" if scenario is None else scenario.name)
    ground = service.ground(chosen)
    if state is not None:
        try:
            ground = replace(ground, state=own_state(state))
        except BadInputError as fault:
            problems += fault.problems
    if problems:
        raise BadInputError(problems)
    if write_model is not None:
        write_model.mkdir(parents=True, exist_ok=True)
    result = make_result(inputs, ground, chosen, write_model, progress)
    progress("explain")
    result = explained_result(inputs, ground, chosen, result)
    if chances:
        progress("chances")
        known = kept_chances(home or state_home(), inputs, ground, chosen, result)
        result = with_chances(result, known)
    progress("write")
    write_plan_folder(result, out, dutch)
    return result


def pin_problems(scenario: Scenario, service: PlanningService, file: str) -> list[Problem]:
    """A fault for every pinned cell that no plan of the service has."""
    pins = pins_of(scenario)
    lost = in_no_plan(pins, service.baseline().tables) if pins else []
    return [Problem("not_in_plan", file, column="pins", value=pin_code(pin)) for pin in lost]


def _scenario(path: Path | None) -> tuple[Scenario, list[Problem]]:
    inputs = load_inputs()
    if path is None:
        return default_scenario(inputs.settings), []
    try:
        return read_scenario(path, path.name), []
    except BadInputError as fault:
        return default_scenario(inputs.settings), list(fault.problems)


def _with_parameters(scenario: Scenario, path: Path) -> tuple[Scenario, list[Problem]]:
    shipped = load_inputs().parameters
    try:
        rows = read_parameter_file(path, shipped, path.name)
    except BadInputError as fault:
        return scenario, list(fault.problems)
    return scenario.model_copy(update=with_parameters(rows, scenario, shipped)), []


def validate_file(path: Path) -> str:
    """What kind of input a file is; raises BadInputError with every fault when it cannot be used."""
    return read_file(path, path.name).kind
