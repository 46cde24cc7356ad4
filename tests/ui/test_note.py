"""The decision note says what the pages say, on screen and on paper."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pypdf
import pytest

from capacity.domain.note import DecisionNote
from capacity.scenario import default_scenario
from capacity.service.planning import values_to_mark
from capacity.texts import LANGUAGES, Language, date_long, date_short, say
from capacity.ui.charts.tokens import look
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.deadlines import day_to_decide, days_to_decide, last_days
from capacity.ui.parts.repairs import repair_sentence
from capacity.ui.situation import note
from capacity.ui.situation.orders import orders_now, toward_task
from capacity.ui.visit.work import UNNAMED
from capacity.ui.words import answers
from capacity.ui.words.setting_words import changed_text
from tests.ui.sample import START, SampleService, sample_chances


def answer(language: Language, **changes: object) -> Answer:
    service = SampleService()
    baseline = service.baseline()
    scenario = default_scenario(service.settings()).model_copy(update=changes)
    plan = service.plan(scenario) if changes else baseline
    return Answer(service, scenario, plan, baseline, look(False, language))


def made(about: Answer, today: date = START) -> DecisionNote:
    return note.decision_note(about, note.sized_alternative(about), today)


def part(shown: DecisionNote, name: str) -> str:
    """Everything that one part of the note says."""
    heading = say(f"note.{name}", shown.language)
    found = next(part for part in shown.parts if part.heading == heading)
    cells = [cell for row in found.table.rows for cell in row] if found.table else []
    return " ".join([*found.sentences, *cells])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_is_the_answer_of_the_situation_and_the_paper_holds_every_part(language: Language) -> None:
    about = answer(language)
    shown = made(about)
    assert shown.title == answers.situation_answer(about.plan, about.states, language)
    pages = pypdf.PdfReader(io.BytesIO(about.view.note_pdf(shown))).pages
    paper = " ".join(pages[0].extract_text().split())
    assert len(pages) == 1
    for text in (shown.title, shown.line, *(one.heading for one in shown.parts), *shown.footer):
        assert " ".join(text.split()) in paper
    for sentence in (sentence for one in shown.parts for sentence in one.sentences):
        assert " ".join(sentence.split()) in paper


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_note_says_the_chances_once_they_are_known(language: Language) -> None:
    one_path = say("situation.one_path", language)
    about = answer(language)
    assert one_path in part(made(about), "why")
    about.view.known_chances = sample_chances()
    why = part(made(replace(about)), "why")
    assert one_path not in why
    assert ("37\u00a0%" if language == "nl" else "37%") in why


@pytest.mark.parametrize(("language", "range_of_beds"), [("nl", "0 tot 1.250"), ("en", "0 to 1,250")])
def test_the_comparison_has_a_range_and_the_chance_of_beds_for_all_once_chances_are_known(
    language: Language, range_of_beds: str
) -> None:
    about = answer(language)
    chance = say("note.measure_chance_beds", language)
    assert chance not in part(made(about), "compare")
    about.view.known_chances = sample_chances()
    compared = part(made(replace(about)), "compare")
    assert range_of_beds in compared
    dutch, english = (
        "80\u00a0%: €\u00a03.512\u00a0mln tot €\u00a03.914\u00a0mln",
        "80%: €3,512\u00a0m to €3,914\u00a0m",
    )
    assert (dutch if language == "nl" else english) in compared
    share = "37\u00a0%" if language == "nl" else "37%"
    assert f"{chance} {share}" in compared


def test_the_note_of_a_scenario_stands_beside_the_baseline_and_an_alternative() -> None:
    shown = made(answer("nl", inflow=20.0, name="najaarspiek"))
    table = next(part.table for part in shown.parts if part.heading == say("note.compare", "nl"))
    assert table is not None
    assert table.headings[1:] == ("basisplan", "dit scenario", "zelfde plan, instroom op P90")
    assert "najaarspiek" in shown.line
    chart = next(part.chart for part in shown.parts if part.chart)
    assert chart is not None
    assert len(chart.baseline) == len(chart.residents)
    assert max(value for value, _ in chart.axis) >= max(chart.residents)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_note_of_settings_without_a_name_says_which_they_are(language: Language) -> None:
    about = answer(language, name=UNNAMED, inflow=20)
    shown = made(about)
    assert say("note.unnamed", language) in shown.line
    assert changed_text(about.scenario, about.view.settings(), language) in part(shown, "why")
    named = made(answer(language, name="Herfstpiek", inflow=20))
    assert "Herfstpiek" in named.line


def test_values_still_to_be_filled_in_are_named_the_widest_first() -> None:
    about = answer("nl")
    summary = {**about.plan.summary, "inputs_needed": ["overtime_price", "minimum_weeks_decision"]}
    with_inputs = replace(about.plan, summary=summary)
    said = part(made(replace(about, plan=with_inputs, baseline=with_inputs)), "risks")
    assert "(nog in te vullen)" in said
    assert said.index("kortste tijd tot een besluit") < said.index("prijs van overwerk")


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_that_the_scenario_gives_are_counted_apart_from_those_still_to_be_filled_in(
    language: Language,
) -> None:
    about = answer(language, parameters={"eurodac_hours_per_record": 0.4})
    marks = values_to_mark(about.view.parameters(), about.scenario)
    filled_in = replace(about, plan=replace(about.plan, summary={**about.plan.summary, **marks}))
    said = part(made(filled_in), "risks")
    k, m = len(marks["assumptions"]), len(about.view.parameters().marked("input needed")) - 1
    assert say("note.risk_count", language, k=k, m=m) in said
    assert say("note.risk_own", language, n=1) in said
    assert say("note.risk_own", language, n=1) not in part(made(answer(language)), "risks")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deviation_from_the_law_is_said_under_the_title_with_its_article(language: Language) -> None:
    departing = made(answer(language, parameters={"decide_accelerated": 5.0}, deviations=["APR 35(3)"]))
    assert departing.cautions == (say("deviation.caution", language, list="APR 35(3)"),)
    assert "APR 35(3)" in departing.cautions[0]


def test_stale_data_are_said_under_the_title() -> None:
    assert made(answer("nl")).cautions == ()
    assert made(answer("nl"), date(2027, 6, 1)).cautions == (say("note.stale", "nl"),)


def test_every_value_that_nobody_published_has_a_word_in_both_languages() -> None:
    parameters = SampleService().parameters()
    inputs = parameters.marked("input needed")
    ranged = [name for name in inputs if parameters[name].low is not None and parameters[name].value]
    told = {row.id for row in note.widest(parameters, inputs)}
    assert {name for name in ranged if not name.startswith("hired_from_week_")} == told


def test_an_order_whose_day_has_passed_is_told_as_late() -> None:
    about = answer("en")
    last_day = date.fromisoformat(orders_now(about).by.min())
    told = [part(made(about, last_day + timedelta(days=days)), "decision") for days in (0, 1, 7)]
    assert ["was due on" in one for one in told] == [False, False, True]
    assert ["the first this week" in one for one in told] == [False, True, False]


def test_a_decision_says_wherever_it_is_told_that_it_is_due_this_week_or_late() -> None:
    about = answer("nl")
    day = date(2026, 12, 28)
    last = day.isoformat()
    ahead, due, late = (replace(about, today=day + timedelta(days=days)) for days in (0, 1, 7))
    assert day_to_decide(last, ahead) == date_short(day, "nl")
    assert day_to_decide(last, due) == f"{date_short(day, 'nl')} (deze week)"
    assert day_to_decide(last, late) == f"{date_short(day, 'nl')} (verstreken)"
    assert f"Besluit uiterlijk {date_long(day, 'nl')}." in repair_sentence(ahead)
    assert "Besluit deze week." in repair_sentence(due)
    assert f"Het besluit had {date_long(day, 'nl')} genomen moeten zijn" in repair_sentence(late)


def test_in_a_table_a_day_stays_a_day_and_a_column_beside_it_says_what_is_due() -> None:
    about = answer("en")
    first, second = date(2026, 12, 28), date(2027, 1, 4)
    days = [first.isoformat(), second.isoformat()]
    ahead, late = (replace(about, today=day) for day in (first, second + timedelta(days=1)))
    written = [date_short(day, "en") for day in (first, second)]
    assert days_to_decide("by", days, ahead) == {"by": written}
    assert days_to_decide("by", days, late) == {"by": written, "in_time": ["passed", "this week"]}
    assert last_days("by", [*days, ""], late) == {"by": [*written, ""], "in_time": ["passed", "passed", ""]}


def test_a_day_until_which_notice_can_be_given_has_passed_the_day_after() -> None:
    about, day = answer("nl"), date(2026, 12, 28)
    written, last = [date_short(day, "nl")], [day.isoformat()]
    assert last_days("notice_by", last, replace(about, today=day)) == {"notice_by": written}
    after = replace(about, today=day + timedelta(days=1))
    assert last_days("notice_by", last, after) == {"notice_by": written, "in_time": ["verstreken"]}


def test_ordered_places_count_for_the_spreading_law_as_far_as_a_gap_would_be_without_them() -> None:
    places = pd.DataFrame(
        {
            "week": ["2027-01-04"] * 3,
            "region": ["PV20", "PV21", "PV22"],
            "type": ["regular"] * 3,
            "task": [1000.0, 500.0, 300.0],
            "durable": [900.0, 530.0, 400.0],
        }
    )
    orders = pd.DataFrame(
        {
            "region": ["PV20", "PV21", "PV22", "PV20"],
            "type": ["regular", "regular", "regular", "emergency"],
            "opened": [60.0, 50.0, 40.0, 80.0],
        }
    )
    assert toward_task(places, orders) == 60.0 + 20.0
