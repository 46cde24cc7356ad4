"""The Dutch chain as a network: which station feeds which, with shares, terms and hands from data rows."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np

from capacity.plan.dutch.family import family_arrivals
from capacity.plan.dutch.keys import (
    APPEAL_BORDER,
    APPLICANTS,
    BORDER,
    DEPARTURE,
    DETENTION_REVIEW,
    INCOMING,
    REGISTER_REPEAT,
    REPRESENTATIVE,
    REQUEST,
    RESETTLED,
    RESPONSIBILITY,
    RETURN_BORDER,
    SCREEN_BORDER,
    SCREEN_HELD,
    SCREEN_TERRITORY,
    SPECIAL_NEEDS,
    ChainInput,
)
from capacity.plan.dutch.pools import dutch_loans, dutch_pools, outcome_hours, working_hires
from capacity.plan.dutch.stations import dutch_stations, lifted_by_choice
from capacity.plan.dutch.ways import dutch_ways
from capacity.plan.network.levers import pact_applies_from
from capacity.plan.network.parts import (
    OUTSIDE,
    Array,
    Arrival,
    Caseload,
    InTransit,
    Network,
    Pot,
)
from capacity.plan.network.regime_terms import number_by_week
from capacity.plan.portfolio.border_room import border_room


def dutch_network(given: ChainInput) -> Network:
    """The Dutch chain under the Pact and, for older applications, the law of before it."""
    pools = dutch_pools(given)
    return Network(
        weeks=given.weeks,
        stations=dutch_stations(given),
        ways=dutch_ways(given),
        pools=pools,
        arrivals=_arrivals(given),
        in_transit=_in_transit(given),
        pot=_pot(given),
        old_share=given.number("old_stock_min_share"),
        gate=(
            REQUEST,
            (("eurodac_transmission", "territory"),),
            given.number("responsibility_share") / (1 - given.number("under_six_share")),
        ),
        event_weeks=given.number("event_weeks"),
        prices={
            "overtime": given.number("overtime_price"),
            "penalty_old_case": given.number("penalty_old_case"),
            "hired": given.number("ind_fte_cost") / given.number("weeks_per_year"),
        },
        loans=dutch_loans(given, pools),
        caseloads=(_guardians(given),),
        outcome_hours=outcome_hours(given.parameters),
    )


def with_arrivals(network: Network, given: ChainInput) -> Network:
    """The chain with other arrivals, everything else as it is; no ground is lifted but by choice."""
    lifted = lifted_by_choice(given)
    stations = tuple(
        replace(station, divert_share=lifted) if station.diverts else station for station in network.stations
    )
    return replace(network, arrivals=_arrivals(given), stations=stations)


def _arrivals_by_track(given: ChainInput) -> tuple[Array, Array]:
    first = given.arrivals["first"]
    share = given.number("border_share")
    return first * share, first * (1 - share)


def _arrivals(given: ChainInput) -> tuple[Arrival, ...]:
    """Persons from outside, and the work that they bring beside themselves: records, first care."""
    border, territory = _arrivals_by_track(given)
    repeat = given.arrivals["repeat"]
    held = given.number("held_over_72h_share")
    recorded = 1 - given.number("under_six_share")
    resettled = given.arrivals["other"] * given.number("resettled_share")
    records = {"border": border, "territory": territory, "repeat": repeat, RESETTLED: resettled}
    minors = given.arrivals["first"] * given.number("minors_application_share")
    detained = border * (1 - given.number("border_exempt_share")) * given.number("border_detained_share")
    needs = (given.arrivals["first"] + repeat) * given.number("special_needs_share")
    return (
        Arrival(SCREEN_BORDER, border * (1 - held)),
        Arrival(SCREEN_HELD, border * held),
        Arrival(SCREEN_TERRITORY, territory),
        *(
            Arrival(("eurodac_capture", stream), records[stream] * recorded)
            for stream in given.record_streams()
        ),
        Arrival(REGISTER_REPEAT, repeat),
        Arrival(REPRESENTATIVE, minors),
        Arrival(SPECIAL_NEEDS, needs),
        Arrival(DETENTION_REVIEW, detained),
        Arrival(INCOMING, _incoming_requests(given)),
        Arrival(DEPARTURE, given.constant(given.number("reentry_births"))),
        *family_arrivals(given),
    )


def _incoming_requests(given: ChainInput) -> Array:
    """Requests of other states; in a crisis a share of those to take back needs no answer (CRI 13(1))."""
    requests = given.number("incoming_requests_per_week")
    relieved = given.number("incoming_take_back_share") * given.number("crisis_take_back_relief_share")
    return np.where(given.levers.in_crisis(given.weeks), requests * (1 - relieved), requests)


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
    room = border_room(given.parameters, given.usual, given.state, given.weeks)
    misled, low = given.number("border_ground_c_share"), given.number("border_ground_j_share")
    return Pot(
        (BORDER, APPEAL_BORDER, RETURN_BORDER),
        room.usable,
        given.number("adequate_capacity"),
        given.rank("border_places"),
        given.event_weeks("border_places"),
        yearly_maximum=_yearly_maximum(given),
        capacity_share=low,
        maximum_share=misled + low,
        counting_year=_counting_year(given),
        counted_before=given.number("border_applications_before"),
        crisis_share=_lifted_in_crisis(given),
        families_share=given.number("border_families_share"),
    )


def _lifted_in_crisis(given: ChainInput) -> Array:
    """Share of who enters that need not be examined at the border in a crisis.

    All under the ground of low recognition (CRI 11(2)); with the lower threshold only who is above it
    (CRI 11(3)).
    """
    low = given.number("border_ground_j_share")
    above = np.where(
        given.levers.in_regime("low_threshold", given.weeks),
        low * given.number("border_ground_j_above_five_share"),
        low,
    )
    return np.where(given.levers.in_crisis(given.weeks), above, 0.0)


def _counting_year(given: ChainInput) -> Array:
    """The year in which a week's applications are counted, by the day on which it begins (APR 50)."""
    begins = (round(given.number("border_year_month")), round(given.number("border_year_day")))
    return np.array(
        [float(day.year - ((day.month, day.day) < begins)) for day in given.weeks.mondays()], dtype=float
    )


def _guardians(given: ChainInput) -> Caseload:
    """Minors whom the representatives look after: so many each, more in a mass arrival (APR 23(10)).

    Those who have a representative at the start leave evenly over the weeks that one is needed.
    """
    weeks, stay = np.arange(given.weeks.count) + 1.0, given.number("representation_weeks")
    each = number_by_week(given.parameters, given.levers, given.weeks, "uam_per_representative_normal")
    persons = given.number("representatives") + working_hires(given, "representatives")
    still = np.maximum(0.0, 1 - weeks / stay)
    return Caseload(
        REPRESENTATIVE,
        round(stay),
        persons * each,
        given.number("minors_represented") * still,
        "caseload_minors",
        "representatives",
        each,
    )


def _yearly_maximum(given: ChainInput) -> Array:
    """Most applications of a calendar year in the border procedure, by the multiplier of each week's day.

    It grows after the day of the Pact in each of two years, as rows of the law name them (APR 47(1)).
    """
    pact, found = pact_applies_from(given.parameters), []
    for monday in given.weeks.mondays():
        passed = monday.year - pact.year - ((monday.month, monday.day) <= (pact.month, pact.day))
        year = pact.year + min(max(0, passed), 2)
        found.append(given.number("adequate_capacity") * given.number(f"annual_max_multiplier_{year}"))
    return np.array(found)
