from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.domain.regions import searchable
from capacity.sources.shipped import load_table
from capacity.spreading import (
    NOT_ALLOTTED,
    NationalHomes,
    by_largest_remainder,
    homes_by_municipality,
    housed_share,
    municipal_facts,
    municipal_housing,
    municipal_tasks,
    not_allotted_tasks,
    province_tasks,
    task_by_region,
)

CYCLES = ("2024", "2026")
PEOPLE = st.lists(st.integers(0, 1_000_000), min_size=1, max_size=40).filter(any)


@pytest.fixture(scope="module")
def shipped():
    names = ("regions/municipalities", "spreading/municipality_tasks", "spreading/province_tasks")
    return [load_table(name) for name in names]


def tasks_of(shipped, cycle, **options):
    municipalities, published, provinces = shipped
    return municipal_tasks(municipalities, published, task_by_region(provinces, cycle), cycle, **options)


def small(*rows):
    """Municipalities of one province: code and population."""
    table = pd.DataFrame(rows, columns=["code", "population"])
    return table.assign(name=table.code, province="PV20", kind="exact", source="a count")


def figures(*rows):
    columns = ["cycle", "gm_code", "places", "amv_places", "source"]
    return pd.DataFrame(rows, columns=columns).astype({"places": float, "amv_places": float})


@given(total=st.integers(0, 100_000), people=PEOPLE)
def test_parts_are_whole_and_add_up_to_the_total(total, people):
    parts = by_largest_remainder(total, people)
    assert sum(parts) == total
    assert all(isinstance(part, int) and part >= 0 for part in parts)


@given(total=st.integers(0, 100_000), people=PEOPLE)
def test_who_has_more_inhabitants_never_gets_less(total, people):
    parts = by_largest_remainder(total, people)
    ordered = sorted(zip(people, parts, strict=True))
    for (fewer, less), (many, more) in pairwise(ordered):
        assert fewer == many or less <= more


@given(total=st.integers(0, 100_000), people=PEOPLE)
def test_no_part_is_a_whole_place_away_from_its_share(total, people):
    for part, persons in zip(by_largest_remainder(total, people), people, strict=True):
        assert abs(part - total * persons / sum(people)) < 1


@pytest.mark.parametrize(("total", "people"), [(-1, [1]), (1, [-1, 2]), (1, [0]), (1, [])])
def test_what_cannot_be_divided_is_refused(total, people):
    with pytest.raises(ValueError, match="cannot divide"):
        by_largest_remainder(total, people)


@pytest.mark.parametrize("cycle", CYCLES)
def test_all_342_tasks_are_whole_and_add_up_to_the_task_of_their_province(shipped, cycle):
    tasks = tasks_of(shipped, cycle)
    assert len(tasks) == 342
    assert (tasks.task == tasks.task.round()).all()
    assert tasks.groupby("province").task.sum().to_dict() == task_by_region(shipped[2], cycle)


@pytest.mark.parametrize("cycle", CYCLES)
def test_no_published_task_of_a_municipality_is_altered_and_all_others_are_marked(shipped, cycle):
    published = shipped[1][shipped[1].cycle == f"{cycle}_opgave"]
    tasks = tasks_of(shipped, cycle).set_index("region")
    exact = tasks[tasks.task_kind == "exact"]
    assert exact.task.to_dict() == dict(zip(published.gm_code, published.places, strict=True))
    assert (exact.source != "").all()
    computed = tasks[tasks.task_kind != "exact"]
    assert set(computed.task_kind) == {"computed"}
    assert set(computed.source) == {""}


@pytest.mark.parametrize("cycle", CYCLES)
def test_computed_tasks_of_a_province_grow_with_their_inhabitants(shipped, cycle):
    tasks = tasks_of(shipped, cycle)
    for _, members in tasks[tasks.task_kind == "computed"].groupby("province"):
        assert members.sort_values("population").task.is_monotonic_increasing


@pytest.mark.parametrize(("cycle", "rest"), [("2024", -2), ("2026", 17)])
def test_what_no_province_was_given_is_a_row_of_its_own(shipped, cycle, rest):
    task = task_by_region(shipped[2], cycle)
    national = province_tasks(shipped[2], cycle).set_index("region").task
    rows = not_allotted_tasks(tasks_of(shipped, cycle), task, national[NOT_ALLOTTED])
    assert rows.to_dict("records") == [{"province": NOT_ALLOTTED, "task": rest}]
    assert tasks_of(shipped, cycle).task.sum() + rows.task.sum() == national["NL"]


def test_published_tasks_above_that_of_the_province_leave_a_negative_rest():
    published = figures(("2026_opgave", "GM0001", 12, None, "a letter"))
    tasks = municipal_tasks(small(("GM0001", 5), ("GM0002", 5)), published, {"PV20": 10.0}, "2026")
    assert tasks.task.tolist() == [12, 0]
    assert not_allotted_tasks(tasks, {"PV20": 10.0}, 0.0).to_dict("records") == [
        {"province": "PV20", "task": -2.0}
    ]


