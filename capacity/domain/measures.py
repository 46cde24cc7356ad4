"""Figures of a plan that pages, commands and answers share, taken from its tables alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from capacity.domain.plan_result import PlanResult
from capacity.domain.remembered import once_per_plan

Unit = Literal["persons", "places", "duties", "eur", "weeks", "week"]
Figure = float | str | None
BEDS, INTAKE_CAP = "beds", "intake_cap"
LATE_FROM_PERSONS = 0.5
OLD_DECISIONS = ("decision", "old")
TO_DECIDE = "to_decide"
"""Who waits and will not leave undecided: in plan.csv at stages where some will; elsewhere the queue."""
HOUSING, TRANSMISSION = "housing", "eurodac_transmission"
WITHIN_TERM_OF: Mapping[str, tuple[str, ...]] = {"eurodac_capture": (TRANSMISSION,)}
"""Stages whose work must be done within a term that ends at a later stage."""
NO_LEGAL_TERM = (HOUSING, "appeal")
"""Stages whose term no article sets: it is a norm, or left to the state; who is over it is shown apart."""


@once_per_plan
def weeks(plan: PlanResult) -> list[str]:
    """Weeks shown, in order."""
    return sorted(plan.tables["residents"].week.unique())


@once_per_plan
def beds(plan: PlanResult) -> pd.DataFrame:
    """Per week (index): residents, housed, without_bed (persons) and usable (places, border left out)."""
    people = plan.tables["residents"].groupby("week")[["residents", "housed", "without_bed"]].sum()
    places = plan.tables["places"]
    people["usable"] = places[places.type != "border"].groupby("week").usable.sum()
    return people


def newly_opened(plan: PlanResult) -> pd.DataFrame:
    """Openings that the plan decides, not those contracted or ordered before: week, region, type, opened."""
    keys = ["week", "region", "type"]
    opened = plan.tables["places"].groupby(keys).opened.sum().astype(float)
    known = pd.DataFrame(plan.notices.get("announced", []), columns=[*keys, "places"])
    announced = known.groupby(keys).places.sum().astype(float).reindex(opened.index, fill_value=0.0)
    return opened.sub(announced).clip(lower=0.0).rename("opened").reset_index()


@once_per_plan
def late(plan: PlanResult) -> pd.DataFrame:
    """Per duty and week: `late` (persons or places) and `share`, late over all whose turn it was.

    Late is what stands over term at the week's end, or what fell due and was not met in time when that
    is more (stages that the law closes at their term keep nobody).
    """
    table = plan.tables["duties"]
    sums = table.groupby(["duty", "week"], as_index=False)[["due", "met_in_time", "over_term"]].sum()
    missed = (sums.due - sums.met_in_time).clip(lower=0)
    sums["late"] = missed.where(missed > sums.over_term, sums.over_term)
    sums["late"] = sums.late.where(sums.late >= LATE_FROM_PERSONS, 0.0)
    everybody = sums.late + sums.met_in_time
    sums["share"] = (sums.late / everybody.where(everybody > 0)).fillna(0.0)
    return sums[["duty", "week", "late", "share"]]


@once_per_plan
def gaps(plan: PlanResult) -> pd.DataFrame:
    """Per province in the last week shown: durable, task and gap (places); only provinces with a task."""
    places = plan.tables["places"]
    last = places[places.week == places.week.max()]
    sums = last.groupby("region", as_index=False)[["durable", "task"]].sum()
    asked: pd.DataFrame = sums[sums.task > 0].reset_index(drop=True)
    return asked.assign(gap=asked.task - asked.durable)


def missing_places(plan: PlanResult) -> float:
    """Places that provinces lack for their task in the last week; what one has over helps no other."""
    return float(gaps(plan).gap.clip(lower=0).sum())


@once_per_plan
def money(plan: PlanResult) -> float:
    """Euros in the weeks shown, of the money goal."""
    costs = plan.tables["costs"]
    return float(costs[costs.goal == "money"].eur.sum())


def queue(plan: PlanResult, stage: str, stream: str = "", measure: str = "queue") -> pd.Series:
    """Per week (index) a measure of a stage, one stream or all together, in persons."""
    table = plan.tables["plan"]
    rows = table[(table.stage == stage) & (table.measure == measure)]
    if stream:
        rows = rows[rows.stream == stream]
    found: pd.Series = rows.groupby("week").value.sum().reindex(weeks(plan), fill_value=0.0)
    return found


def old_to_decide(plan: PlanResult) -> pd.Series:
    """Per week (index) the old cases still to be decided; who will leave by themselves is not among them."""
    table = plan.tables["plan"]
    stage, stream = OLD_DECISIONS
    rows = table[(table.stage == stage) & (table.stream == stream) & (table.measure == TO_DECIDE)]
    return queue(plan, stage, stream, "queue" if rows.empty else TO_DECIDE)


def first_gone(to_decide: npt.ArrayLike) -> int | None:
    """The first week at whose end nobody is still to be decided; None where none is.

    Args:
        to_decide: cases of a stock still to be decided at each week's end.
    """
    gone = np.flatnonzero(np.asarray(to_decide) < LATE_FROM_PERSONS)
    return int(gone[0]) if gone.size else None


def places_of(plan: PlanResult, kind: str, measure: str) -> pd.Series:
    """Per week (index) a measure of all places of one type."""
    table = plan.tables["places"]
    found: pd.Series = table[table.type == kind].groupby("week")[measure].sum()
    return found


def over_at_start(plan: PlanResult) -> dict[str, float]:
    """Persons per station over a term of the law when the plan began; who was over a norm is left out."""
    over = plan.notices.get("over_term_at_start") or {}
    return {
        station: float(persons)
        for station, persons in over.items()
        if station.partition(".")[0] not in NO_LEGAL_TERM
    }


@dataclass(frozen=True)
class Measure:
    """One figure of a plan on a card or in a comparison: its id, its unit and how it is read."""

    id: str
    unit: Unit
    read: Callable[[PlanResult, float], Figure]


def _duties_broken(plan: PlanResult, _: float) -> float:
    numbers = late(plan)
    return float(numbers[numbers.late > 0].duty.nunique())


def _cost(plan: PlanResult, weeks_per_year: float) -> float:
    return money(plan) * weeks_per_year / len(weeks(plan))


def _over_term(plan: PlanResult, _: float) -> float:
    table = plan.tables["plan"]
    legal = ~table.stage.isin(NO_LEGAL_TERM)
    rows = table[(table.measure == "over_term") & legal & (table.week == weeks(plan)[-1])]
    return float(rows.value.sum())


def _old_gone(plan: PlanResult, _: float) -> str | None:
    waiting = old_to_decide(plan)
    gone = first_gone(waiting)
    return None if gone is None else str(waiting.index[gone])


def _highest(kind: str, measure: str) -> Callable[[PlanResult, float], float]:
    return lambda plan, _: float(places_of(plan, kind, measure).max())


def _over_cap_weeks(plan: PlanResult, _: float) -> float:
    numbers = late(plan)
    return float(((numbers.duty == INTAKE_CAP) & (numbers.late > 0)).sum())


def _penalties_above_cap(plan: PlanResult, _: float) -> float:
    costs = plan.tables["costs"]
    settled = costs[(costs.goal == "after_solve") & costs.line.str.startswith("intake")]
    return float(settled.eur.sum())


MEASURES: Mapping[str, Measure] = {
    part.id: part
    for part in (
        Measure("without_bed", "persons", lambda plan, _: float(beds(plan).without_bed.max())),
        Measure("duties_broken", "duties", _duties_broken),
        Measure("task_gap", "places", lambda plan, _: missing_places(plan)),
        Measure("cost", "eur", _cost),
        Measure("over_term", "persons", _over_term),
        Measure("old_gone", "week", _old_gone),
        Measure("emergency", "places", _highest("emergency", "available")),
        Measure("over_cap_weeks", "weeks", _over_cap_weeks),
        Measure("over_cap_eur", "eur", _penalties_above_cap),
        Measure("unsent", "persons", lambda plan, _: float(queue(plan, TRANSMISSION).max())),
        Measure("border_used", "places", _highest("border", "occupied")),
        Measure("status_holders", "persons", lambda plan, _: float(queue(plan, HOUSING).iloc[-1])),
    )
}
"""The figures beside a plan, in the order in which cards and comparisons show them."""


@once_per_plan
def measured(plan: PlanResult, weeks_per_year: float) -> dict[str, Figure]:
    """Every figure of a plan; money is scaled to a year, a week that does not come is None."""
    return {name: part.read(plan, weeks_per_year) for name, part in MEASURES.items()}
