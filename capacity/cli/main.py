"""The commands: each reads its options, calls one use case and says in a line what came of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from capacity.cli.ages import parse_age
from capacity.cli.answers import ExitCode, answered, complain, note, progress, tell_old_snapshot
from capacity.cli.apart import apart
from capacity.cli.keeping import operator, snapshot_lines
from capacity.cli.serving import check_host, chosen_port, run_app
from capacity.cli.use_cases import UseCases, use_cases
from capacity.cli.verdict import verdict
from capacity.cli.wording import language, phrase, problem_line, source_fault_line, source_line
from capacity.domain.live import SourceFault

LOCAL = "127.0.0.1"
SOURCES = "sources"
DEFAULT_SEED, DEFAULT_MAX_AGE = 1, "8d"

app = typer.Typer(
    help=phrase("program"),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Frequency(StrEnum):
    """Length of a period."""

    W = "W"
    M = "M"


def _option(key: str, *names: str, **more: Any) -> Any:
    return typer.Option(*names, help=phrase(f"option_{key}"), **more)


def _file_to_read(key: str, *names: str) -> Any:
    return _option(key, *names, exists=True, dir_okay=False, readable=True)


def _command(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return app.command(name, help=phrase(f"help_{name}"))


Host = Annotated[str, _option("host", "--host")]
Port = Annotated[int | None, _option("port", "--port", min=1, max=65535)]
NoBrowser = Annotated[bool, _option("no_browser", "--no-browser")]
Panel = Annotated[Path, _file_to_read("panel", "--panel")]
Horizon = Annotated[int, _option("horizon", "--horizon", min=1)]
Period = Annotated[Frequency, _option("frequency", "--frequency", case_sensitive=False)]
OutFile = Annotated[Path, _option("out_file", "--out", dir_okay=False)]
OutFolder = Annotated[Path, _option("out_folder", "--out", file_okay=False)]
Seed = Annotated[int, _option("seed", "--seed", min=0)]


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(version("capacity"))
        raise typer.Exit


@app.callback()
def program(
    _version: Annotated[
        bool, typer.Option("--version", help=phrase("version"), callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Holds the options that all commands share."""


@_command("demo")
def demo(port: Port = None, no_browser: NoBrowser = False) -> None:
    """First snapshot if there is none, then the app."""
    with answered():
        chosen_port(LOCAL, port)
        cases = use_cases()
        file = sign_in_file(cases)
        try:
            cases.open_service()
        except cases.NoSnapshotError:
            _refresh(cases, offline=True, as_of=None)
        except cases.OldSnapshotError as fault:
            tell_old_snapshot(fault)
            complain(phrase("old_snapshot_renewed"))
            _tell_faults(_refresh(cases, offline=not cases.asked_a_source(), as_of=None))
        _tell_state_not_used(cases)
        run_app(LOCAL, port, not no_browser, file)


@_command("serve")
def serve(host: Host = LOCAL, port: Port = None, no_browser: NoBrowser = False) -> None:
    """The app on the snapshot in use."""
    with answered():
        cases = use_cases()
        file = sign_in_file(cases)
        check_host(host, file is not None)
        cases.open_service()
        _tell_state_not_used(cases)
        run_app(host, port, not no_browser, file)


def sign_in_file(cases: UseCases) -> Path | None:
    """The file of sign-in when it is configured; raises BadInputError when something in it is wrong."""
    configured = cases.sign_in()
    return None if configured is None else configured.file


@_command("refresh")
def refresh(
    offline: Annotated[bool, _option("offline", "--offline")] = False,
    as_of: Annotated[datetime | None, _option("as_of", "--as-of", formats=["%Y-%m-%d"])] = None,
    force: Annotated[bool, _option("force", "--force")] = False,
) -> None:
    """A new snapshot."""
    with answered():
        cases = use_cases()
        faults = _refresh(cases, offline, as_of, force)
        _tell_state_not_used(cases)
        _tell_faults(faults)
        if faults:
            raise typer.Exit(ExitCode.STALE)


