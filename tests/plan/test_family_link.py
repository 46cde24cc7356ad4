"""Permits, requests of their family, and who arrives: each some weeks after the other."""

import numpy as np
import pytest

from capacity.plan.chain.goals import chain_goals
from capacity.plan.chain.rows import build_chain
from capacity.plan.dutch.chain import dutch_network
from capacity.plan.network.parts import (
    OUTSIDE,
    Pool,
    Station,
    Way,
)
from capacity.plan.network.waiting import Queue
from tests.plan.dutch import dutch_baseline, dutch_chain_input, dutch_plan
from tests.plan.small import DESK, small_network, solve

ASK, HOME = ("ask", "family"), ("home", "all")


def linked(weeks):
    """10 are decided a week; half get a permit, each with 2 requests 2 weeks later; 0.4 arrive 3 weeks on."""
    nobody = np.zeros(weeks)
    ask = Station(ASK, "askers", 1.0, Queue())
    home = Station(HOME, "homes", 1.0, Queue())
    ways = (
        Way(DESK, "served", OUTSIDE, 1.0),
        Way(DESK, "served", ASK, 0.5 * 2, 2, work_only=True),
        Way(ASK, "served", HOME, 0.4, 3),
        Way(ASK, "served", OUTSIDE, 0.6),
        Way(HOME, "served", OUTSIDE, 1.0),
    )
    pools = tuple(Pool(name, "NL", np.full(weeks, 50.0), nobody, nobody) for name in ("askers", "homes"))
    return small_network([10] * weeks, 10, ways=ways, stations=(ask, home), pools=pools)


def test_a_permit_brings_requests_and_a_request_an_arrival_each_after_its_weeks():
    """Decided from week 0: 10 requests a week from week 2, so 4 arrive a week from week 2 + 3."""
    solution = solve(linked(8))
    assert solution.stations[ASK].inflow == pytest.approx([0, 0, 10, 10, 10, 10, 10, 10])
    assert solution.stations[HOME].inflow == pytest.approx([0, 0, 0, 0, 0, 4, 4, 4])


def test_without_the_link_family_members_follow_the_forecast():
    given = dutch_chain_input(26)
    network = dutch_network(given)
    homes = next(arrival for arrival in network.arrivals if arrival.to == ("housing", "status_holders"))
    assert homes.persons == pytest.approx(given.arrivals["family"] + given.arrivals["other"])
    assert network.into(("family_reunification", "family")) == []


def test_with_the_link_only_what_was_decided_before_the_plan_follows_the_forecast():
    """26 weeks from a decision to an arrival, 13 from a permit to a request."""
    given = dutch_chain_input(26, family_link=True)
    network = dutch_network(given)
    persons = {arrival.to: arrival.persons for arrival in network.arrivals}
    homes, requests = persons["housing", "status_holders"], persons["family_reunification", "family"]
    usual = given.arrivals["family"] + given.arrivals["other"]
    assert homes[:26] == pytest.approx(usual[:26])
    assert homes[26:] == pytest.approx(given.arrivals["other"][26:])
    assert (requests[:13] > 0).all()
    assert not requests[13:].any()


def test_a_request_for_every_permit_of_whom_half_must_wait_two_years_longer():
    """0.6 of normal decisions are permits: 0.6 x 1.94 x 0.5 = 0.582 requests after 13 weeks and after 117."""
    network = dutch_network(dutch_chain_input(104, family_link=True))
    ways = [way for way in network.into(("family_reunification", "family")) if way.start[1] == "normal"]
    assert [(way.share, way.lag_weeks) for way in ways] == [
        (pytest.approx(0.582), 13),
        (pytest.approx(0.582), 117),
    ]


def test_a_plan_with_the_link_keeps_its_identities_and_says_who_arrives_from_requests():
    plan = dutch_plan(family_link=True)
    flows, table = plan.tables["flows"], plan.tables["plan"]
    came = flows[(flows.from_stage == "family_reunification") & (flows.to_stage == "housing")]
    served = table[(table.stage == "family_reunification") & (table.measure == "served")].value.sum()
    out = came[came.week_out <= table.week.max()].persons.sum()
    assert out == pytest.approx(0.384 * served, rel=1e-4)
    usual = dutch_baseline().tables["plan"]
    decided = (table.stage == "decision") & (table.measure == "served")
    assert table[decided].value.sum() == pytest.approx(usual[decided].value.sum(), rel=1e-3)


def hands(**changes):
    """Levels of the goal hands in their order: whether the work of family requests counts in them."""
    chain = build_chain(dutch_network(dutch_chain_input(1, **changes)))
    work = [column.index for column in chain.blocks["family_reunification", "family"].served]
    return [bool(np.any(goal.costs[work])) for goal in chain_goals(chain) if goal.id == "hands"]


def test_permits_are_not_sought_for_the_work_of_their_requests():
    """Before, of and after the decision: linked, the work of requests counts after the duties only."""
    assert hands() == [True, False, False]
    assert hands(family_link=True) == [False, False, True]
