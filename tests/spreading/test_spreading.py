from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.sources.shipped import data_folder, load_table
from capacity.spreading import (
    NOT_ALLOTTED,
    durable_in_state,
    gaps,
    national_gap,
    province_tasks,
    published_durable,
    task_by_region,
)

LEGAL_DATE = date(2027, 7, 1)
MONDAYS = ("2027-06-21", "2027-06-28", "2027-07-05")


@pytest.fixture(scope="module")
def tasks():
    return load_table("spreading/province_tasks")


def weekly(*durable):
    return pd.DataFrame(
        {"week": MONDAYS[: len(durable)], "region": "PV20", "durable": [float(v) for v in durable]}
    )


@pytest.mark.parametrize(("cycle", "total"), [("2024", 96000), ("2026", 88000)])
def test_provinces_and_what_is_not_allotted_make_the_national_task(tasks, cycle, total):
    rows = province_tasks(tasks, cycle).set_index("region").task
    assert rows["NL"] == total
    assert rows.drop("NL").sum() == total


@pytest.mark.parametrize(("cycle", "series"), [("2024", "2024_opgave"), ("2026", "2026_opgave")])
def test_no_published_task_is_altered(tasks, cycle, series):
    source = tasks[(tasks.cycle == series) & (tasks.region != "NL")]
    assert task_by_region(tasks, cycle) == dict(zip(source.region, source.places, strict=True))


def test_the_first_cycle_allots_two_places_more_than_its_total(tasks):
    assert province_tasks(tasks, "2024").set_index("region").task[NOT_ALLOTTED] == -2


def test_an_unknown_cycle_is_refused(tasks):
    with pytest.raises(KeyError):
        province_tasks(tasks, "2028")


def test_lasting_places_are_published_or_task_less_need_and_the_rest_is_not_allotted(tasks):
    rows = published_durable(tasks).set_index("region")
    assert rows.durable[["PV25", "PV27", "PV28", "PV30"]].tolist() == [5828, 7232, 6775, 6300]
    assert rows.durable[NOT_ALLOTTED] == 50000 - (5828 + 7232 + 6775 + 6300)


def test_a_need_of_zero_says_only_that_the_task_is_met(tasks):
    rows = published_durable(tasks).set_index("region")
    assert rows.basis["PV20"] == "task_met"
    assert rows.at_least["PV20"] == task_by_region(tasks, "2026")["PV20"]
    assert np.isnan(rows.durable["PV20"])


def test_a_province_of_which_nothing_was_published_stays_unknown(tasks):
    rows = published_durable(tasks).set_index("region")
    assert rows.basis["PV29"] == "unknown"
    assert np.isnan(rows.durable["PV29"])
    assert np.isnan(rows.at_least["PV29"])


def test_an_announced_place_counts_up_to_the_legal_date_and_only_when_regular():
    rows = pd.DataFrame(
        [
            ("durable", "PV20", "regular", "", 100.0),
            ("commitment", "PV20", "regular", "2027-06-28", 30.0),
            ("commitment", "PV20", "regular", "2027-07-05", 50.0),
            ("commitment", "PV20", "emergency", "2027-06-28", 70.0),
            ("commitment", "PV21", "regular", "2027-07-01", 5.0),
        ],
        columns=["measure", "region", "type", "week", "value"],
    )
    found = durable_in_state(rows, LEGAL_DATE).set_index("region")
    assert found.durable_at_date.to_dict() == {"PV20": 130.0, "PV21": 5.0}


def test_shipped_places_in_use_and_announced_make_the_published_total(tasks):
    state = pd.read_csv(data_folder() / "state" / "2026-11-23.csv")
    found = durable_in_state(state, LEGAL_DATE)
    total = published_durable(tasks).set_index("region").durable["NL"]
    assert found.durable_at_date.sum() == pytest.approx(total)


def test_todays_state_starts_from_the_task_less_the_published_need_where_there_is_one(tasks):
    state = pd.read_csv(data_folder() / "state" / "2026-11-23.csv")
    there = durable_in_state(state, LEGAL_DATE).set_index("region").durable_at_date
    need = tasks[(tasks.cycle == "2026_additional_needed") & (tasks.region != "NL")]
    known = published_durable(tasks).set_index("region").durable.dropna().to_dict()
    task = task_by_region(tasks, "2026")
    expected = {region: known.get(region, task[region]) for region in need.region}
    assert there[list(expected)].to_dict() == expected
    marked = state[(state.measure == "durable") & ~state.region.isin(expected)]
    assert set(marked.kind) == {"assumption"}


def test_a_gap_closes_in_the_week_from_which_it_stays_closed():
    row = gaps(weekly(10, 8, 10), {"PV20": 9}, LEGAL_DATE).iloc[0]
    assert (row.gap_now, row.gap_at_date, row.closes) == (0, 1, "2027-07-05")


def test_a_gap_open_in_the_last_week_has_no_closing_date():
    assert gaps(weekly(10, 10, 8), {"PV20": 9}, LEGAL_DATE).closes.tolist() == [""]


def test_nothing_is_said_of_a_legal_date_outside_the_weeks_given():
    row = gaps(weekly(10), {"PV20": 12}, LEGAL_DATE).iloc[0]
    assert row.gap_at_date is None or np.isnan(row.gap_at_date)
    assert row.gap_now == 2


def test_a_surplus_of_one_province_fills_no_gap_of_another():
    both = pd.concat([weekly(10, 10), weekly(100, 100).assign(region="PV21")])
    assert national_gap(gaps(both, {"PV20": 12, "PV21": 50}, LEGAL_DATE)) == 2


@given(
    durable=st.lists(st.integers(0, 20), min_size=3, max_size=3),
    task=st.integers(0, 20),
    more=st.integers(0, 5),
)
def test_more_lasting_places_never_widen_a_gap_nor_close_it_later(durable, task, more):
    before = gaps(weekly(*durable), {"PV20": task}, LEGAL_DATE).iloc[0]
    after = gaps(weekly(*(v + more for v in durable)), {"PV20": task}, LEGAL_DATE).iloc[0]
    assert after.gap_now <= before.gap_now
    assert after.gap_at_date <= before.gap_at_date
    assert (after.closes or "9999") <= (before.closes or "9999")
