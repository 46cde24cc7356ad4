"""Parameters: every number the model uses, with its unit, range, kind and source."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

Kind = Literal["fact", "derived", "assumption", "input needed"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True)
class Parameter:
    """One row of data/parameters or of the law: a value and everything needed to defend it.

    `is_term` marks a term that the law sets: a longer one contradicts the article.
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

    def marked(self, kind: Kind, filled_in: Collection[str] = ()) -> list[str]:
        """Ids of one kind, in order: what a screen or export must mark.

        Args:
            filled_in: ids for which a planner gave a value; they are no longer of the kind of their row.
        """
        return sorted(row.id for row in self.values() if row.kind == kind and row.id not in filled_in)
