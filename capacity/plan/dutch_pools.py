"""The hands of the Dutch chain: staff, desks, devices, sessions and homes per week."""

from __future__ import annotations

import numpy as np

from capacity.domain.parameters import Parameters
from capacity.plan.dutch_keys import ChainInput
from capacity.plan.network import Array, Pool

SITES = {
    "kmar": "Schiphol",
    "ind_ova": "Ter Apel",
    "eurodac_devices": "Ter Apel",
    "eurodac_link": "NL",
    "ind_responsibility": "NL",
    "ind_deciders": "NL",
    "courts": "NL",
    "dtv": "NL",
    "dtv_border": "Schiphol",
    "municipalities": "NL",
}
"""Every pool with its site, in the order of the files."""
HIRING_POOL, LINK_POOL = "ind_deciders", "eurodac_link"


def hours_by_parameters(parameters: Parameters) -> dict[str, float]:
    """Regular hours of each pool per week (sessions, departures, homes and outcomes count as one each)."""
    number = parameters.number
    return {
        "kmar": number("screening_border_per_week") * number("hours_per_screening"),
        "ind_ova": number("screening_territory_per_week") * number("hours_per_screening"),
        "eurodac_devices": number("eurodac_capture_per_week") * number("eurodac_hours_per_record"),
        "eurodac_link": number("eurodac_transmission_per_week"),
        "ind_responsibility": number("decisions_responsibility"),
        "ind_deciders": number("decisions_per_week") * number("hours_per_decision"),
        "courts": number("appeal_sessions"),
        "dtv": number("departures_per_week"),
        "dtv_border": number("return_border_per_week"),
        "municipalities": number("housing_outflow"),
    }


def dutch_pools(given: ChainInput) -> tuple[Pool, ...]:
    """All pools: hours of today's state, changed in the proportion in which the scenario changes them."""
    planned, usual = hours_by_parameters(given.parameters), hours_by_parameters(given.usual)
    entered = given.state.hours()
    hired = given.levers.deciders_hired(given.weeks)
    nobody = np.zeros(given.weeks.count)
    overtime = given.number("overtime_share")
    pools = []
    for pool, site in SITES.items():
        factor = planned[pool] / usual[pool] if usual[pool] else 1.0
        hours = given.constant(entered[pool] * factor if pool in entered else planned[pool])
        if pool == LINK_POOL:
            hours = hours * given.levers.link_share(given.weeks, given.number("eurodac_catchup"))
        if pool != HIRING_POOL:
            pools.append(Pool(pool, site, hours, nobody, nobody))
            continue
        hours = _with_hired(given, hours, hired)
        per_hire = given.number("productive_hours_per_fte")
        pools.append(Pool(pool, site, hours, hours * overtime, hired, per_hire))
    return tuple(pools)


def _with_hired(given: ChainInput, hours: Array, hired: Array) -> Array:
    staffed: Array = np.maximum(0.0, hours + hired * given.number("productive_hours_per_fte"))
    return staffed
