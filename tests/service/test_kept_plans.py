"""Plans kept in the home: whole and the same again after a restart, or made anew."""

import os
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from capacity.plan.solver.stopping import Brake
from capacity.scenario import default_scenario, scenario_from
from capacity.service import open_service
from capacity.service.inputs import load_inputs
from capacity.service.likely import arrivals_moved, plan_key
from capacity.service.ready_at_once import make_ready
from capacity.service.solving import AheadOfNeed, LiveWorker, PlanPool, PlanRequest, kept_plans
from capacity.service.solving.kept_plans import PlansFolder
from capacity.service.solving.packed_plan import NotPackedError, packed_plan, unpacked_plan
from capacity.store.arrays import write_arrays
from tests.service.test_solving import LONG, quiet

KEY = "some plan"
CHANGES = (
    {"inflow": 40.0},
    {"shock": 55, "shock_weeks": 8, "buffer": True},
    {"border_share": 12.0, "ceiling": 2000, "steady": 5},
)


def scenario(**changes):
    inputs = load_inputs()
    return scenario_from(changes, inputs.settings, inputs.parameters, inputs.regions)


@pytest.fixture(scope="module")
def service(home):
    return open_service(home)


@pytest.fixture(scope="module")
def worker():
    return LiveWorker(load_inputs())


def made(worker, service, **changes):
    usual = default_scenario(load_inputs().settings)
    return worker.make(PlanRequest(service.ground(), scenario(**changes), usual, LONG), Brake(), quiet)


@pytest.fixture(scope="module")
def plan(worker, service):
    return made(worker, service, inflow=15.0)


@pytest.fixture
def shelf(tmp_path, plan):
    shelf = PlansFolder(tmp_path)
    shelf.write(KEY, plan)
    return shelf


def files(home):
    return sorted((home / "plans").glob("*.npz"))


def assert_same(one, other):
    for name in ("scenario", "summary", "run", "scenario_document", "receipt", "notices"):
        assert getattr(one, name) == getattr(other, name)
    assert list(one.tables) == list(other.tables)
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(
            table, other.tables[name], rtol=0, atol=0, check_index_type=False, check_column_type=False
        )
        assert table.to_csv() == other.tables[name].to_csv()


@pytest.mark.parametrize("changes", CHANGES, ids=lambda changes: " ".join(changes))
def test_a_plan_that_was_kept_is_the_same_again(worker, service, tmp_path, changes):
    plan, shelf = made(worker, service, **changes), PlansFolder(tmp_path)
    shelf.write(KEY, plan)
    assert shelf.has(KEY)
    assert_same(shelf.read(KEY), plan)
    assert shelf.read("another plan") is None


