"""What a comparison says first: true of ties and of a baseline that is best."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from capacity.domain.measures import measured
from capacity.scenario import default_scenario
from capacity.texts import Language, say
from capacity.ui.every_page.frame import Answer
from capacity.ui.whatif.compare_sides import Side
from capacity.ui.whatif.compare_words import heading
from capacity.ui.words.answers import duty_name
from tests.ui.sample import SampleService

YEAR = 52.0
BEDS, BORDER, TERRITORY = "beds", "screening_border", "screening_territory"


@pytest.fixture(scope="module")
def service() -> SampleService:
    return SampleService()


def side(service: SampleService, letter: str, name: str, *broken: str, eur: float = 0.0) -> Side:
    """A plan in which these duties break and no other, at a price above that of the baseline."""
    plan = service.baseline()
    duties = plan.tables["duties"]
    late = duties.duty.isin(broken).astype(float)
    tables = {**plan.tables, "duties": duties.assign(over_term=late * 10, due=10.0, met_in_time=10.0)}
    made = replace(plan, tables=tables)
    figures = measured(made, YEAR)
    figures["cost"] = cast(float, figures["cost"]) + eur
    return Side(letter, name, default_scenario(service.settings()), made, figures)


def said(service: SampleService, *sides: Side, language: Language = "en") -> str:
    answer = SimpleNamespace(language=language, register=service.duties())
    return heading(list(sides), cast(Answer, answer))


def test_a_scenario_that_alone_keeps_a_duty_which_the_baseline_breaks_is_named(
    service: SampleService,
) -> None:
    found = said(
        service,
        side(service, "", "baseline", BEDS),
        side(service, "A", "One", BEDS),
        side(service, "B", "Two", BORDER),
    )
    assert found.startswith("Of 2 scenarios only Two keeps a duty that the baseline breaks: ")
    assert duty_name(BEDS, "en") in found


def test_a_duty_that_the_baseline_keeps_too_is_no_merit_of_a_scenario(service: SampleService) -> None:
    found = said(
        service,
        side(service, "", "baseline"),
        side(service, "A", "One", BEDS),
        side(service, "B", "Two", BORDER, BEDS),
    )
    assert found == f"The baseline keeps a duty that all 2 scenarios break: {duty_name(BEDS, 'en')}."


@pytest.mark.parametrize("language", ["nl", "en"])
def test_scenarios_that_break_as_few_duties_are_all_named_and_none_alone(
    service: SampleService, language: Language
) -> None:
    base = side(service, "", "baseline", BEDS, BORDER, TERRITORY)
    sides = [
        side(service, "A", "One", BEDS, BORDER),
        side(service, "B", "Two", BEDS, BORDER),
        side(service, "C", "Three", BEDS, BORDER, TERRITORY),
    ]
    names = {"nl": "One en Two", "en": "One and Two"}[language]
    assert said(service, base, *sides, language=language) == say(
        "compare.tied", language, n=3, names=names, k=2.0, base=3.0
    )


def test_scenarios_that_all_break_as_many_are_said_to(service: SampleService) -> None:
    found = said(
        service,
        side(service, "", "baseline", BEDS, BORDER),
        side(service, "A", "One", BEDS),
        side(service, "B", "Two", BEDS),
    )
    assert found == "All 2 scenarios break as many duties, 1 each, against 2 in the baseline."


def test_where_no_scenario_breaks_fewer_than_the_baseline_that_is_said(service: SampleService) -> None:
    found = said(
        service,
        side(service, "", "baseline", BEDS, BORDER),
        side(service, "A", "One", BEDS, BORDER, eur=9e6),
        side(service, "B", "Two", BEDS, BORDER, TERRITORY),
        side(service, "C", "Three", BEDS, BORDER, TERRITORY),
    )
    assert found == (
        "None of 3 scenarios breaks fewer duties than the baseline, 2; the fewest are 2, in One."
    )


def test_the_only_scenario_with_fewest_duties_broken_is_named_with_what_it_costs(
    service: SampleService,
) -> None:
    found = said(
        service,
        side(service, "", "baseline", BEDS, BORDER, TERRITORY),
        side(service, "A", "One", BEDS, eur=9e6),
        side(service, "B", "Two", BEDS, BORDER),
        side(service, "C", "Three", BEDS, TERRITORY),
    )
    assert found == (
        "Of 3 scenarios One breaks the fewest duties, 1 against 3 in the baseline; "
        "per year it costs €9.0\u00a0m more than the baseline."
    )
