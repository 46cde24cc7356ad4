"""Scores against identities that do not rest on them, and what every forecast must keep."""

from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.domain.views import QUANTILE_LEVELS
from capacity.forecast import backtest
from capacity.forecast.scores import crps, score_table
from capacity.forecast.served import served_paths
from capacity.forecast.shape import QUANTILES, calendar, generator, method_settings
from capacity.sources.shipped import load_parameters

PARAMETERS = load_parameters()
MONTHLY = calendar("M")
METHOD = method_settings(PARAMETERS, MONTHLY)


def sample_crps(y, sample):
    """E|X - y| - E|X - X'| / 2, the formula for a sample (Gneiting and Raftery 2007)."""
    return np.abs(sample - y).mean() - np.abs(sample[:, None] - sample[None, :]).mean() / 2


@pytest.mark.parametrize("y", [-2.0, 0.3, 4.0])
def test_crps_from_quantiles_comes_ever_nearer_to_that_of_the_sample(y):
    sample = np.random.default_rng(2).gamma(2.0, 1.0, 800)
    off = []
    for count in (10, 40, 160, 640):
        levels = (np.arange(count) + 0.5) / count
        found = crps(np.array([y]), np.quantile(sample, levels)[None, :], levels)[0]
        off.append(abs(found - sample_crps(y, sample)))
    assert off[-1] < 0.01 * sample_crps(y, sample)
    assert off[-1] < off[0]


def test_crps_of_a_normal_forecast_is_its_closed_form():
    normal, levels = NormalDist(), (np.arange(2000) + 0.5) / 2000
    quantiles = np.array([normal.inv_cdf(level) for level in levels])[None, :]
    y = 0.7
    closed = y * (2 * normal.cdf(y) - 1) + 2 * normal.pdf(y) - 1 / np.sqrt(np.pi)
    assert crps(np.array([y]), quantiles, levels)[0] == pytest.approx(closed, rel=1e-3)


def test_coverage_of_a_process_whose_quantiles_are_known_is_their_distance():
    chance = np.random.default_rng(6)
    normal = NormalDist(100.0, 15.0)
    rows = pd.DataFrame(
        {
            "unique_id": np.repeat([f"s{n}" for n in range(20)], 400),
            "model": "true",
            "horizon": np.tile(np.arange(1, 5), 2000),
            "y": chance.normal(100.0, 15.0, 8000),
            **{name: normal.inv_cdf(level) for name, level in zip(QUANTILES, QUANTILE_LEVELS, strict=True)},
        }
    )
    scale = pd.Series(10.0, index=rows.unique_id.unique())
    scores = score_table(rows, scale, "M", 1)
    whole = scores[(scores.horizon_from == 1) & (scores.horizon_to == 4)].set_index("measure")
    assert whole.value["coverage_80"] == pytest.approx(0.80, abs=0.02)
    assert whole.value["coverage_95"] == pytest.approx(0.95, abs=0.01)
    assert whole.low["coverage_80"] < whole.value["coverage_80"] < whole.high["coverage_80"]
    assert whole.value["width_80"] == pytest.approx(2 * 1.2816 * 1.5, rel=1e-3)


def panel(y):
    ds = pd.date_range("2018-01-01", periods=len(y), freq="MS")
    return pd.DataFrame({"unique_id": "NL", "ds": ds, "y": np.asarray(y, dtype=float)})


def test_a_backtest_does_not_change_when_the_future_does():
    y = np.exp(np.random.default_rng(5).normal(5, 0.2, 60))
    other = y.copy()
    other[-6:] *= 7
    models = ("served", "theta", "auto_ets")
    one, two = (backtest(panel(values), 6, "M", 1, 1, PARAMETERS, models=models)[0] for values in (y, other))
    assert not one.y.equals(two.y)
    pd.testing.assert_frame_equal(one.drop(columns="y"), two.drop(columns="y"), check_exact=True)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 20_000), min_size=2, max_size=35))
def test_no_path_is_below_zero_or_above_three_times_the_highest_of_two_years(values):
    y = np.array(values, dtype=float)
    ds = pd.date_range("2018-01-01", periods=y.size, freq="MS")
    paths = served_paths(ds, y, MONTHLY.after(ds[-1], 18), METHOD, 40, generator(1, "bounds"))
    assert paths.min() >= 0
    assert paths.max() <= 3 * max(y[-24:].max(), 10) * (1 + 1e-12)
