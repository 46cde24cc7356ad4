"""A plan that contradicts the law is taken only when the planner names the article, and never hides it."""

import pytest

from capacity.domain.problems import BadInputError
from capacity.scenario import (
    dump_scenario,
    from_url,
    load_scenario,
    scenario_from,
    settings_from_csv,
    to_url,
)
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


def test_two_grounds_that_are_more_than_all_together_are_refused_with_their_articles_even_when_named():
    shares = {"border_ground_c_share": 0.4, "border_ground_j_share": 0.9}
    assert faults(parameters=shares, deviations=["APR 48(2)"]) == [
        ("more_than_all", "parameters.border_ground_j_share", "1.3", "APR 42(1)(c), APR 42(1)(j)")
    ]
    assert faults(parameters={"border_ground_c_share": 0.5, "border_ground_j_share": 0.6})
    assert made(parameters={"border_ground_c_share": 0.4, "border_ground_j_share": 0.6}).parameters


def test_a_link_with_more_than_all_opens_without_the_share_and_says_so():
    parts = {"parameters": "border_ground_c_share:0.4,border_ground_j_share:0.9"}
    opened, notices = from_url(parts, SETTINGS, PARAMETERS)
    assert opened.parameters == {"border_ground_c_share": 0.4}
    assert [notice.key for notice in notices] == ["more_than_all"]


def crisis(weeks, start=None):
    return {"regime": "crisis", "start": start, "weeks": weeks}


@pytest.mark.parametrize(
    "periods",
    [
        [crisis(60)],
        [crisis(30, "2026-11-23"), crisis(30, "2027-09-06")],
        [crisis(13, "2026-11-23"), {"regime": "prolonged", "start": "2027-02-22", "weeks": 47}],
    ],
    ids=["one", "two", "after its first period"],
)
def test_more_than_twelve_months_of_crisis_is_refused_with_the_article_and_taken_when_it_is_named(periods):
    assert faults(regimes=periods) == [("crisis_too_long", "regimes", "60", "12 months, CRI 5")]
    assert len(made(regimes=periods, deviations=["CRI 5"]).regimes) == len(periods)


def test_twelve_months_of_crisis_and_any_time_of_mass_arrival_are_no_deviation():
    assert made(regimes=[crisis(52), {"regime": "mass", "weeks": 156}]).deviations == []


def test_a_week_that_two_periods_of_a_crisis_share_counts_once():
    assert made(regimes=[crisis(40, "2026-11-23"), crisis(40, "2027-02-15")]).regimes


def test_a_link_with_a_crisis_that_is_too_long_opens_without_it_and_says_so():
    parts = to_url(made(regimes=[crisis(60)], deviations=["CRI 5"]), SETTINGS)
    assert from_url(parts, SETTINGS, PARAMETERS)[1] == []
    opened, notices = from_url({"regimes": parts["regimes"]}, SETTINGS, PARAMETERS)
    assert opened.regimes == ()
    assert [notice.key for notice in notices] == ["crisis_too_long"]


def test_more_than_ten_days_before_the_council_decides_is_refused_with_the_article_and_taken_when_named():
    """Ten days touch two weeks (CRI 10(6)); each request counts by itself."""
    requests = [{"regime": "requested", "start": start, "weeks": 2} for start in ("2026-12-07", "2027-02-01")]
    assert made(regimes=requests).deviations == []
    longer = [{"regime": "requested", "weeks": 3}]
    assert faults(regimes=longer) == [("request_too_long", "regimes", "3", "10 days, CRI 10(6)")]
    assert made(regimes=longer, deviations=["CRI 10(6)"]).deviations == ["CRI 10(6)"]


def test_the_lower_threshold_of_the_border_outside_a_crisis_is_refused_with_the_article_even_when_named():
    """CRI 11(3): two of its four weeks lie after the crisis."""
    lowered = {"regime": "low_threshold", "start": "2026-12-07", "weeks": 4}
    periods = [crisis(4, "2026-11-23"), lowered]
    assert faults(regimes=periods) == [("outside_crisis", "regimes", "2", "CRI 11(3)")]
    assert made(regimes=[crisis(6, "2026-11-23"), lowered]).regimes


