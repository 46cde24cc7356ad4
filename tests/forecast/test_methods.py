import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.domain.problems import BadInputError
from capacity.domain.views import QUANTILE_LEVELS
from capacity.forecast import ALL_MODELS, backtest, forecast_panel
from capacity.forecast.level import smoothed
from capacity.forecast.scores import crps
from capacity.forecast.served import served_paths
from capacity.forecast.shape import PANEL_COLUMNS, QUANTILES, calendar, generator, method_settings
from capacity.forecast.simple import last_year_mean_paths, seasonal_naive_paths
from capacity.sources.shipped import load_parameters

PARAMETERS = load_parameters()
MONTHLY = calendar("M")
METHOD = method_settings(PARAMETERS, MONTHLY)


def monthly(values, name="NL"):
    ds = pd.date_range("2018-01-01", periods=len(values), freq="MS")
    return pd.DataFrame({"unique_id": name, "ds": ds, "y": np.asarray(values, dtype=float)})


def seasonal(years=6, level=1000.0):
    months = np.arange(12 * years)
    return level * (1 + 0.3 * np.sin(2 * np.pi * months / 12))


def test_every_row_has_a_mean_and_all_quantiles_in_order_and_none_below_zero():
    made = forecast_panel(monthly(seasonal()), 12, "M", PARAMETERS, paths=200).quantiles
    assert tuple(made.columns) == PANEL_COLUMNS
    levels = made[list(QUANTILES)].to_numpy()
    assert (np.diff(levels, axis=1) >= 0).all()
    assert levels.min() >= 0


