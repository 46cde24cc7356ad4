"""Surplus of one municipality against what another lacks, inside a province."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.spreading import swaps

HERE = {"GM0001": "PV20", "GM0002": "PV20", "GM0003": "PV20", "GM0004": "PV21"}


def listed(found: pd.DataFrame) -> list[tuple[str, str, float]]:
    return list(zip(found.giver, found.taker, found.places, strict=True))


def test_the_largest_surplus_takes_over_from_the_largest_gap_and_then_from_the_next():
    lasting = {"GM0001": 150.0, "GM0002": 20.0, "GM0003": 0.0, "GM0004": 0.0}
    task = {"GM0001": 100.0, "GM0002": 60.0, "GM0003": 30.0, "GM0004": 40.0}
    assert listed(swaps(lasting, task, HERE)) == [("GM0001", "GM0002", 40.0), ("GM0001", "GM0003", 10.0)]


def test_a_surplus_of_one_province_fills_no_gap_of_another():
    lasting = {"GM0001": 150.0, "GM0002": 0.0, "GM0003": 0.0, "GM0004": 0.0}
    task = {"GM0001": 100.0, "GM0002": 0.0, "GM0003": 0.0, "GM0004": 40.0}
    assert swaps(lasting, task, HERE).empty


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=4, max_size=4))
def test_nobody_gives_more_than_a_surplus_or_takes_more_than_a_gap_and_one_of_both_is_used_up(numbers):
    lasting = {name: float(there) for name, (there, _) in zip(HERE, numbers, strict=True)}
    task = {name: float(asked) for name, (_, asked) in zip(HERE, numbers, strict=True)}
    found = swaps(lasting, task, HERE)
    given_, taken = found.groupby("giver").places.sum(), found.groupby("taker").places.sum()
    over = {name: lasting[name] - task[name] for name in HERE}
    assert all(places <= over[name] for name, places in given_.items())
    assert all(places <= -over[name] for name, places in taken.items())
    here = [over[name] for name in HERE if HERE[name] == "PV20"]
    assert found.places.sum() == min(sum(max(0, o) for o in here), sum(max(0, -o) for o in here))
