"""The hands of the Dutch chain: staff, desks, devices, sessions and homes per week."""

from __future__ import annotations

import numpy as np

from capacity.domain.parameters import Parameters
from capacity.plan.dutch.keys import ChainInput
from capacity.plan.network.levers import at_full_work, hired
from capacity.plan.network.parts import Array, Loan, Pool

SITES = {
    "kmar": "Schiphol",
    "security_border": "Schiphol",
    "health_border": "Schiphol",
    "vulnerability_border": "Schiphol",
    "ind_ova": "Ter Apel",
    "ind_ova_budel": "Budel",
    "security_territory": "Ter Apel",
    "health_territory": "Ter Apel",
    "vulnerability_territory": "Ter Apel",
    "eurodac_devices": "Ter Apel",
    "eurodac_devices_border": "Schiphol",
    "eurodac_link": "NL",
    "coa_intake": "Ter Apel",
    "representatives": "NL",
    "ind_schiphol": "Schiphol",
    "ind_responsibility": "NL",
    "ind_incoming": "NL",
    "partner_states": "NL",
    "courts_transfer": "NL",
    "dtv_transfers": "NL",
    "ind_deciders": "NL",
    "interpreters": "NL",
    "legal_aid": "NL",
    "courts_detention": "NL",
    "courts": "NL",
    "dtv": "NL",
    "dtv_border": "Schiphol",
    "ind_family": "NL",
    "municipalities": "NL",
}
"""Every pool with its site, in the order of the files."""
HIRING_POOL, LINK_POOL = "ind_deciders", "eurodac_link"
SAME_HANDS = (("ind_ova_budel", "ind_ova"),)
"""Two sites of one organisation: the hours of the first work on the queue of the second."""
LENT = (("kmar", "ind_ova"), ("ind_deciders", "ind_ova"), ("ind_ova", "ind_deciders"))
"""Pools of which the planner may allow the first to lend hours to the second."""
IN_HOURS = (
    "kmar",
    "security_border",
    "health_border",
    "vulnerability_border",
    "ind_ova",
    "ind_ova_budel",
    "security_territory",
    "health_territory",
    "vulnerability_territory",
    "coa_intake",
    "ind_schiphol",
    HIRING_POOL,
    "interpreters",
    "legal_aid",
)
"""Staff counted in hours: one more person gives the productive hours of a week."""
IN_OUTCOMES = (
    "representatives",
    "ind_responsibility",
    "ind_incoming",
    "courts_transfer",
    "dtv_transfers",
    "courts_detention",
    "courts",
    "dtv",
    "dtv_border",
    "ind_family",
)
"""Staff counted in what they bring about: one more person gives the outcomes a week of a row of its own."""
STAFF = (*IN_HOURS, *IN_OUTCOMES)
"""Pools of persons who can be hired, leave, and work overtime; devices, homes and other states are not."""


def hours_by_parameters(parameters: Parameters) -> dict[str, float]:
    """Regular hours of each pool per week (sessions, departures, homes and outcomes count as one each)."""
    number = parameters.number
    check, record = number("hours_per_screening_check"), number("eurodac_hours_per_record")
    border, territory = number("screening_border_per_week"), number("screening_territory_per_week")
    registered, application = (
        number("registration_per_week"),
        number("hours_per_registration") + number("hours_per_lodging"),
    )
    ova = territory * number("hours_per_screening") + registered * application
    needs = registered * number("special_needs_share") * number("hours_per_special_needs")
    return {
        "kmar": border * number("hours_per_screening"),
        "security_border": border * check,
        "health_border": border * check,
        "vulnerability_border": border * check,
        "ind_ova": ova * (1 - number("budel_share")),
        "ind_ova_budel": ova * number("budel_share"),
        "security_territory": territory * check,
        "health_territory": territory * check,
        "vulnerability_territory": territory * check + needs,
        "eurodac_devices": number("eurodac_capture_per_week") * record,
        "eurodac_devices_border": number("eurodac_capture_border_per_week") * record,
        "eurodac_link": number("eurodac_transmission_per_week"),
        "coa_intake": registered * number("hours_per_coa_intake"),
        "representatives": number("representatives_per_week"),
        "ind_schiphol": number("registration_border_per_week") * application,
        "ind_responsibility": number("decisions_responsibility"),
        "ind_incoming": number("incoming_replies_per_week"),
        "partner_states": number("partner_replies_per_week"),
        "courts_transfer": number("transfer_appeal_sessions"),
        "dtv_transfers": number("transfers_per_week"),
        "ind_deciders": number("decisions_per_week") * number("hours_per_decision"),
        "interpreters": number("support_decisions_per_week") * number("interpreter_hours_per_decision"),
        "legal_aid": number("support_decisions_per_week") * number("legal_aid_hours_per_decision"),
        "courts_detention": number("detention_reviews_per_week"),
        "courts": number("appeal_sessions"),
        "dtv": number("departures_per_week"),
        "dtv_border": number("return_border_per_week"),
        "ind_family": number("family_decisions_per_week"),
        "municipalities": homes_per_week(parameters),
    }


