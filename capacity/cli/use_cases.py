"""The use cases that the commands call, loaded only when a command runs so that help is quick."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from capacity.domain.check_result import CheckResult
from capacity.domain.comparison import Comparison
from capacity.domain.live import SourceFault
from capacity.domain.plan_result import PlanResult
from capacity.domain.problems import Problem
from capacity.domain.user import User
from capacity.texts import Language

Progress = Callable[[str], None]


class StatusReport(Protocol):
    """Which snapshot is in use and whether its data are fresh."""

    @property
    def fresh(self) -> bool: ...
    def as_dict(self) -> Mapping[str, Any]: ...


class SnapshotEntry(Protocol):
    """A snapshot that is kept."""

    @property
    def id(self) -> str: ...
    @property
    def as_of(self) -> date: ...
    @property
    def published_at(self) -> datetime: ...
    @property
    def in_use(self) -> bool: ...
    @property
    def held(self) -> bool: ...


class Manifest(Protocol):
    """What a backup holds."""

    @property
    def snapshot(self) -> str | None: ...
    @property
    def snapshots(self) -> list[str]: ...


class SavedState(Protocol):
    """A state that was accepted, and what is wrong with it."""

    @property
    def saved_at(self) -> datetime: ...
    @property
    def problems(self) -> Sequence[Problem]: ...


class RefreshOutcome(Protocol):
    """The snapshot in service after a refresh, whether it is new or held, and the sources that failed."""

    @property
    def snapshot(self) -> str: ...
    @property
    def published(self) -> bool: ...
    @property
    def source_faults(self) -> Sequence[SourceFault]: ...
    @property
    def held(self) -> bool: ...


class SignIn(Protocol):
    """Sign-in as it is configured."""

    @property
    def file(self) -> Path: ...


class UseCases(Protocol):
    """What the commands need of the service."""

    @property
    def NoSnapshotError(self) -> type[Exception]: ...  # noqa: N802
    @property
    def OldSnapshotError(self) -> type[Exception]: ...  # noqa: N802
    @property
    def RefreshError(self) -> type[Exception]: ...  # noqa: N802

    def open_service(self, home: Path | None = None) -> object: ...

    def asked_a_source(self, home: Path | None = None) -> bool: ...

    def state_not_used(self, home: Path | None = None) -> SavedState | None: ...

    def sign_in(self, home: Path | None = None) -> SignIn | None: ...

    def refresh(
        self, offline: bool, as_of: date | None, home: Path | None, progress: Progress, force: bool
    ) -> RefreshOutcome: ...

    def forecast_file(
        self,
        panel: Path,
        horizon: int,
        frequency: str,
        out: Path,
        paths: int | None,
        paths_out: Path | None,
        seed: int,
    ) -> Sequence[Problem]: ...

    def backtest_file(
        self,
        panel: Path,
        horizon: int,
        frequency: str,
        origins: int,
        step: int,
        out: Path,
        seed: int,
        progress: Progress,
    ) -> Sequence[Problem]: ...

    def make_plan(
        self,
        scenario: Path | None,
        state: Path | None,
        out: Path,
        write_model: Path | None,
        dutch: bool,
        progress: Progress,
        home: Path | None = None,
        chances: bool = False,
        parameters: Path | None = None,
    ) -> PlanResult: ...

    def recreate_plan(
        self, receipt: Path, state: Path | None, out: Path, dutch: bool, progress: Progress
    ) -> PlanResult: ...

    def check_file(
        self,
        file: Path,
        plan: Path,
        out: Path,
        state: Path | None,
        dutch: bool,
        progress: Progress,
        home: Path | None = None,
    ) -> CheckResult: ...

    def compare_files(
        self,
        first: Path,
        second: Path,
        out: Path,
        dutch: bool,
        progress: Progress,
        home: Path | None = None,
    ) -> Comparison: ...

    def validate_file(self, path: Path) -> str: ...

    def backup(self, file: Path, home: Path | None = None) -> Manifest: ...

    def restore(self, file: Path, replace: bool = False, home: Path | None = None) -> Manifest: ...

    def list_snapshots(self, home: Path | None = None) -> Sequence[SnapshotEntry]: ...

    def use_snapshot(
        self, snapshot_id: str, author: User, reason: str = "", home: Path | None = None
    ) -> None: ...

    def release_snapshot(self, author: User, reason: str = "", home: Path | None = None) -> str: ...

    def status(
        self, max_age: timedelta, home: Path | None = None, language: Language = "en"
    ) -> StatusReport: ...


def use_cases() -> UseCases:
    """The service."""
    from capacity import service

    return service
