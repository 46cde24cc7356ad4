"""A file with faults, mended cell by cell: nothing else of it changes."""

from __future__ import annotations

import pytest

from capacity.domain.problems import BadInputError
from capacity.service.file_cells import cells_by_row, with_cells
from capacity.service.input_files import read_as

HEADING = "block;municipality;type;capacity;suitable_for;durable;kind;source;note"
GIVEN = (
    f"{HEADING}\r\n"
    'A;GM0014;regulier;1.200;adults_families;yes;fact;eigen;"een; twee"\r\n'
    "\r\n"
    "B;GM9999;regular;veel;adults_families;no;fact;eigen;'=1+1\r\n"
).encode("cp1252")
MENDED = {(2, "type"): "regular", (4, "municipality"): "GM0014", (4, "capacity"): "1.300"}


def faulty(content: bytes) -> dict[tuple[int | None, str], str | None]:
    with pytest.raises(BadInputError) as fault:
        read_as("portfolio", content, "own.csv")
    return {(problem.row, problem.column): problem.value for problem in fault.value.problems}


def test_cells_stand_under_the_row_numbers_that_faults_name() -> None:
    cells = cells_by_row("portfolio", GIVEN, "own.csv")
    faults = faulty(GIVEN)
    assert set(faults) == set(MENDED)
    assert {(row, column): cells.at[row, column] for row, column in faults} == faults


def test_mended_cells_make_the_file_right_and_the_others_stay_as_they_were() -> None:
    mended = with_cells("portfolio", GIVEN, "own.csv", MENDED)
    before, after = (cells_by_row("portfolio", content, "own.csv") for content in (GIVEN, mended))
    for (row, column), text in MENDED.items():
        before.at[row, column] = text
    assert after.equals(before)
    blocks = read_as("portfolio", mended, "own.csv").content
    assert blocks.capacity.tolist() == [1200.0, 1300.0]  # type: ignore[union-attr]
    assert blocks.note.tolist() == ["een; twee", "=1+1"]  # type: ignore[union-attr]


def test_a_cell_mended_wrongly_has_its_fault_in_the_same_row_as_before() -> None:
    mended = with_cells("portfolio", GIVEN, "own.csv", {**MENDED, (4, "capacity"): 'nog "veel"; meer'})
    assert faulty(mended) == {(4, "capacity"): 'nog "veel"; meer'}


def test_a_row_with_too_few_cells_is_neither_shown_as_cells_nor_filled_up() -> None:
    short = f"{HEADING}\nA;GM0014\nB;GM0014;regulier;1;adults_families;no;fact;eigen;\n".encode()
    assert cells_by_row("portfolio", short, "own.csv").index.tolist() == [3]
    mended = with_cells("portfolio", short, "own.csv", {(3, "type"): "regular"})
    assert faulty(mended) == {(2, ""): "2"}


def test_numbers_of_a_table_with_tabs_keep_their_style() -> None:
    tabs = b"municipality\tscore\nGM0014\t1.250\nGM9999\t0.5\n"
    mended = with_cells("scores", tabs, "own.csv", {(3, "municipality"): "GM0034"})
    assert cells_by_row("scores", mended, "own.csv").score.tolist() == ["1.250", "0.5"]
