"""A plan covers as many weeks as asked, half a year to three years, from the same snapshot."""

from __future__ import annotations

from pathlib import Path

import pytest

from capacity.scenario import default_scenario
from capacity.service import open_service, time_limit

AMPLE_SECONDS = 300.0


@pytest.mark.parametrize("weeks", [26, 156])
def test_a_plan_of_so_many_weeks_is_whole_and_shows_no_week_more(home: Path, weeks: int) -> None:
    service = open_service(home)
    scenario = default_scenario(service.settings()).model_copy(update={"name": "long", "weeks": weeks})
    plan = service.ask(scenario, time_limit_seconds=AMPLE_SECONDS).result()
    assert plan.summary["status"] == "optimal"
    for name in ("plan", "residents", "places", "pools"):
        assert plan.tables[name].week.nunique() == weeks, name
    assert sorted(plan.tables["plan"].week.unique())[0] == service.baseline().tables["plan"].week.min()


def test_a_plan_over_three_years_has_three_times_the_time_and_a_shorter_one_no_less_than_a_year():
    assert (time_limit(26), time_limit(52), time_limit(156)) == (20.0, 20.0, 60.0)
