"""Equal relative gaps on the page of the spreading law: the choice, and what it costs."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from capacity.texts import say
from capacity.ui import figures, session
from capacity.ui.frame import Answer

FAIR, LEAST_EUR = "spread_fair", 50_000.0


def fairness(answer: Answer) -> None:
    """Whether relative gaps are made equal; what that costs, and that the choice stays with the scenario."""
    language, scenario = answer.language, answer.scenario
    st.session_state[FAIR] = scenario.fair
    st.toggle(say("spread.fair", language), key=FAIR, on_change=_fair_changed)
    if not scenario.fair:
        st.caption(say("spread.fair_off", language))
        return
    cheapest = answer.view.plan(scenario.model_copy(update={"fair": False}))
    per_year = answer.view.parameters().number("weeks_per_year")
    costs = [figures.key_figures(plan, per_year).cost for plan in (cheapest, answer.plan)]
    extra = costs[1] - costs[0]
    widest = [widest_gap(plan.tables["places"]) for plan in (cheapest, answer.plan)]
    key = "spread.fair_costs" if abs(extra) >= LEAST_EUR else "spread.fair_free"
    st.markdown(say(key, language, before=widest[0], after=widest[1], eur=extra))


def _fair_changed() -> None:
    session.change(fair=bool(st.session_state[FAIR]))


def widest_gap(places: pd.DataFrame) -> float:
    """The largest share of its task that a province lacks in the last week of a plan."""
    rows = places[(places.type == "regular") & (places.week == places.week.max()) & (places.task > 0)]
    return float((rows.task_gap / rows.task).max())
