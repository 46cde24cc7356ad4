"""What is read from a plan is worked out once for each plan, and forgotten with it."""

import gc
from weakref import ref

from capacity.domain.plan_result import PlanResult
from capacity.domain.remembered import once_per_plan


def plan(name):
    return PlanResult(name, {}, {}, {}, {}, {}, {})


def test_an_answer_is_worked_out_once_for_each_plan_and_each_question():
    asked = []

    @once_per_plan
    def read(plan, region="NL"):
        asked.append((plan.scenario, region))
        return [plan.scenario, region]

    one, like_it = plan("one"), plan("one")
    assert read(one) is read(one)
    assert read(one, "PV20") == ["one", "PV20"]
    assert read(one, region="PV20") == ["one", "PV20"]
    assert read(like_it) is not read(one)
    assert asked == [("one", "NL"), ("one", "PV20"), ("one", "PV20"), ("one", "NL")]


def test_what_was_read_is_forgotten_with_its_plan():
    class Figures:
        """A table of figures."""

    read = once_per_plan(lambda _plan: Figures())
    one = plan("one")
    figures = ref(read(one))
    gc.collect()
    assert figures() is not None
    del one
    gc.collect()
    assert figures() is None
