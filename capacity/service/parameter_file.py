"""A table of parameters as a planner gives it: what there is to fill in, and what it changes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.scenario import Scenario
from capacity.sources.parameter_file import VALUE_COLUMNS

INPUT_NEEDED = "input needed"
PREVIEW_COLUMNS = ("id", "before", "after", "unit", "source", "deviation")


def values_to_fill_in(parameters: Parameters) -> pd.DataFrame:
    """Every figure that nobody published, with its placeholder; left as it is, a row changes nothing."""
    rows = [
        {
            "id": row.id,
            "value": row.value,
            "unit": row.unit,
            "source": row.source,
            "deviation": "",
            "note": row.note,
        }
        for row in parameters.values()
        if row.kind == INPUT_NEEDED
    ]
    return pd.DataFrame(rows, columns=[column.name for column in VALUE_COLUMNS])


def own_rows(rows: pd.DataFrame, parameters: Parameters) -> pd.DataFrame:
    """Rows that give a figure of one's own: another value, or the same from a source of one's own."""
    shipped = [parameters[str(name)] for name in rows.id]
    own = [
        (float(str(value)), str(source)) != (row.value, row.source)
        for value, source, row in zip(rows.value, rows.source, shipped, strict=True)
    ]
    return rows[own].reset_index(drop=True)


def preview(rows: pd.DataFrame, scenario: Scenario, parameters: Parameters) -> pd.DataFrame:
    """What a table of parameters changes in a scenario: PREVIEW_COLUMNS, one row for each own figure."""
    own = own_rows(rows, parameters)
    before = [scenario.parameters.get(str(name), parameters.number(str(name))) for name in own.id]
    return own.rename(columns={"value": "after"}).assign(before=before)[list(PREVIEW_COLUMNS)]


def with_parameters(rows: pd.DataFrame, scenario: Scenario, parameters: Parameters) -> dict[str, Any]:
    """The settings of a scenario in which the figures of a table stand in place of those that ship.

    Its other own figures stay. What was checked when the table was read is not checked again.

    Returns:
        `parameters`, `sources` and `deviations` of the scenario.
    """
    own = own_rows(rows, parameters)
    values = dict(zip(own.id.astype(str), own.value.astype(float), strict=True))
    sources = dict(zip(own.id.astype(str), own.source.astype(str), strict=True))
    departing = [
        row.article
        for row in map(parameters.__getitem__, values)
        if row.departure(values[row.id]) is not None
    ]
    return {
        "parameters": {**scenario.parameters, **values},
        "sources": {**scenario.sources, **sources},
        "deviations": [*dict.fromkeys([*scenario.deviations, *departing])],
    }
