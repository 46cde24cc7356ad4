"""A plan that contradicts the law is taken only when the planner names the article, and never hides it."""

import pytest

from capacity.domain.problems import BadInputError
from capacity.scenario import dump_scenario, load_scenario, scenario_from, settings_from_csv
from capacity.sources.shipped import data_folder, load_parameters
from capacity.texts import say_problem

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


def read(text):
    return load_scenario(text.encode(), SETTINGS, PARAMETERS, file="autumn.yaml")


TWO_DEVIATIONS = "parameters:\n  decide_accelerated: 5\n  border_ground_j_lifted: 1\n"


@pytest.mark.parametrize(
    "listed", ["deviations: [APR 35(3), APR 48(2)]", "deviations:\n  - APR 35(3)\n  - APR 48(2)"]
)
def test_a_file_names_its_deviations_in_a_list(listed):
    scenario = read(TWO_DEVIATIONS + listed)
    assert scenario.deviations == ["APR 35(3)", "APR 48(2)"]
    assert read(dump_scenario(scenario, SETTINGS)) == scenario


def test_a_deviation_that_is_not_in_the_list_of_a_file_is_still_refused():
    with pytest.raises(BadInputError) as told:
        read(TWO_DEVIATIONS + "deviations: [APR 35(3)]")
    assert [problem.key for problem in told.value.problems] == ["ground_lifted"]


def test_a_term_that_is_too_long_is_told_in_the_language_of_the_reader():
    with pytest.raises(BadInputError) as told:
        made(parameters={"decide_accelerated": 5})
    dutch, english = (say_problem(told.value.problems[0], language) for language in ("nl", "en"))
    assert "5 is langer dan het artikel toestaat: 3 maanden, APR 35(3)." in dutch
    assert "3 months, APR 35(3)." in english


def test_what_is_no_list_of_articles_is_no_deviation():
    assert faults(deviations=7)[0][:2] == ("not_a_choice", "deviations")
