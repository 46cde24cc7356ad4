"""Figures that pages show, taken from the tables of a plan; nothing here knows a language or a screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capacity.domain.measures import (
    BEDS,
    LATE_FROM_PERSONS,
    NO_LEGAL_TERM,
    beds,
    gaps,
    late,
    missing_places,
    money,
    newly_opened,
    weeks,
)
from capacity.domain.plan_result import PlanResult
from capacity.domain.remembered import once_per_plan

NATION = "NL"
TASK = "spreading_task"
HOUSING_TYPES = ("regular", "minors", "transit", "intake", "emergency", "hotel", "crisis", "municipal")
UNRANKED = 9
"""Behind all ranks there are: a rank of 0 is told, and no goal of the plan."""

__all__ = [
    "BEDS",
    "HOUSING_TYPES",
    "LATE_FROM_PERSONS",
    "NATION",
    "TASK",
    "DutyState",
    "KeyFigures",
    "beds",
    "by_rank",
    "duty_states",
    "gaps",
    "key_figures",
    "late",
    "missing_places",
    "monday",
    "money",
    "moves",
    "orders",
    "places_by_type",
    "pool_use",
    "queue",
    "stages",
    "weeks",
    "yearly_price",
]


def monday(week: str) -> date:
    """The Monday that a table names."""
    return date.fromisoformat(week)


@once_per_plan
def places_by_type(plan: PlanResult, region: str = NATION) -> pd.DataFrame:
    """Per week and type in a region or all of them: available, usable, occupied, opened, closed (places)."""
    places = plan.tables["places"]
    chosen = places if region == NATION else places[places.region == region]
    columns = ["available", "usable", "occupied", "opened", "closed"]
    return chosen.groupby(["week", "type"], as_index=False)[columns].sum()


def by_rank(register: pd.DataFrame) -> pd.DataFrame:
    """Duties in the order of their rank; those of rank 0, which the plan only tells, come last.

    Args:
        register: column rank at least.
    """
    return register.sort_values(
        "rank", key=lambda ranks: ranks.astype(int).replace(0, UNRANKED), kind="stable"
    )


@dataclass(frozen=True)
class DutyState:
    """How a duty fares in a plan; `first_week` is None when it holds in every week shown."""

    duty: str
    article: str
    bound: str
    rank: int
    first_week: str | None
    now: bool
    first_late: float
    highest: float
    highest_week: str
    last_late: float

    @property
    def breaks(self) -> bool:
        """Whether somebody is late or too many in some week shown."""
        return self.first_week is not None


def duty_states(plan: PlanResult, register: pd.DataFrame) -> list[DutyState]:
    """Every duty of the plan: those that break first, by rank and then week; a rank of 0 comes last.

    Args:
        register: columns duty and rank at least.
    """
    return list(_states_by_rank(plan, tuple(zip(register.duty, register["rank"].astype(int), strict=True))))


@once_per_plan
def _states_by_rank(plan: PlanResult, ranked: tuple[tuple[str, int], ...]) -> list[DutyState]:
    ranks = dict(ranked)
    numbers = late(plan)
    table = plan.tables["duties"].drop_duplicates("duty")
    first = weeks(plan)[0]
    bound = {str(row.duty): (str(row.article), str(row.bound)) for row in table.itertuples()}
    week, number = numbers.week.to_numpy(), numbers.late.to_numpy()
    states = [
        _duty_state(str(duty), week[rows], number[rows], bound[str(duty)], ranks.get(str(duty), 0), first)
        for duty, rows in numbers.groupby("duty").indices.items()
    ]
    order = {duty: place for place, duty in enumerate(ranks)}
    return sorted(
        states,
        key=lambda state: (
            not state.breaks,
            state.rank or UNRANKED,
            state.first_week or "",
            state.duty != BEDS,
            order.get(state.duty, len(order)),
        ),
    )


def _duty_state(
    duty: str, week: Any, late: NDArray[np.float64], bound: tuple[str, str], rank: int, start: str
) -> DutyState:
    """A duty's state; the weeks are in order."""
    broken, highest = np.flatnonzero(late > 0), int(late.argmax())
    first = str(week[broken[0]]) if len(broken) else None
    return DutyState(
        duty=duty,
        article=bound[0],
        bound=bound[1],
        rank=rank,
        first_week=first,
        now=first == start,
        first_late=float(late[broken[0]]) if len(broken) else 0.0,
        highest=float(late[highest]),
        highest_week=str(week[highest]),
        last_late=float(late[-1]),
    )


