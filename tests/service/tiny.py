"""Plans of four weeks written by hand: every table as small as a question needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from capacity.domain.plan_result import TABLE_COLUMNS, PlanResult

WEEKS = ["2027-01-04", "2027-01-11", "2027-01-18", "2027-01-25"]
Numbers = Sequence[float]


def rows_of(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
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
    people, beds = [], []
    for week, (total, short, inside) in enumerate(zip(residents, without_bed, holders, strict=True)):
        for name, part, missing in (
            ("adults_families", total - inside, short),
            ("status_holders", inside, 0.0),
        ):
            people.append(
                {
                    "week": WEEKS[week],
                    "class": name,
                    "residents": part,
                    "housed": part - missing,
                    "without_bed": missing,
                }
            )
    stock = {("PV20", "regular"): (0, 0, 0, 0), ("PV20", "intake"): (0, 0, 0, 0), **(places or {})}
    for region in durable or {}:
        stock.setdefault((region, "regular"), (0, 0, 0, 0))
    for (region, kind), available in stock.items():
        lasting, task = (durable or {}).get(region, (0.0, 0.0)) if kind == "regular" else (0.0, 0.0)
        for week, number in enumerate(available):
            beds.append(
                {
                    **{"week": WEEKS[week], "region": region, "type": kind, "available": number},
                    **{"usable": number, "occupied": number, "closed": 0.0, "durable": lasting},
                    **{"opened": (opened or {}).get((region, kind), (0, 0, 0, 0))[week]},
                    **{"task": task, "task_gap": max(0.0, task - lasting)},
                }
            )
    plan = [
        {"week": WEEKS[week], "region": "NL", "stage": stage, "stream": stream, "measure": measure}
        | {"value": float(number), "unit": "persons"}
        for (stage, stream, measure), numbers in (measures or {}).items()
        for week, number in enumerate(numbers)
    ]
    kept = [
        {"duty": duty, "article": "", "bound": "", "region": "NL", "week": WEEKS[week]}
        | {"due": due, "met_in_time": met, "over_term": over}
        for duty, numbers in (duties or {}).items()
        for week, (due, met, over) in enumerate(zip(*numbers, strict=True))
    ]
    costs = [
        {"week": WEEKS[week], "region": "NL", "goal": "money", "line": "emergency", "quantity": eur}
        | {"unit_price_eur": price, "eur": float(eur)}
        for week, eur in enumerate(money)
    ]
    costs += [
        {"week": WEEKS[0], "region": "NL", "goal": "other", "line": line, "quantity": eur}
        | {"unit_price_eur": 1.0, "eur": eur}
        for line, eur in (lines or {}).items()
    ]
    pools = [
        {"week": WEEKS[week], "pool": "courts", "site": "NL", "hours_available": hours}
        for week, hours in enumerate(courts)
    ]
    tables = {
        "residents": rows_of("residents", people),
        "places": rows_of("places", beds),
        "plan": rows_of("plan", plan).astype({"value": float}),
        "duties": rows_of("duties", kept).astype({"due": float, "met_in_time": float, "over_term": float}),
        "costs": rows_of("costs", costs),
        "pools": rows_of("pools", pools),
    }
    return PlanResult("tiny", tables, {}, {}, {}, {}, notices or {})