@pytest.mark.parametrize("share", [0.0, 0.2, 0.7, 0.99])
def test_a_torn_file_is_no_plan(shelf, tmp_path, share):
    (path,) = files(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    assert shelf.read(KEY) is None


def test_a_file_under_the_name_of_another_plan_is_not_read(shelf, tmp_path, plan):
    (path,) = files(tmp_path)
    shelf.write("another plan", plan)
    (other,) = set(files(tmp_path)) - {path}
    path.replace(other)
    assert shelf.read("another plan") is None


def test_a_foreign_file_is_no_plan(shelf, tmp_path):
    (path,) = files(tmp_path)
    write_arrays(path, {"about": np.arange(9)})
    assert shelf.read(KEY) is None
    path.write_bytes(b"\x80\x05\x95 a pickle that somebody left")
    assert shelf.read(KEY) is None


def test_a_plan_of_another_program_is_not_read(shelf, monkeypatch):
    monkeypatch.setattr(kept_plans, "program_mark", lambda: "another")
    assert not shelf.has(KEY)
    assert shelf.read(KEY) is None


def test_the_plans_used_last_stay_and_the_others_go(shelf, tmp_path, plan, monkeypatch):
    monkeypatch.setattr(kept_plans, "MOST_PLANS", 3)
    keys = [KEY, "second", "third"]
    for moment, key in enumerate(keys):
        before = set(files(tmp_path))
        shelf.write(key, plan)
        for path in set(files(tmp_path)) - before or before:
            os.utime(path, (moment + 1, moment + 1))
    assert shelf.read(KEY) is not None
    lost = tmp_path / "plans" / ".lost.npz.0.tmp"
    lost.write_bytes(b"half")
    os.utime(lost, (1, 1))
    shelf.write("fourth", plan)
    assert [key for key in (*keys, "fourth") if shelf.has(key)] == [KEY, "third", "fourth"]
    assert not lost.exists()


def test_a_plan_that_would_not_be_the_same_again_is_not_packed(plan, tmp_path):
    for other in (
        replace(plan, notices={1: "a number is no name in JSON"}),
        replace(plan, notices={"moment": object()}),
        replace(plan, tables={**plan.tables, "mixed": pd.DataFrame({"cell": ["text", None]})}),
        replace(plan, tables={**plan.tables, "named": pd.DataFrame({"cell": [1.0]}, index=["row"])}),
    ):
        with pytest.raises(NotPackedError):
            packed_plan(other, KEY)
        PlansFolder(tmp_path).write(KEY, other)
        assert not PlansFolder(tmp_path).has(KEY)
    arrays = packed_plan(plan, KEY)
    assert unpacked_plan({name: array for name, array in arrays.items() if name != "plan_texts"}, KEY) is None


def test_a_plan_that_tells_the_name_of_a_planner_is_not_kept(plan, tmp_path):
    PlansFolder(tmp_path).write(KEY, replace(plan, receipt={**plan.receipt, "overrides": [{"author": "A"}]}))
    assert not (tmp_path / "plans").exists()


def test_a_plan_that_was_asked_for_is_there_after_a_restart(home, tmp_path):
    class Never:
        def make(self, _request, _brake, _tell):
            raise AssertionError("it is there")

        def close(self):
            """Nothing to end."""

    first = PlanPool(lambda: LiveWorker(load_inputs()), 1, PlansFolder(tmp_path))
    asked = scenario(name="mine", inflow=20.0)
    before = open_service(home, first).plan(asked)
    first.close()
    again = PlanPool(Never, 1, PlansFolder(tmp_path))
    service = open_service(home, again)
    assert again.knows(plan_key(asked, service.ground()))
    assert_same(service.plan(asked), before)
    assert service.plan(scenario(name="theirs", inflow=20.0)).scenario == "theirs"
    assert again.made == 0
    service.warm_up()
    assert len(files(tmp_path)) == 1
    again.close()


def test_plans_made_ahead_are_there_after_a_restart_and_are_not_made_again(home, tmp_path):
    pool = PlanPool(lambda: LiveWorker(load_inputs()), 1, PlansFolder(tmp_path))
    helpers = PlanPool(lambda: LiveWorker(load_inputs()), 1)
    ahead, service = AheadOfNeed(pool, helpers), open_service(home, pool)
    first = list(service.likely())[:1]
    ahead._wanted = lambda: first
    assert ahead.make_next()
    assert len(files(tmp_path)) == 1
    later = AheadOfNeed(PlanPool(lambda: LiveWorker(load_inputs()), 1, PlansFolder(tmp_path)), helpers)
    later._wanted = lambda: first
    assert not later.make_next()
    helpers.close()


def test_a_plan_that_the_time_cut_off_is_not_kept(plan, tmp_path):
    pool = PlanPool(lambda: LiveWorker(load_inputs()), 1, PlansFolder(tmp_path))
    pool.keep(KEY, replace(plan, summary={**plan.summary, "status": "time limit"}))
    assert not PlansFolder(tmp_path).has(KEY)
    pool.keep(KEY, plan)
    assert PlansFolder(tmp_path).has(KEY)


def test_a_refresh_leaves_plans_of_the_slider_of_arrivals(started, monkeypatch):
    monkeypatch.setenv("CAPACITY_PLANS_AHEAD", "on")
    monkeypatch.setattr("capacity.service.ready_at_once.PATIENCE_SECONDS", LONG)
    wanted = arrivals_moved(load_inputs().settings)[:2]
    monkeypatch.setattr("capacity.service.ready_at_once.arrivals_moved", lambda _: wanted)
    told, service = [], open_service(started)
    make_ready(started, service.snapshot, told.append)
    assert told == ["starts", "likely"]
    shelf = PlansFolder(started)
    for chosen in wanted:
        kept = shelf.read(plan_key(chosen, service.ground()))
        assert kept.scenario_document["inflow"] == chosen.inflow
