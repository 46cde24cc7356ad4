"""The Dutch chain as a network: which station feeds which, with shares, terms and hands from data rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from capacity.domain.parameters import Parameters
from capacity.domain.state import State
from capacity.domain.time import Weeks
from capacity.law import term_weeks
from capacity.plan.levers import Levers
from capacity.plan.network import (
    OUTSIDE,
    Array,
    Arrival,
    Exit,
    InTransit,
    Key,
    Network,
    Pool,
    Pot,
    Queue,
    Station,
    Way,
    evenly,
)

SCREEN_BORDER: Key = ("screening_border", "border")
SCREEN_TERRITORY: Key = ("screening_territory", "territory")
COMPLETE_BORDER: Key = ("screening_completion", "border")
COMPLETE_TERRITORY: Key = ("screening_completion", "territory")
RESPONSIBILITY: Key = ("responsibility", "responsibility")
OLD: Key = ("decision", "old")
NORMAL: Key = ("decision", "normal")
ACCELERATED: Key = ("decision", "accelerated")
BORDER: Key = ("decision", "border")
APPEAL: Key = ("appeal", "territory")
APPEAL_BORDER: Key = ("appeal", "border")
RETURN_BORDER: Key = ("return_border", "border")
DEPARTURE: Key = ("departure", "territory")
HOUSING: Key = ("housing", "status_holders")
RECORD_STREAMS = ("border", "territory", "repeat")
_KEYS: tuple[Key, ...] = (
    SCREEN_BORDER,
    SCREEN_TERRITORY,
    COMPLETE_BORDER,
    COMPLETE_TERRITORY,
    *(("eurodac_capture", stream) for stream in RECORD_STREAMS),
    *(("eurodac_transmission", stream) for stream in RECORD_STREAMS),
    RESPONSIBILITY,
    OLD,
    BORDER,
    NORMAL,
    ACCELERATED,
    APPEAL_BORDER,
    APPEAL,
    RETURN_BORDER,
    DEPARTURE,
    HOUSING,
)

APPLICANTS, HOLDERS, DEPARTING = "adults_families", "status_holders", "departing"


@dataclass(frozen=True)
class ChainInput:
    """What a network is made of.

    Args:
        parameters: every number, with the scenario's values in place.
        state: today's queues.
        arrivals: persons per week of the plan for the streams first, repeat, family and other.
        levers: what the planner changed week by week.
        weeks: the grid of the plan.
    """

    parameters: Parameters
    state: State
    arrivals: Mapping[str, Array]
    levers: Levers
    weeks: Weeks

    def number(self, parameter_id: str) -> float:
        """A parameter's value."""
        return self.parameters.number(parameter_id)

    def constant(self, value: float) -> Array:
        """The same value in every week."""
        return np.full(self.weeks.count, float(value))

    def term(self, parameter_id: str) -> Array:
        """A legal term in weeks, the same in every week."""
        return self.constant(term_weeks(self.parameters, parameter_id))


