"""The stations of the Dutch chain: who is served by which hands, within which term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from capacity.domain.state import State
from capacity.domain.time import DAYS_PER_WEEK
from capacity.plan.dutch.intake import first_care, lodging, records, registration, screening
from capacity.plan.dutch.keys import (
    ACCELERATED,
    ADMISSIBILITY,
    APPEAL,
    APPEAL_BORDER,
    BORDER,
    DEPARTING,
    DEPARTURE,
    FAMILY,
    HOLDERS,
    HOUSING,
    NORMAL,
    OLD,
    REGISTER_BORDER,
    RESETTLED_RECORDS,
    RETURN_BORDER,
    STATIONS,
    ChainInput,
    border_appeals,
)
from capacity.plan.dutch.responsibility import responsibility
from capacity.plan.network.parts import (
    Array,
    CameWith,
    Key,
    Station,
    Watch,
)
from capacity.plan.network.waiting import Queue

OWN_EFFORT = (
    "screening_border",
    "screening_territory",
    "screening_completion",
    "eurodac_capture",
    "registration",
    "lodging",
    "appeal",
)
"""Stages at which a person of one stream may take other hours than those of the stage."""
EXPEDITED = "expedited"
LIFTABLE_GROUNDS = ("c", "j")
"""Grounds of APR 42(1) that may be lifted at the border: misleading, low recognition; security stays."""


def opening_queue(state: State, key: Key) -> Queue:
    """Today's queue at a station by age; blocks of ages are spread evenly inside their limits."""
    return Queue.of_blocks(state.waiting(*key))


def dutch_stations(given: ChainInput) -> tuple[Station, ...]:
    """All stations in the order in which persons pass, each with rank and weight of its duty."""
    queue = _by_law({key: opening_queue(given.state, key) for key in (*STATIONS, *RESETTLED_RECORDS)}, given)
    stations = (
        *screening(given, queue),
        *records(given, queue),
        *registration(given, queue),
        *first_care(given, queue),
        *lodging(given, queue),
        *responsibility(given, queue),
        *_decisions(given, queue),
        *_after_decision(given, queue),
    )
    worked = (_by_effort(given, station) for station in stations)
    return tuple(_ranked(given, station) if station.duty else station for station in worked)


def _by_effort(given: ChainInput, station: Station) -> Station:
    """The station with the hours that a person of its stream takes of every pool."""
    if station.key[0] not in OWN_EFFORT:
        return station
    effort = given.number(f"effort_{'_'.join(station.key)}")
    also = tuple((pool, hours * effort) for pool, hours in station.also)
    return replace(station, hours=station.hours * effort, also=also)


def _by_law(queue: dict[Key, Queue], given: ChainInput) -> Mapping[Key, Queue]:
    """The queues when the Pact applies from another day: who applied before it is under the old terms."""
    until = given.levers.old_until
    if until is None:
        return queue
    age = (given.weeks.start - until).days / DAYS_PER_WEEK
    for key in (NORMAL, ACCELERATED, ADMISSIBILITY):
        older, queue[key] = queue[key].split(age)
        queue[OLD] = queue[OLD].joined(older)
    return queue


def _ranked(given: ChainInput, station: Station) -> Station:
    weight = given.event_weeks(station.duty) if station.closes else None
    return replace(station, rank=given.rank(station.duty), event_weeks=weight)


def _decisions(given: ChainInput, queue: Mapping[Key, Queue]) -> list[Station]:
    minimum = given.number("minimum_weeks_decision")
    border_minimum = given.number("border_stay_weeks") * given.number("border_stay_decision_part")
    watched = given.weeks_of("decide_absolute_max")
    old, relocated = given.number("old_extended_share"), given.number("border_relocated_share")
    pact: dict[str, Any] = {
        "left_share": given.number("leave_undecided_share_pact"),
        "leaving_rate": given.number("leaving_rate_pact"),
        "resident_share": given.number("resident_share_pact"),
        "minimum_weeks": minimum,
    }
    return [
        Station(
            opening=queue[OLD],
            **_decided(given, OLD),
            minimum_weeks=minimum,
            watches=(Watch("decide_old_absolute", watched),),
            left_share=given.number("leave_undecided_share_old"),
            leaving_rate=given.number("leaving_rate_old"),
            resident_share=given.number("resident_share_old"),
            **given.due((1 - old, "decide_old"), (old, "decide_old_extended")),
        ),
        Station(
            opening=queue[BORDER],
            **{**_decided(given, BORDER), "duty": "border_procedure"},
            minimum_weeks=border_minimum,
            closes=True,
            diverts=True,
            divert_share=lifted_by_choice(given),
            resident_share=0.0,
            **given.due((1 - relocated, "border_max_duration"), (relocated, "border_max_duration_relocated")),
        ),
        Station(
            opening=queue[ADMISSIBILITY],
            **_decided(given, ADMISSIBILITY),
            **pact,
            **_admissibility_due(given),
        ),
        Station(
            opening=queue[NORMAL],
            **_decided(given, NORMAL),
            **pact,
            watches=(Watch("decide_absolute", watched),),
            came_with=_from_the_border(given),
            **_normal_due(given),
        ),
        Station(
            opening=queue[ACCELERATED],
            **_decided(given, ACCELERATED),
            **pact,
            came_with=(CameWith(BORDER, "diverted", 1.0, -given.weeks_of("lodge_deadline_border")),),
            **given.due((1.0, "decide_accelerated")),
        ),
    ]


