"""Chances that are known stand in the download and in the plan folder; a plan is judged once."""

import io
import zipfile

import pandas as pd
import pytest

from capacity.domain.chances import Chances
from capacity.domain.time import week_name
from capacity.report import read_plan_folder
from capacity.scenario import default_scenario, scenario_from
from capacity.service import make_plan, open_service
from capacity.service.chances import chances_key, kept_chances, store_chances, with_chances
from capacity.service.inputs import load_inputs
from tests.service.tiny import tiny_plan


def chances_of(result, share):
    keys = result.tables["duties"][["duty", "region", "week"]]
    return Chances(keys.assign(probability_met=share), pd.DataFrame(), pd.DataFrame(), {"likely": 1.0})


@pytest.fixture
def known(home):
    """The baseline of the snapshot with a chance of a quarter in every week, as if worked out."""
    plan = open_service(home).baseline()
    key = chances_key(plan)
    store_chances(home, key, chances_of(plan, 0.25))
    yield plan
    (home / "chances" / f"{key}.json").unlink()


def zipped_duties(home):
    service = open_service(home)
    with zipfile.ZipFile(io.BytesIO(service.plan_zip(service.explained(usual()), "en"))) as archive:
        return pd.read_csv(archive.open("duties.csv"), sep=";", decimal=",")


def test_the_account_in_the_download_says_when_and_by_whom_it_was_made_and_on_which_data(home):
    service = open_service(home)
    plan = service.explained(usual())
    content = service.plan_zip(plan, "en", "Noor")
    assert content == service.plan_zip(plan, "en", "Noor")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        meta = pd.read_csv(archive.open("plan_meta.csv"), sep=";", dtype=str).set_index("key").value
    fresh = service.freshness()
    assert meta["created_at"] == fresh.published_at.isoformat(timespec="seconds")
    assert (meta["created_by"], meta["data_week"]) == ("Noor", week_name(fresh.last_observation))
    assert float(meta["seed"]) == load_inputs().parameters.number("paths_seed")


def usual():
    return default_scenario(load_inputs().settings)


def test_a_chance_stands_beside_its_duty_region_and_week_whatever_the_order():
    plan = tiny_plan(
        duties={"beds": ((9,) * 4, (9,) * 4, (0,) * 4), "decide": ((1,) * 4, (1,) * 4, (0,) * 4)}
    )
    found = chances_of(plan, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
    shuffled = Chances(found.probability.iloc[::-1], found.residents, found.first_stage, {})
    merged = with_chances(plan, shuffled).tables["duties"]
    assert merged.probability_met.tolist() == found.probability.probability_met.tolist()
    assert list(merged.columns) == list(plan.tables["duties"].columns)


def test_a_plan_without_chances_stays_as_it_is():
    plan = tiny_plan(duties={"beds": ((9,) * 4, (9,) * 4, (0,) * 4)})
    assert with_chances(plan, None) is plan


@pytest.mark.usefixtures("known")
def test_the_download_has_the_chances_that_are_known(home):
    assert (zipped_duties(home).probability_met == 0.25).all()


def test_the_download_leaves_chances_empty_until_they_are_known(home):
    assert zipped_duties(home).probability_met.isna().all()


@pytest.mark.usefixtures("known")
def test_a_plan_folder_asked_with_chances_holds_those_that_are_known(home, tmp_path):
    make_plan(None, None, tmp_path, home=home, chances=True)
    assert (read_plan_folder(tmp_path)["duties"].probability_met == 0.25).all()


def test_chances_that_are_known_are_not_worked_out_again(home, known):
    service = open_service(home)
    again = kept_chances(home, load_inputs(), service.ground(), usual(), known)
    assert (again.probability.probability_met == 0.25).all()


def quickly():
    """A short plan on as few paths as may be asked for."""
    inputs = load_inputs()
    few = {"weeks": 26, "parameters": {"reduced_paths": 10, "fresh_paths": 50}}
    return scenario_from(few, inputs.settings, inputs.parameters, inputs.regions)


def test_a_plan_is_judged_in_a_process_of_its_own_which_equal_requests_share_until_it_is_stopped(home):
    service = open_service(home)
    plan = service.plan(quickly())
    handle = service.judge(plan, quickly())
    assert service.judge(plan, quickly()) is handle
    assert service.judging(plan) is handle
    handle.cancel()
    assert handle.wait(120)
    assert (handle.failed, service.chances(plan)) == (True, None)


def test_what_that_process_finds_is_kept_with_a_chance_for_every_duty_and_week(home):
    service = open_service(home)
    plan = service.plan(quickly())
    handle = service.judge(plan, quickly())
    assert handle.wait(300)
    found = service.chances(plan)
    assert not handle.failed
    assert found is not None
    assert (found.figures["reduced_paths"], found.figures["fresh_paths"]) == (10, 50)
    told = with_chances(plan, found).tables["duties"]
    beds = told[told.duty == "beds"]
    assert beds.probability_met.between(0, 1).all()
    assert len(beds) == 26
