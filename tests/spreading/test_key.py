"""The distribution key against the figures that were published."""

import pandas as pd
import pytest

from capacity.sources.shipped import load_table
from capacity.spreading import by_inhabitants, by_inhabitants_and_score, deviations, task_by_region

WIDEST, MEDIAN = 0.30, 0.10
BEYOND = {"Enschede"}  # the only published task that inhabitants alone miss by more than the widest share
TWO = pd.DataFrame({"region": ["GM0001", "GM0002"], "population": [100.0, 300.0]})


def table(cycle: str) -> pd.DataFrame:
    published = load_table("spreading/municipality_tasks")
    task = task_by_region(load_table("spreading/province_tasks"), cycle)
    return deviations(
        load_table("regions/municipalities"), published[published.cycle == f"{cycle}_opgave"], task
    )


def test_inhabitants_alone_come_near_the_published_tasks_of_2024_and_the_table_is_printed(capsys):
    found = table("2024")
    with capsys.disabled():
        print("\n" + found.to_string(formatters={"deviation": "{:+.1%}".format}))
    far = set(found.name[found.deviation.abs() > WIDEST])
    assert len(found) == 21
    assert far == BEYOND
    assert found.deviation.abs().median() <= MEDIAN


def test_the_one_published_task_of_2026_lies_within_the_widest_share():
    assert table("2026").deviation.abs().tolist() == [pytest.approx(0.124, abs=0.001)]


def test_a_score_above_the_mean_raises_the_weight_and_one_below_lowers_it():
    key = by_inhabitants_and_score({"GM0001": 0.2, "GM0002": -0.1})
    assert key(TWO) == pytest.approx([120.0, 270.0])


def test_a_province_that_lacks_a_score_is_divided_by_inhabitants():
    assert by_inhabitants_and_score({"GM0001": 0.2})(TWO) == by_inhabitants(TWO)
