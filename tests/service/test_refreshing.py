"""The refresh on a local server: what it publishes, what it keeps, how it ends when something is wrong."""

import gzip
import json
import subprocess
import sys
from collections import namedtuple
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from werkzeug import Response

from capacity.scenario import default_scenario
from capacity.service import (
    RefreshBusyError,
    RefreshError,
    open_service,
    open_workspace,
    refresh,
    refresh_phase,
    release_snapshot,
    run_log,
    snapshot_changes,
    snapshots_report,
    sources_report,
    start_refresh,
    status,
    use_snapshot,
)
from capacity.service.inputs import load_inputs
from capacity.service.refreshing import LOCK_FILE
from capacity.service.snapshots import EARLIER_FORECASTS, OBSERVATIONS
from capacity.sources.live import load_sources
from capacity.store import SnapshotStore, own_turn
from tests.sources.live.answers import eurostat_cube, ministry_item, ministry_page, rates_table
from tests.sources.live.bad_answers import BAD, FIRST_ANSWER

from .live import QUICK, newer_figures, shipped_figures, with_a_second_snapshot

MONDAY = date(2026, 11, 23)
EUROSTAT = "eurostat_applicants"
PATIENCE_SECONDS = 300.0
pytestmark = pytest.mark.usefixtures("few_models")


def again(home, **more):
    return refresh(home=home, as_of=more.pop("as_of", MONDAY), limits=QUICK, **more)


def source(home, name=EUROSTAT, language="en"):
    return sources_report(home, language, MONDAY).set_index("id").loc[name]


def rows(home, measure, period):
    store = SnapshotStore(home)
    found = store.read(store.current(), OBSERVATIONS)
    return found[(found.measure == measure) & (found.period == period)]


@pytest.fixture
def started(home, tmp_path):
    """A home of its own with the snapshot of the shipped data."""
    store = SnapshotStore(tmp_path)
    store.folder.mkdir(parents=True)
    for path in SnapshotStore(home).folder.iterdir():
        (store.folder / path.name).write_bytes(path.read_bytes())
    return tmp_path


def test_new_figures_of_all_sources_reach_the_forecast_and_are_kept_as_they_came(started, sources):
    newer_figures(sources)
    before = SnapshotStore(started).current()
    done = again(started)
    assert (done.published, done.source_faults) == (True, ())
    assert open_service(started).freshness().last_observation == date(2026, 11, 22)
    assert rows(started, "all_applications", "2026-06").persons.tolist() == [2400.0]
    changes = snapshot_changes(before, done.snapshot, started).set_index(["series", "measure"])
    weekly = changes.loc[("nl_asylum_weekly", "total_inflow")]
    assert (weekly.rows_new, weekly.last_before, weekly.last_after) == (
        1,
        date(2026, 7, 26),
        date(2026, 11, 22),
    )
    back = snapshot_changes(done.snapshot, before, started).set_index(["series", "measure"])
    assert back.rows_gone.to_dict() == changes.rows_new.to_dict()
    kept = list((started / "originals" / EUROSTAT).glob("*.gz"))
    assert json.loads(gzip.decompress(kept[0].read_bytes())) == sources.eurostat
    about = json.loads(kept[0].with_suffix(".json").read_text(encoding="utf-8"))
    assert (about["source"], "migr_asyappctzm" in about["url"]) == (EUROSTAT, True)


def test_a_second_refresh_on_the_same_figures_publishes_nothing(started, sources):
    shipped_figures(sources)
    ends = [again(started) for _ in range(2)]
    assert [end.published for end in ends] == [True, False], "decisions, pending cases and rates do not ship"
    assert len(list((started / "originals" / EUROSTAT).glob("*.gz"))) == 1
    assert run_log(started).published.tolist() == [False, True]


def test_another_week_makes_a_new_snapshot_and_another_day_of_the_same_week_does_not(started):
    tuesday = refresh(offline=True, as_of=MONDAY + timedelta(days=1), home=started)
    next_monday = refresh(offline=True, as_of=MONDAY + timedelta(days=7), home=started)
    assert (tuesday.published, next_monday.published) == (True, False)
    assert refresh(offline=True, as_of=MONDAY + timedelta(days=8), home=started).published


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


def stop_at_forecast(phase):
    """Ends a refresh that is about to make a new snapshot."""
    if phase == "forecast":
        raise KeyboardInterrupt


