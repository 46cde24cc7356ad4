"""Strict reading and writing of tables: one number style per file, all faults at once, no personal data."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import pandas as pd

from capacity.domain.problems import BadInputError, Problem
from capacity.sources.personal import personal_cells, personal_headings

Kind = Literal["text", "number", "date"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NEUTRAL = "'"
DECIMALS = 6
ENGLISH_NUMBER = re.compile(r"^-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?([eE][-+]?\d+)?$")
DUTCH_NUMBER = re.compile(r"^-?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$")


@dataclass(frozen=True)
class Column:
    """What a column of an uploaded table may hold.

    Args:
        required: the column must be there and no cell may be empty.
        low, high: limits of a number.
        choices: the only texts allowed.
    """

    name: str
    kind: Kind = "text"
    required: bool = True
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class RawTable:
    """A table as text, with the style of its numbers."""

    headings: list[str]
    rows: list[list[str]]
    dutch: bool


def read_table(content: Path | bytes, columns: Sequence[Column], file: str = "") -> pd.DataFrame:
    """A table whose every cell is what its column asks for.

    Raises:
        BadInputError: everything wrong with the file: encoding, separator, headings, cells, personal data.
    """
    name = file or (content.name if isinstance(content, Path) else "")
    raw = read_raw(content.read_bytes() if isinstance(content, Path) else content, columns, name)
    problems = _heading_problems(raw, columns, name)
    problems += personal_headings(raw.headings, [column.name for column in columns], name)
    problems += personal_cells(raw.headings, raw.rows, name)
    if problems:
        raise BadInputError(problems)
    known = {column.name: column for column in columns}
    values: dict[str, list[object]] = {heading: [] for heading in raw.headings}
    for number, row in enumerate(raw.rows, start=2):
        if len(row) != len(raw.headings):
            expected = str(len(raw.headings))
            problems.append(Problem("wrong_cell_count", name, number, "", str(len(row)), expected))
            continue
        for heading, cell in zip(raw.headings, row, strict=True):
            values[heading].append(_cell(known[heading], cell, raw.dutch, name, number, problems))
    if problems:
        raise BadInputError(problems)
    return pd.DataFrame(values, columns=raw.headings)


def read_raw(content: bytes, columns: Sequence[Column], file: str) -> RawTable:
    """Splits a file into cells; encoding and separator are found from the headings that are known.

    Raises:
        BadInputError: no encoding and separator give a known heading, or the file is empty.
    """
    names = [column.name for column in columns]
    best: tuple[int, str, str] | None = None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.splitlines()[0] if text.strip() else ""
        for separator in (";", ",", "\t"):
            hits = sum(heading.strip().strip('"') in names for heading in first.split(separator))
            if hits and (best is None or hits > best[0]):
                best = (hits, text, separator)
    if best is None:
        raise BadInputError([Problem("no_known_heading", file, 1, expected=", ".join(names))])
    _, text, separator = best
    lines = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row]
    headings = [heading.strip() for heading in lines[0]]
    return RawTable(headings, lines[1:], separator == ";")


def _heading_problems(raw: RawTable, columns: Sequence[Column], file: str) -> list[Problem]:
    names = [column.name for column in columns]
    problems = [
        Problem("unknown_column", file, 1, heading, heading, ", ".join(names))
        for heading in raw.headings
        if heading not in names
    ]
    problems += [
        Problem("missing_column", file, 1, column.name, "", column.name)
        for column in columns
        if column.required and column.name not in raw.headings
    ]
    problems += [
        Problem("column_twice", file, 1, heading, heading, "")
        for heading in dict.fromkeys(raw.headings)
        if raw.headings.count(heading) > 1
    ]
    if not raw.rows:
        problems.append(Problem("no_rows", file, 2))
    return problems


def _cell(column: Column, cell: str, dutch: bool, file: str, row: int, problems: list[Problem]) -> object:
    text = without_guard(cell)
    if text.strip() == "":
        if column.required:
            problems.append(Problem("empty_cell", file, row, column.name, "", _expected(column)))
        return float("nan") if column.kind == "number" else ""
    if column.kind == "number":
        return _number(column, text.strip(), dutch, file, row, problems)
    if column.kind == "date":
        try:
            return date.fromisoformat(text.strip()).isoformat()
        except ValueError:
            problems.append(Problem("not_a_date", file, row, column.name, text, "2026-11-23"))
            return ""
    if column.choices and text not in column.choices:
        problems.append(Problem("not_a_choice", file, row, column.name, text, _expected(column)))
    return text


def _number(column: Column, text: str, dutch: bool, file: str, row: int, problems: list[Problem]) -> float:
    number = parse_number(text, dutch)
    if number is None:
        other = parse_number(text, not dutch) is not None
        key = "other_number_style" if other else "not_a_number"
        problems.append(Problem(key, file, row, column.name, text, "1.200,5" if dutch else "1,200.5"))
        return float("nan")
    if (column.low is not None and number < column.low) or (column.high is not None and number > column.high):
        problems.append(Problem("out_of_range", file, row, column.name, text, _expected(column)))
    return number


def _expected(column: Column) -> str:
    if column.choices:
        return " | ".join(column.choices)
    if column.low is not None or column.high is not None:
        low = "" if column.low is None else f"{column.low:g}"
        high = "" if column.high is None else f"{column.high:g}"
        return f"{low}..{high}"
    return column.kind


def parse_number(text: str, dutch: bool) -> float | None:
    """A number in one style, or None: `1.200,5` is Dutch, `1,200.5` English; neither is ever reread."""
    if not (DUTCH_NUMBER if dutch else ENGLISH_NUMBER).match(text):
        return None
    plain = text.replace(".", "").replace(",", ".") if dutch else text.replace(",", "")
    return float(plain)


def without_guard(cell: str) -> str:
    """Takes away the apostrophe that keeps a spreadsheet from reading a cell as a formula."""
    if cell.startswith(NEUTRAL) and cell[1:].startswith((*FORMULA, NEUTRAL)):
        return cell[1:]
    return cell


def guarded(text: str) -> str:
    """A text cell that no spreadsheet reads as a formula."""
    return NEUTRAL + text if text.startswith((*FORMULA, NEUTRAL)) else text


def format_number(value: float, dutch: bool) -> str:
    """At most six decimals, no thousands mark, never an exponent or a negative zero."""
    if value != value:
        return ""
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    text = "0" if text in ("-0", "") else text
    return text.replace(".", ",") if dutch else text


def write_table(frame: pd.DataFrame, dutch: bool = False) -> bytes:
    """The table as CSV: plain (RFC 4180, comma, point), or Dutch (BOM, semicolon, decimal comma).

    What is written reads back equal in both styles.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";" if dutch else ",", lineterminator="\r\n" if dutch else "\n")
    writer.writerow(frame.columns)
    writer.writerows(zip(*(_written(frame[name], dutch) for name in frame.columns), strict=True))
    return buffer.getvalue().encode("utf-8-sig" if dutch else "utf-8")


def _written(column: pd.Series, dutch: bool) -> Iterable[str]:
    if pd.api.types.is_bool_dtype(column):
        return ["true" if value else "false" for value in column]
    if pd.api.types.is_numeric_dtype(column):
        return [format_number(float(value), dutch) for value in column]
    texts = ["" if value is None or value != value else value for value in column]
    return [
        format_number(float(value), dutch)
        if isinstance(value, (int, float)) and not isinstance(value, bool)
        else (guarded(str(value)) if dutch else str(value))
        for value in texts
    ]


def duplicate_rows(
    frame: pd.DataFrame, keys: Sequence[str], file: str, key: str = "row_twice"
) -> list[Problem]:
    """One fault per row that repeats the keys of an earlier one."""
    twice = frame.duplicated(list(keys))
    found: Mapping[int, object] = dict(zip(range(2, len(frame) + 2), twice, strict=True))
    return [
        Problem(key, file, row, ", ".join(keys), " ".join(str(frame.iloc[row - 2][name]) for name in keys))
        for row, again in found.items()
        if again
    ]
