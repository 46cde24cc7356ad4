"""The chain's program as an object: its columns by station, and what every part of it is built with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capacity.plan.network.parts import Key, Network, Station
from capacity.plan.solver.program import Builder, Column

Terms = dict[Column, float]
Amount = Any  # a number of persons, or an array with one for each of several paths of arrivals
OLD_STOCK: Key = ("decision", "old")


@dataclass
class Curve:
    """A cumulative number per week that is either known or made of columns."""

    known: list[Amount]
    columns: list[Column | None]


@dataclass
class Block:
    """The columns of one station, one per week; None where a station has none of the kind.

    Args:
        divert_rows: places of the rows that say how many may be diverted.
    """

    served: list[Column] = field(default_factory=list)
    served_total: list[Column] = field(default_factory=list)
    unfinished: list[Column] = field(default_factory=list)
    unfinished_total: list[Column] = field(default_factory=list)
    diverted: list[Column] = field(default_factory=list)
    divert_rows: list[int] = field(default_factory=list)
    late: list[Column] = field(default_factory=list)
    leavers: list[Column | None] = field(default_factory=list)
    entered: Curve = field(default_factory=lambda: Curve([], []))
    leavers_known: list[Amount] = field(default_factory=list)

    @cached_property
    def exits(self) -> Mapping[str, NDArray[np.int64]]:
        """Places of the columns of every exit, once all are declared."""
        ways = {"served": self.served, "unfinished": self.unfinished, "diverted": self.diverted}
        return {way: np.array([column.index for column in of], dtype=np.int64) for way, of in ways.items()}


@dataclass(frozen=True)
class Change:
    """How hours change from one week to the next: up less down.

    Args:
        row: the place of the row that says so.
    """

    row: int
    up: Column
    down: Column


@dataclass
class ChainProgram:
    """The program, and where each quantity of the chain stands in it."""

    network: Network
    program: Builder
    blocks: dict[Key, Block]
    overtime: dict[str, list[Column]]
    lent: dict[str, list[Column]]
    old_short: list[Column]
    pot_over: list[Column]
    changes: list[Change]
    hired: Column
    week_labels: list[str]
    work_short: list[Column] = field(default_factory=list)


def row_name(chain: ChainProgram, family: str, station: Station | str, week: int) -> str:
    """Name of a row or column: `term-screening_border.border-2026W48`."""
    where = station if isinstance(station, str) else station.name
    return f"{family}-{where}-{chain.week_labels[week]}"


def minus(first: Terms, second: Terms) -> Terms:
    """One sum of columns less another."""
    result = dict(first)
    for column, value in second.items():
        result[column] = result.get(column, 0.0) - value
    return result
