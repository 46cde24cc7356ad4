"""A price of one more of something, and the sentence that says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from capacity.texts import Language, say, thing

WHOLE_FROM = 1.0


@dataclass(frozen=True)
class Price:
    """What one unit more of a resource is worth at a goal.

    Args:
        goal: id of the goal; of the duties with their rank (`duties_2`).
        week: of the plan.
        value: what the goal gains: EUR, person-weeks or places; negative when it loses.
        more, fewer: units more and fewer for which that holds.
        lasting: the unit is there in every week from `week` on, not in one week.
        binding: the resource that binds instead, where this one is worth nothing.
    """

    goal: str
    resource: str
    region: str
    week: int
    value: float
    more: float
    fewer: float
    lasting: bool = False
    binding: str = ""

    @property
    def goal_id(self) -> str:
        """Id of the goal as summary.json names it."""
        return self.goal.split("_")[0]


def unit(price: Price, language: Language) -> str:
    """What the price is counted in, and per what."""
    return _unit(price.goal, price.resource, price.lasting, language)


@cache
def _unit(goal: str, resource: str, lasting: bool, language: Language) -> str:
    span = "price.per_lasting" if lasting else "price.per"
    per = say(span, language, thing=thing(resource, language))
    return f"{say(f'price.unit.{goal}', language)} {per}"


def sentence(price: Price, monday: date, language: Language) -> str:
    """The price as a planner reads it."""
    when = say("price.from" if price.lasting else "price.in", language, week=monday)
    effect = say(f"price.{_way(price)}.{price.goal}", language, value=abs(price.value))
    said = {"thing": thing(price.resource, language), "when": when, "effect": effect}
    if price.value <= 0 and price.binding:
        return say("price.binds", language, binding=thing(price.binding, language), **said)
    return say("price.sentence", language, range=_range(price, language), **said)


def _way(price: Price) -> str:
    if not price.value:
        return "nothing"
    return "gain" if price.value > 0 else "loss"


def _range(price: Price, language: Language) -> str:
    if price.lasting:
        return say("price.range_one", language)
    if not np.isfinite(price.more):
        return say("price.range_all", language)
    return say("price.range", language, n=float(np.floor(max(WHOLE_FROM, price.more))))
