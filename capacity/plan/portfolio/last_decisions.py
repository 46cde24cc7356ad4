"""What the last plan decided, on the decision periods of this one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from capacity.domain.commitment import MEASURE_OF_KIND
from capacity.domain.last_plan import DECIDED_COLUMNS, LastPlan
from capacity.domain.time import DAYS_PER_WEEK, Weeks
from capacity.plan.network.parts import Array
from capacity.plan.portfolio.decisions import decisions
from capacity.plan.portfolio.ground import PlacesGround

OPENED, RENEWED, CLOSED = "ordered", "renewed", "closed"
Key = tuple[str, str, str]


@dataclass(frozen=True)
class LastDecisions:
    """Places per decision period that the last plan opens, renews and closes, by region, type and kind.

    Args:
        periods: decision periods compared: those that the last plan shows in whole.
        eur_per_place: EUR for a place that opens, is renewed or closes otherwise.
    """

    decided: Mapping[Key, Array]
    periods: int
    eur_per_place: float

    def of(self, region: str, kind_of_place: str, kind: str) -> Array:
        """Places per period compared; none where the last plan decides nothing."""
        known = self.decided.get((region, kind_of_place, kind))
        return np.zeros(self.periods) if known is None else known[: self.periods]

    def without(
        self, region: str, kind_of_place: str, kinds: Iterable[str], periods: list[int]
    ) -> LastDecisions:
        """The same with nothing decided in some periods, because a planner settles them."""
        left = dict(self.decided)
        for kind in kinds:
            if (known := left.get((region, kind_of_place, kind))) is not None:
                left[region, kind_of_place, kind] = known.copy()
                left[region, kind_of_place, kind][periods] = 0.0
        return replace(self, decided=left)


def decided_places(ground: PlacesGround, places: pd.DataFrame) -> pd.DataFrame:
    """What a plan decides about places in the weeks shown, with what was accepted before it.

    Args:
        ground: what the plan stands on.
        places: the plan's table of places.

    Returns:
        DECIDED_COLUMNS, in their order.
    """
    keys = list(DECIDED_COLUMNS[:-1])
    shown = {str(week) for week in places.week}
    known = _accepted(ground)
    both = pd.concat([decisions(ground, places)[list(DECIDED_COLUMNS)], known[known.week.isin(shown)]])
    summed = both.astype({"places": float}).groupby(keys, sort=True, as_index=False).places.sum()
    return pd.DataFrame(summed)[list(DECIDED_COLUMNS)]


def last_decisions(ground: PlacesGround, last: LastPlan, period_weeks: int, periods: int) -> LastDecisions:
    """The last plan's decisions that a plan on this ground may still take otherwise.

    Openings and closings fall into the period whose first week is nearest, renewals into the period in
    which the contracts end. What accepted plans open and close is settled and left out.
    """
    whole = (last.until - ground.weeks.start).days // DAYS_PER_WEEK // period_weeks
    most = round(ground.number("compared_weeks")) // period_weeks
    decided: dict[Key, Array] = {}
    for sign, rows in ((1.0, last.decided), (-1.0, _accepted(ground))):
        for region, type_, week, kind, places in rows.itertuples(index=False, name=None):
            period = _period(ground.weeks, str(week), str(kind), period_weeks)
            if 0 <= period < periods and (sign > 0 or kind != RENEWED):
                key = (str(region), str(type_), str(kind))
                decided.setdefault(key, np.zeros(periods))[period] += sign * float(places)
    left = {key: np.maximum(0.0, places) for key, places in decided.items()}
    return LastDecisions(left, max(0, min(whole, most, periods)), ground.number("eur_per_changed_place"))


def _period(weeks: Weeks, week: str, kind: str, period_weeks: int) -> int:
    """The decision period into which a week of the last plan falls; negative when it is past."""
    index = weeks.index(date.fromisoformat(week))
    if index < 0 or kind == RENEWED:
        return index // period_weeks
    return (2 * index + period_weeks) // (2 * period_weeks)


def _accepted(ground: PlacesGround) -> pd.DataFrame:
    """What accepted plans decided, as rows of the state tell it."""
    kinds = {measure: kind for kind, measure in MEASURE_OF_KIND.items()}
    rows = ground.state.rows[ground.state.rows.measure.isin(list(kinds))]
    found = rows[["region", "type", "week"]].astype(str)
    return found.assign(kind=rows.measure.map(kinds), places=rows.value.astype(float))[list(DECIDED_COLUMNS)]
