"""Strict reading and writing of tables: one number style per file, all faults at once, no personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import pandas as pd

from capacity.domain.problems import BadInputError, Problem
from capacity.sources.numbers import format_number, parse_number
from capacity.sources.personal import is_personal_heading, looks_personal, personal_data
from capacity.sources.raw import DUTCH_SEPARATOR, RawTable, bytes_of, read_raw

Kind = Literal["text", "number", "date"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NEUTRAL = "'"
DAY_EXAMPLE = "2026-11-23"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DUTCH_DAY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")


@dataclass(frozen=True)
class Column:
    """What a column of a table may hold.

    Args:
        required: the column must be there and no cell may be empty.
        low, high: limits of a number.
        choices: the only texts allowed.
        whole: a number without decimals.
        own_numbers: the program writes these numbers; a sum of money is not taken for a person's number.
    """

    name: str
    kind: Kind = "text"
    required: bool = True
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    own_numbers: bool = False
    whole: bool = False


def read_table(
    content: Path | bytes, columns: Sequence[Column], file: str = "", rows_needed: bool = True
) -> pd.DataFrame:
    """A table whose every cell is what its column asks for.

    Args:
        content: a file or its bytes: UTF-8 with or without mark, or cp1252.
        file: the name by which faults call it; a path has its own.
        rows_needed: whether a heading without rows is a fault.

    Raises:
        BadInputError: everything wrong with the file: encoding, separator, headings, cells, personal data.
    """
    frame, problems = examine_table(content, columns, file)
    problems = [problem for problem in problems if rows_needed or problem.key != "no_rows"]
    if problems:
        raise BadInputError(problems)
    return frame.reset_index(drop=True)


def examine_table(
    content: Path | bytes, columns: Sequence[Column], file: str = ""
) -> tuple[pd.DataFrame, list[Problem]]:
    """A table as far as it can be read, its index the row numbers of the file, and all its faults.

    A cell with a fault is left empty. A file with personal data is not read at all.

    Raises:
        BadInputError: the file is no table, or holds personal data.
    """
    name = file or (content.name if isinstance(content, Path) else "")
    raw = read_raw(bytes_of(content, name), [column.name for column in columns], name)
    known = {column.name: column for column in columns}
    personal = [*personal_cells(raw, columns, name)]
    problems = _heading_problems(raw, columns, name)
    if personal:
        raise BadInputError([*personal, *(p for p in problems if not is_personal_heading(p.column))])
    rows = {number: cells for number, cells in raw.rows.items() if len(cells) == len(raw.headings)}
    problems += [
        Problem("wrong_cell_count", name, number, "", str(len(cells)), str(len(raw.headings)))
        for number, cells in raw.rows.items()
        if number not in rows
    ]
    values: dict[str, list[object]] = {}
    for place, heading in enumerate(raw.headings):
        if heading in known and heading not in values:
            reader = _CellReader(known[heading], raw.dutch, name, problems)
            values[heading] = [reader.read(cells[place], number) for number, cells in rows.items()]
    frame = pd.DataFrame(values, index=pd.Index(list(rows), dtype="int64"))
    return frame, sorted(problems, key=lambda problem: problem.row or 0)


def completed(frame: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """The table with all its columns in their order; one that is missing is empty."""
    full = frame.copy()
    for column in columns:
        if column.name not in full:
            full[column.name] = float("nan") if column.kind == "number" else ""
    return full[[column.name for column in columns]]


def personal_cells(raw: RawTable, columns: Sequence[Column], file: str) -> Iterable[Problem]:
    """Headings and cells that look like personal data, without their values."""
    known = {column.name: column for column in columns}
    looks = cache(looks_personal)  # many cells are alike; nothing of them is kept after the table
    for place, heading in enumerate(raw.headings, start=1):
        if heading not in known and is_personal_heading(heading):
            yield personal_data(file, 1, str(place) if looks_personal(heading) else heading)
    for number, cells in raw.rows.items():
        for place, cell in enumerate(cells):
            heading = raw.headings[place] if place < len(raw.headings) else str(place + 1)
            text = without_guard(cell)
            if looks(text) and not _is_expected(known.get(heading), text, raw.dutch):
                yield personal_data(file, number, heading)


def _is_expected(column: Column | None, text: str, dutch: bool) -> bool:
    """Whether what looks like a birth date is the day of a period, or a person's number a sum of ours."""
    if column is None:
        return False
    if column.kind == "date":
        return bool(_DAY.fullmatch(text.strip()))
    return column.own_numbers and parse_number(text.strip(), dutch) is not None


def _heading_problems(raw: RawTable, columns: Sequence[Column], file: str) -> list[Problem]:
    names = [column.name for column in columns]
    once = list(dict.fromkeys(raw.headings))
    problems = [
        Problem("unknown_column", file, 1, heading, heading, ", ".join(names))
        for heading in once
        if heading not in names
    ]
    problems += [
        Problem("missing_column", file, 1, column.name, "", column.name)
        for column in columns
        if column.required and column.name not in once
    ]
    problems += [
        Problem("column_twice", file, 1, heading, heading, "1")
        for heading in once
        if raw.headings.count(heading) > 1
    ]
    if not raw.rows:
        problems.append(Problem("no_rows", file, 2))
    return problems


