"""Every resource is real: with too little of it the duty behind it breaks, and hiring brings more of it."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from capacity.plan.chain.duties import over_term
from capacity.plan.chain.goals import money_terms
from capacity.plan.chain.money import cost_rows
from capacity.plan.chain.rows import build_chain
from capacity.plan.dutch.chain import dutch_network
from capacity.plan.dutch.pools import HIRING_POOL, SITES, STAFF, dutch_pools
from tests.plan.dutch import dutch_chain_input
from tests.plan.golden import golden_network
from tests.plan.small import solve

SHOWN = 8
SHARE_LEFT = 0.05
LEAD_WEEKS, TRAINING_WEEKS = 26, 12
DUTY_BEHIND = {
    "kmar": "screening_border",
    "security_border": "screening_border",
    "health_border": "screening_border",
    "vulnerability_border": "screening_border_held",
    "ind_ova": "screening_territory",
    "security_territory": "screening_territory",
    "health_territory": "screening_territory",
    "vulnerability_territory": "special_needs",
    "eurodac_devices": "eurodac_territory",
    "eurodac_devices_border": "eurodac_border",
    "eurodac_link": "eurodac_repeat",
    "coa_intake": "registration_territory",
    "representatives": "representative_minors",
    "ind_schiphol": "registration_border",
    "ind_responsibility": "responsibility_request",
    "ind_incoming": "incoming_request",
    "partner_states": "responsibility_reply",
    "courts_transfer": "transfer_appeal",
    "courts_detention": "detention_review",
    "dtv_transfers": "transfer",
    "ind_deciders": "decide_normal",
    "interpreters": "decide_admissibility",
    "legal_aid": "decide_accelerated",
    "courts": "border_appeal",
    "dtv_border": "return_border",
    "municipalities": "housing_norm",
}
WITHOUT_TERM = {"dtv": ("departure", "territory"), "ind_family": ("family_reunification", "family")}
SAME_HANDS = {"ind_ova": ("ind_ova", "ind_ova_budel")}


@cache
def usual_network():
    return dutch_network(dutch_chain_input(SHOWN))


@cache
def usual():
    return solve(usual_network())


def starved(pool):
    """The chain when one pool has a twentieth of its hours."""
    network = usual_network()
    scarce = SAME_HANDS.get(pool, (pool,))
    pools = tuple(
        replace(one, hours=one.hours * SHARE_LEFT) if one.id in scarce else one for one in network.pools
    )
    loans = tuple(
        replace(one, hours=one.hours * SHARE_LEFT) if one.start in scarce else one for one in network.loans
    )
    return solve(replace(network, pools=pools, loans=loans))


def missed(solution, duty):
    """Person-weeks over term of a duty, and who left unfinished."""
    station = next(station for station in solution.network.stations if station.duty == duty)
    return float(over_term(solution, station).sum() + solution.stations[station.key].unfinished.sum())


@pytest.mark.parametrize(("pool", "duty"), sorted(DUTY_BEHIND.items()))
def test_with_too_little_of_a_resource_the_duty_behind_it_breaks(pool, duty):
    assert missed(starved(pool), duty) > missed(usual(), duty) + 1


@pytest.mark.parametrize(("pool", "key"), sorted(WITHOUT_TERM.items()))
def test_where_no_term_was_found_too_little_of_a_resource_leaves_a_longer_queue(pool, key):
    assert starved(pool).stations[key].queue[-1] > usual().stations[key].queue[-1] + 1


@pytest.mark.parametrize(
    "stage",
    ["screening_border", "screening_completion", "eurodac_capture", "registration", "lodging", "appeal"],
)
def test_a_person_of_one_stream_may_take_other_hours_of_every_pool_than_those_of_the_stage(stage):
    twice = dutch_network(dutch_chain_input(SHOWN, parameters={f"effort_{stage}_border": 2}))
    for one, other in zip(twice.stations, usual_network().stations, strict=True):
        more = 2 if one.key == (stage, "border") else 1
        assert one.uses == tuple((pool, more * hours) for pool, hours in other.uses)


def test_every_resource_has_something_behind_it():
    assert {*DUTY_BEHIND, *WITHOUT_TERM, "ind_ova_budel"} == set(SITES)


@cache
def hours(hired):
    """Hours of every pool per week when so many persons are hired in every pool of staff."""
    persons = dict.fromkeys((f"hired_{pool}" for pool in STAFF if pool != HIRING_POOL), hired)
    pools = dutch_pools(dutch_chain_input(26, fte=hired, parameters=persons))
    return {pool.id: pool.hours for pool in pools}


@pytest.mark.parametrize("pool", ["ind_ova", "eurodac_devices", "eurodac_devices_border", "ind_deciders"])
def test_support_teams_bring_their_hours_to_the_pool_that_they_help_and_to_no_other(pool):
    """EUD 15(3): ten people of 28 productive hours a week for four weeks."""
    helped = dutch_pools(dutch_chain_input(26, support=10, support_pool=pool, support_weeks=4))
    more = {one.id: one.hours - hours(0)[one.id] for one in helped}
    assert more[pool][:5] == pytest.approx([280] * 4 + [0])
    assert [name for name, extra in more.items() if extra.any()] == [pool]


@pytest.mark.parametrize("pool", sorted(STAFF))
def test_whoever_is_hired_brings_more_after_the_lead_time_and_the_training(pool):
    more = hours(20)[pool] - hours(0)[pool]
    lead = LEAD_WEEKS
    assert more[:lead] == pytest.approx(0)
    assert 0 < more[lead] < more[-1]
    assert more[lead + TRAINING_WEEKS :] == pytest.approx(more[-1])


def test_the_lead_time_of_a_pool_is_its_own():
    slow = {"hired_courts": 20, "hired_dtv": 20, "hired_from_week_courts": 10}
    pools = {pool.id: pool.hired for pool in dutch_pools(dutch_chain_input(26, parameters=slow))}
    assert (pools["courts"] > 0).tolist() == [week >= 10 for week in range(pools["courts"].size)]
    assert (pools["dtv"] > 0).tolist() == [week >= LEAD_WEEKS for week in range(pools["dtv"].size)]


def test_hiring_costs_its_price_in_every_week():
    network = golden_network()
    pools = tuple(replace(pool, hired=np.full(3, 2.0)) for pool in network.pools[:1])
    network = replace(network, pools=(*pools, *network.pools[1:]))
    network = replace(network, weeks=replace(network.weeks, shown=3, run_out=0))
    hired = [row for row in cost_rows(solve(network)) if row[3] == "hired_staff"]
    assert [row[4] for row in hired] == [2, 2, 2]
    assert sum(row[6] for row in hired) == pytest.approx(2 * 3 * 1859)
    chain = build_chain(network)
    assert money_terms(chain)[chain.hired] == pytest.approx(2 * 3 * 1859)


def caseload(**parameters):
    """Minors who wait for a representative at the end of each week."""
    network = dutch_network(dutch_chain_input(SHOWN, **parameters))
    return solve(network).stations[("representative", "minors")].queue


def test_representatives_who_have_all_the_minors_the_law_allows_take_no_more():
    """4,800 have one; 150 persons with 30 each have 4,500, so that nobody is taken on until 300 have left."""
    scarce, enough = caseload(parameters={"representatives": 150}), caseload()
    assert scarce[3] > 4 * 50
    assert enough.max() < 100


def test_in_a_mass_arrival_a_representative_has_more_minors_and_fewer_wait():
    scarce = {"representatives": 150}
    assert (
        caseload(parameters=scarce, regimes=[{"regime": "mass", "weeks": 52}])[3]
        < 100
        < caseload(parameters=scarce)[3]
    )
