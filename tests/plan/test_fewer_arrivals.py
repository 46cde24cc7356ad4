"""Fewer arrivals where overtime is allowed, where a ground at the border may be lifted, and in even weeks."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.plan.chain.diversions import lawfully, lifted_shares
from capacity.plan.chain.duties import over_pot, over_term
from capacity.plan.chain.overtime import duties_before_rest
from capacity.plan.network.parts import OUTSIDE, Pot, Way
from tests.plan.small import DESK, small_network, solve
from tests.plan.test_properties import (
    CHAINS,
    FEW,
    POOLS,
    SHARES,
    WEEKS,
    Desk,
    any_chain,
    goals_of,
    no_worse,
    no_worse_in_order,
    only,
    seen_goals,
)

BORDER = ("desk", "0")


def anew(network, _before):
    return solve(network)


def with_overtime(network, hours):
    """The chain solved when every pool that is given hours of overtime a week may work them."""
    pools = tuple(
        replace(pool, overtime=np.full(WEEKS, float(more)))
        for pool, more in zip(network.pools, hours, strict=True)
    )
    return duties_before_rest(anew, lambda found: found)(replace(network, pools=pools), None)


def test_with_overtime_fewer_arrivals_may_make_a_duty_worse_for_no_pool_falls_behind_its_regular_hours():
    """Ten hours serve desk B, whose 20 go on to C, and desk A, to which ten come a week; C has five hours.

    The ten may work five more, C none. With A regular hours do 10, 20, 30 by the ends of the weeks, 5 a week
    of each desk, and C serves all in the week of coming. Without A they do all 20 of B by the end of week 2,
    and with overtime no less may be done by then. C then serves 5, 10, 15, 20 of 10 and 20, whose term is a
    week: 5 of those who came by week 2 are late at the end of week 3, and no hours of others help.
    """
    desk = Desk([0] * WEEKS, 0, 1.0, None, False, 1, 0.0, 0.0, False, 0.0)
    row = [replace(desk, opening=20, onward=1.0), replace(desk, term=1.0)]
    late = []
    for coming in (10, 0):
        network = any_chain([*row, replace(desk, arrivals=[coming] * WEEKS)], [10, 5])
        solution = with_overtime(network, [5, 0])
        late.append(sum(over_term(solution, station).sum() for station in network.stations))
    assert late == [pytest.approx(0, abs=1e-5), pytest.approx(5, abs=1e-5)]


@FEW
@given(
    desks=CHAINS,
    hours=st.lists(st.integers(5, 40), min_size=4, max_size=4),
    more=st.lists(st.integers(0, 10), min_size=4, max_size=4),
)
def test_where_each_desk_has_hands_of_its_own_with_overtime_fewer_arrivals_make_no_duty_worse(
    desks, hours, more
):
    """Regular hours of a desk of its own never do more when fewer come to it, so overtime is no less free."""

    def duties(chosen):
        network = any_chain([replace(desk, also=False) for desk in chosen], hours[: len(desks)])
        return goals_of(with_overtime(network, more[: len(desks)]).network)

    fewer = [replace(desk, arrivals=[persons / 2 for persons in desk.arrivals]) for desk in desks]
    assert no_worse(duties(fewer), duties(desks))


def test_one_person_fewer_in_a_single_week_is_less_even():
    """Ten hours serve the ten of each week at once; with nine in the third they go one down and one up."""
    goals = [dict(goals_of(small_network(coming, 10))) for coming in ([10] * 6, [10, 10, 9, 10, 10, 10])]
    assert [found["even"] for found in goals] == [pytest.approx(0, abs=1e-6), pytest.approx(2)]


def at_the_border(first):
    """19 wait at 20 places for a procedure that nobody leaves; some come at once and 20 in the third week."""
    coming = [first, 0, 20, 0, 0]
    ways = (Way(DESK, "served", OUTSIDE, 1.0), Way(DESK, "diverted", OUTSIDE, 1.0))
    desk = {"diverts": True, "divert_share": np.zeros(5), "rank": 1}
    network = small_network(coming, 0, queue=[19], ways=ways, **desk)
    return lawfully(replace(network, pot=Pot((DESK,), np.full(5, 20.0), 20.0)), anew, lambda found: found)


def test_one_person_fewer_may_leave_a_ground_in_force_that_would_have_been_lifted_and_make_a_duty_worse():
    """With one more the 20 places are full at the end of the first week; from then on the ground is lifted.

    The 20 of the third week are then led elsewhere, which counts 20 times. With one fewer the places are full
    only at the end of that week: 39 are held, 19 too many for three weeks, which counts 57 times. The law
    lifts the ground by what is reached, so no order of goals changes that.
    """
    more, fewer = at_the_border(1), at_the_border(0)
    assert lifted_shares(more).tolist() == [0, 1, 1, 1, 1]
    assert lifted_shares(fewer).tolist() == [0, 0, 0, 1, 1]
    counted = [(found.stations[DESK].diverted.sum(), over_pot(found)[1].sum()) for found in (more, fewer)]
    assert counted == [pytest.approx((20, 0)), pytest.approx((0, 57))]


@FEW
@given(
    desks=CHAINS,
    pools=POOLS,
    stay=st.lists(SHARES, min_size=4, max_size=4),
    lifted=SHARES,
    places=st.integers(0, 30),
)
def test_with_the_same_grounds_lifted_fewer_arrivals_make_no_goal_worse_in_their_order(
    desks, pools, stay, lifted, places
):
    """Who does not come is taken out of the plan of all, among those led elsewhere too."""

    def lawful(chosen):
        network = any_chain(chosen, pools)
        first = replace(network.stations[0], diverts=True, divert_share=np.array(lifted), rank=1)
        pot = Pot((BORDER,), np.full(WEEKS, float(places)), 1e9)
        ways = (*network.ways, Way(BORDER, "diverted", OUTSIDE, 1.0))
        return replace(network, stations=(first, *network.stations[1:]), ways=ways, pot=pot)

    assert no_worse_in_order(seen_goals(lawful(only(stay, desks))), seen_goals(lawful(desks)))
