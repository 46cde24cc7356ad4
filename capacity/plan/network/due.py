"""What has fallen due when persons of one stream have different terms, or when a regime changes them.

A term goes with the person: who came in while a regime held keeps its term, whoever came before or
after has the usual one. On the cumulative curve N that is a weighted sum of N at a few moments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from capacity.plan.network.parts import Moments


@dataclass(frozen=True)
class Span:
    """Weeks in which who comes in has a term of his own.

    Args:
        first: moment of the plan, in weeks, at which it begins; below zero before the plan.
        end: the first week after it; a part of a week where it ends within one.
        weeks: the term in weeks.
    """

    first: float
    end: float
    weeks: float


@dataclass(frozen=True)
class Part:
    """A share of a stream with its usual term in weeks, and the spans in which it is another, in order."""

    share: float
    weeks: float
    spans: tuple[Span, ...] = ()


def due_by_week(count: int, parts: Sequence[Part], in_force_from: int = 0) -> tuple[Moments, ...]:
    """Per week of the plan the moments at which N gives who has fallen due by its end.

    Args:
        count: weeks of the plan.
        parts: shares of the stream that add up to one.
        in_force_from: week in which the law starts to hold; nothing is due before it.
    """
    return tuple(_moments(week, parts) if week >= in_force_from else () for week in range(count))


def _moments(week: int, parts: Sequence[Part]) -> Moments:
    weights: dict[float, float] = {}
    for part in parts:
        for weight, moment in _of_one(week, part):
            weights[moment] = weights.get(moment, 0.0) + part.share * weight
    return tuple((weight, moment) for moment, weight in sorted(weights.items()) if weight)


def _of_one(week: int, part: Part) -> Moments:
    """N(t - term); with spans: who came before the first, in each of them, between them, after the last."""
    usual = week - part.weeks
    if not part.spans:
        return ((1.0, usual),)
    found = [(1.0, min(usual, part.spans[0].first - 1.0))]
    for span, later in zip(part.spans, (*part.spans[1:], None), strict=True):
        begin, end = span.first - 1.0, span.end - 1.0
        found += [(1.0, _between(week - span.weeks, begin, end)), (-1.0, begin)]
        after = max(usual, end) if later is None else _between(usual, end, later.first - 1.0)
        found += [(1.0, after), (-1.0, end)]
    return tuple(found)


def _between(moment: float, begin: float, end: float) -> float:
    return min(max(moment, begin), end)
