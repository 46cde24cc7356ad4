"""What sets two plans apart: settings, goals, figures, and every cell of their tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from capacity.domain.measures import MEASURES, Figure, late, measured
from capacity.domain.plan_result import TABLE_COLUMNS, PlanResult

COMPARED_COLUMNS = ("file", "row", "column", "a", "b", "difference")
DIFFERS_FROM = 1e-6
DECIMALS = 6
SEPARATOR = "/"
SETTINGS_FILE = "scenario.yaml"
LEFT_OUT = frozenset({"prices"})
NOT_COMPARED = frozenset({"unit", "article", "bound", "unit_price_eur", "probability_met"})
Documents = Mapping[str, Any]


@dataclass(frozen=True)
class Comparison:
    """Two plans, A and B.

    Args:
        differences: COMPARED_COLUMNS; settings first, then one row per cell of the weeks that both have,
            `row` being the words that name it; a row that one plan lacks counts as 0.
        weeks: how many weeks both have.
    """

    a: PlanResult
    b: PlanResult
    differences: pd.DataFrame
    weeks: int
    weeks_per_year: float

    def as_document(self) -> dict[str, Any]:
        """Content of summary.json."""
        return {
            "a": _identity(self.a),
            "b": _identity(self.b),
            "same_ground": same_ground(self.a, self.b),
            "weeks_compared": self.weeks,
            "settings": settings_apart(self.a.scenario_document, self.b.scenario_document),
            "goals": _goals(self.a.summary["goals"], self.b.summary["goals"]),
            "cost_eur_by_year": _by_year(self.a, self.b),
            "figures": self.figures(),
            "duties_broken": {"a": broken(self.a), "b": broken(self.b)},
            "cells": {
                str(file): int(count) for file, count in self.differences.groupby("file").size().items()
            },
        }

    def figures(self) -> dict[str, dict[str, Figure]]:
        """Every figure of a comparison by id: unit, a, b, and the difference of numbers."""
        first = measured(self.a, self.weeks_per_year)
        second = measured(self.b, self.weeks_per_year)
        return {name: {"unit": MEASURES[name].unit, **_pair(first[name], second[name])} for name in MEASURES}


def compared(a: PlanResult, b: PlanResult, weeks_per_year: float) -> Comparison:
    """Sets two plans beside each other; prices are left out, for they explain one plan."""
    both = sorted(set(a.tables["residents"].week) & set(b.tables["residents"].week))
    parts = [
        _settings_rows(a.scenario_document, b.scenario_document),
        *(
            _cells(name, a.tables[name], b.tables[name], both)
            for name in TABLE_COLUMNS
            if name not in LEFT_OUT
        ),
    ]
    found = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return Comparison(a, b, found, len(both), weeks_per_year)


def settings_apart(first: Documents, second: Documents) -> dict[str, dict[str, Any]]:
    """Settings that differ, the name left out, each with both values."""
    names = sorted({*first, *second} - {"name"})
    return {
        name: {"a": first.get(name), "b": second.get(name)}
        for name in names
        if first.get(name) != second.get(name)
    }


def same_ground(a: PlanResult, b: PlanResult) -> bool:
    """Whether both stand on the same state, forecast and shipped data."""
    parts = ("state", "forecast", "data", "overrides")
    return all(a.receipt.get(part) == b.receipt.get(part) for part in parts)


def broken(plan: PlanResult) -> list[str]:
    """Ids of the duties that break in some week, in the order of the alphabet."""
    numbers = late(plan)
    return sorted(numbers[numbers.late > 0].duty.astype(str).unique())


def _identity(plan: PlanResult) -> dict[str, Any]:
    kept = ("scenario_hash", "snapshot", "as_of", "status", "gap", "deviations", "inputs_needed")
    return {"name": plan.scenario, **{name: plan.summary.get(name) for name in kept}}


def _pair(first: Any, second: Any) -> dict[str, Any]:
    numbers = isinstance(first, (int, float)) and isinstance(second, (int, float))
    change = round(float(second) - float(first), DECIMALS) if numbers else None
    return {"a": first, "b": second, "difference": change}


def _goals(first: Sequence[Documents], second: Sequence[Documents]) -> list[dict[str, Any]]:
    """Goals that both have, in order."""
    known = {(row["program"], row["rank"], row["id"]): row for row in second}
    return [
        {
            **{name: row[name] for name in ("program", "rank", "id", "unit")},
            **_pair(row["value"], other["value"]),
        }
        for row in first
        if (other := known.get((row["program"], row["rank"], row["id"]))) is not None
    ]


def _by_year(a: PlanResult, b: PlanResult) -> dict[str, dict[str, Any]]:
    first, second = a.summary["cost_eur_by_year"], b.summary["cost_eur_by_year"]
    return {year: _pair(first.get(year), second.get(year)) for year in sorted({*first, *second})}


def _settings_rows(first: Documents, second: Documents) -> pd.DataFrame:
    rows = [
        (
            SETTINGS_FILE,
            "",
            name,
            _shown(pair["a"]),
            _shown(pair["b"]),
            _pair(pair["a"], pair["b"])["difference"],
        )
        for name, pair in settings_apart(first, second).items()
    ]
    return pd.DataFrame(rows, columns=list(COMPARED_COLUMNS))


def _shown(value: Any) -> object:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


def _cells(name: str, first: pd.DataFrame, second: pd.DataFrame, weeks: Sequence[str]) -> pd.DataFrame:
    """The cells of one table that differ in the weeks that both plans have."""
    columns = [column for column in TABLE_COLUMNS[name] if column not in NOT_COMPARED]
    keys = [column for column in columns if not pd.api.types.is_numeric_dtype(first[column])]
    values = [column for column in columns if column not in keys]
    sides = [_by_key(table, keys, values, weeks) for table in (first, second)]
    index = sides[0].index.union(sides[1].index)
    a, b = (side.reindex(index).fillna(0.0) for side in sides)
    rows, places = ((b - a).abs() > DIFFERS_FROM).to_numpy().nonzero()
    left, right = a.to_numpy()[rows, places], b.to_numpy()[rows, places]
    labels = [SEPARATOR.join(str(part) for part in key) for key in index[rows]]
    return pd.DataFrame(
        {
            "file": f"{name}.csv",
            "row": labels,
            "column": [values[place] for place in places],
            "a": left,
            "b": right,
            "difference": (right - left).round(DECIMALS),
        },
        columns=list(COMPARED_COLUMNS),
    )


def _by_key(table: pd.DataFrame, keys: list[str], values: list[str], weeks: Sequence[str]) -> pd.DataFrame:
    chosen = table[table.week.isin(weeks)]
    sums: pd.DataFrame = chosen.groupby(keys, sort=True)[values].sum()
    return sums
