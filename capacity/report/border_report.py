"""The monthly report on the border procedure (APR 49(4)) from the tables of a plan.

A state that applies the measure of APR 48 reports each month: persons in the border procedure, inflow and
outflow of each week, staff, and two average durations. The plan shows in which months the number of APR 47(1)
is reached; from such a month the measure may last until the end of the calendar year (APR 48(4)).
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from capacity.domain.border import BorderMonth
from capacity.domain.parameters import Parameters
from capacity.domain.plan_result import PlanResult

ARTICLE, TRIGGER_ARTICLE = "APR 49(4)", "APR 48(1)"
BORDER = "border"
EXAMINED, COURT, RETURN = "decision", "appeal", "return_border"
BORDER_STAGES = (EXAMINED, COURT, RETURN)
EXITS = ("served", "unfinished", "diverted", "left")
CAPACITY, HOURS_PER_FTE = "adequate_capacity", "productive_hours_per_fte"
COLUMNS = ("month", "due", "week", "item", "value", "unit", "kind", "article", "source")
MONTH = len("2026-11")
EMPTY = float("nan")


def border_stock(plan: PlanResult) -> pd.Series:
    """Persons in the asylum and return border procedure at each week's end (index week; APR 48(1))."""
    table = plan.tables["plan"]
    rows = table[(table.stream == BORDER) & table.stage.isin(BORDER_STAGES) & (table.measure == "queue")]
    stock: pd.Series = rows.groupby("week").value.sum()
    return stock


def border_months(plan: PlanResult, parameters: Parameters) -> list[BorderMonth]:
    """Every month of the plan in order, and whether its report is due."""
    stock, capacity = border_stock(plan), parameters.number(CAPACITY)
    highest = stock.groupby(stock.index.str[:MONTH]).max()
    reached = [month for month, persons in highest.items() if persons >= capacity]
    return [
        BorderMonth(
            str(month),
            float(persons),
            capacity,
            any(earlier[:4] == str(month)[:4] and earlier <= str(month) for earlier in map(str, reached)),
        )
        for month, persons in highest.items()
    ]


def border_report(plan: PlanResult, parameters: Parameters) -> pd.DataFrame:
    """The report of every month of a plan, one row per item; `due` says whether it must be sent.

    Returns:
        Columns of COLUMNS; `value` is missing where no plan can know it.
    """
    due = {month.month: month.due for month in border_months(plan, parameters)}
    rows = [row for month in due for row in _month(plan, parameters, month)]
    table = pd.DataFrame(rows, columns=[name for name in COLUMNS if name not in ("due", "source")])
    said = table.month.map(due).map({True: "yes", False: "no"})
    source = f"plan {plan.summary.get('scenario_hash', '')}, snapshot {plan.summary.get('snapshot', '')}"
    return table.assign(due=said, source=source)[list(COLUMNS)]


def _month(plan: PlanResult, parameters: Parameters, month: str) -> list[tuple[object, ...]]:
    stock = border_stock(plan)
    weeks = [week for week in stock.index if week.startswith(month)]
    last = weeks[-1]
    capacity = parameters[CAPACITY]
    flows = _flows(plan, weeks)
    rows: list[tuple[object, ...]] = [
        (month, last, "persons_in_procedure", float(stock[last]), "persons", "derived", f"{ARTICLE}(a)"),
        (month, last, "adequate_capacity", capacity.value, "persons", capacity.kind, TRIGGER_ARTICLE),
    ]
    for week in weeks:
        for item in ("inflow", "outflow"):
            value = float(flows.loc[week, item])
            rows.append((month, week, item, value, "persons", "derived", f"{ARTICLE}(b)"))
    staff = _staff(plan, parameters, weeks)
    kind = parameters[HOURS_PER_FTE].kind
    rows.append((month, "", "staff", staff, "FTE", kind, f"{ARTICLE}(c)"))
    duration = _duration(plan, weeks)
    rows.append((month, "", "administrative_duration", duration, "weeks", "derived", f"{ARTICLE}(d)"))
    rows.append((month, "", "court_duration", EMPTY, "weeks", "input needed", f"{ARTICLE}(e)"))
    return rows


def _flows(plan: PlanResult, weeks: Sequence[str]) -> pd.DataFrame:
    """Per week who enters the border procedure and who leaves it for good: inflow, outflow (persons)."""
    table = plan.tables["flows"]
    inside_from = (table.from_stream == BORDER) & table.from_stage.isin(BORDER_STAGES)
    inside_to = (table.to_stream == BORDER) & table.to_stage.isin(BORDER_STAGES)
    into = table[inside_to & ~inside_from].groupby("week").persons.sum()
    out = table[inside_from & ~inside_to].groupby("week_out").persons.sum()
    found = pd.DataFrame({"inflow": into, "outflow": out})
    return found.reindex(list(weeks)).fillna(0.0)


def _measure(plan: PlanResult, stage: str, measures: Sequence[str], weeks: Sequence[str]) -> float:
    """Persons of the border stream at a stage, summed over measures and weeks."""
    table = plan.tables["plan"]
    rows = table[(table.stage == stage) & (table.stream == BORDER) & table.week.isin(list(weeks))]
    return float(rows[rows.measure.isin(list(measures))].value.sum())


def _staff(plan: PlanResult, parameters: Parameters, weeks: Sequence[str]) -> float:
    """Full-time staff who examine border applications: hours used a week over hours of one."""
    table = plan.tables["resources"]
    rows = table[(table.stage == EXAMINED) & (table.stream == BORDER) & table.week.isin(list(weeks))]
    return float(rows.hours_used.sum()) / len(weeks) / parameters.number(HOURS_PER_FTE)


def _duration(plan: PlanResult, weeks: Sequence[str]) -> float:
    """Average weeks in the administrative stage: mean queue over mean exits (Little's law)."""
    left = _measure(plan, EXAMINED, EXITS, weeks)
    return _measure(plan, EXAMINED, ("queue",), weeks) / left if left > 0 else EMPTY
