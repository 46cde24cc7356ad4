"""The line of the scenario on every page: what is not saved, back and forth, and what others saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from capacity.domain.pins import Pin, pin_code
from capacity.scenario import default_scenario
from capacity.service import SavedScenario, Workspace, open_workspace
from capacity.texts import LANGUAGES, Language, say
from capacity.ui import contract
from capacity.ui.scenario.bar import LONGEST_LINK
from capacity.ui.words.scenario_words import history_table, plain
from tests.ui.sample import SampleService
from tests.ui.test_pages import opened

PIN = Pin("places", ("2027-01-11", "PV28", "emergency"), "opened", 120.0)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SampleService]:
    monkeypatch.setenv("CAPACITY_HOME", str(tmp_path))
    st.cache_resource.clear()
    sample = SampleService()
    monkeypatch.setattr(contract, "open_view", lambda: sample)
    yield sample
    st.cache_resource.clear()


@pytest.fixture
def workspace(service: SampleService, tmp_path: Path) -> Workspace:
    assert service.asked == []
    return open_workspace(tmp_path)


def saved(
    workspace: Workspace, service: SampleService, name: str = "Najaarspiek", **values: float
) -> SavedScenario:
    scenario = default_scenario(service.settings(), name).model_copy(update=values)
    return workspace.save_scenario(scenario, "Els", "proef")


def title(app: AppTest) -> str:
    """The line that names the scenario."""
    return next(str(part.value) for part in app.markdown if str(part.value).startswith("Scenario:"))


def steps(app: AppTest) -> tuple[str | None, bool, bool]:
    """Arrivals in the address, and whether there is a way back and forth."""
    return (
        app.query_params.get("inflow"),
        not app.button(key="undo").disabled,
        not app.button(key="redo").disabled,
    )


@pytest.mark.usefixtures("service")
def test_changes_are_counted_undone_and_done_again() -> None:
    app = opened(lang="nl")
    assert "niet bewaard" not in title(app)
    app.select_slider(key="setting_inflow").set_value(20.0).run()
    app.select_slider(key="setting_housing").set_value(10.0).run()
    assert "● niet bewaard (2 instellingen)" in title(app)
    app.button(key="undo").click().run()
    assert "● niet bewaard (1 instelling)" in title(app)
    app.button(key="undo").click().run()
    assert steps(app) == (None, False, True)
    app.button(key="redo").click().run()
    assert steps(app) == ("20", True, True)
    app.select_slider(key="setting_inflow").set_value(30.0).run()
    assert steps(app) == ("30", True, False)


@pytest.mark.usefixtures("service")
def test_back_to_the_baseline_can_be_undone() -> None:
    app = opened(lang="nl", inflow="50", jcs="300")
    app.button(key="menu_reset").click().run()
    assert "niet bewaard" not in title(app)
    app.button(key="undo").click().run()
    assert (app.query_params["inflow"], app.query_params["jcs"]) == ("50", "300")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_saved_scenario_opens_by_its_address_and_counts_from_there(
    service: SampleService, workspace: Workspace, language: Language
) -> None:
    one = saved(workspace, service, inflow=20.0, jcs=300.0)
    app = opened(lang=language, scenario=one.id)
    assert (service.asked[0].name, service.asked[0].inflow, service.asked[0].jcs) == (
        "Najaarspiek",
        20.0,
        300.0,
    )
    assert title(app) == say("work.title", language, name="Najaarspiek")
    assert app.query_params["version"] == "1"
    assert "inflow" not in app.query_params
    app.select_slider(key="setting_inflow").set_value(0.0).run()
    assert say("work.not_saved", language, n=1) in title(app)
    again = opened(**{name: str(value) for name, value in app.query_params.items()})
    assert say("work.not_saved", language, n=1) in title(again)
    assert (service.asked[-1].inflow, service.asked[-1].jcs) == (0.0, 300.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_of_a_scenario_names_the_articles_that_it_knowingly_departs_from(
    service: SampleService, workspace: Workspace, language: Language
) -> None:
    usual = default_scenario(service.settings(), "Langer")
    departing = {"parameters": {"decide_accelerated": 5.0}, "deviations": ["APR 35(3)"]}
    one = workspace.save_scenario(usual.model_copy(update=departing), "Els", "proef")
    tag = say("deviation.tag", language, list="APR 35(3)")
    for page in ("", "plan", "forecast", "spread", "whatif", "method"):
        shown = title(opened(page, lang=language, scenario=one.id))
        assert tag in shown.replace("\\", "")
    assert tag not in title(opened(lang=language))


def test_a_newer_version_of_somebody_else_is_said_and_taken_only_when_asked(
    service: SampleService, workspace: Workspace
) -> None:
    one = saved(workspace, service, inflow=20.0)
    app = opened(lang="nl", scenario=one.id, version="1")
    theirs = one.scenario.model_copy(update={"inflow": 40.0})
    workspace.save_scenario(theirs, "Bram", "nieuwe cijfers", id=one.id, based_on=1)
    app.run()
    assert any("Bram bewaarde op" in warning.value for warning in app.warning)
    assert app.select_slider(key="setting_inflow").value == 20.0
    app.button(key="open_newest").click().run()
    assert app.select_slider(key="setting_inflow").value == 40.0
    assert not app.warning


def test_an_address_of_no_saved_scenario_falls_back_with_a_notice(
    service: SampleService, workspace: Workspace
) -> None:
    one = saved(workspace, service, inflow=20.0)
    app = opened(lang="nl", scenario="nergens")
    assert "scenario=nergens kan niet; basis gebruikt." in [notice.value for notice in app.info]
    app = opened(lang="nl", scenario=one.id, version="7")
    assert "version=7 kan niet; 1 gebruikt." in [notice.value for notice in app.info]
    assert service.asked[-1].inflow == 20.0


def test_a_scenario_that_was_deleted_stays_in_hand(service: SampleService, workspace: Workspace) -> None:
    one = saved(workspace, service, inflow=20.0)
    app = opened(lang="nl", scenario=one.id)
    workspace.delete_scenario(one.id, "Bram", "dubbel")
    app.run()
    assert any("is intussen verwijderd" in warning.value for warning in app.warning)
    assert app.select_slider(key="setting_inflow").value == 20.0


def test_the_name_of_the_baseline_in_an_address_names_no_other_scenario(service: SampleService) -> None:
    opened(lang="nl", name="Baseline", inflow="10")
    assert service.asked[0].name == "scenario"


def test_pinned_cells_travel_in_the_address(service: SampleService) -> None:
    code = pin_code(PIN)
    app = opened(lang="nl", pins=f"{code}:120")
    assert service.asked[0].pins == {code: 120.0}
    assert app.query_params["pins"] == f"{code}:120"
    wild = opened(lang="nl", pins="places/2027-01-11/PV28/intake/usable:5")
    assert any("pins" in notice.value for notice in wild.info)
    assert len(service.asked) == 1


def test_a_pinned_cell_that_no_plan_has_is_named_and_the_others_hold(service: SampleService) -> None:
    wrong = "plan/2027-01-11/NL/decision/nobody/served/value"
    app = opened(lang="nl", pins=f"{wrong}:5,{pin_code(PIN)}:120")
    assert f"pins={plain(wrong)} kan niet; geen gebruikt." in [notice.value for notice in app.info]
    assert service.asked[0].pins == {pin_code(PIN): 120.0}


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_over_its_longest_is_refused_with_what_to_do_and_no_link_is_shown(language: Language) -> None:
    script = """
