"""Plans of four weeks written by hand: every table as small as a question needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from capacity.domain.plan_result import TABLE_COLUMNS, PlanResult

WEEKS = ["2027-01-04", "2027-01-11", "2027-01-18", "2027-01-25"]
NONE = (0.0, 0.0, 0.0, 0.0)
Numbers = Sequence[float]
Block = tuple[str, str]
Row = dict[str, Any]


def rows_of(table: str, rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(TABLE_COLUMNS[table]))


def tiny_plan(
    residents: Numbers = (0, 0, 0, 0),
    without_bed: Numbers = (0, 0, 0, 0),
    holders: Numbers = (0, 0, 0, 0),
    places: Mapping[tuple[str, str], Numbers] | None = None,
    opened: Mapping[tuple[str, str], Numbers] | None = None,
    durable: Mapping[str, tuple[float, float]] | None = None,
    measures: Mapping[tuple[str, str, str], Numbers] | None = None,
    duties: Mapping[str, tuple[Numbers, Numbers, Numbers]] | None = None,
    money: Numbers = (0, 0, 0, 0),
    lines: Mapping[str, float] | None = None,
    courts: Numbers = (0, 0, 0, 0),
    price: float = 0.0,
    notices: Mapping[str, Any] | None = None,
) -> PlanResult:
    """A plan from numbers per week.

    Args:
        residents, without_bed: persons; `holders` of them are status holders.
        places: available (and usable) places by region and type; `opened` the same way.
        durable: by region the lasting places in the last week and the task.
        measures: by stage, stream and measure.
        duties: by duty what was due, met in time and over term.
        money: EUR of the money goal by week; `lines` are single lines of cost in the first week.
    """
    tables = {
        "residents": rows_of("residents", _people(residents, without_bed, holders)),
        "places": rows_of("places", _beds(places or {}, opened or {}, durable or {})),
        "plan": rows_of("plan", _measures(measures or {})).astype({"value": float}),
        "duties": rows_of("duties", _duties(duties or {})).astype(
            {"due": float, "met_in_time": float, "over_term": float}
        ),
        "costs": rows_of("costs", _costs(money, lines or {}, price)),
        "pools": rows_of("pools", _courts(courts)),
    }
    return PlanResult("tiny", tables, {}, {}, {}, {}, notices or {})


def _people(residents: Numbers, without_bed: Numbers, holders: Numbers) -> list[Row]:
    """Holders are all housed; whoever is without a bed is among the others."""
    found: list[Row] = []
    for week, total, short, inside in zip(WEEKS, residents, without_bed, holders, strict=True):
        for name, part, missing in (
            ("adults_families", total - inside, short),
            ("status_holders", inside, 0.0),
        ):
            found.append(
                {"week": week, "class": name, "residents": part}
                | {"housed": part - missing, "without_bed": missing}
            )
    return found


def _beds(
    places: Mapping[Block, Numbers],
    opened: Mapping[Block, Numbers],
    durable: Mapping[str, tuple[float, float]],
) -> list[Row]:
    """Every block all in use; lasting places and task stand on the regular row of a region."""
    stock = {("PV20", "regular"): NONE, ("PV20", "intake"): NONE, **places}
    for region in durable:
        stock.setdefault((region, "regular"), NONE)
    found: list[Row] = []
    for (region, kind), available in stock.items():
        lasting, task = durable.get(region, (0.0, 0.0)) if kind == "regular" else (0.0, 0.0)
        for week, number in enumerate(available):
            found.append(
                {"week": WEEKS[week], "region": region, "type": kind, "available": number}
                | {"usable": number, "occupied": number, "closed": 0.0, "durable": lasting}
                | {"opened": opened.get((region, kind), NONE)[week]}
                | {"task": task, "task_gap": max(0.0, task - lasting)}
            )
    return found


def _measures(measures: Mapping[tuple[str, str, str], Numbers]) -> list[Row]:
    return [
        {"week": WEEKS[week], "region": "NL", "stage": stage, "stream": stream, "measure": measure}
        | {"value": float(number), "unit": "persons"}
        for (stage, stream, measure), numbers in measures.items()
        for week, number in enumerate(numbers)
    ]


def _duties(duties: Mapping[str, tuple[Numbers, Numbers, Numbers]]) -> list[Row]:
    return [
        {"duty": duty, "article": "", "bound": "", "region": "NL", "week": WEEKS[week]}
        | {"due": due, "met_in_time": met, "over_term": over}
        for duty, numbers in duties.items()
        for week, (due, met, over) in enumerate(zip(*numbers, strict=True))
    ]


def _costs(money: Numbers, lines: Mapping[str, float], price: float) -> list[Row]:
    by_week: list[Row] = [
        {"week": WEEKS[week], "region": "NL", "goal": "money", "line": "emergency", "quantity": eur}
        | {"unit_price_eur": price, "eur": float(eur)}
        for week, eur in enumerate(money)
    ]
    single: list[Row] = [
        {"week": WEEKS[0], "region": "NL", "goal": "other", "line": line, "quantity": eur}
        | {"unit_price_eur": 1.0, "eur": eur}
        for line, eur in lines.items()
    ]
    return by_week + single


def _courts(hours: Numbers) -> list[Row]:
    return [
        {"week": WEEKS[week], "pool": "courts", "site": "NL", "hours_available": number}
        for week, number in enumerate(hours)
    ]