@dataclass(frozen=True)
class _CellReader:
    """Reads the cells of one column and notes what is wrong with them."""

    column: Column
    dutch: bool
    file: str
    problems: list[Problem]

    def read(self, cell: str, row: int) -> object:
        text = without_guard(cell) if self.dutch else cell
        if text.strip() == "":
            if self.column.required:
                self._empty(row)
            return (
                float("nan") if self.column.kind == "number" else text if self.column.kind == "text" else ""
            )
        if self.column.kind == "number":
            return self._number(text.strip(), row)
        if self.column.kind == "date":
            return self._date(text.strip(), row)
        if self.column.choices and text not in self.column.choices:
            self._note("not_a_choice", row, text, self._expected())
            return ""
        return text

    def _number(self, text: str, row: int) -> float:
        number = parse_number(text, self.dutch)
        if number is None:
            other = parse_number(text, not self.dutch) is not None
            key = "other_number_style" if other else "not_a_number"
            self._note(key, row, text, self._example())
            return float("nan")
        low, high = self.column.low, self.column.high
        if (low is not None and number < low) or (high is not None and number > high):
            self._note("out_of_range", row, text, self._expected())
            return float("nan")
        if self.column.whole and not number.is_integer():
            self._note("not_whole", row, text, self._expected())
            return float("nan")
        return number

    def _date(self, text: str, row: int) -> str:
        """A day; in a Dutch file also as a Dutch spreadsheet saves it, 23-11-2026."""
        saved = _DUTCH_DAY.fullmatch(text) if self.dutch else None
        day = f"{saved[3]}-{saved[2]:0>2}-{saved[1]:0>2}" if saved else text
        try:
            if _DAY.fullmatch(day):
                return date.fromisoformat(day).isoformat()
        except ValueError:
            pass
        self._note("not_a_date", row, text, DAY_EXAMPLE)
        return ""

    def _empty(self, row: int) -> None:
        free_text = self.column.kind == "text" and not self.column.choices
        self._note(
            "empty_text" if free_text else "empty_cell", row, "", "" if free_text else self._expected()
        )

    def _example(self) -> str:
        return format_number(1200 if self.column.whole else 1200.5, self.dutch)

    def _note(self, key: str, row: int, value: str, expected: str) -> None:
        self.problems.append(Problem(key, self.file, row, self.column.name, value, expected))

    def _expected(self) -> str:
        column = self.column
        if column.choices:
            return " | ".join(column.choices)
        if column.low is not None or column.high is not None:
            low = "" if column.low is None else format_number(column.low, self.dutch)
            high = "" if column.high is None else format_number(column.high, self.dutch)
            return f"{low}..{high}"
        return DAY_EXAMPLE if column.kind == "date" else column.kind


def without_guard(cell: str) -> str:
    """Takes away the apostrophe that keeps a spreadsheet from reading a cell as a formula."""
    if cell.startswith(NEUTRAL) and cell[1:].startswith((*FORMULA, NEUTRAL)):
        return cell[1:]
    return cell


def guarded(text: str) -> str:
    """A text cell that no spreadsheet reads as a formula; `without_guard` gives the text back."""
    return NEUTRAL + text if text.startswith(FORMULA) or without_guard(text) != text else text


def write_table(frame: pd.DataFrame, dutch: bool = False) -> bytes:
    """The table as CSV: plain (RFC 4180, comma, point), or Dutch (BOM, semicolon, decimal comma).

    What is written reads back equal in both styles, numbers to six decimals.
    """
    separator, end = (DUTCH_SEPARATOR, "\r\n") if dutch else (",", "\n")
    columns = [_written(frame[name], dutch) for name in frame.columns]
    lines = [[str(name) for name in frame.columns], *zip(*columns, strict=True)]
    text = "".join(separator.join(_quoted(cell, separator) for cell in line) + end for line in lines)
    return text.encode("utf-8-sig" if dutch else "utf-8")


def write_cells(cells: pd.DataFrame, dutch: bool) -> bytes:
    """Cells of text as CSV, as they were typed; only the separator follows the style."""
    return write_lines([list(map(str, cells.columns)), *cells.astype(str).to_numpy().tolist()], dutch)


def write_lines(lines: Iterable[Sequence[str]], dutch: bool) -> bytes:
    """Lines of cells as `write_cells`; one without cells is a blank line, and counts as a row."""
    separator = DUTCH_SEPARATOR if dutch else ","
    return "".join(
        separator.join(_quoted(cell, separator) for cell in line) + "\n" for line in lines
    ).encode()


def _quoted(cell: str, separator: str) -> str:
    if separator in cell or '"' in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _written(column: pd.Series, dutch: bool) -> list[str]:
    if pd.api.types.is_bool_dtype(column):
        return ["true" if value else "false" for value in column]
    if pd.api.types.is_numeric_dtype(column):
        return [format_number(float(value), dutch) for value in column]
    if pd.api.types.is_datetime64_any_dtype(column):
        return ["" if pd.isna(value) else value.date().isoformat() for value in column]
    return [_written_cell(value, dutch) for value in column]


def _written_cell(value: object, dutch: bool) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return format_number(float(value), dutch)
    return guarded(str(value)) if dutch else str(value)


def duplicate_rows(frame: pd.DataFrame, keys: Sequence[str], file: str) -> list[Problem]:
    """One fault per row that repeats the keys of an earlier one; the index holds the row numbers."""
    again = frame[frame.duplicated(list(keys))]
    return [
        Problem(
            "row_twice",
            file,
            int(str(row)),
            ", ".join(keys),
            " ".join(str(cell) for cell in cells if cell == cell),
        )
        for row, cells in zip(again.index, again[list(keys)].itertuples(index=False), strict=True)
    ]
