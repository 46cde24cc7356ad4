"""The ways between the stations of the Dutch chain: shares and lags of every exit."""

from __future__ import annotations

from capacity.plan.dutch_keys import (
    ACCELERATED,
    APPEAL,
    APPEAL_BORDER,
    APPLICANTS,
    BORDER,
    COMPLETE_BORDER,
    COMPLETE_TERRITORY,
    DEPARTURE,
    HOUSING,
    NORMAL,
    OLD,
    RECORD_STREAMS,
    RESPONSIBILITY,
    RETURN_BORDER,
    SCREEN_BORDER,
    SCREEN_TERRITORY,
    ChainInput,
    border_appeals,
)
from capacity.plan.network import OUTSIDE, Exit, Way


def dutch_ways(given: ChainInput) -> tuple[Way, ...]:
    """Every way that a person may take."""
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
    appeals, leg = border_appeals(given), given.number("border_return_leg_share")
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
