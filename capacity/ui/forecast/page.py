"""Forecast: how many people are likely to come, how sure that is, and how good earlier forecasts were."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from capacity.texts import say
from capacity.ui.elements.terms import show_caption, show_sentence
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.forecast import figures as numbers
from capacity.ui.forecast import record
from capacity.ui.forecast.fan_chart import fan_chart
from capacity.ui.forecast.models import expected_part
from capacity.ui.forecast.more import nationality_part, parts_part
from capacity.ui.forecast.overrides import adjusted_frames, in_force, overrides_part
from capacity.ui.forecast.record_chart import coverage_chart, outcome_chart, score_chart
from capacity.ui.forecast.shares import backlog_part, rates_part
from capacity.ui.forecast.years import years_part
from capacity.ui.parts.receipt import receipt_links
from capacity.ui.view_choices import UNITS, settle
from capacity.ui.words.answers import named

FRAMES = {"month": "monthly", "week": "weekly"}


def page(answer: Answer, as_of: date) -> None:
    """The forecast, one stream at a time."""
    language, view = answer.language, answer.view.forecast()
    frame.say_answer(answer, numbers.forecast_answer(view, as_of, language))
    changed = record.changed_sentence(view, language)
    paragraph = " ".join(numbers.forecast_paragraph(view, answer.scenario, as_of, language))
    for said in filter(None, (changed, paragraph, *record.alarm_sentences(view, language))):
        show_sentence(said, language)
    receipt_links(answer, "year_total", "month_band", "next_weeks", "track_record", "alarm")
    _alarms(answer)
    _earlier(answer, as_of.year + 1)
    ids = numbers.streams(view)
    if not ids:
        return
    settle("stream", ids)
    settle("forecast_unit", UNITS)
    choose, unit_of = st.columns([2, 1])
    stream = choose.selectbox(
        say("forecast.stream", language),
        ids,
        key="stream",
        format_func=lambda name: numbers.stream_name(name, language),
    )
    unit = unit_of.segmented_control(
        say("forecast.unit", language),
        UNITS,
        key="forecast_unit",
        format_func=lambda name: say(f"forecast.unit_{name}", language),
        required=True,
    )
    adjusted = adjusted_frames(answer, in_force())
    if unit in FRAMES:
        _fan(answer, stream, str(unit), as_of, adjusted)
    first_week = answer.view.freshness().plan_start
    overrides_part(answer, first_week)
    years_part(answer)
    _record(answer, stream)
    _models(answer, stream)
    expected_part(answer, stream, as_of)
    parts_part(answer, stream, adjusted["monthly"])
    nationality_part(answer, stream, as_of)
    rates_part(answer)
    backlog_part(answer, as_of)


def _alarms(answer: Answer) -> None:
    """Every alarm of the weeks counted, also those that are over, and how often one is false."""
    language, view = answer.language, answer.view.forecast()
    if view.alarms.empty:
        return
    with st.expander(say("alarm.all", language, n=len(view.alarms))):
        st.caption(say("alarm.caption", language))
        frame.show_table(record.alarm_table(view, language), language)
        frame.download(answer, "", "alarms", view.alarms)


def _earlier(answer: Answer, year: int) -> None:
    """What each snapshot before expected of next year, and what moved the newest."""
    language, view = answer.language, answer.view.forecast()
    if view.earlier.empty:
        return
    table = record.earlier_table(view, year)
    with st.expander(say("record.earlier", language, n=len(table), year=year)):
        st.caption(say("record.earlier_caption", language))
        frame.show_table(table, language)
        frame.download(answer, "", "earlier_forecasts", view.earlier)
        if len(view.causes):
            frame.download(answer, "", "forecast_causes", view.causes)


def _fan(answer: Answer, stream: str, unit: str, as_of: date, adjusted: dict[str, pd.DataFrame]) -> None:
    language, view = answer.language, answer.view.forecast()
    weekly = unit == "week"
    is_total = stream == numbers.TOTAL
    kind = "_week" if weekly else "" if is_total else "_stream"
    caption = say(f"forecast.fan_caption{kind}", language, stream=numbers.stream_first(stream, language))
    frame.heading(numbers.fan_heading(view, stream, as_of, language), caption)
    monthly, ours = (_of(adjusted[frame], stream) for frame in ("monthly", FRAMES[unit]))
    text = numbers.fan_text(view, stream, as_of, language, monthly)
    past = numbers.weeks_seen(view, stream) if weekly else numbers.history(view, stream)
    ahead = numbers.weeks_ahead(view, stream) if weekly else numbers.ahead(view, stream)
    rounds = numbers.official_rounds(view) if is_total and not weekly else None
    picture = fan_chart(past, ahead, rounds, as_of, answer.look, ours)
    frame.chart(picture, text, "chart_fan")
    months = numbers.week_table(past, ahead) if weekly else numbers.month_table(view, stream)
    drawn = numbers.fan_csv(past, ahead, ours)
    frame.text_table_csv(answer, text, months, f"forecast_{stream}", data=drawn)


def _of(adjusted: pd.DataFrame, stream: str) -> pd.DataFrame:
    """A stream as planners changed it; empty without a change in force."""
    return adjusted[(adjusted.unique_id == stream) & (adjusted.model == "adjusted")]


def _record(answer: Answer, stream: str) -> None:
    language, view = answer.language, answer.view.forecast()
    if not record.has_record(view, stream):
        frame.heading(say("forecast.score_title", language), say("forecast.score_none", language))
        return
    frame.heading(
        numbers.score_sentence(view, language, record.SERIES[stream]), say("forecast.score_caption", language)
    )
    table = record.bands(record.record_table(view, stream))
    text = record.record_text(view, stream, language)
    frame.chart(score_chart(table, answer.look), text, "chart_scores")
    show_caption(say("record.coverage_caption", language))
    frame.chart(coverage_chart(table[table.model == numbers.SERVED], answer.look), text, "chart_coverage")
    frame.text_table_csv(
        answer, text, record.bands_table(table, language), "record_bands", data=table, decimals=record.TWO
    )
    settle("record_horizon", record.HORIZONS)
    horizon = st.segmented_control(
        say("record.horizon", language),
        record.HORIZONS,
        key="record_horizon",
        required=True,
    )
    past = record.past_forecasts(view, stream, int(str(horizon)))
    if past.empty:
        return
    inside = float(((past.came >= past["q0.1"]) & (past.came <= past["q0.9"])).mean())
    told = say("record.outcomes", language, n=len(past), months=float(str(horizon)), share=inside)
    frame.heading(told, say("record.outcomes_caption", language))
    came = record.outcomes(view, stream, past.ds.min())
    frame.chart(outcome_chart(past, came, answer.look), told, "chart_outcomes")
    shown = pd.DataFrame(
        {
            "origin": past.cutoff.dt.date.astype(str),
            "month": past.ds.dt.date.astype(str),
            **{name: past[f"q0.{name[1:].rstrip('0')}"] for name in ("p10", "p50", "p90")},
            "came": past.came,
            "made_how": [say(f"record.{name.replace(' ', '_')}", language) for name in past.made],
        }
    )
    frame.text_table_csv(answer, text, shown, f"record_{stream}", data=view.track)


def _models(answer: Answer, stream: str) -> None:
    """All models beside each other over all horizons, the sharpest first."""
    language, view = answer.language, answer.view.forecast()
    if not record.has_record(view, stream):
        return
    table = record.record_table(view, stream)
    longest = table.horizon_to.max()
    whole = table[(table.horizon_from == 1) & (table.horizon_to == longest)]
    best = named("model", str(whole.model.iloc[0]), language)
    frame.heading(say("record.models_title", language, model=best), say("record.models_caption", language))
    shown = record.bands_table(whole, language)
    frame.show_table(shown, language, record.TWO)
    frame.download(answer, "", "scores", view.scores)
