"""The page on the spreading law, run without a browser on a plan made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from capacity.domain.pins import Pin, pin_code
from capacity.domain.plan_result import TABLE_COLUMNS
from capacity.service import MunicipalPlan, open_workspace
from capacity.texts import LANGUAGES, Language, say
from capacity.ui.charts.municipal_map import drawn
from capacity.ui.plan import pins as plan_pins
from capacity.ui.plan.pins import cells_to_pin
from capacity.ui.spread import card as spread_card
from capacity.ui.spread import fairness as spread_fairness
from capacity.ui.spread import seen as spread_seen
from capacity.ui.spread import words as spread_words
from capacity.ui.spread.card import block_rows, strip_sentence
from capacity.ui.spread.contracts import in_words, title, told_apart
from capacity.ui.spread.municipal_list import found
from capacity.ui.spread.municipal_map import map_text
from capacity.ui.spread.provinces import province_table
from capacity.ui.spread.swaps import sentence
from tests.ui.sample import MONDAYS, SampleService, contract_rows
from tests.ui.test_pages import heading, opened, sentences, service

__all__ = ["service"]
PROVINCES, PUBLISHED = 0, 1
MUNICIPALITIES = "list_spread"
CYCLE, REGION, FIND, OPEN = "spread_cycle", "spread_region", "spread_find", "spread_municipality"


def table(app: AppTest, place: int | str) -> pd.DataFrame:
    """A table of the page by its place, or by its key."""
    assert not app.exception
    found = app.dataframe(key=place) if isinstance(place, str) else app.dataframe[place]
    return pd.DataFrame(found.value)


def named(app: AppTest) -> list[str]:
    return list(table(app, MUNICIPALITIES)["gemeente"])


def subheadings(app: AppTest) -> list[str]:
    return [str(element.value) for element in app.subheader]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_heading_is_the_computed_sentence(service: SampleService, language: Language) -> None:
    view = service.spreading(service.baseline(), "2026")
    app = opened("spread", lang=language)
    assert heading(app) == spread_words.title(view, language)
    assert spread_words.deadline(view, language) in sentences(app)
    assert "<dfn" in "".join(element.proto.body for element in app.get("html"))


@pytest.mark.usefixtures("service")
def test_the_list_holds_all_municipalities_and_says_what_is_unknown() -> None:
    rows = table(opened("spread", lang="nl"), MUNICIPALITIES)
    assert len(rows) == 342
    assert rows["gerealiseerd (plaatsen)"].isna().all()
    assert set(rows["taak is"]) == {"bekend", "≈ berekend"}
    assert rows["taak (plaatsen)"].is_monotonic_decreasing


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("sud", "Súdwest-Fryslân"),
        ("Súd", "Súdwest-Fryslân"),
        ("s-g", "'s-Gravenhage"),
        ("den h", "'s-Gravenhage"),
    ],
)
def test_three_letters_find_a_municipality_with_or_without_accents(typed: str, name: str) -> None:
    app = opened("spread", lang="nl")
    app.text_input(key=FIND).set_value(typed).run()
    assert name in named(app)


@pytest.mark.usefixtures("service")
def test_the_only_name_that_fits_opens_its_card() -> None:
    app = opened("spread", lang="nl")
    app.text_input(key=FIND).set_value("alphen").run()
    if len(named(app)) > 1:
        app.text_input(key=FIND).set_value("alphen aan").run()
    assert named(app) == ["Alphen aan den Rijn"]
    assert "Alphen aan den Rijn: taak van 628 plaatsen; hoeveel er zijn, is onbekend" in subheadings(app)
    card = " ".join(str(cell) for cell in app.table[0].value.to_numpy().ravel())
    assert "628 · gepubliceerd" in card
    assert "≈ berekend" in card
    assert "onbekend" in card


@pytest.mark.usefixtures("service")
def test_a_name_in_another_province_is_found_all_the_same() -> None:
    app = opened("spread", lang="nl", region="PV30")
    app.text_input(key=FIND).set_value("sud").run()
    assert named(app) == ["Súdwest-Fryslân"]


@pytest.mark.usefixtures("service")
def test_a_name_that_does_not_exist_is_said() -> None:
    app = opened("spread", lang="nl")
    app.text_input(key=FIND).set_value("zzzz").run()
    assert not app.exception
    assert any("zzzz" in info.value for info in app.info)


@pytest.mark.usefixtures("service")
def test_a_province_narrows_table_and_list_and_stands_in_the_address() -> None:
    app = opened("spread", lang="nl")
    app.selectbox(key=REGION).set_value("PV24").run()
    assert list(table(app, PROVINCES)["gebied"]) == ["Flevoland"]
    assert set(table(app, MUNICIPALITIES)["provincie"]) == {"Flevoland"}
    assert app.query_params["region"] == "PV24"


@pytest.mark.usefixtures("service")
def test_the_first_cycle_shows_its_own_task_and_that_its_term_has_passed() -> None:
    app = opened("spread", lang="nl")
    app.selectbox(key=CYCLE).set_value("2024").run()
    assert "96.000" in heading(app)
    assert app.query_params["cycle"] == "2024"
    assert "weken voorbij" in sentences(app)
    utrecht = table(app, MUNICIPALITIES).iloc[0]
    assert (utrecht["gemeente"], utrecht["gerealiseerd (plaatsen)"], utrecht["gat (plaatsen)"]) == (
        "Utrecht",
        1805,
        141,
    )


def test_a_scenario_shows_the_baseline_beside_it(service: SampleService) -> None:
    calm, late = opened("spread", lang="nl"), opened("spread", lang="nl", delay="26")
    assert "tegenover de basis" not in sentences(calm).lower()
    assert "Tegenover de basis: +" in sentences(late)
    assert [name for name in table(calm, PROVINCES).columns if "basis" in name] == []
    rows = table(late, PROVINCES)
    assert (rows["gat termijn"].dropna() >= rows["gat termijn, basis"].dropna()).all()
    assert service.asked[-1].delay == 26


def test_the_table_ends_with_the_rest_and_the_published_total(service: SampleService) -> None:
    view = service.spreading(service.baseline(), "2026")
    rows = province_table(view, beside_baseline=False).set_index("region")
    assert list(rows.index[-2:]) == ["not_allotted", "NL"]
    assert rows.task["NL"] == rows.task.drop("NL").sum() == 88000
    assert rows.gap_at_date["NL"] == view.gap


@pytest.mark.usefixtures("service")
def test_what_was_published_of_a_province_stands_beside_the_plan() -> None:
    rows = table(opened("spread", lang="nl"), PROVINCES).set_index("gebied")["gepubliceerd"]
    assert rows["Zuid-Holland"] == "6.775"
    assert rows["Groningen"] == "≥ 2.491"
    assert rows["Zeeland"] == "onbekend"


@pytest.mark.usefixtures("service")
def test_wild_choices_in_the_address_fall_back_with_a_notice() -> None:
    app = opened("spread", lang="nl", cycle="1999", region="PV99", measure="beauty", municipality="GM9999")
    assert not app.exception
    assert "88.000" in heading(app)
    assert len(named(app)) == 342
    told = " ".join(notice.value for notice in app.info)
    for wild in ("cycle=1999", "region=PV99", "measure=beauty", "municipality=GM9999"):
        assert wild in told


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("measure", spread_words.MEASURES)
def test_every_measure_and_every_table_has_its_chart_text_and_download(measure: str) -> None:
    app = opened("spread", lang="nl", measure=measure, municipality="GM0363")
    assert not app.exception
    assert len(app.get("download_button")) == 5
    assert "Schema, geen kaart" in sentences(app)
    assert any("Grootste gaten" in caption.value for caption in app.caption)


def test_unknown_gaps_come_after_known_ones(service: SampleService) -> None:
    rows = found(service.spreading(service.baseline(), "2024"), "", "")
    assert rows.gap.notna().tolist() == [True] + [False] * 341


def test_the_file_of_the_whole_list_ends_with_what_nobody_was_given(service: SampleService) -> None:
    view = service.spreading(service.baseline(), "2026")
    assert view.remainders[["province", "task"]].to_dict("records") == [
        {"province": "not_allotted", "task": 17.0}
    ]


@pytest.mark.parametrize(
    ("measured", "gap", "met_from", "expected"),
    [
        ("end", 10.0, "", "spread.title_end"),
        ("date", 0.0, "2027-05-03", "spread.title_met"),
        ("date", 0.0, "2026-11-16", "spread.title_met_already"),
    ],
)
def test_the_heading_says_when_the_task_is_met(
    service: SampleService, measured: str, gap: float, met_from: str, expected: str
) -> None:
    view = replace(
        service.spreading(service.baseline(), "2026"), measured=measured, gap=gap, met_from=met_from
    )
    shape = say(
        expected, "nl", gap=gap, task=view.task, k=view.carriers, x=view.carried,
        week=view.last_week if measured == "end" else spread_words.monday("2027-05-03"),
    )  # fmt: skip
    assert spread_words.title(view, "nl") == shape


def test_a_province_that_is_said_to_have_its_task_while_the_state_leaves_a_gap_is_named(
    service: SampleService,
) -> None:
    view = service.spreading(service.baseline(), "2026")
    names = dict(zip(service.regions().code, service.regions().name, strict=True))
    ending = view.provinces.assign(durable_now=0.0, durable_at_date=0.0, durable_known=view.provinces.task)
    assert spread_words.conflict(replace(view, provinces=ending), names, "nl") == ""
    fewer = replace(view, provinces=ending.assign(durable_known=ending.task - 1))
    assert "Groningen en Flevoland" in spread_words.conflict(fewer, names, "nl")


def test_a_location_of_minors_is_named_by_nobody() -> None:
    rows = pd.DataFrame(
        {
            "block": ["Villa", "Hall"],
            "region": "PV20",
            "municipality": "",
            "type": ["minors", "emergency"],
            "places": [20.0, 30.0],
            "ends": "2027-02-28",
            "notice_by": "2027-01-03",
            "renewed": [0.0, 30.0],
            "plan_says": ["close", "renew"],
            "lost_usable": [19.0, 28.0],
        }
    )
    answer = SimpleNamespace(language="en", region_names={"PV20": "Groningen"}, view=None, today=None)
    words = in_words(answer, rows)  # type: ignore[arg-type]
    assert words.block.tolist() == ["location of minors, Groningen", "Hall"]
    assert words.plan_says.tolist() == ["let it end", "renew"]
    assert title(rows, date(2026, 11, 23), "en").startswith(
        "Notice runs out within 12 weeks for 2 contracts (50"
    )


def test_two_locations_of_minors_in_one_municipality_are_two_rows_of_the_chart() -> None:
    place = "location of minors, Assen"
    assert told_apart([place, "Hall", place, place]) == [place, "Hall", f"{place} (2)", f"{place} (3)"]


@pytest.mark.usefixtures("service")
def test_the_choice_for_equal_gaps_is_told_with_its_cost_and_stays_in_the_address() -> None:
    app = opened("spread", lang="en")
    assert not app.exception
    app = app.toggle(key="spread_fair").set_value(True).run()
    assert not app.exception
    assert any(text.value.startswith("With equal relative gaps") for text in app.markdown)
    assert app.query_params["fair"] in ("true", ["true"])


@pytest.mark.usefixtures("service")
def test_the_choice_for_equal_gaps_is_recorded_with_who_made_it_and_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    workspace = open_workspace(tmp_path)
    monkeypatch.setattr(spread_fairness, "saved_by_users", lambda: workspace)
    app = opened("spread", lang="en")
    app = app.toggle(key="spread_fair").set_value(True).run()
    app = app.button(key="fairness_record").click().run()
    assert say("data.needs_author", "en") in [fault.value for fault in app.error]
    assert workspace.audit(1).empty
    app = app.text_input(key="fairness_author").set_value("Anna").run()
    app = app.text_input(key="fairness_reason").set_value("agreed at the table").run()
    app = app.button(key="fairness_record").click().run()
    assert not app.exception
    (said,) = [text.value for text in app.markdown if "agreed at the table" in text.value]
    assert "Anna: Equal relative gaps chosen." in said
    assert "With equal relative gaps the widest gap" in said
    assert workspace.audit(1).action.tolist() == ["note_added"]


def contracts(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["notice_by", "plan_says"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_says_the_first_day_on_which_a_contract_can_still_be_decided(language: Language) -> None:
    mine = contracts(("2026-12-01", "no_option"), ("2027-02-03", "renew"), ("2026-11-01", "renew"))
    said = strip_sentence(mine, date(2026, 11, 23), language)
    assert "2027" in said
    assert "3" in said
    none = strip_sentence(contracts(("2026-12-01", "no_option")), date(2026, 11, 23), language)
    assert "2027" not in none


def test_the_card_counts_what_an_accepted_portfolio_has_where_nothing_is_published() -> None:
    unknown = float("nan")
    one = {"name": "Groningen", "task": 990.0, "decided": unknown, "realised": unknown, "gap": unknown}
    assert "onbekend" in spread_card.heading(pd.Series(one), "nl")
    said = spread_card.heading(pd.Series(one), "nl", 400.0)
    assert all(part in said for part in ("400", "990", "590"))
    assert "taak gehaald" in spread_card.heading(pd.Series(one), "nl", 1000.0)
    published = pd.Series({**one, "realised": 700.0, "gap": 290.0})
    assert "700" in spread_card.heading(published, "nl", 400.0)


def test_the_card_lists_every_block_here_and_hides_where_minors_live_from_a_viewer() -> None:
    rows = [
        ("north", "GM0014", "regular", 400, "2020-01-01", "", "yes"),
        ("young", "GM0014", "minors", 1200, "2024-03-01", "2028-03-01", "no"),
        ("south", "GM0037", "regular", 90, "", "", "yes"),
    ]
    names = ["block", "municipality", "type", "capacity", "start", "contract_end", "durable"]
    portfolio = pd.DataFrame(rows, columns=names)
    seen = block_rows(portfolio, "GM0014", True, "nl")
    assert seen.block.tolist() == ["north", "young"]
    assert seen.places.tolist() == ["400", "1.200"]
    assert seen.starts.tolist() == ["01-01-2020", "01-03-2024"]
    assert seen.ends.tolist() == ["geen einde", "01-03-2028"]
    assert seen.lasting.tolist() == ["ja", "nee"]
    assert block_rows(portfolio, "GM0014", False, "nl").block.tolist() == ["north"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_says_the_largest_gaps_and_how_many_have_their_task(language: Language) -> None:
    rows = pd.DataFrame(
        {
            "region": ["GM0001", "GM0002", "GM0003"],
            "name": ["A", "B", "C"],
            "task": [2000.0, 10.0, 5.0],
            "gap": [1234.0, 0.0, 3.0],
            "gap_percent": [61.7, 0.0, 60.0],
        }
    )
    said = map_text(rows, language)
    assert said.index("A (1") < said.index("C (3)")
    assert {"nl": "1 van 3 gemeenten heeft haar taak", "en": "1 of 3 municipalities has its task"}[
        language
    ] in said
    square = [[[0, 0], [1, 0], [1, 1], [0, 0]]]
    assert [row["name"] for row in drawn(rows, {"GM0001": square, "GM0003": []})] == ["A"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_swap_says_how_much_of_the_gap_it_covers(language: Language) -> None:
    said = sentence(30.0, 120.0, language)
    assert "30" in said
    assert "120" in said
    assert "30" not in sentence(0.0, 120.0, language)


@pytest.mark.parametrize(("is_planner", "where"), [(True, ["GM0363", "GM0363"]), (False, ["", "GM0363"])])
def test_where_minors_live_is_shown_to_planners_alone_once_people_sign_in(
    monkeypatch: pytest.MonkeyPatch, is_planner: bool, where: list[str]
) -> None:
    monkeypatch.setattr(spread_seen, "may", lambda _: is_planner)
    contracts = pd.DataFrame(
        {"block": ["Villa", "Hall"], "municipality": "GM0363", "type": ["minors", "emergency"]}
    )
    progress = pd.DataFrame({"lasting_now": [500.0], "other_now": [50.0], "eur_year": [90.0]})
    without = pd.DataFrame({"lasting_now": [0.0], "other_now": [30.0], "eur_year": [50.0]})
    swaps = pd.DataFrame({"giver": ["GM0363"], "places": [40.0]})
    places = pd.DataFrame(
        {"type": ["minors", "regular"], "lasting": [0.0, 500.0], "lasting_minors": [0.0, 450.0]}
    )
    given = MunicipalPlan(progress, contracts, swaps, places, without, swaps.head(0), own=True)
    seen = spread_seen.seen_by_visitor(given)
    assert seen is not None
    assert seen.contracts.municipality.tolist() == where
    assert ("Villa" in set(seen.contracts.block)) is is_planner
    assert ("minors" in set(seen.places.type)) is is_planner
    assert seen.progress is (progress if is_planner else without)
    assert len(seen.swaps) == (1 if is_planner else 0)
    assert seen.places.lasting[1] == (500 if is_planner else 50)
    assert ("lasting_minors" in seen.places) is is_planner
    assert spread_seen.head_of("gap_end", seen) == ("gap_end" if is_planner else "gap_end_open")
    assert spread_seen.counted(seen) == ("all_places" if is_planner else "without_minors")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_without_places_of_minors_says_so_and_that_its_gap_is_the_most_that_can_be_missing(
    language: Language,
) -> None:
    unknown = float("nan")
    one = {"name": "Groningen", "task": 990.0, "decided": unknown, "realised": unknown, "gap": unknown}
    said = spread_card.heading(pd.Series(one), language, 400.0, minors_hidden=True)
    assert {"nl": "minderjarigen, gat hoogstens 590", "en": "gap at most 590"}[language] in said
    published = pd.Series({**one, "realised": 700.0, "gap": 290.0})
    said = spread_card.heading(published, language, 400.0, minors_hidden=True)
    assert said == spread_card.heading(published, language)


def test_the_widest_gap_of_municipalities_is_that_of_the_places_the_visitor_may_see() -> None:
    whole = pd.DataFrame({"lasting_end": [90.0, 80.0], "gap_end": [10.0, 20.0]})
    without = pd.DataFrame({"lasting_end": [40.0, 80.0], "gap_end": [60.0, 20.0]})
    names = ["municipality", "block", "type", "lasting", "lasting_minors"]
    nothing = pd.DataFrame({name: [] for name in names})
    given = MunicipalPlan(whole, nothing, nothing, nothing, without, nothing, own=True)
    assert spread_fairness.widest_municipal_gap(given) == pytest.approx(0.2)
    seen = given.without_places_of_minors()
    assert spread_fairness.widest_municipal_gap(seen) == pytest.approx(0.6)
    assert not replace(given, own=False).without_places_of_minors().minors_hidden


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_contract_is_pinned_on_the_page_after_its_price_was_seen(
    service: SampleService, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = Pin("contracts", (MONDAYS[8], "PV20", "emergency", "Hal 2"), "renewed", 120.0)
    edited = {"contracts": [cell], "places": []}
    monkeypatch.setattr(plan_pins, "_edited", lambda _answer, _rows, table: edited[table.table])
    app = opened("spread", lang=language)
    titles = [part.label for part in app.expander]
    assert say("pin_contracts.title", language) in titles
    (price,) = [button for button in app.button if button.label == say("pin_here.price", language)]
    app = price.click().run()
    assert say("pin_here.pin", language, n=1) in [button.label for button in app.button]
    app = app.button(key="pin_contracts").click().run()
    assert not app.exception
    assert service.asked[-1].pins == {pin_code(cell): 120.0}


def test_a_ticked_contract_is_kept_as_it_is_also_when_it_ends() -> None:
    rows = pd.DataFrame(contract_rows(), columns=list(TABLE_COLUMNS["contracts"]))
    after = rows.assign(pin=[True, False])
    (kept,) = cells_to_pin(rows, after, "contracts")
    assert (kept.key, kept.value) == ((MONDAYS[8], "PV20", "emergency", "Hal 2"), 0.0)
    (changed,) = cells_to_pin(rows, rows.assign(pin=False, renewed=[0.0, 30.0]), "contracts")
    assert (changed.key[-1], changed.value) == ("Kade 1", 30.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_of_the_tiles_has_the_gaps_as_the_tiles_have_them(
    service: SampleService, language: Language
) -> None:
    view = service.spreading(service.baseline(), "2026")
    largest = view.provinces.nlargest(1, "gap").assign(gap=1_452.0)
    told = spread_words.tiles_title(
        replace(view, provinces=largest), {str(largest.region.iloc[0]): "X"}, language
    )
    assert ("X 1.452" if language == "nl" else "X 1,452") in told
