"""Answers in words, computed from a plan and a forecast made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from capacity.domain.plan_result import PlanResult
from capacity.scenario import default_scenario
from capacity.texts import LANGUAGES, Language
from capacity.ui.forecast import figures as forecast
from capacity.ui.situation import cards
from capacity.ui.words import answers, figures
from tests.ui.sample import MONDAYS, START, SampleService, frame, sample_plan


@pytest.fixture(scope="module")
def service() -> SampleService:
    return SampleService()


@pytest.fixture(scope="module")
def plan(service: SampleService) -> PlanResult:
    return service.baseline()


def states(
    plan: PlanResult, rows: list[tuple[object, ...]], service: SampleService
) -> list[figures.DutyState]:
    changed = replace(plan, tables={**plan.tables, "duties": frame("duties", rows)})
    return figures.duty_states(changed, service.duties())


def bed_row(week: int, short: float) -> tuple[object, ...]:
    return ("beds", "RCD 20(1)", "COA", "NL", MONDAYS[week], 75000.0, 75000.0 - short, short, "")


def test_the_heading_names_week_number_and_article_of_the_first_breach(
    plan: PlanResult, service: SampleService
) -> None:
    found = states(plan, [bed_row(0, 0), bed_row(9, 410)], service)
    assert answers.situation_answer(plan, found, "nl") == (
        "In week 4 van 2027 (vanaf 25 jan) zijn er 410 mensen zonder bed (RCD 20(1))."
    )
    assert answers.situation_answer(plan, found, "en") == (
        "In week 4 of 2027 (from 25 Jan) 410 people have no bed (RCD 20(1))."
    )


def test_what_is_broken_today_is_said_to_be_broken_today(plan: PlanResult, service: SampleService) -> None:
    found = states(plan, [bed_row(0, 1), bed_row(1, 0)], service)
    assert answers.situation_answer(plan, found, "nl") == "Nu al is er 1 persoon zonder bed (RCD 20(1))."


def test_when_every_duty_holds_the_heading_names_the_tightest_week(
    plan: PlanResult, service: SampleService
) -> None:
    found = states(plan, [bed_row(0, 0)], service)
    roomy = plan.tables["places"].assign(usable=plan.tables["places"].usable + 1000)
    calm = replace(plan, tables={**plan.tables, "places": roomy})
    slack = (figures.beds(calm).usable - figures.beds(calm).residents).min()
    said = answers.situation_answer(calm, found, "en")
    assert said.startswith("All duties hold through week 46 of 2027")
    assert f"{round(slack, -1):,.0f} to spare" in said


def test_the_paragraph_has_three_sentences_and_names_the_next_breach(
    plan: PlanResult, service: SampleService
) -> None:
    rows: list[tuple[object, ...]] = [
        bed_row(5, 30),
        ("decide_normal", "APR 35(4)", "IND", "NL", MONDAYS[8], 60.0, 50.0, 10.0, ""),
        ("screening_border", "SCR 8(3)", "KMar", "NL", MONDAYS[0], 9.0, 9.0, 0.0, ""),
    ]
    figures_now = figures.key_figures(plan, 52.0)
    said = answers.situation_paragraph(states(plan, rows, service), figures_now, None, "nl")
    assert len(said) == 3
    assert said[1] == "Daarna breekt: normale procedure (APR 35(4)), week 3 van 2027 (vanaf 18 jan)."


def test_what_is_broken_today_is_earlier_where_the_duty_of_the_heading_breaks_later(
    plan: PlanResult, service: SampleService
) -> None:
    late_today = ("decide_normal", "APR 35(4)", "IND", "NL", MONDAYS[0], 60.0, 50.0, 10.0, "")
    said = [
        answers.situation_paragraph(
            states(plan, [bed_row(week, 30), late_today], service),
            figures.key_figures(plan, 52.0),
            None,
            "en",
        )[1]
        for week in (0, 5)
    ]
    assert said[0] == "The duty normal procedure (APR 35(4)) is already not met either."
    assert said[1].startswith("Earlier, but lower in rank, breaks: normal procedure (APR 35(4)), week ")


def test_the_difference_with_the_baseline_has_signs(service: SampleService) -> None:
    before = figures.key_figures(service.baseline(), 52.0)
    now = replace(before, without_bed=before.without_bed - 40, cost=before.cost + 12e6, duties_broken=4)
    assert answers.against_baseline(now, before, "nl") == (
        "Tegenover de basis: €\u00a0+12\u00a0mln per jaar, −40 mensen zonder bed in de hoogste week en "
        f"{now.duties_broken - before.duties_broken}".replace("-", "−")
        + " plicht die breekt."
    )


def test_what_stays_equal_to_the_baseline_is_said_so_and_is_no_zero(service: SampleService) -> None:
    before = figures.key_figures(service.baseline(), 52.0)
    dearer = replace(before, cost=before.cost + 12e6)
    assert answers.against_baseline(dearer, before, "en") == (
        "Against the baseline: +€12\u00a0m a year, as many people without a bed in the highest week and "
        "as many duties that break."
    )


def test_cards_say_when_nothing_differs(plan: PlanResult) -> None:
    numbers = figures.key_figures(plan, 52.0)
    for card in cards.metrics(numbers, numbers, "nl"):
        assert card.delta == "gelijk aan basis"


def test_heading_cards_and_table_of_duties_agree(plan: PlanResult, service: SampleService) -> None:
    found = figures.duty_states(plan, service.duties())
    table = plan.tables["duties"]
    late = figures.late(plan)
    first = late[(late.duty == found[0].duty) & (late.late > 0)].week.min()
    assert found[0].first_week == first
    assert set(late.duty) == set(table.duty)
    assert figures.key_figures(plan, 52.0).duties_broken == sum(state.breaks for state in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_of_places_names_the_first_and_the_highest_week_of_shortage(
    plan: PlanResult, language: Language
) -> None:
    short = figures.beds(plan).without_bed
    said = answers.places_text(plan, language)
    first = date.fromisoformat(str(short[short >= 0.5].index[0])).isocalendar()
    assert f"week {first.week} " in said


def test_a_province_is_described_by_its_fullest_week(plan: PlanResult) -> None:
    said = answers.places_heading(plan, "PV27", "Noord-Holland", "nl")
    assert said.startswith("Noord-Holland: ")


def test_more_arrivals_give_a_worse_answer(service: SampleService) -> None:
    usual = default_scenario(service.settings())
    busy = sample_plan(usual.model_copy(update={"name": "scenario", "inflow": 50.0}))
    before, now = (figures.key_figures(each, 52.0) for each in (sample_plan(usual), busy))
    assert now.without_bed > before.without_bed


def test_the_receipt_of_a_duty_has_sentence_article_and_who_is_bound(
    plan: PlanResult, service: SampleService
) -> None:
    found = {state.duty: state for state in figures.duty_states(plan, service.duties())}
    said = answers.duty_receipt(found["screening_border"], service.duties(), "nl")
    assert said == (
        "Screening aan de grens is klaar binnen 7 dagen. SCR 8(3); gebonden: KMar. "
        "Houdt in alle getoonde weken."
    )


def test_the_forecast_names_the_next_whole_year_with_its_range(service: SampleService) -> None:
    view = service.forecast()
    row = view.yearly[(view.yearly.year == 2027) & (view.yearly.model == "served")].iloc[0]
    said = forecast.forecast_answer(view, START, "en")
    assert said == (
        f"In 2027, {row['q0.5']:,.0f} people are likely to come, "
        f"between {row['q0.1']:,.0f} and {row['q0.9']:,.0f} (80%)."
    )


def test_without_a_forecast_the_page_says_so(service: SampleService) -> None:
    view = service.forecast()
    empty = replace(view, yearly=view.yearly.iloc[:0])
    assert forecast.forecast_answer(empty, START, "nl") == "Er is nog geen voorspelling."


def test_sharper_than_last_year_is_one_less_the_ratio_of_scores(service: SampleService) -> None:
    assert "20% sharper" in forecast.score_sentence(service.forecast(), "en")


def test_only_dated_rounds_of_the_official_forecast_stand_beside_ours(service: SampleService) -> None:
    rounds = forecast.official_rounds(service.forecast()).set_index("year")
    assert (rounds.low <= rounds.mid).all()
    assert (rounds.mid <= rounds.high).all()
    official = service.forecast().official
    dated = official[official.publication_date.astype(str).str[:4].str.isdigit()]
    assert set(rounds["round"]) <= set(dated["round"])


def test_the_scenario_says_what_it_adds_to_the_forecast(service: SampleService) -> None:
    scenario = default_scenario(service.settings()).model_copy(update={"inflow": 20.0, "shock": 55.0})
    said = " ".join(forecast.forecast_paragraph(service.forecast(), scenario, START, "nl"))
    assert "+20\u00a0% instroom" in said
    assert "een schok van +55\u00a0%, 26 weken lang" in said
