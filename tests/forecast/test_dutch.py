from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from capacity.domain.paths import ARRIVAL_STREAMS
from capacity.forecast import dutch_forecast
from capacity.forecast.dutch import Months, applications, family, nowcast, repeat_share
from capacity.forecast.shape import QUANTILES, generator
from capacity.forecast.weeks import daily_from_months, weeks_from_days
from capacity.sources.shipped import load_parameters, load_table

SERIES = ("series/nl_asylum_monthly", "series/nl_asylum_quarterly", "series/nl_asylum_weekly")


@cache
def made():
    return dutch_forecast(*(load_table(name) for name in SERIES), load_parameters(), date(2026, 11, 23))


def test_every_stream_has_two_years_of_weeks_and_a_thousand_paths():
    paths = made().stream_paths
    assert paths.start == date(2026, 11, 23)
    assert {name: y.shape for name, y in paths.persons.items()} == dict.fromkeys(ARRIVAL_STREAMS, (104, 1000))
    assert min(y.min() for y in paths.persons.values()) >= 0


def test_days_add_up_to_their_month_and_weeks_to_their_days_inside_each_path():
    months = pd.date_range("2026-11-01", periods=5, freq="MS")
    persons = np.random.default_rng(1).uniform(0, 900, size=(5, 7))
    days, daily = daily_from_months(months, persons, 0.11, generator(1))
    sums = pd.DataFrame(daily).groupby(days.to_period("M").astype(str)).sum().to_numpy()
    assert sums == pytest.approx(persons)
    weeks = weeks_from_days(days, daily, pd.Timestamp("2026-11-02"), 3)
    assert weeks == pytest.approx(np.stack([daily[1 + 7 * k : 8 + 7 * k].sum(axis=0) for k in range(3)]))


def test_the_view_tells_the_same_weeks_as_the_paths():
    weekly = made().view_frames["weekly"]
    total = weekly[weekly.unique_id == "total"]
    assert total["mean"].to_numpy() == pytest.approx(made().stream_paths.total().mean(axis=1))
    assert (np.diff(total[list(QUANTILES)].to_numpy(), axis=1) >= 0).all()


def test_the_band_of_a_year_is_narrower_than_the_sum_of_its_months_bands():
    frames = made().view_frames
    monthly = frames["monthly"]
    months = monthly[
        (monthly.model == "served") & (monthly.unique_id == "total") & (monthly.ds.dt.year == 2027)
    ]
    yearly = frames["yearly"]
    year = yearly[(yearly.model == "served") & (yearly.unique_id == "total") & (yearly.year == 2027)].iloc[0]
    assert year["q0.9"] - year["q0.1"] < (months["q0.9"] - months["q0.1"]).sum()
    assert year["mean"] == pytest.approx(months["mean"].sum())


def test_first_and_repeat_applications_are_all_applications():
    frames = made().view_frames["history"].pivot(index="ds", columns="unique_id", values="y")
    both = (frames["first"] + frames["repeat"]).dropna()
    known = applications(load_table(SERIES[0]))
    assert both.to_numpy() == pytest.approx(known[both.index].to_numpy())


def test_first_applications_of_a_year_agree_with_the_published_total():
    shares = repeat_share(applications(load_table(SERIES[0])), load_table(SERIES[1]))
    all_2025 = applications(load_table(SERIES[0]))["2025"].sum()
    assert all_2025 * (1 - shares[-4:].mean()) == pytest.approx(24_140, rel=0.02)


def test_family_members_of_a_year_agree_with_the_published_total():
    arrived = family(load_table(SERIES[0]), load_parameters())
    assert arrived["2025"].sum() == pytest.approx(16_496, rel=0.02)


def test_the_weekly_figure_draws_the_level_by_half():
    months = Months(pd.date_range("2026-06-01", periods=3, freq="MS"), {"first": np.full((3, 2), 3000.0)})
    known = {"first": pd.Series([3000.0], index=pd.DatetimeIndex(["2026-05-01"]))}
    per_week = 3000 / 30 * 7
    weekly = pd.DataFrame(
        {"measure": "total_inflow", "week_start": ["2026-06-01", "2026-06-08"], "persons": [per_week * 4] * 2}
    )
    drawn = nowcast(months, known, weekly, 0.5)
    assert drawn.streams["first"][0, 0] == pytest.approx(6000.0)


def test_scores_of_the_served_method_and_its_yardsticks_are_kept():
    scores = made().view_frames["scores"]
    assert set(scores.model) == {"served", "seasonal_naive", "last_12"}
    near = scores[(scores.horizon_to == 3) & (scores.measure == "crps")].set_index("model").value
    assert near["served"] < near["last_12"] < near["seasonal_naive"]
