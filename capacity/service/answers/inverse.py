"""Questions the other way round: what would have to be so that nothing breaks, and until when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from capacity.domain.measures import LATE_FROM_PERSONS, MEASURES, beds, late, old_to_decide
from capacity.service.answers.budget import years
from capacity.service.answers.parts import (
    PERCENT,
    Asked,
    Bars,
    Found,
    Line,
    Lines,
    Role,
    name,
    residents_by_week,
    said,
    week_of,
)
from capacity.texts.said import Said

INVERSE = "inverse"


def _figures(asked: Asked) -> dict[str, Any]:
    found: dict[str, Any] = asked.plans[INVERSE].notices[INVERSE]
    return found


def _line(asked: Asked, line: str) -> pd.Series:
    table = asked.plans[INVERSE].tables[INVERSE]
    found: pd.Series = table[table.line == line].set_index("week").value
    return found


def _drawn(asked: Asked, label: str, line: str, role: Role = "other") -> Line:
    return Line(said(f"line.{label}"), _line(asked, line), role)


def largest_inflow(asked: Asked) -> Found:
    """Question 16: the largest inflow that the present places carry, and when the next step is short."""
    found = _figures(asked)
    sentences = [_carried(found)]
    if found["inflow"] is not None and found["first_short"] is not None:
        sentences.append(said("q16.next", week=week_of(found["first_short"])))
    if found["unavoidable"] and found["inflow"] is not None:
        sentences.append(said("q16.unavoidable", k=found["unavoidable"]))
    chart = Lines(
        (
            _drawn(asked, "residents_carried", "residents", "asked"),
            _drawn(asked, "usable_present", "usable", "limit"),
            Line(said("line.baseline"), residents_by_week(asked.baseline), "baseline"),
        )
    )
    return Found(found, tuple(sentences), chart)


def _carried(found: dict[str, Any]) -> Said:
    inflow = found["inflow"]
    if inflow is None:
        return said("q16.none", share=-found["lowest"] / PERCENT)
    if inflow >= found["highest"]:
        return said("q16.all", share=inflow / PERCENT)
    if inflow == 0:
        return said("q16.forecast")
    return said("q16.more" if inflow > 0 else "q16.fewer", share=abs(inflow) / PERCENT)


def old_stock(asked: Asked) -> Found:
    """Question 17: the earliest week in which no old case is left to decide, and what else is late then."""
    found, waiting = _figures(asked), old_to_decide(asked.plan)
    first = (
        said("q17.left", n=found["waiting"], week=week_of(str(waiting.index[-1])))
        if found["week"] is None
        else said("q17.gone", week=week_of(found["week"]))
    )
    late = said("q17.others", n=found["over_term"])
    gone = MEASURES["old_gone"].read(asked.plan, 1.0)
    plan = (
        said("q17.plan_left", n=float(waiting.iloc[-1]))
        if gone is None
        else said("q17.plan_gone", week=week_of(str(gone)))
    )
    chart = Lines(
        (
            _drawn(asked, "old_first", "first", "asked"),
            _drawn(asked, "others_late", "others"),
            Line(said("line.baseline"), old_to_decide(asked.baseline), "baseline"),
        )
    )
    return Found(found, (first, late, plan), chart)


def regular_in_time(asked: Asked) -> Found:
    """Question 18: the latest week to decide on a regular location before an emergency one is ordered."""
    found = _figures(asked)
    chart = Lines(
        (
            _drawn(asked, "short_without", "without", "asked"),
            _drawn(asked, "short_soonest", "soonest"),
            Line(said("line.baseline"), beds(asked.baseline).without_bed, "baseline"),
        )
    )
    if not found["needed"]:
        return Found(found, (said("q18.not_needed"),), chart)
    if found["opens"] is None:
        order, last = asked.until("q18.order", found["order"])
        sentences = [
            said("q18.too_late", week=week_of(found["short_from"]), n=found["short_still"]),
            said(order, date=last),
        ]
        return Found(found, tuple(sentences), chart)
    decide, last = asked.until("q18.decide", found["decide"])
    sentences = [
        said(decide, date=last, week=week_of(found["opens"])),
        said("q18.without", n=found["short"], week=week_of(found["short_from"])),
    ]
    return Found(found, tuple(sentences), chart)


def least_budget(asked: Asked) -> Found:
    """Question 19: the smallest budget of a year that breaks no duty which money can keep."""
    found = _figures(asked)
    sentences = [said("q19.budget", x=found["eur"])]
    if staffed := _chain_duties_broken(asked):
        sentences.append(said("q19.chain", n=staffed))
    if found["beds"] >= LATE_FROM_PERSONS:
        sentences.append(said("q19.beds", n=found["beds"]))
    if found["task"] >= LATE_FROM_PERSONS:
        sentences.append(said("q19.task", n=found["task"]))
    if found["ceiling"] is not None:
        gap = found["ceiling"] * asked.number("eur_per_million") - found["eur"]
        sentences.append(said("q19.room" if gap >= 0 else "q19.lacks", x=abs(gap)))
    spent, allowed, before = _line(asked, "spent"), _line(asked, "allowed"), years(asked.baseline)
    chart = Bars(
        tuple(name(str(year)) for year in spent.index),
        tuple(float(eur) for eur in spent),
        tuple(float(before.get(year, 0.0)) for year in spent.index),
        tuple(float(eur) for eur in allowed),
    )
    return Found(found, tuple(sentences), chart)


def _chain_duties_broken(asked: Asked) -> int:
    """How many duties break that hours mend, not places: the budget of the chain stays as it is."""
    register = asked.register
    of_chain = set(register.duty[register.formula.astype(str).str.startswith("chain.")])
    numbers = late(asked.reference)
    return len(of_chain & set(numbers[numbers.late >= LATE_FROM_PERSONS].duty))


QUESTIONS: Mapping[str, Callable[[Asked], Found]] = {
    "q16": largest_inflow,
    "q17": old_stock,
    "q18": regular_in_time,
    "q19": least_budget,
}
