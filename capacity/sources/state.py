"""The strict reader of today's state: one table of queues, residents, places and commitments."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from capacity.domain.parameters import KINDS
from capacity.domain.plan_result import CLASSES, STAGES, TYPES
from capacity.domain.problems import BadInputError, Problem
from capacity.domain.state import MEASURES, STATE_COLUMNS, State
from capacity.sources.shipped import data_folder
from capacity.sources.tables import Column, duplicate_rows, read_table

_COLUMNS = (
    Column("as_of", "date"),
    Column("author"),
    Column("measure", choices=MEASURES),
    Column("stage", required=False),
    Column("stream", required=False),
    Column("class", required=False),
    Column("region", required=False),
    Column("type", required=False),
    Column("age_from_weeks", "number", required=False, low=0),
    Column("age_to_weeks", "number", required=False, low=0),
    Column("week", "date", required=False),
    Column("value", "number", low=0),
    Column("unit"),
    Column("kind", choices=KINDS),
    Column("source"),
    Column("note", required=False),
)
_KEYS = ("measure", "stage", "stream", "class", "region", "type", "age_from_weeks", "week")
_ALLOWED = {"stage": STAGES, "type": TYPES, "class": (*CLASSES, "all")}
_NEEDED = {
    "queue": ("stage", "stream", "age_from_weeks", "age_to_weeks"),
    "in_transit": ("stage", "stream", "week"),
    "places": ("region", "type"),
    "durable": ("region",),
    "commitment": ("region", "type", "week"),
}


def shipped_state_path() -> Path:
    """The newest state that ships with the program."""
    return sorted((data_folder() / "state").glob("*.csv"))[-1]


def read_state(content: Path | bytes, regions: tuple[str, ...], file: str = "") -> State:
    """Today's state from a table.

    Args:
        regions: CBS codes of the provinces that may occur.

    Raises:
        BadInputError: every unknown word, missing or impossible number, repeated row.
    """
    name = file or (content.name if isinstance(content, Path) else "")
    rows = read_table(content, _COLUMNS, name)
    for column in STATE_COLUMNS:
        if column not in rows:
            rows[column] = ""
    rows = rows[list(STATE_COLUMNS)]
    problems = duplicate_rows(rows, _KEYS, name)
    for number, (_, row) in enumerate(rows.iterrows(), start=2):
        problems += _row_problems(row, number, regions, name)
    for column in ("as_of", "author"):
        if rows[column].nunique() > 1:
            values = ", ".join(sorted(set(rows[column])))
            problems.append(Problem("not_one_value", name, None, column, values))
    if problems:
        raise BadInputError(problems)
    return State(date.fromisoformat(rows.as_of.iloc[0]), str(rows.author.iloc[0]), rows)


def _row_problems(row: pd.Series, number: int, regions: tuple[str, ...], file: str) -> list[Problem]:
    problems = []
    allowed = {**_ALLOWED, "region": ("NL", *regions)}
    for column, known in allowed.items():
        if row[column] != "" and row[column] not in known:
            problems.append(
                Problem(f"unknown_{column}", file, number, column, str(row[column]), ", ".join(known))
            )
    for column in _NEEDED.get(str(row["measure"]), ()):
        if row[column] == "" or row[column] != row[column]:
            problems.append(Problem("empty_cell", file, number, column, "", str(row["measure"])))
    if row["measure"] == "queue" and row["age_to_weeks"] <= row["age_from_weeks"]:
        expected = f"> {row['age_from_weeks']:g}"
        problems.append(
            Problem("age_order", file, number, "age_to_weeks", f"{row['age_to_weeks']:g}", expected)
        )
    if row["week"] and date.fromisoformat(row["week"]).weekday() != 0:
        problems.append(Problem("not_a_monday", file, number, "week", row["week"], "2026-11-23"))
    return problems


def state_template() -> bytes:
    """The shipped state as a table to fill in."""
    return shipped_state_path().read_bytes()