def test_a_refresh_does_not_undo_the_way_back_to_an_earlier_snapshot_until_a_steward_ends_that(
    started, sources
):
    older, newer = with_a_second_snapshot(started)
    use_snapshot(older, "Jan", "the figures of today are wrong", started)
    newer_figures(sources)
    noon = again(started)
    assert (noon.snapshot, noon.published, noon.held, noon.source_faults) == (older, False, True, ())
    assert run_log(started).loc[0, ["exit", "published"]].tolist() == [0, False]
    assert len(list((started / "originals" / EUROSTAT).glob("*.gz"))) == 1, "what sources answer is kept"
    held = open_service(started).freshness().held_since
    assert status(timedelta(days=8), started).as_dict()["held_since"] == held != ""
    assert release_snapshot("Jan", "they were corrected", started) == older
    assert open_service(started).freshness().held_since == ""
    with pytest.raises(KeyboardInterrupt):
        again(started, progress=stop_at_forecast)
    assert run_log(started).loc[0, "phase"] == "forecast", "the next refresh makes a new one again"
    assert SnapshotStore(started).ids() == [older, newer]


def test_force_publishes_also_when_nothing_changed(started):
    before = SnapshotStore(started).current()
    assert refresh(offline=True, home=started, force=True).snapshot != before


def test_rates_that_were_read_replace_the_derived_list_of_nationalities(started, sources):
    shipped_figures(sources)
    derived = open_service(started).forecast().recognition
    assert set(derived.kind) == {"derived"}
    sources.rates = rates_table({"SY": 36.0, "TR": 20.0})
    again(started)
    read = open_service(started).forecast().recognition.set_index("citizen")
    assert read.reading.to_dict() == {"SY": "above", "TR": "at_or_below"}
    assert set(read.kind) == {"fact"}


def test_offline_asks_no_source(started, sources):
    refresh(offline=True, home=started)
    assert sources.requests == []


def test_a_revised_history_is_kept_from_snapshot_to_snapshot(started, sources):
    shipped = float(rows(started, "all_applications", "2026-05").persons.iloc[0])
    for persons in (shipped + 20, shipped + 45):
        sources.eurostat = eurostat_cube({"2026-05": persons})
        before, after = SnapshotStore(started).current(), again(started).snapshot
    found = rows(started, "all_applications", "2026-05")
    assert found[["persons", "revision"]].to_numpy().tolist() == [
        [shipped, 0],
        [shipped + 20, 1],
        [shipped + 45, 2],
    ]
    change = snapshot_changes(before, after, started).iloc[0]
    assert (change.measure, change.rows_revised, change.largest_revision) == ("all_applications", 1, 25.0)
    assert change.largest_revision_period == "2026-05"
    assert source(started).revisions == 2


def test_a_source_in_another_shape_is_named_everywhere_and_the_others_go_on(started, sources):
    newer_figures(sources)
    sources.eurostat = {"structure": {}}
    done = again(started)
    assert [(fault.source, fault.kind) for fault in done.source_faults] == [(EUROSTAT, "changed_shape")]
    assert rows(started, "total_inflow", "2026-11-16").persons.tolist() == [910.0]
    assert rows(started, "all_applications", "2026-06").empty
    assert source(started).state == "changed_shape"
    assert "expected: id" in source(started).reason
    assert "verwacht: id" in source(started, language="nl").reason
    assert [fault.source for fault in open_service(started).freshness().source_faults] == [EUROSTAT]
    report = status(timedelta(days=8), started)
    assert not report.fresh
    assert [one["id"] for one in report.as_dict()["sources"] if one["state"] == "changed_shape"] == [EUROSTAT]
    assert run_log(started).loc[0, ["exit", "failed_sources"]].tolist() == [3, EUROSTAT]


def test_a_source_that_is_mended_is_fresh_again(started, sources):
    shipped_figures(sources)
    good, sources.eurostat = sources.eurostat, Response("", status=404)
    assert [fault.source for fault in again(started).source_faults] == [EUROSTAT]
    sources.eurostat = good
    assert again(started).source_faults == ()
    assert open_service(started).freshness().source_faults == ()


def test_without_a_network_the_last_good_data_stay_and_are_marked(started, sources):
    shipped_figures(sources)
    good = again(started).snapshot
    for name in ("measures", "eurostat", "ministry", "decisions", "pending", "rates"):
        setattr(sources, name, Response("", status=404))
    done = again(started)
    assert (done.snapshot, done.published, len(done.source_faults)) == (good, False, len(load_sources()))
    assert set(sources_report(started).state) == {"failed"}
    assert all(sources_report(started).retrieved_at)
    moved = again(started, as_of=MONDAY + timedelta(days=7))
    assert (moved.published, len(moved.source_faults)) == (True, len(load_sources()))


