"""What breaks first in a plan, on harder arrivals, and how much more inflow a plan carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Break:
    """The first week in which a duty is not met.

    Args:
        region: where most are late in that week; `NL` for duties of the country.
        week: ISO date of its Monday.
        late: persons or places late in that week, all regions together.
    """

    duty: str
    article: str
    region: str
    week: str
    late: float


@dataclass(frozen=True)
class FirstToBreak:
    """Which duty gives way first, and what more inflow does.

    Args:
        by_level: the first break by what the plan is sized to (`now` as the plan stands); None where all
            duties hold.
        further: the first break among duties that hold now and rank as high as the one that breaks first
            now, or higher; None when they hold up to `holds_to`.
        holds_to: highest setting of the inflow (percent) that was solved without that break.
        breaks_at: lowest that was solved with it.
    """

    by_level: Mapping[str, Break | None]
    further: Break | None
    holds_to: float
    breaks_at: float | None
