"""How those who must leave are gone: independently, by force, unsupervised, or the case is closed."""

from __future__ import annotations

import streamlit as st

from capacity.domain.plan_result import PlanResult
from capacity.texts import Language, say

STAGE = "departure"
WAYS = ("independent", "forced", "unsupervised", "closed_otherwise")
"""As flows.csv names them where somebody leaves the chain from the stage."""


def departed(plan: PlanResult) -> dict[str, float]:
    """Persons by the way in which they are gone, over the weeks shown."""
    flows = plan.tables["flows"]
    weeks = plan.tables["plan"].week
    shown = flows[(flows.from_stage == STAGE) & flows.week_out.between(weeks.min(), weeks.max())]
    sums = shown.groupby("to_stream").persons.sum()
    return {way: float(sums.get(way, 0.0)) for way in WAYS}


def departures_part(plan: PlanResult, stage: str, language: Language) -> None:
    """One sentence below the queue of the stage; nothing at other stages and where nobody departs."""
    gone = departed(plan) if stage == STAGE else {}
    if sum(gone.values()) > 0:
        st.markdown(say("plan.departed", language, n=sum(gone.values()), **gone))
