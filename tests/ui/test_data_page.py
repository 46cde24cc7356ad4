"""The page Data and the acceptance of a plan, run without a browser on the program's own data."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import capacity.ui
from capacity.scenario import default_scenario
from capacity.service import open_service, open_workspace, sources_report, use_snapshot
from capacity.service.documents import chapters
from capacity.service.fault_list import fault_csv
from capacity.service.homes import homes_per_week
from capacity.service.input_files import read_as, template
from capacity.service.inputs import load_inputs
from capacity.service.spreading import accept_scores
from capacity.sources.homes import HOMES_COLUMNS
from capacity.sources.live import load_sources
from capacity.sources.shipped import load_parameters
from capacity.sources.state import write_state
from capacity.texts import LANGUAGES, Language, date_short, say, shipped_in_dutch, shipped_text
from capacity.ui.data.audit import as_file, names_of
from capacity.ui.data.mend import MOST_FIXES
from capacity.ui.data.state import CHECKED, FAULTS, SHEET
from capacity.ui.data.steward import how_it_ended, last_run_text, sources_title
from tests.service.live import with_a_second_snapshot
from tests.shipped_home import copy_of_shipped_home
from tests.ui.test_pages import sentences
from tests.ui.test_scenario_frame import notes_shown, write_note

SCRIPT = str(Path(capacity.ui.__file__).with_name("main.py"))
SECONDS = 120
TABS = ("sources", "load", "parameters", "refreshes", "snapshots", "audit")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_shipped_home(tmp_path_factory)


@pytest.fixture
def home(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    st.cache_resource.clear()
    shutil.copytree(made, tmp_path / "home")
    monkeypatch.setenv("CAPACITY_HOME", str(tmp_path / "home"))
    yield tmp_path / "home"
    st.cache_resource.clear()


def opened(page: str, language: Language = "nl", **session: object) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=SECONDS)
    app._page_hash = calc_hash(page)
    app.query_params["lang"] = language
    for key, value in session.items():
        app.session_state[key] = value
    return app.run()


def pasted(app: AppTest, content: bytes) -> AppTest:
    app.text_area(key="state_pasted").set_value(content.decode("utf-8-sig")).run()
    return app.button(key="state_use_pasted").click().run()


def next_week(home: Path) -> str:
    state = open_service(home).present_state().own
    day = state.as_of + timedelta(weeks=1)
    rows = state.rows.assign(as_of=day.isoformat(), author="COA")
    return write_state(replace(state, as_of=day, author="COA", rows=rows), dutch=True).decode("utf-8-sig")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_accepted_state_that_lacks_rows_is_said_with_every_row_and_not_used(
    home: Path, language: Language
) -> None:
    workspace = open_workspace(home)
    saved = workspace.save_state(open_service(home).present_state().own, "Anna", "weekly figures")
    rows = saved.table.splitlines(keepends=True)
    left = "".join(row for row in rows if ",queue,appeal,territory," not in row)
    with closing(sqlite3.connect(home / "workspace.sqlite")) as database, database:
        database.execute("update states set content = ? where id = ?", (left, saved.id))
    app = opened("data", language, data_tab="load")
    said = say("data.unusable_state", language, day=saved.saved_at.date())
    assert [warning.value for warning in app.warning] == [said]
    assert "queue appeal territory" in " ".join(table.value.to_string() for table in app.table)
    stands = say("data.stands_on_shipped", language, day=date(2026, 11, 23))
    assert stands in [line.value for line in app.markdown]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_under_one_sentence(tab: str, language: Language) -> None:
    app = opened("data", language, data_tab=tab)
    assert not app.exception
    assert not app.error
    assert len(app.title) == 1
    assert app.title[0].value == say("data.title_shipped", language, n=len(load_sources()))


@pytest.mark.usefixtures("home")
def test_what_was_accepted_is_said_once_the_page_is_drawn_again() -> None:
    app = opened("data", data_tab="load", file_kind="portfolio", portfolio_said="Portefeuille in gebruik.")
    assert "Portefeuille in gebruik." in [told.value for told in app.info]
    assert "Portefeuille in gebruik." not in [told.value for told in app.run().info]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("kind", ["portfolio", "targets", "panel", "scenario"])
def test_every_kind_of_file_has_its_templates(kind: str) -> None:
    app = opened("data", data_tab="load", file_kind=kind)
    assert not app.exception
    keys = [button.key for button in app.get("download_button")]
    assert len([key for key in keys if "derived" not in key]) == 3


@pytest.mark.usefixtures("home")
def test_the_series_of_a_panel_that_can_be_used_are_forecast_and_the_others_listed_by_row() -> None:
    good = "".join(f"NL,{2024 + n // 12}-{n % 12 + 1:02d}-01,{100 + n % 7}\n" for n in range(24))
    content = f"unique_id,ds,y\n{good}DE,2024-01-01,5\nDE,2024-03-01,many\n".encode()
    app = opened("data", "en", data_tab="load", file_kind="panel")
    app = app.file_uploader(key="file_panel").upload("own.csv", content, "text/csv").run()
    assert [warning.value for warning in app.warning] == [
        "2 faults. 1 series without a fault (24 months) can still be used; the others are left out."
    ]
    app = app.button(key="panel_forecast").click().run()
    assert not app.exception
    assert any(heading.value.startswith("NL: ") for heading in app.header)
    assert len(app.get("vega_lite_chart")) == 1
    assert "level only" in sentences(app)


def test_a_pasted_state_with_faults_is_kept_as_typed_mended_and_accepted(home: Path) -> None:
    text = next_week(home).replace(";10650;", ";veel;").replace(";PV20;regular;", ";PV99;regular;", 1)
    app = pasted(opened("data", data_tab="load"), text.encode())
    assert not app.exception
    assert {problem.key for problem in app.session_state[FAULTS]} >= {"not_a_number", "unknown_region"}
    assert "veel" in set(app.session_state[SHEET].cells.value)
    fields = [field for field in app.text_input if str(field.key).startswith("mend_")]
    assert {field.value for field in fields} == {"veel", "PV99"}
    for field in fields:
        field.set_value({"veel": "10.650", "PV99": "PV20"}[field.value])
    submit = next(button for button in app.button if button.label == say("data.mend", "nl"))
    app = submit.click().run()
    assert FAULTS not in app.session_state
    assert app.session_state[CHECKED].as_of.isoformat() == "2026-11-30"
    app.text_input(key="state_author").set_value("COA")
    app.text_input(key="state_accept_by_author").set_value("Sam")
    app.text_input(key="state_accept_by_reason").set_value("week 49")
    app = app.button(key="state_accept").click().run()
    assert not app.exception
    assert not app.error
    saved = open_workspace(home).latest_state()
    assert saved is not None
    assert (saved.author, saved.reason, saved.state.as_of.isoformat()) == ("Sam", "week 49", "2026-11-30")
    assert any("aangenomen door Sam" in text.value for text in app.markdown)
    assert open_service(home).baseline().summary["as_of"] == "2026-11-30"


def test_what_was_typed_of_a_state_stands_there_again_after_another_page(home: Path) -> None:
    app = pasted(opened("data", data_tab="load"), next_week(home).encode())
    app.text_input(key="state_author").set_value("COA, afdeling planning").run()
    day = app.date_input(key="state_day").value
    app.segmented_control(key="data_tab").set_value("sources").run()
    app = app.segmented_control(key="data_tab").set_value("load").run()
    assert not app.exception
    assert app.text_input(key="state_author").value == "COA, afdeling planning"
    assert app.date_input(key="state_day").value == day
    assert day.isoformat() == "2026-11-30"
    assert app.session_state[CHECKED].as_of == day


def test_more_faulty_cells_than_are_mended_at_once_are_counted_and_given_as_a_file(home: Path) -> None:
    heading, *rows = next_week(home).splitlines()
    place = heading.split(";").index("value")
    words = [
        ";".join("veel" if n == place else cell for n, cell in enumerate(row.split(";"))) for row in rows
    ]
    app = pasted(opened("data", data_tab="load"), "\n".join([heading, *words]).encode())
    assert not app.exception
    faults = app.session_state[FAULTS]
    fields = [field for field in app.text_input if str(field.key).startswith("mend_")]
    assert len(fields) == MOST_FIXES < len(rows)
    said = say("data.mend_more_tables", "nl", shown=MOST_FIXES, n=len(rows) - MOST_FIXES)
    assert said in [text.value for text in app.markdown]
    assert "download_faults" in [button.key for button in app.get("download_button")]
    lines = fault_csv(faults, "nl").decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(faults)
    assert lines[0] == "row;field;found;fault"
    assert len([line for line in lines if ";value;veel;" in line]) == len(rows)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("content", "said"),
    [("a;b\n1;2\n", "kolomkop"), ("measure;value;geboortedatum\nqueue;1;1980-05-04\n", "persoons")],
)
def test_a_table_that_cannot_be_used_leaves_what_was_typed(content: str, said: str) -> None:
    app = opened("data", data_tab="load")
    before = app.session_state[SHEET].cells
    app = pasted(app, content.encode())
    assert not app.exception
    assert app.session_state[SHEET].cells.equals(before)
    shown = " ".join(
        str(cell) for frame in (*app.dataframe, *app.table) for cell in frame.value.to_numpy().ravel()
    )
    assert said in shown
    assert "1980" not in shown
    assert "1980" not in app.text_area(key="state_pasted").value


def test_nothing_is_accepted_without_a_name_and_a_reason(home: Path) -> None:
    app = pasted(opened("data", data_tab="load"), next_week(home).encode())
    app = app.button(key="state_accept").click().run()
    assert say("data.needs_author", "nl") in [error.value for error in app.error]
    assert open_workspace(home).latest_state() is None


def test_a_plan_is_accepted_shown_and_withdrawn(home: Path) -> None:
    app = opened("plan")
    app.text_input(key="accept_author").set_value("Sam")
    app.text_input(key="accept_reason").set_value("afgesproken")
    app = app.button(key="accept_plan").click().run()
    assert not app.exception
    held = open_workspace(home).commitments()
    assert set(held.kind) == {"ordered", "renewed"}
    assert any("1 aangenomen plan geldt" in text.value for text in app.markdown)
    plan = open_workspace(home).accepted_plans()[0]
    app = app.selectbox(key="note_plan").set_value(plan.id).run()
    app = write_note(app, "plan", "Gemeenteraad beslist in januari.", "Noor")
    assert not app.exception
    assert any("Gemeenteraad beslist in januari" in text for text in notes_shown(app))
    assert [note.author for note in open_workspace(home).notes(f"plan:{plan.id}")] == ["Noor"]
    app.selectbox(key="withdraw_plan").set_value(plan.id).run()
    app.text_input(key="withdraw_author").set_value("Sam")
    app.text_input(key="withdraw_reason").set_value("geen locatie").run()
    app = app.button(key="withdraw_button").click().run()
    assert not app.exception
    assert open_workspace(home).commitments().empty


@pytest.mark.parametrize(
    ("code", "published", "end"), [(0, True, "done"), (3, True, "partly"), (3, False, "failed")]
)
def test_a_refresh_ends_done_in_part_or_not_at_all(code: int, published: bool, end: str) -> None:
    assert how_it_ended(code, {"published": published}) == end


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refresh_without_one_source_is_headed_by_the_new_snapshot_and_the_name_of_that_source(
    language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAPACITY_HOME", str(tmp_path))
    source = next(one for one in load_sources() if one.id == "eurostat_applicants")
    line = {"exit": 3, "published": True, "started_at": "2026-11-23T06:00:11+00:00", "seconds": 95.0}
    said = last_run_text(
        pd.Series({**line, "phase": "publish", "reason": "", "failed_sources": source.id}), language
    )
    told = {
        "nl": "Nieuwe momentopname in gebruik; niet ververst: ",
        "en": "New snapshot in use; not refreshed: ",
    }
    assert said.endswith(f"{told[language]}{source.titles[language]}.")
    assert date_short(date(2026, 11, 23), language) in said
    assert "T06:00" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_sources_that_all_failed_are_told_without_the_list_of_all_their_names(language: Language) -> None:
    failed = sources_report(language=language).assign(state="failed")
    assert sources_title(failed, language) == say("data.title_all_failed", language, n=len(failed))
    assert failed.source.iloc[0] in sources_title(failed.assign(state=["failed", *["fresh"] * 5]), language)


def test_the_log_of_refreshes_names_the_sources_that_failed_and_why(home: Path) -> None:
    source = next(one for one in load_sources() if one.id == "eurostat_applicants")
    (home / "runs").mkdir(exist_ok=True)
    at, reason = "2026-11-23T06:00:11+00:00", {"key": "no_connection", "values": {"host": "ec.europa.eu"}}
    failed = {"state": "failed", "retrieved_at": at, "reason": reason}
    ends: list[dict[str, object]] = [
        {"exit": 1, "started_at": at, "sources": {}, "reason": "broken_off"},
        {"exit": 3, "started_at": at, "published": True, "sources": {source.id: failed}, "reason": ""},
    ]
    written = "".join(json.dumps(line) + "\n" for line in ends)
    (home / "runs" / "refresh.jsonl").write_text(written, encoding="utf-8")
    app = opened("data", data_tab="refreshes")
    assert not app.exception
    shown = app.dataframe[0].value
    assert shown["Reden"].tolist() == [
        f"{source.titles['nl']}: geen verbinding met ec.europa.eu",
        say("run_reason.broken_off", "nl"),
    ]
    assert source.id not in shown.to_string()


def test_an_earlier_snapshot_is_put_back_after_a_confirmation(home: Path) -> None:
    first, second = with_a_second_snapshot(home)
    app = opened("data", data_tab="snapshots")
    assert not app.exception
    assert app.button(key="snapshot_use").disabled
    app.text_input(key="snapshot_author").set_value("Sam")
    app.text_input(key="snapshot_reason").set_value("vergelijken")
    app.checkbox(key="snapshot_sure").set_value(True).run()
    assert open_service(home).snapshot == second
    app = app.button(key="snapshot_use").click().run()
    assert not app.exception
    assert open_service(home).snapshot == first


def test_a_snapshot_that_is_held_is_said_on_every_page_and_let_go_with_a_reason(home: Path) -> None:
    older, _ = with_a_second_snapshot(home)
    use_snapshot(older, "Sam", "vergelijken", home)
    for page in ("", "data"):
        assert [True for note in opened(page).info if "eerdere momentopname vastgehouden" in note.value]
    app = opened("data", data_tab="snapshots")
    assert "De momentopname in gebruik wordt vastgehouden." in [title.value for title in app.header]
    app = app.button(key="snapshot_release").click().run()
    assert say("data.needs_author", "nl") in [fault.value for fault in app.error]
    app.text_input(key="release_author").set_value("Els")
    app.text_input(key="release_reason").set_value("de bron is hersteld").run()
    app = app.button(key="snapshot_release").click().run()
    assert not app.exception
    assert not [note for note in app.info if "eerdere momentopname vastgehouden" in note.value]
    entry = open_workspace(home).audit(1).iloc[0]
    assert (entry.action, entry.author, entry.reason) == ("snapshot_released", "Els", "de bron is hersteld")


def test_the_audit_trail_says_who_did_what_and_is_narrowed_to_one_kind(home: Path) -> None:
    workspace, state = open_workspace(home), open_service(home).present_state().own
    workspace.add_note("duty:beds", "Agreed.", "Els")
    peak = default_scenario(load_inputs().settings, "Peak")
    one = workspace.save_scenario(peak, "Jo", "trial")
    workspace.save_state(state, "Sam", "week 48")
    app = opened("data", "en", data_tab="audit")
    assert not app.exception
    shown = app.dataframe[0].value
    assert shown["Of what"].iloc[1] == f"Peak ({one.id})"
    assert shown[["What", "By", "Reason"]].to_numpy().tolist() == [
        ["state accepted", "Sam", "week 48"],
        ["scenario saved", "Jo", "trial"],
        ["note written", "Els", ""],
    ]
    app.selectbox(key="audit_kind").set_value("note_added").run()
    assert app.dataframe[0].value.By.tolist() == ["Els"]
    assert app.get("download_button")


@pytest.mark.parametrize(
    ("language", "headings", "subjects"),
    [
        (
            "nl",
            ["Wanneer (UTC)", "Door", "Wat", "Waarvan", "Reden"],
            ["verversing zonder bronnen", "{basis} ({plan})", "{beds}", "stand {state}", "{basis}"],
        ),
        (
            "en",
            ["When (UTC)", "By", "What", "Of what", "Reason"],
            ["refresh without sources", "{basis} ({plan})", "{beds}", "state {state}", "{basis}"],
        ),
    ],
)
def test_the_file_of_the_audit_trail_has_its_headings_and_what_was_done_to_what_in_words(
    home: Path, language: Language, headings: list[str], subjects: list[str]
) -> None:
    workspace, service = open_workspace(home), open_service(home)
    workspace.add_note("scenario:baseline", "Agreed.", "Els")
    state = workspace.save_state(service.present_state().own, "Sam", "week 48")
    workspace.add_note("duty:beds", "Agreed.", "Els")
    plan = workspace.accept_plan(service.to_accept(service.baseline(), 4), "Sam", "agreed")
    workspace.record("refresh_begun", "refresh:shipped", "Sam", "")
    trail = workspace.audit_trail("Sam", 10)
    table = as_file(trail, names_of(workspace, language), language)
    assert table.columns.tolist() == [*headings, "action_id", "subject_id"]
    assert (table.action_id.iloc[0], table.subject_id.iloc[0]) == ("refresh_begun", "refresh:shipped")
    basis, beds = say("work.baseline", language), say("duty.beds", language)
    written = [one.format(basis=basis, plan=plan.id, state=state.id, beds=beds) for one in subjects]
    assert table[headings[3]].tolist() == written
    assert table[headings[2]].iloc[0] == say("audit_action.refresh_begun", language)


def test_a_wrong_file_of_sign_in_shows_no_figure_and_says_what_to_do(home: Path) -> None:
    (home / "sign-in.toml").write_text("[auth]", encoding="utf-8")
    app = opened("")
    assert not app.exception
    assert [error.value for error in app.error] == [say("sign_in.wrong", "nl", file="sign-in.toml")]
    assert not app.dataframe
    assert not app.metric


SIGN_IN = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "capacity"
client_secret = "of the tests"
server_metadata_url = "http://localhost:9/.well-known/openid-configuration"
"""