def _tell_faults(faults: Sequence[SourceFault]) -> None:
    for fault in faults:
        complain(source_fault_line(fault))
    if faults:
        complain(phrase("last_good_data"))


def _tell_state_not_used(cases: UseCases) -> None:
    """That an accepted state lacks what this version needs, and what that is."""
    saved = cases.state_not_used()
    if saved is not None:
        for problem in saved.problems:
            complain(problem_line(problem))
        complain(phrase("state_not_used", day=saved.saved_at.date().isoformat()))


def _refresh(
    cases: UseCases, offline: bool, as_of: datetime | None, force: bool = False
) -> Sequence[SourceFault]:
    with progress() as tell:
        done = cases.refresh(offline, None if as_of is None else as_of.date(), None, tell, force)
    typer.echo(phrase("refreshed" if done.published else "nothing_new", snapshot=done.snapshot))
    return done.source_faults


@_command("forecast")
def forecast(
    panel: Panel,
    horizon: Horizon,
    frequency: Period,
    out: OutFile,
    paths: Annotated[int | None, _option("paths", "--paths", min=1)] = None,
    paths_out: Annotated[Path | None, _option("paths_out", "--paths-out", dir_okay=False)] = None,
    seed: Seed = DEFAULT_SEED,
) -> None:
    """A forecast of any panel."""
    if paths_out is not None and paths is None:
        raise typer.BadParameter(phrase("paths_out_alone"), param_hint="--paths-out")
    with answered():
        with progress() as tell:
            tell("forecast")
            noted = use_cases().forecast_file(panel, horizon, frequency.value, out, paths, paths_out, seed)
        note(noted)
        typer.echo(phrase("forecast_written", file=out))


@_command("backtest")
def backtest(
    panel: Panel,
    horizon: Horizon,
    frequency: Period,
    origins: Annotated[int, _option("origins", "--origins", min=1)],
    step: Annotated[int, _option("step", "--step", min=1)],
    out: OutFolder,
    seed: Seed = DEFAULT_SEED,
) -> None:
    """Forecasts of the past and their scores."""
    with answered():
        with progress() as tell:
            tell("backtest")
            noted = use_cases().backtest_file(panel, horizon, frequency.value, origins, step, out, seed, tell)
        note(noted)
        typer.echo(phrase("backtest_written", folder=out))


@_command("plan")
def plan(
    out: OutFolder,
    scenario: Annotated[Path | None, _file_to_read("scenario", "--scenario")] = None,
    state: Annotated[Path | None, _file_to_read("state", "--state")] = None,
    write_model: Annotated[Path | None, _option("write_model", "--write-model", file_okay=False)] = None,
    dutch: Annotated[bool, _option("dutch", "--dutch")] = False,
    chances: Annotated[bool, _option("chances", "--chances")] = False,
) -> None:
    """A plan folder."""
    with answered():
        cases = use_cases()
        if state is None:
            _tell_state_not_used(cases)
        with progress() as tell:
            tell("plan")
            result = cases.make_plan(scenario, state, out, write_model, dutch, tell, chances=chances)
        status = result.summary["status"]
        typer.echo(phrase("plan_written", scenario=result.scenario, status=status, folder=out))


@_command("check")
def check(
    file: Annotated[
        Path, typer.Argument(help=phrase("option_edited"), exists=True, dir_okay=False, readable=True)
    ],
    plan: Annotated[Path, _option("plan_folder", "--plan", exists=True, file_okay=False)],
    out: OutFolder,
    state: Annotated[Path | None, _file_to_read("state_of_plan", "--state")] = None,
    dutch: Annotated[bool, _option("dutch", "--dutch")] = False,
) -> None:
    """A plan that comes back edited."""
    with answered():
        with progress() as tell:
            tell("check")
            found = use_cases().check_file(file, plan, out, state, dutch, tell)
        for sentence in verdict(found):
            typer.echo(sentence)
        typer.echo(phrase("check_written", folder=out))


