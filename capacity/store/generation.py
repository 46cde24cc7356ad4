"""One generation: a DuckDB file that is written once and then only read, briefly, by its unique name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from capacity.store.rules import TableRule, check_tables, quoted

DOCUMENTS = "_documents"
INFO = "_info"
_NUMBER_KINDS = ("integer", "floating", "mixed-integer-float")
_SETTINGS: dict[str, Any] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": 1,
}


def write_generation(
    path: Path,
    tables: Mapping[str, pd.DataFrame],
    documents: Mapping[str, str],
    info: Mapping[str, Any],
    rules: Mapping[str, TableRule],
) -> None:
    """Writes a new file, checks it by its rules and closes it.

    Args:
        path: a name that does not exist yet.
        tables: frames by name; columns of objects are kept as numbers or text, the index dropped.
        documents: texts by name.
        info: what JSON can hold, by key.

    Raises:
        BrokenSnapshotError: a rule does not hold.
        ValueError: a table's name starts with an underscore.
    """
    reserved = sorted(name for name in tables if name.startswith("_"))
    if reserved:
        raise ValueError(f"reserved table names: {', '.join(reserved)}")
    with duckdb.connect(str(path), config=_SETTINGS) as connection:
        for name, frame in tables.items():
            connection.register("incoming", _as_stored(frame))
            connection.execute(f"CREATE TABLE {quoted(name)} AS SELECT * FROM incoming")
            connection.unregister("incoming")
        _write_pairs(connection, DOCUMENTS, documents)
        encoded = {key: json.dumps(value, sort_keys=True) for key, value in info.items()}
        _write_pairs(connection, INFO, encoded)
        rows = {name: len(frame) for name, frame in tables.items()}
        check_tables(connection, {**rows, DOCUMENTS: len(documents), INFO: len(info)}, rules)


def _write_pairs(connection: duckdb.DuckDBPyConnection, table: str, pairs: Mapping[str, str]) -> None:
    connection.execute(f"CREATE TABLE {table} (name VARCHAR PRIMARY KEY, content VARCHAR NOT NULL)")
    if pairs:
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", [list(pair) for pair in pairs.items()])


def _as_stored(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of objects named as numbers or text: DuckDB would guess the type of an empty column."""
    loose = [name for name in frame.columns if frame[name].dtype == object]
    kinds = {name: pd.api.types.infer_dtype(frame[name], skipna=True) for name in loose}
    types = {name: "float64" if kind in _NUMBER_KINDS else "string" for name, kind in kinds.items()}
    return frame.reset_index(drop=True).astype(types)


@contextmanager
def _reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(path), read_only=True, config=_SETTINGS)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def held_open(path: Path) -> Iterator[None]:
    """Keeps a generation open: to open its file takes longer than to read a table from it."""
    with _reading(path):
        yield


def read_frame(path: Path, table: str) -> pd.DataFrame:
    """One table, its rows in the order in which they were written; empty text cells are ""."""
    with _reading(path) as connection:
        if table not in _table_names(connection):
            raise KeyError(table)
        frame = connection.execute(f"SELECT * FROM {quoted(table)}").df()
    text = [name for name in frame.columns if frame[name].dtype == object]
    return frame.fillna(dict.fromkeys(text, "")) if text else frame


def read_pairs(path: Path, table: str) -> dict[str, str]:
    """All documents, or the encoded info, by name."""
    with _reading(path) as connection:
        rows = connection.execute(f"SELECT name, content FROM {table} ORDER BY name").fetchall()
    return {str(name): str(content) for name, content in rows}


def read_columns(path: Path) -> dict[str, tuple[str, ...]]:
    """The columns of each table, by the table's name."""
    with _reading(path) as connection:
        rows = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal ORDER BY column_index"
        ).fetchall()
    found: dict[str, tuple[str, ...]] = {}
    for table, column in rows:
        if not str(table).startswith("_"):
            found[str(table)] = (*found.get(str(table), ()), str(column))
    return found


def read_table_names(path: Path) -> list[str]:
    """Names of the tables, sorted."""
    with _reading(path) as connection:
        return _table_names(connection)


def _table_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY table_name").fetchall()
    return [str(row[0]) for row in rows if not str(row[0]).startswith("_")]
