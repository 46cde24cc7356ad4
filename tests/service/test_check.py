"""An exported plan that comes back edited: the verdict, the repaired plan and what is refused."""

import io
import json
import random
import shutil
from datetime import date
from threading import Event

import pandas as pd
import pytest
from typer.testing import CliRunner

from capacity.cli.main import app
from capacity.domain.pins import TABLE_KEYS, pin_from
from capacity.domain.problems import BadInputError
from capacity.report import read_plan_folder
from capacity.scenario import default_scenario, override_from
from capacity.service import (
    check_file,
    make_plan,
    open_service,
    open_workspace,
    ready,
    recreate_plan,
    refresh,
)
from capacity.service.check_beside import start_check
from capacity.service.inputs import load_inputs, override_rows
from capacity.sources.state import write_state
from capacity.sources.tables import write_table
from capacity.store import SnapshotStore

DUTCH = {"plain": False, "dutch": True}


@pytest.fixture(scope="session")
def folders(home, tmp_path_factory):
    """The baseline plan as its folder in both styles."""
    folder = tmp_path_factory.mktemp("exported")
    for style, dutch in DUTCH.items():
        make_plan(None, None, folder / style, dutch=dutch, home=home)
    return folder


@pytest.fixture
def edited(folders, tmp_path):
    """Writes an edited file of the plan; an edit changes the frame in place or returns another."""

    def written(table, edit, style="plain"):
        frame = read_plan_folder(folders / style)[table]
        changed = edit(frame)
        path = tmp_path / f"{table}.csv"
        path.write_bytes(write_table(frame if changed is None else changed, DUTCH[style]))
        return path

    return written


def usual():
    return default_scenario(load_inputs().settings)


def money(folder):
    costs = pd.read_csv(folder / "costs.csv")
    return costs[costs.goal == "money"].eur.sum()


@pytest.mark.parametrize("style", DUTCH)
@pytest.mark.parametrize("table", list(TABLE_KEYS))
def test_an_unedited_export_comes_back_with_no_difference_and_the_same_cost(
    home, folders, tmp_path, style, table
):
    check_file(folders / style / f"{table}.csv", folders / style, tmp_path / "out", home=home)
    verdict = json.loads((tmp_path / "out" / "check.json").read_text(encoding="utf-8"))
    assert "hours_per_decision" in verdict["inputs_needed"]
    assert (verdict["differences"], verdict["violations"], verdict["pinned"]) == (0, 0, [])
    cost = verdict["cost_eur"]
    assert cost["as_edited"] == pytest.approx(cost["before"], abs=1e-6)
    assert cost["repaired"] == pytest.approx(cost["before"], abs=1e-6)
    assert cost["before"] == pytest.approx(money(folders / "plain"), abs=1e-3)
    assert (tmp_path / "out" / "differences.csv").read_text() == "file,row,column,before,after\n"
    assert verdict["snapshot"]["same"]


@pytest.mark.parametrize("style", DUTCH)
def test_random_legal_edits_are_kept_in_the_repaired_plan_and_nothing_else_is_a_difference(
    home, folders, edited, tmp_path, style
):
    chance = random.Random(4)
    table = read_plan_folder(folders / style)["places"]
    open_rows = table[table.type.isin(["regular", "emergency"]) & (table.week > "2027-01-04")].index
    chosen = chance.sample(list(open_rows), 8)

    def edit(frame):
        for place in chosen:
            frame.loc[place, "opened"] += chance.randint(1, 20)
        return frame.sample(frac=1, random_state=3)

    path = edited("places", edit, style)
    found = check_file(path, folders / style, tmp_path / "out", dutch=DUTCH[style], home=home)
    assert len(found.differences) == 8
    assert found.not_kept == ()
    repaired = read_plan_folder(tmp_path / "out" / "repaired")["places"].set_index(list(TABLE_KEYS["places"]))
    for pin in found.pins:
        assert repaired.loc[pin.key, "opened"] == pin.value
    assert found.extra("repaired") <= found.extra("as_edited") + 1e-6
    back = check_file(
        tmp_path / "out" / "repaired" / "places.csv", tmp_path / "out" / "repaired", tmp_path / "b", home=home
    )
    assert len(back.differences) == 0
    assert back.cost_eur["repaired"] == pytest.approx(found.cost_eur["repaired"], abs=1e-3)


