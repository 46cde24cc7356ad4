import numpy as np
import pandas as pd
import pytest

from capacity.forecast.alarms import Found, alarms, jumps, ramps, unbroken, usual_scatter, without_repeats
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
    since, seen, _, found = jumps(values, PARAMETERS)[0]
    assert since == 40
    assert seen - 40 <= 2
    assert found == pytest.approx(size, abs=0.12)


def test_a_slow_ramp_is_seen_by_the_weeks_against_the_half_year_before():
    values = np.concatenate((np.full(40, 800.0), 800 * 1.03 ** np.arange(20)))
    since, _, _, size = ramps(values, PARAMETERS)[0]
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


def test_an_alarm_that_is_still_on_is_carried_on_and_not_raised_anew():
    up, again, later = Found(10, 12, 12, 0.4), Found(18, 20, 20, 0.5), Found(40, 41, 41, 0.6)
    down = Found(14, 15, 15, -0.3)
    assert without_repeats([up, down, again, later], PARAMETERS) == [
        Found(10, 12, 20, 0.5),
        down,
        later,
    ]


def test_the_usual_scatter_is_that_of_the_last_year_and_never_below_that_of_a_still_level():
    least = PARAMETERS.number("forecast_week_noise")
    chance = np.random.default_rng(4)
    assert usual_scatter(chance.normal(0, 0.01, 60), PARAMETERS) == least
    assert usual_scatter(chance.normal(0, 0.3, 5), PARAMETERS) == least
    assert usual_scatter(chance.normal(0, 0.3, 600), PARAMETERS) == pytest.approx(0.3, rel=0.3)


def test_a_lift_that_alarms_on_calm_weeks_is_within_the_scatter_of_weeks_that_always_move_much():
    def raised_after_the_lift(spread):
        weeks_seen = 800 * np.exp(np.random.default_rng(5).normal(0, spread, 84))
        weeks_seen[80:] *= 1.35
        return [one for one in jumps(weeks_seen, PARAMETERS) if one.seen >= 80]

    assert raised_after_the_lift(0.05)
    assert not raised_after_the_lift(0.35)
