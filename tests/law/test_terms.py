import pytest

from capacity.domain.parameters import Parameter, Parameters
from capacity.law import article_url, parse_article, term_weeks


def parameters(value: float, unit: str) -> Parameters:
    year = [
        Parameter("weeks_per_year", 52.0, "weeks", "fact", "x"),
        Parameter("months_per_year", 12.0, "months", "fact", "x"),
    ]
    return Parameters([Parameter("term", value, unit, "fact", "x"), *year])


@pytest.mark.parametrize(
    ("value", "unit", "weeks"), [(7, "days", 1), (84, "hours", 0.5), (12, "weeks", 12), (6, "months", 26)]
)
def test_a_term_in_any_unit_of_time_is_a_number_of_weeks(value, unit, weeks):
    assert term_weeks(parameters(value, unit), "term") == pytest.approx(weeks)


def test_a_term_that_is_no_time_is_refused():
    with pytest.raises(ValueError, match="persons"):
        term_weeks(parameters(5, "persons"), "term")


def test_an_article_leads_to_its_act_and_an_unknown_one_to_nothing():
    urls = {"APR": "http://data.europa.eu/eli/reg/2024/1348/oj"}
    assert article_url("APR 35(4)", urls).endswith("1348/oj")
    assert article_url("Grondwet 1", urls) == ""


def test_an_article_is_its_act_and_its_number_and_says_itself_again():
    article = parse_article("APR 42(1)(e), 44(1)(b)")
    assert (article.act, article.number) == ("APR", "42(1)(e), 44(1)(b)")
    assert str(article) == "APR 42(1)(e), 44(1)(b)"
    assert str(parse_article("Spreidingswet")) == "Spreidingswet"