def _from_the_border(given: ChainInput) -> tuple[CameWith, ...]:
    """Whose term began with a lodging at the border, taken on its last day (APR 35(4), 51(1)).

    Who must not be examined there comes at registration, before that day; who ends out of time there
    comes when the longest border procedure has passed.
    """
    lodged, longest = given.weeks_of("lodge_deadline_border"), given.weeks_of("border_max_duration")
    return (
        CameWith(REGISTER_BORDER, "served", given.number("border_exempt_share"), -lodged),
        CameWith(BORDER, "unfinished", 1.0, min(longest - lodged, given.weeks_of("decide_normal"))),
    )


def lifted_by_choice(given: ChainInput) -> Array:
    """Share of who enters the border procedure under a ground that a planner lifts, lawful or not."""
    lifted = sum(
        given.number(f"border_ground_{ground}_share") * given.number(f"border_ground_{ground}_lifted")
        for ground in LIFTABLE_GROUNDS
    )
    return given.constant(lifted)


def _decided(given: ChainInput, key: Key) -> dict[str, Any]:
    """What a decision of a stream takes: the decider's hours, an interpreter's and a lawyer's."""
    effort = given.number(f"effort_{key[1]}")
    return {
        "key": key,
        "pool": "ind_deciders",
        "hours": given.number("hours_per_decision") * effort,
        "also": (
            ("interpreters", given.number("interpreter_hours_per_decision") * effort),
            ("legal_aid", given.number("legal_aid_hours_per_decision") * effort),
        ),
        "duty": f"decide_{key[1]}",
    }


def _normal_due(given: ChainInput) -> dict[str, Any]:
    """The usual term, and for complex cases the one that the law allows once more (APR 35(5)).

    Where a recommendation names well-founded groups, they are decided on in four weeks (CRI 14(2)).
    """
    named = any(regime.id == EXPEDITED for regime in given.levers.regimes)
    well_founded = given.number("expedited_share") if named else 0.0
    extended = given.number("extended_share_normal") * (1 - well_founded)
    return given.due(
        (1 - extended - well_founded, "decide_normal"),
        (extended, "in_mass_decide_normal"),
        by_regime={EXPEDITED: well_founded} if well_founded else {},
    )


def _admissibility_due(given: ChainInput) -> dict[str, Any]:
    """Two months, two more for complex cases, ten working days after a return decision (APR 35(1)-(2))."""
    after_return = given.number("after_return_decision_share")
    extended = given.number("extended_share_admissibility") * (1 - after_return)
    return given.due(
        (1 - after_return - extended, "decide_inadmissible"),
        (extended, "in_mass_decide_inadmissible"),
        (after_return, "decide_inadmissible_after_return_decision"),
    )


def _after_decision(given: ChainInput, queue: Mapping[Key, Queue]) -> list[Station]:
    stay = given.number("border_stay_weeks")
    decision_part = given.number("border_stay_decision_part")
    relocated = given.number("border_relocated_share")
    window = given.weeks_of("appeal_window_normal")
    return [
        Station(
            APPEAL_BORDER,
            "courts",
            1.0,
            queue[APPEAL_BORDER],
            "border_appeal",
            minimum_weeks=max(stay * (1 - decision_part), given.weeks_of("appeal_window_border")),
            closes=True,
            clock_from=(BORDER, border_appeals(given)),
            clock_before_weeks=stay * decision_part,
            resident_share=0.0,
            **given.due((1 - relocated, "border_max_duration"), (relocated, "border_max_duration_relocated")),
        ),
        Station(
            APPEAL,
            "courts",
            1.0,
            queue[APPEAL],
            "appeal_territory",
            minimum_weeks=window + given.number("minimum_weeks_appeal"),
            term_weeks=given.constant(window + given.number("appeal_decided_weeks")),
        ),
        Station(
            RETURN_BORDER,
            "dtv_border",
            1.0,
            queue[RETURN_BORDER],
            "return_border",
            minimum_weeks=given.number("minimum_weeks_return_border"),
            closes=True,
            resident_share=0.0,
            **given.due((1.0, "return_border_max")),
        ),
        Station(
            DEPARTURE,
            "dtv",
            1.0,
            queue[DEPARTURE],
            minimum_weeks=given.number("minimum_weeks_departure"),
            resident_class=DEPARTING,
        ),
        Station(FAMILY, "ind_family", 1.0, queue[FAMILY], resident_share=0.0),
        Station(
            HOUSING,
            "municipalities",
            1.0,
            queue[HOUSING],
            "housing_norm",
            term_weeks=given.constant(given.number("housing_norm_weeks")),
            resident_share=1.0,
            resident_class=HOLDERS,
        ),
    ]
