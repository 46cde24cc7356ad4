"""The refresh on a local server: what sources answer reaches the snapshot and is kept as it came."""

import gzip
import json
from datetime import date, timedelta

import pytest

from capacity.service import (
    open_service,
    refresh,
    release_snapshot,
    run_log,
    snapshot_changes,
    status,
    use_snapshot,
)
from capacity.store import SnapshotStore
from tests.sources.live.answers import eurostat_cube, rates_table

from .live import (
    EUROSTAT,
    again,
    newer_figures,
    rows,
    shipped_figures,
    source,
    stop_at_forecast,
    with_a_second_snapshot,
)

pytestmark = pytest.mark.usefixtures("few_models", "plain_refreshes")


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
