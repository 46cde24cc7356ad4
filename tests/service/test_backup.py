"""A backup brings everything back, on this computer or a new one, or is refused and changes nothing."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from capacity.domain.problems import BadInputError
from capacity.scenario import scenario_from
from capacity.service import (
    asked_a_source,
    backup,
    list_snapshots,
    open_service,
    open_workspace,
    restore,
    run_log,
    sources_report,
    status,
    use_snapshot,
)
from capacity.service.chances import FOLDER as CHANCES
from capacity.service.inputs import load_inputs
from capacity.service.observations import carried, merged
from capacity.service.refreshing import LOCK_FILE
from capacity.service.sign_in import FILE as SIGN_IN
from capacity.service.snapshots import OBSERVATIONS
from capacity.store import Originals, RunLog, SnapshotStore
from capacity.store.archive import check_archive
from capacity.store.restoring import KEPT, LOCK, WORKSPACE, put_in_place

TABLES = {"t": pd.DataFrame({"week": ["2026-11-23"], "value": [1.0]})}


def scenario(name, **changes):
    given = load_inputs()
    return scenario_from({"name": name, **changes}, given.settings, given.parameters, given.regions)


def publish(home, day):
    info = {"as_of": day, "published_at": f"{day}T06:00:00+00:00"}
    return SnapshotStore(home).publish(TABLES, {"note": day}, info)


def filled(home, name, *days):
    """A home with a scenario of that name and a small snapshot per day."""
    open_workspace(home).save_scenario(scenario(name, inflow=10), "Jan", "kept")
    return [publish(home, day) for day in days]


def names(home):
    return [one.name for one in open_workspace(home).scenarios()]


def content(home):
    """What a restore may not change when it is refused."""
    return names(home), [(one.id, one.in_use) for one in list_snapshots(home)]


@pytest.fixture
def saved(tmp_path):
    """A small backup: the scenario `Backed up` and two snapshots, the older one in use."""
    home = tmp_path / "first"
    older, _ = filled(home, "Backed up", "2026-11-16", "2026-11-23")
    use_snapshot(older, "Jan", home=home)
    backup(tmp_path / "b.zip", home)
    return tmp_path / "b.zip"


def test_a_backup_opens_on_a_new_computer_as_it_was_on_the_old_one(home, tmp_path, monkeypatch):
    old, new = tmp_path / "old", tmp_path / "new"
    shutil.copytree(home, old)
    first = open_workspace(old)
    kept = first.save_scenario(scenario("Peak", shock=55), "Jan", "for Monday")
    first.save_state(load_inputs().shipped_state(), "Els", "week 48")
    first.add_note(f"scenario:{kept.id}", "Agreed.", "Els")
    backup(tmp_path / "b.zip", old)
    monkeypatch.setenv("CAPACITY_HOME", str(new))
    restore(tmp_path / "b.zip")
    service, was = open_service(), open_service(old)
    assert service.snapshot == was.snapshot
    for name, table in was.baseline().tables.items():
        pd.testing.assert_frame_equal(service.baseline().tables[name], table)
    second = open_workspace()
    assert second.scenarios() == first.scenarios()
    assert second.latest_state().state.rows.equals(first.latest_state().state.rows)
    assert second.notes(f"scenario:{kept.id}") == first.notes(f"scenario:{kept.id}")
    assert second.audit(100).action.tolist() == ["restored", *first.audit(100).action]


READ_AT = "2026-11-23T05:00:09+00:00"
MINISTRY, EUROSTAT = "ministry_weekly_inflow", "eurostat_applicants"


def ended(**sources):
    """The line of a refresh: what came of each source, by its id."""
    attempts = {
        name: {"state": state, "retrieved_at": READ_AT, "reason": reason, "findings": []}
        for name, (state, reason) in sources.items()
    }
    return {"started_at": READ_AT, "phases": {"sources": 1.0}, "exit": 3, "sources": attempts}


def read_live(home):
    """Publishes a figure that the ministry gave."""
    store = SnapshotStore(home)
    rows = carried(store, READ_AT).head(1).assign(period="2026-11-16", persons=910.0)
    rows = rows.assign(series="nl_asylum_weekly", measure="total_inflow", citizen="TOTAL")
    given = rows[["series", "period", "measure", "citizen", "persons", "source"]]
    figures = merged(carried(store, READ_AT), given, MINISTRY, READ_AT).observations
    store.publish({OBSERVATIONS: figures}, {}, {"as_of": "2026-11-23"})


def test_what_is_known_of_the_sources_and_of_refreshes_comes_back_too(home, tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    shutil.copytree(home, old)
    missing = {"key": "not_found", "values": {"url": "https://example.org"}}
    RunLog(old).add(ended(**{MINISTRY: ("read", None), EUROSTAT: ("failed", missing)}))
    backup(tmp_path / "b.zip", old)
    restore(tmp_path / "b.zip", home=new)
    report = sources_report(new).set_index("id")
    assert report.loc[MINISTRY, "retrieved_at"] == READ_AT
    assert report.loc[EUROSTAT, "state"] == "failed"
    pd.testing.assert_frame_equal(report.reset_index(), sources_report(old))
    pd.testing.assert_frame_equal(run_log(new), run_log(old))
    told = status(timedelta(days=10**4), new)
    assert (told.fresh, told.as_dict()["sources"]) == (
        False,
        status(timedelta(1), old).as_dict()["sources"],
    )


def test_without_a_log_of_refreshes_a_source_was_read_when_it_last_gave_a_new_figure(tmp_path):
    assert not asked_a_source(tmp_path)
    read_live(tmp_path)
    report = sources_report(tmp_path).set_index("id").retrieved_at
    assert report[[MINISTRY, EUROSTAT]].tolist() == [READ_AT, ""]
    assert asked_a_source(tmp_path)


def test_the_log_of_a_home_goes_with_the_snapshots_that_a_restore_replaces(saved, tmp_path):
    other = tmp_path / "other"
    filled(other, "Mine", "2026-11-30")
    RunLog(other).add(ended(**{MINISTRY: ("read", None)}))
    restore(saved, replace=True, home=other)
    assert run_log(other).empty


def test_the_manual_names_everything_that_stands_in_a_home(tmp_path):
    folders = [kind(tmp_path).folder.name for kind in (SnapshotStore, RunLog, Originals)]
    manual = (Path(__file__).parents[2] / "docs" / "administer.md").read_text(encoding="utf-8")
    table = "".join(line for line in manual.partition("## Install")[0].splitlines() if line.startswith("| `"))
    wanted = [*folders, CHANCES, KEPT, LOCK, LOCK_FILE, SIGN_IN, WORKSPACE]
    assert [name for name in wanted if f"`{name}`" not in table and f"`{name}/`" not in table] == []


def test_snapshots_and_the_one_in_use_come_back(saved, tmp_path):
    restore(saved, home=tmp_path / "new")
    assert content(tmp_path / "new") == content(tmp_path / "first")
    store = SnapshotStore(tmp_path / "new")
    assert [store.document(name, "note") for name in store.ids()] == ["2026-11-16", "2026-11-23"]
    assert store.current() == store.ids()[0]


def test_a_home_that_holds_something_is_not_overwritten_unless_told_to(saved, tmp_path):
    other = tmp_path / "other"
    filled(other, "Mine", "2026-11-30")
    before = content(other)
    with pytest.raises(BadInputError) as refused:
        restore(saved, home=other)
    assert refused.value.problems[0].key == "home_not_empty"
    assert content(other) == before
    restore(saved, replace=True, home=other)
    assert content(other) == content(tmp_path / "first")
    assert sorted(path.name for path in other.iterdir() if not path.name.startswith(".")) == [
        *("snapshots", "workspace.sqlite"),
    ]


def test_a_home_in_which_nobody_saved_anything_is_as_good_as_empty(saved, tmp_path):
    open_workspace(tmp_path / "new")
    restore(saved, home=tmp_path / "new")
    assert names(tmp_path / "new") == ["Backed up"]


def test_whoever_has_the_app_open_sees_the_restored_work_and_saves_into_it(saved, tmp_path):
    other = tmp_path / "other"
    filled(other, "Mine")
    opened = open_workspace(other)
    with closing(sqlite3.connect(other / "workspace.sqlite")) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM scenarios").fetchone() == (1,)
        restore(saved, replace=True, home=other)
    assert [one.name for one in opened.scenarios()] == ["Backed up"]
    opened.save_scenario(scenario("Later"), "Jan", "")
    assert names(other) == ["Backed up", "Later"]


def test_a_damaged_workspace_is_replaced_by_a_whole_one(saved, tmp_path):
    other = tmp_path / "other"
    filled(other, "Mine")
    (other / "workspace.sqlite").write_bytes(b"rubbish" * 1000)
    restore(saved, replace=True, home=other)
    assert names(other) == ["Backed up"]


def test_a_backup_without_a_snapshot_restores_the_work_alone(tmp_path):
    filled(tmp_path / "first", "Alone")
    assert backup(tmp_path / "b.zip", tmp_path / "first").snapshot is None
    restore(tmp_path / "b.zip", home=tmp_path / "new")
    assert content(tmp_path / "new") == (["Alone"], [])


def test_any_changed_byte_is_refused_or_changes_nothing_of_what_is_restored(saved, tmp_path):
    whole, wanted = saved.read_bytes(), check_archive(saved)
    chance = random.Random(7)
    broken, refusals = tmp_path / "broken.zip", []
    for _ in range(150):
        place = chance.randrange(len(whole))
        broken.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            assert check_archive(broken) == wanted
        except BadInputError as refused:
            refusals.append(refused.problems[0].key)
    assert set(refusals) <= {"backup_damaged", "backup_newer"}
    assert len(refusals) > 100


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.999])
def test_a_cut_off_backup_is_refused_and_nothing_is_written(saved, tmp_path, share):
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(BadInputError):
        restore(saved, home=tmp_path / "new")
    assert not (tmp_path / "new").exists()


def rewritten(file, **changes):
    """The same backup with another manifest."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = {**json.loads(parts["manifest.json"]), **changes}
    extra = changes.pop("extra", {})
    manifest.pop("extra", None)
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in {**parts, **extra, "manifest.json": json.dumps(manifest)}.items():
            archive.writestr(name, part)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"format": 3}, "backup_newer"),
        ({"program_version": "999.0"}, "backup_newer"),
        ({"workspace_revision": "9999"}, "backup_newer"),
        ({"parts": {}}, "backup_damaged"),
        ({"extra": {"../outside": b"x"}}, "backup_damaged"),
        ({"snapshots": None, "unheard": 1}, "backup_damaged"),
    ],
)
def test_a_backup_of_a_newer_version_or_of_another_making_is_refused(saved, tmp_path, changes, key):
    rewritten(saved, **changes)
    with pytest.raises(BadInputError) as refused:
        restore(saved, home=tmp_path / "new")
    assert [problem.key for problem in refused.value.problems] == [key]
    assert not (tmp_path / "new").exists()


