"""What a card says below its figure: the range over many courses of arrivals, and what binds."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from capacity.domain.measures import MEASURES
from capacity.domain.plan_result import SENTENCE_NL, TABLE_COLUMNS, PlanResult
from capacity.scenario import Scenario
from capacity.service import StoppedPlanError, Ticket
from capacity.service.answers import presets
from capacity.texts import say
from capacity.ui.parts.binding import DUTIES, GOALS, RESOURCES, card_binding
from capacity.ui.parts.ranges import CHANCE_OF_BEDS, range_of, range_text
from capacity.ui.whatif.begins_to_bind import last_without_change, stops_beyond
from tests.ui.sample import MONDAYS, Ended, SampleService, sample_chances
from tests.ui.test_pages import opened, service

__all__ = ["service"]
ARTICLES = {"beds": "RCD 20(1)", "screening_border": "SCR 8(3)"}


def below_cards(app: AppTest) -> list[str]:
    return [caption.value for caption in app.caption]


def prices(*rows: tuple[str, str, float]) -> pd.DataFrame:
    """Goal, resource and price of each row; the unit lasts a week."""
    whole = [
        (goal, name, "NL", MONDAYS[5], price, f"EUR per {name}, one week", -3.0, 9.0, "", "")
        for goal, name, price in rows
    ]
    return pd.DataFrame(whole, columns=[*TABLE_COLUMNS["prices"], SENTENCE_NL])


def test_cards_have_a_range_and_the_chance_of_beds_once_many_paths_were_solved(
    service: SampleService,
) -> None:
    service.known_chances = sample_chances()
    app = opened("whatif", lang="nl", preset="q01")
    chance = next(card for card in app.metric if card.label == say("measure.chance_beds", "nl"))
    assert chance.value == "37\u00a0%"
    told = below_cards(app)
    assert "80\u00a0%: 0 tot 1.250" in told
    assert "80\u00a0%: €\u00a03.512\u00a0mln tot €\u00a03.914\u00a0mln" in told
    assert not any(button.key == "chances_start" for button in app.button)


@pytest.mark.usefixtures("service")
def test_cards_say_that_ranges_are_not_worked_out_yet_and_give_the_way_to_them() -> None:
    app = opened("whatif", lang="en", preset="q01")
    chance = next(card for card in app.metric if card.label == say("measure.chance_beds", "en"))
    assert chance.value == say("whatif.not_worked_out", "en")
    assert below_cards(app).count(say("whatif.range_unknown", "en")) == len(presets()["q01"].cards) - 1
    assert any(button.key == "chances_start" for button in app.button)


@pytest.mark.usefixtures("service")
def test_every_card_says_what_binds_also_with_settings_of_ones_own() -> None:
    app = opened("whatif", lang="en", inflow="20")
    told = [caption for caption in below_cards(app) if caption.startswith("Binding: ")]
    assert len(told) == len(app.metric) == 5
    assert say("whatif.binds_soon", "en") not in told
    assert any("municipal home" in caption for caption in told)


def test_a_card_whose_explanation_was_stopped_says_that_it_is_not_known_what_binds(
    service: SampleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> Ticket:
        return Ended(StoppedPlanError())

    monkeypatch.setattr(service, "ask_explained", stopped)
    app = opened("whatif", lang="en", preset="q01")
    assert not app.exception
    assert below_cards(app).count(say("whatif.binds_unknown", "en")) == len(app.metric)
    assert any(button.key == "again_binding" for button in app.button)


def test_published_figures_have_one_line_of_arrivals_and_so_no_range(service: SampleService) -> None:
    plan = service.baseline()
    rates = replace(plan, scenario_document={**plan.scenario_document, "arrivals": "rates"})
    assert range_text("cost", sample_chances(), rates, 52.18, "en") == say("whatif.range_rates", "en")


def test_the_range_of_a_week_ends_after_the_weeks_shown_where_it_does_not_come(
    service: SampleService,
) -> None:
    chances = sample_chances()
    figures = {**chances.figures, "old_gone_p10": 40.0, "old_gone_p90": float(len(MONDAYS))}
    known = replace(chances, figures=figures)
    assert range_of("old_gone", known, service.baseline(), 52.18) == (MONDAYS[40], None)
    text = range_text("old_gone", known, service.baseline(), 52.18, "en")
    assert text.endswith("to later than shown")


def test_a_figure_that_no_path_counts_has_no_range(service: SampleService) -> None:
    plan = service.baseline()
    assert range_text("over_cap_eur", sample_chances(), plan, 52.18, "nl") == say("whatif.range_none", "nl")


def test_what_binds_on_a_card_is_the_dearest_of_its_own_goal_with_the_article() -> None:
    both = prices(("money", "municipalities", 900.0), ("beds", "bed", 2.0), ("beds", "kmar", 0.0))
    told = card_binding(both, "without_bed", ARTICLES, "en")
    assert told.startswith("Binding: usable place")
    assert told.endswith("(RCD 20(1))")


def test_nothing_binds_on_a_card_where_one_more_gains_nothing() -> None:
    told = card_binding(prices(("money", "bed", 5.0)), "border_used", ARTICLES, "nl")
    assert told == say("whatif.binds_nothing", "nl")


def test_every_figure_has_a_goal_or_things_that_hold_it_back() -> None:
    assert set(GOALS) | set(RESOURCES) == {*MEASURES, CHANCE_OF_BEDS}
    assert {name for names in RESOURCES.values() for name in names} <= set(DUTIES)


@pytest.mark.parametrize("first", range(8))
def test_halving_finds_the_last_stop_that_changes_nothing(first: int) -> None:
    stops = [float(stop) for stop in range(7)]
    expected = None if first == 7 else first - 1
    assert last_without_change(stops, lambda stop: stop >= first) == expected


def test_stops_lie_further_from_the_usual_value_than_the_one_chosen(service: SampleService) -> None:
    jcs, usable = (service.settings()[name] for name in ("jcs", "usable"))
    assert stops_beyond(jcs, 590.0) == [stop for stop in jcs.numbers if stop > 590.0]
    assert stops_beyond(usable, 88.0) == [87.0, 86.0, 85.0]
    assert stops_beyond(service.settings()["buffer"], False) == []


def test_a_setting_that_does_not_bind_says_which_of_the_values_tried_would(
    service: SampleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = service.plan

    def plan(scenario: Scenario) -> PlanResult:
        return known(scenario.model_copy(update={"inflow": 10.0 if scenario.jcs > 400 else 0.0}))

    monkeypatch.setattr(service, "plan", plan)
    app = opened("whatif", lang="nl", jcs="300")
    assert any("is 402 plaatsen de dichtstbijzijnde" in notice.value for notice in app.info)
    assert any(notice.value.endswith("400 plaatsen doet dat niet.") for notice in app.info)


@pytest.mark.usefixtures("service")
def test_a_setting_that_binds_nowhere_in_its_range_says_so() -> None:
    app = opened("whatif", lang="en", jcs="300")
    assert any(
        "Also at 600 places, the end of its range, nothing changes." in notice.value for notice in app.info
    )
