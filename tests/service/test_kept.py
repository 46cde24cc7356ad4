"""What was worked out from a plan is kept with it, and goes when it goes."""

import gc
import weakref

from capacity.domain.plan_result import PlanResult
from capacity.service.kept import KeptWithPlan


def plan(name="plan"):
    return PlanResult(name, {}, {}, {}, {}, {}, {})


def test_an_answer_is_worked_out_once_for_a_plan_and_a_key():
    kept, one, made = KeptWithPlan(), plan(), []

    def make():
        made.append(len(made))
        return made[-1]

    assert [kept.get(one, "a", make), kept.get(one, "a", make), kept.get(one, "b", make)] == [0, 0, 1]
    assert kept.get(plan(), "a", make) == 2


def test_what_cannot_be_worked_out_is_tried_again():
    kept, one = KeptWithPlan(), plan()
    for _ in range(2):
        try:
            kept.get(one, "a", lambda: 1 / 0)
        except ZeroDivisionError:
            continue
        raise AssertionError
    assert kept.get(one, "a", lambda: "found") == "found"


def test_answers_go_with_their_plan():
    kept, one = KeptWithPlan(), plan()
    kept.get(one, "a", lambda: "found")
    gone = weakref.ref(one)
    del one
    gc.collect()
    assert gone() is None
