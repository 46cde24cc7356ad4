import pandas as pd
import pytest

from capacity.forecast import DutchForecast
from capacity.service import open_service
from capacity.service.alarming import alarm_table, last_week_that_holds
from capacity.service.inputs import load_inputs

WEEKS = ["2027-01-04", "2027-01-11", "2027-01-18"]


def residents(*persons):
    return pd.DataFrame({"week": WEEKS, "class": "adults_families", "residents": persons})


def places(*usable, kind="regular"):
    return pd.DataFrame({"week": WEEKS, "region": "PV20", "type": kind, "usable": usable})


@pytest.mark.parametrize(
    ("persons", "expected"),
    [
        ((90.0, 95.0, 99.0), ("", False)),
        ((90.0, 95.0, 105.0), ("2027-01-11", False)),
        ((120.0, 95.0, 99.0), ("", True)),
    ],
)
def test_a_plan_holds_until_the_week_before_more_live_in_reception_than_its_places_hold(persons, expected):
    assert last_week_that_holds(residents(*persons), places(100.0, 100.0, 100.0)) == expected


def test_border_places_do_not_house_residents():
    both = pd.concat([places(100.0, 100.0, 100.0), places(50.0, 50.0, 50.0, kind="border")])
    assert last_week_that_holds(residents(90.0, 120.0, 90.0), both) == ("2027-01-04", False)


def counted(factor, weeks=40):
    """Weeks as usual, of which the last three are so many times the usual."""
    usual = pd.Series(860.0, index=pd.date_range("2026-02-16", periods=weeks, freq="W-MON"))
    usual.iloc[-3:] *= factor
    return usual


def told(home, factor):
    service, inputs = open_service(home), load_inputs()
    ground = service.ground()
    forecast = DutchForecast(ground.paths, {}, ground.state.as_of, pd.DataFrame(), counted(factor), {})
    return alarm_table(forecast, inputs, ground, service.baseline())


def test_a_jump_far_above_the_usual_is_told_with_the_last_week_in_which_the_plan_still_houses_everybody(home):
    found = told(home, 2.5)
    assert set(found.rule) == {"jump", "ramp"}
    jump = found[found.rule == "jump"].iloc[0]
    assert (jump.stream, jump.since) == ("total", counted(1.0).index[-3])
    assert jump["size"] == pytest.approx(1.5, abs=0.05)
    assert jump.active
    baseline = open_service(home).baseline().tables
    weeks = sorted(baseline["residents"].week.unique())
    assert jump.holds_until in weeks[:-1]
    lives_in = baseline["residents"].groupby("week").residents.sum()
    places_of_plan = baseline["places"].query("type != 'border'").groupby("week").usable.sum()
    until = jump.holds_until
    assert lives_in[until] <= places_of_plan[until] + 1


def test_a_fall_or_weeks_as_usual_put_no_plan_in_question(home):
    assert told(home, 1.0).empty
    fall = told(home, 0.4)
    assert fall.active.any()
    assert not fall.holds_never.any()
    assert set(fall.holds_until) == {""}
