"""Situation: what breaks first, residents and places, the duties week by week, and what to decide now."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from capacity.domain.plan_result import PlanResult
from capacity.texts import say
from capacity.ui.charts.duties import duties_chart
from capacity.ui.charts.places import HEADROOM, lane_chart, places_chart
from capacity.ui.elements.terms import show_caption, show_sentence
from capacity.ui.every_page import explaining, frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.background import drawn_when_done
from capacity.ui.parts.chances import chance_rows, chances_part, with_chance
from capacity.ui.parts.deadlines import days_to_decide
from capacity.ui.parts.first_break import first_break_part
from capacity.ui.parts.receipt import receipt_links
from capacity.ui.parts.repairs import repair_sentence
from capacity.ui.plan.changes import bridge_sentence, has_earlier, since_last_sentence
from capacity.ui.situation import cards
from capacity.ui.situation.note_page import note_part
from capacity.ui.situation.orders import orders_now, yearly_cost
from capacity.ui.words import answers, figures

SHOWN_DUTIES = 9


def page(answer: Answer, stale: str, to_changes: Callable[[], None]) -> None:
    """The first page.

    Args:
        stale: put before its heading when the data are old.
        to_changes: opens the view of what changed.
    """
    language = answer.language
    heading = answers.situation_answer(answer.plan, answer.states, language)
    frame.say_answer(answer, stale + with_chance(heading, answer))
    baseline = None if answer.is_baseline else answer.before
    paragraph = answers.situation_paragraph(answer.states, answer.now, baseline, language)
    answered = st.empty()
    answered.markdown(" ".join(paragraph))
    asked = "situation.why_since_last" if answer.is_baseline else "situation.why_since_baseline"
    if has_earlier(answer) and st.button(
        say(asked, language), key="to_changes", icon=":material/compare_arrows:"
    ):
        to_changes()
    chances_part(answer)
    _metrics(answer)
    receipt_links(answer, "without_bed", "duties_broken", "task_gap", "cost")
    _residents(answer)
    _duties(answer)
    first_break_part(answer)
    _decide(answer)
    note_part(answer)
    paragraph[-1] = _change(answer) or paragraph[-1]
    with answered.container(), explaining.unless_stopped(language, "repair"):
        show_sentence(" ".join((repair_sentence(answer), *paragraph[1:])), language)
    _begin_bridge(answer)


def _change(answer: Answer) -> str:
    """What changed against last week's plan, or of a scenario against the baseline; empty if not known."""
    language, known = answer.language, answer.view.known_bridge(answer.scenario)
    if not answer.is_baseline:
        return "" if known is None else bridge_sentence(known, "cost", language)
    last = answer.view.since_last()
    return "" if last is None else since_last_sentence(*last, known, language)


def _begin_bridge(answer: Answer) -> None:
    """Has the causes of the change since last week worked out beside the pages, once for all visitors.

    The sentence tells them as soon as they are known.
    """
    view, scenario = answer.view, answer.scenario
    if not answer.is_baseline or view.since_last() is None or view.known_bridge(scenario) is not None:
        return
    making = view.bridging(scenario) or view.find_bridge(scenario)
    if not making.done:
        drawn_when_done(making)


def _metrics(answer: Answer) -> None:
    shown = cards.metrics(answer.now, answer.before, answer.language)
    for column, card in zip(st.columns(len(shown)), shown, strict=True):
        column.metric(
            card.label,
            card.value,
            card.delta,
            delta_color="off",
            delta_arrow="off",
            help=card.help,
            border=True,
        )


