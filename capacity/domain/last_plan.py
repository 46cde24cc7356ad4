"""What the last plan decided about places: the plan that the next one stays close to, at a price."""

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
    """

    until: date
    decided: pd.DataFrame

    @property
    def fingerprint(self) -> str:
        """Equal for equal decisions."""
        content = f"{self.until.isoformat()}\n{self.decided.to_csv(index=False)}"
        return hashlib.sha256(content.encode()).hexdigest()[:HASH_LENGTH]
