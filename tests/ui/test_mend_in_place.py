"""A file with faults that is brought to the page Data: mended where it stands, never half accepted."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from capacity.service import open_workspace
from capacity.service.input_files import template
from capacity.texts import say
from tests.ui.test_data_page import home, made, opened

__all__ = ["home", "made"]

HEADING = "block;municipality;type;capacity;suitable_for;start;contract_end;durable;kind;source;note"
ROWS = (
    "A;GM0014;regular;1.200;adults_families;;;yes;fact;eigen;",
    "B;GM9999;regular;veel;adults_families;;;no;fact;eigen;",
    "C;GM0034;regular;10;adults_families;2027-05-01;2027-01-01;no;fact;eigen;",
)
FIRST = {"GM9999": "GM0014", "veel": "nog veel", "2027-01-01": "2027-12-31"}


def brought(*rows: str, heading: str = HEADING) -> AppTest:
    app = opened("data", data_tab="load", file_kind="portfolio")
    content = "\n".join([heading, *rows]).encode()
    return app.file_uploader(key="file_portfolio").upload("eigen.csv", content, "text/csv").run()


def fields(app: AppTest) -> dict[str, str]:
    return {str(one.label): one.value for one in app.text_input if str(one.key).startswith("mend_")}


def mend(app: AppTest, texts: dict[str, str]) -> AppTest:
    for field in app.text_input:
        if str(field.key).startswith("mend_") and field.value in texts:
            field.set_value(texts[field.value])
    return next(one for one in app.button if one.label == say("data.mend", "nl")).click().run()


def shown(app: AppTest) -> set[str]:
    return {str(one.key) for one in app.get("download_button")} | {str(one.key) for one in app.button}


def test_the_faults_of_a_portfolio_are_mended_in_place_until_it_is_right_and_then_accepted(
    home: object,
) -> None:
    app = brought(*ROWS)
    assert not app.exception
    assert [error.value for error in app.error] == [say("data.faults", "nl", n=3)]
    assert sorted(fields(app).values()) == ["2027-01-01", "2027-05-01", "GM9999", "veel"]
    assert any("rij 3" in label.lower() for label in fields(app))
    app = mend(app, FIRST)
    assert [error.value for error in app.error] == [say("data.faults", "nl", n=1)]
    assert list(fields(app).values()) == ["nog veel"]
    assert "portfolio_accept" not in shown(app)
    app = mend(app, {"nog veel": "300"})
    assert not app.exception
    assert not app.error
    assert {"portfolio_accept", "download_portfolio_mended"} <= shown(app)
    app.number_input(key="portfolio_off").set_value(100_000)
    app.text_input(key="portfolio_accept_by_author").set_value("Sam")
    app.text_input(key="portfolio_accept_by_reason").set_value("eigen contracten").run()
    app = app.button(key="portfolio_accept").click().run()
    assert not app.exception
    assert not app.error
    assert "download_portfolio_mended" not in shown(app)
    saved = open_workspace(home).upload_in_force("portfolio")  # type: ignore[arg-type]
    assert saved is not None
    assert (saved.author, saved.reason) == ("Sam", "eigen contracten")
    assert "nog veel" not in saved.content


@pytest.mark.usefixtures("home")
def test_what_was_mended_stays_when_another_page_part_is_looked_at_and_can_be_put_away() -> None:
    app = mend(brought(*ROWS), FIRST)
    app.session_state["data_tab"] = "sources"
    app = app.run()
    assert not fields(app)
    app.session_state["data_tab"] = "load"
    app = app.run()
    assert list(fields(app).values()) == ["nog veel"]
    app = app.button(key="portfolio_put_away").click().run()
    assert not app.exception
    assert not fields(app)


@pytest.mark.usefixtures("home")
def test_faults_of_a_whole_row_or_of_the_file_are_said_to_be_mended_in_the_file() -> None:
    app = brought(*ROWS, "D;GM0034")
    assert say("data.mend_in_file", "nl", n=1) in [one.value for one in app.warning]
    assert len(fields(app)) == 4
    without = HEADING.replace(";type", "")
    app = brought("A;GM0014;10;adults_families;;;yes;fact;eigen;", heading=without)
    assert say("data.mend_in_file", "nl", n=1) in [one.value for one in app.warning]
    assert not fields(app)


@pytest.mark.usefixtures("home")
def test_personal_data_typed_into_a_cell_is_refused_and_nothing_of_it_is_kept() -> None:
    app = mend(brought(*ROWS), {"veel": "j.jansen@example.nl"})
    assert not app.exception
    assert app.session_state["portfolio_desk"].content == "\n".join([HEADING, *ROWS]).encode()
    assert [error.value for error in app.error] == [
        say("data.faults", "nl", n=3),
        say("data.faults", "nl", n=1),
    ]
    personal = brought(*ROWS, "D;GM0034;regular;1;adults_families;;;no;fact;eigen;j.jansen@example.nl")
    assert not fields(personal)


@pytest.mark.usefixtures("home")
def test_an_address_of_minors_is_typed_over_without_being_shown() -> None:
    app = brought("Dorpsstraat 5;GM0014;minors;10;minors;;;no;fact;eigen;")
    assert list(fields(app).values()) == [""]
    app = mend(app, {})
    assert list(fields(app).values()) == [""]
    app = mend(app, {"": "Locatie A"})
    assert not app.error
    assert "portfolio_accept" in shown(app)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("kind", ["homes", "scores", "targets", "parameters"])
def test_every_kind_of_table_is_mended_in_the_same_way(kind: str) -> None:
    heading, first, *rows = template(kind, True).decode("utf-8-sig").splitlines()
    column = {"homes": "municipality", "scores": "municipality", "targets": "region", "parameters": "value"}
    place = heading.split(";").index(column[kind])
    cells = first.split(";")
    right, cells[place] = cells[place], "???"
    content = "\n".join([heading, ";".join(cells), *rows]).encode()
    app = opened("data", data_tab="load", file_kind=kind)
    app = app.file_uploader(key=f"file_{kind}").upload("eigen.csv", content, "text/csv").run()
    assert "???" in fields(app).values()
    app = mend(app, {"???": right})
    assert not app.exception
    assert not fields(app)
