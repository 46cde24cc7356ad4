"""The Dutch chain as a network: which station feeds which, with shares, terms and hands from data rows."""

from __future__ import annotations

import math
from datetime import date

import numpy as np

from capacity.plan.dutch_keys import (
    ACCELERATED,
    APPEAL_BORDER,
    APPLICANTS,
    BORDER,
    DEPARTURE,
    HOUSING,
    RECORD_STREAMS,
    RESPONSIBILITY,
    RETURN_BORDER,
    SCREEN_BORDER,
    SCREEN_TERRITORY,
    ChainInput,
)
from capacity.plan.dutch_pools import dutch_pools
from capacity.plan.dutch_stations import dutch_stations
from capacity.plan.dutch_ways import dutch_ways
from capacity.plan.network import (
    OUTSIDE,
    Array,
    Arrival,
    InTransit,
    Network,
    Pot,
)


def dutch_network(given: ChainInput) -> Network:
    """The Dutch chain under the Pact and, for older applications, the law of before it."""
    border, territory = _arrivals_by_track(given)
    return Network(
        weeks=given.weeks,
        stations=dutch_stations(given),
        ways=dutch_ways(given),
        pools=dutch_pools(given),
        arrivals=_arrivals(given, border, territory),
        in_transit=_in_transit(given),
        pot=_pot(given),
        old_share=given.number("old_stock_min_share"),
        gate=(
            RESPONSIBILITY,
            (("eurodac_transmission", "territory"),),
            given.number("responsibility_share"),
        ),
        event_weeks=given.number("event_weeks"),
        prices={
            "overtime": given.number("overtime_price"),
            "penalty_old_case": given.number("penalty_old_case"),
        },
    )


def _arrivals_by_track(given: ChainInput) -> tuple[Array, Array]:
    first = given.arrivals["first"]
    share = given.number("border_share")
    return first * share, first * (1 - share)


def _arrivals(given: ChainInput, border: Array, territory: Array) -> tuple[Arrival, ...]:
    repeat = given.arrivals["repeat"]
    records = {"border": border, "territory": territory, "repeat": repeat}
    return (
        Arrival(SCREEN_BORDER, border),
        Arrival(SCREEN_TERRITORY, territory),
        *(Arrival(("eurodac_capture", stream), records[stream]) for stream in RECORD_STREAMS),
        Arrival(ACCELERATED, repeat),
        Arrival(DEPARTURE, given.constant(given.number("reentry_births"))),
        Arrival(HOUSING, given.arrivals["family"] + given.arrivals["other"]),
    )


def _in_transit(given: ChainInput) -> tuple[InTransit, ...]:
    rows = given.state.rows
    rows = rows[rows.measure == "in_transit"]
    found = []
    for to_name in rows.stream.unique():
        chosen = rows[rows.stream == to_name]
        to = OUTSIDE if to_name == "outside" else (to_name.split(".")[0], to_name.split(".")[1])
        lag = "transfer_wait_weeks" if to == OUTSIDE else "return_to_procedure_weeks"
        persons = np.zeros(given.weeks.count)
        for day, value in zip(chosen.week, chosen.value, strict=True):
            week = given.weeks.index(date.fromisoformat(day))
            if 0 <= week < persons.size:
                persons[week] += value
        found.append(
            InTransit(
                RESPONSIBILITY,
                to,
                persons,
                math.ceil(given.number(lag)),
                given.number("resident_share_pact"),
                APPLICANTS,
            )
        )
    return tuple(found)


def _pot(given: ChainInput) -> Pot:
    places = given.number("border_places_fixed") + given.number("border_places_buffer")
    return Pot(
        (BORDER, APPEAL_BORDER, RETURN_BORDER),
        given.constant(places * given.number("border_usable_share")),
        given.number("adequate_capacity"),
        given.rank("border_places"),
        given.event_weeks("border_places"),
    )
