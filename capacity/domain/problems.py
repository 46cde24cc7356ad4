"""Faults in what a person gave us, said so that the person can mend them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


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


class BadInputError(Exception):
    """Input that cannot be used; carries every fault found, never only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(
            "; ".join(f"{p.key} {p.file} {p.row or ''} {p.column}".strip() for p in self.problems)
        )
