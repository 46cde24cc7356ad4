"""An edited file of the plan folder as it comes back: which cells changed, and every fault at once."""

import pandas as pd
import pytest

from capacity.domain.pins import Pin
from capacity.domain.problems import BadInputError
from capacity.report.returned import read_returned
from capacity.sources.tables import write_table

WEEKS = ("2026-11-23", "2026-11-30", "2026-12-07")


def places():
    rows = [
        (
            week,
            region,
            kind,
            9.0 if week == WEEKS[0] else float("nan"),
            9.0,
            8.64,
            7.123456,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
        )
        for region in ("PV20", "PV21")
        for kind in ("regular", "intake")
        for week in WEEKS
    ]
    names = "week region type opening_available available usable occupied opened closed durable task task_gap"
    return pd.DataFrame(rows, columns=names.split())


def plan():
    rows = [
        (week, "NL", "decision", "normal", measure, 12.345678, "persons")
        for week in WEEKS
        for measure in ("inflow", "served", "queue")
    ]
    return pd.DataFrame(rows, columns=["week", "region", "stage", "stream", "measure", "value", "unit"])


def pools():
    rows = [(week, "=kmar", "Schiphol", 100.0, 0.0, -3.0, 90.0, 0.0) for week in WEEKS]
    names = "week pool site hours_available overtime hired hours_used idle_while_queue"
    return pd.DataFrame(rows, columns=names.split())


TABLES = {"places": places(), "plan": plan(), "pools": pools()}


def exported(table, dutch=False, edit=None):
    """A table as its file holds it, after an edit of the frame."""
    frame = TABLES[table].copy()
    frame.insert(0, "scenario", "baseline")
    return write_table(frame if edit is None else edit(frame), dutch)


def returned(content):
    return read_returned(content, TABLES, "baseline", "back.csv")


def faults(content):
    with pytest.raises(BadInputError) as fault:
        returned(content)
    return fault.value.problems


def with_cell(place, column, value):
    def edit(frame):
        changed = frame.astype({column: object})
        changed.loc[place, column] = value
        return changed

    return edit


@pytest.mark.parametrize("dutch", [False, True])
@pytest.mark.parametrize("table", ["places", "plan", "pools"])
def test_an_unedited_file_comes_back_without_a_difference(table, dutch):
    found = returned(exported(table, dutch))
    assert (found.table, found.edits, found.other_weeks) == (table, (), False)


@pytest.mark.parametrize("dutch", [False, True])
def test_an_edit_is_found_with_its_row_and_what_stood_there(dutch):
    found = returned(exported("places", dutch, with_cell(2, "opened", 1234)))
    (edit,) = found.edits
    assert edit.pin == Pin("places", (WEEKS[2], "PV20", "regular"), "opened", 1234.0)
    assert (edit.row, edit.before) == (4, 0.0)


def test_rows_may_come_in_another_order_and_edits_follow_the_file():
    def edit(frame):
        return with_cell(2, "closed", 5)(with_cell(0, "opened", 3)(frame)).iloc[::-1]

    assert [(edit.row, edit.pin.value) for edit in returned(exported("places", edit=edit)).edits] == [
        (11, 5.0),
        (13, 3.0),
    ]


def test_what_a_dutch_spreadsheet_saves_is_read_as_what_it_showed():
    text = exported("plan", dutch=True).decode("utf-8-sig")
    for week in WEEKS:
        year, month, day = week.split("-")
        text = text.replace(week, f"{int(day)}-{month}-{year}")
    assert returned(text.encode("cp1252")).edits == ()


def test_ten_digits_are_enough_for_a_number_that_a_spreadsheet_saved():
    frame = TABLES["pools"].assign(hours_used=123456789.123456)
    tables = {**TABLES, "pools": frame}
    saved = frame.assign(hours_used=123456789.1)
    saved.insert(0, "scenario", "baseline")
    assert read_returned(write_table(saved), tables, "baseline").edits == ()


