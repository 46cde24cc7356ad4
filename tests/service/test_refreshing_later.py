"""The refresh a day or a week later: when it makes a new snapshot, and what that keeps of those before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from capacity.scenario import default_scenario
from capacity.service import open_service, open_workspace, refresh, run_log
from capacity.service.inputs import load_inputs
from capacity.service.snapshots import EARLIER_FORECASTS
from capacity.store import SnapshotStore

from .live import MONDAY, stop_at_forecast

PATIENCE_SECONDS = 300.0
pytestmark = pytest.mark.usefixtures("few_models", "plain_refreshes")


def test_another_week_makes_a_new_snapshot_and_another_day_of_the_same_week_does_not(started):
    tuesday = refresh(offline=True, as_of=MONDAY + timedelta(days=1), home=started)
    next_monday = refresh(offline=True, as_of=MONDAY + timedelta(days=7), home=started)
    assert (tuesday.published, next_monday.published) == (True, False)
    with pytest.raises(KeyboardInterrupt):
        refresh(offline=True, as_of=MONDAY + timedelta(days=8), home=started, progress=stop_at_forecast)
    assert run_log(started).loc[0, "phase"] == "forecast", "the Tuesday after it makes a new one"


def test_the_plan_of_a_new_snapshot_stays_close_to_the_plan_accepted_before_it_and_tells_what_that_costs(
    started,
):
    before = open_service(started)
    assert before.ground().last is None
    given = before.to_accept(before.baseline(), 4)
    open_workspace(started).accept_plan(given, "Planner", "the plan of this week")
    refresh(offline=True, as_of=MONDAY + timedelta(days=8), home=started)
    service = open_service(started)
    last, places = service.ground().last, before.baseline().tables["places"]
    assert last.until.isoformat() > places.week.max()
    assert (last.accepted, last.fingerprint) == (True, given.last.fingerprint)
    assert service.baseline().receipt["last_plan"] == last.fingerprint
    usual = default_scenario(service.settings())
    found = service.steadiness(usual)
    assert found.changed <= found.changed_freely
    assert found.price_eur == usual.change_price
    assert found.cost_eur >= -1.0
    beside = service.find_bridge(usual)
    assert beside.wait(PATIENCE_SECONDS)
    (then, now), bridge = service.since_last(), service.known_bridge(usual)
    for name, figure in now.items():
        booked = sum(part[name] for part in bridge.steps.values())
        assert booked == pytest.approx(figure - then[name], abs=1e-3)
    kept = service.ground_at_refresh().last
    assert (kept.fingerprint, kept.as_of, kept.accepted) == (last.fingerprint, last.as_of, True)


def test_a_refresh_that_asks_no_source_never_sets_the_plan_back_unless_its_day_is_given(started):
    later = refresh(offline=True, as_of=MONDAY + timedelta(days=7), home=started).snapshot
    again = refresh(offline=True, home=started)
    assert (again.snapshot, again.published) == (later, False)
    with pytest.raises(KeyboardInterrupt):
        refresh(offline=True, as_of=MONDAY, home=started, progress=stop_at_forecast)
    assert run_log(started).loc[0, "phase"] == "forecast", "the day that somebody gives is taken"


def test_force_publishes_also_when_nothing_changed(started):
    before = SnapshotStore(started).current()
    assert refresh(offline=True, home=started, force=True).snapshot != before


def test_each_snapshot_keeps_what_those_before_it_expected(started):
    first = SnapshotStore(started).current()
    second = refresh(offline=True, as_of=MONDAY + timedelta(days=8), home=started).snapshot
    store = SnapshotStore(started)
    kept = store.read(second, EARLIER_FORECASTS)
    middles = [
        store.read(name, "forecast_yearly")
        .query("unique_id == 'total' and model == 'served' and year == 2027")["q0.5"]
        .item()
        for name in (first, second)
    ]
    causes = open_service(started).forecast().causes
    assert causes.persons.sum() == pytest.approx(middles[1] - middles[0])
    assert kept.snapshot.unique().tolist() == [first, second]
    assert kept.groupby("snapshot").as_of.first().tolist() == ["2026-11-23", "2026-12-01"]
    assert (kept["q0.1"] <= kept["q0.9"]).all()
    track = open_service(started).forecast().track
    stored = track[track.made == "at the time"]
    assert stored.cutoff.dt.date.unique().tolist() == [date(2026, 11, 23), date(2026, 12, 1)]
    assert stored.forecast_hash.nunique() == 2
    assert (stored.made_at != "").all()
    assert not track.duplicated(["unique_id", "cutoff", "ds", "model", "forecast_hash"]).any()


def test_a_refresh_plans_from_the_state_that_users_saved_last(started):
    shipped = load_inputs().shipped_state()
    newer = replace(shipped, as_of=MONDAY + timedelta(days=7), author="COA")
    open_workspace(started).save_state(newer, "Sam", "week 49")
    refresh(offline=True, home=started)
    found = open_service(started).freshness()
    assert (found.as_of, found.state_date, found.state_author) == (newer.as_of, newer.as_of, "COA")


def test_a_state_of_before_the_shipped_one_is_not_planned_from(started):
    older = replace(load_inputs().shipped_state(), as_of=MONDAY - timedelta(days=7))
    open_workspace(started).save_state(older, "Sam", "too late")
    assert refresh(offline=True, home=started).published is False
