"""Accept a plan: its first decisions become commitments that next week's plan starts from."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from capacity.domain.problems import BadInputError
from capacity.service import AcceptedPlan, MissingError, OtherStateError
from capacity.texts import Language, date_short, say
from capacity.ui.elements.afterwards import said_afterwards, say_what_was_done
from capacity.ui.elements.faults import named, show_problems, shown_table
from capacity.ui.elements.who_and_why import author_and_reason, clicked_with_reason
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.deadlines import IN_TIME, days_to_decide
from capacity.ui.parts.notes import list_notes, of_plan, write_note
from capacity.ui.visit.saved import saved_by_users
from capacity.ui.words.scenario_words import plain

WEEKS = (1, 2, 4, 8, 13)
USUAL_WEEKS = 4


def accept_part(answer: Answer) -> None:
    """The decisions of the first weeks, accept, and what was accepted before with the way back."""
    language = answer.language
    say_what_was_done("accept")
    with st.expander(say("accept.title", language)):
        st.markdown(say("accept.text", language))
        weeks = st.select_slider(say("accept.weeks", language), WEEKS, value=USUAL_WEEKS, key="accept_weeks")
        try:
            found = answer.view.decisions(answer.plan, int(weeks))
        except OtherStateError:
            st.warning(say("accept.other_state", language), icon=":material/schedule:")
            return
        _decisions(found, answer)
        if len(found):
            _accept(answer, int(weeks))
        _accepted(answer)


def _decisions(found: pd.DataFrame, answer: Answer) -> None:
    language = answer.language
    sums = {kind: float(found[found.kind == kind].places.sum()) for kind in ("ordered", "renewed", "closed")}
    st.markdown(say("accept.sums", language, n=len(found), **sums))
    if len(found):
        told = _in_words(found, answer)
        columns = ["decide_by", IN_TIME, "kind", "region", "type", "week", "places"]
        shown_table(told[[column for column in columns if column in told]], language)


def _in_words(found: pd.DataFrame, answer: Answer) -> pd.DataFrame:
    language = answer.language
    days = {
        name: [date_short(date.fromisoformat(str(day)), language) for day in found[name]]
        for name in ("week", "valid_from")
    }
    if "decide_by" in found:
        days |= days_to_decide("decide_by", found.decide_by.astype(str), answer)
    return found.assign(
        **days,
        kind=[say(f"accept_kind.{kind}", language) for kind in found.kind],
        region=[answer.region_names.get(str(code), str(code)) for code in found.region],
        type=[named("type", str(kind), language) for kind in found.type],
    )


def _accept(answer: Answer, weeks: int) -> None:
    language = answer.language
    author, reason = author_and_reason("accept", language)
    label = say("accept.button", language)
    if not clicked_with_reason(label, "accept_plan", (author, reason), language, type="primary"):
        return
    try:
        saved_by_users().accept_plan(answer.view.to_accept(answer.plan, weeks), author, reason)
    except OtherStateError:
        st.warning(say("accept.other_state", language), icon=":material/schedule:")
        return
    except BadInputError as fault:
        show_problems(fault.problems, language)
        return
    said_afterwards("accept", say("accept.done", language))
    st.rerun()


def _accepted(answer: Answer) -> None:
    language = answer.language
    plans = [plan for plan in saved_by_users().accepted_plans() if plan.withdrawn_at is None]
    if not plans:
        st.caption(say("accept.none", language))
        return
    st.markdown(say("accept.held", language, n=len(plans)))
    for plan in plans:
        st.markdown(f"**{plain(_label(plan, language))}**")
        shown_table(
            _in_words(plan.commitments, answer)[["kind", "region", "type", "week", "places", "valid_from"]],
            language,
        )
        if noted := saved_by_users().notes(of_plan(plan.id)):
            list_notes(noted, language)
    labels = {plan.id: _label(plan, language) for plan in plans}
    _note(labels, language)
    chosen = st.selectbox(
        say("accept.withdraw_which", language),
        list(labels),
        index=None,
        placeholder=say("accept.choose", language),
        format_func=lambda name: labels.get(name, name),
        key="withdraw_plan",
    )
    if chosen is None:
        return
    author, reason = author_and_reason("withdraw", language)
    if clicked_with_reason(say("accept.withdraw", language), "withdraw_button", (author, reason), language):
        try:
            saved_by_users().withdraw_plan(chosen, author, reason)
        except MissingError:
            st.warning(say("accept.gone", language), icon=":material/error:")
            return
        except BadInputError as fault:
            show_problems(fault.problems, language)
            return
        said_afterwards("accept", say("accept.withdrawn", language))
        st.rerun()


def _note(labels: dict[str, str], language: Language) -> None:
    """A note on one of the plans that hold; it stands below that plan from then on."""
    about = st.selectbox(
        say("notes.which_plan", language),
        list(labels),
        index=None,
        placeholder=say("accept.choose", language),
        format_func=lambda name: labels.get(name, name),
        key="note_plan",
    )
    if about is not None:
        write_note(of_plan(about), "plan", language)


def _label(plan: AcceptedPlan, language: Language) -> str:
    return (
        f"{plan.scenario} · {date_short(plan.accepted_at.date(), language)} · {plan.author} · {plan.reason}"
    )
