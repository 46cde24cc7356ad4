"""An edited file of the plan comes back to its page: as edited, repaired, pinned, refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from capacity.domain.check_result import BROKEN_COLUMNS, DIFFERENCE_COLUMNS, ChangedCell, CheckResult
from capacity.domain.pins import TABLE_KEYS, Pin
from capacity.domain.plan_result import PlanResult
from capacity.domain.problems import BadInputError
from capacity.report.returned import Returned, read_returned
from capacity.scenario import Scenario, pins_of
from capacity.service.check_beside import Checked, CheckHandle
from capacity.texts import LANGUAGES, Language, say
from capacity.ui.plan import bring_back as plan_return
from tests.ui.sample import MONDAYS, SampleService
from tests.ui.test_pages import answered, opened, service

__all__ = ["service"]

BEFORE, AS_EDITED, REPAIRED = 52_180_000.0, 47_180_000.0, 53_180_000.0
KEPT_ROW = (MONDAYS[3], "PV24", "emergency")
Edit = Callable[[pd.DataFrame], pd.DataFrame]


class Judge:
    """Reads a file as the service does; what it costs and breaks is made by hand."""

    def __init__(self, **changes: object) -> None:
        self._changes = changes

    def __call__(self, content: bytes, name: str, plan: PlanResult, scenario: Scenario) -> CheckHandle:
        try:
            given = read_returned(content, plan.tables, plan.scenario, name)
        except BadInputError as fault:
            return answered(Checked(None, fault.problems))
        return answered(Checked(replace(self._verdict(given, plan, scenario), **self._changes)))

    def _verdict(self, given: Returned, plan: PlanResult, scenario: Scenario) -> CheckResult:
        rows = [
            (f"{given.table}.csv", edit.row, edit.pin.column, edit.before, edit.pin.value)
            for edit in given.edits
        ]
        duties = plan.tables["duties"].head(2)
        late = duties.assign(late_before=1.0, late_as_edited=[9.0, 1.0], late_repaired=2.0)
        return CheckResult(
            file=f"{given.table}.csv",
            scenario=scenario.name,
            cells=tuple(ChangedCell(edit.pin, edit.row, edit.before) for edit in given.edits),
            differences=pd.DataFrame(rows, columns=list(DIFFERENCE_COLUMNS)),
            broken=pd.DataFrame([], columns=list(BROKEN_COLUMNS)),
            duties=late,
            cost_eur={"before": BEFORE, "as_edited": AS_EDITED, "repaired": REPAIRED},
            hires_eur=0.0,
            repaired=plan,
            not_kept=(),
            dropped=(),
            snapshots=("2026-11-23-a", "2026-11-23-a"),
            other_inputs=(),
            other_weeks=False,
        )


@pytest.fixture(autouse=True)
def judge(service: SampleService, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(service, "check", Judge(), raising=False)
    yield
    st.cache_resource.clear()


def exported(service: SampleService, table: str, edit: Edit) -> bytes:
    """A file of the baseline plan as the page gives it, with an edit."""
    plan = service.baseline()
    frame = plan.tables[table].copy()
    frame.insert(0, "scenario", plan.scenario)
    return service.dutch_csv(edit(frame))


def brought_back(content: bytes, name: str = "places.csv", language: Language = "en") -> AppTest:
    app = opened("plan", lang=language, view="return")
    app = app.file_uploader(key="returned_0").upload(name, content, "text/csv").run()
    assert not app.exception
    return app


def opens_more(places: pd.DataFrame) -> pd.DataFrame:
    """Two numbers of the plan are others: 40 and 60 emergency places open in two weeks in Flevoland."""
    row = (places.region == "PV24") & (places.type == "emergency")
    for week, number in ((MONDAYS[3], 40.0), (MONDAYS[5], 60.0)):
        places.loc[row & (places.week == week), "opened"] = number
    return places


def row_of(places: pd.DataFrame, week: str) -> int:
    """The row of a file in which the emergency places of a week in Flevoland stand; the heading is row 1."""
    found = places[(places.week == week) & (places.region == "PV24") & (places.type == "emergency")]
    return int(found.index[0]) + 2


def headers(app: AppTest) -> list[str]:
    return [header.value for header in app.header]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_says_what_the_edit_costs_with_all_else_held_and_made_anew(
    service: SampleService, language: Language
) -> None:
    app = brought_back(exported(service, "places", opens_more), language=language)
    less, more = (
        say(f"preset.{kind}_money", language, eur=eur)
        for kind, eur in (("less", 5_000_000 * 52.18 / 52), ("more", 1_000_000 * 52.18 / 52))
    )
    wanted = say("bring.verdict", language, n=2, limits=0, duties=1, edited=less, repaired=more)
    assert wanted in headers(app)
    columns = [
        say(f"bring.head_{name}", language) for name in ("late_before", "late_as_edited", "late_repaired")
    ]
    (duties,) = [frame.value for frame in app.dataframe if set(columns) <= set(frame.value.columns)]
    assert len(duties) == 1


def test_each_changed_cell_stands_in_words_with_its_row_of_the_file_and_both_numbers(
    service: SampleService,
) -> None:
    places = service.baseline().tables["places"]
    app = brought_back(exported(service, "places", opens_more))
    (cells,) = [frame.value for frame in app.dataframe if "before" in frame.value.columns]
    assert cells["row"].tolist() == [row_of(places, MONDAYS[3]), row_of(places, MONDAYS[5])]
    assert cells.after.tolist() == ["40", "60"]
    assert all("Flevoland" in cell and "opened" in cell for cell in cells.cell)


def test_a_cell_of_a_week_that_the_plan_has_not_lends_its_row_to_no_cell_of_the_same_number(
    service: SampleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, later = MONDAYS[3], MONDAYS[5]

    def same_number(places: pd.DataFrame) -> pd.DataFrame:
        chosen = (places.region == "PV24") & (places.type == "emergency") & places.week.isin([first, later])
        return places.assign(opened=places.opened.mask(chosen, 40.0))

    kept = ChangedCell(Pin("places", (later, "PV24", "emergency"), "opened", 40.0), 99, 7.0)
    gone = (Pin("places", (first, "PV24", "emergency"), "opened", 40.0),)
    monkeypatch.setattr(service, "check", Judge(cells=(kept,), dropped=gone))
    app = brought_back(exported(service, "places", same_number))
    (cells,) = [frame.value for frame in app.dataframe if "before" in frame.value.columns]
    assert (cells["row"].tolist(), cells.before.tolist()) == ([99], ["7"])


def test_pinned_cells_are_in_the_scenario_and_the_plan_is_made_around_them(service: SampleService) -> None:
    app = brought_back(exported(service, "places", opens_more))
    app = app.button(key="return_pin").click().run()
    assert not app.exception
    assert say("bring.pinned", "en", n=2) in [info.value for info in app.info]
    wanted = [(KEPT_ROW, 40.0), ((MONDAYS[5], "PV24", "emergency"), 60.0)]
    assert wanted in [[(pin.key, pin.value) for pin in pins_of(asked)] for asked in service.asked]
    assert "pins" in app.query_params
    assert app.file_uploader(key="returned_1").value is None
    assert say("bring.loosen", "en") in [button.label for button in app.button]
    app = app.button(key="loosen").click().run()
    assert "pins" not in app.query_params


def test_a_cell_whose_tick_is_taken_away_is_not_pinned(
    service: SampleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_return.st, "data_editor", lambda table, **_: table.assign(pin=[False, True]))
    app = brought_back(exported(service, "places", opens_more))
    assert say("bring.pin", "en", n=1, all=2) in [button.label for button in app.button]
    app.button(key="return_pin").click().run()
    pins = [pins_of(asked) for asked in service.asked if pins_of(asked)]
    assert {(pin.key[0], pin.value) for made in pins for pin in made} == {(MONDAYS[5], 60.0)}


def test_a_rejected_file_changes_nothing(service: SampleService) -> None:
    app = brought_back(exported(service, "places", opens_more))
    app = app.button(key="return_reject").click().run()
    assert say("bring.rejected", "en") in [info.value for info in app.info]
    assert "pins" not in app.query_params
    assert service.asked == []


def test_a_file_that_nobody_changed_is_said_to_be_the_same(service: SampleService) -> None:
    for table in TABLE_KEYS:
        app = brought_back(exported(service, table, lambda frame: frame), f"{table}.csv")
        assert [info.value for info in app.info] == [say("bring.same", "en")]


def test_unknown_deleted_doubled_and_computed_rows_are_told_all_at_once_and_nothing_is_pinned(
    service: SampleService,
) -> None:
    places = service.baseline().tables["places"]
    wrong = row_of(places, MONDAYS[4])

    def edit(given: pd.DataFrame) -> pd.DataFrame:
        given.loc[wrong - 2, "available"] += 7
        unknown = given.iloc[[0]].assign(region="PV99")
        return pd.concat([given.drop(index=row_of(places, MONDAYS[9]) - 2), given.iloc[[1]], unknown])

    app = brought_back(exported(service, "places", edit))
    assert [error.value for error in app.error] == [say("data.faults", "en", n=4)]
    told = app.table[-1].value
    said = " ".join(told.to_numpy(dtype=str).ravel()).replace("\\", "")
    for key, values in (
        ("row_missing", {"expected": " ".join((MONDAYS[9], "PV24", "emergency"))}),
        ("unknown_row", {"value": " ".join((str(places.week.iloc[0]), "PV99", str(places.type.iloc[0])))}),
    ):
        assert say(f"problem.{key}", "en", **{"value": "", "expected": "", **values}) in said
    assert str(wrong) in told.iloc[:, 0].astype(str).tolist()
    assert "return_pin" not in [button.key for button in app.button]
    assert service.asked == []


@pytest.mark.parametrize(
    ("changes", "key", "values"),
    [
        (
            {"dropped": (Pin("places", ("2026-11-16", "PV24", "emergency"), "opened", 5.0),)},
            "bring.dropped",
            {"n": 1},
        ),
        (
            {"other_inputs": ("state",), "snapshots": ("2026-11-16-a", "2026-11-23-b")},
            "bring.other_snapshot",
            {"made": "2026-11-16-a", "used": "2026-11-23-b"},
        ),
        (
            {"other_inputs": ("state",)},
            "bring.other_state",
            {"made": "2026-11-23-a", "used": "2026-11-23-a"},
        ),
    ],
)
def test_what_the_comparison_could_not_do_is_said_beside_the_verdict(
    service: SampleService,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, object],
    key: str,
    values: dict[str, object],
) -> None:
    monkeypatch.setattr(service, "check", Judge(**changes))
    app = brought_back(exported(service, "places", opens_more))
    assert say(key, "en", **values) in [warning.value for warning in app.warning]


def test_a_number_that_no_plan_can_keep_and_the_limits_that_break_are_told_with_their_row(
    service: SampleService, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = pd.DataFrame(
        [("opening_limit", "places.csv", 41, "PV24 emergency", MONDAYS[3], "opened", 40.0, 25.0)],
        columns=list(BROKEN_COLUMNS),
    )
    kept = ((Pin("places", KEPT_ROW, "opened", 40.0), 25.0),)
    monkeypatch.setattr(service, "check", Judge(broken=broken, not_kept=kept, hires_eur=2_000_000.0))
    app = brought_back(exported(service, "places", opens_more))
    (warned,) = [warning.value for warning in app.warning]
    assert all(part in warned for part in ("Flevoland", "40", "25"))
    assert say("bring.hires", "en", eur=2_000_000.0) in [text.value for text in app.markdown]
    (limits,) = [frame.value for frame in app.dataframe if "Limit at" in frame.value.columns]
    row = [str(cell) for cell in limits.iloc[0]]
    assert {say("limit_kind.opening_limit", "en"), "41"} <= set(row)
    assert any("Flevoland" in cell for cell in row)