def test_a_contract_renewed_or_ended_by_file_is_kept_with_its_price_and_is_recreated_by_its_receipt(
    home, folders, edited, tmp_path
):
    table = read_plan_folder(folders / "plain")["contracts"]
    ended = table[(table.type == "regular") & (table.renewed > 0)].index[20]
    renewed = table[(table.type == "emergency") & (table.renewed == 0)].index[40]

    def edit(frame):
        frame.loc[ended, "renewed"] = 0.0
        frame.loc[renewed, "renewed"] = frame.loc[renewed, "places"]

    found = check_file(edited("contracts", edit), folders / "plain", tmp_path / "out", home=home)
    assert (len(found.differences), found.not_kept) == (2, ())
    repaired = read_plan_folder(tmp_path / "out" / "repaired")["contracts"]
    assert repaired.renewed[[ended, renewed]].tolist() == [0.0, table.places[renewed]]
    assert found.extra("repaired") > 0
    again = recreate_plan(tmp_path / "out" / "repaired" / "receipt.json", None, tmp_path / "c", home=home)
    assert again.tables["contracts"].renewed[[ended, renewed]].tolist() == [0.0, table.places[renewed]]
    assert (tmp_path / "c" / "contracts.csv").read_bytes() == (
        tmp_path / "out" / "repaired" / "contracts.csv"
    ).read_bytes()


def test_the_verdict_names_every_changed_cell_by_row_and_the_repaired_plan_says_what_is_pinned(
    home, folders, edited, tmp_path
):
    path = edited(
        "pools", lambda frame: frame.__setitem__("overtime", frame.overtime.where(frame.index != 300, 90.0))
    )
    plain = read_plan_folder(folders / "plain")["pools"].loc[300]
    check_file(path, folders / "plain", tmp_path / "out", home=home)
    differences = pd.read_csv(tmp_path / "out" / "differences.csv")
    assert differences.to_numpy().tolist() == [["pools.csv", 302, "overtime", 0.0, 90.0]]
    summary = json.loads((tmp_path / "out" / "repaired" / "summary.json").read_text(encoding="utf-8"))
    receipt = json.loads((tmp_path / "out" / "repaired" / "receipt.json").read_text(encoding="utf-8"))
    (pinned,) = [pin_from(document) for document in summary["pinned"]]
    assert (pinned.key, pinned.value) == ((plain.week, plain.pool, plain.site), 90.0)
    assert receipt["pinned"]
    pools = read_plan_folder(tmp_path / "out" / "repaired")["pools"]
    assert pools.loc[300, "overtime"] == 90.0


def test_duties_that_break_are_counted_and_told_week_by_week(home, folders, edited, tmp_path):
    def edit(frame):
        regular = (frame.type == "regular") & (frame.week == "2027-06-07")
        frame.loc[regular, "closed"] += 200

    found = check_file(edited("places", edit), folders / "plain", tmp_path / "out", home=home)
    verdict = json.loads((tmp_path / "out" / "check.json").read_text(encoding="utf-8"))
    assert verdict["status"] == {"as_edited": "breaks", "repaired": "optimal"}
    assert set(verdict["duties_worse"]) == {"beds", "spreading_task"}
    assert verdict["violations"] == len(verdict["broken"]) + sum(verdict["duties_worse"].values())
    duties = pd.read_csv(tmp_path / "out" / "duties.csv")
    beds = duties[(duties.duty == "beds") & (duties.late_as_edited > duties.late_before)]
    assert (beds.week >= "2027-06-07").all()
    assert beds.late_repaired.sum() < beds.late_as_edited.sum()
    assert found.extra("as_edited") < 0


def test_a_number_that_no_plan_can_keep_gets_the_nearest_that_can_be(home, folders, edited, tmp_path):
    def edit(frame):
        frame.loc[
            (frame.region == "PV27") & (frame.type == "regular") & (frame.week == "2027-02-01"), "closed"
        ] = 900_000

    found = check_file(edited("places", edit), folders / "plain", tmp_path / "out", home=home)
    ((pin, kept),) = found.not_kept
    assert (pin.value, 0 < kept < 20_000) == (900_000, True)
    verdict = json.loads((tmp_path / "out" / "check.json").read_text(encoding="utf-8"))
    assert verdict["status"]["repaired"] == "not_all_pins_kept"
    assert verdict["broken"][0]["kind"] == "not_there"
    assert verdict["broken"][0]["row"] == found.differences.row.iloc[0]


def test_hires_cost_the_wage_of_the_scenario_that_the_plan_was_made_with(home, tmp_path):
    scenario, plan = tmp_path / "wage.yaml", tmp_path / "plan"
    scenario.write_text("name: wage\nparameters:\n  ind_fte_cost: 105000\n", encoding="utf-8")
    make_plan(scenario, None, plan, home=home)
    pools = read_plan_folder(plan)["pools"]
    pools.loc[pools[(pools.pool == "ind_deciders") & (pools.week == "2027-06-07")].index, "hired"] += 10
    (tmp_path / "pools.csv").write_bytes(write_table(pools))
    found = check_file(tmp_path / "pools.csv", plan, tmp_path / "out", home=home)
    weeks_per_year = load_inputs().parameters.number("weeks_per_year")
    assert found.hires_eur == pytest.approx(10 * 105_000 / weeks_per_year)


