from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from capacity.cli import forecasts, kept, main, opening, plans
from capacity.domain.problems import Problem
from capacity.scenario import load_scenario, settings_from_csv
from capacity.sources.shipped import data_folder, load_parameters, load_table


class NoSnapshotError(Exception):
    pass


class OldSnapshotError(Exception):
    snapshot = "2026-11-16-old"
    problems = (
        Problem("missing_setting", snapshot, expected="grant"),
        Problem("missing_row", f"{snapshot}, state", None, "measure", "", "queue appeal territory"),
    )


class RefreshError(Exception):
    pass


@dataclass
class SmallService:
    """The use cases without a forecast or a solver: scenarios are read for real, calls are remembered."""

    snapshot: str | None = "2026-11-23-a"
    old: bool = False
    asked: bool = False
    not_used: object = None
    fresh: bool = True
    news: bool = True
    source_faults: tuple = ()
    left_out: tuple = ()
    configured: object = None
    fault: BaseException | None = None
    calls: list = field(default_factory=list)
    NoSnapshotError = NoSnapshotError
    OldSnapshotError = OldSnapshotError
    RefreshError = RefreshError

    def _called(self, name, *values):
        self.calls.append((name, *values))
        if self.fault is not None:
            raise self.fault

    def open_service(self, home=None):
        self._called("open_service", home)
        if self.snapshot is None:
            raise NoSnapshotError
        if self.old:
            raise OldSnapshotError

    def asked_a_source(self, home=None):  # noqa: ARG002
        return self.asked

    def state_not_used(self, home=None):  # noqa: ARG002
        return self.not_used

    def sign_in(self, home=None):
        self._called("sign_in", home)
        return self.configured

    def refresh(self, offline, as_of, home, progress, force):
        self._called("refresh", offline, as_of, home, force)
        progress("sources")
        self.snapshot = "2026-11-23-b"
        return SimpleNamespace(
            snapshot=self.snapshot, published=self.news, source_faults=self.source_faults, held=False
        )

    def forecast_file(self, panel, horizon, frequency, out, paths, paths_out, seed):
        self._called("forecast_file", panel, horizon, frequency, out, paths, paths_out, seed)
        return self.left_out

    def backtest_file(self, panel, horizon, frequency, origins, step, out, seed, progress):
        self._called("backtest_file", panel, horizon, frequency, origins, step, out, seed)
        progress("backtest")
        return self.left_out

    def make_plan(
        self, scenario, state, out, write_model, dutch, progress, home=None, chances=False, parameters=None
    ):
        self._called("make_plan", scenario, state, out, write_model, dutch, home, chances, parameters)
        progress("solve")
        name = "baseline" if scenario is None else self._scenario(scenario).name
        return SimpleNamespace(scenario=name, summary={"status": "optimal"})

    def recreate_plan(self, receipt, state, out, dutch, progress, home=None):
        self._called("recreate_plan", receipt, state, out, dutch, home)
        progress("solve")
        return SimpleNamespace(scenario="baseline", summary={"status": "optimal"})

    def check_file(self, file, plan, out, state, dutch, progress, home=None):
        progress("check")
        self._called("check_file", file, plan, out, state, dutch, home)

    def compare_files(self, first, second, out, dutch, progress, home=None):
        progress("compare")
        self._called("compare_files", first, second, out, dutch, home)

    def validate_file(self, path):
        self._called("validate_file", path)
        self._scenario(path)
        return "scenario"

    def status(self, max_age, home=None, language="en"):  # noqa: ARG002
        self._called("status", max_age, home)
        if self.snapshot is None:
            raise NoSnapshotError
        state = "stale" if self.asked else "not_asked"
        never_read = {"id": "eurostat_pending", "state": state, "last_datum": None, "reason": ""}
        shown = {
            **{"snapshot": self.snapshot, "as_of": date(2026, 11, 23), "sources_asked": self.asked},
            **{"last_observation": date(2026, 7, 26), "failed": "", "sources": [never_read]},
        }
        return SimpleNamespace(fresh=self.fresh, as_dict=lambda: shown)

    def _scenario(self, path):
        parameters = load_parameters()
        settings = settings_from_csv(data_folder() / "settings.csv", parameters)
        return load_scenario(path, settings, parameters, tuple(load_table("regions/provinces").code))


@pytest.fixture
def service(monkeypatch):
    small = SmallService()
    for commands in (forecasts, kept, opening, plans):
        monkeypatch.setattr(commands, "use_cases", lambda: small)
    return small


@pytest.fixture
def served(monkeypatch):
    """Instead of the pages: where they would have been opened."""
    calls = []
    monkeypatch.setattr(opening, "run_app", lambda *values: calls.append(values))
    return calls


@pytest.fixture
def call(monkeypatch):
    monkeypatch.delenv("CAPACITY_LANGUAGE", raising=False)

    def called(*words):
        return CliRunner().invoke(main.app, [str(word) for word in words])

    return called
