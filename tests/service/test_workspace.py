"""What users save comes back, and nobody's work is overwritten unseen."""

import pytest

from capacity.domain.problems import BadInputError
from capacity.scenario import scenario_from
from capacity.service import ChangedByOtherError, MissingError, NameTakenError, open_workspace
from capacity.service.inputs import load_inputs

BSN = "111222333"


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


def test_a_scenario_is_renamed_and_duplicated_without_losing_a_version(workspace):
    first = workspace.save_scenario(scenario("Peak", inflow=10), "Jan", "")
    renamed = workspace.rename_scenario(first.id, "High peak", "Els", "clearer")
    assert (renamed.name, renamed.version, renamed.scenario.inflow) == ("High peak", 2, 10)
    copy = workspace.duplicate_scenario(first.id, "Peak", "Els", "")
    assert (copy.id != first.id, copy.version, copy.scenario.inflow) == (True, 1, 10)
    assert [one.name for one in workspace.history(first.id)] == ["High peak", "Peak"]
    with pytest.raises(NameTakenError):
        workspace.rename_scenario(copy.id, "high peak", "Els", "")


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
    copy = workspace.duplicate_scenario(saved.id, "Copy", "Els", "three")
    workspace.delete_scenario(copy.id, "Els", "four")
    workspace.undelete_scenario(copy.id, "Els", "five")
    state = workspace.save_state(load_inputs().shipped_state(), "Els", "six")
    trail = workspace.audit(100)
    assert trail.reason.tolist() == ["six", "five", "four", "three", "two", "one"]
    assert trail.subject[0] == f"state:{state.id}"
    assert trail.action.tolist()[1:] == [
        *("scenario_undeleted", "scenario_deleted", "scenario_duplicated"),
        *("scenario_renamed", "scenario_saved"),
    ]
