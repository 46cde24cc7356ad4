"""Where a figure comes from: formula, rows of the plan, constraints, numbers with their source, versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from capacity.domain.measures import Figure, measured
from capacity.domain.parameters import Parameters
from capacity.domain.plan_result import PlanResult
from capacity.sources.shipped import load_table

FIGURE, FILE, DUTY, VALUE = "figure", "file", "duty", "value"
MADE_OF_SUMMARY = ("snapshot", "as_of", "scenario_hash", "program_version", "law_version")
MADE_OF_RECEIPT = ("state", "forecast", "pinned")
SEED = "paths_seed"


@dataclass(frozen=True)
class FigureReceipt:
    """What stands behind one figure.

    Args:
        kind: `figure` of a page, `file` of the plan folder, `duty` or single `value`.
        value: of a figure; None for the others, or when it does not come in the weeks shown.
        table: the file of the plan folder that it is read from; empty for a value.
        records: constraint families: id, program, sentences, formula, article.
        inputs: id, value, unit, kind, article, source of every number behind it.
        made: versions, hashes and seed by name.
    """

    id: str
    kind: str
    value: Figure
    table: str
    formula: str
    article: str
    records: pd.DataFrame
    inputs: pd.DataFrame
    made: Mapping[str, str]


@cache
def known_receipts() -> pd.DataFrame:
    """Figures and files that have a receipt: id, kind, file, formula, records, parameters."""
    return load_table("receipts").fillna("")


def receipt_ids(register: pd.DataFrame, parameters: Parameters) -> list[str]:
    """Every receipt there is: figures, files, then `duty.<id>` and `value.<id>`."""
    return [
        *known_receipts().id.astype(str),
        *(f"{DUTY}.{duty}" for duty in register.duty),
        *(f"{VALUE}.{name}" for name in sorted(parameters)),
    ]


def figure_receipt(
    receipt_id: str,
    plan: PlanResult,
    parameters: Parameters,
    register: pd.DataFrame,
    records: pd.DataFrame,
) -> FigureReceipt:
    """The receipt of a figure in a plan.

    Args:
        parameters: the shipped numbers; those that the scenario replaces come with its value.
        register: of duties; `records` of constraint families.

    Raises:
        KeyError: there is no such receipt.
    """
    used = parameters.with_values(plan.scenario_document.get("parameters") or {})
    kind, _, name = receipt_id.rpartition(".")
    if kind == VALUE:
        row = used[name]
        return _made(receipt_id, VALUE, plan, "", row.unit, row.article, records.iloc[:0], used, [name])
    if kind == DUTY:
        duty = register[register.duty == name].iloc[0]
        families = records[records.id == str(duty.formula).rpartition(".")[2]]
        behind = [str(duty.parameter)] if str(duty.parameter) in used else []
        formula = str(families.formula.iloc[0]) if len(families) else str(duty.formula)
        return _made(receipt_id, DUTY, plan, "duties", formula, str(duty.article), families, used, behind)
    rows = known_receipts()
    rows = rows[rows.id == receipt_id]
    if rows.empty:
        raise KeyError(receipt_id)
    found = rows.iloc[0]
    families = records[records.id.isin(str(found.records).split())]
    behind = str(found.parameters).split()
    kind, table, formula = str(found.kind), str(found.file), str(found.formula)
    return _made(receipt_id, kind, plan, table, formula, "", families, used, behind)


def _made(
    receipt_id: str,
    kind: str,
    plan: PlanResult,
    table: str,
    formula: str,
    article: str,
    families: pd.DataFrame,
    parameters: Parameters,
    behind: list[str],
) -> FigureReceipt:
    value: Figure = None
    if kind == FIGURE:
        value = measured(plan, parameters.number("weeks_per_year"))[receipt_id]
    rows = [vars(parameters[name]) for name in behind]
    columns = ["id", "value", "unit", "kind", "article", "source"]
    made: dict[str, Any] = {name: plan.summary.get(name, "") for name in MADE_OF_SUMMARY}
    made |= {name: plan.receipt.get(name, "") for name in MADE_OF_RECEIPT}
    made["seed"] = f"{parameters.number(SEED):g}"
    return FigureReceipt(
        receipt_id,
        kind,
        value,
        table,
        formula,
        article,
        families,
        pd.DataFrame(rows, columns=columns),
        {name: str(text) for name, text in made.items() if text},
    )


__all__ = ["FigureReceipt", "figure_receipt", "known_receipts", "receipt_ids"]
