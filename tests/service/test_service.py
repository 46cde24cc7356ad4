import json
from datetime import UTC, date, datetime, timedelta

import highspy
import numpy as np
import pandas as pd
import pytest
import yaml

from capacity.domain.plan_result import TABLE_COLUMNS
from capacity.domain.problems import BadInputError
from capacity.forecast import ALL_MODELS
from capacity.report import read_plan_folder
from capacity.scenario import scenario_from
from capacity.service import NoSnapshotError, make_plan, open_service, refresh, status, validate_file
from capacity.service.inputs import load_inputs
from capacity.sources.state import write_state

LONG = timedelta(days=36500)


def scenario(**changes):
    inputs = load_inputs()
    return scenario_from(changes, inputs.settings, inputs.parameters, inputs.regions)


@pytest.fixture(scope="session")
def plan_folder(home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    make_plan(None, None, folder / "plan", folder / "model", home=home)
    return folder


def test_without_a_snapshot_the_service_says_so(tmp_path):
    with pytest.raises(NoSnapshotError):
        open_service(tmp_path)


def test_a_refresh_holds_forecast_scores_paths_and_the_baseline_plan(home):
    service = open_service(home)
    scores = service.forecast().scores
    assert set(scores.model[scores.unique_id == "total"]) == set(ALL_MODELS)
    assert set(scores.model[scores.unique_id == "family"]) == set(ALL_MODELS) - {"auto_arima"}
    assert service.ground().paths.weeks == 104
    assert service.baseline().summary["snapshot"] == service.snapshot
    assert service.freshness().as_of == date(2026, 11, 23)
    assert service.freshness().plan_start == date(2026, 11, 23)


@pytest.mark.usefixtures("few_models")
def test_a_plan_starts_on_the_monday_after_its_day(tmp_path):
    refresh(offline=True, as_of=date(2026, 11, 24), home=tmp_path)
    found = open_service(tmp_path).freshness()
    assert (found.as_of, found.plan_start) == (date(2026, 11, 24), date(2026, 11, 30))


@pytest.mark.usefixtures("few_models")
def test_two_refreshes_of_the_same_data_give_the_same_forecast_and_plan(home, tmp_path):
    refresh(offline=True, home=tmp_path)
    one, two = open_service(home), open_service(tmp_path)
    assert one.ground().forecast_hash == two.ground().forecast_hash
    for name in TABLE_COLUMNS:
        pd.testing.assert_frame_equal(
            one.baseline().tables[name], two.baseline().tables[name], check_exact=True
        )


def test_the_stored_baseline_is_what_a_plan_without_changes_gives(home, plan_folder):
    written = read_plan_folder(plan_folder / "plan")
    stored = open_service(home).baseline().tables
    for name in ("plan", "places", "costs"):
        assert len(written[name]) == len(stored[name])
    assert written["plan"].value.sum() == pytest.approx(stored["plan"].value.sum(), rel=1e-9)


def test_the_same_plan_twice_is_the_same_bytes(home, plan_folder, tmp_path):
    make_plan(None, None, tmp_path / "again", home=home)
    for path in sorted((plan_folder / "plan").iterdir()):
        if path.name != "run.json":
            assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_a_plan_folder_holds_every_file_and_every_file_names_the_scenario(plan_folder):
    names = {path.name for path in (plan_folder / "plan").iterdir()}
    extras = {"summary.json", "run.json", "scenario.yaml", "receipt.json"}
    assert names == {f"{name}.csv" for name in TABLE_COLUMNS} | extras
    for name, columns in TABLE_COLUMNS.items():
        heading = (plan_folder / "plan" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert heading.split(",") == ["scenario", *columns]


def test_the_written_programs_have_the_optimum_that_the_summary_says(plan_folder):
    summary = json.loads((plan_folder / "plan" / "summary.json").read_text(encoding="utf-8"))
    for program in ("chain", "places"):
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.readModel(str(plan_folder / "model" / f"{program}.mps"))
        highs.run()
        found = highs.getInfo().objective_function_value
        assert found == pytest.approx(summary["objective"][program], rel=1e-6)


def test_the_complete_scenario_is_written_and_reads_back(plan_folder):
    content = yaml.safe_load((plan_folder / "plan" / "scenario.yaml").read_text(encoding="utf-8"))
    assert scenario_from({k: v for k, v in content.items() if v is not None}, *_reading()) == scenario()


def _reading():
    inputs = load_inputs()
    return inputs.settings, inputs.parameters, inputs.regions


def test_a_changed_setting_changes_the_plan_and_equal_requests_share_one_solve(home):
    service = open_service(home)
    tight = service.plan(scenario(name="tight", inflow=30))
    assert tight is service.plan(scenario(name="tight", inflow=30))
    assert tight.tables["residents"].residents.sum() > service.baseline().tables["residents"].residents.sum()


def test_a_higher_level_of_the_forecast_needs_more_places(home):
    service = open_service(home)
    high = service.plan(scenario(sized_to="P90"))
    assert high.tables["residents"].residents.sum() > service.baseline().tables["residents"].residents.sum()


def test_an_own_state_is_where_the_plan_starts(home, tmp_path):
    service = open_service(home)
    state = service.ground().state
    rows = state.rows.copy()
    mine = (rows.measure == "queue") & (rows.stage == "appeal") & (rows.stream == "territory")
    rows.loc[mine, "value"] = 1234.0
    path = tmp_path / "state.csv"
    path.write_bytes(write_state(type(state)(state.as_of, state.author, rows)))
    plan = make_plan(None, path, tmp_path / "plan", home=home).tables["plan"]
    opening = plan[
        (plan.measure == "opening_queue") & (plan.stage == "appeal") & (plan.stream == "territory")
    ]
    assert opening.value.tolist() == [1234.0]


def test_all_faults_of_scenario_and_state_are_listed_at_once_and_nothing_is_written(home, tmp_path):
    bad_scenario, bad_state = tmp_path / "s.yaml", tmp_path / "t.csv"
    bad_scenario.write_text("inflow: 400\nunheard_of: 1\n", encoding="utf-8")
    bad_state.write_text("measure,value\nqueue,-1\n", encoding="utf-8")
    with pytest.raises(BadInputError) as fault:
        make_plan(bad_scenario, bad_state, tmp_path / "plan", home=home)
    files = {problem.file for problem in fault.value.problems}
    assert files == {"s.yaml", "t.csv"}
    assert not (tmp_path / "plan").exists()


def test_status_is_fresh_after_a_refresh_and_stale_when_too_old(home):
    assert status(LONG, home).fresh
    assert not status(timedelta(0), home).fresh


def test_shipped_data_grow_old_from_their_own_day_however_new_the_snapshot(home):
    report = status(LONG, home)
    since_state = datetime.now(UTC) - datetime(2026, 11, 23, tzinfo=UTC)
    assert report.as_dict()["sources_asked"] is False
    assert {source["state"] for source in report.as_dict()["sources"]} == {"not_asked"}
    assert not status(since_state - timedelta(minutes=1), home).fresh
    assert status(since_state + timedelta(minutes=1), home).fresh


@pytest.mark.usefixtures("few_models")
def test_a_failed_refresh_leaves_the_last_good_snapshot_in_service_and_says_so(tmp_path, monkeypatch):
    refresh(offline=True, home=tmp_path)
    before = open_service(tmp_path).snapshot
    monkeypatch.setattr("capacity.service.generation.dutch_forecast", lambda *_, **__: 1 / 0)
    with pytest.raises(Exception, match="ZeroDivisionError"):
        refresh(offline=True, home=tmp_path, force=True)
    assert open_service(tmp_path).snapshot == before
    assert "ZeroDivisionError" in open_service(tmp_path).freshness().failed_reason
    assert not status(timedelta(days=8), tmp_path).fresh


@pytest.mark.parametrize(("name", "text", "kind"), [("a.yaml", "inflow: 10\n", "scenario")])
def test_a_good_file_is_named_by_its_kind(tmp_path, name, text, kind):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert validate_file(path) == kind


def test_a_panel_and_a_state_are_told_apart(home, tmp_path):
    panel = tmp_path / "p.csv"
    panel.write_text("unique_id,ds,y\nNL,2026-01-01,5\nNL,2026-02-01,6\n", encoding="utf-8")
    assert validate_file(panel) == "panel"
    state = tmp_path / "s.csv"
    state.write_bytes(write_state(open_service(home).ground().state))
    assert validate_file(state) == "state"


def test_every_record_and_duty_has_what_a_page_shows(home):
    service = open_service(home)
    assert {"id", "sentence_nl", "sentence_en", "formula_nl", "formula_en", "article", "url"} <= set(
        service.records().columns
    )
    assert set(service.baseline().tables["duties"].duty) <= set(service.duties().duty)
    published = datetime.now(UTC) - service.freshness().published_at
    assert timedelta(0) <= published < timedelta(hours=1)
    assert np.isfinite(service.baseline().summary["objective"]["places"])


def test_hours_in_the_state_are_what_a_pool_has_and_settings_change_them_in_proportion(home, tmp_path):
    service = open_service(home)
    state = service.ground().state
    rows = state.rows.copy()
    rows.loc[(rows.measure == "hours") & (rows.pool == "courts"), "value"] = 100.0
    path, settings = tmp_path / "state.csv", tmp_path / "s.yaml"
    path.write_bytes(write_state(type(state)(state.as_of, state.author, rows)))
    settings.write_text("sessions: 50\n", encoding="utf-8")
    usual = make_plan(None, path, tmp_path / "a", home=home).tables["pools"]
    halved = make_plan(settings, path, tmp_path / "b", home=home).tables["pools"]
    assert usual[usual.pool == "courts"].hours_available.unique().tolist() == [100.0]
    assert halved[halved.pool == "courts"].hours_available.unique().tolist() == [50.0]
