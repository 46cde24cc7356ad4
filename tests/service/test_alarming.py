import pandas as pd
import pytest

from capacity.service.alarming import last_week_that_holds

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