import streamlit as st
from capacity.ui.scenario.bar import _share
_share({"pins": "x" * st.session_state["length"]}, st.session_state["language"])
"""
    app = AppTest.from_string(script)
    app.session_state["language"] = language
    app.session_state["length"] = LONGEST_LINK
    app.run()
    assert [told.value for told in app.warning] == [say("work.too_long", language)]
    assert len(app.code) == 0
    app.session_state["length"] = LONGEST_LINK - len("pins=")
    app.run()
    assert len(app.warning) == 0
    assert len(app.code) == 1


def test_who_replaces_a_newer_version_saves_upon_it_and_the_other_one_stays_in_the_history(
    service: SampleService, workspace: Workspace
) -> None:
    mine = saved(workspace, service, "Winterpiek", inflow=10.0)
    theirs = mine.scenario.model_copy(update={"inflow": 30.0})
    newest = workspace.save_scenario(theirs, "Bram", "nieuwe cijfers", id=mine.id, based_on=mine.version)
    app = AppTest.from_string(REPLACING)
    app.session_state["newest"], app.session_state["mine"] = newest, mine.scenario
    app.session_state["reason"] = "mijn beeld telt"
    app.run()
    assert app.text_input(key="replace_name").value == "Winterpiek"
    assert app.text_input(key="replace_reason").value == "mijn beeld telt"
    app.text_input(key="replace_author").set_value("Els")
    app.button[0].click().run()
    assert not app.exception
    kept = workspace.scenario(mine.id)
    assert (kept.version, kept.author, kept.scenario.inflow) == (newest.version + 1, "Els", 10.0)
    assert [one.author for one in workspace.history(mine.id)] == ["Els", "Bram", "Els"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("field", "length", "key", "most"),
    [("name", 81, "name_too_long", 80), ("reason", 501, "reason_too_long", 500)],
)
def test_a_name_or_reason_that_is_too_long_is_told_with_its_limit_and_stays_in_its_field(
    service: SampleService,
    workspace: Workspace,
    field: str,
    length: int,
    key: str,
    most: int,
    language: Language,
) -> None:
    mine = saved(workspace, service, "Winterpiek", inflow=10.0)
    app = AppTest.from_string(REPLACING.replace('"nl"', f'"{language}"'))
    app.session_state["newest"], app.session_state["mine"] = mine, mine.scenario
    app.run()
    texts = {"name": "Winterpiek", "author": "Els", "reason": "mijn beeld telt", field: "x" * length}
    for name, text in texts.items():
        app.text_input(key=f"replace_{name}").set_value(text)
    app.button[0].click().run()
    assert not app.exception
    assert [error.value for error in app.error] == [
        plain(say(f"problem.{key}", language, value=str(length), expected=str(most)))
    ]
    assert app.text_input(key=f"replace_{field}").value == "x" * length
    assert workspace.scenario(mine.id).version == mine.version
    app.text_input(key=f"replace_{field}").set_value("x" * most)
    app.button[0].click().run()
    assert workspace.scenario(mine.id).version == mine.version + 1


@pytest.mark.parametrize("deleted", [False, True])
def test_another_name_makes_a_scenario_of_its_own_and_leaves_that_of_a_colleague_or_a_deleted_one(
    service: SampleService, workspace: Workspace, deleted: bool
) -> None:
    theirs = saved(workspace, service, "Winterpiek", inflow=10.0)
    if deleted:
        workspace.delete_scenario(theirs.id, "Els", "dubbel")
    app = AppTest.from_string(SAVING)
    app.session_state["settings"], app.session_state["saved"] = service.settings(), theirs
    app.run()
    assert app.caption[0].value == say("work.save_names", "nl")
    for name, text in {"name": "Eigen beeld", "author": "Bram"}.items():
        app.text_input(key=f"save_{name}").set_value(text)
    app.button[0].click().run()
    assert [error.value for error in app.error] == ["Nog niet gedaan: vul alle velden in."]
    app.text_input(key="save_reason").set_value("anders")
    app.button[0].click().run()
    assert not app.exception
    assert not app.error
    names = {one.name: (one.version, one.author) for one in workspace.scenarios()}
    assert names == {"Eigen beeld": (1, "Bram")} | ({} if deleted else {"Winterpiek": (1, "Els")})
    assert len(workspace.history(theirs.id)) == 1


def test_the_history_says_who_deleted_a_scenario_and_who_put_it_back_and_why(
    service: SampleService, workspace: Workspace
) -> None:
    one = saved(workspace, service, "Winterpiek", inflow=10.0)
    workspace.delete_scenario(one.id, "Bram", "dubbel")
    workspace.undelete_scenario(one.id, "Els", "toch nodig")
    versions, removals = workspace.history(one.id), workspace.removals(one.id)
    table = history_table(versions, removals, service.settings(), "nl")
    assert table[["version", "who", "what", "why"]].to_numpy().tolist() == [
        ["2", "Els", "teruggezet", "toch nodig"],
        ["", "Bram", "verwijderd", "dubbel"],
        ["1", "Els", "Instroom 0\u00a0% → +10\u00a0%", "proef"],
    ]


SAVING = """
import streamlit as st
from capacity.ui.scenario import dialogs as scenario_dialogs
from capacity.ui.visit import work
saved = st.session_state["saved"]
if "work" not in st.session_state:
    st.session_state["work"] = work.started(saved.scenario, saved)
