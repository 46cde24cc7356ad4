"""Cells of a plan that a planner may set, and the cells that are set: pins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import pandas as pd

TABLE_KEYS: Mapping[str, tuple[str, ...]] = {
    "places": ("week", "region", "type"),
    "plan": ("week", "region", "stage", "stream", "measure"),
    "pools": ("week", "pool", "site"),
    "contracts": ("week", "region", "type", "block"),
}
"""Columns that name a row of each file that may come back edited."""
EDITABLE: Mapping[str, tuple[str, ...]] = {
    "places": ("opened", "closed"),
    "plan": ("value",),
    "pools": ("overtime", "hired"),
    "contracts": ("renewed",),
}
"""Columns that a planner decides; all others are computed."""
EDITABLE_MEASURE = "served"
SEPARATOR = "/"
PLACE_TABLES = ("places", "contracts")
"""Files whose rows are places of a region, in whole numbers."""
NAMELESS = "minors"
"""Type of locations that no file names: a number stands in place of the name."""
PLANNED_TYPES = ("regular", "emergency", "crisis", "hotel", "transit")


@dataclass(frozen=True, order=True)
class Pin:
    """One cell that keeps its value in every later solve; `key` follows TABLE_KEYS."""

    table: str
    key: tuple[str, ...]
    column: str
    value: float

    @property
    def cell(self) -> tuple[str, tuple[str, ...], str]:
        """Where it is, whatever its value."""
        return self.table, self.key, self.column

    @property
    def week(self) -> str:
        """ISO date of its Monday."""
        return self.key[0]

    def as_document(self) -> dict[str, Any]:
        """As summary.json and receipt.json hold it."""
        names = TABLE_KEYS[self.table]
        where = dict(zip(names, self.key, strict=True))
        return {"file": f"{self.table}.csv", **where, "column": self.column, "value": self.value}


def pin_from(document: Mapping[str, Any]) -> Pin:
    """The pin of `Pin.as_document`.

    Raises:
        KeyError: it names no file that may be edited, or a part is missing.
    """
    table = str(document["file"]).removesuffix(".csv")
    key = tuple(str(document[name]) for name in TABLE_KEYS[table])
    return Pin(table, key, str(document["column"]), float(document["value"]))


def pin_code(pin: Pin) -> str:
    """The cell of a pin in one word, as scenario files and addresses hold it."""
    return SEPARATOR.join(quote(part, safe="") for part in (pin.table, *pin.key, pin.column))


def pin_at(code: str, value: float) -> Pin | None:
    """The pin of a cell by its `pin_code`; None when it names no cell that a planner decides.

    A block of a portfolio may have any name: signs that an address uses are escaped.
    """
    table, *rest = (unquote(part) for part in code.split(SEPARATOR))
    if len(rest) != len(TABLE_KEYS.get(table, ())) + 1 or table not in TABLE_KEYS:
        return None
    pin = Pin(table, tuple(rest[:-1]), rest[-1], value)
    return pin if is_editable(table, pin.column, pin.key) else None


def with_pins(earlier: Iterable[Pin], later: Iterable[Pin]) -> tuple[Pin, ...]:
    """All pins in a fixed order; of two on the same cell the later one counts."""
    found = {pin.cell: pin for pin in (*earlier, *later)}
    return tuple(sorted(found.values()))


def in_no_plan(pins: Iterable[Pin], tables: Mapping[str, pd.DataFrame]) -> list[Pin]:
    """The pins on rows that no plan has: a stream, pool or block of places that is not known.

    Args:
        tables: of any plan on the same shipped facts, by name; every plan has the same rows but for the week.
    """
    rows = {
        table: set(zip(*(tables[table][name].astype(str) for name in names[1:]), strict=True))
        for table, names in TABLE_KEYS.items()
        if table in tables
    }
    return [pin for pin in pins if pin.key[1:] not in rows.get(pin.table, ())]


def is_editable(table: str, column: str, key: tuple[str, ...]) -> bool:
    """Whether a planner decides a cell: of the plan who is served, of places those of the planned types."""
    if column not in EDITABLE[table]:
        return False
    allowed = {"plan": (EDITABLE_MEASURE,), "places": PLANNED_TYPES}.get(table)
    return allowed is None or key[-1] in allowed
