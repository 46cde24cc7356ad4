"""What each kind of file refuses beside the table of faults, and what it takes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from capacity.domain.problems import BadInputError
from capacity.domain.time import monday_on_or_after
from capacity.service.input_files import InputFile, own_state, read_as, read_file, template
from capacity.service.state_entry import check_sheet, sheet_from
from capacity.sources.kinds import TABLE_COLUMNS, kind_of
from capacity.sources.state import State
from tests.service.test_fault_table import CITIZEN_NUMBER, DAY, table, with_cells, written

KINDS = tuple(TABLE_COLUMNS)


def with_cell(kind: str, column: str, value: str, row: int = 1) -> bytes:
    return with_cells(kind, row, **{column: value})


def faults(kind: str, content: bytes) -> list[tuple[str, int | None, str, str | None]]:
    with pytest.raises(BadInputError) as refused:
        read_as(kind, content, f"{kind}.csv")
    return [(p.key, p.row, p.column, p.value) for p in refused.value.problems]


def rows_of(given: InputFile) -> pd.DataFrame:
    if isinstance(given.content, State):
        return given.content.rows
    assert isinstance(given.content, pd.DataFrame)
    return given.content


@pytest.mark.parametrize("dutch", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_the_template_of_every_kind_reads_without_a_fault_and_is_known_by_its_headings(
    kind: str, dutch: bool
) -> None:
    assert read_file(template(kind, dutch), "any.csv").kind == kind


def test_a_file_with_few_headings_is_of_the_kind_that_knows_them() -> None:
    assert kind_of(b"block;municipality\n") == "portfolio"
    assert kind_of(b"municipality,score,kind,source,note\n") == "scores"


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_an_old_windows_program_is_read(kind: str) -> None:
    rows = table(kind)
    place = rows[0].index("source" if "source" in rows[0] else "unique_id")
    for row in rows[1:]:
        row[place] = "Renée"
    given = read_as(kind, written(rows).decode().encode("cp1252"), "old.csv")
    assert isinstance(given, InputFile)


@pytest.mark.parametrize("kind", DAY)
@pytest.mark.parametrize("value", ["31/12/2026", "2026-02-30", "2026-W48"])
def test_a_day_in_another_form_is_named(kind: str, value: str) -> None:
    assert ("not_a_date", 2, DAY[kind], value) in faults(kind, with_cell(kind, DAY[kind], value))


@pytest.mark.parametrize("kind", DAY)
def test_a_file_that_a_dutch_spreadsheet_opened_and_saved_again_is_read_the_same(kind: str) -> None:
    rows = table(kind)
    if kind == "portfolio":
        rows[1][rows[0].index(DAY[kind])] = "2027-12-31"
    saved = [[re.sub(r"^(\d{4})-(\d\d)-(\d\d)$", r"\3-\2-\1", cell) for cell in row] for row in rows]
    assert saved != rows
    again, first = (read_as(kind, written(cells), f"{kind}.csv") for cells in (saved, rows))
    pd.testing.assert_frame_equal(rows_of(again), rows_of(first))


@pytest.mark.parametrize("kind", KINDS)
def test_personal_data_is_refused_and_never_repeated(kind: str) -> None:
    column = "source" if kind != "panel" else "unique_id"
    with pytest.raises(BadInputError) as refused:
        read_as(kind, with_cell(kind, column, CITIZEN_NUMBER), "x.csv")
    assert [(p.key, p.row, p.column) for p in refused.value.problems] == [("personal_data", 2, column)]
    assert CITIZEN_NUMBER not in str(vars(refused.value))
    assert CITIZEN_NUMBER not in repr(refused.value.problems)


@pytest.mark.parametrize(
    ("kind", "column", "typed", "nearest"),
    [
        ("state", "region", "Utrecht", "PV26 (Utrecht)"),
        ("targets", "region", "Utrecht", "PV26 (Utrecht)"),
        ("targets", "region", "Amstrdam", "GM0363 (Amsterdam)"),
        ("portfolio", "municipality", "Westerwoldde", "GM1950 (Westerwolde)"),
        ("portfolio", "municipality", "GM1951", "GM1950 (Westerwolde)"),
    ],
)
def test_an_unknown_region_comes_with_the_nearest(kind: str, column: str, typed: str, nearest: str) -> None:
    with pytest.raises(BadInputError) as refused:
        read_as(kind, with_cell(kind, column, typed), "x.csv")
    found = [p for p in refused.value.problems if p.key == f"unknown_{column}"]
    assert [(p.row, p.column, p.value) for p in found] == [(2, column, typed)]
    assert found[0].expected == nearest


def test_a_contract_that_ends_before_it_starts_is_refused() -> None:
    rows = table("portfolio")
    heading = rows[0]
    rows[1][heading.index("start")], rows[1][heading.index("contract_end")] = "2027-01-01", "2026-01-01"
    assert faults("portfolio", written(rows)) == [("dates_reversed", 2, "contract_end", "2026-01-01")]


@pytest.mark.parametrize("column", ["renewal_weeks", "notice_weeks"])
def test_a_contract_without_an_end_has_no_renewal_or_notice(column: str) -> None:
    assert faults("portfolio", with_cell("portfolio", column, "26")) == [("needs_end", 2, "contract_end", "")]


@pytest.mark.parametrize(
    ("column", "value", "key"),
    [
        ("type", "tent", "not_a_choice"),
        ("suitable_for", "children", "unknown_class"),
        ("suitable_for", "minors", "minors_type"),
        ("durable", "perhaps", "not_a_choice"),
        ("usable_share", "1,5", "out_of_range"),
        ("capacity", "10,5", "not_whole"),
    ],
)
def test_a_wrong_cell_of_a_portfolio_is_refused(column: str, value: str, key: str) -> None:
    assert [found for found, *_ in faults("portfolio", with_cell("portfolio", column, value))] == [key]


def test_a_cycle_that_lacks_a_province_is_never_taken_for_zero() -> None:
    rows = [row for row in table("targets") if row[:2] != ["2026", "PV28"]]
    with pytest.raises(BadInputError) as refused:
        read_as("targets", written(rows), "x.csv")
    assert [(p.key, p.value, p.expected) for p in refused.value.problems] == [
        ("missing_task", "2026", "PV28 (Zuid-Holland)")
    ]


def test_a_state_lacks_no_row_and_a_panel_no_period() -> None:
    state = [row for row in table("state") if "departure" not in row]
    assert ("missing_row", None, "measure", "") in faults("state", written(state))
    panel = table("panel")
    assert [key for key, *_ in faults("panel", written([*panel[:5], *panel[6:]]))] == ["missing_period"]


def test_a_period_of_a_panel_that_is_still_to_come_is_refused_as_the_forecast_does() -> None:
    rows = table("panel")
    rows[-1][rows[0].index("ds")] = "2199-01-01"
    assert ("future_period", len(rows), "ds", "2199-01-01") in faults("panel", written(rows))


def test_a_state_of_before_the_one_that_ships_is_refused() -> None:
    rows = table("state")
    column = rows[0].index("as_of")
    for row in rows[1:]:
        row[column] = "2026-11-16"
    with pytest.raises(BadInputError) as refused:
        check_sheet(sheet_from(written(rows), "state.csv"))
    assert [(p.key, p.column, p.value, p.expected) for p in refused.value.problems] == [
        ("state_too_old", "as_of", "2026-11-16", "2026-11-23")
    ]


def state_of(day: str) -> bytes:
    rows = table("state")
    column = rows[0].index("as_of")
    return written([rows[0], *([*row[:column], day, *row[column + 1 :]] for row in rows[1:])])


def test_a_state_of_a_day_that_nobody_knows_is_refused_once_by_its_day_and_file(tmp_path: Path) -> None:
    last = monday_on_or_after(datetime.now(UTC).date() + timedelta(days=1))
    too_far = (last + timedelta(days=1)).isoformat()
    refusal = [("state_to_come", "as_of", too_far, last.isoformat())]
    given = tmp_path / "state.csv"
    given.write_bytes(state_of(too_far))
    for read in (
        lambda: check_sheet(sheet_from(state_of(too_far), "state.csv")),
        lambda: read_as("state", state_of(too_far), "state.csv"),
        lambda: own_state(given),
    ):
        with pytest.raises(BadInputError) as refused:
            read()
        assert [(p.key, p.column, p.value, p.expected) for p in refused.value.problems] == refusal


def test_a_state_may_be_made_ready_for_the_coming_monday() -> None:
    last = monday_on_or_after(datetime.now(UTC).date() + timedelta(days=1))
    assert check_sheet(sheet_from(state_of(last.isoformat()), "state.csv")).as_of == last


def test_a_reversed_age_of_a_queue_is_refused() -> None:
    content = with_cell("state", "age_from_weeks", "3")
    assert ("age_order", 2, "age_to_weeks", "1") in faults("state", content)


def own_value(**cells: str) -> list[tuple[str, int | None, str, str | None]]:
    """Faults of a table of parameters with one row: hours per decision, but for these cells."""
    row = {
        "id": "hours_per_decision",
        "value": "50",
        "unit": "hours/normal decision",
        "source": "IND",
    } | cells
    return faults("parameters", written([list(row), list(row.values())]))


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"id": "hours_per_decisio"}, ("unknown_parameter", 2, "id", "hours_per_decisio")),
        ({"unit": "minutes"}, ("wrong_unit", 2, "unit", "minutes")),
        ({"value": "500"}, ("out_of_range", 2, "value", "500")),
        ({"deviation": "APR 35(3)"}, ("no_deviation", 2, "deviation", "APR 35(3)")),
    ],
)
def test_an_own_value_is_refused_by_name(cells: dict[str, str], fault: tuple[str, int, str, str]) -> None:
    assert own_value(**cells) == [fault]


def test_all_that_is_wrong_with_an_own_value_is_told_at_once() -> None:
    found = own_value(id="decide_accelerated", value="5", unit="weeks", deviation="APR 35(4)", source="")
    assert [key for key, *_ in found] == ["empty_text", "wrong_unit", "deviation_not_named", "wrong_article"]


def test_an_own_value_beyond_its_article_is_taken_where_the_article_is_named() -> None:
    rows = [
        ["id", "value", "unit", "source", "deviation"],
        ["decide_accelerated", "5", "months", "IND", "APR 35(3)"],
    ]
    content = read_as("parameters", written(rows), "x.csv").content
    assert content.value.tolist() == [5.0]  # type: ignore[union-attr]


SCENARIOS = {
    "personal key": (b"geboortedatum: 1980-05-04\n", "personal_data"),
    "personal value": (b"name: klant 111222333\n", "personal_data"),
    "personal remark": (b"inflow: 5 # 111222333\n", "personal_data"),
}


@pytest.mark.parametrize("fault", SCENARIOS)
def test_personal_data_anywhere_in_a_scenario_is_refused_and_never_repeated(fault: str) -> None:
    content, key = SCENARIOS[fault]
    with pytest.raises(BadInputError) as refused:
        read_file(content, "x.yaml")
    assert {p.key for p in refused.value.problems} == {key}
    assert CITIZEN_NUMBER not in repr(refused.value.problems)
    assert "1980" not in repr(refused.value.problems)


def test_the_template_of_a_scenario_changes_nothing_until_a_remark_is_taken_away() -> None:
    text = template("scenario", dutch=True).decode()
    assert text.count("# ") > 30
    changed = text.replace("# inflow: 0.0", "inflow: 12.0")
    assert read_file(changed.encode(), "x.yaml").content.inflow == 12  # type: ignore[union-attr]
