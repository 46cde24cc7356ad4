"""What a plan decides about places: ordered, renewed and closed, each with the day by which to decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pandas as pd

from capacity.domain.commitment import COMMITMENT_COLUMNS
from capacity.plan.network.parts import Array
from capacity.plan.portfolio.ground import (
    OPENED_TYPES,
    PlacesGround,
    accepted,
    closing,
    decided_types,
    expiring,
    lead_weeks,
    lots,
    pipeline,
)
from capacity.plan.portfolio.lots import ended_again, renewals_behind

DECISION_COLUMNS = (*COMMITMENT_COLUMNS, "decide_by")
NOISE_TOLERANCE = 1e-6
Row = tuple[object, ...]


def decisions(ground: PlacesGround, places: pd.DataFrame) -> pd.DataFrame:
    """Decisions of a plan that no earlier plan took, in the weeks shown.

    An opening is decided its lead time before; a contract is renewed or ended in its last week. Renewals
    of a week are told net of closings in that week.

    Args:
        places: the plan's table of places.

    Returns:
        DECISION_COLUMNS; weeks and days as ISO dates, by day of decision.
    """
    rows: list[Row] = []
    for region in ground.provinces.code.astype(str):
        for kind in decided_types(ground):
            chosen = places[(places.region == region) & (places.type == kind)].sort_values("week")
            if len(chosen):
                rows += _block_decisions(ground, region, kind, chosen)
    found = pd.DataFrame(rows, columns=list(DECISION_COLUMNS))
    return found.sort_values(["decide_by", "kind", "week", "region", "type"], ignore_index=True)


def first_decisions(found: pd.DataFrame, start: date, weeks: int) -> pd.DataFrame:
    """Decisions to take within so many weeks from a day."""
    end = (start + timedelta(weeks=weeks)).isoformat()
    return found[found.decide_by < end].reset_index(drop=True)


def _block_decisions(ground: PlacesGround, region: str, kind: str, table: pd.DataFrame) -> Iterable[Row]:
    shown = len(table)
    opened = table.opened.to_numpy(float) - pipeline(ground, region, kind)[:shown]
    closed = table.closed.to_numpy(float) - closing(ground, region, kind)[:shown]
    own = lots(ground, region, kind)
    closed -= ended_again(own, renewals_behind(own, closed), shown)
    kept = expiring(ground, region, kind)[:shown] - closed
    renewed = _beyond(np.maximum(0.0, kept), accepted(ground, "renewal", region, kind)[:shown])
    lead = round(lead_weeks(ground, region, kind)) if kind in OPENED_TYPES else 0
    for name, amounts, ahead in (("ordered", opened, lead), ("renewed", renewed, 0), ("closed", -kept, 0)):
        for week in np.flatnonzero(amounts > NOISE_TOLERANCE):
            places = round(float(amounts[week]))
            lasting = places if kind == "regular" else 0
            monday = ground.weeks.monday(int(week))
            decide_by = max(ground.weeks.start, monday - timedelta(weeks=ahead))
            yield (
                region,
                kind,
                monday.isoformat(),
                places,
                lasting,
                name,
                ground.state.as_of.isoformat(),
                decide_by.isoformat(),
            )


def _beyond(amounts: Array, known: Array) -> Array:
    """What is left of amounts per week after what was known before, counted from the start."""
    left = np.maximum.accumulate(np.maximum(0.0, np.cumsum(amounts) - np.cumsum(known)))
    more: Array = np.diff(left, prepend=0.0)
    return more
