"""The program: its commands in the order in which help lists them, and how it ends."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from capacity.cli.answers import answered
from capacity.cli.forecasts import backtest, forecast
from capacity.cli.kept import backup, restore, snapshots, status
from capacity.cli.opening import demo, refresh, serve
from capacity.cli.plans import check, compare, plan, validate
from capacity.cli.wording import phrase

COMMANDS = (
    *(demo, serve, refresh),
    *(forecast, backtest),
    *(plan, check, compare, validate),
    *(status, snapshots, backup, restore),
)

app = typer.Typer(
    help=phrase("program"),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(version("capacity"))
        raise typer.Exit


def _first_sentence(text: str) -> str:
    """What stands in the list of commands: whole, on as many lines as it takes."""
    return text.partition("\n")[0]


@app.callback()
def program(
    _version: Annotated[
        bool, typer.Option("--version", help=phrase("version"), callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Holds the options that all commands share."""


for _command in COMMANDS:
    _help = phrase(f"help_{_command.__name__}")
    app.command(_command.__name__, help=_help, short_help=_first_sentence(_help))(_command)


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
