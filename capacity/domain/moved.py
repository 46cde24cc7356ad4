"""How far one plan lies from another: places opened otherwise, and people who live elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from capacity.domain.plan_result import PlanResult

CELL = ["week", "region", "type"]


@dataclass(frozen=True)
class Moved:
    """What differs in the weeks that both plans show.

    Args:
        opened: places that the second opens beyond the first, by region, type and week; `not_opened` the
            other way round.
        persons: people who live in another region or type in the week in which they are most.
        week: that week (ISO date); empty when nobody does.
    """

    opened: float
    not_opened: float
    persons: float
    week: str


@dataclass(frozen=True)
class Steadiness:
    """What it does that a place decided otherwise than in the last plan has a price.

    Args:
        price_eur: for each such place.
        changed, changed_freely: such places with the price and without it.
        cost_eur: money of the weeks shown that the plan costs more for it.
        as_of: the day the last plan was made for; None where that was not kept.
        accepted: whether somebody accepted the last plan; else it was the baseline.
    """

    price_eur: float
    changed: float
    changed_freely: float
    cost_eur: float
    as_of: date | None = None
    accepted: bool = False


def moved(first: PlanResult, second: PlanResult) -> Moved:
    """The distance between two plans; who comes beside or goes is no move."""
    change = _both(first, "opened").rsub(_both(second, "opened"), fill_value=0.0)
    change = change[_shared(first, second, change)]
    lives = _both(first, "occupied").rsub(_both(second, "occupied"), fill_value=0.0)
    lives = lives[_shared(first, second, lives)]
    more = lives.clip(lower=0).groupby(level="week").sum()
    fewer = (-lives).clip(lower=0).groupby(level="week").sum()
    elsewhere = pd.concat([more, fewer], axis=1).min(axis=1)
    most = float(elsewhere.max()) if len(elsewhere) else 0.0
    return Moved(
        float(change.clip(lower=0).sum()),
        float((-change).clip(lower=0).sum()),
        most,
        str(elsewhere.idxmax()) if most > 0 else "",
    )


def _both(plan: PlanResult, column: str) -> pd.Series:
    found: pd.Series = plan.tables["places"].groupby(CELL)[column].sum()
    return found


def _shared(first: PlanResult, second: PlanResult, values: pd.Series) -> pd.Series:
    weeks = set(first.tables["places"].week) & set(second.tables["places"].week)
    return pd.Series(values.index.get_level_values("week").isin(weeks), index=values.index)