def _residents(answer: Answer) -> None:
    language = answer.language
    asked = st.session_state.get("region", figures.NATION)
    heading = answers.places_heading(answer.plan, asked, answer.region_names.get(asked, asked), language)
    dashed = "" if answer.is_baseline else say("situation.places_caption_dashed", language)
    nation = asked == figures.NATION
    key = "situation.places_caption" if nation else "situation.places_caption_region"
    frame.heading(heading, say(key, language, region=answer.region_names.get(asked, asked), dashed=dashed))
    names = answer.region_names
    region = st.selectbox(
        say("situation.region", language), list(names), key="region", format_func=lambda code: names[code]
    )
    people = _people(answer.plan, region)
    before = _people(answer.baseline, region)
    places = figures.places_by_type(answer.plan, region)
    text = answers.places_text(answer.plan, language) if nation else heading
    picture = places_chart(
        places[places.type != "border"],
        people,
        None if answer.is_baseline else before.residents,
        _top(before[["residents", "usable"]], people[["residents", "usable"]]),
        answer.look,
    )
    frame.chart(picture, text, "chart_places")
    if nation and people.without_bed.max() > 0:
        st.markdown(f"**{say('situation.lane_title', language)}**")
        show_caption(say("situation.lane_caption", language))
        top = _top(before[["without_bed"]], people[["without_bed"]])
        frame.chart(lane_chart(people, top, answer.look), text, "chart_lane")
    frame.text_table_csv(answer, text, people.reset_index(), "residents", "residents")


def _people(plan: PlanResult, region: str) -> pd.DataFrame:
    """Residents and usable places per week; in a province the residents are those who are housed there."""
    if region == figures.NATION:
        return figures.beds(plan)
    places = figures.places_by_type(plan, region)
    sums = places[places.type != "border"].groupby("week")[["occupied", "usable"]].sum()
    return sums.rename(columns={"occupied": "residents"})


def _top(before: pd.DataFrame, now: pd.DataFrame) -> float:
    """Upper end of an axis: room above the baseline, stretched only when the answer leaves it."""
    room = float(before.to_numpy().max()) * HEADROOM
    highest = float(now.to_numpy().max())
    return max(1.0, room if highest <= room else highest * HEADROOM)


def _duties(answer: Answer) -> None:
    language = answer.language
    caption = "situation.duties_caption" if answer.chances is None else "situation.duties_caption_chances"
    frame.heading(answers.duties_heading(answer.states, language), say(caption, language))
    everything = False
    if len(answer.states) > SHOWN_DUTIES:
        everything = st.toggle(say("situation.duties_all", language, n=len(answer.states)), key="all_duties")
    shown = answer.states if everything else answer.states[:SHOWN_DUTIES]
    late = figures.late(answer.plan)
    text = answers.duties_text(answer.states, language)
    strip = late if answer.chances is None else chance_rows(answer.chances, late)
    picture = duties_chart(strip, shown, answer.look, answer.chances is not None)
    frame.chart(picture, text, "chart_duties")
    table = late[late.late > 0][["duty", "week", "late", "share"]]
    table = table.assign(share=100 * table.share).rename(columns={"share": "share_late"})
    frame.text_table_csv(answer, text, table, "duties", "duties")
    _receipt(answer)


def _receipt(answer: Answer) -> None:
    language = answer.language
    by_duty = {state.duty: state for state in answer.states}
    chosen = st.selectbox(
        say("situation.duty_select", language),
        list(by_duty),
        index=None,
        placeholder=say("situation.duty_choose", language),
        format_func=lambda duty: answers.duty_name(duty, language),
        key="receipt",
    )
    if chosen is None:
        return
    show_sentence(answers.duty_receipt(by_duty[chosen], answer.register, language), language)
    rows = answer.register[answer.register.duty == chosen]
    if len(rows) and str(rows.url.iloc[0]).startswith("http"):
        st.markdown(f"[{say('situation.read_act', language)}]({rows.url.iloc[0]})")


def _decide(answer: Answer) -> None:
    language = answer.language
    orders = orders_now(answer)
    total = float(orders.opened.sum())
    key = "situation.decide_title" if total else "situation.decide_title_none"
    frame.heading(
        say(key, language, n=total, weeks=frame.DECIDE_WEEKS), say("situation.decide_caption", language)
    )
    if orders.empty:
        st.markdown(say("situation.decide_empty", language))
        return
    table = pd.DataFrame(
        {
            **days_to_decide("by", orders.by, answer),
            "type": orders.type,
            "region": orders.region,
            "how_many": orders.opened,
            "opens": orders.week,
            "eur_year": yearly_cost(answer, orders),
        }
    )
    frame.show_table(frame.readable(table, answer), language)
    frame.download(answer, "", "decide", orders)