scenario_dialogs._save_form(st.session_state["settings"], "nl")
"""
REPLACING = """
import streamlit as st
from capacity.ui.scenario import dialogs as scenario_dialogs
from capacity.ui.visit import session
from capacity.ui.visit import work
if "work" not in st.session_state:
    st.session_state["work"] = work.started(st.session_state["mine"], st.session_state["newest"])
reason = st.session_state["reason"] if "reason" in st.session_state else ""
conflict = scenario_dialogs.Conflict(st.session_state["newest"], reason)
scenario_dialogs._replace(conflict, st.session_state["mine"], "nl")
"""


def test_a_reason_that_is_too_long_is_told_before_anything_is_done_with_it() -> None:
    app = AppTest.from_string(WITH_REASON).run()
    app.text_input(key="it_author").set_value("Els")
    app.text_input(key="it_reason").set_value("x" * 501)
    app = app.button[0].click().run()
    said = say("problem.reason_too_long", "nl", value="501", expected="500")
    assert [error.value for error in app.error] == [plain(said)]
    assert not app.markdown
    app.text_input(key="it_reason").set_value("x" * 500)
    app = app.button[0].click().run()
    assert not app.error
    assert [text.value for text in app.markdown] == ["done"]


WITH_REASON = """
import streamlit as st
from capacity.domain.user import User
given = (User("dora", "Dora"), "")
from capacity.ui.elements.who_and_why import author_and_reason, clicked_with_reason
if clicked_with_reason("go", "it_go", author_and_reason("it", "nl"), "nl"):
    st.markdown("done")
