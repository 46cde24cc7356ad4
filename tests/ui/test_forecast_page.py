"""The page Forecast, run without a browser on a forecast made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import capacity.ui
from capacity.scenario import override_from
from capacity.service import open_workspace, override_choices
from capacity.texts import LANGUAGES, Language
from capacity.ui import contract
from capacity.ui.charts.tokens import look as look_of
from capacity.ui.forecast import figures as forecast_figures
from capacity.ui.forecast import models as forecast_models
from capacity.ui.forecast import more as forecast_more
from capacity.ui.forecast import record as forecast_record
from capacity.ui.forecast import years as forecast_years
from capacity.ui.forecast.fan_chart import fan_chart
from capacity.ui.forecast.record_chart import score_chart
from tests.ui.sample import SampleService, sample_forecast
from tests.ui.test_pages import sentences

SCRIPT = str(Path(capacity.ui.__file__).with_name("main.py"))
SECONDS = 60
UNFOLDED = ("forecast_total", "years", "record_total", "models", "parts", "nationalities", "rates", "backlog")


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    st.cache_resource.clear()
    monkeypatch.setenv("CAPACITY_HOME", str(tmp_path))
    monkeypatch.setattr(contract, "open_view", SampleService)
    yield tmp_path
    st.cache_resource.clear()


def opened(language: Language = "en") -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=SECONDS)
    app._page_hash = calc_hash("forecast")
    app.query_params["lang"] = language
    return app.run()


def said(app: AppTest) -> str:
    shown = "\n".join(part.value for part in (*app.markdown, *app.caption, *app.header))
    return f"{shown}\n{sentences(app)}"


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_the_page_is_drawn_in_both_languages(language: Language) -> None:
    app = opened(language)
    assert not app.exception
    assert not app.error
    assert len(app.title) == 1
    headings_of_page, of_settings = 10, 1
    assert len(app.header) == headings_of_page + of_settings
    drawn = len(app.get("download_button"))
    for part in UNFOLDED:
        app.session_state[f"fold_{part}"] = True
    app.run()
    assert not app.exception
    assert len(app.get("download_button")) == drawn + len(UNFOLDED)
    assert len(app.get("vega_lite_chart")) >= 9


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("unit", ["week", "year", "month"])
def test_each_unit_opens(unit: str) -> None:
    app = opened()
    app.segmented_control(key="forecast_unit").set_value(unit).run()
    assert not app.exception
    assert any("Expected in" in part.value for part in app.header) == (unit != "year")


@pytest.mark.usefixtures("home")
def test_an_alarm_names_stream_size_week_and_until_when_the_plan_holds() -> None:
    assert "Alarm (jump): total arrivals has been 40% above the usual since week 48 of 2026" in said(opened())
    assert "the plan holds until week 3 of 2027" in said(opened())


def test_a_change_is_previewed_put_into_force_shown_and_withdrawn(home: Path) -> None:
    app = opened()
    assert "Change a value to see what it does." in said(app)
    app.number_input(key="override_level").set_value(20.0).run()
    assert "Preview: total arrivals · Level (%): 20" in said(app)
    assert open_workspace(home).overrides_in_force() == []
    app.text_input(key="override_author").set_value("Noor").run()
    app.text_input(key="override_reason").set_value("a new rule").run()
    app.button(key="override_accept").click().run()
    held = open_workspace(home).overrides_in_force()
    assert [(row.author, row.reason, row.override.level) for row in held if row.override] == [
        ("Noor", "a new rule", 20.0)
    ]
    assert not app.exception
    assert "The plan runs on the program's own forecast." in said(app)
    assert app.number_input(key="override_level").value == 0
    app.selectbox(key="override_withdraw_which").set_value(held[0].id).run()
    app.text_input(key="override_withdraw_author").set_value("Noor").run()
    app.text_input(key="override_withdraw_reason").set_value("no longer").run()
    app.button(key="override_withdraw_button").click().run()
    assert open_workspace(home).overrides_in_force() == []
    assert "No change is in force." in said(app)


def test_a_change_without_author_or_reason_is_not_put_into_force(home: Path) -> None:
    app = opened()
    app.number_input(key="override_level").set_value(20.0).run()
    app.button(key="override_accept").click().run()
    assert len(app.error) == 1
    assert open_workspace(home).overrides_in_force() == []


def test_the_plan_is_made_on_the_changed_forecast_when_chosen(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = SampleService()
    monkeypatch.setattr(contract, "open_view", lambda: service)
    app = opened()
    app.number_input(key="override_level").set_value(20.0).run()
    app.text_input(key="override_author").set_value("Noor").run()
    app.text_input(key="override_reason").set_value("a new rule").run()
    app.button(key="override_accept").click().run()
    app.toggle(key="override_plan").set_value(True).run()
    assert not app.exception
    assert service.asked[-1].arrivals == "adjusted"
    assert "The plan runs on the forecast as changed by Noor." in said(app)
    assert "forecast changed by Noor" in app.get("markdown")[0].value + said(app)
    assert "The plan runs on the mean of all paths of the forecast as changed by planners." in said(app)
    app.toggle(key="override_plan").set_value(False).run()
    assert app.query_params.get("arrivals") is None
    assert "forecast changed by" not in said(app)
    assert home.exists()


@pytest.mark.usefixtures("home")
def test_the_grant_rate_that_the_plan_runs_on_is_chosen_beside_its_forecast(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = SampleService()
    monkeypatch.setattr(contract, "open_view", lambda: service)
    app = opened()
    slider = app.slider(key="override_grant")
    assert (slider.min, slider.max, slider.value) == (20, 80, 48)
    assert "Forecast for 2026: 50%" in said(app)
    slider.set_value(60).run()
    assert not app.exception
    assert service.asked[-1].grant == 60
    assert app.query_params["grant"] == "60"


def test_the_parts_of_a_month_are_lines_and_a_change_adds_one() -> None:
    view = sample_forecast()
    none = pd.DataFrame({"unique_id": [], "ds": [], "model": [], "mean": []})
    table = forecast_more.parts_table(view, "total", none)
    assert len(forecast_more.parts_lines(table, "en")) == 2
    months = SampleService().adjusted([override_from({"level": 10}, override_choices())])["monthly"]
    table = forecast_more.parts_table(view, "total", months)
    *_, changed_line = forecast_more.parts_lines(table, "en")
    assert changed_line.values.to_numpy() == pytest.approx(1.1 * table.level * (1 + table.season / 100))
    assert "Changes by planners: +10% on average." in forecast_more.parts_text(table, "en")


def test_the_models_of_a_month_stand_below_the_served_one_and_its_text_names_each() -> None:
    rows = sample_forecast().monthly
    month = forecast_models.month_of_models(rows, date(2026, 11, 23))
    assert month.ds.unique() == [pd.Timestamp(2027, 11, 1)]
    assert list(month.model) == ["served", "seasonal_naive"]
    told = forecast_models.models_text(forecast_models.models_table(month, "en"), "en")
    assert told.startswith("this forecast: 3,350, ")
    assert "same as last year" in told


def test_every_alarm_is_listed_and_says_whether_it_is_still_on() -> None:
    (row,) = forecast_record.alarm_table(sample_forecast(), "en").to_dict(orient="records")
    assert (row["rule"], row["since"], row["size"], row["active"]) == ("jump", "2026-W48", 40.0, "on")


def test_a_forecast_on_1_january_is_judged_by_the_sum_of_its_months() -> None:
    table = forecast_record.year_forecasters(sample_forecast(), "en")
    own = table[table.who == "this forecast"].iloc[0]
    assert own.error == pytest.approx(10.0)
    assert "by 10%" in forecast_record.forecasters_sentence(sample_forecast(), "en")


def changed(*moved: tuple[str, float, int, str]) -> str:
    rows = [(2027, cause, size, "2026-11-16", n, up_to) for cause, size, n, up_to in moved]
    causes = pd.DataFrame(rows, columns=["year", "cause", "persons", "since", "figures", "up_to"])
    return forecast_record.changed_sentence(replace(sample_forecast(), causes=causes), "en")


def test_what_changed_since_the_forecast_before_is_said_with_its_causes_the_largest_first() -> None:
    assert changed(
        ("day", -100.0, 0, ""), ("revised", 0.2, 3, "2026-05-31"), ("weeks", 1300.0, 2, "2026-11-22")
    ) == (
        "For 2027 1,200 more people are likely to come than was expected on 16 Nov 2026: "
        "2 new weeks counted by the ministry up to 22 Nov 2026 +1,300; time that passed −100."
    )
    fewer = changed(("months", -1200.0, 1, "2026-06-30"))
    assert fewer.startswith("For 2027 1,200 fewer people")
    assert "1 new figure of months and quarters up to 30 Jun 2026 −1,200" in fewer
    assert changed(("day", 0.0, 0, "")) == "The forecast for 2027 is the same as on 16 Nov 2026."
    assert "is the first forecast" in changed()


def test_what_each_snapshot_expected_of_a_year_is_listed_the_newest_first_where_it_knew_all_months() -> None:
    months = pd.date_range("2027-01-01", periods=12, freq="MS")
    old, new = (
        pd.DataFrame({"ds": months, "mean": mean, "snapshot": name, "as_of": day})
        for name, day, mean in (("s1", "2026-11-16", 3000.0), ("s2", "2026-11-23", 3100.0))
    )
    part = new.iloc[:5].assign(snapshot="s3", as_of="2026-11-30")
    view = replace(sample_forecast(), earlier=pd.concat([old, new, part], ignore_index=True))
    table = forecast_record.earlier_table(view, 2027)
    assert table.to_numpy().tolist() == [["2026-11-23", 37_200.0], ["2026-11-16", 36_000.0]]


def test_a_snapshot_of_an_earlier_version_still_opens(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view = sample_forecast()
    names = ("history", "weekly", "monthly", "yearly", "scores", "official")
    old = type(view)(*(getattr(view, name) for name in names))
    service = SampleService()
    monkeypatch.setattr(service, "forecast", lambda: old)
    monkeypatch.setattr(contract, "open_view", lambda: service)
    app = opened()
    assert not app.exception
    assert home.exists()


def test_weeks_and_year_totals_are_tables_of_their_own() -> None:
    view = sample_forecast()
    weeks = forecast_figures.week_table(
        forecast_figures.weeks_seen(view, "total"), forecast_figures.weeks_ahead(view, "total")
    )
    assert weeks.observed.notna().sum() == 20
    assert weeks.p50.notna().sum() == 104
    dots = forecast_years.year_dots(view, "en")
    assert set(dots.who) == {"this forecast", "last 12 months", "official forecast (MPP)"}


def test_a_fan_without_a_past_draws_no_line_of_it_and_no_rule_at_today() -> None:
    look = look_of(False, "en")
    rows = forecast_figures.ahead(sample_forecast(), "total")
    past = forecast_figures.history(sample_forecast(), "total")
    none = past[:0]

    def marks(seen: pd.DataFrame) -> list[str]:
        layers = fan_chart(seen, rows, None, date(2026, 11, 23), look).to_dict()["layer"]
        return [str(layer.get("encoding", {}).get("y", {}).get("field")) for layer in layers]

    assert "y" in marks(past)
    assert len(marks(none)) == len(marks(past)) - 2


def test_the_csv_of_the_fan_holds_every_band_that_is_drawn_and_both_lines() -> None:
    view = sample_forecast()
    past, ahead = forecast_figures.history(view, "total"), forecast_figures.ahead(view, "total")
    ours = ahead[["ds", "q0.5"]].assign(**{"q0.5": 1.2 * ahead["q0.5"]})
    table = forecast_figures.fan_csv(past, ahead, ours)
    assert {"observed", "mean", "q0.025", "q0.1", "q0.25", "q0.5", "q0.75", "q0.9", "q0.975"} <= set(table)
    assert table["adjusted_q0.5"].dropna().to_numpy() == pytest.approx(1.2 * ahead["q0.5"])
    assert table.observed.notna().sum() == len(past)
    assert "adjusted_q0.5" not in forecast_figures.fan_csv(past, ahead, ours[:0])


def test_the_scale_of_the_scores_has_room_between_its_figures() -> None:
    table = pd.DataFrame(
        [("served", 1, 3, 0.8), ("last_12", 1, 3, 0.9), ("seasonal_naive", 1, 3, 1.0)],
        columns=["model", "horizon_from", "horizon_to", "relative"],
    )
    drawn = score_chart(table, look_of(False, "en")).to_dict()
    assert drawn["layer"][0]["encoding"]["x"]["axis"]["tickCount"] <= 5
