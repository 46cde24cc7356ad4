"""Stations from arrival to a lodged application: screening, Eurodac, registration, lodging, first care."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from capacity.plan.dutch.keys import (
    COMPLETE_BORDER,
    COMPLETE_TERRITORY,
    DETENTION_REVIEW,
    LODGE_BORDER,
    LODGE_REPEAT,
    LODGE_RESPONSIBILITY,
    LODGE_TERRITORY,
    REGISTER_BORDER,
    REGISTER_REPEAT,
    REGISTER_TERRITORY,
    REPRESENTATIVE,
    RESETTLED,
    SCREEN_BORDER,
    SCREEN_HELD,
    SCREEN_TERRITORY,
    SPECIAL_NEEDS,
    ChainInput,
)
from capacity.plan.network.parts import Key, Station
from capacity.plan.network.waiting import Queue

Queues = Mapping[Key, Queue]
TERM_OF_RECORD = {
    "border": "eurodac_deadline_border_applicant",
    "territory": "eurodac_deadline_applicant",
    "repeat": "eurodac_deadline_applicant",
    RESETTLED: "eurodac_deadline_resettlement",
}
REGISTERED_AT: Mapping[str, tuple[Key, ...]] = {
    "territory": (SCREEN_TERRITORY, REGISTER_TERRITORY),
    "repeat": (REGISTER_REPEAT,),
}
"""Stations up to the registration that starts the clock of a record."""
POOR_PRINTS, HEALTH = "eurodac_ext_poor_prints", "eurodac_ext_health"
CHECKS = ("security", "health", "vulnerability")
"""Checks of SCR 8(5) that other hands do than those who identify and take biometrics."""


def screening(given: ChainInput, queue: Queues) -> list[Station]:
    """Screening with each check by its own hands; it closes at its deadline and its work moves on."""
    hours, check = given.number("hours_per_screening"), given.number("hours_per_screening_check")
    border = tuple((f"{name}_border", check) for name in CHECKS)
    territory = tuple((f"{name}_territory", check) for name in CHECKS)
    return [
        Station(
            SCREEN_BORDER,
            "kmar",
            hours,
            queue[SCREEN_BORDER],
            "screening_border",
            border,
            closes=True,
            resident_share=0.0,
            **given.due((1.0, "screening_deadline_border")),
        ),
        Station(
            SCREEN_HELD,
            "kmar",
            hours,
            queue[SCREEN_HELD],
            "screening_border_held",
            border,
            closes=True,
            resident_share=0.0,
            **given.due((1.0, "screening_deadline_border_after_72h_hold")),
        ),
        Station(
            SCREEN_TERRITORY,
            "ind_ova",
            hours,
            queue[SCREEN_TERRITORY],
            "screening_territory",
            territory,
            closes=True,
            resident_share=given.number("resident_share_pact"),
            **given.due((1.0, "screening_deadline_territory")),
        ),
        Station(COMPLETE_BORDER, "kmar", hours, queue[COMPLETE_BORDER], "", border, resident_share=0.0),
        Station(
            COMPLETE_TERRITORY, "ind_ova", hours, queue[COMPLETE_TERRITORY], "", territory, resident_share=0.0
        ),
    ]


def records(given: ChainInput, queue: Queues) -> list[Station]:
    """Eurodac as a track of records beside the persons: capture, then transmission within one term."""
    hours = given.number("eurodac_hours_per_record")
    stations = []
    for stream in given.record_streams():
        key = ("eurodac_capture", stream)
        devices = "eurodac_devices_border" if stream == "border" else "eurodac_devices"
        stations.append(Station(key, devices, hours, queue[key], resident_share=0.0))
    for stream in given.record_streams():
        key = ("eurodac_transmission", stream)
        stations.append(
            Station(
                key,
                "eurodac_link",
                1.0,
                queue[key],
                f"eurodac_{stream}",
                resident_share=0.0,
                **_sent_from(given, stream, queue),
                **_sent_within(given, stream),
            )
        )
    return stations


def _sent_from(given: ChainInput, stream: str, queue: Queues) -> dict[str, Any]:
    """Where the clock of a record starts: at the border with capture, when the application is made
    (EUD 15(1)(b)), for the resettled with arrival, which stands for the decision (EUD 18(2), 20(1));
    elsewhere once the person is registered (EUD 15(1)(a)).

    Of those not registered yet when the plan begins, whoever waits for no capture is captured and sent
    already: they are the first to be registered.
    """
    capture = ("eurodac_capture", stream)
    if stream not in REGISTERED_AT:
        return {"clock_from": (capture, 1.0)}
    recorded, (*before, register) = 1 - given.number("under_six_share"), REGISTERED_AT[stream]
    unregistered = sum(queue[key].total for key in (*before, register))
    return {
        "clock_from": (register, recorded),
        "clock_at_exit": True,
        "clock_ahead": recorded * unregistered - queue[capture].total,
    }


def _sent_within(given: ChainInput, stream: str) -> dict[str, Any]:
    """The term to send a record: longer in an outage, after poor prints and after an obstacle of health.

    An outage is a week's and changes the term of everybody whose term ends in it (EUD 15(2)); the other
    two are a person's (EUD 15(1), 15(2)). None of them is named for the resettled.
    """
    within = given.constant(given.weeks_of(TERM_OF_RECORD[stream]))
    if stream == RESETTLED:
        return {"term_weeks": within}
    outage = np.where(given.levers.outage_weeks(given.weeks), given.weeks_of("eurodac_ext_technical"), 0.0)
    usual = within + outage
    poor, ill = given.number("eurodac_poor_prints_share"), given.number("eurodac_health_share")
    longer = [
        (share, given.weeks_of(extra)) for share, extra in ((poor, POOR_PRINTS), (ill, HEALTH)) if share
    ]
    if not longer:
        return {"term_weeks": usual}
    parts = [(1 - poor - ill, 0.0), *longer]
    due = tuple(
        tuple((share, week - float(usual[week]) - extra) for share, extra in parts)
        for week in range(given.weeks.count)
    )
    return {"term_weeks": usual, "due": due}


def registration(given: ChainInput, queue: Queues) -> list[Station]:
    """Registration; its clock starts after screening at the border, beside it in the territory."""
    hours, pact = given.number("hours_per_registration"), given.number("resident_share_pact")
    intake = (("coa_intake", given.number("hours_per_coa_intake")),)
    due = given.due((1.0, "register_deadline"))
    forwarded = given.number("register_forwarded_share")
    forwards = given.due(
        (1 - forwarded, "register_deadline"), (forwarded, "register_forward", "register_deadline")
    )
    return [
        Station(
            REGISTER_BORDER,
            "ind_schiphol",
            hours,
            queue[REGISTER_BORDER],
            "registration_border",
            resident_share=0.0,
            **due,
        ),
        Station(
            REGISTER_TERRITORY,
            "ind_ova",
            hours,
            queue[REGISTER_TERRITORY],
            "registration_territory",
            intake,
            clock_from=(SCREEN_TERRITORY, 1.0),
            clock_keeps_unfinished=True,
            resident_share=pact,
            **forwards,
        ),
        Station(
            REGISTER_REPEAT,
            "ind_ova",
            hours,
            queue[REGISTER_REPEAT],
            "registration_repeat",
            intake,
            resident_share=pact,
            **due,
        ),
    ]


def first_care(given: ChainInput, queue: Queues) -> list[Station]:
    """Work beside the persons: a representative for every minor, an assessment of special needs, and for
    who is held at the border the first review by a judge (RCD 11(3))."""
    exception = given.number("detention_review_exception_share")
    return [
        Station(
            REPRESENTATIVE,
            "representatives",
            1.0,
            queue[REPRESENTATIVE],
            "representative_minors",
            resident_share=0.0,
            **given.due((1.0, "uam_representative_deadline")),
        ),
        Station(
            SPECIAL_NEEDS,
            "vulnerability_territory",
            given.number("hours_per_special_needs"),
            queue[SPECIAL_NEEDS],
            "special_needs",
            resident_share=0.0,
            **given.due((1.0, "special_needs_assessment")),
        ),
        Station(
            DETENTION_REVIEW,
            "courts_detention",
            1.0,
            queue[DETENTION_REVIEW],
            "detention_review",
            resident_share=0.0,
            **given.due(
                (1 - exception, "detention_review_normal"), (exception, "detention_review_exception")
            ),
        ),
    ]


def lodging(given: ChainInput, queue: Queues) -> list[Station]:
    """Lodging; at the border beside the procedure, whose clock starts at registration.

    Whoever is in the procedure on responsibility lodges where the application was made too, beside it
    (APR 28(1)).
    """
    hours, pact = given.number("hours_per_lodging"), given.number("resident_share_pact")
    due = given.due((1.0, "lodge_deadline"))
    return [
        Station(
            LODGE_BORDER,
            "ind_schiphol",
            hours,
            queue[LODGE_BORDER],
            "lodging_border",
            resident_share=0.0,
            **given.due((1.0, "lodge_deadline_border")),
        ),
        Station(
            LODGE_TERRITORY,
            "ind_ova",
            hours,
            queue[LODGE_TERRITORY],
            "lodging_territory",
            resident_share=pact,
            **due,
        ),
        Station(
            LODGE_RESPONSIBILITY,
            "ind_ova",
            hours,
            queue[LODGE_RESPONSIBILITY],
            "lodging_responsibility",
            resident_share=0.0,
            **due,
        ),
        Station(
            LODGE_REPEAT, "ind_ova", hours, queue[LODGE_REPEAT], "lodging_repeat", resident_share=pact, **due
        ),
    ]
