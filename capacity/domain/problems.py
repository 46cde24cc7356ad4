"""Faults in what a person gave us, said so that the person can mend them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MOST_BYTES = 10 * 1024 * 1024
"""Largest file that is opened at all."""
MOST_BYTES_SHOWN = "10 MB"
DECIMALS = 6


@dataclass(frozen=True)
class Problem:
    """One fault: where it is, what stands there, what was expected.

    `key` names the sentence in the message files; `row` counts from 1 with the heading as row 1.
    `value` is None where it must not be repeated (personal data).
    """

    key: str
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str | None = None
    expected: str = ""


def plain_number(value: float) -> str:
    """A number in a fault: at most six decimals, never an exponent; the sentence adds thousands marks."""
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def size_problems(size: int, file: str) -> list[Problem]:
    """Whether a file of so many bytes is empty or too large to be read."""
    if size == 0:
        return [Problem("empty_file", file)]
    return [Problem("too_large", file, expected=MOST_BYTES_SHOWN)] if size > MOST_BYTES else []


class BadInputError(Exception):
    """Input that cannot be used; carries every fault found, never only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(
            "; ".join(f"{p.key} {p.file} {p.row or ''} {p.column}".strip() for p in self.problems)
        )
