"""Family members who follow from permits: permit, request, decision, arrival, each some weeks later.

Off by default: then requests come at a steady pace and family members as the forecast says. Where it is on,
both do so for as long as they follow from permits and decisions of before the plan.
"""

from __future__ import annotations

import numpy as np

from capacity.plan.dutch.keys import (
    ACCELERATED,
    APPEAL,
    APPEAL_BORDER,
    BORDER,
    FAMILY,
    HOUSING,
    NORMAL,
    OLD,
    ChainInput,
)
from capacity.plan.network.parts import (
    OUTSIDE,
    Array,
    Arrival,
    Key,
    Way,
)


def family_arrivals(given: ChainInput) -> tuple[Arrival, ...]:
    """Requests and family members that do not follow from the plan, with all others who get a home."""
    requests = given.constant(given.number("family_requests_per_week"))
    family = given.arrivals["family"] * _not_linked(given, _weeks(given, "family_arrival_weeks"))
    return (
        Arrival(FAMILY, requests * _not_linked(given, _weeks(given, "family_request_weeks"))),
        Arrival(HOUSING, family + given.arrivals["other"]),
    )


def family_ways(given: ChainInput) -> list[Way]:
    """From every permit to its requests, at once and after the wait, and from a decision to who arrives."""
    linked = given.number("family_from_grants")
    if not linked:
        return [Way(FAMILY, "served", OUTSIDE, 1.0)]
    arrive = linked * given.number("family_arrival_share")
    return [
        *(way for key, share in _permits(given).items() for way in _requests(given, key, linked * share)),
        Way(FAMILY, "served", HOUSING, arrive, _weeks(given, "family_arrival_weeks")),
        Way(FAMILY, "served", OUTSIDE, 1 - arrive),
    ]


def _permits(given: ChainInput) -> dict[Key, float]:
    """Share of the outcomes of a stage that are permits."""
    grants = {key: given.number(f"grant_{key[1]}") for key in (OLD, NORMAL, ACCELERATED, BORDER)}
    return {**grants, APPEAL: given.number("appeal_upheld"), APPEAL_BORDER: given.number("appeal_upheld")}


def _requests(given: ChainInput, key: Key, permits: float) -> list[Way]:
    """Ways whose requests come in the weeks solved."""
    requests, wait = permits * given.number("family_requests_per_grant"), given.number("family_wait_share")
    soon = _weeks(given, "family_request_weeks")
    late = soon + _weeks(given, "family_wait_weeks")
    return [
        Way(key, "served", FAMILY, requests * share, lag, work_only=True)
        for share, lag in ((1 - wait, soon), (wait, late))
        if lag < given.weeks.count
    ]


def _not_linked(given: ChainInput, from_week: int) -> Array:
    """The part that does not follow from the plan, per week: all of it until the lag is over."""
    later = (np.arange(given.weeks.count) >= from_week).astype(np.float64)
    part: Array = 1.0 - given.number("family_from_grants") * later
    return part


def _weeks(given: ChainInput, parameter_id: str) -> int:
    return round(given.number(parameter_id))
