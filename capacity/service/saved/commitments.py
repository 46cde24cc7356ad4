"""The check of commitments before they are saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from capacity.domain.commitment import COMMITMENT_COLUMNS, COMMITMENT_KINDS
from capacity.domain.plan_result import TYPES
from capacity.domain.problems import BadInputError, Problem, plain_number
from capacity.store.workspace import CommitmentRow

DAY_EXAMPLE = "2026-11-23"
FIRST_ROW = 2
FILE = "commitments"


def checked_commitments(frame: pd.DataFrame, regions: tuple[str, ...]) -> list[CommitmentRow]:
    """Rows to store.

    Args:
        frame: COMMITMENT_COLUMNS; weeks and days as dates or ISO text.
        regions: CBS codes of the provinces.

    Raises:
        BadInputError: every missing column, unknown word, day that is no Monday, number that is not whole.
    """
    missing = [name for name in COMMITMENT_COLUMNS if name not in frame]
    if missing:
        raise BadInputError([Problem("missing_column", FILE, expected=name) for name in missing])
    columns = list(COMMITMENT_COLUMNS)
    records = [dict(zip(columns, row, strict=True)) for row in frame[columns].itertuples(index=False)]
    problems = [
        problem
        for number, row in enumerate(records, start=FIRST_ROW)
        for problem in _problems(row, number, regions)
    ]
    if problems:
        raise BadInputError(problems)
    return [_row(row) for row in records]


def _problems(row: dict[str, Any], number: int, regions: tuple[str, ...]) -> Iterator[Problem]:
    words = (
        ("unknown_region", "region", regions),
        ("unknown_type", "type", TYPES),
        ("not_a_choice", "kind", COMMITMENT_KINDS),
    )
    for key, column, known in words:
        if row[column] not in known:
            yield Problem(key, FILE, number, column, str(row[column]), ", ".join(known))
    week, valid_from = _day(row["week"]), _day(row["valid_from"])
    if week is None or week.weekday() != 0:
        yield Problem("not_a_monday", FILE, number, "week", str(row["week"]), DAY_EXAMPLE)
    if valid_from is None:
        yield Problem("not_a_date", FILE, number, "valid_from", str(row["valid_from"]), DAY_EXAMPLE)
    for column in ("places", "durable"):
        value = _number(row[column])
        if value is None:
            yield Problem("not_a_number", FILE, number, column, str(row[column]), "0, 1, 2, ...")
        elif value < 0 or not value.is_integer():
            yield Problem("not_whole", FILE, number, column, plain_number(value), "0, 1, 2, ...")


def _day(value: object) -> date | None:
    try:
        return pd.Timestamp(str(value)).date() if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None


def _number(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _row(row: dict[str, Any]) -> CommitmentRow:
    week, valid_from = _day(row["week"]), _day(row["valid_from"])
    if week is None or valid_from is None:
        raise ValueError("a commitment needs its days")
    return CommitmentRow(
        region=str(row["region"]),
        type=str(row["type"]),
        week=week,
        places=round(float(row["places"])),
        durable=round(float(row["durable"])),
        kind=str(row["kind"]),
        valid_from=valid_from,
    )
