"""What was worked out from a plan, kept as long as the plan itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable, MutableMapping
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from capacity.domain.plan_result import PlanResult

Found = TypeVar("Found")


class KeptWithPlan:
    """Answers that need not be worked out twice; safe to share between users, who must not change them."""

    def __init__(self) -> None:
        self._found: MutableMapping[PlanResult, dict[Hashable, Any]] = WeakKeyDictionary()
        self._lock = Lock()

    def get(self, plan: PlanResult, key: Hashable, make: Callable[[], Found]) -> Found:
        """What was found for a plan and a key before, else what is made now.

        Args:
            key: all that the answer depends on beside the plan.
        """
        with self._lock:
            mine = self._found.setdefault(plan, {})
        if key not in mine:
            mine[key] = make()
        found: Found = mine[key]
        return found