def test_a_ground_lifted_without_its_condition_is_refused_with_the_article():
    assert faults(parameters={"border_ground_j_lifted": 1, "border_ground_c_lifted": 1}) == [
        ("ground_lifted", "parameters.border_ground_j_lifted", "1", "APR 48(2)"),
        ("ground_lifted", "parameters.border_ground_c_lifted", "1", "APR 47(3)"),
    ]


def test_a_ground_lifted_without_its_condition_is_taken_as_a_named_deviation():
    scenario = made(parameters={"border_ground_j_lifted": 1}, deviations=["APR 48(2)"])
    assert scenario.deviations == ["APR 48(2)"]


@pytest.mark.parametrize(
    ("name", "value", "lawful", "key", "law"),
    [
        ("border_exempt_share", 0, 0.01, "nobody_exempt", "APR 53(1)"),
        ("extended_share_normal", 1, 0.9, "longer_for_all", "APR 35(5)"),
        ("extended_share_admissibility", 1, 0.9, "longer_for_all", "APR 35(2)"),
        ("detention_review_exception_share", 1, 0.9, "longer_for_all", "RCD 11(3)"),
        ("return_to_procedure_weeks", 27, 26, "deviation_not_named", "AMMR 46(1)"),
        ("responsibility_reply_weeks", 5, 4, "deviation_not_named", "AMMR 40(1)"),
    ],
)
def test_a_share_or_a_time_that_no_article_leaves_room_for_is_taken_as_a_named_deviation_only(
    name, value, lawful, key, law
):
    assert made(parameters={name: lawful}).deviations == []
    ((told, column, shown, expected),) = faults(parameters={name: value})
    assert (told, column, shown) == (key, f"parameters.{name}", str(value))
    assert law in expected
    assert made(parameters={name: value}, deviations=[law]).deviations == [law]


def test_the_ground_of_security_cannot_be_lifted_at_all():
    found = faults(parameters={"border_ground_f_lifted": 1}, deviations=["APR 47(3)"])
    assert found[0][0] == "unknown_parameter"


@pytest.mark.parametrize(
    ("name", "value", "law"),
    [
        ("uam_per_representative_normal", 40, "30 minors, APR 23(10)"),
        ("take_charge_request_hit", 2, "1 months, AMMR 39(1)"),
        ("register_forward", 5, "3 working days, APR 27(3)"),
        ("border_max_duration_relocated", 20, "16 weeks, APR 51(2) third subpara"),
        ("in_mass_register_deadline", 20, "15 days, APR 27(5)"),
        ("decide_old", 21, "6 months, APR 79(3)"),
    ],
)
def test_every_number_of_the_law_that_binds_may_be_departed_from_by_name_and_not_without(name, value, law):
    assert faults(parameters={name: value}) == [
        ("deviation_not_named", f"parameters.{name}", str(value), law)
    ]
    article = PARAMETERS[name].article
    assert made(parameters={name: value}, deviations=[article]).deviations == [article]


def test_a_window_that_the_law_sets_from_below_is_no_term_to_depart_from():
    assert not PARAMETERS["transfer_appeal_window_min"].may_depart


@pytest.mark.parametrize(
    ("named", "key", "nearest"),
    [("apr 35(3)", "unknown_article", "APR 35(3)"), ("our own policy", "no_such_article", "AMMR 39(1)")],
)
def test_what_is_no_article_to_depart_from_is_refused(named, key, nearest):
    found = faults(deviations=[named])
    assert [fault[:3] for fault in found] == [(key, "deviations", named)]
    assert nearest in found[0][3]


def test_a_link_with_a_deviation_names_it_and_a_term_without_one_is_left_out():
    scenario = made(parameters={"decide_accelerated": 5}, deviations=["APR 35(3)"])
    parts = to_url(scenario, SETTINGS)
    assert from_url(parts, SETTINGS, PARAMETERS) == (scenario, [])
    del parts["deviations"]
    opened, notices = from_url(parts, SETTINGS, PARAMETERS)
    assert opened.parameters == {}
    assert [notice.key for notice in notices] == ["deviation_not_named"]


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
    assert "5 is meer dan het artikel toestaat: 3 maanden, APR 35(3)." in dutch
    assert "3 months, APR 35(3)." in english


def test_what_is_no_list_of_articles_is_no_deviation():
    assert faults(deviations=7)[0][:2] == ("not_a_choice", "deviations")
