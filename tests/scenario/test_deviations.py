"""A plan that contradicts the law is taken only when the planner names the article, and never hides it."""

import pytest

from capacity.domain.problems import BadInputError
from capacity.scenario import scenario_from, settings_from_csv
from capacity.sources.shipped import data_folder, load_parameters

PARAMETERS = load_parameters()
SETTINGS = settings_from_csv(data_folder() / "settings.csv", PARAMETERS)


def made(**content):
    return scenario_from(content, SETTINGS, PARAMETERS)


def faults(**content):
    with pytest.raises(BadInputError) as told:
        made(**content)
    return [(problem.key, problem.column, problem.value, problem.expected) for problem in told.value.problems]


def test_a_term_longer_than_its_article_allows_is_refused_with_the_article():
    assert faults(parameters={"decide_accelerated": 5}) == [
        ("deviation_not_named", "parameters.decide_accelerated", "5", "3 months, APR 35(3)")
    ]


def test_a_term_longer_than_its_article_allows_is_taken_as_a_named_deviation():
    scenario = made(parameters={"decide_accelerated": 5}, deviations=["APR 35(3)"])
    assert scenario.parameters == {"decide_accelerated": 5.0}
    assert scenario.deviations == ["APR 35(3)"]


def test_naming_another_article_is_not_enough():
    assert faults(parameters={"decide_accelerated": 5}, deviations="APR 51(2)")


def test_a_shorter_term_than_the_law_sets_is_no_deviation():
    assert made(parameters={"decide_accelerated": 2}).deviations == []


def test_a_term_that_cannot_be_is_refused_with_the_article_even_when_named():
    found = faults(parameters={"decide_accelerated": -1}, deviations="APR 35(3)")
    assert found == [("out_of_range", "parameters.decide_accelerated", "-1", "0..12 (APR 35(3))")]


def test_a_share_above_one_is_refused_with_the_article():
    key, column, value, expected = faults(old_share=120)[0]
    assert (key, column, value) == ("out_of_range", "old_share", "120")
    assert expected.endswith("(APR 79(3))")


def test_a_crisis_of_more_than_twelve_months_is_refused_with_the_article():
    assert faults(regime="crisis", regime_weeks=60)[0][3] == "1..52 (CRI 5)"


def test_a_ground_lifted_without_its_condition_is_refused_with_the_article():
    assert faults(parameters={"border_ground_j_lifted": 1, "border_ground_c_lifted": 1}) == [
        ("ground_lifted", "parameters.border_ground_j_lifted", "1", "APR 48(2)"),
        ("ground_lifted", "parameters.border_ground_c_lifted", "1", "APR 47(3)"),
    ]


def test_a_ground_lifted_without_its_condition_is_taken_as_a_named_deviation():
    scenario = made(parameters={"border_ground_j_lifted": 1}, deviations=["APR 48(2)"])
    assert scenario.deviations == ["APR 48(2)"]


def test_the_ground_of_security_cannot_be_lifted_at_all():
    found = faults(parameters={"border_ground_f_lifted": 1}, deviations=["APR 47(3)"])
    assert found[0][0] == "unknown_parameter"


def test_more_minors_for_a_representative_than_the_law_sets_are_refused_with_the_article():
    found = faults(parameters={"uam_per_representative_normal": 40})
    assert found[0][:2] == ("out_of_range", "parameters.uam_per_representative_normal")
    assert "APR 23(10)" in found[0][3]


def test_what_is_no_list_of_articles_is_no_deviation():
    assert faults(deviations=7)[0][:2] == ("not_a_choice", "deviations")
