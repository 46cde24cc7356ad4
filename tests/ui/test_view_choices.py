"""What a visitor chose to look at: kept over a reload, a change of page and a sent link."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import capacity.ui
from capacity.texts import glossary
from capacity.ui import contract, view_choices
from capacity.ui.contract import PlanningView
from capacity.ui.data import steward as data_steward
from capacity.ui.elements.table_filters import part_of
from capacity.ui.view_choices import CHOICES, Choice
from capacity.ui.words.scenario_words import plain
from tests.ui.sample import SampleService

SCRIPT = str(Path(capacity.ui.__file__).with_name("main.py"))
SECONDS = 60


@pytest.fixture(autouse=True)
def view(monkeypatch: pytest.MonkeyPatch) -> Iterator[PlanningView]:
    st.cache_resource.clear()
    sample: Any = SampleService()
    monkeypatch.setattr(contract, "open_view", lambda: sample)
    yield sample
    st.cache_resource.clear()


def opened(page: str, **parts: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=SECONDS)
    app.query_params.update({"lang": "en", **parts})
    return at(app, page)


def at(app: AppTest, page: str) -> AppTest:
    app._page_hash = calc_hash("" if page == "situation" else page)
    app.run()
    assert not app.exception
    return app


def unusual(choice: Choice, view: PlanningView) -> Any:
    """Something else than what is chosen at first; None where there is no other."""
    return next((option for option in choice.options(view) if option != choice.usual), None)


def written(option: Any) -> str:
    return "yes" if option is True else str(option)


@pytest.mark.parametrize("page", CHOICES)
def test_what_an_address_chooses_is_shown_and_stays_in_it(page: str, view: PlanningView) -> None:
    wanted = {choice: unusual(choice, view) for choice in CHOICES[page]}
    wanted = {choice: option for choice, option in wanted.items() if option is not None}
    assert wanted
    parts = {choice.name: written(option) for choice, option in wanted.items()}
    app = opened(page, **parts)
    assert {choice.key: app.session_state[choice.key] for choice in wanted} == {
        choice.key: option for choice, option in wanted.items()
    }
    assert {name: app.query_params[name] for name in parts} == parts


def test_a_filter_of_a_tab_outlives_a_visit_to_another_tab() -> None:
    app = opened("method", tab="glossary")
    key = next(field.key for field in app.text_input if str(field.key).startswith("filter_"))
    app.text_input(key=key).set_value("duty").run()
    for tab in ("duties", "model", "parameters"):
        app.segmented_control(key="method_tab").set_value(tab).run()
        assert part_of(key) not in app.query_params
    app.segmented_control(key="method_tab").set_value("glossary").run()
    assert app.text_input(key=key).value == "duty"
    assert app.query_params[part_of(key)] == "duty"


def test_a_choice_outlives_a_visit_to_another_page() -> None:
    app = opened("data", tab="load", file="targets")
    at(app, "method")
    assert "tab" not in app.query_params
    at(app, "data")
    assert app.segmented_control(key="data_tab").value == "load"
    assert app.segmented_control(key="file_kind").value == "targets"
    assert app.query_params["tab"] == "load"


def test_the_view_of_the_plan_and_the_municipality_searched_outlive_a_visit_to_another_page() -> None:
    app = opened("plan", view="duties")
    at(app, "spread")
    app.text_input(key="spread_find").set_value("wierden").run()
    at(app, "situation")
    at(app, "plan")
    assert app.segmented_control(key="view").value == "duties"
    at(app, "spread")
    assert app.text_input(key="spread_find").value == "wierden"
    assert app.query_params["find"] == "wierden"


def test_a_filter_typed_in_a_table_outlives_a_visit_to_another_page() -> None:
    app = opened("method", tab="glossary")
    key = next(field.key for field in app.text_input if str(field.key).startswith("filter_"))
    app.text_input(key=key).set_value("duty").run()
    at(app, "situation")
    at(app, "method")
    assert app.text_input(key=key).value == "duty"


def test_what_is_looked_for_in_a_table_is_in_the_address_and_a_sent_link_looks_for_the_same() -> None:
    app = opened("method", tab="glossary")
    key = next(field.key for field in app.text_input if str(field.key).startswith("filter_"))
    app.text_input(key=key).set_value("duty").run()
    parts = {part_of(key): app.query_params[part_of(key)]}
    assert parts == {part_of(key): "duty"}
    sent = opened("method", tab="glossary", **parts)
    assert sent.text_input(key=key).value == "duty"
    assert len(sent.dataframe[0].value) == len(app.dataframe[0].value) < len(glossary())
    sent.text_input(key=key).set_value("").run()
    assert part_of(key) not in sent.query_params


def test_what_an_address_looks_for_in_a_table_that_is_not_in_sight_waits_for_it() -> None:
    app = opened("method", tab="glossary")
    key = next(field.key for field in app.text_input if str(field.key).startswith("filter_"))
    sent = opened("method", **{part_of(key): "duty"})
    assert part_of(key) in sent.query_params
    sent.segmented_control(key="method_tab").set_value("glossary").run()
    assert sent.text_input(key=key).value == "duty"


@pytest.mark.parametrize("page", CHOICES)
def test_a_choice_that_cannot_be_falls_back_with_a_notice(page: str) -> None:
    app = opened(page, **{choice.name: "<b>wild</b>" for choice in CHOICES[page]})
    for choice in CHOICES[page]:
        assert app.session_state[choice.key] == choice.usual
        assert any(plain(f"{choice.name}=<b>wild</b>") in notice.value for notice in app.info)
        assert choice.name not in app.query_params


def test_the_names_of_choices_are_no_names_of_settings(view: PlanningView) -> None:
    for choices in CHOICES.values():
        names = {choice.name for choice in choices}
        assert names & set(view.settings()) == set()
        assert len(names) == len(choices)


def test_the_order_of_a_table_is_in_the_address_and_a_sent_link_has_the_same() -> None:
    app = opened("method", tab="glossary")
    key = next(field.key for field in app.selectbox if str(field.key).startswith("order_"))
    before = app.dataframe[0].value.iloc[:, 0].tolist()
    app.selectbox(key=key).set_value("0down").run()
    assert app.query_params[part_of(key)] == "0down"
    sent = opened("method", tab="glossary", **{part_of(key): "0down"})
    assert sent.dataframe[0].value.iloc[:, 0].tolist() == sorted(before, reverse=True)


def test_a_wild_order_of_a_table_falls_back_with_a_notice() -> None:
    app = opened("method", tab="glossary")
    key = next(field.key for field in app.selectbox if str(field.key).startswith("order_"))
    wild = opened("method", tab="glossary", **{part_of(key): "99up"})
    assert not wild.exception
    assert wild.selectbox(key=key).value is None
    assert part_of(key) not in wild.query_params
    told = f"{plain(part_of(key))}=99up"
    assert any(told in notice.value for notice in wild.info)
    wild.selectbox(key=key).set_value("0down").run()
    assert not any(told in notice.value for notice in wild.info)


def test_the_snapshots_that_are_compared_are_in_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [SimpleNamespace(id=f"2026-11-{day}-abcd", in_use=day == 23, held=False) for day in (23, 16, 9)]
    compared: list[tuple[str, str]] = []

    def changes(old: str, new: str) -> pd.DataFrame:
        compared.append((old, new))
        return pd.DataFrame()

    for module in (view_choices, data_steward):
        monkeypatch.setattr(module, "list_snapshots", lambda: kept)
    monkeypatch.setattr(data_steward, "snapshots_report", pd.DataFrame)
    monkeypatch.setattr(data_steward, "snapshot_changes", changes)
    app = opened("data", tab="snapshots", before=kept[2].id, after=kept[1].id)
    assert not app.exception
    assert compared == [(kept[2].id, kept[1].id)]
    app.selectbox(key="snapshot_after").set_value(kept[0].id).run()
    assert (app.query_params["before"], app.query_params["after"]) == (kept[2].id, kept[0].id)
    wild = opened("data", tab="snapshots", before="2026-11-01-gone", after=kept[0].id)
    assert any("before=2026-11-01-gone" in notice.value.replace("\\", "") for notice in wild.info)
    assert "before" not in wild.query_params
    opened("data", tab="snapshots")
    assert compared[-1] == (kept[1].id, kept[0].id)


def test_a_mistyped_name_in_an_address_is_told_and_what_others_put_there_is_not() -> None:
    app = opened("", lang="nl", inflw="20", Inflow="5", utm_source="brief", fbclid="x", embed="true")
    assert "Onbekend in het adres en niet gebruikt: inflw, Inflow." in [notice.value for notice in app.info]
    assert "inflw" not in app.query_params


@pytest.mark.parametrize("page", ["", "forecast", "plan", "spread", "whatif", "data", "method", "help"])
def test_no_name_that_a_page_reads_is_told_as_unknown(page: str) -> None:
    names = {choice.name for choices in CHOICES.values() for choice in choices}
    given = {**dict.fromkeys(names, ""), "regime": "normal", "name": "x", "pins": "off", "rows_0a1b": "x"}
    app = opened(page, lang="nl", **given)
    assert not any(notice.value.startswith("Onbekend") for notice in app.info)
