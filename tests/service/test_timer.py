"""The unit files and the cron line that administrators copy: they mean what docs/administer.md says."""

from __future__ import annotations

import configparser
import os
import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest
from cronsim import CronSim

from capacity.service import open_service, run_log
from tests.service.live import newer_figures, week_before_today
from tests.sources.live.answers import Sources

DOCS = Path(__file__).parents[2] / "docs"
UNITS = sorted((DOCS / "systemd").iterdir())
PROGRAM, HOME = "/opt/capacity/.venv/bin/capacity", "/var/lib/capacity"
OWN_PROGRAM = str(Path(sys.executable).with_name("capacity"))
MONDAYS = ["Mon *-*-* 06:00:00 Europe/Amsterdam", "Mon *-*-* 12:00:00 Europe/Amsterdam"]
KNOWN_KEYS = {
    *(f"Unit.{key}" for key in ("Description", "After", "Wants")),
    *(f"Service.{key}" for key in ("Type", "User", "Environment", "ExecStart", "Restart", "TimeoutStartSec")),
    *(f"Service.{key}" for key in ("Nice", "StateDirectory", "NoNewPrivileges", "PrivateTmp")),
    *(f"Service.{key}" for key in ("ProtectSystem", "ProtectHome")),
    *(f"Timer.{key}" for key in ("OnCalendar", "Persistent", "RandomizedDelaySec")),
    "Install.WantedBy",
}
"""Keys of systemd.unit(5), systemd.service(5), systemd.exec(5) and systemd.timer(5), by their section."""


class Lines(dict[str, str]):
    """A key that occurs twice keeps both values, as systemd does."""

    def __setitem__(self, key: str, value: object) -> None:
        if isinstance(value, list) and key in self:
            value = [*super().__getitem__(key), *value]
        super().__setitem__(key, value)  # type: ignore[assignment]


def unit(name: str) -> configparser.ConfigParser:
    """A unit file as its sections and keys."""
    read = configparser.ConfigParser(strict=False, interpolation=None, dict_type=Lines)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string((DOCS / "systemd" / name).read_text(encoding="utf-8"))
    return read


def run_as_written(command: str, home: Path, sources: Sources) -> subprocess.CompletedProcess[str]:
    """Runs a command line with this program and home in the place of those of the example."""
    words = shlex.split(command.replace(PROGRAM, OWN_PROGRAM))
    environment = {"CAPACITY_HOME": str(home), "PATH": os.defpath, **sources.addresses()}
    return subprocess.run(words, env=environment, cwd="/", capture_output=True, text=True, timeout=600)


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Path:
    """A home of its own with the snapshot of the shipped data."""
    shutil.copytree(home / "snapshots", tmp_path / "snapshots")
    return tmp_path


def test_the_command_of_the_timer_and_of_cron_is_the_same_and_refreshes(own: Path, sources: Sources) -> None:
    newer_figures(sources)
    week_before_today(sources)
    command = unit("capacity-refresh.service")["Service"]["ExecStart"]
    assert cron_line()[-1] == command
    done = run_as_written(command, own, sources)
    assert (done.returncode, done.stdout.startswith("Snapshot ")) == (0, True)
    assert open_service(own).freshness().source_faults == ()
    sources.eurostat = {"structure": {}}
    failed = run_as_written(command, own, sources)
    assert (failed.returncode, "eurostat_applicants" in failed.stderr) == (3, True)
    assert run_log(own).exit.tolist() == [3, 0]


def cron_line() -> tuple[str, str, str]:
    """Moments, user and command of the line in docs/cron/capacity."""
    variable, line = (DOCS / "cron" / "capacity").read_text(encoding="utf-8").splitlines()
    assert variable == f"CAPACITY_HOME={HOME}"
    fields = line.split(maxsplit=6)
    return " ".join(fields[:5]), fields[5], fields[6]


def test_cron_refreshes_each_monday_at_six_and_at_noon() -> None:
    moments, user, _ = cron_line()
    runs = islice(CronSim(moments, datetime(2026, 11, 25)), 3)
    assert [run.strftime("%a %d %H:%M") for run in runs] == ["Mon 30 06:00", "Mon 30 12:00", "Mon 07 06:00"]
    assert user == unit("capacity-refresh.service")["Service"]["User"] == "capacity"


def test_the_timer_has_the_same_moments_and_catches_up_after_the_computer_was_off() -> None:
    timer = unit("capacity-refresh.timer")["Timer"]
    assert timer["OnCalendar"].splitlines() == MONDAYS
    assert timer["Persistent"] == "true"


@pytest.mark.parametrize("name", ["capacity-refresh.service", "capacity.service"])
def test_the_services_keep_everything_in_one_home(name: str) -> None:
    service = unit(name)["Service"]
    assert service["Environment"] == f"CAPACITY_HOME={HOME}"
    assert Path("/var/lib") / service["StateDirectory"] == Path(HOME)
    assert service["ProtectSystem"] == "strict"


def test_the_units_have_no_key_that_systemd_does_not_know_and_it_remarks_nothing(tmp_path: Path) -> None:
    for path in UNITS:
        written = {f"{name}.{key}" for name, keys in unit(path.name).items() for key in keys}
        assert len(written) > 3
        assert written <= KNOWN_KEYS
    analyze = shutil.which("systemd-analyze")
    for path in UNITS:
        text = (
            path.read_text(encoding="utf-8")
            .replace(PROGRAM, OWN_PROGRAM)
            .replace("User=capacity", "User=root")
        )
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    if analyze is None:
        return
    files = [str(tmp_path / path.name) for path in UNITS]
    for command in ([analyze, "verify", "--man=no", *files], [analyze, "calendar", *MONDAYS]):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, "")
