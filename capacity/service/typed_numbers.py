"""Numbers that somebody typed or pasted into a table of settings, in the style of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from capacity.domain.problems import BadInputError, Problem
from capacity.scenario import Setting
from capacity.scenario.checks import Faults, checked_value
from capacity.sources.numbers import format_number, parse_number

FIRST_ROW = 2
EXAMPLE = 1200.5


def typed_number(value: float, dutch: bool) -> str:
    """A number as it is typed; empty for NaN."""
    return format_number(value, dutch)


def typed_numbers(cells: Mapping[str, str], setting: Setting, dutch: bool) -> dict[str, float]:
    """The numbers of a column by the id of their row; empty cells are left out.

    Args:
        cells: what stands in each row, in the order of the table.
        setting: whose range holds for every cell.
        dutch: whether a comma is the decimal mark.

    Raises:
        BadInputError: every cell that is no number in this style, or that the setting cannot have.
    """
    numbers: dict[str, float] = {}
    problems: list[Problem] = []
    for row, (key, cell) in enumerate(cells.items(), start=FIRST_ROW):
        text, faults = cell.strip(), Faults()
        if not text:
            continue
        number = parse_number(text, dutch)
        if number is None:
            other = parse_number(text, not dutch) is not None
            fault = "other_number_style" if other else "not_a_number"
            faults.add(fault, setting.id, text, format_number(EXAMPLE, dutch))
        else:
            numbers[key] = float(checked_value(setting, number, faults))
        problems += [replace(problem, row=row, value=text) for problem in faults.found]
    if problems:
        raise BadInputError(problems)
    return numbers


def typed_counts(table: pd.DataFrame, columns: Sequence[str], dutch: bool) -> pd.DataFrame:
    """The table with whole numbers from 0 in place of what was typed; NaN in an empty cell.

    Args:
        columns: those that were typed in.
        dutch: whether a point is the thousands mark.

    Raises:
        BadInputError: every cell that holds something else.
    """
    problems: list[Problem] = []

    def read(row: int, column: str, cell: object) -> float:
        text = "" if pd.isna(cell) else str(cell).strip()  # type: ignore[call-overload]
        number = parse_number(text, dutch) if text else float("nan")
        if number is None or number < 0 or not (pd.isna(number) or number.is_integer()):
            problems.append(Problem("not_a_count", "", row, column, text))
            return float("nan")
        return number

    read_columns = {
        column: [read(row, column, cell) for row, cell in enumerate(table[column], start=FIRST_ROW)]
        for column in columns
    }
    if problems:
        raise BadInputError(sorted(problems, key=lambda problem: problem.row or 0))
    return table.assign(**read_columns)