def test_the_same_seed_gives_the_same_forecast_and_another_seed_another():
    panel = monthly(seasonal() + np.arange(72) % 7)
    one, two, other = (forecast_panel(panel, 6, "M", PARAMETERS, 200, seed).paths for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    assert not np.allclose(one.y, other.y)


def test_a_series_does_not_depend_on_which_others_are_forecast_beside_it():
    mine, other = monthly(seasonal(), "A"), monthly(seasonal(level=300.0), "B")
    alone = forecast_panel(mine, 6, "M", PARAMETERS, 200).paths
    both = forecast_panel(pd.concat([other, mine]), 6, "M", PARAMETERS, 200).paths
    np.testing.assert_array_equal(alone.y, both[both.unique_id == "A"].y)


def test_series_whose_names_end_alike_are_drawn_apart():
    noise = np.random.default_rng(4).normal(1, 0.1, 40)
    panel = pd.concat([monthly(100 * noise, "DE_total"), monthly(100 * noise, "FR_total")])
    paths = forecast_panel(panel, 3, "M", PARAMETERS, 50).paths
    by_name = {name: part.y.to_numpy() for name, part in paths.groupby("unique_id")}
    assert not np.allclose(by_name["DE_total"], by_name["FR_total"])


def test_a_yearly_pattern_is_followed_at_half_strength():
    made = forecast_panel(monthly(seasonal()), 12, "M", PARAMETERS, 400).quantiles
    middle = made[made.model == "served"]["q0.5"].to_numpy()
    assert middle.max() / middle.min() > 1.2
    assert int(middle.argmax()) in (2, 3, 4)


def test_a_short_series_is_forecast_by_its_level_alone():
    made = forecast_panel(monthly([100.0] * 20), 12, "M", PARAMETERS, 200).quantiles
    served = made[made.model == "served"]
    assert served["q0.5"].to_numpy() == pytest.approx(np.full(12, 100.0))


def test_no_path_runs_above_three_times_the_highest_recent_month():
    chance = generator(1, "cap")
    wild = np.exp(np.random.default_rng(3).normal(4, 1.5, 60))
    ds = pd.date_range("2018-01-01", periods=60, freq="MS")
    paths = served_paths(
        ds, wild, MONTHLY.after(ds[-1], 24), method_settings(PARAMETERS, MONTHLY), 300, chance
    )
    assert paths.max() <= 3 * wild[-24:].max() + 1e-6
    assert paths.min() >= 0


def test_smoothing_finds_a_level_that_does_not_move():
    fitted = smoothed(np.full(30, 5.0), METHOD)
    assert fitted.levels == pytest.approx(np.full(30, 5.0))
    assert not fitted.errors.any()


def test_smoothing_follows_a_random_walk_at_once_and_noise_slowly():
    noise = np.random.default_rng(5).normal(size=300)
    assert smoothed(np.cumsum(noise), METHOD).rate > 0.8
    assert smoothed(noise, METHOD).rate < 0.2


def test_smoothing_of_three_values_is_as_worked_out_by_hand():
    fitted = smoothed(np.array([1.0, 3.0, 3.0]), METHOD)
    assert fitted.rate == 1.0
    assert fitted.levels == pytest.approx([1.0, 3.0, 3.0])
    assert fitted.errors == pytest.approx([2.0, 0.0])


def test_the_seasonal_naive_repeats_the_same_month_of_last_year():
    y = np.concatenate([np.arange(100.0, 112.0), np.arange(100.0, 112.0)])
    paths = seasonal_naive_paths(y, 14, 12, 50, generator(1))
    assert paths[:12, 0] == pytest.approx(np.arange(100.0, 112.0))
    assert paths[12, 0] == pytest.approx(100.0)


def test_errors_of_a_yardstick_stay_alike_from_month_to_month_inside_a_path():
    z = 6 + 0.5 * np.sin(np.arange(120) / 9)
    logs = np.log1p(last_year_mean_paths(np.expm1(z), 2, 12, 4000, generator(1)))
    assert np.corrcoef(logs)[0, 1] > 0.9


def test_last_twelve_is_the_mean_of_the_last_year():
    y = np.concatenate([np.full(12, 50.0), np.full(12, 80.0)])
    assert np.median(last_year_mean_paths(y, 3, 12, 2001, generator(1))) == pytest.approx(80.0, rel=0.2)


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1000), st.lists(st.floats(0, 1000), min_size=11, max_size=11))
def test_crps_is_twice_the_mean_pinball_loss(y, values):
    quantiles = np.sort(np.array(values))
    by_hand = 2 * np.mean(
        [(level - (y < q)) * (y - q) for level, q in zip(QUANTILE_LEVELS, quantiles, strict=True)]
    )
    assert crps(np.array([y]), quantiles[None, :])[0] == pytest.approx(by_hand, abs=1e-9)


def test_a_perfect_forecast_scores_zero():
    assert crps(np.array([7.0]), np.full((1, 11), 7.0))[0] == 0


def test_a_backtest_never_sees_what_came_after_its_origin():
    values = seasonal()
    changed = values.copy()
    changed[-6:] *= 5
    one, _ = backtest(monthly(values), 6, "M", 1, 1, PARAMETERS, models=("served",))
    two, _ = backtest(monthly(changed), 6, "M", 1, 1, PARAMETERS, models=("served",))
    np.testing.assert_array_equal(one["q0.5"], two["q0.5"])
    assert not np.allclose(one.y, two.y)


def test_a_backtest_leaves_a_full_horizon_and_steps_back_from_there():
    forecasts, _ = backtest(monthly(seasonal()), 6, "M", 3, 2, PARAMETERS, models=("last_12",))
    cutoffs = sorted(forecasts.cutoff.unique())
    assert [pd.Timestamp(day).strftime("%Y-%m") for day in cutoffs] == ["2023-02", "2023-04", "2023-06"]
    assert forecasts.groupby("cutoff").size().tolist() == [6, 6, 6]
    assert forecasts.y.notna().all()


def test_all_challengers_run_and_are_scored():
    noise = np.random.default_rng(1).normal(1, 0.1, 72)
    forecasts, scores = backtest(monthly(seasonal() * noise), 6, "M", 2, 3, PARAMETERS, models=ALL_MODELS)
    assert set(forecasts.model) == set(ALL_MODELS)
    assert set(scores.model) == set(ALL_MODELS)
    assert {"crps", "mase", "coverage_80", "coverage_95", "width_80"} <= set(scores.measure)
    assert (scores.low <= scores.value + 1e-9).all()


