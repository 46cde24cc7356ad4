from datetime import date

import pandas as pd
import pytest

from capacity.service.observations import (
    SHIPPED,
    as_read_by,
    carried,
    latest,
    merged,
    series_table,
    shipped_rows,
)
from capacity.service.snapshots import OBSERVATIONS
from capacity.sources.live import KEY
from capacity.sources.shipped import load_table
from capacity.store import SnapshotStore


def figures(**persons):
    rows = [
        ("nl_asylum_monthly", month.replace("_", "-")[1:], "all_applications", "TOTAL", n)
        for month, n in persons.items()
    ]
    return pd.DataFrame(rows, columns=[*KEY, "persons"]).assign(source="Eurostat")


def may_2026(observations):
    return observations[(observations.period == "2026-05") & (observations.measure == "all_applications")]


@pytest.fixture
def history():
    empty = pd.DataFrame(columns=[*KEY, "persons", "source", "reader", "retrieved_at", "revision"])
    return merged(empty, figures(m2026_04=100.0, m2026_05=110.0), "eurostat", "2026-11-02").observations


def test_a_changed_figure_becomes_the_next_revision_and_the_older_ones_stay(history):
    once = merged(history, figures(m2026_05=120.0), "eurostat", "2026-11-09")
    twice = merged(once.observations, figures(m2026_05=125.0), "eurostat", "2026-11-16")
    may = twice.observations[twice.observations.period == "2026-05"]
    assert may[["persons", "revision", "retrieved_at"]].to_numpy().tolist() == [
        [110.0, 0, "2026-11-02"],
        [120.0, 1, "2026-11-09"],
        [125.0, 2, "2026-11-16"],
    ]
    assert latest(twice.observations).persons.tolist() == [100.0, 125.0]
    assert (once.new, once.revised) == (0, 1)


def test_a_day_of_the_past_sees_each_figure_as_it_had_been_read_by_then_else_as_it_was_first_read(history):
    once = merged(history, figures(m2026_05=120.0), "eurostat", "2026-11-09").observations
    twice = merged(once, figures(m2026_05=125.0, m2026_06=90.0), "eurostat", "2026-11-16").observations
    seen = {
        day: as_read_by(twice, date.fromisoformat(f"2026-11-{day}")).persons.tolist()
        for day in ("01", "08", "09", "16")
    }
    assert seen == {
        "01": [100.0, 110.0, 90.0],
        "08": [100.0, 110.0, 90.0],
        "09": [100.0, 120.0, 90.0],
        "16": [100.0, 125.0, 90.0],
    }


def test_a_figure_that_did_not_change_keeps_its_row(history):
    again = merged(history, figures(m2026_04=100.0, m2026_05=110.0), "eurostat", "2026-11-09")
    pd.testing.assert_frame_equal(again.observations, history)
    assert (again.new, again.revised) == (0, 0)


def test_a_figure_that_goes_back_to_an_older_value_is_a_revision_too(history):
    once = merged(history, figures(m2026_05=120.0), "eurostat", "2026-11-09").observations
    back = merged(once, figures(m2026_05=110.0), "eurostat", "2026-11-16").observations
    assert back[back.period == "2026-05"].revision.tolist() == [0, 1, 2]


def test_what_a_source_no_longer_lists_stays(history):
    shorter = merged(history, figures(m2026_06=90.0), "eurostat", "2026-11-09")
    assert latest(shorter.observations).persons.tolist() == [100.0, 110.0, 90.0]
    assert (shorter.new, shorter.revised) == (1, 0)


def test_a_home_without_a_snapshot_knows_what_ships(tmp_path):
    found = carried(SnapshotStore(tmp_path), "2026-11-23")
    assert len(found) == len(shipped_rows())
    assert (found.revision == 0).all()
    assert set(found.reader) == {SHIPPED}


def test_a_figure_that_ships_does_not_replace_one_read_from_its_source(tmp_path):
    store = SnapshotStore(tmp_path)
    shipped = carried(store, "2026-11-23")
    read = merged(shipped, figures(m2026_05=9999.0), "eurostat_applicants", "2026-11-24").observations
    store.publish({OBSERVATIONS: read}, {}, {})
    assert may_2026(latest(carried(store, "2026-11-25"))).persons.tolist() == [9999.0]


def test_a_shipped_figure_that_a_new_version_corrects_is_a_revision(tmp_path):
    store = SnapshotStore(tmp_path)
    older = carried(store, "2026-11-23")
    right = float(may_2026(older).persons.iloc[0])
    changed = older.index.isin(may_2026(older).index)
    store.publish({OBSERVATIONS: older.assign(persons=older.persons.where(~changed, right - 5))}, {}, {})
    rows = may_2026(carried(store, "2026-11-25"))
    assert rows[["persons", "revision"]].to_numpy().tolist() == [[right - 5, 0], [right, 1]]


@pytest.mark.parametrize("series", ["nl_asylum_monthly", "nl_asylum_quarterly", "nl_asylum_weekly"])
def test_the_forecast_gets_the_shipped_series_as_they_ship(tmp_path, series):
    given = series_table(latest(carried(SnapshotStore(tmp_path), "")), series)
    shipped = load_table(f"series/{series}")
    columns = [name for name in given.columns if name in shipped]
    ordered = [table[columns].sort_values(columns, ignore_index=True) for table in (given, shipped)]
    pd.testing.assert_frame_equal(*ordered)
