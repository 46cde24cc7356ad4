"""Settings a planner may change: each with range, step, unit, default and source, from a table."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from capacity.domain.parameters import Parameters

ValueKind = Literal["number", "whole", "choice", "monday", "switch"]


@dataclass(frozen=True)
class Setting:
    """One setting: a name on screen, in files and in addresses.

    `default` is in the setting's own unit; where the table names a parameter it is that parameter's value.
    """

    id: str
    group: str
    value: ValueKind
    default: object
    unit: str
    low: float | None = None
    high: float | None = None
    step: float | None = None
    choices: tuple[str, ...] = ()
    parameter: str = ""
    article: str = ""
    source: str = ""
    note: str = ""

    @property
    def expected(self) -> str:
        """What may stand here, in figures and words of the file itself."""
        if self.value in ("number", "whole"):
            return f"{self.low:g}..{self.high:g}"
        if self.value == "choice":
            return " | ".join(self.choices)
        return "true | false" if self.value == "switch" else "2026-11-23"


class Settings(Mapping[str, Setting]):
    """All settings by id, in the order of the table."""

    def __init__(self, rows: list[Setting]) -> None:
        self._rows = {row.id: row for row in rows}

    def __getitem__(self, setting_id: str) -> Setting:
        return self._rows[setting_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def defaults(self) -> dict[str, object]:
        """The default of every setting."""
        return {row.id: row.default for row in self.values()}


def settings_from_csv(path: Path, parameters: Parameters) -> Settings:
    """Reads the table of settings; defaults that name a parameter take its value."""
    with path.open(encoding="utf-8", newline="") as file:
        return Settings([_setting(row, parameters) for row in csv.DictReader(file)])


def _setting(row: Mapping[str, str], parameters: Parameters) -> Setting:
    kind = row["value"]
    choices = tuple(row["low"].split()) if kind == "choice" else ()
    return Setting(
        id=row["id"],
        group=row["group"],
        value=kind,  # type: ignore[arg-type]
        default=_default(row, parameters),
        unit=row["unit"],
        low=None if choices or not row["low"] else float(row["low"]),
        high=float(row["high"]) if row["high"] else None,
        step=float(row["step"]) if row["step"] else None,
        choices=choices,
        parameter=row["parameter"],
        article=row["article"],
        source=row["source"],
        note=row["note"],
    )


def _default(row: Mapping[str, str], parameters: Parameters) -> object:
    kind = row["value"]
    if row["parameter"]:
        return round(parameters.number(row["parameter"]) / float(row["scale"]), 6)
    if kind == "monday":
        return None
    if kind == "switch":
        return row["default"] == "on"
    if kind == "choice":
        return row["default"]
    return int(row["default"]) if kind == "whole" else float(row["default"])
