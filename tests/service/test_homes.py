"""Status holders leave by the task of each municipality times the share of it that is realised."""

import shutil

import pandas as pd
import pytest

from capacity.domain.problems import BadInputError
from capacity.service import open_service, open_workspace
from capacity.service.homes import accept_homes, homes_by_place, homes_per_week
from capacity.service.input_files import read_as
from capacity.service.inputs import load_inputs
from capacity.sources.homes import HOMES_COLUMNS

HEADING = ";".join(column.name for column in HOMES_COLUMNS)
OWN = ("GM0363;2025H2;700;350;fact;own count;", "GM0363;2026H1;800;400;fact;own count;")


def a_file(*rows: str) -> bytes:
    return "\n".join((HEADING, *rows)).encode()


def read(*rows: str) -> pd.DataFrame:
    content = read_as("homes", a_file(*rows), "h.csv").content
    assert isinstance(content, pd.DataFrame)
    return content


def homes_of(plan) -> float:
    pools = plan.tables["pools"]
    return float(
        pools[(pools.pool == "municipalities") & (pools.week == pools.week.min())].hours_available.sum()
    )


def test_all_municipalities_together_have_the_homes_of_todays_state_as_long_as_no_share_is_known():
    inputs = load_inputs()
    told = inputs.shipped_state().hours()["municipalities"]
    assert homes_per_week(None, inputs.parameters) == pytest.approx(told, abs=0.05)
    table = homes_by_place(None, inputs.parameters)
    assert len(table) == 342
    assert table.task.sum() == pytest.approx(inputs.parameters.number("housing_task"))


def test_all_faults_of_a_file_of_homes_are_listed_at_once():
    with pytest.raises(BadInputError) as refused:
        read(
            "Amstrdam;2026H1;10;5;fact;own;",
            "GM0363;2026-1;10;5;fact;own;",
            "GM0363;2031H1;;5;fact;own;",
            "GM0363;2026H1;10;vijf;fact;own;",
            "GM0363;2026H1;10;5;fact;own;",
        )
    assert [(one.key, one.row, one.column) for one in refused.value.problems] == [
        ("unknown_municipality", 2, "municipality"),
        ("no_half_year", 3, "half_year"),
        ("needs_task", 4, "task"),
        ("not_a_number", 5, "housed"),
        ("row_twice", 6, "municipality, half_year"),
    ]


def test_an_accepted_file_makes_as_many_leave_as_the_municipalities_house_until_it_is_withdrawn(
    home, tmp_path
):
    own = shutil.copytree(home, tmp_path / "home")
    service, workspace = open_service(own), open_workspace(own)
    parameters, before = service.parameters(), service.baseline()
    saved = accept_homes(workspace, read(*OWN), "Sam", "own counts")
    after = service.baseline()
    told = service.present_state().homes
    assert told is not None
    expected = homes_per_week(told.rows, parameters)
    assert expected < homes_per_week(None, parameters)
    assert homes_of(after) == pytest.approx(expected, abs=1e-5)
    homes = service.spreading(after, "2026").homes.set_index("region")
    assert homes.homes_per_week.sum() == pytest.approx(homes_of(after))
    assert homes.homes_per_week["GM0363"] == pytest.approx(800 * 2 * 0.5 / 52.18, rel=1e-6)
    assert service.present_state().own.hours()["municipalities"] == homes_of(before)
    workspace.withdraw_upload("homes", saved.id, "Sam", "wrong counts")
    assert homes_of(service.baseline()) == homes_of(before)


def test_homes_of_a_municipality_follow_the_setting_of_the_scenario(home):
    service = open_service(home)
    plan = service.baseline()
    homes = service.spreading(plan, "2026").homes
    yearly = (homes.task * homes.share).sum()
    assert homes.homes_per_week.sum() == pytest.approx(yearly / service.parameters().number("weeks_per_year"))
    assert homes.homes_per_week.sum() == pytest.approx(homes_of(plan))
