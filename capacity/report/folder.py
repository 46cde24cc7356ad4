"""The plan folder: every table of a plan as CSV, its summary, its scenario and its receipt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from capacity.domain.plan_result import (
    ADDED_LATER,
    DEVIATIONS,
    SENTENCE_NL,
    TABLE_COLUMNS,
    PlanResult,
    naming_deviations,
)
from capacity.report.documents import json_text, yaml_text
from capacity.sources.tables import Column, read_table, write_table

SCENARIO = "scenario"
_WEEKS = ("week", "week_out")
_TEXTS = frozenset(
    {
        "region",
        "stage",
        "stream",
        "measure",
        "unit",
        "from_stage",
        "from_stream",
        "flow",
        "to_stage",
        "to_stream",
        "pool",
        "site",
        "class",
        "type",
        "goal",
        "line",
        "duty",
        "article",
        "bound",
        "resource",
        "sentence",
        "municipality",
        "block",
    }
)


def plan_table(result: PlanResult, name: str, dutch: bool = False) -> pd.DataFrame:
    """One table of a plan as its file holds it: `scenario` first, then the columns of TABLE_COLUMNS.

    A plan that departs from the law names the articles in a last column, DEVIATIONS.

    Args:
        dutch: sentences in Dutch where the plan has them.

    Raises:
        KeyError: the plan lacks the table or one of its columns.
    """
    known = result.tables[name]
    if dutch and SENTENCE_NL in known:
        known = known.assign(sentence=known[SENTENCE_NL])
    table = known.loc[:, list(TABLE_COLUMNS[name])].reset_index(drop=True)
    table.insert(0, SCENARIO, result.scenario)
    return naming_deviations(table, result)


def plan_files(result: PlanResult, dutch: bool = False) -> dict[str, bytes]:
    """Content of every file of a plan folder by name; all but run.json depend on the plan alone."""
    files = {f"{name}.csv": write_table(plan_table(result, name, dutch), dutch) for name in TABLE_COLUMNS}
    files["summary.json"] = json_text(result.summary).encode()
    files["run.json"] = json_text(result.run).encode()
    files["scenario.yaml"] = yaml_text(result.scenario_document).encode()
    files["receipt.json"] = json_text(plan_receipt(result)).encode()
    return files


def plan_receipt(result: PlanResult) -> dict[str, Any]:
    """Hashes of every input of a plan, and all it takes to make the plan again: settings, pins, day, seed."""
    summary = result.summary
    return {
        **result.receipt,
        "as_of": summary.get("as_of", ""),
        "law_version": summary.get("law_version", ""),
        "settings": dict(result.scenario_document),
        "pins": list(summary.get("pinned", [])),
        "chances": bool(result.tables["duties"].probability_met.notna().any()),
    }


def write_plan_folder(result: PlanResult, folder: Path, dutch: bool = False) -> list[Path]:
    """Writes a plan folder, replacing files of an earlier plan in it.

    Args:
        folder: made when it does not exist.
        dutch: CSV with BOM, semicolon and decimal comma instead of plain RFC 4180.

    Returns:
        Paths of the files written.
    """
    files = plan_files(result, dutch)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def read_plan_folder(folder: Path) -> dict[str, pd.DataFrame]:
    """All tables of a plan folder by name, in either number style, with `scenario` as first column.

    A table without rows, such as prices before any is proven, comes back with its columns.

    Raises:
        BadInputError: a file is missing or is no such table.
    """
    return {name: _read(folder / f"{name}.csv", name) for name in TABLE_COLUMNS}


def _read(path: Path, name: str) -> pd.DataFrame:
    if name in ADDED_LATER and not path.exists():
        return pd.DataFrame(columns=[SCENARIO, *TABLE_COLUMNS[name]])
    columns = [Column(SCENARIO), *(_column(column) for column in TABLE_COLUMNS[name])]
    columns.append(Column(DEVIATIONS, required=False))
    return read_table(path, columns, rows_needed=False).drop(columns=DEVIATIONS, errors="ignore")


def is_text(name: str) -> bool:
    """Whether a column of the plan folder holds words."""
    return name in _TEXTS


def _column(name: str) -> Column:
    if name in _WEEKS:
        return Column(name, "date", required=False)
    if is_text(name):
        return Column(name, required=False)
    return Column(name, "number", required=False, own_numbers=True)
