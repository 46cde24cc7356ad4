"""What a reader yields, and the checks that the figures of every source go through."""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from capacity.domain.live import Remark, SourceError
from capacity.sources.live.fetching import Answer

MONTHLY, QUARTERLY, WEEKLY = "nl_asylum_monthly", "nl_asylum_quarterly", "nl_asylum_weekly"
KEY = ("series", "period", "measure", "citizen")
COLUMNS = (*KEY, "persons", "source")
TOTAL = "TOTAL"
DAYS_IN_WEEK, MONTHS_IN_QUARTER, MONTHS_IN_YEAR = 7, 3, 12
_QUARTER = re.compile(r"^(\d{4})Q([1-4])$")
SHOWN = 80


@dataclass(frozen=True)
class Reading:
    """Figures of a source in the columns of the shipped series, and what was noticed on the way."""

    observations: pd.DataFrame
    findings: tuple[Remark, ...] = ()


def period_bounds(period: str) -> tuple[date, date]:
    """First and last day of a year (2025), a month (2026-05), a quarter (2026Q2) or a week (2026-05-04)."""
    if found := _QUARTER.match(period):
        year, last = int(found[1]), int(found[2]) * MONTHS_IN_QUARTER
        return date(year, last - MONTHS_IN_QUARTER + 1, 1), _month_end(year, last)
    parts = [int(part) for part in period.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), _month_end(parts[0], MONTHS_IN_YEAR)
    if len(parts) == 2:
        return date(parts[0], parts[1], 1), _month_end(*parts)
    monday = date(*parts)
    return monday, monday + timedelta(days=DAYS_IN_WEEK - 1)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def json_object(answer: Answer) -> dict[str, Any]:
    """An answer that is one JSON object.

    Raises:
        SourceError: it was cut off, or is something else.
    """
    text = answer.content.decode("utf-8-sig", errors="replace").strip()
    if not text.startswith("{"):
        raise SourceError("changed_shape", "shape", expected="JSON", found=shortened(text))
    try:
        content: dict[str, Any] = json.loads(text)
    except json.JSONDecodeError as fault:
        if fault.pos >= len(text) or not text.endswith("}"):
            raise SourceError("failed", "truncated") from fault
        raise SourceError("changed_shape", "shape", expected="JSON", found=shortened(fault.msg)) from fault
    return content


def shortened(text: object) -> str:
    """The first words of what was found, on one line, for a sentence."""
    line = " ".join(str(text).split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def member(content: Mapping[str, Any], name: str, kind: type | tuple[type, ...]) -> Any:
    """A member that an answer must have, of the type it must be.

    Raises:
        SourceError: it lacks or is of another type.
    """
    value = content.get(name)
    if not isinstance(value, kind):
        found = ", ".join(content) if name not in content else f"{name} = {value}"
        raise SourceError("changed_shape", "shape", expected=name, found=shortened(found))
    return value


def checked(rows: Iterable[Mapping[str, object]], today: date, findings: Iterable[Remark] = ()) -> Reading:
    """Figures that are possible: some, none below zero, endless or of a time to come, no two for one period.

    Raises:
        SourceError: the first of these that does not hold; nothing of the answer is used then.
    """
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    if frame.empty:
        raise SourceError("changed_shape", "no_figures")
    for row in frame[~frame.persons.between(0, np.inf, inclusive="left")].itertuples():
        raise SourceError("failed", "negative", period=row.period, measure=row.measure, value=row.persons)
    for period in frame.period:
        if period_bounds(str(period))[0] > today:
            raise SourceError("failed", "future", period=period, today=today.isoformat())
    for row in frame[frame.duplicated(list(KEY), keep=False)].itertuples():
        raise SourceError("failed", "duplicate", period=row.period, measure=row.measure)
    return Reading(frame.sort_values(list(KEY), ignore_index=True), tuple(findings))
