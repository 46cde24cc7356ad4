from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from capacity.domain.paths import ARRIVAL_STREAMS
from capacity.domain.problems import BadInputError
from capacity.forecast import ALL_MODELS, dutch_forecast
from capacity.forecast.dutch_months import nowcast
from capacity.forecast.dutch_series import Known, applications, family, repeat_share
from capacity.forecast.dutch_views import Months
from capacity.forecast.shape import QUANTILES, generator
from capacity.forecast.weeks import daily_from_months, weeks_from_days
from capacity.sources.shipped import load_parameters, load_table

SERIES = ("series/nl_asylum_monthly", "series/nl_asylum_quarterly", "series/nl_asylum_weekly")


@cache
def made():
    return forecast_on(date(2026, 11, 23))


def forecast_on(day, **settings):
    return dutch_forecast(*(load_table(name) for name in SERIES), load_parameters(), day, **settings)


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
    total = weekly[(weekly.unique_id == "total") & (weekly.model == "served")]
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


def known(weeks):
    months = {"applications": pd.Series([3000.0], index=pd.DatetimeIndex(["2026-05-01"]))}
    counted = pd.Series(
        weeks, index=pd.date_range("2026-06-01", periods=len(weeks), freq="W-MON"), dtype=float
    )
    return Known(months, pd.Series(dtype=float), counted)


def three_months():
    return Months(pd.date_range("2026-05-01", periods=3, freq="MS"), {"first": np.full((3, 2), 3000.0)})


def test_the_weekly_figure_draws_the_level_by_half_from_the_first_unknown_month():
    drawn = nowcast(three_months(), known([3000 / 30 * 7 * 4] * 2), 0.5)
    assert drawn.streams["first"][:, 0] == pytest.approx([3000.0, 6000.0, 6000.0])


def test_without_a_weekly_figure_the_level_stays():
    assert (nowcast(three_months(), known([]), 0.5).streams["first"] == 3000.0).all()


def test_first_applications_of_each_quarter_are_the_published_ones():
    frame = made().view_frames["history"]
    first = frame[frame.unique_id == "first"].set_index("ds").y
    published = load_table(SERIES[1])
    published = published[published.measure == "first_applications"].set_index("quarter").persons
    by_quarter = first.groupby(first.index.to_period("Q")).sum()
    for quarter in ("2015Q4", "2022Q3", "2025Q4"):
        assert by_quarter[quarter] == pytest.approx(published[quarter])


def test_the_yardsticks_stand_beside_the_served_forecast_in_weeks_months_and_years():
    for name in ("weekly", "monthly", "yearly"):
        frame = made().view_frames[name]
        assert set(frame.model) == {"served", "seasonal_naive", "last_12"}
        assert set(frame.unique_id) == {"total", *ARRIVAL_STREAMS}


def test_the_challengers_forecast_the_total_each_stream_and_each_nationality_when_asked():
    found = forecast_on(date(2026, 11, 23), weeks=26, paths=40, models=ALL_MODELS)
    monthly = found.view_frames["monthly"]
    total = monthly[monthly.unique_id == "total"]
    assert set(total.model) == set(ALL_MODELS)
    on_streams = set(ALL_MODELS) - {"auto_arima"}
    for name in ARRIVAL_STREAMS:
        assert set(monthly[monthly.unique_id == name].model) == on_streams
    nationalities = found.view_frames["nationalities"]
    for _, part in nationalities[nationalities.period == "M"].groupby(["stream", "nationality"]):
        assert set(part.model) == on_streams
    assert not found.track.duplicated(["unique_id", "ds", "model"]).any()
    assert set(found.track.model) == set(ALL_MODELS)
    assert found.track.horizon.min() == 1
    assert (found.track.ds[found.track.horizon == 1] == "2026-11-01").all()


def test_a_forecast_of_the_past_sees_only_what_was_observed_before_its_day():
    day = date(2024, 3, 13)
    tables = [load_table(name) for name in SERIES]
    cut = [
        tables[0][tables[0].month < "2024-03"],
        tables[1][tables[1].quarter < "2024Q1"],
        tables[2][tables[2].week_start < "2024-03-04"],
    ]
    one = forecast_on(day, weeks=26, paths=40)
    two = dutch_forecast(*cut, load_parameters(), day, weeks=26, paths=40)
    assert one.stream_paths.start == date(2024, 3, 18)
    assert one.last_observation <= day
    np.testing.assert_array_equal(one.stream_paths.total(), two.stream_paths.total())


def test_the_forecast_is_the_same_again_to_the_last_bit():
    again = forecast_on(date(2026, 11, 23))
    for stream, persons in made().stream_paths.persons.items():
        np.testing.assert_array_equal(persons, again.stream_paths.persons[stream])


def test_a_day_before_the_series_begin_is_refused():
    with pytest.raises(BadInputError) as fault:
        forecast_on(date(2012, 2, 1))
    assert [problem.value for problem in fault.value.problems] == ["applications", "family"]


def test_level_times_season_is_the_mean_of_each_month():
    frames = made().view_frames
    monthly = frames["monthly"]
    mean = monthly[monthly.model == "served"].set_index(["unique_id", "ds"])["mean"]
    parts = frames["parts"].set_index(["unique_id", "ds"])
    assert set(parts.index) == set(mean.index)
    assert (parts.level * parts.season)[mean.index].to_numpy() == pytest.approx(mean.to_numpy())
    autumn = parts.season["first", pd.Timestamp("2027-10-01")]
    assert autumn > 1 > parts.season["first", pd.Timestamp("2027-04-01")]
