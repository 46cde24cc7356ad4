"""Numbers that somebody typed or pasted into a table of settings, in the style of the page."""

from __future__ import annotations

from collections.abc import Mapping

from capacity.domain.problems import BadInputError, Problem
from capacity.scenario import Setting
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
        BadInputError: every cell that is no number in this style, or outside the range.
    """
    numbers, problems = {}, []
    for row, (key, cell) in enumerate(cells.items(), start=FIRST_ROW):
        text = cell.strip()
        if not text:
            continue
        number = parse_number(text, dutch)
        if number is None:
            other = parse_number(text, not dutch) is not None
            fault = "other_number_style" if other else "not_a_number"
            expected = format_number(EXAMPLE, dutch)
        else:
            outside = not (setting.low or 0.0) <= number <= (setting.high or 0.0)
            fault, expected = ("out_of_range" if outside else ""), setting.expected
        if fault:
            problems.append(Problem(fault, row=row, column=setting.id, value=text, expected=expected))
        elif number is not None:
            numbers[key] = number
    if problems:
        raise BadInputError(problems)
    return numbers
