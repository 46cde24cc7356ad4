from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from capacity.forecast.dutch_months import months_of
from capacity.forecast.dutch_series import history, known_on
from capacity.forecast.nationalities import (
    REST,
    mix_ahead,
    mixes,
    nationality_view,
    published,
    published_parts,
    rival_nationalities,
    week_shares,
)
from capacity.forecast.shape import generator
from capacity.forecast.weeks import daily_from_months, weeks_from_days
from capacity.sources.shipped import load_parameters, load_table

PARAMETERS = load_parameters()
TABLES = [load_table(f"series/nl_asylum_{name}") for name in ("monthly", "quarterly", "weekly")]
START = pd.Timestamp("2026-11-23")
NATIONS = {"SY", "ER", "TR", "IQ", "AF", "YE", "SO", REST}


@cache
def drawn():
    known = known_on(*TABLES, PARAMETERS, date(2026, 11, 23))
    ds = pd.date_range("2026-01-01", "2028-12-01", freq="MS")
    months = months_of("served", known, ds, PARAMETERS, 60, 1)
    observed = history(known, PARAMETERS)
    return months, observed, mixes(months, published_parts(TABLES[0], observed), PARAMETERS, 1)


def test_first_applications_and_family_members_are_split_by_nationality():
    _, _, found = drawn()
    assert {stream: set(mix.shares) for stream, mix in found.items()} == {"first": NATIONS, "family": NATIONS}


def test_nationalities_add_up_to_their_stream_in_every_month_and_path():
    _, _, found = drawn()
    for mix in found.values():
        together = np.stack(list(mix.shares.values()))
        assert together.min() >= 0
        assert together.sum(axis=0) == pytest.approx(np.ones(together.shape[1:]))


def test_nationalities_add_up_to_their_stream_in_every_week_and_path():
    months, _, found = drawn()
    days, daily = daily_from_months(months.ds, months.streams["first"], 0.11, generator(1, "x"))
    month = months.ds.searchsorted(days, side="right") - 1
    parts = [
        weeks_from_days(days, daily * share[month], START, 52) for share in found["first"].shares.values()
    ]
    assert sum(parts) == pytest.approx(weeks_from_days(days, daily, START, 52))


def test_means_of_the_view_add_up_to_the_stream_in_weeks_months_and_years():
    months, _, found = drawn()
    view = nationality_view(months, found, START, 104, 0.11, 1)
    for period, size in (("W", 104), ("M", 36), ("Y", 3)):
        rows = view[(view.period == period) & (view.stream == "first")]
        sums = rows.groupby("ds")["mean"].sum()
        assert len(sums) == size
        if period == "M":
            assert sums.to_numpy() == pytest.approx(months.streams["first"].mean(axis=1))


def test_a_year_of_the_view_is_the_sum_of_its_months():
    months, _, found = drawn()
    view = nationality_view(months, found, START, 104, 0.11, 1)
    syria = view[(view.nationality == "SY") & (view.stream == "family")]
    by_month = syria[syria.period == "M"].set_index("ds")["mean"]
    year = syria[(syria.period == "Y") & (syria.ds == "2027-01-01")]["mean"].iloc[0]
    assert year == pytest.approx(by_month["2027"].sum())


def test_what_no_published_nationality_has_is_the_rest():
    _, observed, _ = drawn()
    rows = observed[observed.unique_id == "first"].set_index("ds").y
    parts = published(TABLES[0], "first", rows)
    assert parts.sum(axis=1).to_numpy() == pytest.approx(rows[parts.index].to_numpy())


def wandering(names, months=60):
    step = np.random.default_rng(8).normal(0, 0.2, (months, 1))
    ds = pd.date_range("2020-01-01", periods=months, freq="MS")
    return pd.DataFrame(np.exp(5 + step.cumsum(axis=0)) * np.ones(len(names)), index=ds, columns=list(names))


def test_nationalities_that_always_moved_together_keep_their_shares():
    parts = wandering(("A", "B"))
    ds = pd.date_range("2025-01-01", periods=12, freq="MS")
    mix = mix_ahead(parts, ds, PARAMETERS, 50, generator(1))
    assert mix.shares["A"] == pytest.approx(np.full((12, 50), 0.5))


def test_months_that_are_known_keep_their_published_shares():
    parts = wandering(("A", "B")).assign(B=lambda frame: 3 * frame.A)
    ds = pd.date_range("2024-11-01", periods=4, freq="MS")
    mix = mix_ahead(parts, ds, PARAMETERS, 20, generator(1))
    assert mix.shares["A"][:2] == pytest.approx(np.full((2, 20), 0.25))


def test_shares_of_a_week_add_up_to_one_and_follow_the_months_of_its_days():
    months, _, found = drawn()
    weekly = [week_shares(months.ds, share, START, 104) for share in found["first"].shares.values()]
    assert np.stack(weekly).sum(axis=0) == pytest.approx(np.ones((104, 60)))
    split = week_shares(pd.DatetimeIndex(["2026-11-01", "2026-12-01"]), np.array([[0.0], [0.7]]), START, 3)
    assert split[:, 0] == pytest.approx([0.0, 0.6, 0.7])


def test_every_other_model_but_the_one_for_totals_states_each_nationality_from_its_own_months():
    ds = pd.date_range("2026-01-01", "2026-06-01", freq="MS")
    parts = {"first": wandering(("SY", REST))}
    models = ("served", "last_12", "theta", "auto_ets", "auto_arima", "prophet")
    table = rival_nationalities(parts, ds, models, PARAMETERS, 50, 1)
    assert set(table.model) == {"last_12", "theta", "auto_ets", "prophet"}
    assert set(table.nationality) == {"SY", REST}
    assert set(table.ds) == set(ds)
    assert (table["q0.1"] <= table["q0.9"]).all()
