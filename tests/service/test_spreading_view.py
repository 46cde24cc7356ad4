"""The spreading law beside a plan, on a plan made by hand."""

from dataclasses import replace
from datetime import date

import pytest

from capacity.scenario import default_scenario, settings_from_csv
from capacity.service.inputs import load_inputs
from capacity.service.spreading import spreading_view
from capacity.sources.shipped import data_folder, load_parameters, load_table
from tests.ui.sample import START, sample_plan


@pytest.fixture(scope="module")
def parameters():
    return load_parameters()


@pytest.fixture(scope="module")
def usual(parameters):
    return default_scenario(settings_from_csv(data_folder() / "settings.csv", parameters))


def view(usual, values, cycle="2026", today=START, **changed):
    plan = sample_plan(usual.model_copy(update=changed))
    return spreading_view(plan, sample_plan(usual), cycle, today, values, {"PV28": "derived"})


def test_the_gap_is_measured_at_the_legal_date_that_the_plan_holds(usual, parameters):
    found = view(usual, parameters)
    assert (found.measured, found.legal_date) == ("date", date(2027, 7, 1))
    assert found.gap == found.provinces.gap_at_date.sum()
    assert found.gap == found.gap_baseline


def test_a_cycle_whose_term_has_passed_is_measured_today(usual, parameters):
    found = view(usual, parameters, "2024")
    assert (found.measured, found.legal_date) == ("now", date(2025, 7, 1))
    assert found.provinces.gap_at_date.isna().all()
    assert found.gap == (found.provinces.task - found.provinces.durable_now).clip(lower=0).sum()


def test_a_plan_that_ends_before_the_term_is_measured_at_its_end(usual, parameters):
    plan = sample_plan(usual)
    places = plan.tables["places"]
    cut = replace(plan, tables={**plan.tables, "places": places[places.week < "2027-03-01"]})
    found = spreading_view(cut, plan, "2026", START, parameters, {})
    assert found.measured == "end"
    assert found.gap == found.provinces.gap_end.sum() == found.gap_baseline


def test_openings_that_come_later_widen_the_gap_beside_the_baseline(usual, parameters):
    found = view(usual, parameters, delay=26)
    assert found.gap > found.gap_baseline
    table = found.provinces
    assert (table.gap_at_date >= table.gap_at_date_baseline).all()
    assert (table.durable_end <= table.durable_end_baseline).all()


def test_provinces_and_rest_add_up_to_the_published_task(usual, parameters):
    for cycle in ("2024", "2026"):
        found = view(usual, parameters, cycle)
        assert found.provinces.task.sum() + found.not_allotted == found.task
        assert found.municipalities.task.sum() + found.remainders.task.sum() == found.task


def test_places_for_minors_and_their_rest_add_up_to_the_published_number(usual, parameters):
    published = load_table("spreading/province_tasks").set_index(["cycle", "region"]).amv_places
    found = view(usual, parameters, "2024")
    parts = found.municipalities.minors.sum() + found.remainders.minors.sum()
    assert parts == published["2024_opgave", "NL"]


def test_how_places_of_today_are_known_is_kept_by_province(usual, parameters):
    kinds = view(usual, parameters).provinces.set_index("region").now_kind
    assert kinds["PV28"] == "derived"
    assert set(kinds.drop("PV28")) == {"assumption"}


def test_a_price_that_a_scenario_replaces_reaches_the_euros(usual, parameters):
    dearer = view(usual, parameters, parameters={"cost_regular": 60800.0})
    assert dearer.eur_per_place_year == pytest.approx(2 * view(usual, parameters).eur_per_place_year)


def test_what_a_page_changes_in_one_answer_is_not_in_the_next(usual, parameters):
    first = view(usual, parameters)
    first.municipalities["task"] = 0.0
    first.published["places"] = 0.0
    assert view(usual, parameters).municipalities.task.sum() > 0
    assert view(usual, parameters).published.places.sum() > 0


def test_an_unknown_cycle_is_refused(usual, parameters):
    with pytest.raises(KeyError):
        view(usual, parameters, "2028")


def test_the_shipped_state_gives_the_provinces_that_are_said_to_have_their_task_all_of_it(usual, parameters):
    state = load_inputs().shipped_state()
    plan = sample_plan(usual)
    table = spreading_view(plan, plan, "2026", START, parameters, {}, state=state).provinces
    met = table[table.basis == "task_met"]
    assert len(met)
    assert (met.durable_known >= met.task).all()
