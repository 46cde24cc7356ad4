"""A file with faults as cells of text, so that they can be mended one by one where they stand."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from capacity.sources.kinds import TABLE_COLUMNS
from capacity.sources.raw import RawTable, bytes_of, read_raw
from capacity.sources.tables import write_lines


def cells_by_row(kind: str, content: bytes, file: str) -> pd.DataFrame:
    """The cells of a table as they were given, all text, their index the row numbers of the file.

    Rows that have more or fewer cells than the heading are left out: which cell is which is not known.

    Args:
        kind: of a table, one of TABLE_COLUMNS.

    Raises:
        BadInputError: it is no table of that kind, or too large.
    """
    raw = _raw(kind, content, file)
    rows = {number: cells for number, cells in raw.rows.items() if len(cells) == len(raw.headings)}
    index = pd.Index(list(rows), dtype="int64")
    cells = pd.DataFrame(list(rows.values()), columns=raw.headings, index=index, dtype=str)
    return cells.loc[:, ~cells.columns.duplicated()]


def with_cells(kind: str, content: bytes, file: str, typed: Mapping[tuple[int, str], str]) -> bytes:
    """The file with some cells typed over; every other cell, and the number of every row, stays as it is.

    Args:
        typed: the text of a cell by row number and heading, as `cells_by_row` has them.

    Raises:
        BadInputError: as `cells_by_row`.
    """
    raw = _raw(kind, content, file)
    rows = {number: list(cells) for number, cells in raw.rows.items()}
    for (number, heading), text in typed.items():
        rows[number][raw.headings.index(heading)] = text
    lines = [rows.get(number, []) for number in range(2, max(rows, default=1) + 1)]
    return write_lines([raw.headings, *lines], raw.dutch)


def _raw(kind: str, content: bytes, file: str) -> RawTable:
    return read_raw(bytes_of(content, file), [column.name for column in TABLE_COLUMNS[kind]], file)
