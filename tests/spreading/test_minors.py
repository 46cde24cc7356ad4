"""Places for unaccompanied minors within the tasks."""

import pandas as pd
import pytest

from capacity.sources.shipped import load_table
from capacity.spreading import minors_by_province, minors_share, task_by_region, with_minors

PUBLISHED_PARTS = {1988: 169, 818: 69, 98: 8, 62: 5}


@pytest.fixture(scope="module")
def tasks():
    return load_table("spreading/province_tasks")


def test_every_published_part_of_a_municipality_is_the_national_share_of_its_task(tasks):
    assert minors_share(tasks) == 8140 / 96000
    assert {task: round(task * minors_share(tasks)) for task in PUBLISHED_PARTS} == PUBLISHED_PARTS


def test_parts_of_provinces_are_as_published_and_in_the_second_cycle_the_share_of_the_first(tasks):
    first, second = minors_by_province(tasks, "2024"), minors_by_province(tasks, "2026")
    assert (first["PV25"], first["PV30"]) == (992, 1245)
    assert second["PV28"] == round(task_by_region(tasks, "2026")["PV28"] * 8140 / 96000)


def test_an_assumed_share_changes_only_tasks_of_which_no_part_was_published(tasks):
    assert minors_by_province(tasks, "2024", 0.1) == minors_by_province(tasks, "2024")
    assert minors_by_province(tasks, "2026", 0.1)["PV28"] == round(
        task_by_region(tasks, "2026")["PV28"] * 0.1
    )


def test_parts_of_municipalities_add_up_to_that_of_their_province_and_none_published_is_altered():
    facts = pd.DataFrame(
        {"province": ["PV20"] * 4, "task": [100.0, 50.0, 49.0, 0.0], "minors": [9.0, None, None, None]}
    )
    found = with_minors(facts, {"PV20": 17})
    assert found.minors.tolist() == [9.0, 4.0, 4.0, 0.0]
    assert found.minors_kind.tolist() == ["published", "computed", "computed", "computed"]
