"""The commands that forecast a panel of series."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from capacity.cli.answers import answered, note, progress
from capacity.cli.options import (
    DEFAULT_SEED,
    Horizon,
    OutFile,
    OutFolder,
    Panel,
    Period,
    Seed,
    option,
)
from capacity.cli.use_cases import use_cases
from capacity.cli.wording import phrase


def forecast(
    panel: Panel,
    horizon: Horizon,
    frequency: Period,
    out: OutFile,
    paths: Annotated[int | None, option("paths", "--paths", min=1)] = None,
    paths_out: Annotated[Path | None, option("paths_out", "--paths-out", dir_okay=False)] = None,
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


def backtest(
    panel: Panel,
    horizon: Horizon,
    frequency: Period,
    origins: Annotated[int, option("origins", "--origins", min=1)],
    step: Annotated[int, option("step", "--step", min=1)],
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
