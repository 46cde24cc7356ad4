"""What the plan over several paths decides, as pins."""

from types import SimpleNamespace

import pandas as pd

from capacity.domain.chances import Chances

WEEKS = ("2026-11-23", "2026-12-21", "2027-01-18")


def opened(*places):
    rows = [("PV20", "regular", week, number) for week, number in zip(WEEKS, places, strict=True)]
    return SimpleNamespace(
        tables={"places": pd.DataFrame(rows, columns=["region", "type", "week", "opened"])}
    )


def decided(plan, paths):
    rows = [("PV20", "regular", *row) for row in zip(WEEKS, plan, paths, strict=True)]
    frame = pd.DataFrame(rows, columns=["region", "type", "week", "plan", "paths"])
    return Chances(pd.DataFrame(), pd.DataFrame(), frame, {})


def test_parts_of_places_add_up_to_whole_ones():
    pins = decided([0.0, 0.0, 0.0], [0.4, 0.4, 0.4]).decisions(opened(0.0, 0.0, 0.0))
    assert [pin.value for pin in pins] == [0.0, 1.0, 0.0]
    assert [pin.week for pin in pins] == list(WEEKS)


def test_places_that_are_announced_stay_beside_those_that_are_decided():
    pins = decided([2.3, 0.0, 1.0], [5.0, 0.0, 0.0]).decisions(opened(12.0, 4.0, 1.0))
    assert [pin.value for pin in pins] == [15.0, 4.0, 0.0]
