"""After an upgrade: a snapshot or a saved state that lacks what this version needs."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from capacity.cli import main, opening
from capacity.domain.plan_result import TABLE_COLUMNS
from capacity.scenario import default_scenario
from capacity.service import (
    OldSnapshotError,
    make_plan,
    open_service,
    open_workspace,
    state_not_used,
    status,
)
from capacity.service.inputs import load_inputs
from capacity.service.present_state import PresentStateReader
from capacity.service.saved.records import SavedState
from capacity.store import SnapshotStore

AUTHOR, REASON = "Anna", "weekly figures"
LACKED_ROW, LACKED_SETTING = "queue appeal territory", "grant"


@pytest.fixture
def own_home(home, tmp_path):
    return Path(shutil.copytree(home, tmp_path / "home"))


def changed_file(home: Path, *statements: str) -> str:
    """Changes the snapshot in use as no refresh of this version would have made it."""
    store = SnapshotStore(home)
    snapshot = store.current()
    with duckdb.connect(str(store.path(snapshot))) as file:
        for statement in statements:
            file.execute(statement)
    return snapshot


def document(home: Path, name: str) -> str:
    store = SnapshotStore(home)
    return store.document(store.current(), name)


def rewritten(name: str, content: str) -> str:
    quoted = content.replace("'", "''")
    return f"UPDATE _documents SET content = '{quoted}' WHERE name = '{name}'"


def of_earlier_version(home: Path) -> str:
    """Its scenario lacks a setting and its state the rows of a stage."""
    scenario = json.loads(document(home, "scenario_document"))
    scenario.pop(LACKED_SETTING)
    rows = document(home, "state").splitlines(keepends=True)
    state = "".join(row for row in rows if ",queue,appeal,territory," not in row)
    assert len(state) < len("".join(rows))
    return changed_file(home, rewritten("scenario_document", json.dumps(scenario)), rewritten("state", state))


def missing(home: Path) -> set[tuple[str, str]]:
    with pytest.raises(OldSnapshotError) as refused:
        open_service(home)
    return {(problem.key, problem.expected) for problem in refused.value.problems}


def test_every_setting_and_row_that_an_earlier_version_did_not_have_is_named(own_home):
    of_earlier_version(own_home)
    assert missing(own_home) == {("missing_setting", LACKED_SETTING), ("missing_row", LACKED_ROW)}


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("DROP TABLE plan_pools", ("missing_part", "plan_pools")),
        ("DROP TABLE forecast_official", ("missing_part", "forecast_official")),
        ("DELETE FROM _documents WHERE name = 'receipt'", ("missing_part", "receipt")),
        (
            f"ALTER TABLE plan_costs DROP COLUMN {TABLE_COLUMNS['costs'][-1]}",
            ("missing_column", TABLE_COLUMNS["costs"][-1]),
        ),
    ],
)
def test_a_table_a_column_or_a_document_that_is_not_there_is_named(own_home, statement, problem):
    changed_file(own_home, statement)
    assert missing(own_home) == {problem}


def test_a_snapshot_without_the_tables_that_came_later_still_serves(own_home):
    changed_file(own_home, "DROP TABLE forecast_alarms", "DROP TABLE forecast_rates")
    assert open_service(own_home).forecast().alarms.empty


def test_no_plan_is_made_on_a_snapshot_of_an_earlier_version_and_its_status_is_not_fresh(own_home, tmp_path):
    of_earlier_version(own_home)
    with pytest.raises(OldSnapshotError):
        make_plan(None, None, tmp_path / "plan", home=own_home)
    assert not (tmp_path / "plan").exists()
    found = status(timedelta(days=36500), own_home)
    assert (found.fresh, found.as_dict()["usable"]) == (False, False)


@pytest.mark.usefixtures("few_models")
def test_demo_makes_a_new_snapshot_by_itself_and_keeps_the_old_one(own_home, monkeypatch):
    old = of_earlier_version(own_home)
    opened = []
    monkeypatch.setenv("CAPACITY_HOME", str(own_home))
    monkeypatch.setattr(opening, "run_app", lambda *_: opened.append(open_service().snapshot))
    done = CliRunner().invoke(main.app, ["demo", "--no-browser"])
    assert done.exit_code == 0, done.output
    assert old in done.stderr
    assert LACKED_ROW in done.stderr
    assert opened != [old]
    assert old in SnapshotStore(own_home).ids()
    service = open_service(own_home)
    assert service.bridge(default_scenario(load_inputs().settings)) is None
    assert service.freshness().source_faults == ()


def state_lacking_rows(home: Path) -> SavedState:
    workspace, state = open_workspace(home), load_inputs().shipped_state()
    saved = workspace.save_state(state, AUTHOR, REASON)
    rows = saved.table.splitlines(keepends=True)
    left = "".join(row for row in rows if ",queue,appeal,territory," not in row)
    with closing(sqlite3.connect(home / "workspace.sqlite")) as database, database:
        database.execute("update states set content = ? where id = ?", (left, saved.id))
    return saved


def test_a_saved_state_that_lacks_rows_is_named_kept_and_not_used(own_home):
    assert state_not_used(own_home) is None
    saved = state_lacking_rows(own_home)
    found = state_not_used(own_home)
    assert found is not None
    assert [(problem.key, problem.expected) for problem in found.problems] == [("missing_row", LACKED_ROW)]
    present = open_service(own_home).present_state()
    assert present.saved is None
    assert present.unusable == found
    assert [kept.id for kept in open_workspace(own_home).states()] == [saved.id]


class Counted:
    """A workspace that counts how often its audit trail is asked."""

    def __init__(self, workspace):
        self._workspace, self.asked = workspace, 0

    def audit(self, *values):
        self.asked += 1
        return self._workspace.audit(*values)

    def __getattr__(self, name):
        return getattr(self._workspace, name)


def test_where_the_state_is_settled_the_audit_trail_is_asked_once_until_one_looks_again(own_home):
    workspace, state = Counted(open_workspace(own_home)), load_inputs().shipped_state()
    reader = PresentStateReader(lambda: workspace, load_inputs().shipped_state)
    with reader.settled():
        before = reader.now()
        workspace.save_state(state, AUTHOR, REASON)
        assert reader.now() is before
        assert workspace.asked == 1
        reader.look_again()
        assert reader.now().saved is not None
    with reader.settled():
        assert reader.now().saved is not None