def dutch_network(given: ChainInput) -> Network:
    """The Dutch chain under the Pact and, for older applications, the law of before it."""
    border, territory = _arrivals_by_track(given)
    return Network(
        weeks=given.weeks,
        stations=_stations(given),
        ways=_ways(given),
        pools=_pools(given),
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


def _stations(given: ChainInput) -> tuple[Station, ...]:
    queue = {key: opening_queue(given.state, key) for key in _KEYS}
    return (
        *_screening(given, queue),
        *_records(given, queue),
        _responsibility(given, queue),
        *_decisions(given, queue),
        *_after_decision(given, queue),
    )


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
            rank=1,
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
            rank=1,
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
                rank=1,
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
        rank=2,
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
        "rank": 2,
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
            rank=3,
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
            rank=1,
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
            clock_from=(BORDER, _border_appeals(given)),
            clock_before_weeks=stay * decision_part,
            rank=1,
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
            rank=1,
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


def _border_appeals(given: ChainInput) -> float:
    return (1 - given.number("grant_border")) * given.number("border_appeal_rate")


def _ways(given: ChainInput) -> tuple[Way, ...]:
    ways: list[Way] = []
    exits: tuple[Exit, ...] = ("served", "unfinished")
    responsibility, accelerated = given.number("responsibility_share"), given.number("accelerated_share")
    for leaving in exits:
        ways += [
            Way(SCREEN_BORDER, leaving, BORDER, 1.0),
            Way(SCREEN_TERRITORY, leaving, RESPONSIBILITY, responsibility),
            Way(SCREEN_TERRITORY, leaving, ACCELERATED, (1 - responsibility) * accelerated),
            Way(SCREEN_TERRITORY, leaving, NORMAL, (1 - responsibility) * (1 - accelerated)),
        ]
    ways += [
        Way(SCREEN_BORDER, "unfinished", COMPLETE_BORDER, 1.0, work_only=True),
        Way(SCREEN_TERRITORY, "unfinished", COMPLETE_TERRITORY, 1.0, work_only=True),
        Way(COMPLETE_BORDER, "served", OUTSIDE, 1.0),
        Way(COMPLETE_TERRITORY, "served", OUTSIDE, 1.0),
    ]
    for stream in RECORD_STREAMS:
        ways += [
            Way(("eurodac_capture", stream), "served", ("eurodac_transmission", stream), 1.0),
            Way(("eurodac_transmission", stream), "served", OUTSIDE, 1.0),
        ]
    return (*ways, *_responsibility_ways(given), *_decision_ways(given), *_border_ways(given), *_exits())


def _responsibility_ways(given: ChainInput) -> list[Way]:
    transfer, leaves = given.number("responsibility_transfer"), given.number("responsibility_leaves")
    return [
        Way(
            RESPONSIBILITY,
            "served",
            OUTSIDE,
            transfer,
            round(given.number("transfer_wait_weeks")),
            APPLICANTS,
        ),
        Way(RESPONSIBILITY, "served", OUTSIDE, leaves),
        Way(
            RESPONSIBILITY,
            "served",
            NORMAL,
            1 - transfer - leaves,
            round(given.number("return_to_procedure_weeks")),
            APPLICANTS,
        ),
    ]


def _decision_ways(given: ChainInput) -> list[Way]:
    ways: list[Way] = []
    for key, resident in (
        (OLD, "resident_share_old"),
        (NORMAL, "resident_share_pact"),
        (ACCELERATED, "resident_share_pact"),
    ):
        grant, share = given.number(f"grant_{key[1]}"), given.number(resident)
        appeal = given.number(f"appeal_rate_{key[1]}")
        ways += [
            Way(key, "served", HOUSING, grant * share),
            Way(key, "served", OUTSIDE, grant * (1 - share)),
            Way(key, "served", APPEAL, (1 - grant) * appeal),
            Way(key, "served", DEPARTURE, (1 - grant) * (1 - appeal)),
        ]
    upheld, share = given.number("appeal_upheld"), given.number("resident_share_appeal_departing")
    return [
        *ways,
        Way(APPEAL, "served", HOUSING, upheld * share),
        Way(APPEAL, "served", OUTSIDE, upheld * (1 - share)),
        Way(APPEAL, "served", DEPARTURE, 1 - upheld),
    ]


def _border_ways(given: ChainInput) -> list[Way]:
    grant, share = given.number("grant_border"), given.number("resident_share_pact")
    appeals, leg = _border_appeals(given), given.number("border_return_leg_share")
    final = (1 - grant) - appeals
    upheld = given.number("appeal_upheld")
    return [
        Way(BORDER, "served", HOUSING, grant * share),
        Way(BORDER, "served", OUTSIDE, grant * (1 - share)),
        Way(BORDER, "served", APPEAL_BORDER, appeals),
        Way(BORDER, "served", RETURN_BORDER, final * leg),
        Way(BORDER, "served", DEPARTURE, final * (1 - leg)),
        Way(BORDER, "unfinished", NORMAL, 1.0),
        Way(BORDER, "diverted", ACCELERATED, 1.0),
        Way(APPEAL_BORDER, "served", HOUSING, upheld * share),
        Way(APPEAL_BORDER, "served", OUTSIDE, upheld * (1 - share)),
        Way(APPEAL_BORDER, "served", RETURN_BORDER, (1 - upheld) * leg),
        Way(APPEAL_BORDER, "served", DEPARTURE, (1 - upheld) * (1 - leg)),
        Way(APPEAL_BORDER, "unfinished", APPEAL, 1.0),
        Way(RETURN_BORDER, "served", OUTSIDE, 1.0),
        Way(RETURN_BORDER, "unfinished", DEPARTURE, 1.0),
    ]


def _exits() -> list[Way]:
    """Who leaves undecided, departs or finds a home leaves the chain."""
    undecided = [Way(key, "left", OUTSIDE, 1.0) for key in (OLD, NORMAL, ACCELERATED)]
    return [*undecided, Way(DEPARTURE, "served", OUTSIDE, 1.0), Way(HOUSING, "served", OUTSIDE, 1.0)]


def _pools(given: ChainInput) -> tuple[Pool, ...]:
    levers, weeks = given.levers, given.weeks
    per_screening = given.number("hours_per_screening")
    deciders = given.constant(given.number("decisions_per_week") * given.number("hours_per_decision"))
    hired = levers.deciders_hired(weeks)
    deciders = np.maximum(0.0, deciders + hired * given.number("productive_hours_per_fte"))
    link = given.constant(given.number("eurodac_transmission_per_week")) * levers.link_share(
        weeks, given.number("eurodac_catchup")
    )
    regular = {
        "kmar": ("Schiphol", given.constant(given.number("screening_border_per_week") * per_screening)),
        "ind_ova": (
            "Ter Apel",
            given.constant(given.number("screening_territory_per_week") * per_screening),
        ),
        "eurodac_devices": (
            "Ter Apel",
            given.constant(
                given.number("eurodac_capture_per_week") * given.number("eurodac_hours_per_record")
            ),
        ),
        "eurodac_link": ("NL", link),
        "ind_responsibility": ("NL", given.constant(given.number("decisions_responsibility"))),
        "ind_deciders": ("NL", deciders),
        "courts": ("NL", given.constant(given.number("appeal_sessions"))),
        "dtv": ("NL", given.constant(given.number("departures_per_week"))),
        "dtv_border": ("Schiphol", given.constant(given.number("return_border_per_week"))),
        "municipalities": ("NL", given.constant(given.number("housing_outflow"))),
    }
    overtime = given.number("overtime_share")
    nobody = np.zeros(weeks.count)
    return tuple(
        Pool(
            pool,
            site,
            hours,
            hours * overtime if pool == "ind_deciders" else nobody,
            hired if pool == "ind_deciders" else nobody,
        )
        for pool, (site, hours) in regular.items()
    )


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
    )