@pytest.mark.parametrize(("language", "other"), [("nl", "en"), ("en", "nl")])
@pytest.mark.parametrize("written", ["[auth]", SIGN_IN])
def test_the_page_of_sign_in_leads_to_itself_in_the_other_language_with_all_that_was_asked_for(
    home: Path, written: str, language: Language, other: str
) -> None:
    (home / "sign-in.toml").write_text(written, encoding="utf-8")
    app = opened("whatif", language)
    app.query_params["inflow"] = '5"><b>'
    app.run()
    assert not app.exception
    assert [title.value for title in app.title] == [say("sign_in.title", language)]
    links = [part.proto.body for part in app.get("html") if "<a " in part.proto.body]
    words = say("app.language_switch", language)
    assert len(links) == 1
    assert (
        f'<a href="?lang={other}&amp;inflow=5%22%3E%3Cb%3E" lang="{other}" style="color: inherit">{words}</a>'
        in links[0]
    )


@pytest.mark.usefixtures("home")
def test_what_needs_input_comes_first_among_the_parameters() -> None:
    app = opened("data", data_tab="parameters")
    assert app.selectbox(key="data_kind").value == "input needed"
    assert len(app.dataframe[0].value) == len(load_parameters().marked("input needed"))


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("language", LANGUAGES)
def test_units_sources_and_notes_of_the_parameters_are_in_the_language_of_the_page(
    language: Language,
) -> None:
    shown = opened("data", language, data_tab="parameters", data_kind="").dataframe[0].value
    rows = load_parameters()
    for column in ("unit", "source", "note"):
        written = shown.set_index(say("column.id", language))[say(f"column.{column}", language)]
        expected = {name: shipped_text(getattr(row, column), language) for name, row in rows.items()}
        assert written.to_dict() == expected


