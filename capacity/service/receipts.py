"""Where a figure comes from: formula, rows of the plan, constraints, numbers with their source, versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pandas as pd

from capacity.domain.measures import Figure, measured
from capacity.domain.parameters import Parameters
from capacity.domain.plan_result import PlanResult
from capacity.sources.shipped import load_table

FIGURE, FILE, DUTY, VALUE = "figure", "file", "duty", "value"
FORMULAS = {"nl": "formula_nl", "en": "formula_en"}
MADE_OF_SUMMARY = ("snapshot", "as_of", "scenario_hash", "program_version", "law_version")
MADE_OF_RECEIPT = ("state", "forecast", "last_plan", "pinned")
SEED = "paths_seed"


@dataclass(frozen=True)
class FigureReceipt:
    """What stands behind one figure.

    Args:
        kind: `figure` of a page, `file` of the plan folder, figure of the `forecast` or of `spreading`,
            `duty` or single `value`.
        value: of a figure; None for the others, or when it does not come in the weeks shown.
        table: the file of the plan folder that it is read from; empty where there is none.
        formula: in Dutch (`nl`) and English (`en`).
        records: constraint families: id, program, sentences, formulas, article.
        sources: ids of the sources whose figures are behind it.
        inputs: id, value, unit, kind, article, source of every number behind it.
        made: versions, hashes and seed by name.
    """

    id: str
    kind: str
    value: Figure
    table: str
    formula: Mapping[str, str]
    article: str
    records: pd.DataFrame
    inputs: pd.DataFrame
    made: Mapping[str, str]
    sources: tuple[str, ...] = ()


@cache
def known_receipts() -> pd.DataFrame:
    """Figures and files that have a receipt: id, kind, file, formulas, records, parameters, sources."""
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
    document = plan.scenario_document
    used = parameters.with_own(document.get("parameters") or {}, document.get("sources") or {})
    kind, _, name = receipt_id.rpartition(".")
    if kind == VALUE:
        row = used[name]
        unit = dict.fromkeys(FORMULAS, row.unit)
        return _made(receipt_id, VALUE, plan, "", unit, row.article, records.iloc[:0], used, [name])
    if kind == DUTY:
        duty = register[register.duty == name].iloc[0]
        families = records[records.id == str(duty.formula).rpartition(".")[2]]
        behind = [str(duty.parameter)] if str(duty.parameter) in used else []
        formula = _formulas(families.iloc[0]) if len(families) else dict.fromkeys(FORMULAS, str(duty.formula))
        return _made(receipt_id, DUTY, plan, "duties", formula, str(duty.article), families, used, behind)
    rows = known_receipts()
    rows = rows[rows.id == receipt_id]
    if rows.empty:
        raise KeyError(receipt_id)
    found = rows.iloc[0]
    families = records[records.id.isin(str(found.records).split())]
    behind = str(found.parameters).split()
    kind, table = str(found.kind), str(found.file)
    made = _made(receipt_id, kind, plan, table, _formulas(found), "", families, used, behind)
    return replace(made, sources=tuple(str(found.sources).split()))


def _formulas(row: pd.Series) -> dict[str, str]:
    return {language: str(row[column]) for language, column in FORMULAS.items()}


def _made(
    receipt_id: str,
    kind: str,
    plan: PlanResult,
    table: str,
    formula: Mapping[str, str],
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
