"""The distribution key against the figures that were published."""

import pandas as pd
import pytest

from capacity.sources.shipped import load_table
from capacity.spreading import (
    by_inhabitants,
    by_inhabitants_and_score,
    deviations,
    province_tasks,
    task_by_region,
)

WIDEST, MEDIAN = 0.30, 0.10
WIDEST_OF_PROVINCES = 0.02
READ_IN_STATLINE = {"GM0363": -0.073, "GM0484": 0.153, "GM1680": 0.170}
TWO = pd.DataFrame({"region": ["GM0001", "GM0002"], "population": [100.0, 300.0]})


def scores():
    shipped = load_table("spreading/scores")
    return dict(zip(shipped.municipality, shipped.score, strict=True))


def table(cycle: str, key=None) -> pd.DataFrame:
    published = load_table("spreading/municipality_tasks")
    task = task_by_region(load_table("spreading/province_tasks"), cycle)
    known = published[published.cycle == f"{cycle}_opgave"]
    return deviations(
        load_table("regions/municipalities"), known, task, key or by_inhabitants_and_score(scores())
    )


def provinces(cycle: str) -> pd.DataFrame:
    """The national task divided by the key, summed by province, beside the published tasks."""
    task = task_by_region(load_table("spreading/province_tasks"), cycle)
    rows = load_table("regions/municipalities").rename(columns={"code": "region"})
    weight = pd.Series(by_inhabitants_and_score(scores())(rows)).groupby(rows.province.to_numpy()).sum()
    total = province_tasks(load_table("spreading/province_tasks"), cycle).set_index("region").task["NL"]
    found = pd.DataFrame({"published": pd.Series(task), "computed": (weight / weight.sum() * total).round()})
    return found.assign(deviation=found.computed / found.published - 1)


def test_the_key_comes_near_every_published_task_of_2024_and_the_table_is_printed(capsys):
    found = table("2024")
    with capsys.disabled():
        print("\n" + found.to_string(formatters={"deviation": "{:+.1%}".format}))
    assert len(found) == 21
    assert found.deviation.abs().max() <= WIDEST
    assert found.deviation.abs().median() <= MEDIAN


def test_the_key_gives_the_published_task_of_every_province_though_it_knows_only_the_national_one(capsys):
    found = provinces("2024")
    with capsys.disabled():
        print("\n" + found.to_string(formatters={"deviation": "{:+.1%}".format}))
    assert len(found) == 12
    assert found.deviation.abs().max() <= WIDEST_OF_PROVINCES


def test_inhabitants_alone_miss_the_task_of_enschede_which_its_score_explains():
    alone = table("2024", by_inhabitants).set_index("name").deviation
    assert alone["Enschede"] > WIDEST
    assert table("2024").set_index("name").deviation.abs()["Enschede"] < MEDIAN


def test_every_municipality_has_a_score_near_those_that_were_read_in_statline():
    assert set(scores()) == set(load_table("regions/municipalities").code)
    assert {code: scores()[code] for code in READ_IN_STATLINE} == pytest.approx(READ_IN_STATLINE, abs=0.01)


def test_the_key_comes_near_the_one_published_task_of_2026():
    assert table("2026").deviation.abs().tolist() == [pytest.approx(0, abs=MEDIAN)]


def test_a_score_above_the_mean_raises_the_weight_and_one_below_lowers_it():
    key = by_inhabitants_and_score({"GM0001": 0.2, "GM0002": -0.1})
    assert key(TWO) == pytest.approx([120.0, 270.0])


def test_a_province_that_lacks_a_score_is_divided_by_inhabitants():
    assert by_inhabitants_and_score({"GM0001": 0.2})(TWO) == by_inhabitants(TWO)
