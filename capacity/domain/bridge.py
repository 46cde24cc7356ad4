"""From one plan to another: the change of each figure booked to causes, so that they add up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import pandas as pd

from capacity.domain.measures import NO_LEGAL_TERM, beds, money
from capacity.domain.moved import Moved
from capacity.domain.plan_result import PlanResult

MOST_ORDERS = 4
"""Up to so many causes every order is solved (16 plans); more are booked in their stated order."""
BRIDGE_MEASURES = ("cost", "places", "late")
Figures = Mapping[str, float]
Value = Callable[[frozenset[str]], Figures]


@dataclass(frozen=True)
class Bridge:
    """The change between two plans by cause.

    Args:
        first, second: the figures of BRIDGE_MEASURES of both: EUR and places in the weeks shown (places
            at their end), persons over term at their end.
        steps: per cause what it adds to each figure; all together the change.
        every_order: whether each cause got its mean over every order, else the stated order.
        moved: how far the places of the two plans lie from each other; None when that was not asked.
    """

    first: Figures
    second: Figures
    steps: Mapping[str, Figures]
    every_order: bool
    moved: Moved | None = None

    def table(self) -> pd.DataFrame:
        """Columns cause and BRIDGE_MEASURES."""
        rows = [(cause, *(part[name] for name in BRIDGE_MEASURES)) for cause, part in self.steps.items()]
        return pd.DataFrame(rows, columns=["cause", *BRIDGE_MEASURES])

    def main_cause(self, measure: str) -> str:
        """The cause that adds or takes most; empty when nothing changes."""
        if not self.steps:
            return ""
        largest = max(self.steps, key=lambda cause: abs(self.steps[cause][measure]))
        return largest if self.steps[largest][measure] else ""


def bridge_figures(plan: PlanResult) -> dict[str, float]:
    """The figures that a bridge explains."""
    people = beds(plan)
    table = plan.tables["plan"]
    last = table[(table.week == table.week.max()) & (table.measure == "over_term")]
    places = plan.tables["places"]
    standing = places[(places.week == places.week.max()) & (places.type != "border")].available.sum()
    late = last[~last.stage.isin(NO_LEGAL_TERM)].value.sum() + people.without_bed.iloc[-1]
    return {"cost": money(plan), "places": float(standing), "late": float(late)}


def bridge(causes: Sequence[str], value: Value) -> Bridge:
    """Books the change of each figure to causes.

    Each cause gets the mean, over every order in which the causes may come, of what it adds when it
    comes (Shapley, A Value for n-Person Games, 1953); with many causes, what it adds in the stated order.

    Args:
        value: the figures once some of the causes have come.
    """
    known: dict[frozenset[str], Figures] = {}

    def at(come: frozenset[str]) -> Figures:
        if come not in known:
            known[come] = value(come)
        return known[come]

    every_order = len(causes) <= MOST_ORDERS
    steps = {
        cause: _mean_step(causes, cause, at) if every_order else _step_in_order(causes, cause, at)
        for cause in causes
    }
    return Bridge(at(frozenset()), at(frozenset(causes)), steps, every_order)


def _mean_step(causes: Sequence[str], cause: str, at: Value) -> dict[str, float]:
    count = len(causes)
    total = dict.fromkeys(BRIDGE_MEASURES, 0.0)
    for before in _subsets([other for other in causes if other != cause]):
        share = factorial(len(before)) * factorial(count - len(before) - 1) / factorial(count)
        with_it, without = at(before | {cause}), at(before)
        for name in BRIDGE_MEASURES:
            total[name] += share * (with_it[name] - without[name])
    return total


def _subsets(causes: Sequence[str]) -> Iterator[frozenset[str]]:
    for size in range(len(causes) + 1):
        for chosen in combinations(causes, size):
            yield frozenset(chosen)


def _step_in_order(causes: Sequence[str], cause: str, at: Value) -> dict[str, float]:
    before = frozenset(causes[: causes.index(cause)])
    with_it, without = at(before | {cause}), at(before)
    return {name: with_it[name] - without[name] for name in BRIDGE_MEASURES}
