"""Options that more than one command takes, and how an option is made: its words stand in the texts."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from capacity.cli.wording import phrase

LOCAL = "127.0.0.1"
DEFAULT_SEED, DEFAULT_MAX_AGE = 1, "8d"


class Frequency(StrEnum):
    """Length of a period."""

    W = "W"
    M = "M"


def option(key: str, *names: str, **more: Any) -> Any:
    """An option with the words of `option_<key>`."""
    return typer.Option(*names, help=phrase(f"option_{key}"), **more)


def file_to_read(key: str, *names: str) -> Any:
    """An option that names a file there is."""
    return option(key, *names, exists=True, dir_okay=False, readable=True)


def file_given(key: str, **more: Any) -> Any:
    """An argument that names a file there is, with the words of `option_<key>`."""
    return typer.Argument(help=phrase(f"option_{key}"), **{"exists": True, "readable": True, **more})


Host = Annotated[str, option("host", "--host")]
Port = Annotated[int | None, option("port", "--port", min=1, max=65535)]
NoBrowser = Annotated[bool, option("no_browser", "--no-browser")]
Panel = Annotated[Path, file_to_read("panel", "--panel")]
Horizon = Annotated[int, option("horizon", "--horizon", min=1)]
Period = Annotated[Frequency, option("frequency", "--frequency", case_sensitive=False)]
OutFile = Annotated[Path, option("out_file", "--out", dir_okay=False)]
OutFolder = Annotated[Path, option("out_folder", "--out", file_okay=False)]
Seed = Annotated[int, option("seed", "--seed", min=0)]
Dutch = Annotated[bool, option("dutch", "--dutch")]
