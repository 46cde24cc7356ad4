"""Two plans beside each other: what differs in settings, goals, figures and cells; what cannot be read."""

import json
import shutil

import pandas as pd
import pytest

from capacity.domain.comparison import COMPARED_COLUMNS, compared
from capacity.domain.problems import BadInputError
from capacity.service import compare_files, make_plan
from tests.service.tiny import tiny_plan

AUTUMN = "name: autumn\ninflow: 20\ndelay: 8\n"
WEEKS_PER_YEAR = 52.0


@pytest.fixture(scope="module")
def folder(home, tmp_path_factory):
    """The baseline as a plan folder."""
    out = tmp_path_factory.mktemp("compare") / "plan"
    make_plan(None, None, out, home=home)
    return out


@pytest.fixture(scope="module")
def autumn(tmp_path_factory):
    path = tmp_path_factory.mktemp("scenario") / "autumn.yaml"
    path.write_text(AUTUMN, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def found(home, folder, autumn, tmp_path_factory):
    """The folder against the scenario, with the files that the command wrote."""
    out = tmp_path_factory.mktemp("difference")
    return compare_files(folder, autumn, out, home=home), out


def test_differences_and_summary_are_written(found):
    comparison, out = found
    table = pd.read_csv(out / "differences.csv", keep_default_na=False)
    assert tuple(table.columns) == COMPARED_COLUMNS
    assert len(table) == len(comparison.differences)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert (summary["a"]["name"], summary["b"]["name"]) == ("baseline", "autumn")
    assert summary["same_ground"]
    for plan in ("a", "b"):
        assert summary[plan]["deviations"] == []
        assert "hours_per_decision" in summary[plan]["inputs_needed"]
    assert summary["settings"] == {"inflow": {"a": 0.0, "b": 20.0}, "delay": {"a": 0, "b": 8}}
    assert summary["figures"]["cost"]["difference"] > 0
    assert sum(summary["cells"].values()) == len(table)


def test_each_goal_and_year_has_both_values_and_their_difference(found):
    summary = found[0].as_document()
    assert {goal["id"] for goal in summary["goals"]} >= {"hands", "duties", "money", "beds", "task"}
    years = summary["cost_eur_by_year"].values()
    for row in (*summary["goals"], *years):
        assert row["b"] - row["a"] == pytest.approx(row["difference"], abs=1e-5)


def test_every_cell_is_named_and_its_difference_is_b_less_a(found):
    cells = found[0].differences
    cells = cells[cells.file == "places.csv"]
    assert len(cells)
    assert (cells.b.astype(float) - cells.a.astype(float)).to_numpy() == pytest.approx(
        cells.difference.to_numpy(float), abs=1e-5
    )
    week, region, kind = cells.row.iloc[0].split("/")
    plan = found[0].b.tables["places"]
    row = plan[(plan.week == week) & (plan.region == region) & (plan.type == kind)]
    assert float(row[cells.column.iloc[0]].iloc[0]) == pytest.approx(float(cells.b.iloc[0]))


def test_a_plan_differs_nowhere_from_itself(home, folder, tmp_path):
    comparison = compare_files(folder, folder, tmp_path, home=home)
    assert comparison.differences.empty
    assert comparison.as_document()["settings"] == {}


def test_the_scenario_without_changes_is_the_baseline_of_a_folder(home, folder, tmp_path):
    scenario = tmp_path / "s.yaml"
    scenario.write_text("name: same\n", encoding="utf-8")
    assert compare_files(folder, scenario, tmp_path / "out", home=home).differences.empty


def test_faults_of_both_are_told_at_once_and_nothing_is_written(home, folder, tmp_path):
    bad, torn, out = tmp_path / "bad.yaml", tmp_path / "torn", tmp_path / "out"
    bad.write_text("inflow: lots\n", encoding="utf-8")
    shutil.copytree(folder, torn)
    (torn / "summary.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadInputError) as told:
        compare_files(bad, torn, out, home=home)
    assert {problem.file for problem in told.value.problems} == {"bad.yaml", "summary.json"}
    assert not out.exists()


def test_a_folder_without_a_table_is_refused_by_name(home, folder, autumn, tmp_path):
    torn = tmp_path / "torn"
    shutil.copytree(folder, torn)
    (torn / "flows.csv").unlink()
    with pytest.raises(BadInputError) as told:
        compare_files(torn, autumn, tmp_path / "out", home=home)
    assert any("flows.csv" in problem.file for problem in told.value.problems)


def small(**numbers):
    plan = tiny_plan(**numbers)
    empty = {name: pd.DataFrame(columns=columns) for name, columns in EMPTY.items()}
    summary = {"goals": [], "cost_eur_by_year": {}}
    return type(plan)(plan.scenario, {**empty, **plan.tables}, summary, {}, {}, {}, {})


EMPTY = {
    "flows": ["week_out", "week", "from_stage", "from_stream", "flow", "to_stage", "to_stream", "persons"],
    "resources": ["week", "pool", "site", "stage", "stream", "hours_used"],
    "contracts": ["week", "region", "municipality", "type", "block", "places", "renewed"],
    "occupancy": ["week", "region", "type", "class", "occupied"],
}


def test_weeks_that_one_plan_lacks_are_left_out_and_a_missing_row_counts_as_none():
    first, second = small(residents=(10, 20, 30, 40)), small(residents=(10, 25, 30, 90))
    people = second.tables["residents"]
    second.tables["residents"] = people[people.week != "2027-01-25"]
    comparison = compared(first, second, WEEKS_PER_YEAR)
    cells = comparison.differences
    assert comparison.weeks == 3
    assert cells[cells.column == "residents"][["row", "a", "b", "difference"]].to_numpy().tolist() == [
        ["2027-01-11/adults_families", 20.0, 25.0, 5.0]
    ]
