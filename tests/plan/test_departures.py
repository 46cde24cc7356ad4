"""How those who must leave are gone, from the cases closed in 2024."""

import pytest

from capacity.sources.shipped import load_parameters
from tests.plan.dutch import dutch_baseline


def gone(plan):
    flows = plan.tables["flows"]
    return flows[flows.from_stage == "departure"].groupby("to_stream").persons.sum()


def test_departures_are_split_as_the_cases_closed_in_2024():
    """Of 15,860: 3,240 independently, 2,750 by force, 5,740 unsupervised, so 4,130 closed otherwise."""
    shares = gone(dutch_baseline()) / gone(dutch_baseline()).sum()
    cases = {"independent": 3_240, "forced": 2_750, "unsupervised": 5_740, "closed_otherwise": 4_130}
    assert sum(cases.values()) == 15_860
    assert shares.to_dict() == {way: pytest.approx(n / 15_860, abs=0.001) for way, n in cases.items()}


def test_every_departure_is_gone_in_one_of_these_ways():
    plan = dutch_baseline().tables["plan"]
    served = plan[(plan.stage == "departure") & (plan.measure == "served")].value.sum()
    assert gone(dutch_baseline()).sum() == pytest.approx(served)


def test_the_shares_hold_together_whatever_a_planner_enters():
    """Each is a share of what the one before leaves, so that no three of them can add up to more than all."""
    for name in ("departure_seen_share", "departure_forced_share", "departure_unsupervised_share"):
        assert 0 <= load_parameters()[name].low <= load_parameters()[name].high <= 1