def test_a_backup_takes_the_place_of_an_older_one_of_that_name_and_leaves_no_rest(saved, tmp_path):
    (tmp_path / ".b.zip.0.tmp").write_bytes(b"left by a killed backup")
    filled(tmp_path / "first", "Second")
    backup(saved, tmp_path / "first")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["b.zip"]
    restore(saved, home=tmp_path / "new")
    assert names(tmp_path / "new") == ["Backed up", "Second"]


def test_a_workspace_on_a_server_is_left_to_that_server(saved, tmp_path, monkeypatch):
    monkeypatch.setenv("CAPACITY_WORKSPACE_URL", "postgresql+psycopg://planner@db.invalid/capacity")
    for attempt in (
        lambda: backup(tmp_path / "x.zip", tmp_path),
        lambda: restore(saved, home=tmp_path / "n"),
    ):
        with pytest.raises(BadInputError) as refused:
            attempt()
        assert refused.value.problems[0].key == "workspace_on_server"


def test_a_restore_that_fails_half_way_puts_everything_back(tmp_path):
    home, staged = tmp_path / "home", tmp_path / "staged"
    filled(home, "Mine", "2026-11-30")
    RunLog(home).add(ended(**{MINISTRY: ("read", None)}))
    before = content(home)
    filled(staged, "Other", "2026-11-16")
    (staged / "snapshots" / "CURRENT.json").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(UnicodeDecodeError):
        put_in_place(staged, home, home / "workspace.sqlite")
    assert content(home) == before
    assert len(run_log(home)) == 1
    assert not (home / "before-restore").exists()


