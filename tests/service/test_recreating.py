"""A plan is made again from its receipt alone, or refused with everything that differs."""

import json
import shutil

import pytest

from capacity.domain.problems import BadInputError
from capacity.scenario import override_from
from capacity.service import make_plan, open_service, open_workspace, recreate_plan
from capacity.service.inputs import override_rows


@pytest.fixture(scope="module")
def folder(home, tmp_path_factory):
    """A plan of half a year with one setting changed."""
    made = tmp_path_factory.mktemp("plan")
    scenario = made.parent / "autumn.yaml"
    scenario.write_text("name: autumn\ninflow: 10\nweeks: 26\n", encoding="utf-8")
    make_plan(scenario, None, made, home=home)
    return made


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "run.json"}


def changed(folder, tmp_path, **parts):
    receipt = tmp_path / "receipt.json"
    known = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    receipt.write_text(json.dumps({**known, **parts}), encoding="utf-8")
    return receipt


def test_the_receipt_alone_makes_the_same_files_again(folder, home, tmp_path):
    again = recreate_plan(folder / "receipt.json", None, tmp_path, home=home)
    assert again.scenario == "autumn"
    assert files(tmp_path) == files(folder)


def test_a_plan_that_stays_close_to_an_accepted_one_is_made_again_though_withdrawn(home, tmp_path):
    own, scenario = tmp_path / "home", tmp_path / "half.yaml"
    shutil.copytree(home / "snapshots", own / "snapshots")
    scenario.write_text("weeks: 26\ninflow: 10\n", encoding="utf-8")
    service, workspace = open_service(own), open_workspace(own)
    accepted = workspace.accept_plan(service.to_accept(service.baseline(), 4), "Planner", "agreed").id
    make_plan(scenario, None, tmp_path / "first", home=own)
    receipt = tmp_path / "first" / "receipt.json"
    assert json.loads(receipt.read_text(encoding="utf-8"))["last_plan"] == service.ground().last.fingerprint
    recreate_plan(receipt, None, tmp_path / "again", home=own)
    assert files(tmp_path / "again") == files(tmp_path / "first")
    workspace.withdraw_plan(accepted, "Planner", "another course")
    recreate_plan(receipt, None, tmp_path / "withdrawn", home=own)
    assert files(tmp_path / "withdrawn") == files(tmp_path / "first")


def test_a_plan_on_a_changed_forecast_is_made_again_after_the_change_is_withdrawn(home, tmp_path):
    own, scenario = tmp_path / "home", tmp_path / "half.yaml"
    shutil.copytree(home / "snapshots", own / "snapshots")
    scenario.write_text("weeks: 26\narrivals: adjusted\n", encoding="utf-8")
    workspace = open_workspace(own)
    more = override_from({"level": 20}, override_rows())
    saved = workspace.save_override(more, "Planner", "more boats")
    make_plan(scenario, None, tmp_path / "first", home=own)
    workspace.withdraw_override(saved.id, "Planner", "fewer boats")
    recreate_plan(tmp_path / "first" / "receipt.json", None, tmp_path / "again", home=own)
    assert files(tmp_path / "again") == files(tmp_path / "first")


def test_changes_of_the_forecast_that_no_receipt_writes_are_named(folder, home, tmp_path):
    with pytest.raises(BadInputError) as refused:
        recreate_plan(changed(folder, tmp_path, overrides=[{"id": "x"}]), None, tmp_path / "out", home=home)
    assert [problem.key for problem in refused.value.problems] == ["receipt_overrides"]


def test_a_receipt_says_what_the_plan_rests_on(folder):
    known = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    assert known["settings"]["inflow"] == 10
    assert {"state", "forecast", "snapshot", "program_version", "law_version", "as_of"} <= set(known)
    assert known["data"]["settings.csv"]


def test_everything_that_differs_is_named_at_once(folder, home, tmp_path):
    receipt = changed(
        folder, tmp_path, state="0", forecast="0", program_version="0", data={"settings.csv": "0"}
    )
    with pytest.raises(BadInputError) as refused:
        recreate_plan(receipt, None, tmp_path / "out", home=home)
    assert {problem.key for problem in refused.value.problems} == {
        *("receipt_state", "receipt_forecast", "receipt_program_version", "receipt_data"),
    }
    assert not (tmp_path / "out").exists()


def test_a_snapshot_that_is_not_kept_is_named_with_those_that_are(folder, home, tmp_path):
    with pytest.raises(BadInputError) as refused:
        recreate_plan(changed(folder, tmp_path, snapshot="gone"), None, tmp_path / "out", home=home)
    assert [problem.key for problem in refused.value.problems] == ["receipt_snapshot"]


def test_what_is_no_receipt_is_refused(home, tmp_path):
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    with pytest.raises(BadInputError) as refused:
        recreate_plan(tmp_path / "x.json", None, tmp_path / "out", home=home)
    assert [problem.key for problem in refused.value.problems] == ["no_receipt"]
