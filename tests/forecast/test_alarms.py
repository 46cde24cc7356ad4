import numpy as np
import pandas as pd
import pytest

from capacity.forecast.alarms import alarms, jumps, ramps, unbroken
from capacity.sources.shipped import load_parameters

PARAMETERS = load_parameters()


def weeks(values, start="2025-01-06"):
    return pd.Series(values, index=pd.date_range(start, periods=len(values), freq="W-MON"), dtype=float)


def calm(count=60, seed=3):
    return 800 * np.exp(np.random.default_rng(seed).normal(0, 0.05, count))


def test_still_weeks_raise_no_alarm():
    assert alarms({"total": weeks([800.0] * 60)}, PARAMETERS).empty


@pytest.mark.parametrize(("factor", "size"), [(1.6, 0.6), (0.55, -0.45)])
def test_a_jump_is_seen_within_two_weeks_with_its_first_week_and_size(factor, size):
    values = calm()
    values[40:] *= factor
    since, seen, found = jumps(values, PARAMETERS)[0]
    assert since == 40
    assert seen - 40 <= 2
    assert found == pytest.approx(size, abs=0.12)


def test_a_slow_ramp_is_seen_by_the_weeks_against_the_half_year_before():
    values = np.concatenate((np.full(40, 800.0), 800 * 1.03 ** np.arange(20)))
    since, _, size = ramps(values, PARAMETERS)[0]
    assert 40 < since < 56
    assert size > 0.25
    assert ramps(np.full(60, 800.0), PARAMETERS) == []


def test_an_alarm_names_stream_week_and_size():
    values = calm()
    values[50:] *= 1.6
    found = alarms({"total": weeks(values)}, PARAMETERS)
    jump = found[found.rule == "jump"].iloc[-1]
    assert jump.stream == "total"
    assert jump.since == weeks(values).index[50]
    assert jump.weeks_old == (weeks(values).index[-1] - jump.week).days // 7


def test_weeks_behind_a_long_gap_do_not_count():
    run = weeks([1.0] * 10).drop(pd.Timestamp("2025-02-03"))
    assert len(unbroken(run, 1)) == 9
    assert len(unbroken(run, 0)) == 5
    assert unbroken(run, 0).index[0] == pd.Timestamp("2025-02-10")


def test_one_week_is_too_few_for_an_alarm():
    assert alarms({"total": weeks([800.0])}, PARAMETERS).empty
    assert alarms({"total": weeks([])}, PARAMETERS).empty
