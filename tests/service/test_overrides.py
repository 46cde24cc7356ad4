"""Changes of the forecast: stored with author and reason, used by a plan that asks for them, taken back."""

import json

import numpy as np
import pytest

from capacity.domain.problems import BadInputError
from capacity.scenario import override_from, scenario_from
from capacity.service import MissingError, make_plan, open_service, open_workspace
from capacity.service.adjusting import adjusted_ground
from capacity.service.inputs import load_inputs, override_rows


def override(**content):
    return override_from(content, override_rows())


@pytest.fixture
def workspace(tmp_path):
    return open_workspace(tmp_path)


def test_a_change_is_kept_with_author_and_reason_until_it_is_withdrawn(tmp_path, workspace):
    wanted = override(level=10, shock=40, shock_start="2027-01-04", shape="wave")
    saved = workspace.save_override(wanted, "Jan", "border closed elsewhere")
    (found,) = open_workspace(tmp_path).overrides_in_force()
    assert (found.override, found.author, found.reason) == (wanted, "Jan", "border closed elsewhere")
    workspace.withdraw_override(saved.id, "Anna", "open again")
    assert workspace.overrides_in_force() == []
    (kept,) = workspace.overrides()
    assert (kept.withdrawn_by, kept.withdrawn_reason) == ("Anna", "open again")
    assert list(workspace.audit(2).action) == ["override_withdrawn", "override_saved"]


def test_a_change_without_author_or_reason_is_refused_and_nothing_is_kept(workspace):
    with pytest.raises(BadInputError) as fault:
        workspace.save_override(override(level=10), " ", "")
    assert [problem.key for problem in fault.value.problems] == ["author_lacks", "reason_lacks"]
    assert workspace.overrides() == []


def test_a_change_is_withdrawn_once(workspace):
    saved = workspace.save_override(override(level=10), "Jan", "test")
    workspace.withdraw_override(saved.id, "Jan", "done")
    with pytest.raises(MissingError):
        workspace.withdraw_override(saved.id, "Jan", "again")


def test_the_ground_of_a_plan_holds_the_changes_and_the_machines_stays(home, workspace):
    ground = open_service(home).ground()
    workspace.save_override(override(stream="family", level=50), "Jan", "more visas")
    changed = adjusted_ground(ground, workspace.overrides_in_force())
    np.testing.assert_allclose(changed.paths.persons["family"], ground.paths.persons["family"] * 1.5)
    np.testing.assert_array_equal(changed.paths.persons["first"], ground.paths.persons["first"])
    assert changed.overrides[0]["author"] == "Jan"
    assert ground.overrides == ()


def test_a_plan_on_the_changed_forecast_says_whose_change_it_holds(home, tmp_path):
    saved = open_workspace(home).save_override(override(level=30), "Jan", "autumn")
    file = tmp_path / "adjusted.yaml"
    file.write_text("name: changed\narrivals: adjusted\nweeks: 26\n", encoding="utf-8")
    result = make_plan(file, None, tmp_path / "plan", home=home)
    open_workspace(home).withdraw_override(saved.id, "Jan", "test over")
    (told,) = json.loads((tmp_path / "plan" / "summary.json").read_text(encoding="utf-8"))["overrides"]
    assert (told["author"], told["reason"], told["content"]["level"]) == ("Jan", "autumn", 30)
    assert result.receipt["overrides"] == [told]
    inflow = result.tables["plan"].query("stage == 'screening_territory' and measure == 'inflow'").value
    machine = open_service(home).ground().paths.mean()["first"][:26].sum()
    share = 1 - load_inputs().parameters.number("border_share")
    assert inflow.sum() == pytest.approx(machine * share * 1.3, rel=1e-6)


def test_without_a_change_in_force_the_changed_forecast_is_the_machines(home):
    inputs = load_inputs()
    chosen = scenario_from(
        {"name": "x", "arrivals": "adjusted"}, inputs.settings, inputs.parameters, inputs.regions
    )
    service = open_service(home)
    assert service.ground(chosen).overrides == ()
    assert service.ground(chosen).paths is service.ground().paths


def test_a_preview_shows_both_lines_in_weeks_months_and_years(home):
    views = open_service(home).adjusted([override(level=10)])
    year = views["yearly"].query("unique_id == 'total'").set_index("model")["q0.5"]
    assert year["adjusted"] == pytest.approx(1.1 * year["machine"])
