import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.domain.bridge import BRIDGE_MEASURES, bridge


def figures(cost):
    return {"cost": float(cost), "places": 2.0 * cost, "late": -1.0 * cost}


def test_two_causes_that_help_each_other_share_what_they_do_together():
    costs = {frozenset(): 10, frozenset("a"): 14, frozenset("b"): 12, frozenset("ab"): 22}
    found = bridge(["a", "b"], lambda come: figures(costs[come]))
    assert (found.steps["a"]["cost"], found.steps["b"]["cost"]) == (7.0, 5.0)
    assert found.main_cause("cost") == "a"
    assert found.every_order


def test_many_causes_are_booked_in_their_stated_order():
    causes = ["a", "b", "c", "d", "e"]
    found = bridge(causes, lambda come: figures(len(come) ** 2))
    assert [found.steps[cause]["cost"] for cause in causes] == [1, 3, 5, 7, 9]
    assert not found.every_order


def test_without_causes_nothing_changes():
    found = bridge([], lambda _: figures(3))
    assert (found.steps, found.main_cause("cost")) == ({}, "")


@given(st.integers(0, 6), st.randoms(use_true_random=False))
def test_the_steps_add_up_to_the_change_of_every_figure(count, random):
    causes = [f"cause{number}" for number in range(count)]
    known = {}
    found = bridge(causes, lambda come: known.setdefault(come, figures(random.uniform(-1e9, 1e9))))
    for name in BRIDGE_MEASURES:
        total = sum(part[name] for part in found.steps.values())
        assert total == pytest.approx(found.second[name] - found.first[name], rel=1e-9, abs=1e-3)
