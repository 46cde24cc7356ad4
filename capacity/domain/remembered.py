"""What is read from a plan again and again: worked out once, and kept as long as the plan is."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from capacity.domain.plan_result import PlanResult

Given = ParamSpec("Given")
Read = TypeVar("Read")


def once_per_plan(
    read: Callable[Concatenate[PlanResult, Given], Read],
) -> Callable[Concatenate[PlanResult, Given], Read]:
    """A pure function of a plan that works each answer out once; whoever gets an answer leaves it as it is.

    Args:
        read: takes a plan, which never changes, and values that can be keys.
    """
    kept: WeakKeyDictionary[PlanResult, dict[Hashable, Read]] = WeakKeyDictionary()

    @wraps(read)
    def remembered(plan: PlanResult, /, *given: Given.args, **named: Given.kwargs) -> Read:
        known, key = kept.setdefault(plan, {}), (given, *sorted(named.items()))
        if key not in known:
            known[key] = read(plan, *given, **named)
        return known[key]

    return remembered