"""


def test_who_signed_in_is_asked_for_a_reason_and_not_for_a_name() -> None:
    app = AppTest.from_string(WITH_REASON.replace('author_and_reason("it", "nl")', "given")).run()
    app.button[0].click().run()
    assert [error.value for error in app.error] == [say("data.needs_reason", "nl")]


def write_note(app: AppTest, key: str, text: str, author: str) -> AppTest:
    """Fills the form for a note and sends it."""
    next(field for field in app.text_area if str(field.key).startswith(f"note_{key}_text")).set_value(text)
    app.text_input(key=f"note_{key}_author").set_value(author)
    return next(button for button in app.button if button.label == say("notes.add", "nl")).click().run()


def notes_shown(app: AppTest) -> list[str]:
    return [str(part.value) for part in app.markdown if "Noor" in str(part.value)]


def test_a_note_on_a_saved_scenario_stands_with_it_on_the_plan_and_among_the_questions(
    service: SampleService, workspace: Workspace
) -> None:
    one = saved(workspace, service, inflow=20.0)
    app = opened("plan", lang="nl", scenario=one.id, version="1")
    app = write_note(app, "scenario", "Locatie in Zwolle is onzeker.", "Noor")
    assert not app.exception
    (note,) = workspace.notes(f"scenario:{one.id}")
    assert (note.text, note.author) == ("Locatie in Zwolle is onzeker.", "Noor")
    for page in ("plan", "whatif"):
        elsewhere = opened(page, lang="nl", scenario=one.id, version="1")
        assert any("Zwolle is onzeker" in line for line in notes_shown(elsewhere))
        assert not notes_shown(opened(page, lang="nl"))


def test_a_note_that_is_refused_stays_as_typed_and_an_unsaved_scenario_is_saved_first(
    service: SampleService, workspace: Workspace
) -> None:
    assert service.asked == []
    app = write_note(opened("plan", lang="nl"), "scenario", "V-nummer 2801234567", "Noor")
    assert app.error
    assert next(field for field in app.text_area if "note_" in str(field.key)).value == "V-nummer 2801234567"
    assert workspace.notes("scenario:baseline") == []
    app = opened("plan", lang="nl", inflow="20")
    assert say("notes.save_first", "nl") in [caption.value for caption in app.caption]
