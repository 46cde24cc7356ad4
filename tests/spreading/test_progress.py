from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.sources.shipped import load_parameters, load_table
from capacity.spreading import carriers, cycle_dates, met_from, province_progress, supervision_step

MONDAYS = ("2027-06-21", "2027-06-28", "2027-07-05")
LEGAL_DATE = date(2027, 7, 1)
MOVES = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), min_size=3, max_size=3)


def places(start, moves, region="PV20", kind="regular"):
    """Places of one province: what is there before the plan, then what opens and closes each week."""
    rows, there = [], start
    for monday, (opened, closed) in zip(MONDAYS, moves, strict=True):
        there += opened - closed
        rows.append((monday, region, kind, float(opened), float(closed), float(there)))
    return pd.DataFrame(rows, columns=["week", "region", "type", "opened", "closed", "durable"])


def progress(start, moves, task):
    return province_progress(places(start, moves), {"PV20": task}, LEGAL_DATE).iloc[0]


@given(start=st.integers(30, 100), moves=MOVES, task=st.integers(0, 200))
def test_what_is_there_and_opens_less_what_closes_is_what_stands_at_the_end(start, moves, task):
    row = progress(start, moves, task)
    assert row.durable_now == start
    assert row.durable_now + row.opened - row.closed == row.durable_end
    assert row.gap_end == max(0, task - row.durable_end)
    assert row.gap_at_date == max(0, task - row.durable_at_date)


def test_the_legal_date_counts_its_own_week():
    row = progress(10, [(1, 0), (2, 0), (4, 0)], 20)
    assert (row.durable_at_date, row.gap_at_date) == (13, 7)
    assert (row.durable_end, row.gap_end) == (17, 3)


def test_a_task_that_is_met_already_closes_before_the_plan():
    assert progress(10, [(0, 0)] * 3, 10).closes == "2027-06-14"
    assert progress(10, [(0, 0), (0, 0), (1, 0)], 11).closes == MONDAYS[2]
    assert progress(10, [(0, 0)] * 3, 11).closes == ""


def test_only_regular_places_count_for_the_task():
    both = pd.concat([places(10, [(0, 0)] * 3), places(90, [(5, 0)] * 3, kind="emergency")])
    row = province_progress(both, {"PV20": 50}, LEGAL_DATE).iloc[0]
    assert (row.durable_now, row.opened, row.gap_end) == (10, 0, 40)


def test_what_comes_and_goes_of_lasting_places_leaves_out_others_and_counts_those_of_other_types():
    """138 last; a hall of 1,000 that counts for no task ends; a lasting hotel brings 20, later takes 5."""
    own = places(1138, [(0, 1000), (0, 0), (4, 0)]).assign(durable=[138.0, 158.0, 157.0])
    row = province_progress(own, {"PV20": 200}, LEGAL_DATE, {"PV20": 138.0}).iloc[0]
    assert (row.durable_now, row.opened, row.closed, row.durable_end) == (138, 20, 1, 157)


def test_all_tasks_are_met_when_the_last_province_has_hers():
    early, late = places(10, [(0, 0)] * 3), places(5, [(0, 0), (5, 0), (0, 0)], region="PV21")
    table = province_progress(pd.concat([early, late]), {"PV20": 10, "PV21": 10}, LEGAL_DATE)
    assert met_from(table) == MONDAYS[1]
    table = province_progress(pd.concat([early, late]), {"PV20": 10, "PV21": 11}, LEGAL_DATE)
    assert met_from(table) == ""


def test_the_fewest_provinces_that_carry_a_share_of_the_gap():
    gap = pd.Series([50.0, 30.0, 20.0, -70.0])
    assert carriers(gap, 0.5) == (1, 0.5)
    assert carriers(gap, 0.6) == (2, pytest.approx(0.8))
    assert carriers(gap, 1.0) == (3, pytest.approx(1.0))
    assert carriers(pd.Series([-5.0, 0.0]), 0.8) == (0, 0.0)


@given(gap=st.lists(st.integers(-100, 100), min_size=1, max_size=12), share=st.floats(0.01, 1))
def test_carriers_carry_at_least_the_share_asked_for(gap, share):
    count, carried = carriers(pd.Series(gap, dtype=float), share)
    missing = sorted((value for value in gap if value > 0), reverse=True)
    if missing:
        assert carried >= share - 1e-9
        assert carried == pytest.approx(sum(missing[:count]) / sum(missing))
    else:
        assert count == 0


@pytest.mark.parametrize("cycle", ["2024", "2026"])
def test_the_steps_of_a_cycle_follow_each_other(cycle):
    days = list(cycle_dates(load_table("spreading/cycle_dates"), cycle).values())
    assert days == sorted(days)


def test_the_cycle_that_is_planned_ends_on_the_date_of_the_plan():
    day = cycle_dates(load_table("spreading/cycle_dates"), "2026")["places"]
    number = load_parameters().number
    assert (day.year, day.month) == (number("task_date_year"), number("task_date_month"))


@pytest.mark.parametrize(
    ("today", "gap", "step"),
    [
        (date(2026, 2, 1), 5.0, "awaiting"),
        (date(2026, 11, 23), None, "agreeing"),
        (date(2026, 12, 15), 5.0, "deciding"),
        (date(2027, 1, 15), 5.0, "realising"),
        (date(2027, 7, 1), 5.0, "designation"),
        (date(2027, 7, 1), 0.0, "met"),
        (date(2027, 7, 1), -5.0, "met"),
        (date(2027, 7, 1), None, "unknown"),
        (date(2027, 7, 1), float("nan"), "unknown"),
    ],
)
def test_the_step_in_the_law_follows_from_the_date_and_the_gap(today, gap, step):
    assert supervision_step(cycle_dates(load_table("spreading/cycle_dates"), "2026"), today, gap) == step
