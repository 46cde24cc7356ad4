import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from capacity.cli import plans
from capacity.domain.problems import BadInputError, Problem

COMMANDS = (
    "demo",
    "serve",
    "refresh",
    "forecast",
    "backtest",
    "plan",
    "check",
    "compare",
    "validate",
    "status",
    "snapshots",
    "backup",
    "restore",
)


@pytest.fixture
def panel(tmp_path):
    path = tmp_path / "panel.csv"
    path.write_text("unique_id,ds,y\na,2026-01-01,5\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_shows_an_example_of_it(call, command):
    shown = call(command, "--help")
    assert shown.exit_code == 0
    assert f"Example: capacity {command}" in shown.stdout


def test_the_program_lists_its_commands(call):
    shown = call("--help").stdout
    assert all(f"\n  {command} " in shown for command in COMMANDS)
    assert "..." not in shown.partition("Commands:")[2]


def test_a_plan_without_a_scenario_is_the_baseline(call, service, tmp_path):
    done = call("plan", "--out", tmp_path / "plan")
    assert done.exit_code == 0
    assert service.calls == [("make_plan", None, None, tmp_path / "plan", None, False, None, False, None)]
    assert "'baseline' (optimal)" in done.stdout


def test_a_plan_is_made_again_from_its_receipt_and_from_nothing_else(call, service, tmp_path):
    receipt = tmp_path / "receipt.json"
    receipt.write_text("{}", encoding="utf-8")
    done = call("plan", "--receipt", receipt, "--out", tmp_path / "again")
    assert done.exit_code == 0
    assert service.calls == [("recreate_plan", receipt, None, tmp_path / "again", False, None)]
    assert call("plan", "--receipt", receipt, "--chances", "--out", tmp_path / "no").exit_code == 2


def test_a_plan_takes_its_scenario_state_parameters_model_folder_and_style(call, service, tmp_path):
    scenario, state = tmp_path / "s.yaml", tmp_path / "t.csv"
    scenario.write_text("name: Peak\ninflow: 20\n", encoding="utf-8")
    state.write_text("as_of\n", encoding="utf-8")
    own = tmp_path / "own.csv"
    own.write_text("id,value\n", encoding="utf-8")
    out, model = tmp_path / "plan", tmp_path / "model"
    done = call(
        *(
            "plan",
            "--scenario",
            scenario,
            "--state",
            state,
            "--parameters",
            own,
            "--out",
            out,
            "--write-model",
            model,
            "--dutch",
            "--chances",
        )
    )
    assert done.exit_code == 0
    assert service.calls == [("make_plan", scenario, state, out, model, True, None, True, own)]
    assert "'Peak'" in done.stdout


def test_help_of_validate_names_every_kind_of_file_that_it_reads(call):
    shown = call("validate", "--help").output
    kinds = ("Scenario", "state", "portfolio", "parameters", "targets", "panel", "scores", "homes")
    assert [kind for kind in kinds if kind not in shown] == []


@pytest.mark.parametrize("words", [("plan", "--out", "never", "--scenario"), ("validate",)])
@pytest.mark.usefixtures("service")
def test_every_fault_of_a_scenario_is_one_line_on_stderr_and_the_code_is_2(call, tmp_path, words):
    scenario = tmp_path / "s.yaml"
    scenario.write_text("inflw: 20\ngrant: 95\nweeks: soon\n", encoding="utf-8")
    done = call(*words, scenario)
    assert done.exit_code == 2
    lines = done.stderr.splitlines()
    assert len(lines) == 4
    assert all("s.yaml" in line for line in lines[:3])
    assert ("inflw" in lines[0], "inflow" in lines[0]) == (True, True)
    assert ("grant" in lines[1], "95" in lines[1], "20..80" in lines[1]) == (True, True, True)
    assert ("weeks" in lines[2], "soon" in lines[2], "26..156" in lines[2]) == (True, True, True)
    assert "3 faults" in lines[3]
    assert done.stdout == ""


def test_a_value_that_must_not_be_repeated_is_not_repeated(call, service, tmp_path):
    file = tmp_path / "state.csv"
    file.write_text("x\n", encoding="utf-8")
    service.fault = BadInputError([Problem("personal_data", "state.csv", 3, "note", None)])
    done = call("validate", file)
    assert done.exit_code == 2
    assert ("state.csv" in done.stderr, "None" in done.stderr) == (True, False)


def test_an_edited_file_goes_with_its_plan_folder_and_its_faults_leave_with_2(call, service, tmp_path):
    file, state, plan = tmp_path / "places.csv", tmp_path / "t.csv", tmp_path / "plan"
    file.write_text("week\n", encoding="utf-8")
    state.write_text("as_of\n", encoding="utf-8")
    plan.mkdir()
    service.fault = BadInputError([Problem("computed_cell", "places.csv", 7, "usable", "1", "2")])
    done = call("check", file, "--plan", plan, "--out", tmp_path / "out", "--state", state, "--dutch")
    assert service.calls == [("check_file", file, plan, tmp_path / "out", state, True, None)]
    assert done.exit_code == 2
    assert "places.csv, row 7, column usable" in done.stderr


def test_two_plans_are_compared_whatever_each_is_and_their_faults_leave_with_2(call, service, tmp_path):
    folder, scenario, out = tmp_path / "plan", tmp_path / "s.yaml", tmp_path / "out"
    folder.mkdir()
    scenario.write_text("inflow: 20\n", encoding="utf-8")
    service.fault = BadInputError([Problem("cannot_open", "plan.csv", expected="CSV")])
    done = call("compare", folder, scenario, "--out", out, "--dutch")
    assert service.calls == [("compare_files", folder, scenario, out, True, None)]
    assert done.exit_code == 2
    assert "plan.csv" in done.stderr
    assert call("compare", folder, tmp_path / "nowhere.yaml", "--out", out).exit_code == 2


@pytest.mark.usefixtures("service")
def test_a_file_without_faults_says_what_it_is(call, tmp_path):
    scenario = tmp_path / "s.yaml"
    scenario.write_text("inflow: 20\n", encoding="utf-8")
    done = call("validate", scenario)
    assert (done.exit_code, done.stdout) == (0, "s.yaml: no faults (scenario).\n")


def test_a_forecast_passes_its_options_on(call, service, panel, tmp_path):
    out, paths = tmp_path / "f.csv", tmp_path / "p.csv"
    required = ("forecast", "--panel", panel, "--horizon", 12, "--frequency", "m", "--out", out)
    assert call(*required, "--paths", 50, "--paths-out", paths, "--seed", 7).exit_code == 0
    assert service.calls == [("forecast_file", panel, 12, "M", out, 50, paths, 7)]


def test_a_backtest_passes_its_options_on(call, service, panel, tmp_path):
    out = tmp_path / "scores"
    required = ("backtest", "--panel", panel, "--horizon", 12, "--frequency", "W", "--out", out)
    assert call(*required, "--origins", 16, "--step", 2).exit_code == 0
    assert service.calls == [("backtest_file", panel, 12, "W", 16, 2, out, 1)]


@pytest.mark.parametrize(
    "changed",
    [
        {"--horizon": "0"},
        {"--horizon": "soon"},
        {"--frequency": "D"},
        {"--panel": "gone.csv"},
        {"--paths": "0"},
        {"--paths-out": "p.csv"},
        {"--seed": "-1"},
    ],
)
def test_an_impossible_option_leaves_with_2_and_calls_nothing(call, service, panel, tmp_path, changed):
    usual = {"--panel": panel, "--horizon": 12, "--frequency": "W", "--out": tmp_path / "f.csv"}
    words = [word for pair in {**usual, **changed}.items() for word in pair]
    done = call("forecast", *words)
    assert done.exit_code == 2
    assert next(iter(changed)) in done.stderr
    assert service.calls == []


@pytest.mark.parametrize("line", ["plan", "validate gone.yaml", "plan --colour red", "pln"])
def test_a_wrong_command_line_leaves_with_2(call, service, line):
    assert call(*line.split()).exit_code == 2
    assert service.calls == []


def test_a_refresh_names_its_snapshot(call, service):
    done = call("refresh", "--offline", "--as-of", "2026-11-23")
    assert (done.exit_code, done.stdout) == (0, "Snapshot 2026-11-23-b is in use.\n")
    assert service.calls == [("refresh", True, date(2026, 11, 23), None, False)]


def test_a_day_that_does_not_exist_leaves_with_2(call, service):
    assert call("refresh", "--as-of", "2026-02-30").exit_code == 2
    assert service.calls == []


def test_a_failed_refresh_leaves_with_3_and_says_why(call, service):
    service.fault = service.RefreshError("CBS gave no answer")
    done = call("refresh")
    assert done.exit_code == 3
    assert "CBS gave no answer" in done.stderr
    assert "last good snapshot" in done.stderr


@pytest.mark.parametrize("kind", [ValueError, KeyError, MemoryError, AssertionError])
def test_anything_else_leaves_with_1_in_one_line_and_no_traceback(call, service, tmp_path, kind):
    service.fault = kind("odd")
    done = call("plan", "--out", tmp_path / "plan")
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert "odd" in done.stderr
    assert "Traceback" not in done.output


def test_a_program_that_cannot_be_loaded_says_so_in_one_line(call, monkeypatch, tmp_path):
    def broken():
        raise ImportError("no solver")

    monkeypatch.setattr(plans, "use_cases", broken)
    done = call("plan", "--out", tmp_path / "plan")
    assert (done.exit_code, len(done.stderr.splitlines()), "no solver" in done.stderr) == (1, 1, True)


def test_a_folder_that_cannot_be_written_is_named(call, service, tmp_path):
    service.fault = PermissionError(13, "Permission denied", "/locked/plan")
    done = call("plan", "--out", tmp_path / "plan")
    assert (done.exit_code, "'/locked/plan'" in done.stderr) == (1, True)


def test_an_interrupted_command_says_that_it_stopped(call, service, tmp_path):
    service.fault = KeyboardInterrupt()
    done = call("plan", "--out", tmp_path / "plan")
    assert (done.exit_code, done.stderr) == (1, "Stopped.\n")


@pytest.mark.parametrize("words", [("plan", "--out", "never"), ("serve",)])
def test_without_a_snapshot_a_command_says_to_refresh(call, service, served, words):
    service.fault = service.NoSnapshotError()
    done = call(*words)
    assert (done.exit_code, "capacity refresh" in done.stderr) == (1, True)
    assert served == []


@pytest.mark.parametrize(("fresh", "code"), [(True, 0), (False, 3)])
def test_status_leaves_with_0_when_fresh_and_3_when_not(call, service, fresh, code):
    service.fresh, service.asked = fresh, True
    done = call("status")
    assert done.exit_code == code
    assert "snapshot: 2026-11-23-a" in done.stdout
    assert ("The data are fresh." in done.stdout) is fresh
    assert "failed" not in done.stdout


@pytest.mark.parametrize("fresh", [True, False])
def test_status_never_calls_data_fresh_for_which_no_source_was_asked(call, service, fresh):
    service.fresh, service.asked = fresh, False
    done = call("status")
    assert "No live source was ever asked" in done.stdout
    assert "end at 2026-07-26 and the state is of 2026-11-23" in done.stdout
    assert "eurostat_pending: not asked, no figures yet" in done.stdout
    assert "The data are fresh" not in done.stdout
    assert ("The data are not fresh" in done.stdout) is not fresh


@pytest.mark.usefixtures("service")
def test_status_as_json_is_one_object_and_nothing_else(call):
    done = call("status", "--json")
    told = json.loads(done.stdout)
    assert (told["snapshot"], told["as_of"], told["fresh"]) == ("2026-11-23-a", "2026-11-23", True)


def test_status_without_a_snapshot_is_not_fresh(call, service):
    service.snapshot = None
    done = call("status", "--json")
    assert (done.exit_code, json.loads(done.stdout)["fresh"]) == (3, False)
    assert "capacity refresh" in done.stderr


@pytest.mark.parametrize(
    ("text", "age"), [("8d", timedelta(days=8)), ("36h", timedelta(hours=36)), ("2w", timedelta(weeks=2))]
)
def test_an_age_is_a_number_and_a_unit(call, service, text, age):
    call("status", "--max-age", text)
    assert service.calls == [("status", age, None)]


@pytest.mark.parametrize("text", ["8", "d", "-8d", "8 days", "1.5d", "99999d", ""])
def test_an_impossible_age_leaves_with_2(call, service, text):
    assert call("status", "--max-age", text).exit_code == 2
    assert service.calls == []


def test_demo_makes_the_first_snapshot_from_the_shipped_data_and_opens_the_app(call, service, served):
    service.snapshot = None
    assert call("demo", "--no-browser").exit_code == 0
    assert [name for name, *_ in service.calls] == ["sign_in", "open_service", "refresh"]
    assert service.calls[2] == ("refresh", True, None, None, False)
    assert served == [("127.0.0.1", None, False, None)]


@pytest.mark.parametrize("asked", [False, True])
def test_demo_renews_a_snapshot_of_another_version_and_asks_sources_only_where_they_were_asked_before(
    call, service, served, asked
):
    service.old, service.asked = True, asked
    done = call("demo")
    assert done.exit_code == 0
    assert service.calls[2] == ("refresh", not asked, None, None, False)
    assert [word in done.stderr for word in ("2026-11-16-old", "'grant'", "queue appeal territory")] == [
        True
    ] * 3
    assert len(served) == 1


@pytest.mark.parametrize("words", [("plan", "--out", "never"), ("serve",)])
def test_on_a_snapshot_of_another_version_a_command_names_what_is_missing_and_leaves_with_3(
    call, service, served, words
):
    service.fault = service.OldSnapshotError()
    done = call(*words)
    assert (done.exit_code, served) == (3, [])
    lines = done.stderr.splitlines()
    assert ("2026-11-16-old" in lines[0], "'grant'" in lines[1], "appeal" in lines[2]) == (True, True, True)
    assert "capacity refresh" in lines[3]


@pytest.mark.parametrize("words", [("plan", "--out", "never"), ("serve",), ("demo",), ("refresh",)])
@pytest.mark.usefixtures("served")
def test_a_saved_state_that_cannot_be_used_is_named_with_what_it_lacks(call, service, words):
    lacks = Problem("missing_row", "", None, "measure", "", "queue appeal territory")
    service.not_used = SimpleNamespace(saved_at=datetime(2026, 11, 20, tzinfo=UTC), problems=(lacks,))
    done = call(*words)
    assert done.exit_code == 0
    assert ("queue appeal territory" in done.stderr, "2026-11-20" in done.stderr) == (True, True)


def test_demo_keeps_the_snapshot_there_is(call, service, served):
    assert call("demo").exit_code == 0
    assert [name for name, *_ in service.calls] == ["sign_in", "open_service"]
    assert served == [("127.0.0.1", None, True, None)]


@pytest.mark.usefixtures("service")
def test_serve_listens_on_this_computer_only(call, served):
    done = call("serve", "--host", "0.0.0.0")
    assert done.exit_code == 2
    assert "this computer only" in " ".join(done.stderr.split())
    assert served == []


def test_with_sign_in_serve_listens_where_others_can_reach_it(call, service, served, tmp_path):
    service.configured = SimpleNamespace(file=tmp_path / "sign-in.toml")
    assert call("serve", "--host", "0.0.0.0", "--no-browser").exit_code == 0
    assert served == [("0.0.0.0", None, False, tmp_path / "sign-in.toml")]


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_fault_in_the_file_of_sign_in_opens_nothing(call, service, served, command):
    service.fault = BadInputError([Problem("sign_in_missing", "sign-in.toml", column="auth.client_id")])
    done = call(command)
    assert (done.exit_code, served) == (2, [])
    assert "auth.client_id" in done.stderr


def run_capacity(*words, **environment):
    program = [sys.executable, "-c", "from capacity.cli.main import run; run()", *words]
    return subprocess.run(program, capture_output=True, text=True, env=os.environ | environment, timeout=60)


def test_help_needs_neither_solver_nor_forecaster():
    loaded = "import sys, capacity.cli.main; print({'pulp', 'prophet', 'streamlit'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_commands_speak_dutch_when_asked():
    done = run_capacity("plan", "--help", CAPACITY_LANGUAGE="nl")
    assert (done.returncode, "Voorbeeld: capacity plan" in done.stdout) == (0, True)


def test_the_program_itself_leaves_with_2_on_a_wrong_command_line():
    done = run_capacity("plan")
    assert (done.returncode, "--out" in done.stderr, "Traceback" in done.stderr) == (2, True, False)
