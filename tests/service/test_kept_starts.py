"""Where plans start from, kept in the home: read or made, a scenario has the same plan."""

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from capacity.plan.live import Base
from capacity.plan.solver.stopping import Brake, StoppedError
from capacity.scenario import default_scenario, scenario_from
from capacity.service import open_service
from capacity.service.inputs import load_inputs
from capacity.service.ready_at_once import make_ready
from capacity.service.solving import LiveWorker, PlanRequest, ProcessWorker, kept_starts
from capacity.service.solving.kept_starts import KEPT_GROUNDS, StartsFolder, file_name

LONG = 60.0
WEEKS = 26
CHANGES = ({}, {"inflow": 5.0}, {"inflow": 45.0}, {"border_share": 11.0}, {"delay": 10})


def scenario(**changes):
    inputs = load_inputs()
    return scenario_from({"weeks": WEEKS, **changes}, inputs.settings, inputs.parameters, inputs.regions)


def quiet(_):
    """Nobody listens to the phases."""


def written(plan):
    return {name: table.to_csv() for name, table in plan.tables.items()} | {"summary": plan.summary}


@pytest.fixture(scope="module")
def ground(home):
    return open_service(home).ground()


def request(ground, **changes):
    return PlanRequest(ground, scenario(**changes), scenario(), LONG)


@pytest.fixture(scope="module")
def kept(ground, tmp_path_factory) -> Path:
    """A home with all starts of a short baseline."""
    home = tmp_path_factory.mktemp("kept")
    worker = LiveWorker(load_inputs(), home)
    worker.make(request(ground), Brake(), quiet)
    worker.prepare(Brake())
    return home


@pytest.fixture
def copied(kept, tmp_path) -> Path:
    """Another home with the same starts."""
    folder = tmp_path / "starts"
    folder.mkdir()
    for path in (kept / "starts").glob("*.npz"):
        (folder / path.name).write_bytes(path.read_bytes())
    return tmp_path


def only_file(home):
    (path,) = (home / "starts").glob("*.npz")
    return path


def test_starts_read_give_the_plans_of_starts_made(ground, kept):
    made, read = LiveWorker(load_inputs()), LiveWorker(load_inputs(), kept)
    for changes in CHANGES:
        asked = request(ground, **changes)
        assert written(read.make(asked, Brake(), quiet)) == written(made.make(asked, Brake(), quiet))


def test_who_reads_the_starts_makes_none(ground, kept):
    base = StartsFolder(kept).base(load_inputs(), ground, scenario())
    assert base.is_prepared
    assert not base._chains
    before = only_file(kept).stat().st_mtime_ns
    StartsFolder(kept).prepare(base, ground, scenario(), Brake())
    assert only_file(kept).stat().st_mtime_ns == before


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8])
def test_a_torn_file_is_made_again(ground, kept, copied, share):
    whole = only_file(copied).read_bytes()
    only_file(copied).write_bytes(whole[: int(share * len(whole))])
    assert StartsFolder(copied).read(ground, scenario()) is None
    asked, worker = request(ground, inflow=5.0), LiveWorker(load_inputs(), copied)
    plan = worker.make(asked, Brake(), quiet)
    assert written(plan) == written(LiveWorker(load_inputs(), kept).make(asked, Brake(), quiet))
    worker.prepare(Brake())
    assert StartsFolder(copied).read(ground, scenario()) is not None


def test_starts_of_another_program_another_ground_or_another_baseline_are_not_read(ground, kept, monkeypatch):
    folder = StartsFolder(kept)
    assert folder.read(ground, scenario()) is not None
    assert folder.read(replace(ground, snapshot="another"), scenario()) is None
    assert folder.read(ground, scenario(inflow=10.0)) is None
    monkeypatch.setattr(kept_starts, "program_mark", lambda: "another")
    assert folder.read(ground, scenario()) is None


def test_a_foreign_file_of_that_name_is_not_used(ground, copied):
    only_file(copied).write_bytes(b"PK\x03\x04 nothing that was ever kept")
    assert StartsFolder(copied).read(ground, scenario()) is None


def test_what_was_made_before_a_stop_is_kept_and_the_rest_is_made_later(ground, tmp_path):
    class Twice(Brake):
        """Is pulled once two starts were made."""

        @property
        def pulled(self):
            return len(base.kept.arrivals) >= 2

        @pulled.setter
        def pulled(self, _value):
            pass

    folder = StartsFolder(tmp_path)
    base = folder.base(load_inputs(), ground, scenario())
    with pytest.raises(StoppedError):
        folder.prepare(base, ground, scenario(), Twice())
    found = folder.read(ground, scenario())
    assert len(found.arrivals) == 2
    assert found.border is None
    later = folder.base(load_inputs(), ground, scenario())
    assert not later.is_prepared
    folder.prepare(later, ground, scenario(), Brake(), at_once=2)
    assert folder.base(load_inputs(), ground, scenario()).is_prepared


def test_a_second_process_takes_over_what_the_first_made(ground, kept, monkeypatch):
    folder = StartsFolder(kept)
    second = Base(kept_starts.plan_input(load_inputs(), ground, scenario()), scenario())
    assert not second.is_prepared
    monkeypatch.setattr("capacity.plan.chain.starts_ahead.MoreArrivals._solved", None)
    folder.prepare(second, ground, scenario(), Brake())
    assert second.is_prepared


def test_only_the_last_grounds_keep_their_starts(ground, copied):
    for number in range(KEPT_GROUNDS + 2):
        path = copied / "starts" / f"old-{number}.npz"
        path.write_bytes(b"old")
        os.utime(path, (number, number))
    (copied / "starts" / file_name(ground, scenario())).unlink()
    folder = StartsFolder(copied)
    folder.prepare(folder.base(load_inputs(), ground, scenario()), ground, scenario(), Brake())
    left = {path.name for path in (copied / "starts").glob("*.npz")}
    assert len(left) == KEPT_GROUNDS
    assert file_name(ground, scenario()) in left
    assert "old-0.npz" not in left


def test_a_process_at_rest_keeps_the_starts_of_its_ground(ground, tmp_path, monkeypatch):
    monkeypatch.setenv("CAPACITY_PLANS_AHEAD", "starts")
    worker = ProcessWorker(home=tmp_path)
    worker.make(request(ground), Brake(), quiet)
    until = time.monotonic() + LONG
    while StartsFolder(tmp_path).read(ground, scenario()) is None and time.monotonic() < until:
        time.sleep(0.1)
    worker.close()
    assert StartsFolder(tmp_path).base(load_inputs(), ground, scenario()).is_prepared


def test_a_refresh_leaves_the_starts_of_the_ground_that_the_app_plans_on(started, monkeypatch):
    snapshot, told = open_service(started).snapshot, []
    make_ready(started, snapshot, told.append)
    assert told == []
    assert not (started / "starts").exists()
    monkeypatch.setenv("CAPACITY_PLANS_AHEAD", "starts")
    make_ready(started, snapshot, told.append)
    assert told == ["starts"]
    usual = default_scenario(load_inputs().settings)
    assert StartsFolder(started).base(load_inputs(), open_service(started).ground(), usual).is_prepared
