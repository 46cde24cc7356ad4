"""The page of questions and the comparison, run without a browser on a plan made by hand."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from capacity.domain.problems import BadInputError
from capacity.scenario import ASKED, RegimePeriod, Scenario, default_scenario, start_of
from capacity.service import SavedScenario, Ticket, TooLateError, Workspace, ready
from capacity.service.answers import presets
from capacity.sources.shipped import load_parameters, load_table
from capacity.texts import LANGUAGES, Language, say, shipped_text
from capacity.ui.visit.session import FIGURES
from capacity.ui.whatif.regimes import period_table, periods_of, regime_terms
from capacity.ui.words.setting_words import MARKS, changed_part, name_text, setting_text, value_text
from tests.ui.sample import Ended, SampleService
from tests.ui.test_pages import at_address, heading, opened
from tests.ui.test_scenario_frame import saved, service, workspace

__all__ = ["service", "workspace"]


def chips(app: AppTest) -> list[str]:
    """What the page lists as changed."""
    return [button.label for button in app.button if button.label.endswith("✕")]


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_question_or_a_change_the_page_says_what_to_do(language: Language) -> None:
    app = opened("whatif", lang=language)
    assert not app.exception
    assert heading(app) == say("whatif.baseline_title", language)
    assert chips(app) == []


@pytest.mark.parametrize(
    ("question", "language"), list(zip(presets(), itertools.cycle(LANGUAGES), strict=False))
)
def test_a_question_is_answered_in_words_cards_chart_table_and_csv(
    service: SampleService, question: str, language: Language
) -> None:
    app = at_address("whatif", lang=language, preset=question)
    app.session_state[f"fold_whatif_{question}"] = True
    app.run()
    assert not app.exception
    assert not app.error
    preset = presets()[question]
    begin = start_of(preset, service.settings())
    usual = default_scenario(service.settings())
    asked = service.asked[0] if begin != usual else usual  # the plan of the baseline is at hand
    assert {name: getattr(asked, name) for name in preset.runs[ASKED]} == {
        name: getattr(begin, name) for name in preset.runs[ASKED]
    }
    assert heading(app).endswith(".")
    assert [card.label for card in app.metric] == [say(f"measure.{name}", language) for name in preset.cards]
    assert len(app.get("vega_lite_chart")) == 1
    assert app.query_params["preset"] == question
    assert not set(preset.runs[ASKED]) & set(app.query_params)
    endings = [block.value for block in app.markdown if block.value.startswith(("Binding: ", "Bindt: "))]
    assert len(endings) == 1
    mended = say("repair.cheapest", language, way="", decide="").split(":")[0]
    assert any(f"{mended}: " in block.value for block in app.markdown)
    assert len(app.get("download_button")) == 1
    assert len(app.dataframe) >= 1


def test_a_question_with_a_changed_setting_comes_back_from_its_address(service: SampleService) -> None:
    app = opened("whatif", lang="nl", preset="q04")
    app.number_input(key="number_housing").set_value(20.0).run()
    assert app.select_slider(key="setting_housing").value == 20.0
    assert (app.query_params["preset"], app.query_params["housing"]) == ("q04", "20")
    said = heading(app)
    again = opened("whatif", lang="nl", preset="q04", housing="20")
    assert heading(again) == said
    assert "20" in said
    app.button(key="reset").click().run()
    assert "preset" not in app.query_params
    app.button(key="undo").click().run()
    assert (app.query_params["preset"], app.query_params["housing"]) == ("q04", "20")
    assert service.asked


@pytest.mark.usefixtures("service")
def test_a_group_of_settings_is_drawn_once_it_is_unfolded_or_something_in_it_is_changed() -> None:
    app = opened("whatif", lang="nl")
    assert not app.select_slider
    app.session_state["group_arrivals"] = True
    app.run()
    app.select_slider(key="setting_inflow").set_value(20.0).run()
    app.select_slider(key="setting_inflow").set_value(0.0).run()
    assert app.select_slider(key="setting_inflow").value == 0.0
    app.selectbox(key="preset").set_value("q04").run()
    assert {"setting_inflow", "setting_housing"} <= {slider.key for slider in app.select_slider}


def test_each_changed_setting_has_a_chip_that_puts_it_back(service: SampleService) -> None:
    app = opened("whatif", lang="nl", inflow="20", buffer="false", ceiling="3500")
    assert chips(app) == [
        "Instroom +20\u00a0% ✕",
        "Buffer aan de grens nee ✕",
        "Plafond per jaar €\u00a03.500\u00a0mln ✕",
    ]
    app.button(key="chip_inflow").click().run()
    assert "inflow" not in app.query_params
    assert service.asked[-1].inflow == 0.0


@pytest.mark.usefixtures("service")
def test_a_setting_that_changes_no_figure_is_said_not_to_bind() -> None:
    app = opened("whatif", lang="nl", jcs="300")
    assert any("bindt niet" in notice.value for notice in app.info)
    app = opened("whatif", lang="nl", inflow="20")
    assert not any("bindt niet" in notice.value for notice in app.info)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_has_a_control_with_its_unit_range_baseline_and_source(
    service: SampleService, language: Language
) -> None:
    app = at_address("whatif", lang=language)
    for group in service.settings().groups():
        app.session_state[f"group_{group}"] = True
    app.run()
    kinds = (app.select_slider, app.selectbox, app.toggle)
    controls = {control.key for kind in kinds for control in kind}
    fields = {field.key: field for field in app.number_input}
    hints = {block.value.strip("*"): block.proto.help for block in app.markdown if block.proto.help}
    rows = service.settings()
    assert {f"setting_{name}" for name in rows} <= controls
    numbers = {name for name, row in rows.items() if row.value in ("number", "whole", "optional")}
    assert {f"number_{name}" for name in numbers} == set(fields)
    for name in numbers:
        assert (fields[f"number_{name}"].min, fields[f"number_{name}"].max) == (
            rows[name].low,
            rows[name].high,
        )
    for name, row in rows.items():
        unit = say(f"setting_unit.{name}", language)
        label = next(label for label in hints if label.startswith(f"{name_text(name, language)} ({unit})"))
        assert label.endswith(MARKS.get(row.kind, ")"))
        parts = hints[label].split(" · ")
        low, high = (setting_text(end, language) for end in (row.low, row.high))
        assert row.low is None or say("app.range", language, low=low, high=high) in parts
        assert say("app.as_default", language, value=value_text(row, row.default, language)) in parts
        assert parts[-2] == say(f"kind.{row.kind}", language)
        judged = row.source.startswith("planning judgement")
        assert parts[-1] == (say("app.judged", language) if judged else shipped_text(row.source, language))
        assert parts[-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_says_the_values_it_starts_from_with_their_mark_and_source(
    service: SampleService, language: Language
) -> None:
    app = opened("whatif", lang=language, preset="q03")
    told = next(one.value for one in app.caption if one.value.startswith(("De vraag begint", "The question")))
    source = shipped_text("planning question: each 100 FTE", language)
    assert (
        f"{changed_part('fte', 100.0, service.settings(), language)}{MARKS['assumption']} ({source})" in told
    )
    start = start_of(presets()["q03"], service.settings())
    assert set(presets()["q03"].sources) == {"fte", "weeks"} <= set(start.model_dump())


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(("language", "told"), [("nl", "ongeveer 56\u00a0%"), ("en", "about 56%")])
def test_the_grant_rate_has_its_value_on_the_basis_of_the_ind_beside_it(
    language: Language, told: str
) -> None:
    app = opened("whatif", lang=language, grant="75")
    assert any(told in caption.value for caption in app.sidebar.caption)


@pytest.mark.parametrize(
    ("language", "told"), [("nl", "Uit de portefeuille: 300"), ("en", "From the portfolio: 300")]
)
def test_border_places_of_a_portfolio_are_named_beside_the_settings_that_they_stand_for(
    service: SampleService, monkeypatch: pytest.MonkeyPatch, language: Language, told: str
) -> None:
    assert not any(told in caption.value for caption in opened("whatif", lang=language).sidebar.caption)
    columns = ["type", "capacity", "start", "contract_end", "durable"]
    blocks = pd.DataFrame([("border", 300.0, "", "", "no")], columns=columns)
    present = service.present_state()
    own = replace(present, own=replace(present.own, portfolio=blocks))
    monkeypatch.setattr(service, "present_state", lambda: own)
    app = opened("whatif", lang=language)
    app.session_state["group_border"] = True
    assert any(told in caption.value for caption in app.run().sidebar.caption)
    changed = opened("whatif", lang=language, jcs="400").sidebar.caption
    assert not any(told in caption.value for caption in changed)


@pytest.mark.usefixtures("service")
def test_values_by_province_travel_with_the_address() -> None:
    app = opened("whatif", lang="nl", delay_by_province="PV20:26,PV28:4")
    assert chips(app) == ["Openingen later, per provincie (2) ✕"]
    app.button(key="chip_delay_by_province").click().run()
    assert "delay_by_province" not in app.query_params


@pytest.mark.usefixtures("service")
def test_the_way_from_the_baseline_to_the_settings_is_booked_to_causes_on_request() -> None:
    app = opened("whatif", lang="nl")
    assert not any(toggle.key == "whatif_bridge_shown" for toggle in app.toggle)
    app = opened("whatif", lang="nl", inflow="20")
    charts = len(app.get("vega_lite_chart"))
    app.toggle(key="whatif_bridge_shown").set_value(True).run()
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == charts + 1
    assert "Zonder de prijs van €\u00a0100 per plaats zouden het er 40 zijn" in " ".join(
        block.value for block in app.markdown
    )


def side_by_side(
    service: SampleService, workspace: Workspace, tmp_path: Path
) -> tuple[AppTest, list[SavedScenario]]:
    """Three saved scenarios compared with the baseline."""
    assert tmp_path.exists()
    wanted = {"Meer instroom": {"inflow": 40.0}, "Meer woningen": {"housing": 50.0}, "Later": {"delay": 26}}
    mine = [saved(workspace, service, name, **values) for name, values in wanted.items()]
    return opened("whatif", lang="nl", compare=",".join(one.id for one in mine)), mine


def test_the_difference_of_a_scenario_with_the_baseline_is_booked_to_causes_on_request(
    service: SampleService, workspace: Workspace, tmp_path: Path
) -> None:
    app, _ = side_by_side(service, workspace, tmp_path)
    charts = len(app.get("vega_lite_chart"))
    app.toggle(key="compare_bridge_shown").set_value(True).run()
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == charts + 1
    assert "Zonder de prijs van €\u00a0100 per plaats zouden het er 40 zijn" in " ".join(
        m.value for m in app.markdown
    )


def test_three_scenarios_stand_beside_the_baseline(
    service: SampleService, workspace: Workspace, tmp_path: Path
) -> None:
    app, mine = side_by_side(service, workspace, tmp_path)
    assert not app.exception
    assert app.metric[0].label.endswith("basis")
    assert len(app.metric) == 4
    assert {scenario.name for scenario in service.asked} == {one.name for one in mine}
    table = app.dataframe[-1].value
    assert list(table.columns)[1:] == ["basis", "A · Meer instroom", "B · Meer woningen", "C · Later"]
    settings = table.set_index(table.columns[0])
    assert settings.loc["Instroom", "A · Meer instroom"] == "+40\u00a0%"
    cost = settings.loc["Kosten per jaar"]
    assert sum("(laagste)" in str(cell) for cell in cost) >= 1
    assert heading(app).endswith(".")


def test_a_scenario_without_a_plan_in_time_is_named_beside_the_others_and_given_more_time(
    service: SampleService, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(scenario: Scenario, _who: str, seconds: float | None = None) -> Ticket:
        late = seconds is None and scenario.name == "Later"
        return Ended(TooLateError()) if late else ready(service.plan(scenario))

    monkeypatch.setattr(service, "ask", ask)
    app, _ = side_by_side(service, workspace, tmp_path)
    assert any("Geen plan binnen 20 seconden: Later." in told.value for told in app.warning)
    assert len(app.metric) == 3
    app.button(key="compare_longer").click().run()
    assert len(app.warning) == 0
    assert len(app.metric) == 4


@pytest.mark.usefixtures("service")
def test_a_comparison_of_nothing_known_falls_back_with_a_notice() -> None:
    app = opened("whatif", lang="nl", compare="weg,ook-weg")
    assert not app.exception
    assert sum("compare=" in notice.value for notice in app.info) == 2
    assert heading(app) == say("compare.none", "nl")


@pytest.mark.usefixtures("service")
def test_the_figure_of_a_comparison_travels_in_the_address() -> None:
    app = opened("whatif", lang="nl", inflow="50", compare="now", figure="cost")
    assert app.selectbox(key="compare_measure").value == "cost"
    assert app.query_params["figure"] == "cost"
    app.selectbox(key="compare_measure").set_value("task_gap").run()
    assert app.query_params["figure"] == "task_gap"
    app.selectbox(key="compare_measure").set_value(FIGURES[0]).run()
    assert "figure" not in app.query_params


@pytest.mark.usefixtures("service")
def test_a_wild_figure_of_a_comparison_falls_back_with_a_notice() -> None:
    app = opened("whatif", lang="nl", inflow="50", compare="now", figure="niets")
    assert app.selectbox(key="compare_measure").value == FIGURES[0]
    assert any(notice.value.startswith("figure=niets kan niet;") for notice in app.info)
    assert "figure" not in app.query_params


def test_scenarios_that_differ_in_no_figure_are_said_not_to_differ(
    service: SampleService, workspace: Workspace
) -> None:
    one = saved(workspace, service, "Meer grensplaatsen", jcs=300.0)
    app = opened("whatif", lang="en", compare=one.id)
    assert heading(app) == say("compare.same", "en")
    assert default_scenario(service.settings()).jcs != 300.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_periods_of_a_regime_travel_with_the_address_and_stand_in_words_in_their_chip(
    service: SampleService, language: Language
) -> None:
    app = opened("whatif", lang=language, regimes="crisis:2026-12-07:3;mass:off:1")
    assert not app.exception
    assert [(one.regime, one.weeks) for one in service.asked[0].regimes] == [("crisis", 3), ("mass", 1)]
    weeks = {"nl": "3 weken", "en": "3 weeks"}[language]
    assert f"2026-W50, {weeks}; " in chips(app)[0]
    app.button(key="chip_regimes").click().run()
    assert "regimes" not in app.query_params


def test_a_table_of_periods_is_read_back_as_it_is_shown() -> None:
    monday, last = date(2026, 11, 23), date(2027, 11, 15)
    periods = (
        RegimePeriod(regime="crisis", start=date(2026, 12, 7), weeks=3),
        RegimePeriod(regime="mass", weeks=2),
    )
    usual = default_scenario(SampleService().settings())
    shown = period_table(usual.model_copy(update={"regimes": periods}), monday)
    assert shown.to_numpy().tolist() == [["crisis", "2026-12-07", "2026-12-21"], ["mass", None, "2026-11-30"]]
    assert periods_of(shown, monday, last) == [one.model_dump(mode="json") for one in periods]
    shown["until"] = None
    assert [one["weeks"] for one in periods_of(shown, monday, last)] == [50, 52]


def test_a_period_that_ends_before_it_begins_is_refused_with_its_row() -> None:
    table = pd.DataFrame(
        [[None, None, None], ["mass", "2027-01-11", "2027-01-04"]], columns=["regime", "start", "until"]
    )
    with pytest.raises(BadInputError) as told:
        periods_of(table, date(2026, 11, 23), date(2027, 11, 15))
    assert [(one.key, one.row, one.value, one.expected) for one in told.value.problems] == [
        ("ends_before", 2, "2027-W01", "2027-W02")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_that_a_regime_changes_is_told_with_both_lengths_and_its_article(
    language: Language,
) -> None:
    terms = regime_terms(load_parameters(), language)
    assert len(terms) == len(load_table("law/regimes"))
    crisis = terms[terms.iloc[:, -1] == "CRI 10(1)"].iloc[0].tolist()
    assert crisis[2:4] == {"nl": ["4 weken", "5 dagen"], "en": ["4 weeks", "5 days"]}[language]


@pytest.mark.usefixtures("service")
def test_the_page_leads_to_where_own_figures_are_brought_in_with_the_settings_kept() -> None:
    app = opened("whatif", lang="en", inflow="20")
    links = [link.proto for link in app.get("page_link")]
    to_data = next(link for link in links if link.label == say("whatif.own_figures", "en"))
    assert to_data.page == "data"
    assert "inflow=20" in to_data.query_string
