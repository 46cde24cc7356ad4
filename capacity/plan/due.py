"""What has fallen due when persons of one stream have different terms, or when a regime changes them.

A term goes with the person: who came in while a regime held keeps its term, whoever came before or
after has the usual one. On the cumulative curve N that is a weighted sum of N at a few moments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from capacity.plan.network import Moments


@dataclass(frozen=True)
class Part:
    """A share of a stream with its term in weeks, usual and for who came in while a regime held."""

    share: float
    weeks: float
    in_regime_weeks: float


def due_by_week(
    count: int, parts: Sequence[Part], regime: tuple[int, int] | None, in_force_from: int = 0
) -> tuple[Moments, ...]:
    """Per week of the plan the moments at which N gives who has fallen due by its end.

    Args:
        count: weeks of the plan.
        parts: shares of the stream that add up to one.
        regime: first week of a regime and the first week after it; None: none holds.
        in_force_from: week in which the law starts to hold; nothing is due before it.
    """
    return tuple(_moments(week, parts, regime) if week >= in_force_from else () for week in range(count))


def _moments(week: int, parts: Sequence[Part], regime: tuple[int, int] | None) -> Moments:
    weights: dict[float, float] = {}
    for part in parts:
        for weight, moment in _of_one(week, part, regime):
            weights[moment] = weights.get(moment, 0.0) + part.share * weight
    return tuple((weight, moment) for moment, weight in sorted(weights.items()) if weight)


def _of_one(week: int, part: Part, regime: tuple[int, int] | None) -> Moments:
    """N(t - term); with a regime: who came before it, who came in it and who came after it."""
    usual = week - part.weeks
    if regime is None or part.weeks == part.in_regime_weeks:
        return ((1.0, usual),)
    begin, end = regime[0] - 1.0, regime[1] - 1.0
    inside = min(max(week - part.in_regime_weeks, begin), end)
    return (
        (1.0, min(usual, begin)),
        (1.0, inside),
        (-1.0, begin),
        (1.0, max(usual, end)),
        (-1.0, end),
    )
