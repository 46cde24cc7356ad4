"""What must hold in a snapshot before anybody may read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb


class BrokenSnapshotError(ValueError):
    """A table of a new snapshot breaks its rules; nothing was published."""


@dataclass(frozen=True)
class TableRule:
    """What must hold for a table.

    Args:
        unique: columns that together occur once.
        filled: columns without an empty cell.
        not_negative: columns of numbers of at least 0.
    """

    unique: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    not_negative: tuple[str, ...] = ()


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever characters it has."""
    return '"' + name.replace('"', '""') + '"'


def count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """The one number that a query yields."""
    return int(connection.execute(query).fetchall()[0][0])


def check_tables(
    connection: duckdb.DuckDBPyConnection, rows: Mapping[str, int], rules: Mapping[str, TableRule]
) -> None:
    """Checks row counts and rules of a written snapshot.

    Args:
        rows: number of rows each table must have.
        rules: what must hold, by table.

    Raises:
        BrokenSnapshotError: names every table and rule that does not hold.
    """
    broken = [
        f"{table}: {wanted} rows expected"
        for table, wanted in rows.items()
        if count(connection, f"SELECT count(*) FROM {quoted(table)}") != wanted
    ]
    for table, rule in rules.items():
        broken += [f"{table}: {fault}" for fault in _broken_rules(connection, table, rule)]
    if broken:
        raise BrokenSnapshotError("; ".join(broken))


def _broken_rules(connection: duckdb.DuckDBPyConnection, table: str, rule: TableRule) -> Iterable[str]:
    source = quoted(table)
    if rule.unique:
        keys = ", ".join(quoted(column) for column in rule.unique)
        repeated = f"SELECT count(*) FROM (SELECT 1 FROM {source} GROUP BY {keys} HAVING count(*) > 1)"
        if count(connection, repeated):
            yield f"{', '.join(rule.unique)} not unique"
    for column in rule.filled:
        if count(connection, f"SELECT count(*) FROM {source} WHERE {quoted(column)} IS NULL"):
            yield f"{column} empty"
    for column in rule.not_negative:
        name = quoted(column)
        if count(
            connection, f"SELECT count(*) FROM {source} WHERE NOT ({name} >= 0) OR isnan({name}::DOUBLE)"
        ):
            yield f"{column} negative"