@dataclass(frozen=True)
class KeyFigures:
    """The four figures of the first page; the cost is euros per year."""

    without_bed: float
    duties_broken: int
    duties: int
    gap: float
    cost: float


@once_per_plan
def key_figures(plan: PlanResult, weeks_per_year: float) -> KeyFigures:
    """The four figures of a plan; its money in the weeks shown is scaled to a year."""
    numbers = late(plan)
    broken = numbers[numbers.late > 0].duty.nunique()
    return KeyFigures(
        without_bed=float(beds(plan).without_bed.max()),
        duties_broken=int(broken),
        duties=int(numbers.duty.nunique()),
        gap=missing_places(plan),
        cost=money(plan) * weeks_per_year / len(weeks(plan)),
    )


def moves(plan: PlanResult) -> pd.DataFrame:
    """What opens and closes: week, region, type, opened, closed (places), one row per change."""
    places = plan.tables["places"]
    changed = places[(places.opened > 0) | (places.closed > 0)]
    columns = ["week", "region", "type", "opened", "closed", "available", "usable"]
    return changed[columns].sort_values(["week", "region", "type"]).reset_index(drop=True)


def orders(plan: PlanResult, lead_weeks: dict[str, float], horizon_weeks: int) -> pd.DataFrame:
    """Openings that still can be ordered and must be within some weeks: by, week, region, type, opened.

    What is contracted or was ordered before is not ordered again.

    Args:
        lead_weeks: weeks between order and opening by type; types without one are not ordered.
    """
    found = newly_opened(plan)
    found = found[found.opened > 0].copy()
    first = monday(weeks(plan)[0])
    leads = found.type.map(lead_weeks)
    found = found[leads.notna()]
    by = [
        monday(week) - timedelta(weeks=float(lead))
        for week, lead in zip(found.week, leads.dropna(), strict=True)
    ]
    found["by"] = pd.Series([day.isoformat() for day in by], index=found.index, dtype=object)
    last = (first + timedelta(weeks=horizon_weeks)).isoformat()
    chosen = found[(found.by >= first.isoformat()) & (found.by < last)]
    return chosen.sort_values(["by", "week", "region", "type"]).reset_index(drop=True)


def yearly_price(plan: PlanResult, weeks_per_year: float) -> dict[str, float]:
    """Euros per year of one place by type, from the prices the plan paid."""
    costs = plan.tables["costs"]
    prices = costs[costs.line.isin(HOUSING_TYPES)].groupby("line").unit_price_eur.max()
    return {str(kind): float(price) * weeks_per_year for kind, price in prices.items()}


def stages(plan: PlanResult, order: Sequence[str], register: pd.DataFrame) -> pd.DataFrame:
    """Per stage: load of its hands, queue at the end, served per week, first week late, weeks until it.

    `load` is hours used over hours available, in all weeks shown together, of the busiest pool of the stage;
    `pool` is that pool. `breach` and `weeks_left` are of every duty of the law at the stage, also of
    those only watched; where no article sets the term, `norm_from` and `norm_weeks` tell when a norm is over.

    Args:
        register: columns duty, stage and rank at least.
    """
    ranked = zip(register.duty, register.stage, register["rank"].astype(int), strict=True)
    return _stages(plan, tuple(order), tuple(ranked)).copy()


