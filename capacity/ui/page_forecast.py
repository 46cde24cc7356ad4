"""Forecast: how many people are likely to come, how sure that is, and how good earlier forecasts were."""

from __future__ import annotations

from datetime import date

import streamlit as st

from capacity.texts import say
from capacity.ui import forecast_figures as numbers
from capacity.ui import frame
from capacity.ui.answers import named
from capacity.ui.chart_forecast import fan_chart
from capacity.ui.frame import Answer


def page(answer: Answer, as_of: date) -> None:
    """The forecast, one stream at a time."""
    language, view = answer.language, answer.view.forecast()
    st.title(numbers.forecast_answer(view, as_of, language), anchor=False)
    st.markdown(" ".join(numbers.forecast_paragraph(view, answer.scenario, as_of, language)))
    ids = numbers.streams(view)
    if not ids:
        return
    stream = st.selectbox(
        say("forecast.stream", language),
        ids,
        key="stream",
        format_func=lambda name: numbers.stream_name(name, language),
    )
    is_total = stream == numbers.TOTAL
    caption = "forecast.fan_caption" if is_total else "forecast.fan_caption_stream"
    name = numbers.stream_name(stream, language)
    frame.heading(numbers.fan_heading(view, stream, as_of, language), say(caption, language, stream=name))
    text = numbers.fan_text(view, stream, as_of, language)
    rounds = numbers.official_rounds(view) if is_total else None
    picture = fan_chart(
        numbers.history(view, stream), numbers.ahead(view, stream), rounds, as_of, answer.look
    )
    frame.chart(picture, text, "chart_fan")
    months = numbers.month_table(view, stream)
    frame.text_table_csv(answer, text, months, f"forecast_{stream}", data=months)
    years = numbers.year_table(view)
    frame.heading(say("forecast.years_title", language), say("forecast.years_caption", language))
    frame.show_table(years.assign(year=years.year.astype(str)), language)
    frame.download(answer, "", "years", years)
    _record(answer)


def _record(answer: Answer) -> None:
    language, view = answer.language, answer.view.forecast()
    frame.heading(say("forecast.score_title", language), say("forecast.score_caption", language))
    st.markdown(numbers.score_sentence(view, language))
    table = numbers.scores(view)
    if table.empty:
        return
    spans = zip(table.horizon_from, table.horizon_to, strict=True)
    shown = table.assign(
        model=[named("model", model, language) for model in table.model],
        horizon=[f"{first:g}–{last:g}" for first, last in spans],
        coverage=100 * table.coverage,
    )[["model", "horizon", "crps", "coverage"]]
    frame.show_table(shown, language, {"crps": 2, "coverage": 0})
    frame.download(answer, "", "scores", view.scores)
