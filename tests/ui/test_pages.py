"""The pages themselves, run without a browser on a plan made by hand."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import capacity.ui
from capacity.domain.bridge import Bridge
from capacity.domain.live import Remark, SourceFault
from capacity.domain.pins import Pin
from capacity.domain.plan_result import PlanResult
from capacity.domain.problems import BadInputError, Problem
from capacity.service import NoSnapshotError, OldSnapshotError, SavedState, ready
from capacity.service.check_beside import Checked, CheckHandle
from capacity.service.typed_numbers import typed_counts
from capacity.sources.live.register import load_sources
from capacity.texts import LANGUAGES, Language, messages, say
from capacity.ui import contract, main
from capacity.ui.data import steward as data_steward
from capacity.ui.plan import bring_back as plan_return
from capacity.ui.plan.page import whole_places_sentence
from capacity.ui.plan.pins import cells_to_pin
from capacity.ui.view_choices import METHOD_TABS
from capacity.ui.visit import session
from capacity.ui.words.scenario_words import plain
from tests.ui import sample
from tests.ui.charts import untold
from tests.ui.sample import MONDAYS, SampleService, sample_chances

SCRIPT = str(Path(capacity.ui.__file__).with_name("main.py"))
PAGES = ("", "forecast", "plan", "spread", "whatif", "method")
EVERY_PAGE = ("", *main.PAGES[1:])
SECONDS = 60
TOOLTIP, TAG = re.compile(r"<span role=.tooltip.*?</span>"), re.compile(r"<[^>]+>")


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[SampleService]:
    st.cache_resource.clear()
    sample = SampleService()
    monkeypatch.setattr(contract, "open_view", lambda: sample)
    yield sample
    st.cache_resource.clear()


def opened(page: str = "", **address: str) -> AppTest:
    """A page, opened at an address."""
    return at_address(page, **address).run()


def at_address(page: str = "", **address: str) -> AppTest:
    """A page at an address, before it is drawn."""
    app = AppTest.from_file(SCRIPT, default_timeout=SECONDS)
    if page:
        app._page_hash = calc_hash(page)
    for name, value in address.items():
        app.query_params[name] = value
    return app


def sentences(app: AppTest) -> str:
    """What paragraphs with explained words say, without the explanations."""
    shown = " ".join(element.proto.body for element in app.get("html"))
    return TAG.sub("", TOOLTIP.sub("", shown))


def heading(app: AppTest) -> str:
    return str(app.title[0].value)


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_with_one_answer_and_every_chart_has_title_source_and_csv(
    page: str, language: Language
) -> None:
    app = opened(page, lang=language)
    assert not app.exception
    assert not app.error
    assert len(app.title) == 1
    captions = [caption.value for caption in app.caption]
    assert any(messages(language)["footer.marks"] in caption for caption in captions)
    assert untold(app) == []


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("view", ["places", "chain", "duties", "prices", "changes"])
def test_each_view_of_the_plan_opens_from_the_address(view: str) -> None:
    app = opened("plan", lang="nl", view=view)
    assert not app.exception
    assert app.query_params["view"] == view
    assert ("krapste schakel" in heading(app)) == (view == "chain")
    assert untold(app) == []


def ranks_shown(app: AppTest) -> list[str]:
    title = say("column.rank", "nl")
    return next(table.value[title].tolist() for table in app.dataframe if title in table.value)


def test_a_duty_that_is_no_goal_of_the_plan_has_words_for_a_rank_and_comes_behind_the_ranked(
    service: SampleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = say("plan.rank_told", "nl")
    app = opened("method", lang="nl")
    app.session_state["method_tab"] = "duties"
    ranks = ranks_shown(app.run())
    assert set(ranks) == {"1", "2", "3", told}
    assert ranks == sorted(ranks)
    register = service.duties()
    monkeypatch.setattr(
        service, "duties", lambda: register.assign(rank=register["rank"].where(register.duty != "beds", 0))
    )
    assert told in ranks_shown(opened("plan", lang="nl", view="duties"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_curve_of_the_old_stock_comes_by_itself_and_marks_the_present_share(
    service: SampleService, language: Language
) -> None:
    app = opened("plan", lang=language, view="chain", old_share="45")
    assert not app.exception
    assert {scenario.old_share for scenario in service.asked} == {0.0, 45.0, 100.0}
    titles = [header.value for header in app.header]
    share, old = ("45\u00a0%", "9.360") if language == "nl" else ("45%", "9,360")
    assert any(share in title and old in title for title in titles)


def test_a_changed_setting_is_solved_kept_in_the_address_and_compared(service: SampleService) -> None:
    app = opened(lang="nl")
    assert service.asked == []
    before = [metric.value for metric in app.metric]
    app.select_slider(key="setting_inflow").set_value(50.0).run()
    assert not app.exception
    assert [scenario.inflow for scenario in service.asked] == [50.0]
    assert app.query_params["inflow"] == "50"
    assert [metric.value for metric in app.metric] != before
    assert any("tegenover basis" in metric.delta for metric in app.metric)
    assert any("Instroom +50\u00a0%" in caption.value for caption in app.caption)


@pytest.mark.usefixtures("service")
def test_back_to_the_baseline_gives_the_first_answer_again() -> None:
    app = opened(lang="nl", inflow="50")
    changed = [metric.value for metric in app.metric]
    app.button(key="reset").click().run()
    assert "inflow" not in app.query_params
    assert [metric.value for metric in app.metric] != changed


def test_settings_of_an_address_are_used_also_those_without_a_control(service: SampleService) -> None:
    opened(lang="nl", housing="20", jcs="300")
    assert (service.asked[0].housing, service.asked[0].jcs) == (20.0, 300.0)


def test_an_impossible_value_in_the_address_is_named_and_the_default_used(service: SampleService) -> None:
    app = opened(lang="nl", inflow="9000", decisions="veel")
    said = [notice.value for notice in app.info]
    assert "inflow=9000 kan niet; 0 gebruikt." in said
    assert "decisions=veel kan niet; 300 gebruikt." in said
    assert service.asked == []


@pytest.mark.usefixtures("service")
def test_an_unknown_language_falls_back() -> None:
    assert heading(opened(lang="fr")).startswith("In week")


@pytest.mark.usefixtures("service")
def test_both_languages_give_the_same_figures() -> None:
    dutch, english = (opened(lang=language) for language in LANGUAGES)
    assert dutch.metric[2].value.replace(".", ",") == english.metric[2].value


def test_without_a_snapshot_the_page_makes_the_first_plan_and_lists_the_data_there_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[bool] = []

    def start(offline: bool, **_: object) -> SimpleNamespace:
        asked.append(offline)
        return SimpleNamespace(done=False, phase="forecast")

    monkeypatch.setenv("CAPACITY_HOME", str(tmp_path))
    monkeypatch.setattr(data_steward, "start_refresh", start)

    def nothing() -> Any:
        raise NoSnapshotError

    st.cache_resource.clear()
    monkeypatch.setattr(contract, "open_view", nothing)
    app = opened(lang="nl")
    assert heading(app) == "Nog geen plan."
    assert len(app.dataframe[0].value) == len(load_sources())
    app.toggle(key="refresh_offline").set_value(True).run()
    app.button(key="refresh_again").click().run()
    assert asked == [True]
    assert any("voorspel" in told.value.lower() for told in app.info)
    assert not app.exception
    st.cache_resource.clear()


def test_a_snapshot_of_another_version_is_said_with_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CAPACITY_HOME", str(tmp_path))

    def old() -> Any:
        raise OldSnapshotError("2026-11-16-old", (Problem("missing_setting", "", expected="grant"),))

    st.cache_resource.clear()
    monkeypatch.setattr(contract, "open_view", old)
    app = opened(lang="nl")
    assert heading(app) == "Dit plan is van een andere versie van het programma."
    assert "2026-11-16-old" in app.markdown[0].value
    assert "'grant'" in app.table[0].value.to_string()
    assert not app.exception
    st.cache_resource.clear()


def test_a_new_snapshot_is_seen_at_the_next_rerun_and_the_same_one_is_not_opened_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_use, served = ["a"], []

    def open_view() -> SampleService:
        served.append(in_use[-1])
        return SampleService()

    st.cache_resource.clear()
    monkeypatch.setattr(contract, "open_view", open_view)
    monkeypatch.setattr(contract, "snapshot_in_use", lambda: in_use[-1])
    app = opened().run()
    assert served == ["a"]
    in_use.append("b")
    app.run()
    assert served == ["a", "b"]
    st.cache_resource.clear()


@pytest.mark.parametrize("published", [True, False])
def test_settings_not_saved_stay_and_are_planned_again_when_a_colleague_has_refreshed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, published: bool
) -> None:
    monkeypatch.setenv("CAPACITY_HOME", str(tmp_path))
    in_use, served = ["a"], []

    def open_view() -> SampleService:
        served.append(SampleService())
        return served[-1]

    st.cache_resource.clear()
    monkeypatch.setattr(contract, "open_view", open_view)
    monkeypatch.setattr(contract, "snapshot_in_use", lambda: in_use[-1])
    mine, steward = opened(lang="nl", inflow="50"), opened("data", lang="nl")
    in_use.append("b" if published else "a")
    steward.session_state["data_tab"] = "refreshes"
    steward.session_state[data_steward.HANDLE] = SimpleNamespace(
        done=True, exit_code=0, phase="done", result=None
    )
    steward.run()
    assert say("data.refresh_done", "nl") in [told.value for told in steward.info]
    mine.select_slider(key="setting_inflow").set_value(60.0).run()
    assert not mine.exception
    assert mine.query_params["inflow"] == "60"
    assert len(served) == (2 if published else 1), "what is made on a snapshot is kept while it is in use"
    assert [scenario.inflow for scenario in served[-1].asked] == ([60.0] if published else [50.0, 60.0])
    st.cache_resource.clear()


@pytest.mark.parametrize(("page", "language"), [*((page, "nl") for page in EVERY_PAGE), ("", "en")])
def test_data_that_are_old_or_not_used_are_said_with_their_cause_on_every_page(
    service: SampleService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: str, language: Language
) -> None:
    monkeypatch.setenv("CAPACITY_HOME", str(tmp_path))
    gone = Remark("shape", {"expected": "id", "found": "structure"})
    fault = SourceFault("eurostat", dict.fromkeys(LANGUAGES, "Eurostat"), "changed_shape", gone, "2026-11-23")
    fresh, moment = service.freshness(), datetime(2026, 11, 20, tzinfo=UTC)
    old = replace(fresh, failed_reason="CBS: timeout", source_faults=(fault,), published_at=datetime.now(UTC))
    monkeypatch.setattr(service, "freshness", lambda: old)
    lacks = (Problem("missing_row", "", None, "measure", "", "queue appeal territory"),)
    saved = SavedState("1", "Anna", moment, "", "", lacks)
    present = replace(service.present_state(), unusable=saved)
    monkeypatch.setattr(service, "present_state", lambda: present)
    app = opened(page, lang=language)
    assert not app.exception
    warned = " ".join(warning.value for warning in app.warning)
    assert say("age.failed", language, reason=plain("CBS: timeout")) in warned
    assert plain("Eurostat: " + say("source_fault.shape", language, **gone.values)) in warned
    assert say("data.unusable_state", language, day=moment.date()) in warned
    captions = " ".join(caption.value for caption in app.caption)
    assert say("age.stale", language) in captions
    assert say("app.local_only", language) in captions


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_data_are_not_called_up_to_date(
    service: SampleService, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    shipped = replace(service.freshness(), sources_asked=False, published_at=datetime.now(UTC))
    monkeypatch.setattr(service, "freshness", lambda: shipped)
    captions = " ".join(caption.value for caption in opened("data", lang=language).caption)
    assert say("age.shipped", language) in captions
    assert say("age.today", language) in captions
    assert say("age.fresh", language) not in captions


def test_a_scenario_from_a_file_is_opened_unsaved_and_what_was_open_is_a_step_back(
    service: SampleService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CAPACITY_HOME", str(tmp_path))
    app = opened("data", lang="en", decisions="480")
    app.session_state["data_tab"], app.session_state["file_kind"] = "load", "scenario"
    app.run()
    app.file_uploader(key="file_scenario").upload("peak.yaml", b"name: Peak\ninflow: 30\n", "text/yaml").run()
    app.button(key="scenario_open_file").click().run()
    assert not app.exception
    assert say("data.scenario_is_open", "en", name="Peak") in [block.value for block in app.markdown]
    now = app.session_state[session.WORK].now
    assert (now.scenario.name, now.scenario.inflow, now.scenario.decisions) == ("Peak", 30.0, 300.0)
    assert (now.saved, service.asked[-1].inflow) == (None, 30.0)
    assert app.query_params["inflow"] == "30"
    assert app.session_state[session.WORK].earlier[-1].scenario.decisions == 480.0


def test_a_plan_that_cannot_be_made_leaves_the_baseline_in_view(
    service: SampleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_scenario: object) -> Any:
        raise RuntimeError("secret detail of the machine")

    monkeypatch.setattr(service, "plan", broken)
    app = opened(lang="nl", inflow="10")
    assert not app.exception
    assert "kon niet worden doorgerekend" in app.error[0].value
    assert "secret" not in app.error[0].value
    assert heading(app).startswith("In week")


def test_old_data_are_said_in_the_heading(service: SampleService, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = service.freshness()
    monkeypatch.setattr(service, "freshness", lambda: replace(fresh, failed_reason="CBS: timeout"))
    app = opened(lang="nl")
    assert heading(app).startswith("De gegevens zijn van week 2026-W44. ")
    assert plain("CBS: timeout") in app.warning[0].value


@pytest.mark.usefixtures("service")
def test_every_table_of_a_page_has_a_download() -> None:
    places: list[tuple[str, dict[str, str]]] = [(page, {}) for page in PAGES if page != "method"]
    places += [("method", {"tab": tab}) for tab in METHOD_TABS[1:]]
    for page, tab in places:
        app = opened(page, lang="nl", **tab)
        before = len(app.get("download_button"))
        folded = [part.proto.id for part in app.expander if part.label.endswith("CSV")]
        for part in folded:
            app.session_state[part.split("-", 2)[-1]] = True
        app.run()
        assert not app.exception
        assert len(app.get("download_button")) == before + len(folded) >= 1


def test_a_plan_without_any_breach_or_move_still_opens(
    service: SampleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = service.baseline()
    duties = plan.tables["duties"]
    calm = replace(
        plan,
        tables={
            **plan.tables,
            "duties": duties.assign(met_in_time=duties.due, over_term=0.0),
            "places": plan.tables["places"].assign(opened=0.0, closed=0.0),
            "residents": plan.tables["residents"].assign(without_bed=0.0),
        },
    )
    monkeypatch.setattr(service, "baseline", lambda: calm)
    for page in PAGES:
        app = opened(page, lang="nl")
        assert not app.exception, page
    assert "houden" in heading(opened(lang="nl"))


@pytest.mark.usefixtures("service")
def test_duties_without_a_repair_are_told_together_by_why_they_have_none() -> None:
    said = sentences(opened("plan", view="duties", lang="en"))
    assert "ends by itself in the weeks planned: territory screening." in said
    assert "mends this in the weeks planned: task of the spreading law and old stock." in said


@pytest.mark.usefixtures("service")
def test_the_first_page_says_the_cheapest_repair_and_until_when_to_decide() -> None:
    said = sentences(opened(lang="en"))
    assert "Cheapest: 40 more emergency places in Flevoland from week 4 of 2027" in said
    assert "€2.5\u00a0m. Decide by Monday 28 December 2026." in said
    assert "Or: 40 more crisis places, €3.0\u00a0m; decide by Monday 18 January 2027." in said


def test_the_first_page_says_at_once_what_changed_against_last_week(
    service: SampleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {"cost": 3e9, "places": 90000.0, "late": 10.0}
    now = {"cost": 3.012e9, "places": 89880.0, "late": 10.0}
    monkeypatch.setattr(service, "since_last", lambda: (before, now))
    assert "plan: +€12\u00a0m and −120 places." in sentences(opened(lang="en"))
    known = Bridge(before, now, {"arrivals": {"cost": 12e6, "places": -120.0, "late": 0.0}}, True)
    monkeypatch.setattr(service, "known_bridge", lambda _scenario: known)
    assert "+€12\u00a0m and −120 places, mainly because of arrivals." in sentences(opened(lang="en"))


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (0.0, "plan, nothing changed."),
        (3.0, "plan, cost and places stayed the same."),
    ],
)
def test_the_first_page_says_in_words_that_nothing_changed_against_last_week(
    service: SampleService, monkeypatch: pytest.MonkeyPatch, late: float, said: str
) -> None:
    before = {"cost": 3e9, "places": 90000.0, "late": 10.0}
    monkeypatch.setattr(service, "since_last", lambda: (before, {**before, "late": 10.0 + late}))
    assert said in sentences(opened(lang="en"))


def test_the_cause_of_the_change_since_last_week_appears_by_itself_once_it_is_known(
    service: SampleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {"cost": 3e9, "places": 9.0, "late": 1.0}
    now = {**before, "cost": 3.012e9}
    known = Bridge(before, now, {"arrivals": {"cost": 12e6, "places": 0.0, "late": 0.0}}, True)

    class EndsAtTheSecondLook:
        looks = 0

        @property
        def done(self) -> bool:
            self.looks += 1
            return self.looks > 1

    going = EndsAtTheSecondLook()
    monkeypatch.setattr(service, "since_last", lambda: (before, now))
    monkeypatch.setattr(service, "bridging", lambda _scenario: going)
    monkeypatch.setattr(service, "known_bridge", lambda _scenario: known if going.looks > 1 else None)
    said = sentences(opened(lang="en"))
    assert "+€12\u00a0m and 0 places, mainly because of arrivals." in said


def test_the_chance_of_what_the_heading_says_stands_in_it(service: SampleService) -> None:
    chances = sample_chances()
    first = chances.probability.assign(duty=lambda rows: rows.duty.replace("beds", "screening_territory"))
    service.known_chances = replace(chances, probability=first)
    assert "63% chance" in heading(opened(lang="en"))


def test_the_decisions_of_the_plan_over_several_paths_become_pins(service: SampleService) -> None:
    service.known_chances = sample_chances()
    app = opened(lang="en")
    app.button(key="chances_adopt").click().run()
    assert not app.exception
    assert any("pinned" in part.value.lower() or "setting changed" in part.value for part in app.caption)


@pytest.mark.usefixtures("service")
def test_prices_are_said_in_words_the_dearest_first() -> None:
    app = opened("plan", lang="en", view="prices")
    assert "Dearest for money: One more home saves €500." in [title.value for title in app.header]


@pytest.mark.usefixtures("service")
def test_duties_come_with_repairs_and_the_owners_of_the_shortfall() -> None:
    app = opened("plan", lang="en", view="duties")
    titles = [title.value for title in app.header]
    assert "Of 5 duties that break, 2 can be mended or eased" in titles
    assert (
        "Who owns the 40 person-weeks without a bed or above the cap, 40 of them in the weeks shown" in titles
    )
    said = " ".join(part.value for part in app.markdown)
    assert "New places (emergency) give 10; no more may open." in said
    assert "Together that leaves 40 person-weeks short." in said


@pytest.mark.usefixtures("service")
def test_only_a_repair_with_places_says_what_is_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = sample.with_explanations

    def with_hands_only(plan: PlanResult) -> PlanResult:
        found = usual(plan)
        repairs = found.tables["repairs"].assign(lever="ind_deciders")
        return replace(found, tables={**found.tables, "repairs": repairs})

    said = say("repair.proof_places", "en")
    assert said in [part.value for part in opened("plan", lang="en", view="duties").markdown]
    monkeypatch.setattr(sample, "with_explanations", with_hands_only)
    app = opened("plan", lang="en", view="duties")
    assert not app.exception
    assert said not in [part.value for part in app.markdown]


@pytest.mark.usefixtures("service")
def test_without_chances_the_first_page_offers_to_work_them_out() -> None:
    app = opened(lang="en")
    assert "Work out chances" in [button.label for button in app.button]


@pytest.mark.usefixtures("service")
def test_arrivals_by_published_figures_have_no_chances_and_the_page_says_why() -> None:
    app = opened("situation", lang="nl", arrivals="rates")
    assert not any(button.key == "chances_start" for button in app.button)
    assert say("chances.rates", "nl") in [block.value for block in app.caption]


def test_with_chances_the_first_page_says_the_three_numbers(service: SampleService) -> None:
    service.known_chances = sample_chances()
    app = opened(lang="en")
    assert not app.exception
    said = " ".join(text.value for text in app.markdown)
    assert "likely 75,000, thinkable 81,000; this plan is sized to 76,000" in said
    assert "in every week: 37%" in said
    captions = sentences(app)
    assert say("situation.duties_caption_chances", "en") in captions
    assert say("situation.duties_caption", "en") not in captions


class Going:
    """Work that goes on until somebody stops it."""

    share = 0.5
    result = None

    def __init__(self) -> None:
        self.done = self.failed = False

    def cancel(self) -> None:
        self.done = self.failed = True

    def wait(self, _seconds: float) -> bool:
        return self.done


def test_the_causes_of_a_change_show_how_far_they_are_and_can_be_stopped(
    service: SampleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = Going()
    monkeypatch.setattr(service, "known_bridge", lambda _scenario: None)
    monkeypatch.setattr(service, "bridging", lambda _scenario: going)
    app = opened("plan", lang="en", view="changes", inflow="10")
    app = app.button(key="bridge_work_cancel").click().run()
    assert not app.exception
    assert going.failed
    assert "were not worked out: stopped or failed" in " ".join(part.value for part in app.caption)
    assert app.button(key="bridge_work_start").label == "Work out the causes"


def test_a_file_that_comes_back_shows_how_far_its_judging_is_and_can_be_stopped(
    service: SampleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, upload = Going(), io.BytesIO(b"week;opened")
    upload.name = "places.csv"
    monkeypatch.setattr(service, "check", lambda *_: going, raising=False)
    monkeypatch.setattr(plan_return.st, "file_uploader", lambda *_args, **_options: upload)
    app = opened("plan", lang="en", view="return")
    assert not app.exception
    app = app.button(key="bring_work_cancel").click().run()
    assert "The file was not compared: stopped or failed." in " ".join(part.value for part in app.caption)
    monkeypatch.setattr(service, "check", lambda *_: answered(Checked(None, (Problem("cannot_open"),))))
    app = app.button(key="bring_work_start").click().run()
    assert not app.exception
    assert app.error


def answered(found: Checked) -> CheckHandle:
    """Work that has ended with an answer."""
    handle = CheckHandle(ready, lambda *_: found)
    assert handle.wait(30)
    return handle


@pytest.mark.usefixtures("service")
def test_what_changed_is_said_with_its_main_cause() -> None:
    app = opened("plan", lang="en", view="changes", inflow="10")
    assert not app.exception
    assert "The cost changes by +€5.0\u00a0m in the weeks shown, mainly through arrivals." in [
        title.value for title in app.header
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("service")
def test_what_breaks_first_is_looked_for_on_request(language: Language) -> None:
    app = opened(lang=language)
    app.button(key="first_break_start").click().run()
    assert not app.exception
    caption = say("first_break.caption", language)
    assert caption in sentences(app)
    assert any("receipt=first_to_break" in block.value for block in app.caption)
    levels = [say(f"first_break.level_{level}", language) for level in ("now", "P80", "P95")]
    said = " ".join(text.value for text in app.markdown)
    assert all(level in said for level in levels)


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_of_a_receipt_opens_it_with_formula_values_and_versions(language: Language) -> None:
    app = opened("method", lang=language, receipt="cost")
    assert not app.exception
    assert app.query_params["receipt"] == "cost"
    shown = " ".join(block.value for block in app.markdown)
    formula = {
        "nl": "`som van eur van het doel geld x weken per jaar / getoonde weken`",
        "en": "`sum of eur of the goal money x weeks_per_year / weeks shown`",
    }
    assert formula[language] in shown
    tables = [frame.value for frame in app.dataframe]
    assert any("weeks_per_year" in table.to_string() for table in tables)


@pytest.mark.usefixtures("service")
def test_the_figures_of_the_first_page_lead_to_their_receipts() -> None:
    app = opened("situation", lang="nl", inflow="20")
    links = next(block.value for block in app.caption if "receipt=cost" in block.value)
    assert "inflow=20" in links


def test_a_number_changed_or_a_row_ticked_in_the_table_of_places_becomes_a_pin() -> None:
    rows = pd.DataFrame(
        {
            "week": MONDAYS[:3],
            "region": "PV24",
            "type": "emergency",
            "opened": [10.0, 0.0, 5.0],
            "closed": 0.0,
        }
    )
    edited = rows.assign(pin=[True, False, False], opened=[10.0, 0.0, 8.0])
    assert cells_to_pin(rows, edited) == [
        Pin("places", (MONDAYS[0], "PV24", "emergency"), "opened", 10.0),
        Pin("places", (MONDAYS[2], "PV24", "emergency"), "opened", 8.0),
    ]


@pytest.mark.parametrize(
    ("language", "cost", "share"), [("en", "€12,345", "0.0019%"), ("nl", "€\u00a012.345", "0,0019\u00a0%")]
)
def test_below_the_table_of_places_stands_what_whole_places_cost(
    language: Language, cost: str, share: str
) -> None:
    told = {"whole_places_cost_eur": 12_345.0, "whole_places_cost_share": 1.86e-5}
    plan = SampleService().baseline()
    said = whole_places_sentence(replace(plan, notices=told), language)
    assert cost in said
    assert share in said
    assert whole_places_sentence(plan, language) == ""


def test_an_emptied_cell_of_the_table_of_places_is_no_pin() -> None:
    rows = pd.DataFrame({"week": MONDAYS[:1], "region": "PV24", "type": "emergency", "opened": 10.0})
    rows = rows.assign(closed=0.0)
    assert cells_to_pin(rows, rows.assign(pin=[True], opened=[float("nan")])) == []


@pytest.mark.usefixtures("service")
def test_the_price_of_a_pin_in_the_table_of_places_is_said_before_it_is_pinned() -> None:
    app = opened("plan", lang="en", view="places")
    button = next(one for one in app.button if one.label == "What does this cost?")
    button.click().run()
    assert "Nothing was changed or ticked." in [info.value for info in app.info]


@pytest.mark.parametrize(("language", "typed", "other"), [("nl", "1.200", "1,200"), ("en", "1,200", "1.200")])
def test_a_count_is_typed_as_the_language_writes_it_and_every_other_cell_is_named(
    language: Language, typed: str, other: str
) -> None:
    dutch = language == "nl"
    table = pd.DataFrame({"opened": [typed, "", "150"], "closed": ["0", "7", None]})
    read = typed_counts(table, ("opened", "closed"), dutch)
    assert read.opened.fillna(-1).tolist() == [1200, -1, 150]
    assert read.closed.fillna(-1).tolist() == [0, 7, -1]
    with pytest.raises(BadInputError) as refused:
        typed_counts(table.assign(opened=["veel", "-5", other]), ("opened", "closed"), dutch)
    assert [(problem.row, problem.column, problem.value) for problem in refused.value.problems] == [
        (2, "opened", "veel"),
        (3, "opened", "-5"),
        (4, "opened", other),
    ]


def test_nobody_is_led_to_what_changed_since_a_plan_that_is_not_there(service: SampleService) -> None:
    assert service.since_last() is None
    assert "to_changes" not in [button.key for button in opened().button]
    assert "to_changes" in [button.key for button in opened(inflow="10").button]
    empty = opened("plan", view="changes", lang="en")
    assert say("bridge.none", "en") in [text.value for text in empty.markdown]
    assert say("receipt.title_bridge", "en") not in " ".join(text.value for text in empty.caption)
