"""A plan as plain numbers and JSON, from which it is the same again; nothing in it can be run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capacity.domain.plan_result import PlanResult
from capacity.store.arrays import array_text, text_array

ABOUT, NUMBERS, TEXTS = "about", "numbers", "texts"
DOCUMENTS = ("summary", "run", "scenario_document", "receipt", "notices")
Arrays = Mapping[str, NDArray[Any]]


class NotPackedError(ValueError):
    """A plan holds something else than texts and numbers."""


def packed_plan(plan: PlanResult, key: str) -> Arrays:
    """A plan as arrays.

    Args:
        key: what it answers; it is read for the same key alone.

    Raises:
        NotPackedError: it would not be the same again.
    """
    arrays: dict[str, NDArray[Any]] = {}
    about: dict[str, Any] = {"key": key, "scenario": plan.scenario, "tables": {}}
    for name, table in plan.tables.items():
        about["tables"][name] = _pack_table(name, table, arrays)
    for name in DOCUMENTS:
        document = dict(getattr(plan, name))
        try:
            same = json.loads(json.dumps(document)) == document
        except (TypeError, ValueError):
            same = False
        if not same:
            raise NotPackedError(name)
        about[name] = document
    return {ABOUT: text_array(json.dumps(about)), **arrays}


def _pack_table(name: str, table: pd.DataFrame, arrays: dict[str, NDArray[Any]]) -> dict[str, Any]:
    """Puts a table's cells among the arrays; its columns, and the words of those of texts."""
    numbers, codes, words = [], [], {}
    for column in table.columns:
        cells = table[column]
        if cells.dtype == np.float64:
            numbers.append(cells.to_numpy())
        elif cells.dtype == object and all(type(cell) is str for cell in cells):
            places, found = pd.factorize(cells)
            codes.append(places.astype(np.int32))
            words[str(column)] = [str(word) for word in found]
        else:
            raise NotPackedError(f"{name}.{column}")
    if not isinstance(table.index, pd.RangeIndex) or (len(table) and table.index[0] != 0):
        raise NotPackedError(name)
    arrays[f"{name}_{NUMBERS}"] = np.array(numbers, dtype=np.float64).reshape(len(numbers), len(table))
    arrays[f"{name}_{TEXTS}"] = np.array(codes, dtype=np.int32).reshape(len(codes), len(table))
    return {"columns": [str(column) for column in table.columns], "words": words}


def unpacked_plan(arrays: Arrays, key: str) -> PlanResult | None:
    """The plan that arrays hold for a key; None where they hold another one, or none."""
    try:
        about = json.loads(array_text(arrays[ABOUT]))
        if about["key"] != key:
            return None
        tables = {name: _table(name, told, arrays) for name, told in about["tables"].items()}
        return PlanResult(about["scenario"], tables, **{name: dict(about[name]) for name in DOCUMENTS})
    except (LookupError, TypeError, ValueError):
        return None


def _table(name: str, told: Mapping[str, Any], arrays: Arrays) -> pd.DataFrame:
    numbers, codes = iter(arrays[f"{name}_{NUMBERS}"]), iter(arrays[f"{name}_{TEXTS}"])
    return pd.DataFrame(
        {
            column: np.array(told["words"][column], dtype=object)[next(codes)]
            if column in told["words"]
            else next(numbers)
            for column in told["columns"]
        },
        columns=told["columns"],
    )
