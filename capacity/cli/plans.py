"""The commands that make, judge and compare plans, and look through a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from capacity.cli.answers import answered, progress
from capacity.cli.apart import apart
from capacity.cli.options import Dutch, OutFolder, file_given, file_to_read, option
from capacity.cli.standing import tell_state_not_used
from capacity.cli.use_cases import use_cases
from capacity.cli.verdict import verdict
from capacity.cli.wording import phrase


def plan(
    out: OutFolder,
    scenario: Annotated[Path | None, file_to_read("scenario", "--scenario")] = None,
    state: Annotated[Path | None, file_to_read("state", "--state")] = None,
    parameters: Annotated[Path | None, file_to_read("parameters", "--parameters")] = None,
    write_model: Annotated[Path | None, option("write_model", "--write-model", file_okay=False)] = None,
    dutch: Dutch = False,
    chances: Annotated[bool, option("chances", "--chances")] = False,
    receipt: Annotated[Path | None, file_to_read("receipt", "--receipt")] = None,
) -> None:
    """A plan folder."""
    if receipt is not None and (scenario or parameters or write_model or chances):
        raise typer.BadParameter(phrase("receipt_alone"), param_hint="--receipt")
    with answered():
        cases = use_cases()
        if state is None:
            tell_state_not_used(cases)
        with progress() as tell:
            tell("plan")
            if receipt is not None:
                result = cases.recreate_plan(receipt, state, out, dutch, tell)
            else:
                result = cases.make_plan(
                    scenario, state, out, write_model, dutch, tell, chances=chances, parameters=parameters
                )
        status = result.summary["status"]
        typer.echo(phrase("plan_written", scenario=result.scenario, status=status, folder=out))


def check(
    file: Annotated[Path, file_given("edited", metavar="FILE", dir_okay=False)],
    plan: Annotated[Path, option("plan_folder", "--plan", exists=True, file_okay=False)],
    out: OutFolder,
    state: Annotated[Path | None, file_to_read("state_of_plan", "--state")] = None,
    dutch: Dutch = False,
) -> None:
    """A plan that comes back edited."""
    with answered():
        with progress() as tell:
            tell("check")
            found = use_cases().check_file(file, plan, out, state, dutch, tell)
        for sentence in verdict(found):
            typer.echo(sentence)
        typer.echo(phrase("check_written", folder=out))


def compare(
    first: Annotated[Path, file_given("compare_a", metavar="A")],
    second: Annotated[Path, file_given("compare_b", metavar="B")],
    out: OutFolder,
    dutch: Dutch = False,
) -> None:
    """Two plans beside each other."""
    with answered():
        with progress() as tell:
            tell("plan")
            found = use_cases().compare_files(first, second, out, dutch, tell)
        for sentence in apart(found):
            typer.echo(sentence)
        typer.echo(phrase("compare_written", folder=out))


def validate(
    file: Annotated[Path, file_given("file", metavar="FILE", dir_okay=False)],
) -> None:
    """Every fault of an input file."""
    with answered():
        kind = use_cases().validate_file(file)
        typer.echo(phrase("valid", file=file.name, kind=kind))
