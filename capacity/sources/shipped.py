"""The facts and series that ship with the program: found in a checkout or in an installed wheel alike."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import capacity
from capacity.domain.parameters import Parameter, Parameters
from capacity.sources.shipped_schemas import SCHEMAS

SEPARATOR = "/"


def data_folder() -> Path:
    """The folder of shipped data: inside the package when installed, beside it in a checkout."""
    package = Path(capacity.__file__).parent
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


def table_names() -> list[str]:
    """Names of all tables that ship, as `load_table` takes them."""
    return [name for name in SCHEMAS if _path(name).exists()]


def _path(name: str) -> Path:
    plain = data_folder() / f"{name}.csv"
    return plain if plain.exists() else data_folder() / f"{name}.csv.gz"


def load_table(name: str) -> pd.DataFrame:
    """One shipped table, checked against its schema.

    Args:
        name: folder and file without ending, such as `series/nl_asylum_monthly`.

    Raises:
        pandera.errors.SchemaErrors: the file breaks its schema; all faults at once.
    """
    schema = SCHEMAS[name]
    numbers = [column for column, part in schema.columns.items() if str(part.dtype) == "float64"]
    text = {column: str for column in schema.columns if column not in numbers}
    frame = pd.read_csv(
        _path(name),
        dtype=text,
        keep_default_na=False,
        na_values={column: [""] for column in numbers},
        encoding="utf-8",
    )
    checked: pd.DataFrame = schema.validate(frame, lazy=True)
    return checked


def load_parameters() -> Parameters:
    """Every number the model may use: plan and forecast parameters and the numeric terms of the law.

    Raises:
        ValueError: two rows share an id.
    """
    rows = [*_rows("parameters/plan"), *_law_rows()]
    if _path("parameters/forecast").exists():
        rows += _rows("parameters/forecast")
    ids = [row.id for row in rows]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise ValueError(f"two rows in data/ for {', '.join(twice)}")
    return Parameters(rows)


def _rows(name: str) -> list[Parameter]:
    return [
        Parameter(
            id=str(row.id),
            value=float(str(row.value)),
            unit=str(row.unit),
            kind=str(row.kind),  # type: ignore[arg-type]
            source=str(row.source),
            low=_optional(row.low),
            high=_optional(row.high),
            article=str(row.article),
            note=str(row.note),
        )
        for row in load_table(name).itertuples()
    ]


def _law_rows() -> list[Parameter]:
    """Terms of the law are facts; a range for them does not exist."""
    law = load_table("law/parameters")
    return [
        Parameter(
            id=str(row.id),
            value=float(str(row.number)),
            unit=str(row.unit),
            kind="fact",
            source=str(row.source),
            article=str(row.article),
            note=str(row.note),
        )
        for row in law[law.number.notna()].itertuples()
    ]


def _optional(value: object) -> float | None:
    number = float(str(value))
    return None if number != number else number
