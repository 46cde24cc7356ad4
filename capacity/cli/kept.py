"""The commands about what is kept: how it stands, which snapshot is in use, backup and restore."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from capacity.cli.ages import parse_age
from capacity.cli.answers import ExitCode, answered, complain, progress
from capacity.cli.keeping import operator, snapshot_lines
from capacity.cli.options import DEFAULT_MAX_AGE, file_given, option
from capacity.cli.use_cases import use_cases
from capacity.cli.wording import language, phrase, source_line

SOURCES = "sources"


def status(
    as_json: Annotated[bool, option("json", "--json")] = False,
    max_age: Annotated[str, option("max_age", "--max-age")] = DEFAULT_MAX_AGE,
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
            _tell_status(content, report.fresh)
        raise typer.Exit(ExitCode.DONE if report.fresh else ExitCode.STALE)


def _tell_status(content: Mapping[str, Any], fresh: bool) -> None:
    """The status as lines: what is known, each source, and whether the data are fresh."""
    asked = content.get("sources_asked", True)
    for name, value in content.items():
        if name != SOURCES and value != "":
            typer.echo(f"{name}: {value}")
    for source in content.get(SOURCES, ()):
        typer.echo(source_line(source))
    if not asked:
        typer.echo(phrase("never_asked", last=content["last_observation"], day=content["as_of"]))
    if asked or not fresh:
        typer.echo(phrase("fresh" if fresh else "not_fresh"))


def snapshots(
    use: Annotated[str | None, option("use", "--use")] = None,
    release: Annotated[bool, option("release", "--release")] = False,
) -> None:
    """The snapshots that are kept, or the way back to one."""
    with answered():
        cases = use_cases()
        if use is not None:
            cases.use_snapshot(use, operator())
            typer.echo(phrase("refreshed", snapshot=use))
            if any(one.held for one in cases.list_snapshots()):
                typer.echo(phrase("now_held"))
            return
        if release:
            typer.echo(phrase("released", snapshot=cases.release_snapshot(operator())))
            return
        kept = cases.list_snapshots()
        if not kept:
            raise cases.NoSnapshotError
        for line in snapshot_lines(kept):
            typer.echo(line)


def backup(
    file: Annotated[Path, file_given("backup", metavar="FILE", exists=False, dir_okay=False, readable=False)],
) -> None:
    """Everything that is kept, in one file."""
    with answered():
        with progress() as tell:
            tell("backup")
            made = use_cases().backup(file)
        typer.echo(phrase("backup_written", file=file, count=len(made.snapshots)))


def restore(
    file: Annotated[Path, file_given("backup", metavar="FILE", dir_okay=False)],
    replace: Annotated[bool, option("replace", "--replace")] = False,
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