@once_per_plan
def _stages(
    plan: PlanResult, order: tuple[str, ...], ranked: tuple[tuple[str, str, int], ...]
) -> pd.DataFrame:
    register = pd.DataFrame(ranked, columns=["duty", "stage", "rank"])
    table = plan.tables["plan"]
    measures = table.pivot_table(index="week", columns=["stage", "measure"], values="value", aggfunc="sum")
    loads, of_law = _loads(plan), _late_by_stage(plan, register)
    rows = []
    for stage in order:
        if (stage, "queue") not in measures.columns:
            continue
        over, unfinished = measures[stage, "over_term"], measures[stage, "unfinished"]
        by_norm = stage in NO_LEGAL_TERM
        own = unfinished if by_norm else over + unfinished
        breach, weeks_left = _first_late(own.combine(of_law.get(stage, own), max))
        norm_from, norm_weeks = _first_late(over) if by_norm else ("", np.nan)
        load, pool = loads.get(stage, (0.0, ""))
        rows.append(
            {
                "stage": stage,
                "pool": pool,
                "load": load,
                "queue": float(measures[stage, "queue"].iloc[-1]),
                "inflow": float(measures[stage, "inflow"].mean()),
                "served": float(measures[stage, "served"].mean()),
                "over_term": float(over.iloc[-1]),
                "breach": breach,
                "weeks_left": weeks_left,
                "norm_from": norm_from,
                "norm_weeks": norm_weeks,
            }
        )
    return pd.DataFrame(rows)


def _late_by_stage(plan: PlanResult, register: pd.DataFrame) -> dict[str, pd.Series]:
    """Per stage and week the persons late of its duty of the law with most of them; norms are left out."""
    is_norm = register.stage.isin(NO_LEGAL_TERM) & (register["rank"] == 0)
    rows = late(plan).merge(register.loc[~is_norm, ["duty", "stage"]], on="duty")
    return {str(stage): part.groupby("week").late.max() for stage, part in rows.groupby("stage")}


def _first_late(persons: pd.Series) -> tuple[str, float]:
    """The first week with somebody late and its place among the weeks; an empty text where there is none."""
    late_weeks = np.flatnonzero(persons.to_numpy() >= LATE_FROM_PERSONS)
    return (str(persons.index[late_weeks[0]]), float(late_weeks[0])) if late_weeks.size else ("", np.nan)


def _loads(plan: PlanResult) -> dict[str, tuple[float, str]]:
    """Per stage the load of its busiest pool in all weeks shown together, and that pool."""
    use = pool_use(plan).set_index("pool").load
    users = plan.tables["resources"][["stage", "pool"]].drop_duplicates()
    loads: dict[str, tuple[float, str]] = {}
    for stage, pool in zip(users.stage, users.pool, strict=True):
        loads[stage] = max(loads.get(stage, (0.0, "")), (float(use.get(pool, 0.0)), pool))
    return loads


def pool_use(plan: PlanResult) -> pd.DataFrame:
    """Per pool over the weeks shown: hours_available, hours_used and load (share of the hours)."""
    sums = plan.tables["pools"].groupby("pool", sort=False)[["hours_available", "hours_used"]].sum()
    available = sums.hours_available.where(sums.hours_available > 0)
    sums["load"] = (sums.hours_used / available).fillna(0.0)
    return sums.reset_index()


def queue(plan: PlanResult, stage: str) -> pd.DataFrame:
    """Per week at a stage, all streams together: in_term and over_term (persons at the week's end)."""
    table = plan.tables["plan"]
    rows = table[(table.stage == stage) & table.measure.isin(["queue", "over_term"])]
    sums = rows.pivot_table(index="week", columns="measure", values="value", aggfunc="sum")
    over = sums.over_term.clip(upper=sums.queue)
    return pd.DataFrame({"in_term": sums.queue - over, "over_term": over})
