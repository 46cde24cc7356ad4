from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from capacity.forecast.level import Smoothed, level_paths, smoothed
from capacity.forecast.served import served_paths
from capacity.forecast.shape import calendar, generator, method_settings
from capacity.forecast.width import past_ratios, weighted_quantile, width_factors
from capacity.sources.shipped import load_parameters

METHOD = method_settings(load_parameters(), calendar("M"))


def walk(months, step, seed=2):
    return 6 + np.cumsum(np.random.default_rng(seed).normal(0, step, months))


def factors(series, fitted, horizon=12):
    return width_factors(series, fitted, horizon, METHOD, generator(1))


def test_a_weighted_quantile_is_where_the_weights_reach_the_level():
    assert weighted_quantile(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 8.0]), 0.8) == 2.0
    assert weighted_quantile(np.array([1.0, 2.0]), np.array([1.0, 1.0]), 0.5) == 1.0


def test_bands_that_were_too_narrow_are_widened_and_never_beyond_the_root_of_the_limit():
    series = walk(120, 0.2)
    fitted = smoothed(series, METHOD)
    shy = Smoothed(fitted.levels, fitted.errors / 10, fitted.rate)
    assert factors(series, shy) == pytest.approx(np.full(12, 1.6**0.5))


def test_bands_that_were_too_wide_are_narrowed_and_never_beyond_the_root_of_the_limit():
    series = walk(120, 0.2)
    fitted = smoothed(series, METHOD)
    bold = Smoothed(fitted.levels, fitted.errors * 10, fitted.rate)
    assert factors(series, bold) == pytest.approx(np.full(12, 0.8**0.5))


def test_a_series_too_short_to_judge_keeps_its_width():
    series = walk(24, 0.2)
    assert factors(series, smoothed(series, METHOD)) == pytest.approx(np.ones(12))


def test_months_beyond_the_last_band_keep_its_factor():
    series = walk(120, 0.2)
    made = factors(series, smoothed(series, METHOD), 24)
    assert (made[12:] == made[11]).all()
    assert len(set(made[:3])) == len(set(made[3:6])) == len(set(made[6:])) == 1


def test_a_short_horizon_gets_the_factors_of_its_first_months():
    series = walk(120, 0.2)
    fitted = smoothed(series, METHOD)
    assert factors(series, fitted, 5) == pytest.approx(factors(series, fitted, 12)[:5], rel=0.2)


def test_the_past_is_judged_by_outcomes_after_each_origin_only():
    series = walk(60, 0.2)
    rows = past_ratios(series, smoothed(series, METHOD), METHOD, generator(1))
    assert rows[:, 0].min() == 0
    assert (rows[:, 1] >= 1).all()
    origins = series.size - rows[:, 0] - rows[:, 1]
    assert origins.min() >= METHOD.width_first


def test_paths_pull_to_the_mean_and_spread_as_worked_out_by_hand():
    series = np.array([0.0, 2.0])
    fitted = Smoothed(levels=np.array([0.0, 2.0]), errors=np.array([2.0]), rate=1.0)
    paths = level_paths(series, fitted, 2, (1, 500), METHOD, generator(1))
    pulled = 2.0 + METHOD.pull * (1.0 - 2.0)
    assert set(np.round(paths[0], 9)) == {round(pulled - 2, 9), round(pulled + 2, 9)}


def test_the_band_holds_about_what_it_promises_on_walks_never_seen():
    held = []
    level_only = replace(METHOD, season_min_periods=1000)
    for seed in range(40):
        y = np.expm1(walk(72, 0.15, seed))
        ds = pd.date_range("2018-01-01", periods=72, freq="MS")
        paths = served_paths(ds[:60], y[:60], ds[60:], level_only, 300, generator(seed))
        low, high = np.quantile(paths, (0.1, 0.9), axis=1)
        held.append((y[60:] >= low) & (y[60:] <= high))
    assert 0.7 < np.mean(held) < 0.9