def test_a_panel_too_short_for_its_origins_is_refused():
    with pytest.raises(BadInputError):
        backtest(monthly([1.0] * 20), 12, "M", 16, 3, PARAMETERS)


def test_a_weekly_panel_is_forecast_by_week():
    ds = pd.date_range("2024-01-01", periods=60, freq="W-MON")
    panel = pd.DataFrame({"unique_id": "NL", "ds": ds, "y": 100.0})
    made = forecast_panel(panel, 4, "W", PARAMETERS, 100)
    assert made.quantiles.ds.dt.weekday.eq(0).all()
    assert made.paths.y.to_numpy() == pytest.approx(np.full(400, 100.0))


SPEAKING = """
import numpy, pandas
from capacity.forecast import ALL_MODELS, forecast_panel
from capacity.sources.shipped import load_parameters
y = numpy.exp(numpy.random.default_rng(1).normal(5, 0.3, 60))
ds = pandas.date_range("2018-01-01", periods=60, freq="MS")
panel = pandas.DataFrame({"unique_id": "NL", "ds": ds, "y": y})
made = forecast_panel(panel, 6, "M", load_parameters(), 50, models=ALL_MODELS)
digest = pandas.util.hash_pandas_object(made.quantiles).sum()
open(OUT, "w").write(str(digest))
"""


def test_no_library_speaks_and_neither_clock_nor_language_of_the_machine_matters(tmp_path):
    told = []
    for zone, language in (("Pacific/Auckland", "C"), ("America/Los_Angeles", "nl_NL.UTF-8")):
        out = tmp_path / language
        run = subprocess.run(
            [sys.executable, "-c", f"OUT = {str(out)!r}\n{SPEAKING}"],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "TZ": zone, "LC_ALL": language},
        )
        assert (run.stdout, run.stderr) == ("", "")
        told.append(out.read_text())
    assert told[0] == told[1]


def test_prophet_as_it_ships_is_the_same_again():
    panel = monthly(seasonal() + np.arange(72) % 5)
    one, two = (forecast_panel(panel, 4, "M", PARAMETERS, 60, models=("prophet",)) for _ in range(2))
    pd.testing.assert_frame_equal(one.quantiles, two.quantiles, check_exact=True)


def test_the_mean_of_a_challenger_lies_above_its_median_as_its_spread_is_skewed():
    y = 200 * np.exp(np.random.default_rng(6).normal(0, 0.5, 60))
    made = forecast_panel(monthly(y), 3, "M", PARAMETERS, 200, models=("theta", "auto_ets")).quantiles
    assert (made["mean"] > made["q0.5"]).all()


def weekly(count):
    ds = pd.date_range("2020-01-06", periods=count, freq="W-MON")
    y = 800 * (1 + 0.3 * np.sin(2 * np.pi * np.arange(count) / 52))
    return pd.DataFrame({"unique_id": "NL", "ds": ds, "y": y})


@pytest.mark.parametrize(("weeks", "used"), [(156, "level and season of 52"), (155, "level")])
def test_weeks_have_a_season_from_three_years_on(weeks, used):
    made = forecast_panel(weekly(weeks), 26, "W", PARAMETERS, 100).quantiles
    served = made[made.model == "served"]
    assert set(served.method) == {used}
    assert (np.ptp(served["q0.5"]) > 50) == (weeks == 156)


def test_every_row_says_what_the_model_made_of_the_series():
    made = forecast_panel(monthly(seasonal()), 3, "M", PARAMETERS, 50, models=ALL_MODELS).quantiles
    used = made.drop_duplicates("model").set_index("model").method
    assert used["served"] == used["auto_arima"] == "level and season of 12"
    assert used["last_12"] == "level"
