"""Commands that keep things, on a real home."""

import sqlite3
from contextlib import closing

import pandas as pd
import pytest

from capacity.cli.keeping import operator
from capacity.service import open_workspace
from capacity.store import SnapshotStore


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    monkeypatch.setenv("CAPACITY_HOME", str(folder))
    return folder


def publish(home, day):
    frame = pd.DataFrame({"value": [1.0]})
    return SnapshotStore(home).publish(
        {"t": frame}, {}, {"as_of": day, "published_at": f"{day}T06:30:00+00:00"}
    )


def test_the_list_of_snapshots_says_which_one_is_in_use(call, home):
    older, newer = publish(home, "2026-11-16"), publish(home, "2026-11-23")
    done = call("snapshots")
    assert done.exit_code == 0
    heading, first, second = done.stdout.splitlines()
    assert heading.split() == ["snapshot", "as", "of", "published", "(UTC)"]
    assert first.split() == [newer, "2026-11-23", "2026-11-23", "06:30", "in", "use"]
    assert second.split() == [older, "2026-11-16", "2026-11-16", "06:30"]


def test_an_earlier_snapshot_is_put_back_into_use_and_the_audit_trail_says_by_whom(call, home):
    older, _ = publish(home, "2026-11-16"), publish(home, "2026-11-23")
    done = call("snapshots", "--use", older)
    first, second = done.stdout.splitlines()
    assert (done.exit_code, first, "--release" in second) == (0, f"Snapshot {older} is in use.", True)
    assert SnapshotStore(home).current() == older
    assert open_workspace(home).audit(1).author.tolist() == [operator().name]
    assert call("snapshots").stdout.splitlines()[2].endswith("in use, held")


def test_a_snapshot_that_is_held_is_let_go_and_a_second_time_there_is_nothing_to_let_go(call, home):
    older, _ = publish(home, "2026-11-16"), publish(home, "2026-11-23")
    call("snapshots", "--use", older)
    done = call("snapshots", "--release")
    assert (done.exit_code, older in done.stdout, SnapshotStore(home).held_since()) == (0, True, "")
    assert open_workspace(home).audit(1).action.tolist() == ["snapshot_released"]
    again = call("snapshots", "--release")
    assert (again.exit_code, older in again.stderr) == (2, True)


def test_an_unknown_snapshot_leaves_with_2_and_names_the_known_ones(call, home):
    older, newer = publish(home, "2026-11-16"), publish(home, "2026-11-23")
    done = call("snapshots", "--use", "2026-11-09")
    assert (done.exit_code, done.stdout) == (2, "")
    assert all(name in done.stderr for name in ("2026-11-09", older, newer))
    assert SnapshotStore(home).current() == newer


@pytest.mark.usefixtures("home")
def test_without_a_snapshot_the_list_says_to_refresh(call):
    done = call("snapshots")
    assert (done.exit_code, "capacity refresh" in done.stderr) == (1, True)


def test_a_backup_is_restored_in_another_home(call, home, tmp_path, monkeypatch):
    snapshot = publish(home, "2026-11-23")
    made = call("backup", tmp_path / "deep" / "b.zip")
    assert made.exit_code == 0
    assert str(tmp_path / "deep" / "b.zip") in made.stdout
    monkeypatch.setenv("CAPACITY_HOME", str(tmp_path / "new"))
    done = call("restore", tmp_path / "deep" / "b.zip")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, f"Snapshot {snapshot} is in use.")
    assert SnapshotStore(tmp_path / "new").current() == snapshot


def test_a_home_that_holds_something_needs_replace(call, home, tmp_path):
    publish(home, "2026-11-23")
    call("backup", tmp_path / "b.zip")
    refused = call("restore", tmp_path / "b.zip")
    assert (refused.exit_code, "--replace" in refused.stderr, str(home) in refused.stderr) == (2, True, True)
    assert call("restore", tmp_path / "b.zip", "--replace").exit_code == 0


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"name: Peak\n"])
def test_a_file_that_is_no_backup_leaves_with_2_in_one_sentence(call, tmp_path, content):
    file = tmp_path / "b.zip"
    file.write_bytes(content)
    done = call("restore", file)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "b.zip" in done.stderr.splitlines()[0]
    assert "Traceback" not in done.output


def test_a_workspace_of_a_newer_program_is_said_in_a_sentence(call, home):
    snapshot = publish(home, "2026-11-23")
    open_workspace(home)
    with closing(sqlite3.connect(home / "workspace.sqlite")) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    done = call("snapshots", "--use", snapshot)
    assert (done.exit_code, len(done.stderr.splitlines()), "newer version" in done.stderr) == (*(1, 1, True),)
