"""Every preset's figures against tables written by hand, and its sentence in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from capacity.domain.plan_result import PlanResult
from capacity.scenario import Preset, default_scenario, runs_of, start_of
from capacity.service.answers import INVERSE_RUN, Asked, Bars, Found, Lines, answer, is_inverse, presets
from capacity.service.inputs import load_inputs
from capacity.texts import LANGUAGES, messages
from tests.service.inverse_sample import with_inverse
from tests.service.tiny import WEEKS, tiny_plan

PER_YEAR = 52.18 / len(WEEKS)


def asked(preset: Preset, changes: dict[str, object] | None = None, **plans: PlanResult) -> Asked:
    """The plans of a preset; a run that is not given has the plan of the reference."""
    inputs = load_inputs()
    scenario = start_of(preset, inputs.settings).model_copy(update=changes or {})
    scenarios = runs_of(preset, scenario, inputs.settings)
    reference = plans.pop("reference")
    given = {run: plans.get(run, reference) for run in scenarios}
    if is_inverse(preset):
        given[INVERSE_RUN] = plans.get(INVERSE_RUN, with_inverse(reference, preset.id))
    return Asked(given, scenarios, reference, inputs.parameters, inputs.duties, {"PV28": "Zuid-Holland"})


def found(question: str, changes: dict[str, object] | None = None, **plans: PlanResult) -> Found:
    preset = presets()[question]
    return answer(preset, asked(preset, changes, **plans))


def words(result: Found, language: str = "nl") -> str:
    return " ".join(part.text(language) for part in result.said)  # type: ignore[arg-type]


def test_the_questions_that_can_be_answered_are_there() -> None:
    assert [preset.question for preset in presets().values()] == [*range(1, 9), 10, 12, 13, *range(16, 20)]


@pytest.mark.parametrize("question", sorted(presets()))
def test_a_question_has_its_title_chart_and_unit_in_words_and_known_cards(question: str) -> None:
    preset = presets()[question]
    for part in ("title", "chart", "caption", "unit"):
        assert f"preset.{part}.{question}" in messages("nl")
    assert set(preset.rests_on) <= set(load_inputs().parameters)
    assert preset.resources
    for resource in preset.resources:
        assert f"price.thing.{resource}" in messages("nl")
    for parameter in preset.rests_on:
        assert f"preset.parameter_{parameter}" in messages("nl")


@pytest.mark.parametrize("question", sorted(presets()))
def test_the_reference_is_the_start_without_the_settings_of_the_question(question: str) -> None:
    preset, settings = presets()[question], load_inputs().settings
    runs = runs_of(preset, start_of(preset, settings), settings)
    usual = default_scenario(settings)
    assert runs["reference"].model_copy(update={"weeks": usual.weeks}) == usual
    for run, scenario in runs.items():
        assert scenario.weeks == runs["asked"].weeks, run


def test_other_settings_of_the_planner_hold_in_every_run() -> None:
    preset, settings = presets()["q04"], load_inputs().settings
    mine = start_of(preset, settings).model_copy(update={"inflow": 20.0, "housing": 25.0})
    runs = runs_of(preset, mine, settings)
    assert {run: (part.inflow, part.housing) for run, part in runs.items()} == {
        "asked": (20.0, 25.0),
        "reference": (20.0, 0.0),
        "less": (20.0, -10.0),
    }


def test_q01_orders_no_places_that_were_contracted_or_ordered_before() -> None:
    plan = tiny_plan(
        residents=(90, 100, 130, 120),
        places={("PV20", "regular"): (95, 95, 95, 95), ("PV21", "emergency"): (0, 20, 50, 50)},
        opened={("PV21", "emergency"): (0, 20, 30, 0)},
        notices={"announced": [[WEEKS[1], "PV21", "emergency", 20.0], [WEEKS[2], "PV21", "emergency", 5.0]]},
    )
    result = found("q01", {"lead_em": 4}, asked=plan, reference=plan)
    assert (result.figures["ordered"], result.figures["by"]) == (25, "2026-12-21")


def test_q01_counts_the_worst_week_and_the_order_before_the_lead_time() -> None:
    plan = tiny_plan(
        residents=(90, 100, 130, 120),
        without_bed=(0, 0, 5, 0),
        places={("PV20", "regular"): (95, 95, 95, 95), ("PV21", "emergency"): (0, 0, 30, 30)},
        opened={("PV21", "emergency"): (0, 0, 30, 0)},
        money=(1, 1, 1, 1),
        price=2.0,
    )
    result = found("q01", {"lead_em": 4}, asked=plan, reference=plan)
    assert result.figures == {
        "needed": 130,
        "week": WEEKS[2],
        "full_from": WEEKS[1],
        "ordered": 30,
        "by": "2026-12-21",
        "eur": pytest.approx(30 * 2 * 52.18),
    }
    assert "130 plaatsen nodig; regulier is vol vanaf week 2 van 2027" in words(result)
    assert "uiterlijk op maandag 21 december 2026" in words(result)
    assert "5 mensen zonder bed" in words(result)


def test_q01_orders_nothing_where_nothing_opens() -> None:
    plan = tiny_plan(residents=(1, 1, 1, 1), places={("PV20", "regular"): (9, 9, 9, 9)}, money=(1, 1, 1, 1))
    result = found("q01", asked=plan, reference=plan)
    assert (result.figures["ordered"], result.figures["full_from"]) == (0, None)
    assert "No new emergency places are needed." in words(result, "en")


def test_q01_tells_the_places_needed_by_province_and_names_the_largest() -> None:
    regions = ("PV28", "PV20", "PV21", "PV22")
    blocks = {(region, "regular"): (10 * n, 20 * n, 10, 10) for n, region in enumerate(regions, start=1)}
    plan = tiny_plan(
        residents=(100, 200, 150, 100),
        places={**blocks, ("PV20", "emergency"): (0, 5, 5, 5)},
        opened={("PV20", "emergency"): (0, 5, 0, 0)},
    )
    result = found("q01", asked=plan, reference=plan)
    table = result.by_province
    assert table is not None
    assert table.to_numpy().tolist() == [
        ["PV22", 80, 80, 0],
        ["PV21", 60, 60, 0],
        ["PV20", 45, 40, 5],
        ["Zuid-Holland", 20, 20, 0],
    ]
    assert "Most are in PV22 (80), PV21 (60) and PV20 (45); the other provinces hold 20." in words(
        result, "en"
    )


def over_cap(*late: float) -> dict[str, tuple[list[float], list[float], list[float]]]:
    return {"intake_cap": ([2000 + more for more in late], [2000.0] * 4, list(late))}


def test_q02_takes_the_cheapest_measure_that_keeps_below_the_cap() -> None:
    now = tiny_plan(duties=over_cap(0, 10, 20, 0), money=(100e6,) * 4)
    kept = tiny_plan(duties=over_cap(0, 0, 0, 0), money=(101e6,) * 4)
    result = found("q02", reference=now, asked=now, outplaced=kept, extra=now)
    assert result.figures == {
        "weeks": 2,
        "first": WEEKS[1],
        "penalty_eur": 0,
        "cheapest": "outplaced",
        "eur": 4e6,
    }
    assert "2 weken boven 2.000" in words(result)
    assert "€\u00a04,0\u00a0mln meer" in words(result)
    assert "Ook berekend: 500 extra plaatsen in Ter Apel; dan blijven 2 weken boven" in words(result)


def test_q02_names_both_measures_together_where_only_they_keep_below_the_cap() -> None:
    now = tiny_plan(duties=over_cap(0, 10, 20, 0), money=(100e6,) * 4)
    kept = tiny_plan(
        duties=over_cap(0, 0, 0, 0), money=(102e6,) * 4, places={("PV21", "emergency"): (0, 30, 30, 0)}
    )
    result = found("q02", reference=now, asked=now, both=kept)
    assert result.figures["cheapest"] == "both"
    assert "both: place people elsewhere earlier, and 500 extra places" in words(result, "en")
    assert "At most 30 more emergency places stand open with it." in words(result, "en")


def test_q02_says_so_when_nothing_tried_keeps_below_the_cap() -> None:
    now = tiny_plan(duties=over_cap(0, 10, 0, 0), lines={"intake_penalty_nights": 350000.0})
    result = found("q02", reference=now, asked=now)
    assert (result.figures["cheapest"], result.figures["penalty_eur"]) == (None, 350000)
    assert "Geen van de berekende maatregelen" in words(result)
    assert "plafond" not in words(result)


def test_q02_says_what_the_court_would_ask_where_its_ceiling_is_used_up() -> None:
    now = tiny_plan(duties=over_cap(0, 10, 20, 0))
    said = words(found("q02", reference=now, asked=now), "en")
    assert "of which €0\u00a0m is left" in said
    assert "would cost €0.7\u00a0m" in said


def decisions(
    old: tuple[float, ...], late: float, served: float = 0.0
) -> dict[tuple[str, str, str], tuple[float, ...]]:
    """Old cases still to be decided (900 more will leave undecided), and as many of them served a week."""
    return {
        ("decision", "old", "queue"): tuple(persons + 900 for persons in old),
        ("decision", "old", "to_decide"): old,
        ("decision", "old", "served"): (served,) * 4,
        ("decision", "normal", "queue"): (50, 50, 50, 50),
        ("decision", "normal", "over_term"): (0, 0, 0, late),
    }


def test_q03_counts_weeks_applications_bed_years_and_penalties() -> None:
    duties = {"decide_normal": ([9.0] * 4, [9.0] * 4, [0, 0, 3.0, 3.0])}
    before = tiny_plan(
        residents=(100, 100, 100, 100),
        measures=decisions((30, 20, 10, 0), 40),
        lines={"old_cases_over_term": 5e6},
        duties=duties,
    )
    after = tiny_plan(
        residents=(100, 90, 80, 70),
        measures=decisions((30, 10, 0, 0), 30),
        lines={"old_cases_over_term": 2e6},
        duties=duties,
    )
    result = found("q03", reference=before, asked=after)
    assert result.figures == {
        "gone": WEEKS[2],
        "left": 0,
        "gone_after_weeks": 3,
        "hours_more": 0,
        "weeks_saved": 1,
        "old": 0,
        "pact_late": -10,
        "bed_years": pytest.approx(-60 / 52.18),
        "penalties_eur": -3e6,
        "breaks": "decide_normal",
        "binding": None,
    }
    assert "weg in week 3 van 2027" in words(result)
    assert "Met 100 fte erbij duurt dat 1 minder weken" in words(result)
    assert "Van de Pact-termijnen breekt eerst normale procedure (APR 35(4)), in week 3 van 2027" in words(
        result
    )
    assert "Woningen knellen" not in words(result)
    assert "Rust op uren per besluit (✎, nog in te vullen)." in words(result)


def test_q03_says_what_each_hundred_deciders_change_and_says_it_once_where_two_hundred_are_asked() -> None:
    before, one, two = (
        tiny_plan(measures=decisions(old, 0), lines={"old_cases_over_term": eur})
        for old, eur in (((30, 20, 10, 0), 5e6), ((30, 10, 0, 0), 2e6), ((10, 0, 0, 0), 1e6))
    )
    result = words(found("q03", reference=before, asked=one, twice=two))
    assert "Met 100 fte erbij duurt dat 1 minder weken" in result
    assert "Met 200 fte erbij duurt dat 2 minder weken" in result
    again = words(found("q03", {"fte": 200.0}, reference=before, asked=two, twice=two))
    assert again.count("Met 200 fte erbij") == 1
    assert "Met 100 fte" not in again


def test_q03_says_what_a_court_sets_a_day_and_at_most_beside_the_penalties_paid() -> None:
    lines = {"old_cases_over_term": 2e6, "old_cases_statutory_penalty": 41e6}
    plan = tiny_plan(measures=decisions((30, 20, 10, 0), 0), lines=lines)
    result = found("q03", reference=plan, asked=plan)
    ruling = "(Raad van State 202300717/1/V1)"
    assert f"€\u00a0100 per dag vast, tot €\u00a07.500 per aanvraag {ruling}" in words(result)
    assert f"€100 a day up to €7,500 an application {ruling}" in words(result, "en")
    assert "was dat €\u00a041" in words(result)
    assert "that would be €41" in words(result, "en")
    assert "Niet meegeteld is wie daarvoor al meer dan 75 dagen over de termijn was" in words(result)
    assert "Left out is who was over term for more than 75 days before" in words(result, "en")


def test_q03_leaves_the_old_terms_out_of_the_pact_terms() -> None:
    duties = {"decide_old": ([9.0] * 4, [0.0] * 4, [9.0] * 4)}
    plan = tiny_plan(measures=decisions((30, 20, 10, 0), 0), duties=duties)
    result = found("q03", reference=plan, asked=plan)
    assert result.figures["breaks"] is None
    assert "Geen termijn van het Pact breekt in de getoonde weken." in words(result)
    assert "No term of the Pact breaks in the weeks shown." in words(result, "en")


def test_q03_names_the_term_that_breaks_first_whoever_is_bound_and_leaves_those_late_before_apart() -> None:
    """From before 5 are late every week; transfers miss their term in the second, decisions in the third."""
    duties = {
        "decide_normal": ([9.0] * 4, [9.0, 9.0, 2.0, 2.0], [5.0, 5.0, 12.0, 19.0]),
        "transfer": ([9.0] * 4, [9.0, 5.0, 5.0, 5.0], [0.0] * 4),
        "housing_norm": ([9.0] * 4, [0.0] * 4, [9.0] * 4),
    }
    plan = tiny_plan(measures=decisions((30, 20, 10, 0), 0), duties=duties)
    plan = replace(plan, notices={"over_term_at_start": {"decision.normal": 5.0, "decision.old": 900.0}})
    result = found("q03", reference=plan, asked=plan)
    assert result.figures["breaks"] == "transfer"
    assert "Nog 5 waren al vóór het begin van het plan over een termijn" in words(result)


def test_q03_names_of_terms_that_break_in_one_week_the_one_with_most_persons_late() -> None:
    duties = {
        "decide_accelerated": ([90.0] * 4, [90.0, 21.0, 21.0, 21.0], [0.0] * 4),
        "responsibility": ([99.0] * 4, [99.0, 5.0, 5.0, 5.0], [0.0] * 4),
    }
    plan = tiny_plan(measures=decisions((30, 20, 10, 0), 0), duties=duties)
    assert found("q03", reference=plan, asked=plan).figures["breaks"] == "responsibility"


def test_q03_names_the_review_of_detention_as_a_term_of_the_pact() -> None:
    duties = {"detention_review": ([9.0] * 4, [9.0, 5.0, 5.0, 5.0], [0.0] * 4)}
    plan = tiny_plan(measures=decisions((30, 20, 10, 0), 0), duties=duties)
    result = found("q03", reference=plan, asked=plan)
    assert result.figures["breaks"] == "detention_review"
    assert "(RCD 11(3))" in words(result)


def test_q03_counts_nobody_over_a_norm_as_over_a_term_of_the_pact_before_the_plan() -> None:
    over = {"housing.all": 11_189.0, "appeal.territory": 2_933.0, "decision.admissibility": 140.0}
    plan = tiny_plan(measures=decisions((30, 20, 10, 0), 0))
    result = found("q03", reference=plan, asked=replace(plan, notices={"over_term_at_start": over}))
    assert "Nog 140 waren al vóór het begin van het plan over een termijn" in words(result)


@pytest.mark.parametrize(
    ("residents", "homes_waiting", "binding"),
    [((100,) * 4, 70, "homes"), ((100, 90, 80, 70), 70, None), ((100,) * 4, 50, None)],
)
def test_q03_says_that_homes_bind_when_more_deciders_free_no_bed_and_more_holders_wait(
    residents: tuple[float, ...], homes_waiting: float, binding: str | None
) -> None:
    def plan(people: tuple[float, ...], waiting: float) -> PlanResult:
        housing = ("housing", "status_holders", "queue")
        return tiny_plan(
            residents=people, measures={**decisions((30, 20, 10, 0), 0), housing: (0, 0, 0, waiting)}
        )

    result = found("q03", reference=plan((100,) * 4, 50), asked=plan(residents, homes_waiting))
    assert result.figures["binding"] == binding
    sentence = "At the end 70 status holders wait for a home, 20 more."
    assert (f"Binding: homes. More deciders free no bed. {sentence}" in words(result, "en")) == (
        binding == "homes"
    )


def test_q03_says_when_the_old_stock_would_be_gone_and_what_would_do_it_within_the_weeks_shown() -> None:
    before = tiny_plan(measures=decisions((900, 850, 800, 750), 0, served=50))
    after = tiny_plan(measures=decisions((900, 800, 700, 600), 0, served=100))
    result = found("q03", reference=before, asked=after)
    assert (result.figures["gone"], result.figures["left"]) == (None, 600)
    assert result.figures["gone_after_weeks"] == 4 + 600 / 100
    assert result.figures["weeks_saved"] == (4 + 750 / 50) - (4 + 600 / 100)
    assert result.figures["hours_more"] == 600 * 60 / 4  # 60 hours a decision, over four weeks
    assert "niet binnen 4 weken weg: er zijn nog 600 aanvragen te beslissen. Wie uit" in words(result)
    assert "na ongeveer 10 weken weg" in words(result)
    # 9,000 hours a week at 28 hours a person
    assert "about 9,000 decider hours a week more" in words(result, "en")
    assert "about 321 FTE" in words(result, "en")


def test_q03_says_that_an_old_stock_of_which_nothing_is_decided_is_never_gone_although_people_leave() -> None:
    leaving = {("decision", "old", "queue"): (1800.0, 1700.0, 1600.0, 1500.0)}
    plan = tiny_plan(measures={**decisions((900, 900, 900, 900), 0), **leaving})
    result = found("q03", reference=plan, asked=plan)
    assert (result.figures["gone_after_weeks"], result.figures["weeks_saved"]) == (None, None)
    assert "it is never gone: hardly any of it is decided" in words(result, "en")


def test_q04_compares_both_ways_with_the_reference() -> None:
    before = tiny_plan(residents=(100, 100, 100, 100), money=(10e6,) * 4)
    more = tiny_plan(residents=(100, 95, 90, 80), money=(9e6,) * 4)
    less = tiny_plan(residents=(100, 105, 110, 130), money=(12e6,) * 4)
    result = found("q04", reference=before, asked=more, less=less)
    assert result.figures == {
        "week": WEEKS[3],
        "beds": -20,
        "eur": pytest.approx(-4e6 * PER_YEAR),
        "beds_less": 30,
        "eur_less": pytest.approx(8e6 * PER_YEAR),
    }
    assert "10\u00a0% meer huisvesting: 20 minder bedden nodig in week 4 van 2027" in words(result)
    assert "10% less housing: 30 more beds" in words(result, "en")


def screened(inflow: float, unfinished: float) -> dict[tuple[str, str, str], tuple[float, ...]]:
    return {
        ("screening_territory", "territory", "inflow"): (inflow, inflow, 100, 100),
        ("screening_territory", "territory", "served"): (inflow - unfinished,) * 2 + (100, 100),
        ("screening_territory", "territory", "unfinished"): (unfinished, unfinished, 0, 0),
        ("screening_border", "border", "inflow"): (10, 10, 10, 10),
        ("screening_border", "border", "served"): (10, 10, 10, 10),
        ("screening_border", "border", "unfinished"): (0, 0, 0, 0),
    }


def test_q05_finds_the_least_capacity_at_which_nearly_everybody_is_in_time() -> None:
    result = found(
        "q05",
        reference=tiny_plan(measures=screened(100, 0)),
        asked=tiny_plan(measures=screened(200, 50)),
        plus_10=tiny_plan(measures=screened(200, 11)),
        plus_20=tiny_plan(measures=screened(200, 10)),
        plus_40=tiny_plan(measures=screened(200, 0)),
    )
    numbers = load_inputs().parameters.number
    assert result.figures == {
        "border": numbers("screening_border_per_week"),
        "territory": pytest.approx(1.2 * numbers("screening_territory_per_week")),
        "per_week": 210,
        "unfinished": 100,
    }
    assert "blijven er 100 onaf" in words(result)


def test_q05_names_no_capacity_that_was_not_tried() -> None:
    crowded = tiny_plan(measures=screened(200, 50))
    runs = dict.fromkeys(("asked", "plus_10", "plus_20", "plus_40"), crowded)
    result = found("q05", reference=tiny_plan(measures=screened(100, 0)), **runs)
    assert result.figures["territory"] is None
    assert "meer dan 40\u00a0% extra (grondgebied)" in words(result)


def records(unsent: tuple[float, ...], late: float) -> PlanResult:
    return tiny_plan(
        measures={("eurodac_transmission", "territory", "queue"): unsent},
        duties={"eurodac_territory": ([9.0] * 4, [9.0 - late, 9, 9, 9], [0.0] * 4)},
    )


def test_q06_counts_unsent_late_and_when_the_queue_is_gone() -> None:
    result = found(
        "q06",
        reference=records((1, 1, 1, 1), 0),
        asked=records((1, 60, 30, 1), 4),
        short=records((1, 30, 1, 1), 2),
        long=records((1, 60, 120, 90), 8),
    )
    assert result.figures == {
        **{"unsent_asked": 60, "cleared_asked": WEEKS[3], "late_asked": 4},
        **{"unsent_short": 30, "cleared_short": WEEKS[2], "late_short": 2},
        **{"unsent_long": 120, "cleared_long": None, "late_long": 8},
    }
    assert "Na 2 weken storing zijn 60 records niet verzonden" in words(result)
    assert isinstance(result.chart, Lines)
    terms = [line.values.iloc[0] for line in result.chart.lines if line.label.key.endswith("sent_within")]
    assert terms == pytest.approx([900 * 72 / 168, 900 * 120 / 168])
    assert "niet leeg en 8 records zijn te laat" in words(result)


def test_q07_says_money_beds_and_the_largest_gap() -> None:
    before = tiny_plan(money=(1e6,) * 4, durable={"PV28": (50, 60), "PV20": (60, 60)})
    later = tiny_plan(
        residents=(10, 10, 10, 10),
        without_bed=(0, 7, 3, 0),
        money=(2e6,) * 4,
        durable={"PV28": (20, 60), "PV20": (70, 60)},
    )
    result = found("q07", reference=before, asked=later, half=before)
    assert result.figures["eur_asked"] == pytest.approx(4e6 * PER_YEAR)
    assert (result.figures["without_bed_asked"], result.figures["gap_asked"]) == (7, 40)
    assert (result.figures["largest"], result.figures["largest_gap"]) == ("PV28", 40)
    assert "Plaatsen 26 weken later" in words(result)
    assert "7 mensen zonder bed" in words(result)
    assert "de meeste in Zuid-Holland: 40" in words(result)
    assert (result.figures["widest"], result.figures["widest_share"]) == ("PV28", pytest.approx(40 / 60))
    assert "in any of the 1 province that falls short" in words(result, "en")
    assert isinstance(result.chart, Bars)
    assert result.chart.asked == (40, 0)


def test_q07_says_cost_and_fewer_beds_of_every_province_and_they_add_up_to_the_country() -> None:
    before = tiny_plan(
        places={("PV28", "regular"): (9, 9, 9, 9)}, durable={"PV28": (50, 60)}, money=(1e6,) * 4
    )
    later = tiny_plan(
        without_bed=(0, 7, 3, 0),
        places={("PV28", "regular"): (9, 2, 6, 9)},
        durable={"PV28": (20, 60)},
        money=(2e6,) * 4,
    )
    for plan in (before, later):
        plan.tables["costs"]["region"] = "PV28"
    result = found("q07", reference=before, asked=later, half=before)
    table = result.by_province
    assert table is not None
    here = table.set_index("province").loc["Zuid-Holland"]
    assert (here.missing, here.missing_half, here.fewer_beds, here.fewer_half) == (40, 10, 7, 0)
    assert table.eur_extra.sum() == pytest.approx(result.figures["eur_asked"], abs=1)
    assert table.eur_half.sum() == 0
    assert "de meeste bedden minder: 7" in words(result)


def at_border(
    held: tuple[float, ...], places: float, diverted: float = 0.0, families: tuple[float, float] = (0, 0)
) -> PlanResult:
    """People held; `families` are those who come while it is full, and those of them led elsewhere."""
    come, led = families
    return tiny_plan(
        duties={"border_families": ((0, come, 0, 0), (0, led, 0, 0), (0, come - led, 0, 0))},
        places={("PV27", "border"): (places,) * 4},
        measures={
            ("decision", "border", "queue"): tuple(number - 3 for number in held),
            ("appeal", "border", "queue"): (2,) * 4,
            ("return_border", "border", "queue"): (1,) * 4,
            ("decision", "border", "diverted"): (0, 0, diverted, 0),
        },
    )


def test_q08_says_for_each_stay_whether_the_places_suffice() -> None:
    enough, full = at_border((80, 90, 95, 99), 100), at_border((80, 90, 100, 100), 100)
    result = found(
        "q08",
        reference=enough,
        asked=full,
        short=enough,
        middle=enough,
        no_buffer=at_border((50, 50, 50, 50), 50, diverted=6),
        return_leg=at_border((80, 100, 100, 100), 100),
    )
    assert (result.figures["held_asked"], result.figures["full_asked"]) == (100, WEEKS[2])
    assert (result.figures["held_short"], result.figures["full_short"]) == (99, None)
    assert (result.figures["full_no_buffer"], result.figures["diverted_no_buffer"]) == (WEEKS[0], 6)
    assert "dat past in 100 bruikbare plaatsen" in words(result)
    assert "6 mensen gaan naar een andere procedure" in words(result)
    assert "grond f blijft" in words(result)


def test_q08_says_what_a_return_leg_in_the_same_places_takes_and_where_families_go() -> None:
    enough = at_border((80, 90, 95, 99), 100)
    full = at_border((80, 100, 100, 100), 100, families=(7, 5))
    result = found("q08", reference=enough, return_leg=full, no_buffer=full)
    names = ("held_return_leg", "waiting_for_return", "families", "families_led")
    assert [result.figures[name] for name in names] == [100, 1, 7, 5]
    assert "Suppose 100% of those rejected stay" in words(result, "en")
    assert "At 12 weeks 100 people are there, of whom 1 wait for return" in words(result, "en")
    assert "7 of them come while it is reached: 5 go to the procedure inside the country" in words(
        result, "en"
    )
    assert "2 stay under another ground" in words(result, "en")
    never_full = found("q08", reference=enough)
    assert "komt geen van hen terwijl die is bereikt" in words(never_full)


def test_q10_counts_homes_appeals_and_beds() -> None:
    def plan(house: float, appeal: float, last: float) -> PlanResult:
        return tiny_plan(
            residents=(100, 100, 100, last),
            measures={
                ("housing", "status_holders", "inflow"): (house,) * 4,
                ("appeal", "territory", "inflow"): (appeal,) * 4,
                ("departure", "territory", "inflow"): (5,) * 4,
            },
        )

    result = found("q10", reference=plan(10, 20, 100), asked=plan(15, 12, 103))
    assert result.figures == {"to_house": 20, "appeals": -32, "beds_at_end": 3}
    assert (
        "On IND basis, which counts outcomes on responsibility too, that is about 56%; it was 36% in 2025."
        in words(result, "en")
    )
    assert "Bij 75\u00a0% inwilliging: 20 meer mensen te huisvesten, 32 minder beroepen" in words(result)


def test_q12_names_the_duty_that_breaks_only_under_the_ceiling() -> None:
    def plan(short: float, eur: float, **notices: object) -> PlanResult:
        beds = ([100.0] * 4, [100.0, 100.0 - short, 100, 100], [0, short, 0, 0])
        old = ([1.0] * 4, [0.0] * 4, [9.0] * 4)
        return tiny_plan(
            residents=(100,) * 4,
            without_bed=(0, short, 0, 0),
            money=(eur,) * 4,
            duties={"beds": beds, "decide_old": old},
            notices=notices,
        )

    result = found(
        "q12",
        reference=plan(0, 10e6),
        asked=plan(8, 9e6, over_ceiling_eur={"2026": 0.0, "2027": 2e6}),
        buffer=plan(0, 11e6),
    )
    assert result.figures == {
        "breaks": "beds",
        "week": WEEKS[1],
        "without_bed": 8,
        "buffer_eur": pytest.approx(4e6 * PER_YEAR),
        "over_ceiling_eur": 2e6,
    }
    assert "breekt in week 2 van 2027 (vanaf 11 jan): bedden" in words(result)
    assert "In 2027 ligt €\u00a02,0\u00a0mln boven het plafond al vast" in words(result)
    assert "buffer van 10\u00a0% plaatsen" in words(result)


def test_q12_tells_staff_in_reserve_beside_the_places_in_reserve() -> None:
    def plan(late: float, eur: float) -> PlanResult:
        return tiny_plan(money=(eur,) * 4, measures=decisions((9,) * 4, late))

    buffer, staff = plan(40, 11e6), plan(15, 10e6)
    result = found("q12", reference=plan(40, 9e6), buffer=buffer, staff=staff)
    assert "With 100 FTE more deciders beside those places, 25 fewer people are over term" in words(
        result, "en"
    )
    assert presets()["q12"].runs["asked"]["weeks"] == 156


@pytest.mark.parametrize("pay", [7e6, -7e6], ids=["hired", "let go"])
def test_q12_leaves_the_pay_of_staff_in_reserve_out_of_what_the_plan_then_costs(pay: float) -> None:
    def plan(late: float, eur: float, hired: float) -> PlanResult:
        made = tiny_plan(money=(eur,) * 4, measures=decisions((9,) * 4, late))
        costs = made.tables["costs"]
        wages = costs.head(1).assign(line="hired_staff", quantity=1.0, unit_price_eur=hired, eur=hired)
        return replace(made, tables={**made.tables, "costs": pd.concat([costs, wages])})

    buffer, staff = plan(40, 11e6, 1e6), plan(15, 10e6, 1e6 + pay)
    result = found("q12", reference=plan(40, 9e6, 0), buffer=buffer, staff=staff)
    assert "Without their pay the plan then costs €52\u00a0m less a year." in words(result, "en")


def test_q12_without_a_ceiling_or_a_breach_claims_nothing() -> None:
    plan = tiny_plan(duties={"beds": ([1.0] * 4, [1.0] * 4, [0.0] * 4)}, money=(1e6,) * 4)
    assert "Er is geen plafond ingesteld" in words(found("q12", {"ceiling": None}, reference=plan))
    assert "breekt geen andere plicht" in words(found("q12", reference=plan))


def test_q13_counts_sessions_bed_months_and_stays_over_the_term() -> None:
    before = tiny_plan(
        residents=(100,) * 4,
        courts=(10,) * 4,
        measures={
            ("appeal", "territory", "queue"): (50,) * 4,
            ("decision", "border", "unfinished"): (0, 0, 1, 0),
        },
    )
    slower = tiny_plan(
        residents=(100, 110, 120, 130),
        courts=(7,) * 4,
        measures={
            ("appeal", "territory", "queue"): (50, 53, 56, 62),
            ("appeal", "border", "unfinished"): (0, 1, 2, 0),
            ("decision", "border", "unfinished"): (0, 0, 1, 0),
        },
    )
    result = found("q13", reference=before, asked=slower)
    assert result.figures == {
        "sessions_fewer": 12,
        "bed_months": pytest.approx(60 * 12 / 52.18),
        "over_12_weeks": 3,
        "over_12_weeks_before": 1,
        "waiting": 12,
    }
    assert "12 minder zittingen" in words(result)
    assert "3 meer mensen langer dan 12 weken aan de grens (APR 51(2)): 4, tegen 1 zonder" in words(result)
    assert isinstance(result.chart, Lines)
    by_label = {line.label.key: line.values.tolist() for line in result.chart.lines}
    assert by_label["preset.line.over_term_border"] == [0, 1, 4, 4]
    assert by_label["preset.line.over_term_border_before"] == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("question", "figures", "sentence"),
    [
        ("q16", {}, "kunnen 12\u00a0% meer instroom aan dan voorspeld. Eén stap meer laat mensen zonder bed"),
        ("q16", {"inflow": -3.0}, "alleen aan als 3\u00a0% minder mensen komen"),
        ("q16", {"inflow": None}, "Zelfs met 50\u00a0% minder instroom"),
        ("q16", {"inflow": 100.0, "first_short": None}, "zelfs 100\u00a0% meer instroom aan"),
        (
            "q17",
            {},
            "zijn nog 210 zaken te beslissen, ook als elke beslisser eerst oude zaken doet. Wie uit zichzelf",
        ),
        ("q17", {"week": "2027-01-25"}, "kan in week 4 van 2027"),
        ("q18", {}, "er hoeft geen noodplaats te worden besteld"),
        ("q18", {"opens": None, "short_still": 7.0}, "Reguliere locaties komen te laat"),
        ("q18", {"needed": False}, "geen nieuwe locatie nodig"),
        ("q19", {}, "is €\u00a03.500\u00a0mln per jaar. Geen budget herstelt 4.000 plaatsen"),
        ("q19", {"ceiling": 3400.0}, "komt €\u00a0100\u00a0mln per jaar tekort"),
    ],
)
def test_a_question_the_other_way_round_says_what_was_found(
    question: str, figures: dict[str, object], sentence: str
) -> None:
    plan = tiny_plan(residents=(10,) * 4, measures={("decision", "old", "queue"): (9.0,) * 4})
    changes = {"ceiling": figures["ceiling"]} if "ceiling" in figures else {}
    result = found(question, changes, reference=plan, inverse=with_inverse(plan, question, **figures))
    assert sentence in words(result)


@pytest.mark.parametrize(
    ("question", "figures", "last_day", "in_time", "passed"),
    [
        ("q18", {}, date(2027, 1, 18), "Besluit uiterlijk", "had maandag 18 januari 2027 genomen"),
        (
            *("q18", {"opens": None, "short_still": 7.0}, date(2027, 10, 4)),
            *("Bestel noodplaatsen uiterlijk", "hadden maandag 4 oktober 2027 besteld moeten zijn"),
        ),
    ],
)
def test_a_decision_is_told_as_ahead_as_due_this_week_and_as_late(
    question: str, figures: dict[str, object], last_day: date, in_time: str, passed: str
) -> None:
    plan = tiny_plan(residents=(10,) * 4)
    preset = presets()[question]
    given = asked(preset, reference=plan, inverse=with_inverse(plan, question, **figures))
    ahead, due, late = (
        words(answer(preset, replace(given, today=last_day + timedelta(days=days)))) for days in (0, 6, 7)
    )
    assert [in_time in told for told in (ahead, due, late)] == [True, False, False]
    assert ["deze week" in told for told in (ahead, due, late)] == [False, True, False]
    assert [passed in told for told in (ahead, due, late)] == [False, False, True]


def test_a_value_that_the_planner_filled_in_is_no_longer_missing() -> None:
    plan = records((1, 1, 1, 1), 0)
    filled = {"parameters": {"eurodac_transmission_per_week": 950.0, "eurodac_catchup": 2.0}}
    assert "✎" in words(found("q06", reference=plan))
    assert "✎" not in words(found("q06", filled, reference=plan))


def test_every_answer_says_the_same_figures_in_both_languages_and_has_a_chart_of_whole_lines() -> None:
    plan = tiny_plan(
        residents=(10,) * 4,
        places={("PV27", "border"): (9,) * 4},
        durable={"PV28": (1, 2)},
        measures={**screened(100, 0), **decisions((9,) * 4, 0)},
        money=(1.0,) * 4,
    )
    for preset in presets().values():
        result = answer(preset, asked(preset, reference=plan))
        assert all(words(result, language).endswith(".") for language in LANGUAGES)
        if isinstance(result.chart, Lines):
            assert [line.role for line in result.chart.lines].count("asked") == 1
            assert {tuple(line.values.index) for line in result.chart.lines} <= {tuple(WEEKS), ()}


def test_the_smallest_budget_says_which_duties_no_place_keeps() -> None:
    late = {
        "decide_normal": ((5.0,) * 4, (2.0,) * 4, (3.0,) * 4),
        "beds": ((5.0,) * 4, (2.0,) * 4, (3.0,) * 4),
    }
    plan = tiny_plan(duties=late)
    said = words(found("q19", reference=plan, inverse=with_inverse(plan, "q19")))
    assert "1 plicht van de keten breekt dan nog: mensen herstellen die, geen plaatsen." in said
