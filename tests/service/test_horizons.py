"""A plan covers as many weeks as asked, half a year to three years, from the same snapshot."""

from __future__ import annotations

from pathlib import Path

import pytest

from capacity.scenario import default_scenario
from capacity.service import open_service

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
