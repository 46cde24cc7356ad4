from dataclasses import replace
from datetime import timedelta

import pytest

from capacity.domain.bridge import bridge_figures
from capacity.domain.paths import StreamPaths
from capacity.scenario import Scenario, default_scenario, scenario_from
from capacity.service import open_service
from capacity.service.bridging import CAUSES, between_scenarios, between_snapshots, changed_causes
from capacity.service.inputs import load_inputs
from capacity.service.last_plan import plan_before
from capacity.service.planning import make_result
from capacity.store import SnapshotStore
from tests.ui.sample import sample_plan

PATIENCE_SECONDS = 300.0


def scenario(**changes):
    inputs = load_inputs()
    return scenario_from({"name": "other", **changes}, inputs.settings, inputs.parameters, inputs.regions)


def test_every_setting_but_name_and_weeks_is_booked_to_one_cause():
    booked = [name for names in CAUSES.values() for name in names]
    assert sorted(booked) == sorted(set(Scenario.model_fields) - {"name", "weeks"})


def test_a_changed_setting_is_told_under_its_cause():
    inputs = load_inputs()
    causes = [
        changed_causes(default_scenario(inputs.settings), scenario(**change))
        for change in (
            {"inflow": 10},
            {"decisions": 400},
            {"housing": 5},
            {"delay": 4},
            {"sized_to": "P80"},
            {"support": 100},
            {"regime": "mass"},
        )
    ]
    assert causes == [["arrivals"], ["speed"], ["outflow"], ["places"], ["risk"], ["speed"], ["law"]]


def test_a_scenario_over_more_weeks_is_compared_with_the_baseline_over_as_many():
    asked, plan = [], sample_plan(scenario())

    def noted(one):
        asked.append(one.weeks)
        return plan

    between_scenarios(default_scenario(load_inputs().settings), scenario(weeks=104, inflow=10), noted)
    assert set(asked) == {104}


def test_from_the_baseline_to_a_scenario_every_euro_place_and_person_is_booked(home):
    service = open_service(home)
    asked = scenario(inflow=10, decisions=400)
    assert service.known_bridge(asked) is None
    beside = service.find_bridge(asked)
    assert beside.wait(PATIENCE_SECONDS)
    assert not beside.failed
    found = beside.result
    assert (service.known_bridge(asked), service.bridge(asked), beside.share) == (found, found, 1.0)
    assert set(found.steps) == {"arrivals", "speed"}
    now, before = bridge_figures(service.plan(asked)), bridge_figures(service.baseline())
    for name in now:
        total = sum(part[name] for part in found.steps.values())
        assert total == pytest.approx(now[name] - before[name], abs=1e-3)
    assert found.steps["arrivals"]["cost"] > 0


def test_a_first_snapshot_has_nothing_to_be_compared_with(home):
    service = open_service(home)
    assert service.bridge(default_scenario(load_inputs().settings)) is None
    assert service.since_last() is None


def test_from_last_week_to_this_week_time_new_arrivals_and_staying_close_are_told_apart(home):
    inputs, service = load_inputs(), open_service(home)
    ground, usual = service.ground_at_refresh(), default_scenario(inputs.settings)
    paths = ground.paths
    fewer = {stream: persons[1:] * 0.9 for stream, persons in paths.persons.items()}
    later = replace(
        ground,
        state=replace(ground.state, as_of=ground.state.as_of + timedelta(weeks=1)),
        paths=StreamPaths(paths.start + timedelta(weeks=1), fewer),
        forecast_hash="other",
        last=plan_before(SnapshotStore(home), inputs, ground.state.as_of),
    )
    now = make_result(inputs, later, usual)
    found = between_snapshots(inputs, usual, (ground, service.baseline()), (later, now))
    assert set(found.steps) == {"time", "arrivals", "steadiness"}
    assert found.steps["arrivals"]["cost"] < 0
    assert found.second == bridge_figures(now)
    for name in found.first:
        total = sum(part[name] for part in found.steps.values())
        assert total == pytest.approx(found.second[name] - found.first[name], abs=1e-3)
