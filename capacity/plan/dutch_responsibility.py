"""Stations of responsibility (AMMR): request, reply, transfer decision, appeal, transfer.

All other states are one partner; a partner of its own is one more stream at these stages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capacity.plan.dutch_keys import (
    REPLY,
    REQUEST,
    RESPONSIBILITY,
    TRANSFER,
    TRANSFER_APPEAL,
    ChainInput,
)
from capacity.plan.network import Key, Queue, Station, Watch


def responsibility(given: ChainInput, queue: Mapping[Key, Queue]) -> list[Station]:
    """From the request to the transfer, which closes at its deadline: then responsibility shifts."""
    pact, request = given.number("resident_share_pact"), given.number("responsibility_request_work")
    back, hit = given.number("take_back_share"), given.number("take_charge_hit_share")
    detained, later = (given.number(f"responsibility_detained_{when}share") for when in ("", "later_"))
    free = 1 - detained - later
    return [
        Station(
            REQUEST,
            "ind_responsibility",
            request,
            queue[REQUEST],
            "responsibility_request",
            minimum_weeks=given.number("minimum_weeks_request"),
            resident_share=pact,
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
            resident_share=pact,
            **given.due((1.0, "take_charge_reply")),
        ),
        Station(
            RESPONSIBILITY,
            "ind_responsibility",
            1 - request,
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
            watches=(Watch("transfer_detained", given.weeks_of("dublin_detention_transfer"), 1 - free),),
            **_transfer_due(given),
        ),
    ]


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
