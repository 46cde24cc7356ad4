"""Figures that leap away from those before them: reported, never dropped, because a leap may be true."""

from __future__ import annotations

import pandas as pd

from capacity.domain.live import Remark

FACTOR = 3.0
"""A figure this many times as large or as small as usual is reported."""
PERIODS_BEFORE, FEWEST_BEFORE = 12, 6
SMALLEST = 50.0
"""Persons below which chance alone makes such leaps."""
MOST_REPORTED = 10


def jumps(observations: pd.DataFrame, fresh: pd.DataFrame) -> tuple[Remark, ...]:
    """Remarks on new or revised figures that differ much from the median of the twelve periods before.

    Args:
        observations: every figure as it stands now: series, period, measure, citizen, persons.
        fresh: those of them that are new or revised.
    """
    group = ["series", "measure", "citizen"]
    known = {key: part.sort_values("period") for key, part in observations.groupby(group)}
    found = []
    columns = [*group, "period", "persons"]
    for *key, period, persons in fresh.sort_values(columns)[columns].itertuples(index=False, name=None):
        past = known[tuple(key)]
        before = past[past.period < period].persons.tail(PERIODS_BEFORE)
        usual = float(before.median()) if len(before) >= FEWEST_BEFORE else 0.0
        if max(usual, persons) < SMALLEST or usual <= 0 or usual / FACTOR <= persons <= usual * FACTOR:
            continue
        values = dict(zip((*group, "period"), (*key, period), strict=True))
        shown = {"persons": f"{persons:.0f}", "usual": f"{usual:.0f}"}
        found.append(Remark("jump", {name: str(value) for name, value in {**values, **shown}.items()}))
    return tuple(found[-MOST_REPORTED:])
