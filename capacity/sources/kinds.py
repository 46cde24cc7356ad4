"""The tables a person may give: their columns, how one is told from another, and their published schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from capacity.sources.panel import PANEL_COLUMNS
from capacity.sources.portfolio import PORTFOLIO_COLUMNS
from capacity.sources.raw import OTHER_SEPARATORS, SEPARATORS
from capacity.sources.scores import SCORE_COLUMNS
from capacity.sources.state import STATE_FILE_COLUMNS
from capacity.sources.tables import Column
from capacity.sources.targets import TARGET_COLUMNS

TABLE_COLUMNS: Mapping[str, Sequence[Column]] = {
    "state": STATE_FILE_COLUMNS,
    "portfolio": PORTFOLIO_COLUMNS,
    "targets": TARGET_COLUMNS,
    "panel": PANEL_COLUMNS,
    "scores": SCORE_COLUMNS,
}
SCHEMA_PROFILE = "tabular-data-resource"


def kind_of(content: bytes) -> str:
    """The kind of table whose headings a file has most of; a file with none is read as a state."""
    first = content.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    hits = {
        kind: max(_known(first, separator, columns) for separator in (*SEPARATORS, *OTHER_SEPARATORS))
        for kind, columns in TABLE_COLUMNS.items()
    }
    return max(hits, key=lambda kind: hits[kind])


def _known(first: str, separator: str, columns: Sequence[Column]) -> float:
    """Share of a kind's columns that the first line names: a small table is not lost in a large one."""
    headings = {heading.strip().strip('"') for heading in first.split(separator)}
    return sum(column.name in headings for column in columns) / len(columns)


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
