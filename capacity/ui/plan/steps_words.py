"""COA's steps of upscaling in words: which of them a plan uses, how far, and from which week."""

from __future__ import annotations

import pandas as pd

from capacity.domain.plan_result import PlanResult
from capacity.texts import Language, say
from capacity.ui.words.figures import monday

SPARE, TEMPORARY, HALLS = "spare", "emergency", "crisis"
LEAST = 0.5


def upscaling_sentences(plan: PlanResult, language: Language) -> list[str]:
    """Each step after renewing in COA's order: beds above the norm, temporary places, halls."""
    costs, places = plan.tables["costs"], plan.tables["places"]
    spare = costs[costs.line == SPARE].groupby("week").quantity.sum()
    opened = places[places.opened > 0].groupby(["type", "week"]).opened.sum()
    return [
        say("plan.steps_order", language),
        _step("spare", spare, float(spare.max()) if len(spare) else 0.0, language),
        *(_opening(kind, opened, language) for kind in (TEMPORARY, HALLS)),
    ]


def _opening(kind: str, opened: pd.Series, language: Language) -> str:
    mine = opened[kind] if kind in opened.index.get_level_values("type") else opened.iloc[:0]
    return _step(kind, mine, float(mine.sum()), language)


def _step(name: str, weekly: pd.Series, amount: float, language: Language) -> str:
    if amount < LEAST:
        return say(f"plan.steps_{name}_none", language)
    return say(f"plan.steps_{name}", language, n=amount, week=monday(str(weekly.index.min())))
