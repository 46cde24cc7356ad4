"""Tasks that somebody accepted stand in place of the shipped ones, in plans and on the page of the law."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from capacity.service import open_service, open_workspace
from capacity.service.input_files import read_as, template
from capacity.service.inputs import load_inputs, planned_tasks
from capacity.service.targets import accept_targets, cycles_told, target_changes, targets_of, with_targets
from capacity.sources.shipped import load_table
from capacity.spreading import NOT_ALLOTTED

MORE, HERE, TOWN, TOWN_TASK = 1000.0, "PV20", "GM0014", 700.0


@pytest.fixture(scope="module")
def rows():
    """The shipped tasks with more asked of Groningen in 2026, of which the town has a part of its own."""
    shipped = read_as("targets", template("targets", False, "en"), "targets.csv").content
    mine = (shipped.cycle == 2026) & (shipped.region == HERE)
    given = shipped[~((shipped.cycle == 2026) & (shipped.region == "NL"))].copy()
    given.loc[mine, ["task", "kind", "source"]] = (shipped.task[mine].iloc[0] + MORE, "fact", "decree")
    given.loc[len(shipped)] = [2026, TOWN, TOWN_TASK, "fact", "decree", ""]
    return given


def test_accepted_tasks_are_what_plan_and_page_stand_on_until_they_are_withdrawn(home, tmp_path, rows):
    own = shutil.copytree(home, tmp_path / "home")
    service, workspace = open_service(own), open_workspace(own)
    shipped = load_inputs().tasks
    before = service.baseline()
    saved = accept_targets(workspace, rows, "Sam", "decree of the minister")
    after = service.baseline()
    asked = after.tables["places"].groupby("region").task.max()
    assert asked[HERE] == shipped[HERE] + MORE
    assert (asked.drop(HERE) == before.tables["places"].groupby("region").task.max().drop(HERE)).all()
    view = service.spreading(after, "2026")
    provinces = view.provinces.set_index("region")
    assert (provinces.task[HERE], provinces.task_kind[HERE]) == (shipped[HERE] + MORE, "exact")
    assert view.task == sum(shipped.values()) + MORE
    assert view.not_allotted == 0
    towns = view.municipalities.set_index("region")
    assert (towns.task[TOWN], towns.source[TOWN]) == (TOWN_TASK, "decree")
    of_province = towns[towns.province == HERE]
    assert of_province.task.sum() == shipped[HERE] + MORE
    municipal = service.municipal(after, "2026")
    assert municipal is not None
    progress = municipal.progress.set_index("region")
    missing = max(0.0, TOWN_TASK - progress.lasting_end[TOWN])
    assert progress.gap_end[TOWN] == pytest.approx(missing, abs=1)
    workspace.withdraw_upload("targets", saved.id, "Sam", "wrong decree")
    assert service.baseline().receipt["state"] == before.receipt["state"]
    assert (
        service.spreading(service.baseline(), "2026").provinces.set_index("region").task[HERE]
        == shipped[HERE]
    )


def test_what_a_file_changes_is_told_by_province_and_for_the_nation(rows):
    changes = target_changes(rows).set_index(["cycle", "region"]).difference
    assert changes["2026", HERE] == MORE
    assert set(changes.index.get_level_values("cycle")) == {"2026"}
    assert target_changes(rows, rows).empty


def test_cycles_that_plans_do_not_count_on_are_named(rows):
    told = cycles_told(pd.concat([rows, rows.assign(cycle=2028)]))
    assert (told.planned, told.shown_only, told.unused) == ("2026", (2024,), (2028,))
    only = cycles_told(rows[rows.cycle == 2026])
    assert (only.shown_only, only.unused) == ((), ())


def test_a_cycle_that_a_file_does_not_tell_stays_as_shipped(rows):
    inputs, state = load_inputs(), load_inputs().shipped_state()
    tasks = load_table("spreading/province_tasks")
    earlier = rows[rows.cycle == 2024]
    assert with_targets(tasks, "2026", targets_of(earlier, "2026")).equals(tasks)
    state = type(state)(state.as_of, state.author, state.rows, targets=earlier)
    assert planned_tasks(inputs, state) == inputs.tasks
    assert NOT_ALLOTTED not in planned_tasks(inputs, state)
