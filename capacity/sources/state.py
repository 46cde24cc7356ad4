"""The strict reader of today's state: one table of queues, residents, places and commitments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher
from pathlib import Path

import pandas as pd

from capacity.domain.parameters import KINDS
from capacity.domain.plan_result import CLASSES, STAGES, TYPES
from capacity.domain.problems import BadInputError, Problem, plain_number
from capacity.domain.state import (
    ACCEPTED_MEASURES,
    IN_TRANSIT_TO,
    MEASURES,
    OPTIONAL_QUEUES,
    POOLS,
    QUEUES,
    STATE_COLUMNS,
    State,
)
from capacity.domain.time import monday_on_or_after
from capacity.sources.regions import nearest_region
from capacity.sources.shipped import data_folder
from capacity.sources.tables import DAY_EXAMPLE, Column, completed, duplicate_rows, examine_table, write_table

MOST_COUNTED = 10_000_000
STATE_FILE_COLUMNS = (
    Column("as_of", "date"),
    Column("author"),
    Column("measure", choices=MEASURES),
    Column("stage", required=False),
    Column("stream", required=False),
    Column("class", required=False),
    Column("region", required=False),
    Column("type", required=False),
    Column("pool", required=False),
    Column("age_from_weeks", "number", required=False, low=0),
    Column("age_to_weeks", "number", required=False, low=0),
    Column("week", "date", required=False),
    Column("value", "number", low=0, high=MOST_COUNTED),
    Column("unit"),
    Column("kind", choices=KINDS),
    Column("source"),
    Column("note", required=False),
)
_KEYS = ("measure", "stage", "stream", "class", "region", "type", "pool", "age_from_weeks", "week")
_NEEDED = {
    "queue": ("stage", "stream", "age_from_weeks", "age_to_weeks"),
    "in_transit": ("stage", "stream", "class", "week"),
    "residents": ("class",),
    "places": ("region", "type"),
    "durable": ("region",),
    **dict.fromkeys(("commitment", *ACCEPTED_MEASURES), ("region", "type", "week")),
    "hours": ("pool",),
}
UNITS = {
    "queue": "persons",
    "in_transit": "persons",
    "residents": "persons",
    "places": "places",
    "durable": "places",
    **dict.fromkeys(("commitment", *ACCEPTED_MEASURES), "places"),
    "hours": "hours per week",
}


def shipped_state_path() -> Path:
    """The newest state that ships with the program."""
    return sorted((data_folder() / "state").glob("*.csv"))[-1]


def read_state(
    content: Path | bytes, regions: tuple[str, ...], file: str = "", today: date | None = None
) -> State:
    """Today's state from a table.

    Args:
        regions: CBS codes of the provinces; each needs its regular and its durable places.
        today: a state of a day after the Monday that comes next is refused; without it none is.

    Raises:
        BadInputError: every unknown word, missing or impossible number, repeated or missing row.
    """
    name = file or (content.name if isinstance(content, Path) else "")
    rows, problems = examine_table(content, STATE_FILE_COLUMNS, name)
    faulty = {(problem.row, problem.column) for problem in problems}
    rows = completed(rows, STATE_FILE_COLUMNS)
    found = [
        *duplicate_rows(rows, _KEYS, name),
        *_row_problems(rows, regions, name),
        *_not_one_value(rows, name),
        *_to_come(rows, today, name),
    ]
    problems += [problem for problem in found if (problem.row, problem.column) not in faulty]
    if not any(problem.key in ("missing_column", "no_rows") for problem in problems):
        problems += _missing_rows(rows, regions, name, {(p.row, p.column) for p in problems})
    if problems:
        raise BadInputError(sorted(problems, key=lambda problem: problem.row or 0))
    rows = rows.reset_index(drop=True)
    return State(date.fromisoformat(rows.as_of.iloc[0]), str(rows.author.iloc[0]), rows)


def _to_come(rows: pd.DataFrame, today: date | None, file: str) -> list[Problem]:
    """A day that nobody can know the figures of; the coming Monday may be made ready."""
    if today is None or rows.empty:
        return []
    last = monday_on_or_after(today + timedelta(days=1)).isoformat()
    late = rows.as_of[rows.as_of > last].drop_duplicates()
    return [
        Problem("state_to_come", file, int(str(row)), "as_of", str(day), last) for row, day in late.items()
    ]


def _row_problems(rows: pd.DataFrame, regions: tuple[str, ...], file: str) -> list[Problem]:
    problems = []
    for number, row in zip(rows.index, rows.to_dict("records"), strict=True):
        for key, column, value, expected in [*_unknown(row, regions), *_inconsistent(row)]:
            problems.append(Problem(key, file, int(str(number)), str(column), value, expected))
    return problems


Fault = tuple[str, str, str, str]


def _unknown(row: dict[object, object], regions: tuple[str, ...]) -> Iterable[Fault]:
    """Words that no list knows: key, column, value, expected."""
    measure, stage = row["measure"], row["stage"]
    streams: Sequence[str] = [stream for known, stream in QUEUES if known == stage]
    allowed = {
        "stage": STAGES,
        "stream": IN_TRANSIT_TO if measure == "in_transit" else streams,
        "class": ("all",) if measure == "residents" and row["class"] not in CLASSES else (*CLASSES, "all"),
        "region": regions,
        "type": TYPES,
        "pool": POOLS,
    }
    for column, known in allowed.items():
        value = str(row[column])
        if value and known and value not in known:
            expected = nearest_region(value, regions) if column == "region" else ", ".join(known)
            yield f"unknown_{column}", column, value, expected


def _inconsistent(row: dict[object, object]) -> Iterable[Fault]:
    """What a measure needs and lacks, and ages, weeks and units that cannot be."""
    measure = str(row["measure"])
    for column in _NEEDED.get(measure, ()):
        if row[column] == "" or row[column] != row[column]:
            yield "empty_cell", column, "", measure
    young, old = float(str(row["age_from_weeks"])), float(str(row["age_to_weeks"]))
    if old <= young:
        yield "age_order", "age_to_weeks", plain_number(old), f"> {plain_number(young)}"
    if row["week"] and date.fromisoformat(str(row["week"])).weekday() != 0:
        yield "not_a_monday", "week", str(row["week"]), DAY_EXAMPLE
    if row["unit"] and row["unit"] != UNITS.get(measure, row["unit"]):
        yield "not_a_choice", "unit", str(row["unit"]), UNITS[measure]


def _not_one_value(rows: pd.DataFrame, file: str) -> Iterable[Problem]:
    for column in ("as_of", "author"):
        values = sorted(set(rows[column]) - {""})
        if len(values) > 1:
            yield Problem("not_one_value", file, None, column, ", ".join(values))


def _missing_rows(
    rows: pd.DataFrame, regions: tuple[str, ...], file: str, faulty: set[tuple[int | None, str]]
) -> list[Problem]:
    """Figures without which a plan would silently start from nothing.

    A figure that a row with a mistyped word stands for is told with that word, not once more here.

    Args:
        faulty: row and column of the faults found so far.
    """
    wanted = [("queue", *queue) for queue in QUEUES if queue not in OPTIONAL_QUEUES]
    wanted += [("places", region, "regular") for region in regions]
    wanted += [("durable", region, "regular") for region in regions]
    present = {("queue", *key) for key in _pairs(rows, "queue", "stage", "stream")}
    present |= {("places", *key) for key in _pairs(rows, "places", "region", "type")}
    present |= {("durable", region, "regular") for region, _ in _pairs(rows, "durable", "region", "type")}
    absent = [key for key in wanted if key not in present]
    for number, row in zip(rows.index, rows.to_dict("records"), strict=True):
        meant = [key for key in absent if _may_mean(int(str(number)), row, key, faulty)]
        if meant:
            absent.remove(max(meant, key=lambda key: _alike(row, key)))
    missing = [" ".join(key) for key in absent]
    missing += [] if (rows.measure == "residents").any() else ["residents all"]
    return [Problem("missing_row", file, None, "measure", "", key) for key in missing]


def _named_by(row: dict[object, object], key: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    """The columns that name a figure: column, what stands there, what the key asks."""
    columns = ("measure", "stage", "stream") if key[0] == "queue" else ("measure", "region", "type")
    asked = zip(columns, key, strict=True)
    return [(name, str(row[name]), word) for name, word in asked if (key[0], name) != ("durable", "type")]


def _may_mean(
    number: int, row: dict[object, object], key: tuple[str, str, str], faulty: set[tuple[int | None, str]]
) -> bool:
    """Whether a row stands for a figure but for its faulty cells, of which it has one at least."""
    parts = _named_by(row, key)
    wrong = [(number, name) in faulty for name, _, _ in parts]
    return any(wrong) and all(
        is_wrong or there == word for is_wrong, (_, there, word) in zip(wrong, parts, strict=True)
    )


def _alike(row: dict[object, object], key: tuple[str, str, str]) -> float:
    """How much the words of a row look like those of a figure."""
    parts = _named_by(row, key)
    return sum(SequenceMatcher(None, there.upper(), word.upper()).ratio() for _, there, word in parts)


def _pairs(rows: pd.DataFrame, measure: str, first: str, second: str) -> set[tuple[str, str]]:
    chosen = rows[rows.measure == measure]
    return set(zip(chosen[first], chosen[second], strict=True))


def write_state(state: State, dutch: bool = False) -> bytes:
    """A state as a table that `read_state` reads back equal."""
    return write_table(state.rows[list(STATE_COLUMNS)], dutch)


def state_template(dutch: bool = False) -> bytes:
    """The shipped state as a table to fill in, as it lies in the program or in the Dutch style."""
    if not dutch:
        return shipped_state_path().read_bytes()
    frame, _ = examine_table(shipped_state_path(), STATE_FILE_COLUMNS)
    return write_table(frame, dutch=True)
