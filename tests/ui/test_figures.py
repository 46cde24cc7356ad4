"""Figures of the pages, on a plan made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from capacity.domain.measures import measured
from capacity.domain.plan_result import STAGES, PlanResult
from capacity.scenario import default_scenario
from capacity.sources.shipped import load_table
from capacity.texts import LANGUAGES, Language, say
from capacity.ui.charts.chain import GROUPS, OPENS, boxes, chain_chart, queue_chart
from capacity.ui.charts.duties import late_class
from capacity.ui.charts.places import stacked
from capacity.ui.charts.tokens import look
from capacity.ui.elements.downloads import file_name
from capacity.ui.every_page.frame import Answer
from capacity.ui.method.page import notices
from capacity.ui.plan.lapsed import lapsed
from capacity.ui.words import answers, figures
from tests.ui.sample import MONDAYS, START, WEEKS, SampleService, frame

BOXED = ["stage", "load", "queue", "inflow", "weeks_left"]


@pytest.fixture(scope="module")
def service() -> SampleService:
    return SampleService()


@pytest.fixture(scope="module")
def plan(service: SampleService) -> PlanResult:
    return service.baseline()


def duties_only(plan: PlanResult, rows: list[tuple[object, ...]]) -> PlanResult:
    return replace(plan, tables={**plan.tables, "duties": frame("duties", rows)})


def test_who_falls_due_and_is_not_met_is_late_also_where_the_law_closes_the_stage(plan: PlanResult) -> None:
    row = ("screening_territory", "SCR 8(4)", "IND", "NL", MONDAYS[0], 100.0, 75.0, 0.0, "")
    late = figures.late(duties_only(plan, [row]))
    assert (late.late.item(), late.share.item()) == (25.0, 0.25)


def test_who_stands_over_term_is_late_although_nobody_falls_due(plan: PlanResult) -> None:
    row = ("decide_old", "APR 79(3)", "IND", "NL", MONDAYS[0], 0.0, 0.0, 40.0, "")
    late = figures.late(duties_only(plan, [row]))
    assert (late.late.item(), late.share.item()) == (40.0, 1.0)


def test_the_load_of_a_stage_is_that_of_all_weeks_together_not_of_its_fullest_week(
    plan: PlanResult, service: SampleService
) -> None:
    pools = plan.tables["pools"].copy()
    of_courts = pools.pool == "courts"
    pools.loc[of_courts, "hours_available"] = 100.0
    pools.loc[of_courts, "hours_used"] = [100.0 if week < 13 else 60.0 for week in range(len(MONDAYS))]
    changed = replace(plan, tables={**plan.tables, "pools": pools})
    found = figures.stages(changed, ["appeal"], service.duties())
    assert (found.pool.item(), found.load.item()) == ("courts", pytest.approx(0.7))


def test_less_than_half_a_person_is_nobody(plan: PlanResult) -> None:
    row = ("decide_old", "APR 79(3)", "IND", "NL", MONDAYS[0], 10.0, 10.0, 0.4, "")
    assert figures.late(duties_only(plan, [row])).late.item() == 0


def test_a_duty_of_a_higher_rank_comes_first_although_it_breaks_later(
    plan: PlanResult, service: SampleService
) -> None:
    rows: list[tuple[object, ...]] = [
        ("decide_old", "APR 79(3)", "IND", "NL", MONDAYS[0], 10.0, 0.0, 10.0, ""),
        ("beds", "RCD 20(1)", "COA", "NL", MONDAYS[3], 100.0, 90.0, 10.0, ""),
        ("housing_norm", "COA norm", "municipalities", "NL", MONDAYS[0], 9.0, 0.0, 9.0, ""),
        ("screening_border", "SCR 8(3)", "KMar", "NL", MONDAYS[0], 9.0, 9.0, 0.0, ""),
    ]
    states = figures.duty_states(duties_only(plan, rows), service.duties())
    assert [state.duty for state in states] == ["beds", "decide_old", "housing_norm", "screening_border"]
    assert [state.breaks for state in states] == [True, True, True, False]


def test_duties_by_rank_begin_with_the_first_rank_and_end_with_those_that_are_only_told() -> None:
    register = pd.DataFrame({"duty": ["told", "terms", "clocks"], "rank": [0, 2, 1]})
    assert figures.by_rank(register).duty.tolist() == ["clocks", "terms", "told"]


def test_usable_places_of_residents_leave_out_the_border(plan: PlanResult) -> None:
    places = plan.tables["places"]
    first = places[(places.week == MONDAYS[0]) & (places.type != "border")]
    assert figures.beds(plan).usable.iloc[0] == pytest.approx(first.usable.sum())


def test_places_over_in_one_province_do_not_fill_the_gap_of_another(plan: PlanResult) -> None:
    places = plan.tables["places"].copy()
    one = (places.region == "PV20") & (places.type == "regular")
    before = figures.missing_places(plan)
    gap = figures.gaps(plan).set_index("region").gap["PV20"]
    places.loc[one, "durable"] = 9000.0
    changed = replace(plan, tables={**plan.tables, "places": places})
    assert figures.missing_places(changed) == pytest.approx(before - gap)


def test_cost_per_year_scales_the_money_of_the_weeks_shown(plan: PlanResult) -> None:
    costs = plan.tables["costs"]
    money = costs[costs.goal == "money"].eur.sum()
    assert figures.key_figures(plan, 104.0).cost == pytest.approx(2 * money)
    assert costs.eur.sum() > money


def test_orders_are_due_by_the_opening_less_the_lead_time(plan: PlanResult) -> None:
    orders = figures.orders(plan, {"emergency": 4.0}, 8)
    assert set(orders.type) == {"emergency"}
    assert set(orders.week) == {MONDAYS[6]}
    assert set(orders.by) == {MONDAYS[2]}


def test_what_can_no_longer_be_ordered_in_time_is_not_asked_for(plan: PlanResult) -> None:
    assert figures.orders(plan, {"emergency": 7.0}, 8).empty


def test_a_queue_is_split_into_within_and_over_term(plan: PlanResult) -> None:
    queue = figures.queue(plan, "decision")
    table = plan.tables["plan"]
    whole = table[(table.stage == "decision") & (table.measure == "queue")].groupby("week").value.sum()
    pd.testing.assert_series_equal(queue.in_term + queue.over_term, whole, check_names=False)


@pytest.mark.parametrize(("most", "domain"), [(0.000012, [0, 1.0]), (40.0, None)])
def test_a_queue_of_parts_of_a_person_is_drawn_as_none(most: float, domain: list[float] | None) -> None:
    rounded = pd.DataFrame(
        {"in_term": np.linspace(0, most, WEEKS), "over_term": 0.0}, index=pd.Index(MONDAYS, name="week")
    )
    drawn = queue_chart(rounded, "APR 35(4)", look(False, "nl")).to_dict()
    assert drawn["layer"][0]["encoding"]["y"].get("scale", {}).get("domain") == domain


def test_stacked_places_touch_and_end_at_the_total(plan: PlanResult) -> None:
    places = figures.places_by_type(plan)
    rows = stacked(places[places.type != "border"], look(False, "nl"))
    first = rows[rows.week == rows.week.min()]
    assert first.y0.iloc[0] == 0
    assert list(first.y1[:-1]) == list(first.y0[1:])
    assert first.y1.iloc[-1] == pytest.approx(figures.beds(plan).usable.iloc[0])


@pytest.mark.parametrize(
    ("share", "name"),
    [(0, "met"), (0.05, "late_5"), (0.2, "late_20"), (0.5, "late_50"), (0.51, "late_more"), (1, "late_more")],
)
def test_the_strip_has_five_classes(share: float, name: str) -> None:
    assert late_class(share) == name


def test_a_box_of_the_chain_counts_the_work_beside_its_stage_but_each_person_once() -> None:
    stages = pd.DataFrame(
        [
            ("screening_territory", 0.6, 5.0, 600.0, np.nan),
            ("screening_completion", 0.9, 40.0, 580.0, 3.0),
        ],
        columns=BOXED,
    ).assign(norm_weeks=np.nan)
    box = boxes(stages, look(dark=False, language="en")).iloc[0]
    assert (box.load, box.inflow, box.breaks) == (0.9, 600.0, True)
    assert box.queue_text.startswith("45 ")
    assert box.breach == "▼ 3 weeks"


def test_every_stage_stands_in_one_box_and_work_beside_a_person_is_no_second_person_in_it() -> None:
    inside = [stage for _, *parts in GROUPS for stages in parts for stage in stages]
    assert sorted(inside) == sorted(STAGES)
    stages = pd.DataFrame(
        [("registration", 0.6, 5.0, 600.0, np.nan), ("representative", 0.9, 40.0, 70.0, 0.0)],
        columns=BOXED,
    ).assign(norm_weeks=np.nan)
    box = boxes(stages, look(dark=False, language="en")).iloc[0]
    assert (box.load, box.inflow, box.breach) == (0.9, 600.0, "▼ now")
    assert box.queue_text.startswith("5 ")


def test_a_box_opens_its_stage_that_breaks_first_or_else_the_busiest_and_marks_what_is_open() -> None:
    two = [("responsibility", 0.9, 5.0, 60.0, np.nan), ("transfer", 0.4, 5.0, 60.0, 2.0)]
    broken = boxes(
        pd.DataFrame(two, columns=BOXED).assign(norm_weeks=np.nan),
        look(dark=False, language="en"),
        "responsibility",
    ).iloc[0]
    assert (broken.opens, broken.chosen) == ("transfer", True)
    calm = [(*row[:4], np.nan) for row in two]
    box = boxes(
        pd.DataFrame(calm, columns=BOXED).assign(norm_weeks=np.nan),
        look(dark=False, language="en"),
        "decision",
    ).iloc[0]
    assert (box.opens, box.chosen) == ("responsibility", False)


def test_a_click_on_a_box_gives_the_stage_that_it_opens() -> None:
    stages = pd.DataFrame([("decision", 0.9, 5.0, 60.0, np.nan)], columns=BOXED).assign(norm_weeks=np.nan)
    drawn = chain_chart(stages, look(dark=False, language="en"), "decision").to_dict()
    (clicked,) = drawn["params"]
    assert (clicked["name"], clicked["select"]["fields"]) == (OPENS, [OPENS])
    (rows,) = drawn["datasets"].values()
    assert [row[OPENS] for row in rows] == ["decision"]


def test_registration_and_lodging_have_a_box_each() -> None:
    stages = pd.DataFrame(
        [("registration", 0.6, 5.0, 600.0, np.nan), ("lodging", 0.9, 40.0, 580.0, 3.0)],
        columns=BOXED,
    ).assign(norm_weeks=np.nan)
    drawn = boxes(stages, look(dark=False, language="en"))
    assert list(drawn.name) == ["Registration", "Lodging"]
    assert list(drawn.breaks) == [False, True]


def test_many_articles_at_a_rule_are_counted_and_few_are_named() -> None:
    register = pd.DataFrame({"stage": ["a"] * 4 + ["b"] * 2, "article": ["1", "2", "3", "4", "5", "5"]})
    assert "4 articles" in answers.limit_text("a", register, "en")
    assert "(5)" in answers.limit_text("b", register, "en")


def test_capture_for_eurodac_is_bound_by_the_duties_of_transmission() -> None:
    register = load_table("duties")
    sent = set(register[register.stage == "eurodac_transmission"].duty)
    assert set(answers.duties_of("eurodac_capture", register).duty) == sent
    assert len(sent) == 4
    assert "EUD 15(1)(a)" in answers.limit_text("eurodac_capture", register, "en")
    assert answers.duties_of("screening_completion", register).empty


@pytest.mark.parametrize(("language", "words"), [("nl", "30.140 mensen"), ("en", "30,140 people")])
def test_who_is_over_a_norm_is_not_said_to_be_over_a_term_of_the_law_at_the_start(
    service: SampleService, plan: PlanResult, language: Language, words: str
) -> None:
    over = {"housing.all": 11_189.0, "appeal.territory": 2_933.0, "decision.old": 30_000.0, "decision.x": 140}
    told = replace(plan, notices={"over_term_at_start": over})
    scenario = default_scenario(service.settings())
    said = notices(Answer(service, scenario, told, plan, look(dark=False, language=language)))
    assert any(words in sentence for sentence in said)


@pytest.mark.parametrize("stage", ["housing", "appeal"])
def test_a_term_that_no_article_sets_breaks_no_law_and_is_named_as_the_norm_that_it_is(
    service: SampleService, plan: PlanResult, stage: str
) -> None:
    rows = plan.tables["plan"].copy()
    rows.loc[(rows.stage == stage) & (rows.measure == "over_term"), "value"] = 60.0
    found = figures.stages(replace(plan, tables={**plan.tables, "plan": rows}), [stage], service.duties())
    assert (found.breach.item(), found.norm_from.item(), found.norm_weeks.item()) == ("", MONDAYS[0], 0.0)
    box = boxes(found, look(dark=False, language="en")).iloc[0]
    assert (box.breaks, box.breach) == (False, "▼ norm, now")
    assert "over its norm from" in answers.chain_text(found, "en")
    assert "over its norm from" in answers.chain_answer(found, [], service.duties(), "en")


def test_who_must_leave_the_border_unheard_on_appeal_breaks_a_term_of_the_law(
    plan: PlanResult, service: SampleService
) -> None:
    rows = plan.tables["plan"].copy()
    rows.loc[(rows.stage == "appeal") & (rows.measure == "unfinished"), "value"] = 2.0
    found = figures.stages(replace(plan, tables={**plan.tables, "plan": rows}), ["appeal"], service.duties())
    assert found.breach.item() == MONDAYS[0]


@pytest.mark.parametrize(
    ("stage", "duty", "article"),
    [
        ("transfer", "transfer_detained", "AMMR 45(3)"),
        ("decision", "decide_absolute", "APR 35(7)"),
        ("representative", "caseload_minors", "APR 23(10)"),
    ],
)
def test_a_duty_of_the_law_that_is_only_watched_marks_the_box_of_its_stage_and_is_named_in_the_heading(
    service: SampleService, plan: PlanResult, stage: str, duty: str, article: str
) -> None:
    broken = duties_only(plan, [(duty, article, "DTenV", "NL", MONDAYS[3], 8.0, 2.0, 6.0, "")])
    rows = plan.tables["plan"]
    some = rows[rows.stage == "screening_border"].assign(stage=stage, stream="some", value=1.0)
    some.loc[some.measure.isin(["over_term", "unfinished"]), "value"] = 0.0
    alone = replace(broken, tables={**broken.tables, "plan": some})
    found = figures.stages(alone, [stage], service.duties())
    assert (found.breach.item(), found.weeks_left.item()) == (MONDAYS[3], 3.0)
    box = boxes(found, look(dark=False, language="en")).iloc[0]
    assert (box.breaks, box.breach, box.opens) == (True, "▼ 3 weeks", stage)
    states = figures.duty_states(alone, service.duties())
    assert f"({article})" in answers.chain_answer(found, states, service.duties(), "en")


def test_the_line_of_a_norm_is_not_called_a_legal_limit(service: SampleService) -> None:
    register = service.duties()
    assert answers.limit_text("housing", register, "nl") == "norm, geen wettelijke grens (COA-norm)"
    assert answers.limit_text("appeal", register, "en") == "norm, not a legal limit (APR 69)"
    assert answers.limit_text("responsibility", register, "en") == "legal limit (AMMR 42(1))"


def test_penalties_on_the_card_are_those_above_the_cap_and_no_others(plan: PlanResult) -> None:
    lines = [("intake_penalty_nights", 50_000.0), ("old_cases_statutory_penalty", 900_000.0)]
    rows = [(MONDAYS[0], "NL", "after_solve", line, 1.0, eur, eur) for line, eur in lines]
    costs = frame("costs", rows)
    found = measured(replace(plan, tables={**plan.tables, "costs": costs}), 52.18)["over_cap_eur"]
    named = [say("measure.over_cap_eur", language) for language in LANGUAGES]
    assert (found, named) == (50_000.0, ["Dwangsommen boven het plafond", "Penalties above the cap"])


def test_a_transfer_whose_deadline_passed_is_counted_in_the_week_in_which_its_person_comes_back(
    plan: PlanResult,
) -> None:
    first, second, out = MONDAYS[0], MONDAYS[1], "2026-08-31"
    last = (START + timedelta(weeks=WEEKS)).isoformat()
    stream = ("responsibility", "responsibility")
    rows = [
        (out, first, *stream, "served", "decision", "normal", 20.0),
        (second, second, "transfer", "responsibility", "unfinished", "decision", "normal", 3.0),
        (second, second, *stream, "served", "decision", "normal", 7.0),
        (second, last, *stream, "served", "decision", "normal", 5.0),
        (second, second, *stream, "served", "transfer", "responsibility", 9.0),
    ]
    found = lapsed(replace(plan, tables={**plan.tables, "flows": frame("flows", rows)}))
    assert list(found.week) == MONDAYS
    assert (found.lapsed.iloc[0], found.lapsed.iloc[1], found.lapsed.sum()) == (20.0, 3.0, 23.0)


def test_a_file_is_named_after_content_scenario_week_settings_snapshot_and_language(
    plan: PlanResult,
) -> None:
    named = replace(plan, scenario="=Meer; 'wild'")
    settings, snapshot = plan.summary["scenario_hash"][:4], plan.summary["snapshot"]
    expected = f"duties_Meer-wild_2026-W48_{settings}_{snapshot}_nl.csv"
    assert file_name("duties", named, "nl", "csv") == expected
