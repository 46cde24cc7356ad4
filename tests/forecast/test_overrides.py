"""Planners' changes of the forecast: factors on paths, and past shocks that can be repeated."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.domain.paths import ARRIVAL_STREAMS, StreamPaths
from capacity.domain.problems import BadInputError
from capacity.forecast import adjusted_views, mean_mix, overridden, shock_library
from capacity.forecast.override_views import by_period
from capacity.scenario import override_from, settings_from_csv
from capacity.sources.shipped import data_folder, load_parameters, load_table

ROWS = settings_from_csv(data_folder() / "overrides.csv", load_parameters())
SHOCKS = shock_library(load_table("shocks"), load_table("series/nl_asylum_monthly"), load_parameters())
START = date(2026, 11, 23)
WEEKS, PATHS = 104, 20


def paths(weeks=WEEKS):
    chance = np.random.default_rng(7)
    return StreamPaths(START, {name: chance.uniform(0, 500, (weeks, PATHS)) for name in ARRIVAL_STREAMS})


def override(**content):
    return override_from(content, ROWS)


def ratio(weeks=WEEKS, **content):
    """Mean factor per week on all persons."""
    made = overridden(paths(weeks), [override(**content)], SHOCKS).total()
    return made.sum(axis=1) / paths(weeks).total().sum(axis=1)


def test_a_level_lifts_every_path_of_its_stream_and_no_other():
    made = overridden(paths(), [override(stream="family", level=20)], SHOCKS)
    np.testing.assert_allclose(made.persons["family"], paths().persons["family"] * 1.2)
    for stream in ("first", "repeat", "other"):
        np.testing.assert_array_equal(made.persons[stream], paths().persons[stream])


def test_a_slope_grows_month_upon_month():
    factor = ratio(slope=10)
    assert factor[0] == pytest.approx(1)
    assert factor[52] == pytest.approx(1.1**12)


def test_a_plateau_stands_for_its_length_and_fades_in_a_straight_line():
    factor = ratio(shock=100, shock_start="2026-12-07", shock_weeks=4, recovery=3)
    assert factor[:11] == pytest.approx([1, 1, 2, 2, 2, 2, 1.75, 1.5, 1.25, 1, 1])


def test_a_ramp_grows_to_its_height():
    assert ratio(shock=80, shape="ramp", shock_weeks=4, recovery=0)[:6] == pytest.approx(
        [1.2, 1.4, 1.6, 1.8, 1, 1]
    )


def test_a_wave_rises_and_falls_within_its_length_whatever_the_recovery():
    factor = ratio(shock=100, shape="wave", shock_weeks=9, recovery=26)
    assert factor[:9] == pytest.approx(factor[8::-1])
    assert factor.argmax() == 4
    assert factor[4] == pytest.approx(2)
    assert factor[9:] == pytest.approx(np.ones(WEEKS - 9))


def test_a_shock_that_began_before_the_forecast_goes_on_from_where_it_is():
    factor = ratio(shock=100, shock_start="2026-11-09", shock_weeks=4, recovery=0)
    assert factor[:4] == pytest.approx([2, 2, 1, 1])


def test_a_shock_after_the_last_week_changes_nothing():
    assert ratio(weeks=10, shock=100, shock_start="2028-01-03") == pytest.approx(np.ones(10))


def test_a_measure_gives_each_path_its_own_effect_from_the_range_and_only_from_its_week():
    made = overridden(paths(), [override(policy_low=-30, policy_high=-10, policy_from="2027-01-04")], SHOCKS)
    factor = made.total() / paths().total()
    assert factor[:6] == pytest.approx(np.ones((6, PATHS)))
    effects = factor[6:] - 1
    assert (np.ptp(effects, axis=0) < 1e-9).all()
    assert np.sort(effects[0]) == pytest.approx(np.linspace(-0.295, -0.105, PATHS))


def test_changes_multiply_and_their_order_does_not_matter():
    one, other = override(level=50), override(shock=-40, shock_weeks=10)
    np.testing.assert_allclose(
        overridden(paths(), [one, other], SHOCKS).total(), overridden(paths(), [other, one], SHOCKS).total()
    )


numbers = st.fixed_dictionaries(
    {
        "stream": st.sampled_from(["total", *ARRIVAL_STREAMS]),
        "level": st.integers(-50, 100),
        "slope": st.integers(-20, 20).map(lambda half: half / 2),
        "shock": st.integers(-80, 300),
        "shock_weeks": st.integers(1, 104),
        "shape": st.sampled_from(["plateau", "ramp", "wave"]),
        "recovery": st.integers(0, 52),
        "history": st.sampled_from(["none", "2015", "2020", "2021", "2022"]),
        "history_scale": st.integers(0, 200),
        "policy_low": st.integers(-80, 0),
        "policy_high": st.integers(1, 100),
    }
)


@settings(max_examples=40, deadline=None)
@given(numbers)
def test_persons_stay_at_least_zero_and_weeks_add_up_to_months_and_years(content):
    made = overridden(paths(), [override(**content)], SHOCKS)
    total = made.total()
    assert (total >= 0).all()
    months, by_month = by_period(made, total, "M")
    assert [str(months[0].date()), str(months[-1].date())] == ["2026-12-01", "2028-10-01"]
    days = np.repeat(total / 7, 7, axis=0)
    first = (months[0].date() - START).days
    inside = sum(month.days_in_month for month in months)
    assert by_month.sum(axis=0) == pytest.approx(days[first : first + inside].sum(axis=0))
    _, by_year = by_period(made, total, "Y")
    assert by_year[0] == pytest.approx(by_month[1:13].sum(axis=0))


def test_the_machines_line_stays_beside_the_changed_one():
    views = adjusted_views(paths(), overridden(paths(), [override(level=10)], SHOCKS))
    for view in views.values():
        both = view[view.unique_id == "total"].pivot(index="ds", columns="model", values="mean")
        assert (both.adjusted / both.machine).to_numpy() == pytest.approx(1.1)
    assert views["weekly"].groupby(["unique_id", "model"]).size().eq(WEEKS).all()


def test_past_shocks_are_what_the_series_say():
    assert set(SHOCKS) == {"2015", "2020", "2021", "2022"}
    assert SHOCKS["2015"].max() > 2.5
    assert SHOCKS["2020"].min() < 0.3
    assert SHOCKS["2022"].iloc[:6].mean() > 1.2


def test_a_past_shock_is_scaled_and_fades_after_its_last_month():
    half, whole = (ratio(history="2020", history_scale=scale, recovery=4) for scale in (50, 100))
    assert half - 1 == pytest.approx((whole - 1) / 2)
    assert whole.min() == pytest.approx(SHOCKS["2020"].min(), rel=0.1)
    assert whole[60:] == pytest.approx(np.ones(WEEKS - 60))


@pytest.mark.parametrize(
    ("content", "keys"),
    [
        ({"level": 101, "slope": "veel"}, ["out_of_range", "not_a_number"]),
        ({"shock_start": "2026-11-24", "level": 1}, ["not_a_monday"]),
        ({"policy_low": 10, "policy_high": -10}, ["range_upside_down"]),
        ({"shape": "square", "niveau": 3}, ["not_a_choice", "no_such_setting"]),
        ({}, ["override_changes_nothing"]),
        ({"history": "2015", "history_scale": 0}, ["override_changes_nothing"]),
    ],
)
def test_what_cannot_be_is_named_all_at_once(content, keys):
    with pytest.raises(BadInputError) as fault:
        override(**content)
    assert [problem.key for problem in fault.value.problems] == keys


def test_more_persons_of_one_nationality_change_its_streams_by_its_share_and_the_mix():
    mix = {("first", "SY"): np.full((WEEKS, 1), 0.25), ("family", "SY"): np.full((WEEKS, 1), 0.8)}
    change = override(nationality="SY", nationality_change=-50)
    made = overridden(paths(), [change], SHOCKS, mix=mix)
    np.testing.assert_allclose(made.persons["first"], paths().persons["first"] * 0.875)
    np.testing.assert_allclose(made.persons["family"], paths().persons["family"] * 0.6)
    np.testing.assert_array_equal(made.persons["repeat"], paths().persons["repeat"])


def test_each_path_changes_by_its_own_share_and_the_other_nationalities_stay_as_they_are():
    chance = np.random.default_rng(2)
    share = chance.uniform(0, 1, paths().persons["first"].shape)
    change = override(nationality="SY", nationality_change=100)
    made = overridden(paths(), [change], SHOCKS, mix={("first", "SY"): share})
    before = paths().persons["first"]
    np.testing.assert_allclose(made.persons["first"] - 2 * before * share, before * (1 - share))


def test_a_nationality_that_goes_to_nothing_never_takes_more_than_its_share():
    mix = {("first", "SY"): np.linspace(0, 1, WEEKS)[:, None]}
    made = overridden(paths(), [override(nationality="SY", nationality_change=-100)], SHOCKS, mix=mix)
    assert made.persons["first"].min() >= 0
    assert made.persons["first"][-1] == pytest.approx(0)


def test_shares_of_nationalities_come_from_the_means_of_the_forecast():
    weeks = pd.date_range(START, periods=2, freq="W-MON")
    weekly = pd.DataFrame({"unique_id": "first", "model": "served", "ds": weeks, "mean": [100.0, 0.0]})
    parts = pd.DataFrame(
        {"stream": "first", "nationality": "SY", "period": "W", "ds": weeks, "mean": [25.0, 0.0]}
    ).assign(model="served")
    found = mean_mix(parts, weekly)
    assert found["first", "SY"][:, 0] == pytest.approx([0.25, 0.0])
    assert mean_mix(pd.DataFrame(), weekly) == {}
