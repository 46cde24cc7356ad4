"""The table of faults: every fault for every kind of file, or the reason why that kind cannot have it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

import pytest

from capacity.domain.problems import MOST_BYTES, BadInputError, Problem
from capacity.service.input_files import FILE_KINDS, SCENARIO, read_as, template
from capacity.sources import boundaries
from capacity.sources.boundaries import read_boundaries
from capacity.sources.kinds import TABLE_COLUMNS
from capacity.sources.tables import Column

BOUNDARIES = "boundaries"
TABLES = tuple(TABLE_COLUMNS)
KINDS = (*FILE_KINDS, BOUNDARIES)
CITIZEN_NUMBER, V_NUMBER, MAIL, BIRTH_DATE = "111222333", "1234567890", "jan@example.org", "4-5-1980"
NUMBER = {
    "state": "value",
    "portfolio": "capacity",
    "parameters": "value",
    "targets": "task",
    "panel": "y",
    "scores": "score",
    "homes": "housed",
}
PLACE = {
    **dict.fromkeys(("state", "targets"), ("region", "unknown_region")),
    **dict.fromkeys(("portfolio", "scores", "homes"), ("municipality", "unknown_municipality")),
}
"""The column that names a place, and how an unknown one is refused."""
DAY = {"state": "as_of", "portfolio": "contract_end", "panel": "ds"}
SQUARE = [[0, 0], [1000, 0], [1000, 2000], [0, 2000], [0, 0]]


def table(kind: str) -> list[list[str]]:
    """A small good table: heading and rows; no cell holds a semicolon or a quotation mark."""
    return [list(row) for row in _good_cells(kind)]


@cache
def _good_cells(kind: str) -> list[list[str]]:
    lines = template(kind, dutch=True).decode("utf-8-sig").splitlines()
    cells = [[re.sub('[;"]', "", cell) for cell in row] for row in csv.reader(lines, delimiter=";")]
    width = len(cells[0])
    return [row[:width] + [""] * (width - len(row)) for row in cells]


def written(rows: list[list[str]], separator: str = ";") -> bytes:
    return "".join(separator.join(row) + "\n" for row in rows).encode()


def with_cells(kind: str, row: int = 1, /, **cells: str) -> bytes:
    """The good table with other cells in a row."""
    rows = table(kind)
    for column, value in cells.items():
        rows[row][rows[0].index(column)] = value
    return written(rows)


def with_column(kind: str, heading: str, cell: str = "") -> bytes:
    return written([[*row, heading if n == 0 else cell] for n, row in enumerate(table(kind))])


def without_rows(kind: str, *words: str) -> bytes:
    """The good table without the rows that hold these words."""
    rows = table(kind)
    return written([rows[0], *(row for row in rows[1:] if not set(words) <= set(row))])


def area(ring: object = SQUARE, kind: str = "Polygon", code: str = "GM0363") -> dict[str, object]:
    geometry = {"type": kind, "coordinates": [ring]}
    return {"type": "Feature", "properties": {"statcode": code}, "geometry": geometry}


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def problems(kind: str, content: bytes) -> tuple[Problem, ...]:
    """All faults of a file of a kind."""
    with pytest.raises(BadInputError) as refused:
        read_boundaries(content, "b.geojson") if kind == BOUNDARIES else read_as(kind, content, f"{kind}.csv")
    told = repr(refused.value.problems) + str(vars(refused.value))
    assert not any(private in told for private in (CITIZEN_NUMBER, V_NUMBER, MAIL, BIRTH_DATE))
    return refused.value.problems


@dataclass(frozen=True)
class Fault:
    """A fault as a table has it, and how the other kinds have it.

    Args:
        made: content of a table of a kind with the fault; None where no table has it by itself.
        key: name of the refusal.
        own: by kind, content and key of its own, or the reason why it cannot have the fault.
    """

    made: Callable[[str], bytes] | None = None
    key: str = ""
    own: Mapping[str, tuple[bytes, str] | str] = field(default_factory=dict)

    def case(self, kind: str) -> tuple[bytes, str] | str | None:
        """What a kind is tried with, or why not; None is a hole in the table."""
        if kind in self.own:
            return self.own[kind]
        return (self.made(kind), self.key) if self.made is not None and kind in TABLES else None


NO_COLUMNS = "has no columns"
NO_TEXT_KEPT = "of its properties only the code is read, and it must be that of a municipality"
NO_PLACE, NO_DAY = "names no place", "has no dates"


def number(value: str, key: str, **own: tuple[bytes, str] | str) -> Fault:
    """A fault of the number that each kind has."""
    return Fault(lambda kind: with_cells(kind, **{NUMBER[kind]: value}), key, own)


def private(content: Callable[[str], bytes], scenario: bytes) -> Fault:
    """Personal data, which is refused by one name everywhere."""
    return Fault(content, "personal_data", {SCENARIO: (scenario, "personal_data"), BOUNDARIES: NO_TEXT_KEPT})


def text_column(kind: str) -> str:
    return "source" if kind != "panel" else "unique_id"


def private_cell(value: str) -> Fault:
    return private(
        lambda kind: with_cells(kind, **{text_column(kind): value}), f"name: klant {value}\n".encode()
    )


FAULTS: dict[str, Fault] = {
    "empty file": Fault(
        lambda _: b"",
        "empty_file",
        {SCENARIO: "an empty one changes nothing", BOUNDARIES: (b"", "empty_file")},
    ),
    "too large, not even read": Fault(
        lambda _: b"\xff" * (MOST_BYTES + 1),
        "too_large",
        dict.fromkeys((SCENARIO, BOUNDARIES), (b" " * (MOST_BYTES + 1), "too_large")),
    ),
    "another kind of file": Fault(
        lambda _: b"a;b\n1;2\n",
        "no_known_heading",
        {SCENARIO: (b"a;b\n1;2\n", "not_yaml"), BOUNDARIES: (b"a;b\n1;2\n", "no_geojson")},
    ),
    "broken off": Fault(
        lambda kind: written(table(kind)) + b'"x',
        "broken_table",
        {SCENARIO: (b"inflow: [1\n", "not_yaml"), BOUNDARIES: (collection(area())[:-9], "no_geojson")},
    ),
    "unreadable letters": Fault(
        None,
        own={
            **dict.fromkeys(TABLES, "is read as cp1252, see test_faults"),
            SCENARIO: ("name: Renée\n".encode("cp1252"), "not_utf8"),
            BOUNDARIES: (b'{"features": "\xff"}', "no_geojson"),
        },
    ),
    "wrong separator": Fault(
        lambda kind: written(table(kind), "|"),
        "wrong_separator",
        dict.fromkeys((SCENARIO, BOUNDARIES), NO_COLUMNS),
    ),
    "heading only": Fault(
        lambda kind: written(table(kind)[:1]),
        "no_rows",
        {SCENARIO: "has no rows", BOUNDARIES: (collection(), "no_geojson")},
    ),
    "unknown column": Fault(
        lambda kind: with_column(kind, "extra"),
        "unknown_column",
        {SCENARIO: (b"inflw: 5\n", "unknown_setting"), BOUNDARIES: "other properties are left behind"},
    ),
    "missing column": Fault(
        lambda kind: written([row[1:] for row in table(kind)]),
        "missing_column",
        {
            SCENARIO: "what it does not name keeps its default",
            BOUNDARIES: (collection({"type": "Feature", "properties": {}}), "no_municipality"),
        },
    ),
    "column twice": Fault(
        lambda kind: with_column(kind, table(kind)[0][0], "x"),
        "column_twice",
        {SCENARIO: (b"inflow: 5\ninflow: 6\n", "setting_twice"), BOUNDARIES: NO_COLUMNS},
    ),
    "missing cells": Fault(
        lambda kind: written([*table(kind), ["x"]]),
        "wrong_cell_count",
        {SCENARIO: NO_COLUMNS, BOUNDARIES: (collection(area([[0, 0], [1]])), "no_shape")},
    ),
    "doubled row": Fault(
        lambda kind: written([*table(kind), table(kind)[1]]),
        "row_twice",
        {SCENARIO: "see column twice", BOUNDARIES: "a municipality of several areas has several"},
    ),
    "missing row": Fault(
        None,
        own={
            "state": (without_rows("state", "departure"), "missing_row"),
            "targets": (without_rows("targets", "2026", "PV28"), "missing_task"),
            "panel": (written([*table("panel")[:5], *table("panel")[6:]]), "missing_period"),
            **dict.fromkeys(
                ("portfolio", "parameters", "scores", "homes"), "says nothing of what it leaves out"
            ),
            SCENARIO: "what it does not name keeps its default",
            BOUNDARIES: "municipalities without a shape are named before it is accepted",
        },
    ),
    "empty cell": number(
        "",
        "empty_cell",
        scenario=(b"weeks:\n", "not_a_number"),
        boundaries=(collection(area([])), "no_shape"),
    ),
    "text in a number": number(
        "many",
        "not_a_number",
        scenario=(b"inflow: many\n", "not_a_number"),
        boundaries=(collection(area([["x", 1]] * 4)), "no_shape"),
    ),
    "the other number style": number(
        "1,200.5",
        "other_number_style",
        scenario=(b"inflow: 1,5\n", "not_a_number"),
        boundaries=(collection(area([["1,5", "2,5"]] * 4)), "no_shape"),
    ),
    "negative": number(
        "-5",
        "out_of_range",
        scenario=(b"weeks: -5\n", "out_of_range"),
        boundaries="coordinates may lie below zero",
    ),
    "not finite": number(
        "nan",
        "not_a_number",
        scenario=(b"inflow: .nan\n", "not_a_number"),
        boundaries=(b'{"type":"FeatureCollection","features":[NaN]}', "no_geojson"),
    ),
    "far too many": Fault(
        None,
        own={
            **{
                kind: (with_cells(kind, **{NUMBER[kind]: "99999999999"}), "out_of_range")
                for kind in TABLES
                if kind != "panel"
            },
            "panel": "counts of anything have no highest value",
            SCENARIO: (b"inflow: 400\n", "out_of_range"),
            BOUNDARIES: "see too fine",
        },
    ),
    "not whole": Fault(
        None,
        own={
            **{
                kind: (with_cells(kind, **{NUMBER[kind]: "10,5"}), "not_whole")
                for kind in ("portfolio", "targets")
            },
            "homes": (with_cells("homes", housed="10,5"), "not_whole"),
            **dict.fromkeys(("state", "parameters", "panel", "scores"), "its numbers may have decimals"),
            SCENARIO: (b"weeks: 52.5\n", "not_whole"),
            BOUNDARIES: "its numbers may have decimals",
        },
    ),
    "not a choice": Fault(
        lambda kind: with_cells(kind, kind="perhaps"),
        "not_a_choice",
        {
            "panel": "has no column of choices",
            "parameters": "has no column of choices",
            SCENARIO: (b"regime: perhaps\n", "not_a_choice"),
            BOUNDARIES: (collection(area(kind="Point")), "no_shape"),
        },
    ),
    "no date": Fault(
        None,
        own={
            **{kind: (with_cells(kind, **{DAY[kind]: "31/12/2026"}), "not_a_date") for kind in DAY},
            "homes": (with_cells("homes", half_year="2026-01"), "no_half_year"),
            "targets": (with_cells("targets", cycle="1999"), "out_of_range"),
            **dict.fromkeys(("parameters", "scores", BOUNDARIES), NO_DAY),
            SCENARIO: (b"shock_start: 31-12-2026\n", "not_a_monday"),
        },
    ),
    "no such place": Fault(
        None,
        own={
            **{kind: (with_cells(kind, **{column: "Nergens"}), key) for kind, (column, key) in PLACE.items()},
            **dict.fromkeys(("parameters", "panel"), NO_PLACE),
            SCENARIO: (b"delay_by_province: {PV99: 4}\n", "unknown_province"),
            BOUNDARIES: (collection(area(code="GM9999")), "no_municipality"),
        },
    ),
    "an end before its start": Fault(
        None,
        own={
            "state": (with_cells("state", age_from_weeks="3", age_to_weeks="1"), "age_order"),
            "portfolio": (
                with_cells("portfolio", start="2027-01-01", contract_end="2026-01-01"),
                "dates_reversed",
            ),
            **dict.fromkeys(
                ("parameters", "targets", "panel", "scores", "homes", SCENARIO, BOUNDARIES), "has no spans"
            ),
        },
    ),
    "a time to come": Fault(
        None,
        own={
            "panel": (with_cells("panel", -1, ds="2199-01-01"), "future_period"),
            "state": (with_cells("state", as_of="2199-01-01"), "state_to_come"),
            **dict.fromkeys(
                ("portfolio", "targets", "homes", SCENARIO), "tells what is agreed for a time to come"
            ),
            **dict.fromkeys(("parameters", "scores", BOUNDARIES), NO_DAY),
        },
    ),
    "too fine": Fault(
        None,
        own={
            **dict.fromkeys(FILE_KINDS, "has no corners"),
            BOUNDARIES: (collection(area(SQUARE * 4)), "too_many_corners"),
        },
    ),
    "heading of a name": private(lambda kind: with_column(kind, "naam", "Jan"), b"voornaam: Jan\n"),
    "heading of a birth date": private(
        lambda kind: with_column(kind, "geboortedatum", BIRTH_DATE), f"geboortedatum: {BIRTH_DATE}\n".encode()
    ),
    "heading of a V-number": private(
        lambda kind: with_column(kind, "v-nummer", V_NUMBER), f"v-nummer: {V_NUMBER}\n".encode()
    ),
    "citizen number": private_cell(CITIZEN_NUMBER),
    "V-number": private_cell(V_NUMBER),
    "e-mail address": private_cell(MAIL),
    "birth date": private(
        lambda kind: with_cells(kind, **{text_column(kind): BIRTH_DATE}), f"reason: {BIRTH_DATE}\n".encode()
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_kind_of_file_is_left_out_of_the_table(fault: str) -> None:
    assert [kind for kind in KINDS if FAULTS[fault].case(kind) is None] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_of_every_kind_is_refused_by_its_name(
    kind: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = FAULTS[fault].case(kind)
    if case is None or isinstance(case, str):
        return
    monkeypatch.setattr(boundaries, "MOST_CORNERS", 15)
    content, key = case
    assert key in [problem.key for problem in problems(kind, content)]


def wrong(column: Column) -> dict[str, str]:
    """What a column must refuse: text of the cell by the name of the refusal."""
    free_text = column.kind == "text" and not column.choices
    faults = {"empty_text" if free_text else "empty_cell": ""} if column.required else {}
    if column.choices:
        faults["not_a_choice"] = "perhaps"
    if column.kind == "date":
        faults["not_a_date"] = "2026-02-30"
    if column.kind == "number":
        faults |= {"not_a_number": "many", "other_number_style": "1,200.5"}
        low = 0 if column.low is None else column.low
        faults |= {"not_whole": f"{low + 1:g},5"} if column.whole else {}
        faults |= {"out_of_range": f"{low - 1:.0f}"} if column.low is not None else {}
    return faults


@pytest.mark.parametrize("kind", TABLES)
def test_every_column_of_a_table_refuses_what_it_cannot_hold_with_row_and_value(kind: str) -> None:
    missed = []
    for column in TABLE_COLUMNS[kind]:
        for key, value in wrong(column).items():
            if column.name not in table(kind)[0]:
                missed.append((column.name, "not in the template"))
                continue
            found = problems(kind, with_cells(kind, **{column.name: value}))
            if (key, 2, column.name, value) not in [(p.key, p.row, p.column, p.value) for p in found]:
                missed.append((column.name, key))
    assert missed == []