def test_pins_of_an_earlier_round_stay_when_the_repaired_plan_is_edited_again(
    home, folders, edited, tmp_path
):
    path = edited(
        "places", lambda frame: frame.__setitem__("opened", frame.opened.where(frame.index != 110, 7.0))
    )
    first = check_file(path, folders / "plain", tmp_path / "one", home=home)
    repaired = tmp_path / "one" / "repaired"
    pools = read_plan_folder(repaired)["pools"]
    pools.loc[3, "overtime"] = 12.0
    (tmp_path / "again.csv").write_bytes(write_table(pools))
    second = check_file(tmp_path / "again.csv", repaired, tmp_path / "two", home=home)
    summary = json.loads((tmp_path / "two" / "repaired" / "summary.json").read_text(encoding="utf-8"))
    assert {pin_from(document) for document in summary["pinned"]} == {*first.pins, *second.pins}
    assert second.other_inputs == ()


def test_a_plan_on_its_own_state_is_judged_on_that_state_and_else_it_is_said(home, folders, tmp_path):
    state = open_service(home).ground().state
    rows = state.rows.copy()
    rows.loc[(rows.measure == "queue") & (rows.stage == "appeal") & (rows.stream == "territory"), "value"] = (
        900.0
    )
    path, plan = tmp_path / "state.csv", tmp_path / "plan"
    path.write_bytes(write_state(type(state)(state.as_of, state.author, rows)))
    make_plan(None, path, plan, home=home)
    with_state = check_file(plan / "places.csv", plan, tmp_path / "a", path, home=home)
    assert (with_state.other_inputs, len(with_state.differences)) == ((), 0)
    without = check_file(plan / "places.csv", plan, tmp_path / "b", home=home)
    assert without.other_inputs == ("state",)
    assert without.cost_eur["before"] == pytest.approx(money(folders / "plain"), abs=1e-3)


@pytest.mark.usefixtures("few_models")
def test_a_plan_of_a_snapshot_that_is_gone_is_compared_on_what_still_exists(
    folders, edited, started, tmp_path
):
    store = SnapshotStore(started)
    gone = store.path(store.current())
    refresh(offline=True, as_of=date(2026, 11, 30), home=started)
    gone.unlink()

    def edit(frame):
        first, later = frame.week == "2026-11-23", frame.week == "2027-03-15"
        chosen = (frame.region == "PV20") & (frame.type == "emergency")
        frame.loc[chosen & (first | later), "opened"] += 4

    found = check_file(edited("places", edit), folders / "plain", tmp_path / "out", home=started)
    assert found.other_inputs
    assert [pin.week for pin in found.dropped] == ["2026-11-23"]
    assert [pin.week for pin in found.pins] == ["2027-03-15"]
    assert found.snapshots[0] != found.snapshots[1]


def test_all_faults_of_file_and_state_are_listed_and_nothing_is_written(home, folders, edited, tmp_path):
    path = edited("places", lambda frame: frame.__setitem__("available", frame.available + 1))
    bad_state = tmp_path / "t.csv"
    bad_state.write_text("measure,value\nqueue,-1\n", encoding="utf-8")
    with pytest.raises(BadInputError) as fault:
        check_file(path, folders / "plain", tmp_path / "out", bad_state, home=home)
    assert {problem.file for problem in fault.value.problems} == {"places.csv", "t.csv"}
    rows = len(read_plan_folder(folders / "plain")["places"])
    assert sum(problem.key == "computed_cell" for problem in fault.value.problems) == rows
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_no_plan_is_refused(home, folders, tmp_path):
    with pytest.raises(BadInputError, match="cannot_open"):
        check_file(folders / "plain" / "places.csv", tmp_path, tmp_path / "out", home=home)


def test_the_file_as_the_browser_gives_it_reads_back(home, folders, tmp_path):
    service = open_service(home)
    plan = service.baseline()
    frame = plan.tables["plan"].copy()
    frame.insert(0, "scenario", plan.scenario)
    content = service.dutch_csv(frame)
    assert content.startswith(b"\xef\xbb\xbf")
    path = tmp_path / "chain.csv"
    path.write_bytes(content)
    assert len(pd.read_csv(io.BytesIO(content), sep=";")) == len(frame)
    assert len(check_file(path, folders / "plain", tmp_path / "out", home=home).differences) == 0


def called(home, *words):
    """The command line as a user calls it, on the real service."""
    environment = {"CAPACITY_HOME": str(home), "CAPACITY_LANGUAGE": "en"}
    return CliRunner().invoke(app, [str(word) for word in words], env=environment)


