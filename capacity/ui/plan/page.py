"""Plan: what opens and closes, the chain with its queues, and the duties."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from capacity.domain.measures import NO_LEGAL_TERM, WITHIN_TERM_OF
from capacity.domain.plan_result import STAGES, PlanResult
from capacity.texts import Language, euro, percent, say
from capacity.ui.charts.chain import OPENS, chain_chart, queue_chart, together
from capacity.ui.charts.tiles import gap_tiles
from capacity.ui.elements.downloads import file_name
from capacity.ui.elements.files_made import made
from capacity.ui.elements.terms import show_caption, show_sentence
from capacity.ui.every_page import explaining, frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.explained import cut_off, prices_view, shortfall_part
from capacity.ui.parts.notes import scenario_notes
from capacity.ui.parts.receipt import receipt_links
from capacity.ui.parts.repairs import repairs_part
from capacity.ui.plan.accept import accept_part
from capacity.ui.plan.border import border_part
from capacity.ui.plan.bring_back import pins_part, return_part
from capacity.ui.plan.changes import changes_view, has_earlier
from capacity.ui.plan.departures import departures_part
from capacity.ui.plan.lapsed import lapsed_part
from capacity.ui.plan.pins import places_pins_part
from capacity.ui.plan.shares import shares_part
from capacity.ui.plan.stage_marks import inputs_part, marked
from capacity.ui.plan.steps_words import upscaling_sentences
from capacity.ui.view_choices import settle
from capacity.ui.visit.session import VIEW, VIEWS
from capacity.ui.visit.visitor import visitor
from capacity.ui.words import answers, figures

SHARE_DECIMALS = 4
FILES_OF_VIEW = {
    "duties": ("duties", "over_term", "duties_broken", "repairs", "shortfall"),
    "places": ("places", "costs", "task_gap"),
    "chain": ("plan", "pools", "flows", "resources"),
    "prices": ("prices",),
    "changes": ("bridge",),
}
"""Figures and files whose receipts a view leads to."""


def page(answer: Answer) -> None:
    """The plan in its views; the address says which."""
    language = answer.language
    top = st.container()
    view = _chosen_view(language)
    stages = figures.stages(answer.plan, STAGES, answer.register)
    heading = answers.plan_answer(answer.states, answer.now, language)
    if view == "chain":
        heading = answers.chain_answer(stages, answer.states, answer.register, language)
    baseline = None if answer.is_baseline else answer.before
    with top:
        frame.say_answer(answer, heading)
        show_sentence(answers.against_baseline(answer.now, baseline, language), language)
    found = visitor()
    by = "" if found is None else found.name
    st.download_button(
        say("block.whole_plan", language),
        data=made(lambda: answer.view.plan_zip(replace(answer, waits_quietly=True).explained, language, by)),
        file_name=file_name("plan", answer.plan, language, "zip"),
        mime="application/zip",
        key="download_plan",
        icon=":material/download:",
        on_click="ignore",
    )
    pins_part(answer)
    if view == "return":
        return_part(answer)
        return
    accept_part(answer)
    scenario_notes(answer.is_baseline, language)
    if view != "changes" or has_earlier(answer):
        receipt_links(answer, *FILES_OF_VIEW.get(view, ()))
    if view == "places":
        _places(answer)
    elif view == "chain":
        _chain(answer, stages)
    elif view == "prices" and cut_off(answer.plan):
        frame.heading(say("explain.not_reliable", language), say("explain.not_reliable_text", language))
    elif view == "prices":
        with explaining.unless_stopped(language, "prices"):
            prices_view(answer)
    elif view == "changes":
        changes_view(answer)
    else:
        _duties(answer)
        with explaining.unless_stopped(language, "repairs"):
            repairs_part(answer)
            shortfall_part(answer)


def _chosen_view(language: Language) -> str:
    st.session_state.setdefault(VIEW, VIEWS[0])
    chosen = st.segmented_control(
        say("plan.view", language),
        VIEWS,
        key=VIEW,
        format_func=lambda name: say(f"plan.{name}", language),
        required=True,
    )
    return str(chosen)


def _places(answer: Answer) -> None:
    language, moves = answer.language, figures.moves(answer.plan)
    heading = say(
        "plan.places_title",
        language,
        opened=float(moves.opened.sum()),
        closed=float(moves.closed.sum()),
    )
    frame.heading(heading, say("plan.places_caption", language))
    if answer.scenario.crisis_steps:
        st.markdown(" ".join(upscaling_sentences(answer.plan, language)))
    if moves.empty:
        st.markdown(say("plan.moves_empty", language))
    else:
        frame.show_table(frame.readable(moves, answer), language)
    if said := whole_places_sentence(answer.plan, language):
        show_sentence(said, language, small=True)
    frame.download(answer, "places", "places")
    places_pins_part(answer, moves)
    _gaps(answer)


def whole_places_sentence(plan: PlanResult, language: Language) -> str:
    """What whole places cost over the linear optimum; empty for a plan of a version that did not tell."""
    share = plan.notices.get("whole_places_cost_share")
    if share is None:
        return ""
    cost = euro(float(plan.notices["whole_places_cost_eur"]), language)
    return say("plan.whole_places", language, eur=cost, share=percent(float(share), language, SHARE_DECIMALS))


def _gaps(answer: Answer) -> None:
    language, gaps = answer.language, figures.gaps(answer.plan)
    if gaps.empty:
        return
    missing = figures.missing_places(answer.plan)
    key = "plan.gap_title" if missing > 0 else "plan.gap_title_met"
    frame.heading(
        say(key, language, gap=missing, task=float(gaps.task.sum())), say("plan.gap_caption", language)
    )
    text = answers.gaps_text(gaps, answer.region_names, language)
    frame.chart(gap_tiles(gaps, answer.region_names, answer.look), text, "chart_gaps")
    before = figures.gaps(answer.baseline).set_index("region").gap
    table = gaps.assign(gap_share=100 * gaps.gap / gaps.task, baseline=gaps.region.map(before))
    table = table.sort_values("gap", ascending=False)
    frame.text_table_csv(answer, text, table, "gaps", data=table)


def _chain(answer: Answer, stages: pd.DataFrame) -> None:
    language = answer.language
    text = answers.chain_text(stages, language)
    settle("stage", list(stages.stage))
    with st.container(key="wide_chain"):
        show_caption(say("plan.chain_caption", language))
        picture = chain_chart(stages, answer.look, str(st.session_state["stage"]))
        frame.chart(picture, text, "chart_chain", OPENS, _open)
        show_caption(together(answer.look))
    lapsed_part(answer)
    _all_stages(answer, stages)
    _queue(answer, list(stages.stage))
    shares_part(answer)
    _pools(answer)


def _all_stages(answer: Answer, stages: pd.DataFrame) -> None:
    """Every stage in one table, as a phone shows it in place of the picture."""
    language = answer.language
    before = figures.stages(answer.baseline, STAGES, answer.register).set_index("stage")["queue"]
    table = stages.rename(columns={"queue": "queue_end", "breach": "breach_week"})
    marks = [marked(answer, stage) for stage in table.stage]
    table = table.assign(load=100 * table.load, baseline=table.stage.map(before), to_fill_in=marks)
    columns = [
        "stage",
        "breach_week",
        "load",
        "queue_end",
        "baseline",
        "over_term",
        "weeks_left",
        "norm_from",
        "pool",
        "inflow",
        "served",
        "to_fill_in",
    ]
    frame.show_table(frame.readable(table[columns], answer), language)
    frame.download(answer, "plan", "chain")


def _open(stage: str) -> None:
    """Opens a stage: its queue, its values still to be filled in, its duties."""
    st.session_state["stage"] = stage


def _queue(answer: Answer, present: list[str]) -> None:
    language = answer.language
    stage = st.selectbox(
        say("plan.queue_select", language),
        present,
        key="stage",
        format_func=lambda name: answers.named("stage", name, language),
    )
    rows = figures.queue(answer.plan, stage)
    total = rows.in_term + rows.over_term
    name = answers.named("stage", stage, language)
    caption = "plan.queue_caption_norm" if stage in NO_LEGAL_TERM else "plan.queue_caption"
    ends = {"a": float(total.iloc[0]), "b": float(total.iloc[-1])}
    over = {"c": float(rows.over_term.iloc[0]), "d": float(rows.over_term.iloc[-1])}
    frame.heading(
        say("plan.queue_title", language, stage=name, **ends),
        say(caption, language, stage=name),
    )
    text = say("plan.queue_alt", language, **ends, **over)
    frame.chart(
        queue_chart(rows, answers.limit_text(stage, answer.register, language), answer.look),
        text,
        "chart_queue",
    )
    before = figures.queue(answer.baseline, stage)
    table = pd.DataFrame(
        {"queue": total, "over_term": rows.over_term, "baseline": before.in_term + before.over_term}
    ).reset_index()
    frame.text_table_csv(answer, text, table, f"queue_{stage}", data=table)
    departures_part(answer.plan, stage, language)
    inputs_part(answer, stage)
    _stage_duties(answer, stage)


def _stage_duties(answer: Answer, stage: str) -> None:
    """The duties of a stage with their articles, and from when each breaks."""
    language, register = answer.language, answer.register
    rows = answers.duties_of(stage, register)
    if rows.empty:
        st.markdown(say("plan.stage_no_duty", language))
        return
    states = {state.duty: state for state in answer.states}
    name = answers.named("stage", stage, language)
    frame.heading(
        say("plan.stage_duties_title", language, stage=name, n=len(rows)),
        say("plan.stage_duties_caption", language),
    )
    table = pd.DataFrame(
        {
            "sentence": rows[f"sentence_{language}"],
            "article": rows.article,
            "bound": rows.bound,
            "rank": [answers.rank_text(int(rank), language) for rank in rows["rank"]],
            "first_late": [states[duty].first_week or "" if duty in states else "" for duty in rows.duty],
            "link": rows.url,
        }
    )
    frame.show_table(frame.readable(table, answer), language)
    for later in WITHIN_TERM_OF.get(stage, ()):
        st.caption(say("plan.stage_within", language, stage=answers.named("stage", later, language)))


def _pools(answer: Answer) -> None:
    language, pools = answer.language, figures.pool_use(answer.plan)
    busiest = pools.loc[pools.load.idxmax()]
    name = answers.named("pool", str(busiest.pool), language)
    frame.heading(
        say("plan.pools_title", language, pool=name, load=float(busiest.load)),
        say("plan.pools_caption", language),
    )
    table = pools.assign(load=100 * pools.load)
    frame.show_table(frame.readable(table, answer), language)
    frame.download(answer, "pools", "pools")


def _duties(answer: Answer) -> None:
    language = answer.language
    frame.heading(answers.duties_heading(answer.states, language), say("plan.duties_caption", language))
    before = {state.duty: state for state in figures.duty_states(answer.baseline, answer.register)}
    table = pd.DataFrame(
        [
            {
                "duty": state.duty,
                "article": state.article,
                "bound": state.bound,
                "rank": answers.rank_text(state.rank, language),
                "first_late": state.first_week or "",
                "highest": state.highest,
                "highest_week": state.highest_week if state.breaks else "",
                "last_late": state.last_late,
                "baseline": before[state.duty].last_late if state.duty in before else 0.0,
            }
            for state in answer.states
        ]
    )
    frame.show_table(frame.readable(table, answer), language)
    frame.download(answer, "duties", "duty_weeks")
    border_part(answer)
