"""Equal relative gaps on the page of the spreading law: the choice, what it costs, and who made it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from capacity.domain.plan_result import PlanResult
from capacity.domain.problems import BadInputError
from capacity.domain.user import Role
from capacity.service import MunicipalPlan
from capacity.texts import Language, say
from capacity.ui.elements.faults import show_problems
from capacity.ui.elements.who_and_why import author_and_reason, clicked_with_reason
from capacity.ui.every_page.frame import Answer
from capacity.ui.spread.seen import seen_by_visitor
from capacity.ui.visit import session
from capacity.ui.visit.saved import saved_by_users
from capacity.ui.visit.visitor import may
from capacity.ui.words import figures
from capacity.ui.words.scenario_words import plain

FAIR, LEAST_EUR = "spread_fair", 50_000.0
RECORDED = "spreading:fairness"
"""What the notes about this choice are about."""
LAST_CHOICES = 3


def fairness(answer: Answer, cycle: str) -> None:
    """Whether relative gaps are made equal, what that costs, and the choices that were recorded."""
    language, scenario = answer.language, answer.scenario
    st.session_state[FAIR] = scenario.fair
    st.toggle(say("spread.fair", language), key=FAIR, on_change=_fair_changed)
    if scenario.fair:
        st.markdown(cost_sentence(answer, cycle))
        _recorded(cost_sentence(answer, cycle, for_everybody=True), True, language)
    else:
        said = say("spread.fair_off", language)
        st.caption(said)
        _recorded(said, False, language)


def cost_sentence(answer: Answer, cycle: str, for_everybody: bool = False) -> str:
    """The widest gaps of provinces and of municipalities without and with the choice, and its cost.

    Args:
        for_everybody: whether places of minors are left out whoever reads it, as in a record.
    """
    language = answer.language
    cheapest = answer.view.plan(answer.scenario.model_copy(update={"fair": False}))
    per_year = answer.view.parameters().number("weeks_per_year")
    costs = [figures.key_figures(plan, per_year).cost for plan in (cheapest, answer.plan)]
    extra = costs[1] - costs[0]
    widest = [widest_gap(plan.tables["places"]) for plan in (cheapest, answer.plan)]
    key = "spread.fair_costs" if extra >= LEAST_EUR else "spread.fair_free"
    said = say(key, language, before=widest[0], after=widest[1], eur=extra, least=LEAST_EUR)
    below = [_municipal(answer, plan, cycle, for_everybody=for_everybody) for plan in (cheapest, answer.plan)]
    if below[0] is None or below[1] is None:
        return said
    widest = [widest_municipal_gap(given) for given in below if given is not None]
    key = "spread.fair_municipal_open" if below[1].minors_hidden else "spread.fair_municipal"
    return f"{said} {say(key, language, before=widest[0], after=widest[1])}"


def _municipal(answer: Answer, plan: PlanResult, cycle: str, *, for_everybody: bool) -> MunicipalPlan | None:
    given = answer.view.municipal(plan, cycle)
    if given is not None and for_everybody:
        return given.without_places_of_minors()
    return seen_by_visitor(given)


def _fair_changed() -> None:
    session.change(fair=bool(st.session_state[FAIR]))


def widest_gap(places: pd.DataFrame) -> float:
    """The largest share of its task that a province lacks in the last week of a plan."""
    rows = places[(places.type == "regular") & (places.week == places.week.max()) & (places.task > 0)]
    return float((rows.task_gap / rows.task).max())


def widest_municipal_gap(given: MunicipalPlan) -> float:
    """The same of a municipality, of the places that the plan counts."""
    asked = given.progress.lasting_end + given.progress.gap_end
    open_gaps = given.progress.gap_end[given.progress.gap_end > 0]
    return float((open_gaps / asked[open_gaps.index]).max()) if len(open_gaps) else 0.0


def _recorded(said: str, fair: bool, language: Language) -> None:
    """Lets a planner record the choice with a reason, and shows the last ones, newest first."""
    with st.expander(say("spread.fair_record", language)):
        workspace = saved_by_users()
        if may(Role.PLANNER):
            author, reason = author_and_reason("fairness", language)
            label = say("spread.fair_record", language)
            if clicked_with_reason(label, "fairness_record", (author, reason), language):
                chosen = say("spread.fair_on" if fair else "spread.fair_not", language)
                try:
                    workspace.add_note(RECORDED, f"{chosen} {said if fair else ''} {reason}", author)
                except BadInputError as fault:
                    show_problems(fault.problems, language)
        notes = workspace.notes(RECORDED)
        if not notes:
            st.caption(say("spread.fair_nothing", language))
        for note in reversed(notes[-LAST_CHOICES:]):
            at = note.written_at.date()
            st.markdown(
                say("spread.fair_by", language, author=plain(note.author), day=at, text=plain(note.text))
            )