def _plan_given(key: str) -> Any:
    return typer.Argument(help=phrase(f"option_{key}"), exists=True, readable=True)


@_command("compare")
def compare(
    first: Annotated[Path, _plan_given("compare_a")],
    second: Annotated[Path, _plan_given("compare_b")],
    out: OutFolder,
    dutch: Annotated[bool, _option("dutch", "--dutch")] = False,
) -> None:
    """Two plans beside each other."""
    with answered():
        with progress() as tell:
            tell("plan")
            found = use_cases().compare_files(first, second, out, dutch, tell)
        for sentence in apart(found):
            typer.echo(sentence)
        typer.echo(phrase("compare_written", folder=out))


@_command("validate")
def validate(
    file: Annotated[
        Path, typer.Argument(help=phrase("option_file"), exists=True, dir_okay=False, readable=True)
    ],
) -> None:
    """Every fault of an input file."""
    with answered():
        kind = use_cases().validate_file(file)
        typer.echo(phrase("valid", file=file.name, kind=kind))


@_command("status")
def status(
    as_json: Annotated[bool, _option("json", "--json")] = False,
    max_age: Annotated[str, _option("max_age", "--max-age")] = DEFAULT_MAX_AGE,
) -> None:
    """Whether the data are fresh."""
    age = parse_age(max_age)
    with answered():
        cases = use_cases()
        try:
            report = cases.status(age, None, language())
        except cases.NoSnapshotError:
            if as_json:
                typer.echo(json.dumps({"fresh": False, "snapshot": None}))
            complain(phrase("no_snapshot"))
            raise typer.Exit(ExitCode.STALE) from None
        content = report.as_dict()
        if as_json:
            typer.echo(json.dumps({**content, "fresh": report.fresh}, default=str, ensure_ascii=False))
        else:
            for name, value in content.items():
                if name != SOURCES:
                    typer.echo(f"{name}: {value}")
            for source in content.get(SOURCES, ()):
                typer.echo(source_line(source))
            typer.echo(phrase("fresh" if report.fresh else "not_fresh"))
        raise typer.Exit(ExitCode.DONE if report.fresh else ExitCode.STALE)


@_command("snapshots")
def snapshots(use: Annotated[str | None, _option("use", "--use")] = None) -> None:
    """The snapshots that are kept, or the way back to one."""
    with answered():
        cases = use_cases()
        if use is not None:
            cases.use_snapshot(use, operator())
            typer.echo(phrase("refreshed", snapshot=use))
            return
        kept = cases.list_snapshots()
        if not kept:
            raise cases.NoSnapshotError
        for line in snapshot_lines(kept):
            typer.echo(line)


@_command("backup")
def backup(
    file: Annotated[Path, typer.Argument(help=phrase("option_backup"), dir_okay=False)],
) -> None:
    """Everything that is kept, in one file."""
    with answered():
        with progress() as tell:
            tell("backup")
            made = use_cases().backup(file)
        typer.echo(phrase("backup_written", file=file, count=len(made.snapshots)))


@_command("restore")
def restore(
    file: Annotated[
        Path, typer.Argument(help=phrase("option_backup"), exists=True, dir_okay=False, readable=True)
    ],
    replace: Annotated[bool, _option("replace", "--replace")] = False,
) -> None:
    """A backup back in place."""
    with answered():
        with progress() as tell:
            tell("restore")
            held = use_cases().restore(file, replace)
        typer.echo(phrase("restored", file=file))
        if held.snapshot is None:
            complain(phrase("no_snapshot"))
        else:
            typer.echo(phrase("refreshed", snapshot=held.snapshot))


def run() -> None:
    """Runs the command line; whatever happens ends in a sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        with answered():
            app()
    except typer.Exit as leave:
        sys.exit(leave.exit_code)
