"""The strict reader of a table of parameters: an authority's own figures in place of those that ship."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from capacity.domain.parameters import Parameter, Parameters
from capacity.domain.problems import BadInputError, Problem, plain_number
from capacity.sources.tables import Column, completed, duplicate_rows, examine_table

VALUE_COLUMNS = (
    Column("id"),
    Column("value", "number"),
    Column("unit"),
    Column("source"),
    Column("deviation", required=False),
    Column("note", required=False),
)


def read_parameter_file(content: Path | bytes, parameters: Parameters, file: str = "") -> pd.DataFrame:
    """Own figures by id, in the order of the file.

    Args:
        parameters: every number of the model as shipped, with unit, range and article.

    Returns:
        Columns of VALUE_COLUMNS; an empty text is "".

    Raises:
        BadInputError: everything `examine_table` refuses, an id that is unknown or twice there, another unit
            than the program counts in, a value out of range, and one that contradicts the law without its
            article under `deviation`.
    """
    name = file or (content.name if isinstance(content, Path) else "")
    rows, problems = examine_table(content, VALUE_COLUMNS, name)
    rows = completed(rows, VALUE_COLUMNS)
    problems += duplicate_rows(rows[rows.id != ""], ("id",), name)
    for number, row in rows.iterrows():
        problems += _row_problems(int(str(number)), row, parameters, name)
    if problems:
        raise BadInputError(sorted(problems, key=lambda problem: problem.row or 0))
    return rows.reset_index(drop=True)


def _row_problems(number: int, row: pd.Series, parameters: Parameters, file: str) -> Iterable[Problem]:
    if not row.id:
        return
    if row.id not in parameters:
        alike = difflib.get_close_matches(str(row.id).lower(), list(parameters), n=1, cutoff=0.0)
        yield Problem("unknown_parameter", file, number, "id", str(row.id), *alike)
        return
    known, value = parameters[str(row.id)], float(row.value)
    if row.unit and row.unit != known.unit:
        yield Problem("wrong_unit", file, number, "unit", str(row.unit), known.unit)
    low, high = known.limits
    if value == value and not low <= value <= high:
        article = f" ({known.article})" if known.article else ""
        yield Problem(
            "out_of_range",
            file,
            number,
            "value",
            plain_number(value),
            f"{plain_number(low)}..{plain_number(high)}{article}",
        )
    elif departure := _not_named(known, value, str(row.deviation)):
        key, law = departure
        yield Problem(key, file, number, "value", plain_number(value), law)
    if row.deviation and (row.deviation != known.article or not known.may_depart):
        key, expected = ("wrong_article", known.article) if known.may_depart else ("no_deviation", "")
        yield Problem(key, file, number, "deviation", str(row.deviation), expected)


def _not_named(known: Parameter, value: float, named: str) -> tuple[str, str] | None:
    return None if named == known.article else known.departure(value)
