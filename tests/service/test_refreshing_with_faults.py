"""The refresh when sources fail or answer what cannot be: the last good figures stay and why is told."""

from datetime import date, timedelta

import pytest
from werkzeug import Response

from capacity.service import open_service, run_log, sources_report, status
from capacity.sources.live import load_sources
from capacity.store import SnapshotStore
from tests.sources.live.answers import ministry_item, ministry_page
from tests.sources.live.bad_answers import BAD, FIRST_ANSWER

from .live import EUROSTAT, MONDAY, again, newer_figures, rows, shipped_figures, source, stop_at_forecast

pytestmark = pytest.mark.usefixtures("few_models", "plain_refreshes")


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
    with pytest.raises(KeyboardInterrupt):
        again(started, as_of=MONDAY + timedelta(days=7), progress=stop_at_forecast)
    assert run_log(started).loc[0, "phase"] == "forecast", "another week gets its snapshot all the same"


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
    sources.ministry = ministry_page(ministry_item(30, "840"), ministry_item(47, "90"))
    again(started)
    assert rows(started, "total_inflow", "2026-11-16").persons.tolist() == [90.0]
    assert "2026-11-16: 90," in source(started, "ministry_weekly_inflow").reason
    assert source(started, "ministry_weekly_inflow").state == "fresh"


def test_sources_that_were_never_asked_are_judged_by_their_age_alone(started):
    report = sources_report(started, today=date(2026, 11, 10))
    state = report.set_index("id").state
    assert state[["cbs_asylum_requests", EUROSTAT, "ministry_weekly_inflow"]].tolist() == [
        *("stale", "ageing", "stale"),
    ]
    assert report.rows[report.id == "eurostat_pending"].item() == 0
    assert status(timedelta(days=36500), started).fresh
