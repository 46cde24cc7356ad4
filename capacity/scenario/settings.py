"""Settings a planner may change: each with range, step, unit, default and source, from a table."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from capacity.domain.parameters import KINDS, Kind, Parameters
from capacity.domain.problems import plain_number

ValueKind = Literal["number", "whole", "optional", "choice", "monday", "switch"]
MONDAY_EXAMPLE = "2026-11-23"
ON, OFF = "on", "off"

EVERYDAY_SETTINGS = (
    "inflow",
    "shock",
    "shock_start",
    "shock_weeks",
    "outage",
    "outage_start",
    "decisions",
    "grant",
    "border_share",
    "stay",
    "delay",
    "housing",
)
"""The ones that stand beside every page."""
STEP_DECIMALS = 6
ROUNDING = 1e-9


@dataclass(frozen=True)
class Setting:
    """One setting: a name on screen, in files and in addresses.

    `default` is in the setting's own unit; where the table names a parameter it is that parameter's
    value divided by `scale`. Its slider stops every `slider_step`, where that is coarser than `step`; a
    number field, a file and an address take every value between.
    """

    id: str
    group: str
    value: ValueKind
    default: object
    unit: str
    kind: Kind = "assumption"
    low: float | None = None
    high: float | None = None
    step: float | None = None
    slider_step: float | None = None
    choices: tuple[str, ...] = ()
    parameter: str = ""
    scale: float = 1.0
    article: str = ""
    source: str = ""
    note: str = ""

    @property
    def numbers(self) -> list[float]:
        """Every stop of a number's slider from its lowest to its highest value."""
        low, high, step = self.low or 0.0, self.high or 0.0, self.slider_step or self.step or 1.0
        count = int((high - low) / step + ROUNDING)
        return [round(low + step * place, STEP_DECIMALS) for place in range(count + 1)]

    @property
    def expected(self) -> str:
        """What may stand here, in figures and words of the file itself."""
        limits = f"{plain_number(self.low or 0.0)}..{plain_number(self.high or 0.0)}"
        if self.value in ("number", "whole"):
            return limits
        if self.value == "optional":
            return f"{OFF} | {limits}"
        if self.value == "choice":
            return " | ".join(self.choices)
        return "true | false" if self.value == "switch" else MONDAY_EXAMPLE


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

    def groups(self) -> dict[str, list[Setting]]:
        """Settings by group, groups and settings in the order of the table."""
        found: dict[str, list[Setting]] = {}
        for row in self.values():
            found.setdefault(row.group, []).append(row)
        return found


def settings_from_csv(path: Path, parameters: Parameters) -> Settings:
    """Reads the table of settings; defaults that name a parameter take its value.

    Raises:
        ValueError: a row has no range, no known kind, or a default outside its range.
        KeyError: a row names a parameter that has no row.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = [_setting(row, parameters) for row in csv.DictReader(file)]
    for row in rows:
        _check(row)
    return Settings(rows)


def _setting(row: Mapping[str, str], parameters: Parameters) -> Setting:
    return Setting(
        id=row["id"],
        group=row["group"],
        value=cast(ValueKind, row["value"]),
        default=_default(row, parameters),
        unit=row["unit"],
        kind=cast(Kind, row["kind"]),
        low=_number(row["low"]),
        high=_number(row["high"]),
        step=_number(row["step"]),
        slider_step=_number(row["slider_step"]),
        choices=tuple(row["choices"].split()),
        parameter=row["parameter"],
        scale=float(row["scale"]),
        article=row["article"],
        source=row["source"],
        note=row["note"],
    )


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _default(row: Mapping[str, str], parameters: Parameters) -> object:
    kind = row["value"]
    if kind in ("monday", "optional"):
        return None
    if kind == "switch":
        return row["default"] == ON
    if kind == "choice":
        return row["default"]
    number = float(row["default"] or "nan")
    if row["parameter"]:
        number = round(parameters.number(row["parameter"]) / float(row["scale"]), 6)
    return int(number) if kind == "whole" else number


def _check(row: Setting) -> None:
    if row.value not in get_args(ValueKind) or row.kind not in KINDS:
        raise ValueError(f"setting '{row.id}': kind of value '{row.value}', kind '{row.kind}'")
    if row.value == "choice" and row.default not in row.choices:
        raise ValueError(f"setting '{row.id}': default '{row.default}' is none of its choices")
    if row.value == "optional" and (row.low is None or row.high is None):
        raise ValueError(f"setting '{row.id}': no range {row.low}..{row.high}")
    if row.value in ("number", "whole"):
        low, high, usual = row.low, row.high, row.default
        if low is None or high is None or not isinstance(usual, (int, float)) or not low <= usual <= high:
            raise ValueError(f"setting '{row.id}': default {usual} outside {low}..{high}")
