"""The ways between the stations of the Dutch chain: shares and lags of every exit."""

from __future__ import annotations

from capacity.plan.dutch.family import family_ways
from capacity.plan.dutch.keys import (
    ACCELERATED,
    ADMISSIBILITY,
    APPEAL,
    APPEAL_BORDER,
    APPLICANTS,
    BORDER,
    COMPLETE_BORDER,
    COMPLETE_TERRITORY,
    DEPARTURE,
    DETENTION_REVIEW,
    HOUSING,
    INCOMING,
    LODGE_BORDER,
    LODGE_REPEAT,
    LODGE_RESPONSIBILITY,
    LODGE_TERRITORY,
    NORMAL,
    OLD,
    REGISTER_BORDER,
    REGISTER_REPEAT,
    REGISTER_TERRITORY,
    REPLY,
    REPRESENTATIVE,
    REQUEST,
    RESPONSIBILITY,
    RETURN_BORDER,
    SCREEN_BORDER,
    SCREEN_HELD,
    SCREEN_TERRITORY,
    SPECIAL_NEEDS,
    TRANSFER,
    TRANSFER_APPEAL,
    ChainInput,
    border_appeals,
)
from capacity.plan.network.parts import OUTSIDE, Exit, Way


def dutch_ways(given: ChainInput) -> tuple[Way, ...]:
    """Every way that a person may take."""
    return (
        *_screening_ways(),
        *_record_ways(given),
        *_application_ways(given),
        *_responsibility_ways(given),
        *_decision_ways(given),
        *_border_ways(given),
        *_exits(),
        *_departures(given),
        *family_ways(given),
    )


def _screening_ways() -> list[Way]:
    ways: list[Way] = []
    exits: tuple[Exit, ...] = ("served", "unfinished")
    for start, to, rest in (
        (SCREEN_BORDER, REGISTER_BORDER, COMPLETE_BORDER),
        (SCREEN_HELD, REGISTER_BORDER, COMPLETE_BORDER),
        (SCREEN_TERRITORY, REGISTER_TERRITORY, COMPLETE_TERRITORY),
    ):
        ways += [Way(start, leaving, to, 1.0) for leaving in exits]
        ways.append(Way(start, "unfinished", rest, 1.0, work_only=True))
    return [*ways, *(Way(key, "served", OUTSIDE, 1.0) for key in (COMPLETE_BORDER, COMPLETE_TERRITORY))]


def _record_ways(given: ChainInput) -> list[Way]:
    ways: list[Way] = []
    for stream in given.record_streams():
        ways += [
            Way(("eurodac_capture", stream), "served", ("eurodac_transmission", stream), 1.0),
            Way(("eurodac_transmission", stream), "served", OUTSIDE, 1.0),
        ]
    return ways


def _application_ways(given: ChainInput) -> list[Way]:
    """From registration to the procedure; minors and who cannot be supported there leave the border."""
    responsible, accelerated = given.number("responsibility_share"), given.number("accelerated_share")
    exempt = given.number("border_exempt_share")
    return [
        Way(REGISTER_BORDER, "served", BORDER, 1 - exempt),
        Way(REGISTER_BORDER, "served", NORMAL, exempt),
        Way(REGISTER_BORDER, "served", LODGE_BORDER, 1.0, work_only=True),
        Way(REGISTER_TERRITORY, "served", REQUEST, responsible),
        Way(REGISTER_TERRITORY, "served", LODGE_RESPONSIBILITY, responsible, work_only=True),
        Way(REGISTER_TERRITORY, "served", LODGE_TERRITORY, 1 - responsible),
        Way(REGISTER_REPEAT, "served", LODGE_REPEAT, 1.0),
        Way(LODGE_TERRITORY, "served", ACCELERATED, accelerated),
        Way(LODGE_TERRITORY, "served", NORMAL, 1 - accelerated),
        Way(LODGE_REPEAT, "served", ADMISSIBILITY, 1.0),
    ]


def _responsibility_ways(given: ChainInput) -> list[Way]:
    """Outcomes: transferred, gone unseen, back because the other state refused or the deadline passed."""
    transfer, leaves = given.number("responsibility_transfer"), given.number("responsibility_leaves")
    back = 1 - transfer - leaves
    refused = min(back, 1 - given.number("responsibility_accepted_share"))
    appeals = (1 - refused) * given.number("transfer_appeal_share")
    return [
        Way(REQUEST, "served", REPLY, 1.0),
        Way(REPLY, "served", RESPONSIBILITY, 1.0),
        Way(RESPONSIBILITY, "served", TRANSFER, transfer),
        Way(RESPONSIBILITY, "served", OUTSIDE, leaves),
        *_back(given, refused, back - refused),
        Way(RESPONSIBILITY, "served", TRANSFER_APPEAL, appeals, work_only=True),
        Way(TRANSFER, "served", OUTSIDE, 1.0),
        Way(TRANSFER, "unfinished", NORMAL, 1.0),
    ]


def _back(given: ChainInput, refused: float, passed: float) -> list[Way]:
    """Who comes to the own procedure: at once where the other state refused, else when the deadline passes.

    In a crisis that is a year instead of six months (CRI 12(2)(d)).
    """
    usual, crisis = round(given.number("return_to_procedure_weeks")), given.levers.in_crisis(given.weeks)
    at_once = Way(RESPONSIBILITY, "served", NORMAL, refused)
    if not crisis.any():
        return [at_once, Way(RESPONSIBILITY, "served", NORMAL, passed, usual, APPLICANTS)]
    more = round(given.weeks_of("in_crisis_transfer_deadline") - given.weeks_of("transfer_deadline"))
    later = [
        Way(RESPONSIBILITY, "served", NORMAL, passed, lag, APPLICANTS, open_in=weeks.astype(float))
        for lag, weeks in ((usual, ~crisis), (usual + more, crisis))
    ]
    return [*later, at_once]


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
    admitted, appeal = given.number("admissible_share"), given.number("appeal_rate_admissibility")
    return [
        *ways,
        Way(ADMISSIBILITY, "served", NORMAL, admitted),
        Way(ADMISSIBILITY, "served", APPEAL, (1 - admitted) * appeal),
        Way(ADMISSIBILITY, "served", DEPARTURE, (1 - admitted) * (1 - appeal)),
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
    undecided = [Way(key, "left", OUTSIDE, 1.0) for key in (OLD, NORMAL, ACCELERATED, ADMISSIBILITY)]
    last = (
        REPRESENTATIVE,
        SPECIAL_NEEDS,
        DETENTION_REVIEW,
        LODGE_BORDER,
        LODGE_RESPONSIBILITY,
        INCOMING,
        TRANSFER_APPEAL,
        HOUSING,
    )
    return [*undecided, *(Way(key, "served", OUTSIDE, 1.0) for key in last)]


def _departures(given: ChainInput) -> list[Way]:
    """How who must leave is gone: by himself or by force, both seen; unsupervised; or not at all."""
    seen, forced = given.number("departure_seen_share"), given.number("departure_forced_share")
    unseen = given.number("departure_unsupervised_share")
    shares = {
        "independent": seen * (1 - forced),
        "forced": seen * forced,
        "unsupervised": (1 - seen) * unseen,
        "closed_otherwise": (1 - seen) * (1 - unseen),
    }
    return [Way(DEPARTURE, "served", (OUTSIDE[0], how), share) for how, share in shares.items()]