def test_figures_that_cannot_be_leave_the_last_good_ones_of_every_source_in_place(started, sources):
    good = SnapshotStore(started).current()
    each = zip(
        FIRST_ANSWER, ("future", "impossible", "wrong_unit", "shape", "no_figures", "future"), strict=True
    )
    for reader, fault in each:
        setattr(sources, *BAD[fault][reader])
    done = again(started)
    assert (done.snapshot, done.published) == (good, False)
    assert {fault.source for fault in done.source_faults} == set(FIRST_ANSWER)
    assert set(sources_report(started).state) == {"failed", "changed_shape"}


def test_a_leap_is_reported_and_not_dropped(started, sources):
    sources.ministry = ministry_page(ministry_item(30, "840"), ministry_item(47, "9.000"))
    again(started)
    assert rows(started, "total_inflow", "2026-11-16").persons.tolist() == [9000.0]
    assert "2026-11-16: 9000" in source(started, "ministry_weekly_inflow").reason
    assert source(started, "ministry_weekly_inflow").state == "fresh"


def test_sources_that_were_never_asked_are_judged_by_their_age_alone(started):
    report = sources_report(started, today=date(2026, 11, 10))
    state = report.set_index("id").state
    assert state[["cbs_asylum_requests", EUROSTAT, "ministry_weekly_inflow"]].tolist() == [
        *("stale", "ageing", "stale"),
    ]
    assert report.rows[report.id == "eurostat_pending"].item() == 0
    assert status(timedelta(days=36500), started).fresh


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


def test_a_disk_that_is_full_is_told_before_anything_is_written(started, monkeypatch):
    usage = namedtuple("Usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(10**9, 10**9, 10**6))
    with pytest.raises(RefreshError) as told:
        refresh(offline=True, home=started, force=True)
    assert told.value.remark.values == {"needed": "60", "free": "1"}
    assert len(snapshots_report(started)) == 1


def test_a_second_refresh_leaves_politely_when_the_first_does_not_end(started):
    phases = []
    with own_turn(started / LOCK_FILE, 0, str), pytest.raises(RefreshBusyError):
        refresh(offline=True, home=started, wait_seconds=0.3, progress=phases.append)
    assert phases == ["waiting"]
    assert run_log(started).empty


def test_a_second_refresh_waits_for_the_first_and_finds_its_work_done(started):
    tuesday = MONDAY + timedelta(days=1)
    waiting, ends = Event(), []

    def second():
        ends.append(refresh(offline=True, as_of=tuesday, home=started, progress=lambda _: waiting.set()))

    def first_phase(name):
        if name == "forecast":
            thread.start()
            assert waiting.wait(10)

    thread = Thread(target=second)
    first = refresh(offline=True, as_of=tuesday, home=started, progress=first_phase)
    thread.join(60)
    assert (first.published, ends[0].published) == (True, False)
    assert ends[0].snapshot == first.snapshot


def test_a_run_that_was_killed_is_in_the_log_with_the_phase_it_reached(started):
    code = (
        "import os, signal, sys; from pathlib import Path; from capacity.service import generation, refresh\n"
        "generation.ALL_MODELS = generation.ALL_MODELS[:1]\n"
        "stop = lambda phase: phase == 'plan' and os.kill(os.getpid(), signal.SIGKILL)\n"
        "refresh(offline=True, home=Path(sys.argv[1]), progress=stop, force=True)"
    )
    subprocess.run([sys.executable, "-c", code, str(started)], check=False, timeout=120, cwd=Path.cwd())
    refresh(offline=True, home=started)
    assert run_log(started)[["phase", "reason"]].to_numpy().tolist() == [
        ["validation", ""],
        ["plan", "broken_off"],
    ]


def test_a_page_starts_a_refresh_and_follows_it(started):
    handle = start_refresh(started, offline=True)
    seen = set()
    while not handle.wait(0.05):
        seen.add(handle.phase)
        assert handle.result is None
    assert (handle.exit_code, handle.phase, handle.done) == (0, "done", True)
    assert seen <= {"waiting", "start", "sources", "validation", "forecast", "plan", "publish"}
    assert handle.result["snapshot"] == SnapshotStore(started).current()


def test_a_page_sees_a_refresh_that_somebody_else_started(started):
    assert refresh_phase(started) is None
    seen = []
    refresh(offline=True, home=started, progress=lambda name: seen.append((name, refresh_phase(started))))
    assert seen == [("sources", "sources"), ("validation", "validation")]
