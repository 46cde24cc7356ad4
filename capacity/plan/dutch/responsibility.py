"""Stations of responsibility (AMMR): requests received; request, reply, transfer decision, appeal, transfer.

All other states are one partner; a partner of its own is one more stream at these stages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capacity.plan.dutch.keys import (
    INCOMING,
    REPLY,
    REQUEST,
    RESPONSIBILITY,
    TRANSFER,
    TRANSFER_APPEAL,
    ChainInput,
)
from capacity.plan.network.parts import Key, Station, Watch
from capacity.plan.network.waiting import Queue

Queues = Mapping[Key, Queue]


def responsibility(given: ChainInput, queue: Queues) -> list[Station]:
    """Answers to other states, then the way from a request of our own to the transfer."""
    return [
        _received(given, queue),
        *_until_the_reply(given, queue),
        *_until_the_transfer(given, queue),
    ]


def _received(given: ChainInput, queue: Queues) -> Station:
    """A request or notification of another state: a month, two weeks after a hit or to take back, one for
    who is detained there or where it is asked for (AMMR 40(1)-(2), 40(7), 41(3), 45(2)). Silence is
    acceptance, so who is late is counted."""
    back, hit = given.number("incoming_take_back_share"), given.number("incoming_hit_share")
    detained, urgent = given.number("incoming_detained_share"), given.number("incoming_urgent_share")
    free = 1 - detained
    charge = free * (1 - back)
    return Station(
        INCOMING,
        "ind_incoming",
        1.0,
        queue[INCOMING],
        "incoming_request",
        resident_share=0.0,
        **given.due(
            (charge * (1 - urgent) * (1 - hit), "take_charge_reply"),
            (charge * (1 - urgent) * hit, "take_charge_reply_hit"),
            (charge * urgent, "take_charge_reply_urgent_min"),
            (free * back, "take_back_confirmation"),
            (detained, "dublin_detention_reply"),
        ),
    )


def _until_the_reply(given: ChainInput, queue: Queues) -> list[Station]:
    """The request to another state, sooner for who is detained (AMMR 45(1)), and its reply."""
    back, hit = given.number("take_back_share"), given.number("take_charge_hit_share")
    detained, later = _detained(given)
    free = 1 - detained - later
    return [
        Station(
            REQUEST,
            "ind_responsibility",
            given.number("responsibility_request_work"),
            queue[REQUEST],
            "responsibility_request",
            minimum_weeks=given.number("minimum_weeks_request"),
            resident_share=given.number("resident_share_pact"),
            **given.due(
                (free * (1 - back) * (1 - hit), "take_charge_request"),
                (free * (1 - back) * hit, "take_charge_request_hit"),
                (free * back, "take_back_notification"),
                (detained, "dublin_detention_request_first"),
                (later, "dublin_detention_request_later"),
            ),
        ),
        Station(
            REPLY,
            "partner_states",
            1.0,
            queue[REPLY],
            "responsibility_reply",
            minimum_weeks=given.number("responsibility_reply_weeks"),
            resident_share=given.number("resident_share_pact"),
            **given.due((1.0, "take_charge_reply")),
        ),
    ]


def _until_the_transfer(given: ChainInput, queue: Queues) -> list[Station]:
    """Transfer decision, appeal beside it, and transfer: at its deadline responsibility shifts."""
    pact = given.number("resident_share_pact")
    detained_weeks = given.weeks_of("dublin_detention_transfer")
    return [
        Station(
            RESPONSIBILITY,
            "ind_responsibility",
            1 - given.number("responsibility_request_work"),
            queue[RESPONSIBILITY],
            "responsibility",
            minimum_weeks=given.number("minimum_weeks_transfer_decision"),
            resident_share=pact,
            **given.due((1.0, "transfer_decision")),
        ),
        Station(
            TRANSFER_APPEAL,
            "courts_transfer",
            1.0,
            queue[TRANSFER_APPEAL],
            "transfer_appeal",
            minimum_weeks=given.weeks_of("transfer_appeal_window_min"),
            resident_share=0.0,
            **given.due((1.0, "transfer_appeal_stay")),
        ),
        Station(
            TRANSFER,
            "dtv_transfers",
            1.0,
            queue[TRANSFER],
            "transfer",
            minimum_weeks=given.number("transfer_wait_weeks"),
            closes=True,
            resident_share=pact,
            watches=(Watch("transfer_detained", detained_weeks, sum(_detained(given))),),
            **_transfer_due(given),
        ),
    ]


def _detained(given: ChainInput) -> tuple[float, float]:
    """Share of persons who are detained for a transfer from the start, and of who is only later."""
    return (
        given.number("responsibility_detained_share"),
        given.number("responsibility_detained_later_share"),
    )


def _transfer_due(given: ChainInput) -> dict[str, Any]:
    """Six months; a year for who is in prison, three for who is out of reach, three months once back."""
    others = [
        (given.number(f"transfer_{who}_share"), term)
        for who, term in (
            ("imprisoned", "transfer_deadline_imprisoned"),
            ("absconded", "transfer_deadline_absconded"),
            ("back", "transfer_min_left_if_back"),
        )
    ]
    return given.due((1 - sum(share for share, _ in others), "transfer_deadline"), *others)
