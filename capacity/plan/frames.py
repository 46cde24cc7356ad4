"""Frames of the plan folder: rows or columns of one file under its names, and weeks as they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from capacity.domain.plan_result import TABLE_COLUMNS
from capacity.plan.chain_solution import DECIMALS, ChainSolution
from capacity.plan.network import Array


def frame(table: str, rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    """Rows of one file of the plan folder under its columns."""
    return pd.DataFrame(list(rows), columns=list(TABLE_COLUMNS[table]))


def frame_of(table: str, parts: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """One file of the plan folder from parts of whole columns.

    Args:
        parts: per column of the file its numbers or words in order, or one word for the whole part.
    """
    names = list(TABLE_COLUMNS[table])
    if not parts:
        return pd.DataFrame(columns=names)
    sizes = [max(len(column) for column in part.values() if not isinstance(column, str)) for part in parts]  # type: ignore[arg-type]
    columns: dict[str, list[object]] = {name: [] for name in names}
    for part, size in zip(parts, sizes, strict=True):
        for name in names:
            column = part[name]
            columns[name] += [column] * size if isinstance(column, str) else list(column)  # type: ignore[call-overload]
    return pd.DataFrame(columns, columns=names)


def week_labels(solution: ChainSolution) -> list[str]:
    """ISO dates of the Mondays of all weeks solved."""
    return solution.network.weeks.labels()


def six(numbers: Array) -> Array:
    """Numbers as files have them: six decimals."""
    rounded: Array = np.round(numbers, DECIMALS)
    return rounded
