"""The two tables of the page of questions: by province and by period; they count once they are checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from capacity.texts import LANGUAGES, Language, say, shipped_text
from capacity.ui.words.setting_words import MARKS
from tests.ui.sample import SampleService
from tests.ui.test_pages import opened, service

__all__ = ["service"]
Typed = Callable[[pd.DataFrame], pd.DataFrame]
PROVINCES, PERIODS = "province_table", "period_table"
APPLY = {PROVINCES: "by_province", PERIODS: "by_period"}


class Tables:
    """Stands in for the framework's editor: what somebody typed, and how the columns are explained."""

    def __init__(self) -> None:
        self.typed: dict[str, Typed] = {}
        self.columns: dict[str, dict[str, Any]] = {}

    def edit(self, table: pd.DataFrame, *, key: str, **given: Any) -> pd.DataFrame:
        name = next(part for part in APPLY if key.startswith(part))
        self.columns[name] = given["column_config"]
        return self.typed[name](table) if name in self.typed else table


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Tables:
    made = Tables()
    monkeypatch.setattr(st, "data_editor", made.edit)
    return made


def applied(app: AppTest, table: str, language: Language = "nl") -> AppTest:
    """The page after the button below a table was pressed."""
    buttons = [one for one in app.button if one.label == say("whatif.apply", language)]
    return next(one for one in buttons if one.form_id == APPLY[table]).click().run()


def in_cell(column: str, row: int, text: str) -> Typed:
    def typed(table: pd.DataFrame) -> pd.DataFrame:
        edited = table.copy()
        edited.iloc[row, edited.columns.get_loc(column)] = text
        return edited

    return typed


def faults(app: AppTest) -> str:
    """All that the page says of faults."""
    tables = [str(cell) for table in app.table for cell in table.value.astype(str).to_numpy().ravel()]
    return " ".join([*(one.value for one in app.error), *tables]).replace("\\", "")


def test_a_value_typed_for_a_province_changes_the_plan_once_it_is_applied(
    service: SampleService, tables: Tables
) -> None:
    tables.typed[PROVINCES] = in_cell("delay_by_province", 0, "26")
    app = opened("whatif", lang="nl")
    assert "delay_by_province" not in app.query_params
    applied(app, PROVINCES)
    assert app.query_params["delay_by_province"] == "PV20:26"
    assert service.asked[-1].delay_by_province == {"PV20": 26.0}


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("typed", ["honderd", "999"])
def test_a_value_that_cannot_be_is_told_with_its_province_and_changes_nothing(
    tables: Tables, typed: str
) -> None:
    tables.typed[PROVINCES] = in_cell("delay_by_province", 0, typed)
    app = applied(opened("whatif", lang="nl"), PROVINCES)
    assert not app.exception
    assert "delay_by_province" not in app.query_params
    assert typed in faults(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_columns_by_province_tell_range_usual_value_and_source(
    service: SampleService, tables: Tables, language: Language
) -> None:
    opened("whatif", lang=language)
    delivered = tables.columns[PROVINCES]["delivered_by_province"]
    setting = service.settings()["delivered"]
    assert delivered["label"].endswith(MARKS.get(setting.kind, ")"))
    assert say("app.as_default", language, value="100") in delivered["help"]
    assert say("app.range", language, low="0", high="120") in delivered["help"]
    source = (
        say("app.judged", language)
        if "judgement" in setting.source
        else shipped_text(setting.source, language)
    )
    assert source in delivered["help"]


def test_a_period_typed_changes_the_plan_once_it_is_applied(service: SampleService, tables: Tables) -> None:
    def typed(table: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame([["crisis", "2026-12-07", "2026-12-21"]], columns=table.columns, dtype=object)

    tables.typed[PERIODS] = typed
    app = applied(opened("whatif", lang="nl"), PERIODS)
    assert [(one.regime, str(one.start), one.weeks) for one in service.asked[-1].regimes] == [
        ("crisis", "2026-12-07", 3)
    ]
    assert app.query_params["regimes"] == "crisis:2026-12-07:3"


@pytest.mark.usefixtures("service")
def test_a_period_that_ends_before_it_begins_is_told_and_changes_nothing(tables: Tables) -> None:
    def typed(table: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame([["mass", "2027-01-11", "2027-01-04"]], columns=table.columns, dtype=object)

    tables.typed[PERIODS] = typed
    app = applied(opened("whatif", lang="nl"), PERIODS)
    assert not app.exception
    assert "regimes" not in app.query_params
    assert "2027-W01" in faults(app)


@pytest.mark.usefixtures("service")
def test_a_longer_crisis_departs_from_the_law_by_name(tables: Tables) -> None:
    def typed(table: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame([["crisis", "2026-12-07", "2028-01-31"]], columns=table.columns, dtype=object)

    tables.typed[PERIODS] = typed
    app = opened("whatif", lang="nl")
    app.checkbox(key="longer_crisis").check()
    applied(app, PERIODS)
    assert app.session_state["work"].scenario.deviations == ["CRI 5"]


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_columns_of_periods_tell_what_an_empty_cell_means_and_the_articles(
    tables: Tables, language: Language
) -> None:
    opened("whatif", lang=language)
    told = {name: column["help"] for name, column in tables.columns[PERIODS].items()}
    assert "APR 27(5)" in told["regime"]
    assert told["start"] == say("period_column.start_help", language)
    assert "CRI 5" in told["until"]
