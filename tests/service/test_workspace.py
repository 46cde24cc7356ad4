"""What users save comes back, and nobody's work is overwritten unseen."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy.engine import make_url

from capacity.domain.problems import BadInputError
from capacity.domain.user import Role, User
from capacity.scenario import Settings, scenario_from
from capacity.service import (
    ChangedByOtherError,
    MissingError,
    NameTakenError,
    PlanToAccept,
    SavedMeanwhileError,
    Workspace,
    open_workspace,
)
from capacity.service.inputs import load_inputs
from capacity.store.workspace import Database

BSN = "111222333"


@dataclass
class Clock:
    now: datetime

    def __call__(self):
        return self.now


def scenario(name, **changes):
    given = load_inputs()
    return scenario_from({"name": name, **changes}, given.settings, given.parameters, given.regions)


@pytest.fixture
def workspace(tmp_path):
    return open_workspace(tmp_path)


def test_a_saved_scenario_is_found_by_whoever_opens_the_workspace_later(tmp_path, workspace):
    wanted = scenario("Autumn peak", shock=55, shock_start="2027-01-04", delay_by_province={"PV28": 26})
    saved = workspace.save_scenario(wanted, "Jan", "for the meeting")
    found = open_workspace(tmp_path).scenario(saved.id)
    assert found.scenario == wanted
    assert (found.name, found.version, found.author, found.reason) == (
        *("Autumn peak", 1, "Jan", "for the meeting"),
    )
    assert [one.id for one in workspace.scenarios()] == [saved.id]


def test_a_scenario_is_stored_as_what_differs_from_the_defaults(workspace):
    saved = workspace.save_scenario(scenario("Small", inflow=10), "Jan", "")
    assert saved.content == {"inflow": 10.0}


def test_a_new_version_needs_the_version_it_was_made_from(workspace):
    first = workspace.save_scenario(scenario("Peak", inflow=10), "Jan", "")
    second = workspace.save_scenario(scenario("Peak", inflow=20), "Els", "", id=first.id, based_on=1)
    assert (second.version, second.scenario.inflow) == (2, 20)
    with pytest.raises(ChangedByOtherError) as refused:
        workspace.save_scenario(scenario("Peak", inflow=30), "Jan", "", id=first.id, based_on=1)
    assert refused.value.newest == second
    with pytest.raises(ValueError, match="based_on"):
        workspace.save_scenario(scenario("Peak", inflow=30), "Jan", "", id=first.id)
    assert workspace.scenario(first.id) == second


def test_whoever_replaces_the_newer_version_does_so_on_top_of_it(workspace):
    first = workspace.save_scenario(scenario("Peak", inflow=10), "Jan", "")
    workspace.save_scenario(scenario("Peak", inflow=20), "Els", "", id=first.id, based_on=1)
    workspace.save_scenario(
        scenario("Peak", inflow=30), "Jan", "agreed", id=first.id, based_on=1, replace=True
    )
    versions = workspace.history(first.id)
    assert [(one.version, one.scenario.inflow, one.author) for one in versions] == [
        *((3, 30, "Jan"), (2, 20, "Els"), (1, 10, "Jan")),
    ]


def test_a_name_belongs_to_one_scenario_and_the_baseline_keeps_its_own(workspace):
    workspace.save_scenario(scenario("Autumn Peak"), "Jan", "")
    for taken in ("Autumn Peak", "autumn  peak", "Baseline"):
        with pytest.raises(NameTakenError):
            workspace.save_scenario(scenario(taken), "Els", "")


def test_a_scenario_is_renamed_without_losing_a_version_and_frees_its_name(workspace):
    first = workspace.save_scenario(scenario("Peak", inflow=10), "Jan", "")
    renamed = workspace.rename_scenario(first.id, "High peak", "Els", "clearer")
    assert (renamed.name, renamed.version, renamed.scenario.inflow) == ("High peak", 2, 10)
    other = workspace.save_scenario(scenario("Peak"), "Els", "")
    assert (other.id != first.id, other.version) == (True, 1)
    assert [one.name for one in workspace.history(first.id)] == ["High peak", "Peak"]
    with pytest.raises(NameTakenError):
        workspace.rename_scenario(other.id, "high peak", "Els", "")


def test_a_deleted_scenario_frees_its_name_keeps_its_history_and_comes_back(workspace):
    first = workspace.save_scenario(scenario("Peak", inflow=10), "Jan", "")
    workspace.delete_scenario(first.id, "Jan", "double")
    assert workspace.scenarios() == []
    for gone in (workspace.scenario, lambda id: workspace.delete_scenario(id, "Jan", "")):
        with pytest.raises(MissingError):
            gone(first.id)
    assert [one.id for one in workspace.deleted_scenarios()] == [first.id]
    assert workspace.history(first.id)[0].deleted
    second = workspace.save_scenario(scenario("Peak"), "Els", "")
    with pytest.raises(NameTakenError):
        workspace.undelete_scenario(first.id, "Jan", "")
    workspace.delete_scenario(second.id, "Els", "")
    assert workspace.undelete_scenario(first.id, "Jan", "").scenario.inflow == 10


def test_an_unknown_id_is_missing(workspace):
    for look in (workspace.scenario, workspace.history, workspace.state):
        with pytest.raises(MissingError):
            look("nobody")


def test_a_state_comes_back_as_it_was_saved(tmp_path, workspace):
    assert workspace.latest_state() is None
    shipped = load_inputs().shipped_state()
    workspace.save_state(shipped, "Jan", "week 48")
    saved = workspace.save_state(shipped, "Els", "corrected")
    found = open_workspace(tmp_path).latest_state()
    assert (found.id, found.author, found.reason) == (saved.id, "Els", "corrected")
    assert (found.state.as_of, found.state.author) == (shipped.as_of, shipped.author)
    assert found.state.rows.equals(shipped.rows)
    assert [one.reason for one in workspace.states()] == ["corrected", "week 48"]


def test_a_state_saved_meanwhile_is_not_replaced_unseen(workspace):
    shipped = load_inputs().shipped_state()
    first = workspace.save_state(shipped, "Jan", "week 48", "")
    with pytest.raises(SavedMeanwhileError) as refused:
        workspace.save_state(shipped, "Els", "corrected", "")
    assert (refused.value.newest, refused.value.author, refused.value.reason) == (first.id, "Jan", "week 48")
    workspace.save_state(shipped, "Els", "corrected", first.id)
    assert [one.reason for one in workspace.states()] == ["corrected", "week 48"]


def test_a_file_accepted_or_withdrawn_meanwhile_is_not_replaced_unseen(workspace):
    first = workspace.accept_upload("portfolio", "one", "Jan", "first", "")
    with pytest.raises(SavedMeanwhileError, match=first.id):
        workspace.accept_upload("portfolio", "two", "Els", "second", "")
    workspace.withdraw_upload("portfolio", first.id, "Jan", "wrong")
    with pytest.raises(SavedMeanwhileError) as refused:
        workspace.accept_upload("portfolio", "two", "Els", "second", first.id)
    assert refused.value.newest == ""
    assert workspace.accept_upload("portfolio", "two", "Els", "second", "").content == "two"


def test_personal_data_in_a_name_or_reason_is_refused_without_repeating_it(workspace):
    saved = workspace.save_scenario(scenario("Peak"), "Jan", "")
    attempts = (
        lambda: workspace.save_scenario(scenario(f"case {BSN}"), "Jan", ""),
        lambda: workspace.save_scenario(scenario("Other"), "Jan", f"asked by {BSN}"),
        lambda: workspace.rename_scenario(saved.id, BSN, "Jan", ""),
        lambda: workspace.delete_scenario(saved.id, "Jan", BSN),
    )
    for attempt in attempts:
        with pytest.raises(BadInputError) as refused:
            attempt()
        assert BSN not in str(refused.value) + repr(refused.value.problems)
    assert len(workspace.audit(100)) == 1


def test_every_save_leaves_one_row_in_the_audit_trail(workspace):
    saved = workspace.save_scenario(scenario("Peak"), "Jan", "one")
    workspace.rename_scenario(saved.id, "Higher", "Jan", "two")
    copy = workspace.save_scenario(scenario("Copy"), "Els", "three")
    workspace.delete_scenario(copy.id, "Els", "four")
    workspace.undelete_scenario(copy.id, "Els", "five")
    state = workspace.save_state(load_inputs().shipped_state(), "Els", "six")
    plan = workspace.accept_plan(decided(), "Els", "seven")
    workspace.withdraw_plan(plan.id, "Els", "eight")
    workspace.record("snapshot_used", "snapshot:x", "Els", "nine")
    trail = workspace.audit(100)
    assert trail.reason.tolist() == [
        *("nine", "eight", "seven", "six", "five", "four", "three", "two", "one"),
    ]
    assert trail.subject.tolist()[1:4] == [f"plan:{plan.id}", f"plan:{plan.id}", f"state:{state.id}"]
    assert trail.action.tolist() == [
        *("snapshot_used", "plan_withdrawn", "plan_accepted", "state_saved"),
        *("scenario_undeleted", "scenario_deleted", "scenario_saved"),
        *("scenario_renamed", "scenario_saved"),
    ]


def test_equal_relative_gaps_chosen_with_a_scenario_or_a_plan_are_a_row_of_their_own_in_the_audit_trail(
    workspace,
):
    saved = workspace.save_scenario(scenario("Fair", fair=True), "Jan", "agreed at the table")
    workspace.save_scenario(scenario("Fair", fair=True, inflow=5), "Jan", "", id=saved.id, based_on=1)
    workspace.save_scenario(scenario("Fair", inflow=5), "Els", "too dear", id=saved.id, based_on=2)
    plan = workspace.accept_plan(replace(decided(), fair=True), "Els", "board")
    trail = workspace.audit(100).iloc[::-1]
    chosen = trail[trail.action.str.startswith("fair_")]
    assert chosen[["author", "action", "subject", "reason"]].values.tolist() == [
        ["Jan", "fair_gaps_chosen", f"scenario:{saved.id}", "agreed at the table"],
        ["Els", "fair_gaps_left", f"scenario:{saved.id}", "too dear"],
        ["Els", "fair_gaps_chosen", f"plan:{plan.id}", "board"],
    ]


def decided(**changes):
    usual = {
        "region": ["PV20", "PV28"],
        "type": ["regular", "emergency"],
        "week": ["2026-12-07", "2027-01-04"],
        "places": [120.0, 300.0],
        "durable": [120.0, 0.0],
        "kind": ["ordered", "closed"],
        "valid_from": ["2026-11-23", "2026-11-23"],
    }
    return PlanToAccept("Peak", "abc", "2026-11-23-x", date(2026, 11, 23), pd.DataFrame({**usual, **changes}))


def test_the_commitments_of_an_accepted_plan_hold_until_it_is_withdrawn(tmp_path, workspace):
    accepted = workspace.accept_plan(decided(), "Jan", "board of Monday")
    held = open_workspace(tmp_path).commitments()
    assert held.plan.tolist() == [accepted.id, accepted.id]
    assert held[["region", "week", "places", "durable", "kind"]].values.tolist() == [
        ["PV20", "2026-12-07", 120, 120, "ordered"],
        ["PV28", "2027-01-04", 300, 0, "closed"],
    ]
    assert (accepted.scenario, accepted.snapshot, accepted.author, accepted.withdrawn_at) == (
        *("Peak", "2026-11-23-x", "Jan", None),
    )
    withdrawn = workspace.withdraw_plan(accepted.id, "Els", "no money")
    assert (withdrawn.withdrawn_by, withdrawn.withdrawn_reason) == ("Els", "no money")
    assert workspace.commitments().empty
    assert [plan.id for plan in workspace.accepted_plans()] == [accepted.id]
    with pytest.raises(MissingError):
        workspace.withdraw_plan(accepted.id, "Els", "again")


def test_commitments_are_refused_with_all_their_faults_at_once(workspace):
    faulty = decided(
        region=["PV20", "Noord"],
        week=["2026-12-08", date(2027, 1, 4)],
        places=[1.5, float("nan")],
        kind=["ordered", "sold"],
    )
    with pytest.raises(BadInputError) as refused:
        workspace.accept_plan(faulty, "Jan", "")
    assert [(p.row, p.column, p.key) for p in refused.value.problems] == [
        (2, "week", "not_a_monday"),
        (2, "places", "not_whole"),
        (3, "region", "unknown_region"),
        (3, "kind", "not_a_choice"),
        (3, "places", "not_a_number"),
    ]
    assert workspace.accepted_plans() == []


def test_notes_stand_beside_what_they_are_about(workspace):
    first = workspace.add_note("duty:screening", "Checked with the unit.\nStill true.", "Jan")
    workspace.add_note("scenario:abc", "Elsewhere.", "Jan")
    second = workspace.add_note("duty:screening", "Not any more.", "Els")
    assert workspace.notes("duty:screening") == [first, second]
    for refused in ("", "x" * 5000, f"about\n{BSN}"):
        with pytest.raises(BadInputError) as fault:
            workspace.add_note("duty:screening", refused, "Jan")
        assert BSN not in str(fault.value) + repr(fault.value.problems)
    assert workspace.notes("duty:screening") == [first, second]


def test_a_scenario_whose_settings_no_longer_exist_is_shown_as_such_and_kept(tmp_path, workspace):
    saved = workspace.save_scenario(scenario("Old", inflow=10), "Jan", "")
    with sqlite3.connect(tmp_path / "workspace.sqlite") as connection:
        connection.execute("""UPDATE scenario_versions SET content = '{"inflow": 900, "gone": 1}'""")
    connection.close()
    found = workspace.scenario(saved.id)
    assert {problem.key for problem in found.problems} == {"out_of_range", "no_such_setting"}
    assert (found.name, found.content) == ("Old", {"inflow": 900, "gone": 1})
    with pytest.raises(BadInputError):
        _ = found.scenario
    mended = workspace.save_scenario(scenario("Old", inflow=20), "Jan", "", id=saved.id, based_on=1)
    assert mended.scenario.inflow == 20
    assert workspace.history(saved.id)[1].content == {"inflow": 900, "gone": 1}


def test_a_later_default_applies_to_a_scenario_that_was_saved_before(tmp_path, workspace):
    saved = workspace.save_scenario(scenario("Mine", inflow=10), "Jan", "")
    given = load_inputs()
    rows = [replace(row, default=7.0) if row.id == "fte" else row for row in given.settings.values()]
    database = Database(make_url(f"sqlite:///{tmp_path / 'workspace.sqlite'}"))
    newer = Workspace(database, replace(given, settings=Settings(rows)), timedelta(days=730))
    assert (newer.scenario(saved.id).scenario.inflow, newer.scenario(saved.id).scenario.fte) == (10, 7)


def test_names_of_users_are_forgotten_after_the_time_they_are_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("CAPACITY_KEEP_NAMES_DAYS", "30")
    clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))
    workspace = open_workspace(tmp_path, clock)
    old = workspace.save_scenario(scenario("Old"), User("id-1", "Jan Jansen", Role.PLANNER), "why")
    workspace.save_state(replace(load_inputs().shipped_state(), author="Jan Jansen"), "Jan Jansen", "")
    plan = workspace.accept_plan(decided(), "Jan Jansen", "")
    workspace.withdraw_plan(plan.id, "Jan Jansen", "")
    workspace.add_note("duty:x", "Seen.", "Jan Jansen")
    clock.now += timedelta(days=31)
    new = workspace.save_scenario(scenario("New"), "Els", "")
    assert (workspace.scenario(old.id).author, workspace.scenario(old.id).reason) == ("", "why")
    assert workspace.scenario(new.id).author == "Els"
    trail = workspace.audit(100)
    assert (trail.author.tolist()[0], trail.action.tolist()[1]) == ("Els", "names_forgotten")
    assert set(trail.author.tolist()[1:]) == {""}
    held = b"".join(path.read_bytes() for path in tmp_path.glob("workspace.sqlite*"))
    assert b"Jan Jansen" not in held


def test_names_are_kept_for_two_years_unless_set_otherwise(tmp_path, monkeypatch):
    clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))
    saved = open_workspace(tmp_path, clock).save_scenario(scenario("Old"), "Jan", "")
    clock.now += timedelta(days=729)
    assert open_workspace(tmp_path, clock).scenario(saved.id).author == "Jan"
    clock.now += timedelta(days=2)
    assert open_workspace(tmp_path, clock).scenario(saved.id).author == ""
    monkeypatch.setenv("CAPACITY_KEEP_NAMES_DAYS", "soon")
    with pytest.raises(BadInputError):
        open_workspace(tmp_path, clock)
