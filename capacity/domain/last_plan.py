"""What the last plan decided about places: the plan that the next one stays close to, at a price.

It is the plan that somebody accepted last, else the baseline of the snapshot before.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

import pandas as pd

DECIDED_COLUMNS = ("region", "type", "week", "kind", "places")
"""A row each: region and type of the places, the Monday (ISO), one of COMMITMENT_KINDS, their number."""
HASH_LENGTH = 16


@dataclass(frozen=True)
class LastPlan:
    """Decisions of the plan made before this one, with those that were accepted by then.

    Args:
        until: the first Monday that it does not show any more.
        decided: DECIDED_COLUMNS.
        as_of: the day it was made for; None where an earlier version of the program kept it.
        accepted: whether somebody accepted it; else it was the baseline.
    """

    until: date
    decided: pd.DataFrame
    as_of: date | None = None
    accepted: bool = False

    @property
    def fingerprint(self) -> str:
        """Equal for equal decisions."""
        content = f"{self.until.isoformat()}\n{self.decided.to_csv(index=False)}"
        return hashlib.sha256(content.encode()).hexdigest()[:HASH_LENGTH]
