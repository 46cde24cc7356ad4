"""The commands that make a snapshot and open the app."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from capacity.cli.answers import ExitCode, answered, complain, progress, tell_old_snapshot
from capacity.cli.options import LOCAL, Host, NoBrowser, Port, option
from capacity.cli.serving import check_host, chosen_port, run_app
from capacity.cli.standing import tell_state_not_used
from capacity.cli.use_cases import UseCases, use_cases
from capacity.cli.wording import phrase, source_fault_line
from capacity.domain.live import SourceFault


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
        tell_state_not_used(cases)
        run_app(LOCAL, port, not no_browser, file)


def serve(host: Host = LOCAL, port: Port = None, no_browser: NoBrowser = False) -> None:
    """The app on the snapshot in use."""
    with answered():
        cases = use_cases()
        file = sign_in_file(cases)
        check_host(host, file is not None)
        cases.open_service()
        tell_state_not_used(cases)
        run_app(host, port, not no_browser, file)


def sign_in_file(cases: UseCases) -> Path | None:
    """The file of sign-in when it is configured; raises BadInputError when something in it is wrong."""
    configured = cases.sign_in()
    return None if configured is None else configured.file


def refresh(
    offline: Annotated[bool, option("offline", "--offline")] = False,
    as_of: Annotated[datetime | None, option("as_of", "--as-of", formats=["%Y-%m-%d"])] = None,
    force: Annotated[bool, option("force", "--force")] = False,
) -> None:
    """A new snapshot."""
    with answered():
        cases = use_cases()
        faults = _refresh(cases, offline, as_of, force)
        tell_state_not_used(cases)
        _tell_faults(faults)
        if faults:
            raise typer.Exit(ExitCode.STALE)


def _tell_faults(faults: Sequence[SourceFault]) -> None:
    for fault in faults:
        complain(source_fault_line(fault))
    if faults:
        complain(phrase("last_good_data"))


def _refresh(
    cases: UseCases, offline: bool, as_of: datetime | None, force: bool = False
) -> Sequence[SourceFault]:
    with progress() as tell:
        done = cases.refresh(offline, None if as_of is None else as_of.date(), None, tell, force)
    key = "refreshed" if done.published else "still_held" if done.held else "nothing_new"
    typer.echo(phrase(key, snapshot=done.snapshot))
    return done.source_faults