RESTORER = """
import itertools, sys
from pathlib import Path
from capacity.service import restore

home, *files = map(Path, sys.argv[1:])
for file in itertools.islice(itertools.cycle(files), 1000):
    restore(file, replace=True, home=home)
    print(file.name, flush=True)
"""


def test_a_restore_that_is_killed_leaves_a_whole_workspace_and_snapshot_and_can_be_repeated(tmp_path):
    home, files = tmp_path / "home", {}
    for name, day in (("one", "2026-11-16"), ("two", "2026-11-23")):
        filled(tmp_path / name, name, day)
        files[name] = tmp_path / f"{name}.zip"
        backup(files[name], tmp_path / name)
    chance = random.Random(4)
    for _ in range(5):
        command = [sys.executable, "-c", RESTORER, str(home), *map(str, files.values())]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as restorer:
            try:
                restorer.stdout.readline()
                time.sleep(chance.uniform(0, 0.3))
            finally:
                restorer.kill()
        found, snapshots = content(home)
        assert found in (["one"], ["two"])
        (current,) = [snapshot for snapshot, in_use in snapshots if in_use]
        assert SnapshotStore(home).document(current, "note") in ("2026-11-16", "2026-11-23")
    restore(files["one"], replace=True, home=home)
    assert content(home) == content(tmp_path / "one")
    assert not (home / "before-restore").exists()
    assert list(home.glob(".*.tmp")) == []


def test_the_way_back_to_an_earlier_snapshot_is_in_the_audit_trail(tmp_path):
    older, newer = filled(tmp_path, "Mine", "2026-11-16", "2026-11-23")
    assert [(one.id, one.in_use) for one in list_snapshots(tmp_path)] == [(newer, True), (older, False)]
    use_snapshot(older, "Jan", "figures were wrong", tmp_path)
    assert [(one.id, one.in_use) for one in list_snapshots(tmp_path)] == [(newer, False), (older, True)]
    entry = open_workspace(tmp_path).audit(1).iloc[0]
    assert (entry.action, entry.subject, entry.author) == ("snapshot_used", f"snapshot:{older}", "Jan")
    with pytest.raises(BadInputError) as refused:
        use_snapshot("gone", "Jan", home=tmp_path)
    assert refused.value.problems[0].expected == f"{newer}, {older}"
