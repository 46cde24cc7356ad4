"""The tables a person may give: their columns, how one is told from another, and their published schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from capacity.sources.homes import HOMES_COLUMNS
from capacity.sources.panel import PANEL_COLUMNS
from capacity.sources.parameter_file import VALUE_COLUMNS
from capacity.sources.portfolio import PORTFOLIO_COLUMNS
from capacity.sources.raw import ALL_SEPARATORS
from capacity.sources.scores import SCORE_COLUMNS
from capacity.sources.state import STATE_FILE_COLUMNS
from capacity.sources.tables import Column
from capacity.sources.targets import TARGET_COLUMNS

TABLE_COLUMNS: Mapping[str, Sequence[Column]] = {
    "state": STATE_FILE_COLUMNS,
    "portfolio": PORTFOLIO_COLUMNS,
    "parameters": VALUE_COLUMNS,
    "targets": TARGET_COLUMNS,
    "panel": PANEL_COLUMNS,
    "scores": SCORE_COLUMNS,
    "homes": HOMES_COLUMNS,
}
SCHEMA_PROFILE = "tabular-data-resource"


def kind_of(content: bytes) -> str:
    """The kind that knows most of the headings of a file; a file with none is read as a state.

    Where two know as many, it is the one that lacks fewest: a small table is not lost in a large one.
    """
    first = content.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    hits = {
        kind: max(_known(first, separator, columns) for separator in ALL_SEPARATORS)
        for kind, columns in TABLE_COLUMNS.items()
    }
    return max(hits, key=lambda kind: hits[kind])


def _known(first: str, separator: str, columns: Sequence[Column]) -> tuple[float, float]:
    """Share of the headings in the first line that a kind knows, and share of its columns that they are."""
    headings = {heading.strip().strip('"') for heading in first.split(separator)}
    found = sum(column.name in headings for column in columns)
    return found / len(headings), found / len(columns)


def table_schema(kind: str, meaning: Mapping[str, str]) -> dict[str, Any]:
    """The schema of a table as Table Schema (Data Package): fields with type, limits and meaning.

    Args:
        meaning: a sentence per column.
    """
    return {
        "profile": SCHEMA_PROFILE,
        "name": kind,
        "schema": {"fields": [_field(column, meaning[column.name]) for column in TABLE_COLUMNS[kind]]},
    }


def _field(column: Column, meaning: str) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": column.required}
    if column.low is not None:
        limits["minimum"] = column.low
    if column.high is not None:
        limits["maximum"] = column.high
    if column.choices:
        limits["enum"] = list(column.choices)
    kind = {"text": "string", "number": "integer" if column.whole else "number", "date": "date"}[column.kind]
    return {"name": column.name, "type": kind, "description": meaning, "constraints": limits}