@pytest.mark.usefixtures("home")
def test_the_shipped_state_tells_where_its_figures_come_from_in_the_language_of_the_page() -> None:
    app = opened("data", "nl", data_tab="load")
    assert app.text_input(key="state_author").value == shipped_text("shipped with the program", "nl")
    cells = app.session_state[SHEET].cells
    assert set(cells.source) <= set(shipped_in_dutch().values())


def test_going_back_to_an_earlier_state_is_seen_before_it_is_accepted(home: Path) -> None:
    workspace, state = open_workspace(home), open_service(home).present_state().own
    first = workspace.save_state(state, "Sam", "week 48")
    workspace.save_state(replace(state, as_of=state.as_of + timedelta(weeks=1)), "Sam", "week 49")
    app = opened("data", data_tab="load")
    app.selectbox(key="state_saved").set_value(first.id).run()
    app = app.button(key="state_open_saved").click().run()
    assert not app.exception
    assert app.session_state[CHECKED].as_of == state.as_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_state_that_somebody_saved_meanwhile_is_told_of_before_it_is_replaced(
    home: Path, language: Language
) -> None:
    app = opened("data", language, data_tab="load")
    app.button(key="state_check").click().run()
    workspace, state = open_workspace(home), open_service(home).present_state().own
    workspace.save_state(state, "Sam", "figures of Monday")
    app.text_input(key="state_accept_by_author").set_value("Noor").run()
    app.text_input(key="state_accept_by_reason").set_value("figures of Tuesday").run()
    app.button(key="state_accept").click().run()
    assert any("Sam" in told.value and "figures of Monday" in told.value for told in app.warning)
    assert [saved.author for saved in workspace.states()] == ["Sam"]
    app.button(key="state_accept").click().run()
    assert [saved.author for saved in workspace.states()] == ["Noor", "Sam"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_portfolio_is_compared_confirmed_and_accepted(home: Path, language: Language) -> None:
    app = opened("data", language, data_tab="load", file_kind="portfolio")
    assert any(text.value == say("data.portfolio_shipped", language) for text in app.markdown)
    content = template("portfolio", True, language)
    app = app.file_uploader(key="file_portfolio").upload("own.csv", content, "text/csv").run()
    assert not app.exception
    app.text_input(key="portfolio_accept_by_author").set_value("Sam")
    app.text_input(key="portfolio_accept_by_reason").set_value("own list")
    app = app.button(key="portfolio_accept").click().run()
    assert app.error[0].value == say("data.faults", language, n=6)
    app.number_input(key="portfolio_off").set_value(60_000)
    app = app.button(key="portfolio_accept").click().run()
    assert not app.error
    saved = open_workspace(home).upload_in_force("portfolio")
    assert saved is not None
    assert any(saved.author in text.value and "own list" in text.value for text in app.markdown)


def test_a_portfolio_with_faults_shows_the_totals_of_its_sound_rows_beside_the_faults(home: Path) -> None:
    app = opened("data", "en", data_tab="load", file_kind="portfolio")
    lines = template("portfolio", True, "en").decode("utf-8-sig").splitlines()
    sound, wrong = lines[1], lines[2].replace("GM0394", "Amstrdam")
    content = "\n".join((lines[0], sound, wrong)).encode()
    app = app.file_uploader(key="file_portfolio").upload("own.csv", content, "text/csv").run()
    assert app.error[0].value == say("data.faults", "en", n=1)
    assert say("data.portfolio_sound", "en", n=1) in [text.value for text in app.markdown]
    assert open_workspace(home).upload_in_force("portfolio") is None


def own_scores(home: Path, language: Language) -> AppTest:
    """The page with scores of municipalities on the desk, signed and ready to be accepted."""
    app = opened("data", language, data_tab="load", file_kind="scores")
    content = template("scores", True, language)
    app = app.file_uploader(key="file_scores").upload("own.csv", content, "text/csv").run()
    app.text_input(key="scores_accept_by_author").set_value("Noor")
    app = app.text_input(key="scores_accept_by_reason").set_value("own table").run()
    assert open_workspace(home).upload_in_force("scores") is None
    return app


def test_tasks_of_a_file_are_seen_beside_those_in_use_before_plans_count_on_them(home: Path) -> None:
    app = opened("data", "nl", data_tab="load", file_kind="targets")
    content = template("targets", True, "nl").replace(b"2026;PV20;2491;", b"2026;PV20;2600;")
    app = app.file_uploader(key="file_targets").upload("taken.csv", content, "text/csv").run()
    assert not app.exception
    assert any(say("data.targets_preview", "nl", n=1, municipal=0) == text.value for text in app.markdown)
    shown = app.dataframe[-1].value
    assert "Groningen" in shown.to_string()
    app.text_input(key="targets_accept_by_author").set_value("Noor")
    app = app.text_input(key="targets_accept_by_reason").set_value("besluit van december").run()
    app = app.button(key="targets_accept").click().run()
    assert not app.exception
    saved = open_workspace(home).upload_in_force("targets")
    assert saved is not None
    assert (saved.author, saved.reason) == ("Noor", "besluit van december")
    assert any("besluit van december" in text.value for text in app.markdown)


@pytest.mark.usefixtures("home")
def test_tasks_of_a_cycle_that_no_plan_counts_on_are_said_to_count_nowhere_before_they_are_accepted() -> None:
    app = opened("data", "nl", data_tab="load", file_kind="targets")
    heading, *rows = template("targets", True, "nl").splitlines(keepends=True)
    later = [row.replace(b"2026;", b"2028;", 1) for row in rows if row.startswith(b"2026;")]
    earlier = [row for row in rows if row.startswith(b"2024;")]
    app = (
        app.file_uploader(key="file_targets").upload("taken.csv", b"".join([heading, *earlier, *later])).run()
    )
    assert not app.exception
    assert [told.value for told in app.warning] == [
        say("data.targets_shown_only", "nl", n=1, cycles="2024", planned="2026"),
        say("data.targets_unused", "nl", n=1, cycles="2028", planned="2026"),
    ]


def test_homes_of_a_file_are_seen_as_homes_a_week_before_and_after_and_then_counted_on(home: Path) -> None:
    rows = ("GM0363;2025H2;700;350;fact;eigen telling;", "GM0363;2026H1;800;400;fact;eigen telling;")
    heading = ";".join(column.name for column in HOMES_COLUMNS)
    app = opened("data", "nl", data_tab="load", file_kind="homes")
    content = "\n".join((heading, *rows)).encode()
    app = app.file_uploader(key="file_homes").upload("woningen.csv", content, "text/csv").run()
    assert not app.exception
    told, parameters = read_as("homes", content, "woningen.csv").content, load_parameters()
    before, after = (homes_per_week(table, parameters) for table in (None, told))
    assert after != pytest.approx(before)
    said = say("data.homes_preview", "nl", n=1, before=before, after=after)
    assert said in [text.value for text in app.markdown]
    (amsterdam,) = app.dataframe[-1].value.to_numpy().tolist()
    assert amsterdam[:2] == ["Amsterdam", 50.0]
    app.text_input(key="homes_accept_by_author").set_value("Noor")
    app = app.text_input(key="homes_accept_by_reason").set_value("halfjaarcijfers").run()
    app = app.button(key="homes_accept").click().run()
    assert not app.exception
    assert any("halfjaarcijfers" in text.value for text in app.markdown)
    planned = open_service(home).present_state().planned.hours()["municipalities"]
    assert planned == pytest.approx(after)


@pytest.mark.usefixtures("home")
def test_homes_with_faults_are_listed_all_at_once_and_nothing_can_be_accepted() -> None:
    heading = ";".join(column.name for column in HOMES_COLUMNS)
    bad = "Amstrdam;2026H1;10;5;fact;eigen;\nGM0363;2026H1;10;vijf;fact;eigen;"
    app = opened("data", "nl", data_tab="load", file_kind="homes")
    app = app.file_uploader(key="file_homes").upload("woningen.csv", f"{heading}\n{bad}".encode()).run()
    assert not app.exception
    assert app.error[0].value == say("data.faults", "nl", n=2)
    assert "homes_accept" not in [button.key for button in app.button]


@pytest.mark.parametrize("language", LANGUAGES)
def test_scores_that_somebody_accepted_meanwhile_are_told_of_before_they_are_replaced(
    home: Path, language: Language
) -> None:
    app = own_scores(home, language)
    workspace = open_workspace(home)
    rows = read_as("scores", template("scores", False, language), "theirs.csv").content
    assert isinstance(rows, pd.DataFrame)
    accept_scores(workspace, rows, "Sam", "CBS table")
    app = app.button(key="scores_accept").click().run()
    assert not app.exception
    assert any("Sam" in told.value and "CBS table" in told.value for told in app.warning)
    assert [saved.author for saved in workspace.uploads("scores")] == ["Sam"]
    app = app.button(key="scores_accept").click().run()
    assert [saved.author for saved in workspace.uploads("scores")] == ["Noor", "Sam"]


def test_a_file_that_came_after_the_one_in_sight_is_not_taken_out_of_use_with_it(home: Path) -> None:
    app = own_scores(home, "nl").button(key="scores_accept").click().run()
    app.text_input(key="scores_withdraw_author").set_value("Noor")
    app = app.text_input(key="scores_withdraw_reason").set_value("wrong year").run()
    workspace = open_workspace(home)
    rows = read_as("scores", template("scores", False, "nl"), "theirs.csv").content
    assert isinstance(rows, pd.DataFrame)
    newer = accept_scores(workspace, rows, "Sam", "right year")
    app = app.button(key="scores_withdraw").click().run()
    assert any("Sam" in told.value and "right year" in told.value for told in app.warning)
    assert workspace.upload_in_force("scores") == newer
    app = app.button(key="scores_withdraw").click().run()
    held = workspace.upload_in_force("scores")
    assert held is not None
    assert held.author == "Noor"


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("language", LANGUAGES)
def test_help_opens_the_chapter_of_the_address_and_a_wild_one_opens_the_first(language: Language) -> None:
    for chapter, title in (
        ("data", say("nav.data", language)),
        ("../conf", chapters(language)["start"].title),
    ):
        app = AppTest.from_file(SCRIPT, default_timeout=SECONDS)
        app._page_hash = calc_hash("help")
        app.query_params["lang"], app.query_params["chapter"] = language, chapter
        app.run()
        assert not app.exception
        assert [title.value for title in app.title] == [title]
        assert any("conf" in notice.value for notice in app.info) == (chapter == "../conf")


def area(code: str, left: float) -> dict[str, object]:
    """A square kilometre as public geodata services give a municipality."""
    ring = [[left, 0.0], [left + 1000, 0.0], [left + 1000, 1000.0], [left, 1000.0], [left, 0.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"statcode": code}, "geometry": shape}


def brought(app: AppTest, *areas: dict[str, object]) -> AppTest:
    content = json.dumps({"type": "FeatureCollection", "features": areas}).encode()
    app.file_uploader(key="file_boundaries").set_value(("b.geojson", content, "application/geo+json"))
    return app.run()


def test_boundaries_with_faults_are_listed_by_feature_and_a_whole_file_becomes_the_map(home: Path) -> None:
    app = opened("spread")
    shapeless = {**area("GM0344", 0.0), "geometry": {"type": "Point", "coordinates": [0.0, 0.0]}}
    app = brought(app, area("GM0363", 0.0), area("GM9999", 1000.0), shapeless)
    assert say("data.faults", "nl", n=2) in [error.value for error in app.error]
    listed = [table.value for table in app.table if say("data_column.fault", "nl") in table.value]
    assert listed[0].iloc[:, 0].tolist() == ["2", "3"]
    assert open_workspace(home).upload_in_force("boundaries") is None

    app = brought(opened("spread"), area("GM0363", 0.0), area("GM0344", 1000.0))
    assert say("map.preview", "nl", n=2, k=340) in [line.value for line in app.markdown]
    app.text_input(key="boundaries_accept_by_author").set_value("Sam")
    app.text_input(key="boundaries_accept_by_reason").set_value("CBS 2026")
    app = app.run().button(key="boundaries_accept").click().run()
    assert not app.exception
    assert any(one.value.startswith("Op de kaart") for one in app.header)
    saved = open_workspace(home).upload_in_force("boundaries")
    assert saved is not None
    assert saved.author == "Sam"
