"""The decision note as text and numbers: what the page shows and what the paper holds, word for word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Row = tuple[str, ...]


@dataclass(frozen=True)
class NoteTable:
    """A table of the note, every cell as it is read.

    Args:
        headings: first the words of the rows, then one per column of figures.
        rows: cells in the order of the headings.
        more: what is said when rows had to be left out, so that the note stays one page.
        figures: whether all columns but the first hold figures.
    """

    headings: Row
    rows: tuple[Row, ...]
    more: str = ""
    figures: bool = True


@dataclass(frozen=True)
class NoteChart:
    """Usable places by type with the residents above them, week by week.

    Args:
        weeks: Mondays, in order.
        places: per type its word and its usable places per week, the lowest of the stack first.
        residents: persons per week, named by `residents_word`.
        baseline: residents of the baseline; empty when the note is about the baseline.
        first, last: the first and last week as an axis names them.
        axis: figures of the vertical axis, from zero up, each as it is read.
    """

    weeks: tuple[date, ...]
    places: tuple[tuple[str, tuple[float, ...]], ...]
    residents: tuple[float, ...]
    residents_word: str
    baseline: tuple[float, ...]
    baseline_word: str
    first: str
    last: str
    axis: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class NotePart:
    """One numbered part: a heading, then sentences, then a table or the chart."""

    heading: str
    sentences: tuple[str, ...] = ()
    table: NoteTable | None = None
    chart: NoteChart | None = None


@dataclass(frozen=True)
class DecisionNote:
    """One page for who decides.

    Args:
        title: the answer sentence of the page Situation.
        line: what this is, of which scenario, of which day, on which data.
        cautions: a deviation from the law or stale data, said under the title.
        day: day of the plan; dates the document itself.
        footer: sources, plan, versions, privacy.
    """

    language: Literal["nl", "en"]
    title: str
    line: str
    cautions: tuple[str, ...]
    parts: tuple[NotePart, ...]
    footer: tuple[str, ...]
    day: date
