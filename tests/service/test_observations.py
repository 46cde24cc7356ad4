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
from capacity.sources.live import KEY, collect, load_sources
from capacity.sources.live.register import READERS
from capacity.sources.shipped import load_table
from capacity.store import SnapshotStore
from tests.sources.live.answers import (
    cbs_observations,
    decisions_table,
    eurostat_cube,
    ministry_item,
    ministry_page,
    pending_table,
    rates_table,
)

from .live import QUICK

EMPTY = pd.DataFrame(columns=[*KEY, "persons", "source", "reader", "retrieved_at", "revision"])
READ_ON = date(2026, 11, 25)


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
    return merged(EMPTY, figures(m2026_04=100.0, m2026_05=110.0), "eurostat", "2026-11-02").observations


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


def corrected(answer, code, persons):
    """A table of CBS in which February's total of a measure is another."""
    rows = answer["value"]
    hit = [
        (row["Measure"], row["Nationaliteit"], row["Perioden"]) == (code, "T001059", "2026MM02")
        for row in rows
    ]
    changed = [{**row, "Value": persons} if one else row for row, one in zip(rows, hit, strict=True)]
    return {**answer, "value": changed}


def later_decisions():
    """The table of decisions in which ten more of a quarter were positive."""
    table = decisions_table()
    return {**table, "value": {**table["value"], "3": 410}}


CORRECTED = [
    (
        *("cbs_asylum_requests", "observations"),
        corrected(cbs_observations(), "M002", 1000.0),
        corrected(cbs_observations(), "M002", 1040.0),
        {("2026-02", "first_applications"): 40.0, ("2026Q1", "first_applications"): 40.0},
    ),
    (
        *("eurostat_applicants", "eurostat"),
        eurostat_cube({"2026-04": 2000, "2026-05": 2345}),
        eurostat_cube({"2026-04": 2000, "2026-05": 2390}),
        {("2026-05", "all_applications"): 45.0},
    ),
    (
        *("eurostat_decisions", "decisions"),
        decisions_table(),
        later_decisions(),
        {("2026Q2", "positive_decisions"): 10.0},
    ),
    (
        *("eurostat_pending", "pending"),
        pending_table(("2026-05",)),
        {**pending_table(("2026-05",)), "value": {"0": 50100}},
        {("2026-05", "pending"): 100.0},
    ),
    (
        *("eurostat_recognition_rates", "rates"),
        rates_table({"SY": 36.0, "TR": 20.0}),
        rates_table({"SY": 38.0, "TR": 20.0}),
        {("2025", "recognition_rate_percent"): 2.0},
    ),
    (
        *("ministry_weekly_inflow", "ministry"),
        ministry_page(ministry_item(29, "760"), ministry_item(30, "900")),
        ministry_page(ministry_item(29, "760"), ministry_item(30, "940")),
        {("2026-07-20", "total_inflow"): 40.0},
    ),
]


def test_a_correction_is_tried_for_every_reader():
    assert [source for source, *_ in CORRECTED] == list(READERS)


@pytest.mark.parametrize(("source", "name", "first", "second", "revised"), CORRECTED)
def test_what_a_source_corrects_between_two_readings_is_a_revision_and_nothing_else_is(
    sources, source, name, first, second, revised
):
    changes, observations = [], EMPTY
    for day, answer in (("2026-11-18", first), ("2026-11-25", second)):
        setattr(sources, name, answer)
        (found,) = collect(
            [one for one in load_sources() if one.id == source], READ_ON, lambda *_: None, QUICK
        )
        changes.append(merged(observations, found.reading.observations, source, day))
        observations = changes[-1].observations
    assert (changes[0].revised, changes[1].new) == (0, 0)
    added = changes[1].added
    before = changes[0].added.set_index(["period", "measure", "citizen"]).persons
    moved = {
        (row.period, row.measure): row.persons - before[row.period, row.measure, row.citizen]
        for row in added.itertuples()
    }
    assert moved == revised
    assert (added.revision == 1).all()
    now = latest(observations).set_index(["period", "measure", "citizen"]).persons
    assert len(now) == len(before)
    assert (
        now[added.set_index(["period", "measure", "citizen"]).index].to_numpy() == added.persons.to_numpy()
    ).all()


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
