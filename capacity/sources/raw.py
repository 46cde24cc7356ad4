"""A file as cells of text: encoding and separator are found once, from the headings that are known."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from capacity.domain.problems import BadInputError, Problem, size_problems
from capacity.sources.personal import is_personal_heading, looks_personal, personal_data

SEPARATORS = (",", ";", "\t")
OTHER_SEPARATORS = ("|", ":", "^", "~")
ALL_SEPARATORS = (*SEPARATORS, *OTHER_SEPARATORS)
DUTCH_SEPARATOR = ";"
ENCODINGS = ("utf-8-sig", "cp1252")
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of spreadsheet programs begin, new and old."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class RawTable:
    """A table as text.

    Args:
        headings: texts of row 1.
        rows: cells by row number, the heading being row 1; blank lines count but are left out.
        dutch: whether the separator says that numbers are Dutch.
    """

    headings: list[str]
    rows: dict[int, list[str]]
    dutch: bool


def bytes_of(content: Path | bytes, file: str) -> bytes:
    """The bytes of a file; its size is looked at before it is read.

    Raises:
        BadInputError: it cannot be opened, is empty, or is too large.
    """
    try:
        size = len(content) if isinstance(content, bytes) else content.stat().st_size
        problems = size_problems(size, file)
        if not problems:
            return content if isinstance(content, bytes) else content.read_bytes()
    except OSError as error:
        raise BadInputError([Problem("cannot_open", file, expected="CSV")]) from error
    raise BadInputError(problems)


def read_raw(content: bytes, names: Sequence[str], file: str) -> RawTable:
    """Splits a file into cells.

    Args:
        names: the headings that are known; encoding and separator are those that yield most of them.

    Raises:
        BadInputError: no encoding and separator give a known heading, or quotes do not match.
    """
    text, separator = _decoded(content, names, file)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise BadInputError([Problem("broken_table", file, expected='"…"')]) from error
    headings = [heading.strip() for heading in lines[0]]
    rows = {number: cells for number, cells in enumerate(lines[1:], start=2) if cells}
    while rows and len(headings) > 1 and not any(cell.strip() for cell in rows[max(rows)]):
        del rows[max(rows)]
    return RawTable(headings, rows, separator == DUTCH_SEPARATOR)


def _decoded(content: bytes, names: Sequence[str], file: str) -> tuple[str, str]:
    best: tuple[int, str, str] | None = None
    preferred = (DUTCH_SEPARATOR, *SEPARATORS) if content.startswith(BYTE_ORDER_MARK) else SEPARATORS
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.splitlines()[0] if text else ""
        for separator in preferred:
            hits = sum(heading.strip().strip('"') in names for heading in first.split(separator))
            if hits and (best is None or hits > best[0]):
                best = (hits, text, separator)
    if best is None:
        raise BadInputError(_unreadable(content, names, file))
    return best[1], best[2]


def _unreadable(content: bytes, names: Sequence[str], file: str) -> list[Problem]:
    """A workbook, a list of persons, known headings between another mark, or no such table."""
    if content.startswith(WORKBOOKS):
        return [Problem("workbook", file, expected="CSV")]
    first = content.split(b"\n", 1)[0].decode(ENCODINGS[0], errors="replace").lstrip("\ufeff").strip()
    headings = {mark: [part.strip().strip('"') for part in first.split(mark)] for mark in ALL_SEPARATORS}
    longest = max(headings.values(), key=len)
    personal = [
        personal_data(file, 1, str(place) if looks_personal(heading) else heading)
        for place, heading in enumerate(longest, start=1)
        if is_personal_heading(heading)
    ]
    if personal:
        return personal
    for separator in OTHER_SEPARATORS:
        if len(headings[separator]) > 1 and set(headings[separator]) & set(names):
            return [Problem("wrong_separator", file, 1, "", separator, "; | , | TAB")]
    return [Problem("no_known_heading", file, 1, expected=", ".join(names))]