def test_every_changed_computed_cell_is_refused_with_row_and_column():
    def edit(frame):
        return with_cell(1, "available", 10)(with_cell(0, "occupied", 1.5)(frame))

    found = [(p.key, p.row, p.column, p.value, p.expected) for p in faults(exported("places", edit=edit))]
    assert found == [
        ("computed_cell", 2, "occupied", "1.5", "7.123456"),
        ("computed_cell", 3, "available", "10", "9"),
    ]


@pytest.mark.parametrize(
    ("table", "place", "column", "value"),
    [
        ("plan", 0, "value", 1),
        ("plan", 1, "unit", "cases"),
        ("places", 4, "opened", 1),
        ("pools", 0, "hours_used", 1),
        ("pools", 0, "hours_available", 1),
    ],
)
def test_only_what_a_planner_decides_may_change(table, place, column, value):
    (fault,) = faults(exported(table, edit=with_cell(place, column, value)))
    assert (fault.key, fault.row, fault.column) == ("computed_cell", place + 2, column)


@pytest.mark.parametrize(
    ("table", "place", "column", "value"),
    [("plan", 1, "value", 3.5), ("pools", 0, "overtime", 2.5), ("pools", 0, "hired", -4)],
)
def test_who_is_served_overtime_and_hires_may_change(table, place, column, value):
    (edit,) = returned(exported(table, dutch=True, edit=with_cell(place, column, value))).edits
    assert (edit.pin.column, edit.pin.value) == (column, value)


def test_missing_doubled_and_unknown_rows_are_listed_together():
    def edit(frame):
        changed = with_cell(5, "region", "PV99")(frame)
        return pd.concat([changed.drop(index=1), changed.loc[[0]]])

    found = [(p.key, p.row) for p in faults(exported("places", edit=edit))]
    assert found == [("row_missing", 3), ("unknown_row", 6), ("row_missing", 7), ("row_twice", 13)]


@pytest.mark.parametrize(
    ("column", "value", "key"),
    [
        ("opened", -1, "out_of_range"),
        ("opened", 1.5, "not_whole"),
        ("closed", "many", "not_a_number"),
        ("closed", "", "empty_cell"),
        ("week", "soon", "not_a_date"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_once(column, value, key):
    found = [
        p for p in faults(exported("places", edit=with_cell(0, column, value))) if p.key != "row_missing"
    ]
    assert [(p.key, p.row, p.column) for p in found] == [(key, 2, column)]


def test_a_number_in_the_other_style_is_refused_and_never_reread():
    content = exported("plan").replace(b"12.345678", b'"12,5"', 1)
    assert [(p.key, p.row) for p in faults(content)] == [("other_number_style", 2)]


def test_a_file_of_another_scenario_is_refused_in_one_sentence():
    (fault,) = faults(exported("plan", edit=lambda frame: frame.assign(scenario="Peak")))
    assert (fault.key, fault.column, fault.value, fault.expected) == (
        "other_scenario",
        "scenario",
        "Peak",
        "baseline",
    )


def test_a_file_of_other_weeks_is_compared_on_what_both_have():
    def edit(frame):
        moved = dict(zip(WEEKS, (*WEEKS[1:], "2026-12-14"), strict=True))
        shifted = frame.assign(week=frame.week.map(moved), occupied=1.0)
        return with_cell(0, "opened", 7)(shifted)

    found = returned(exported("places", edit=edit))
    assert found.other_weeks
    assert [edit.pin.key[0] for edit in found.edits] == [WEEKS[1]]


def test_a_file_that_is_no_part_of_a_plan_is_refused():
    assert [p.key for p in faults(b"unique_id,ds,y\nNL,2026-01-01,5\n")] == ["no_known_heading"]
    assert [p.key for p in faults(b"week,region\n2026-11-23,NL\n")] == ["not_a_plan_table"]


def test_a_missing_column_is_said_before_cells_are_compared():
    (fault,) = faults(exported("pools", edit=lambda frame: frame.drop(columns="overtime")))
    assert (fault.key, fault.column) == ("missing_column", "overtime")


def test_personal_data_is_refused_without_repeating_it():
    found = faults(exported("pools", edit=with_cell(0, "site", "jan@example.org")))
    assert [(p.key, p.value) for p in found] == [("personal_data", None)]