def test_the_rule_that_divides_can_be_replaced():
    def all_to_the_first(total, weights):
        return [total, *([0] * (len(weights) - 1))]

    tasks = municipal_tasks(
        small(("GM0001", 1), ("GM0002", 99)), figures(), {"PV20": 7.0}, "2026", apportion=all_to_the_first
    )
    assert tasks.task.tolist() == [7, 0]


def test_an_unknown_cycle_is_refused(shipped):
    with pytest.raises(KeyError):
        tasks_of(shipped, "2028")


def test_what_nobody_published_is_missing_and_never_zero(shipped):
    facts = municipal_facts(tasks_of(shipped, "2026"), shipped[1], "2026")
    assert facts[["minors", "decided", "realised", "gap", "gap_share"]].isna().all().all()


def test_a_gap_is_measured_against_the_decision_of_the_minister_where_there_is_one(shipped):
    facts = municipal_facts(tasks_of(shipped, "2024"), shipped[1], "2024").set_index("region")
    utrecht = facts.loc["GM0344"]
    assert (utrecht.task, utrecht.decided, utrecht.realised) == (1988, 1946, 1805)
    assert utrecht.gap == 1946 - 1805
    assert utrecht.minors == 169
    assert utrecht.decided_source != utrecht.source
    assert facts.gap.notna().sum() == 1


def test_without_a_decision_a_gap_is_measured_against_the_task():
    published = figures(
        ("2024_opgave", "GM0001", 10, None, "a letter"), ("2025_realised", "GM0001", 4, None, "a count")
    )
    tasks = municipal_tasks(small(("GM0001", 5)), published, {"PV20": 10.0}, "2024")
    row = municipal_facts(tasks, published, "2024").iloc[0]
    assert (row.gap, row.gap_share) == (6, 0.6)


def test_homes_of_each_half_year_are_whole_and_add_up_to_the_national_task(shipped):
    task = load_table("spreading/housing_task")
    homes = municipal_housing(task, shipped[0])
    assert (homes.persons == homes.persons.round()).all()
    assert homes.groupby("half_year").persons.sum().to_dict() == dict(
        zip(task.half_year, task.persons, strict=True)
    )


def test_the_share_housed_is_of_years_whose_both_halves_have_a_task():
    task, realised = load_table("spreading/housing_task"), load_table("spreading/housing_realised")
    shares = housed_share(task, realised).set_index("year")
    assert shares.task.to_dict() == {"2024": 35750.0, "2025": 28000.0}
    assert shares.share["2024"] == pytest.approx(30110 / 35750)
    assert housed_share(task[task.half_year != "2024H2"], realised).year.tolist() == ["2025"]


NATION = NationalHomes(task=1000.0, share=0.8, by_half_year={"2026H1": 500.0})
TWO_PLACES = pd.DataFrame({"code": ["GM0001", "GM0002"], "population": [60.0, 40.0]})


def test_without_a_file_every_municipality_houses_its_part_of_the_national_task_at_the_national_share():
    homes = homes_by_municipality(TWO_PLACES, NATION).set_index("region")
    assert homes.task.to_dict() == {"GM0001": 600.0, "GM0002": 400.0}
    assert homes.persons.to_dict() == {"GM0001": 480.0, "GM0002": 320.0}
    assert set(homes.basis) == {"national"}


def test_a_municipality_that_told_its_own_counts_with_the_last_task_and_all_that_it_housed():
    """Hand-solved: 90 housed of 100 and 60 of 200 make half; the last task is 200 a half-year."""
    columns = ["municipality", "half_year", "task", "housed"]
    told = pd.DataFrame(
        [("GM0002", "2026H1", float("nan"), 60), ("GM0002", "2025H2", 100, 90)], columns=columns
    )
    homes = homes_by_municipality(TWO_PLACES, NATION, told).set_index("region")
    assert (homes.task["GM0002"], homes.share["GM0002"], homes.persons["GM0002"]) == (400.0, 0.5, 200.0)
    assert (homes.persons["GM0001"], homes.basis.to_dict()) == (
        480.0,
        {"GM0001": "national", "GM0002": "own"},
    )


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("sud", "Súdwest-Fryslân"),
        ("S-G", "'s-Gravenhage"),
        ("noa", "Noardeast-Fryslân"),
        ("ÚDW", "Súdwest-Fryslân"),
    ],
)
def test_a_name_is_found_by_three_letters_with_or_without_accents(typed, name):
    assert searchable(typed) in searchable(name)


def test_every_municipality_is_found_by_the_first_three_letters_of_its_name(shipped):
    for name in shipped[0].name:
        plain = searchable(name)
        assert len(plain) >= 3
        assert searchable(plain[:3]) in plain
