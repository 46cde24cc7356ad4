"""Parameters: every number the model uses, with its unit, range, kind and source."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from capacity.domain.problems import plain_number

Kind = Literal["fact", "derived", "assumption", "input needed", "own value"]
OWN: Kind = "own value"
KINDS: tuple[str, ...] = tuple(kind for kind in get_args(Kind) if kind != OWN)
"""Kinds of what ships; a value that a scenario gives in its place is its own."""
LIFTED = "share of the ground"
"""Unit of a ground of the border procedure that is lifted whatever its condition."""


@dataclass(frozen=True)
class Beyond:
    """From where on a value that is no term of the law contradicts its article all the same.

    Args:
        departs: whether values up to the limit do, those from it on, or those above it.
        problem: the message that says so.
    """

    departs: Literal["up_to", "from", "above"]
    limit: float
    problem: str

    def holds(self, value: float) -> bool:
        """Whether a value contradicts the article."""
        if self.departs == "up_to":
            return value <= self.limit
        return value >= self.limit if self.departs == "from" else value > self.limit

    def fault(self, row: Parameter) -> tuple[str, str]:
        """The fault of such a value, and what the law says: a limit that it sets, or the article alone."""
        limit = f"{plain_number(self.limit)} {row.unit}, " if self.departs == "above" else ""
        return self.problem, f"{limit}{row.article}"


@dataclass(frozen=True)
class Parameter:
    """One row of data/parameters or of the law: a value and everything needed to defend it.

    `is_term` marks a term or number that the law sets: more of it contradicts the article. `beyond` says
    for another number which values contradict it.
    """

    id: str
    value: float
    unit: str
    kind: Kind
    source: str
    low: float | None = None
    high: float | None = None
    article: str = ""
    note: str = ""
    is_term: bool = False
    beyond: Beyond | None = None

    @property
    def limits(self) -> tuple[float, float]:
        """The least and most that a scenario may put in its place; what has no range cannot be changed."""
        low = self.value if self.low is None else self.low
        return low, self.value if self.high is None else self.high

    @property
    def may_depart(self) -> bool:
        """Whether some value of it contradicts its article, so that the article must be named."""
        return self.is_term or self.unit == LIFTED or self.beyond is not None

    def departure(self, value: float) -> tuple[str, str] | None:
        """The fault of a value that contradicts the article, and what the law says; None when it does not."""
        if self.beyond is not None:
            return self.beyond.fault(self) if self.beyond.holds(value) else None
        if not self.may_depart or value <= self.value:
            return None
        if self.unit == LIFTED:
            return "ground_lifted", self.article
        return "deviation_not_named", f"{plain_number(self.value)} {self.unit}, {self.article}"


class Parameters(Mapping[str, Parameter]):
    """All parameters by id; a number without a row cannot be had from it."""

    def __init__(self, rows: Iterable[Parameter]) -> None:
        self._rows = {row.id: row for row in rows}

    def __getitem__(self, parameter_id: str) -> Parameter:
        try:
            return self._rows[parameter_id]
        except KeyError:
            raise KeyError(f"no row in data/ for parameter '{parameter_id}'") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def number(self, parameter_id: str) -> float:
        """The value of a parameter, in the unit of its row."""
        return self[parameter_id].value

    def with_values(self, values: Mapping[str, float]) -> Parameters:
        """A copy with some values replaced; ids, units and sources stay."""
        return Parameters(
            replace(row, value=values[row.id]) if row.id in values else row for row in self.values()
        )

    def with_own(self, values: Mapping[str, float], sources: Mapping[str, str]) -> Parameters:
        """A copy with the values of a scenario, each named as its own with where it says it comes from."""
        return Parameters(
            replace(row, value=values[row.id], kind=OWN, source=sources.get(row.id, ""))
            if row.id in values
            else row
            for row in self.values()
        )

    def marked(self, kind: Kind, filled_in: Collection[str] = ()) -> list[str]:
        """Ids of one kind, in order: what a screen or export must mark.

        Args:
            filled_in: ids for which a planner gave a value; they are no longer of the kind of their row.
        """
        return sorted(row.id for row in self.values() if row.kind == kind and row.id not in filled_in)