def opened_more(frame):
    row = frame[(frame.type == "emergency") & (frame.opened > 0)].index[0]
    frame.loc[row, "opened"] += 40


def test_a_file_that_is_judged_beside_the_pages_gets_the_verdict_of_the_command(
    home, folders, edited, tmp_path
):
    service, file = open_service(home), edited("places", opened_more)
    by_command = check_file(file, folders / "plain", tmp_path / "out", home=home)
    handle = service.check(file.read_bytes(), file.name, service.baseline(), usual())
    assert handle.wait(120)
    found = handle.result.verdict
    assert found.pins == by_command.pins
    assert found.broken.equals(by_command.broken)
    assert found.cost_eur == pytest.approx(by_command.cost_eur)


def test_faults_of_a_file_that_is_judged_beside_the_pages_are_its_answer(home):
    service = open_service(home)
    handle = service.check(b"week,opened\n", "places.csv", service.baseline(), usual())
    assert handle.wait(120)
    assert handle.result.verdict is None
    assert handle.result.problems


def test_a_judging_that_is_stopped_has_no_verdict(home, edited):
    service, file = open_service(home), edited("places", opened_more)
    begun, stopped = Event(), Event()

    def ask(_scenario):
        begun.set()
        stopped.wait(60)
        return ready(service.baseline())

    content, ground = file.read_bytes(), service.ground()
    handle = start_check(ask, content, file.name, service.baseline(), usual(), ground)
    assert begun.wait(60)
    handle.cancel()
    stopped.set()
    assert handle.wait(60)
    assert (handle.failed, handle.result) == (True, None)


def test_the_command_says_both_answers_and_ends_well_also_when_duties_break(home, folders, edited, tmp_path):
    def edit(frame):
        frame.loc[(frame.type == "regular") & (frame.week == "2027-06-07"), "closed"] += 200

    out = tmp_path / "out"
    done = called(home, "check", edited("places", edit, "dutch"), "--plan", folders / "dutch", "--out", out)
    assert done.exit_code == 0
    assert "places.csv: 12 cells differ." in done.stdout
    assert "2 duties worse" in done.stdout
    assert {path.name for path in out.iterdir()} == {
        "differences.csv",
        "duties.csv",
        "check.json",
        "repaired",
    }
    verdict = json.loads((out / "check.json").read_text(encoding="utf-8"))
    assert verdict["cost_eur"]["repaired"] == pytest.approx(money(out / "repaired"), abs=1e-3)


def test_the_command_lists_every_refused_cell_and_leaves_with_2(home, folders, edited, tmp_path):
    def edit(frame):
        frame.loc[[3, 9], "usable"] = 1.0
        frame.loc[5, "closed"] = 0.5

    done = called(
        home, "check", edited("places", edit), "--plan", folders / "plain", "--out", tmp_path / "out"
    )
    assert done.exit_code == 2
    lines = done.stderr.splitlines()
    faults = [line for line in lines if "places.csv, row" in line]
    for line, row, column in zip(faults, (5, 7, 11), ("usable", "closed", "usable"), strict=True):
        assert f"places.csv, row {row}, column {column}:" in line
    assert lines[-1].startswith("3 faults")
    assert not (tmp_path / "out").exists()


@pytest.fixture
def in_use(home, tmp_path):
    """A home in which planners save, and the folder of a plan on what they saved."""
    shutil.copytree(home / "snapshots", tmp_path / "in_use" / "snapshots")
    return tmp_path / "in_use"


def test_a_plan_on_a_changed_forecast_and_an_accepted_plan_is_judged_on_both(in_use, tmp_path):
    workspace, service = open_workspace(in_use), open_service(in_use)
    given = service.to_accept(service.baseline(), 4)
    workspace.accept_plan(given, "Planner", "agreed")
    changed = override_from({"level": 20}, override_rows())
    saved = workspace.save_override(changed, "Planner", "border closed elsewhere")
    scenario = tmp_path / "adjusted.yaml"
    scenario.write_text("name: adjusted\narrivals: adjusted\n", encoding="utf-8")
    plan = tmp_path / "plan"
    make_plan(scenario, None, plan, home=in_use)
    found = check_file(plan / "places.csv", plan, tmp_path / "out", home=in_use)
    assert found.other_inputs == ()
    assert found.cost_eur["repaired"] == pytest.approx(money(plan), abs=1e-3)
    workspace.withdraw_override(saved.id, "Planner", "open again")
    later = check_file(plan / "places.csv", plan, tmp_path / "later", home=in_use)
    assert later.other_inputs == ("overrides",)
    assert later.cost_eur["before"] < found.cost_eur["before"]
