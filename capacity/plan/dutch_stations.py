"""The stations of the Dutch chain: who is served by which hands, within which term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from capacity.domain.state import State
from capacity.law import term_weeks
from capacity.plan.dutch_keys import (
    ACCELERATED,
    APPEAL,
    APPEAL_BORDER,
    BORDER,
    COMPLETE_BORDER,
    COMPLETE_TERRITORY,
    DEPARTING,
    DEPARTURE,
    HOLDERS,
    HOUSING,
    NORMAL,
    OLD,
    RECORD_STREAMS,
    RESPONSIBILITY,
    RETURN_BORDER,
    SCREEN_BORDER,
    SCREEN_TERRITORY,
    STATIONS,
    ChainInput,
    border_appeals,
)
from capacity.plan.network import Key, Queue, Station, evenly


def opening_queue(state: State, key: Key) -> Queue:
    """Today's queue at a station by age; blocks of ages are spread evenly inside their limits."""
    rows = state.rows
    chosen = rows[(rows.measure == "queue") & (rows.stage == key[0]) & (rows.stream == key[1])]
    profile = np.zeros(0)
    for ages in chosen[["value", "age_from_weeks", "age_to_weeks"]].to_numpy(dtype=float):
        block = evenly(*(float(number) for number in ages))
        size = max(profile.size, block.size)
        profile = np.pad(profile, (0, size - profile.size)) + np.pad(block, (0, size - block.size))
    return Queue(profile)


def dutch_stations(given: ChainInput) -> tuple[Station, ...]:
    """All stations in the order in which persons pass, each with rank and weight of its duty."""
    queue = {key: opening_queue(given.state, key) for key in STATIONS}
    stations = (
        *_screening(given, queue),
        *_records(given, queue),
        _responsibility(given, queue),
        *_decisions(given, queue),
        *_after_decision(given, queue),
    )
    return tuple(_ranked(given, station) if station.duty else station for station in stations)


def _ranked(given: ChainInput, station: Station) -> Station:
    weight = given.event_weeks(station.duty) if station.closes else None
    return replace(station, rank=given.rank(station.duty), event_weeks=weight)


def _screening(given: ChainInput, queue: Mapping[Key, Queue]) -> list[Station]:
    hours = given.number("hours_per_screening")
    pact = given.number("resident_share_pact")
    return [
        Station(
            SCREEN_BORDER,
            "kmar",
            hours,
            queue[SCREEN_BORDER],
            "screening_border",
            term_weeks=given.term("screening_deadline_border"),
            closes=True,
            resident_share=0.0,
        ),
        Station(
            SCREEN_TERRITORY,
            "ind_ova",
            hours,
            queue[SCREEN_TERRITORY],
            "screening_territory",
            term_weeks=given.term("screening_deadline_territory"),
            closes=True,
            resident_share=pact,
        ),
        Station(COMPLETE_BORDER, "kmar", hours, queue[COMPLETE_BORDER], resident_share=0.0),
        Station(COMPLETE_TERRITORY, "ind_ova", hours, queue[COMPLETE_TERRITORY], resident_share=0.0),
    ]


def _records(given: ChainInput, queue: Mapping[Key, Queue]) -> list[Station]:
    """Eurodac as a track of records beside the persons: capture, then transmission within one term."""
    term = given.term("eurodac_deadline_applicant")
    extra = term_weeks(given.parameters, "eurodac_ext_technical")
    term = term + np.where(given.levers.outage_weeks(given.weeks), extra, 0.0)
    hours = given.number("eurodac_hours_per_record")
    stations = []
    for stream in RECORD_STREAMS:
        key = ("eurodac_capture", stream)
        stations.append(Station(key, "eurodac_devices", hours, queue[key], resident_share=0.0))
    for stream in RECORD_STREAMS:
        key = ("eurodac_transmission", stream)
        stations.append(
            Station(
                key,
                "eurodac_link",
                1.0,
                queue[key],
                f"eurodac_{stream}",
                term_weeks=term,
                clock_from=(("eurodac_capture", stream), 1.0),
                resident_share=0.0,
            )
        )
    return stations


def _responsibility(given: ChainInput, queue: Mapping[Key, Queue]) -> Station:
    return Station(
        RESPONSIBILITY,
        "ind_responsibility",
        1.0,
        queue[RESPONSIBILITY],
        "responsibility",
        minimum_weeks=given.number("minimum_weeks_responsibility"),
        term_weeks=given.term("take_charge_request")
        + given.term("take_charge_reply")
        + given.term("transfer_decision"),
        resident_share=given.number("resident_share_pact"),
    )


def _decisions(given: ChainInput, queue: Mapping[Key, Queue]) -> list[Station]:
    minimum = given.number("minimum_weeks_decision")
    border_minimum = given.number("border_stay_weeks") * given.number("border_stay_decision_part")
    hours = given.number("hours_per_decision")
    pact: dict[str, Any] = {
        "left_share": given.number("leave_undecided_share_pact"),
        "leaving_rate": given.number("leaving_rate_pact"),
        "resident_share": given.number("resident_share_pact"),
        "minimum_weeks": minimum,
    }
    return [
        Station(
            OLD,
            "ind_deciders",
            hours * given.number("effort_old"),
            queue[OLD],
            "decide_old",
            minimum_weeks=minimum,
            term_weeks=given.term("decide_old"),
            left_share=given.number("leave_undecided_share_old"),
            leaving_rate=given.number("leaving_rate_old"),
            resident_share=given.number("resident_share_old"),
        ),
        Station(
            BORDER,
            "ind_deciders",
            hours * given.number("effort_border"),
            queue[BORDER],
            "border_procedure",
            minimum_weeks=border_minimum,
            term_weeks=given.term("border_max_duration"),
            closes=True,
            diverts=True,
            resident_share=0.0,
        ),
        Station(
            NORMAL,
            "ind_deciders",
            hours * given.number("effort_normal"),
            queue[NORMAL],
            "decide_normal",
            term_weeks=given.term("decide_normal"),
            **pact,
        ),
        Station(
            ACCELERATED,
            "ind_deciders",
            hours * given.number("effort_accelerated"),
            queue[ACCELERATED],
            "decide_accelerated",
            term_weeks=given.term("decide_accelerated"),
            **pact,
        ),
    ]


def _after_decision(given: ChainInput, queue: Mapping[Key, Queue]) -> list[Station]:
    stay = given.number("border_stay_weeks")
    decision_part = given.number("border_stay_decision_part")
    return [
        Station(
            APPEAL_BORDER,
            "courts",
            1.0,
            queue[APPEAL_BORDER],
            "border_appeal",
            minimum_weeks=stay * (1 - decision_part),
            term_weeks=given.term("border_max_duration"),
            closes=True,
            clock_from=(BORDER, border_appeals(given)),
            clock_before_weeks=stay * decision_part,
            resident_share=0.0,
        ),
        Station(
            APPEAL,
            "courts",
            1.0,
            queue[APPEAL],
            minimum_weeks=given.number("minimum_weeks_appeal"),
        ),
        Station(
            RETURN_BORDER,
            "dtv_border",
            1.0,
            queue[RETURN_BORDER],
            "return_border",
            minimum_weeks=given.number("minimum_weeks_return_border"),
            term_weeks=given.term("return_border_max"),
            closes=True,
            resident_share=0.0,
        ),
        Station(
            DEPARTURE,
            "dtv",
            1.0,
            queue[DEPARTURE],
            minimum_weeks=given.number("minimum_weeks_departure"),
            resident_class=DEPARTING,
        ),
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