def homes_per_week(parameters: Parameters) -> float:
    """Status holders who get a home per week: the task of all municipalities times the share realised."""
    number = parameters.number
    return number("housing_task") / number("weeks_per_year") * number("housing_realised_share")


def dutch_pools(given: ChainInput) -> tuple[Pool, ...]:
    """All pools: hours of today's state, changed in the proportion in which the scenario changes them."""
    planned, usual = hours_by_parameters(given.parameters), hours_by_parameters(given.usual)
    entered = given.state.hours()
    pools = []
    for pool, site in SITES.items():
        factor = planned[pool] / usual[pool] if usual[pool] else 1.0
        hours = given.constant(entered[pool] * factor if pool in entered else planned[pool])
        if pool == LINK_POOL:
            hours = hours * given.levers.link_share(given.weeks, given.number("eurodac_catchup"))
        pools.append(_staffed(given, pool, site, hours))
    return tuple(pools)


def _staffed(given: ChainInput, pool: str, site: str, hours: Array) -> Pool:
    """A pool with who is hired, leaves and comes to help."""
    nobody = np.zeros(given.weeks.count)
    hours = hours + given.levers.supporting(pool, given.weeks) * given.number("productive_hours_per_fte")
    if pool not in STAFF:
        return Pool(pool, site, hours, nobody, nobody)
    per_person = _per_person(given, pool)
    kept = (1 - given.number("attrition_per_year")) ** (
        np.arange(given.weeks.count) / given.number("weeks_per_year")
    )
    staffed = np.maximum(0.0, hours * kept + working_hires(given, pool) * per_person)
    overtime = staffed * given.number("overtime_share")
    persons = hired(_hired(given, pool), hires_begin(given.parameters, pool), given.weeks)
    return Pool(
        pool, site, staffed, overtime, persons, per_person, per_person if pool == HIRING_POOL else 1.0
    )


def working_hires(given: ChainInput, pool: str) -> Array:
    """Persons hired (or lost) in a pool per week, as persons at full work: who is hired is trained first."""
    first, training = hires_begin(given.parameters, pool), given.number("training_weeks")
    return at_full_work(_hired(given, pool), first, training, given.weeks)


def hires_begin(parameters: Parameters, pool: str) -> int:
    """First week of the plan in which who is hired in a pool works: recruitment takes time."""
    own = f"hired_from_week_{pool}"
    return round(parameters.number(own if own in parameters else "fte_start_week"))


def _hired(given: ChainInput, pool: str) -> float:
    return given.levers.deciders if pool == HIRING_POOL else given.number(f"hired_{pool}")


def _per_person(given: ChainInput, pool: str) -> float:
    """What one more person gives a week: hours, or outcomes where the pool is counted in them."""
    return given.number(f"outcomes_per_fte_{pool}" if pool in IN_OUTCOMES else "productive_hours_per_fte")


def outcome_hours(parameters: Parameters) -> dict[str, float]:
    """Hours of work behind one outcome: a person's productive hours over what a person brings about."""
    hours = parameters.number("productive_hours_per_fte")
    return {pool: hours / parameters.number(f"outcomes_per_fte_{pool}") for pool in IN_OUTCOMES}


def dutch_loans(given: ChainInput, pools: tuple[Pool, ...]) -> tuple[Loan, ...]:
    """Hours that may be worked elsewhere: all those of a second site of the same hands, else as allowed."""
    hours = {pool.id: pool.hours for pool in pools}
    same = [Loan(start, to, 1.0, hours[start]) for start, to in SAME_HANDS]
    lent = [
        Loan(
            start,
            to,
            given.number(f"lend_efficiency_{start}_{to}"),
            hours[start] * given.number(f"lend_share_{start}_{to}"),
        )
        for start, to in LENT
    ]
    return (*same, *lent)
