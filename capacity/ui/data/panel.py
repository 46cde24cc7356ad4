"""A panel of the user's own: the series that can be used, the faults of the others, and a forecast."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pandas as pd
import streamlit as st

from capacity.domain.problems import BadInputError
from capacity.service.panels import MOST_SERIES, GivenPanel, given_panel, panel_forecast
from capacity.texts import Language, say
from capacity.ui.elements.faults import list_problems, show_problems
from capacity.ui.elements.terms import show_caption
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.forecast.fan_chart import fan_chart
from capacity.ui.words.scenario_words import plain

KIND = "panel"
MADE = "panel_forecast_made"
SERVED = "served"
LEVEL_ALONE = "level"


def panel_part(answer: Answer) -> None:
    """Upload; every fault with its row; the series that can be used, and their forecast."""
    language = answer.language
    show_caption(say("data.what_panel", language))
    given = st.file_uploader(say("data.upload", language), key=f"file_{KIND}")
    if given is None:
        return
    content = given.getvalue()
    try:
        panel = given_panel(content, given.name)
    except BadInputError as fault:
        show_problems(fault.problems, language)
        return
    _findings(panel, plain(given.name), language)
    if panel.count > MOST_SERIES:
        st.caption(say("data.panel_too_many", language, n=panel.count, most=MOST_SERIES))
        return
    told = hashlib.sha256(content).hexdigest()
    if st.button(say("data.panel_forecast", language, n=panel.count), key="panel_forecast"):
        with st.spinner(say("data.panel_busy", language)):
            st.session_state[MADE] = (told, panel_forecast(panel))
    made = st.session_state.get(MADE)
    if made is not None and made[0] == told:
        _forecast(answer, panel, made[1])


def _forecast(answer: Answer, panel: GivenPanel, quantiles: pd.DataFrame) -> None:
    """The fan of one series, its table, and the file with every series and model."""
    language = answer.language
    chosen = st.selectbox(
        say("data.panel_series", language), sorted(set(panel.series.unique_id)), key="series"
    )
    past = panel.series[panel.series.unique_id == chosen][["ds", "y"]].reset_index(drop=True)
    rows = quantiles[(quantiles.unique_id == chosen) & (quantiles.model == SERVED)].reset_index(drop=True)
    last = rows.iloc[-1]
    told = say(
        "data.panel_title",
        language,
        series=plain(str(chosen)),
        date=last.ds.date(),
        mid=float(last["q0.5"]),
        low=float(last["q0.1"]),
        high=float(last["q0.9"]),
    )
    frame.heading(told, say("data.panel_caption", language, method=say(_method(rows), language)))
    picture = fan_chart(past, rows, None, None, answer.look)
    frame.chart(picture, told, "chart_panel")
    frame.text_table_csv(
        answer, told, forecast_table(rows, panel.frequency), "panel_forecast", data=quantiles
    )


def _method(rows: pd.DataFrame) -> str:
    return "data.panel_level" if rows.method.iloc[0] == LEVEL_ALONE else "data.panel_season"


def _findings(panel: GivenPanel, file: str, language: Language) -> None:
    """What is wrong with the series that are left out, and what was put right."""
    words = say(f"data.panel_{panel.frequency}", language)
    rows = len(panel.series)
    counts = {"file": file, "n": panel.count, "rows": rows, "kind": words}
    if panel.left_out:
        st.warning(
            say("data.panel_part", language, faults=len(panel.left_out), **counts), icon=":material/error:"
        )
    else:
        st.success(say("data.panel_whole", language, **counts), icon=":material/check_circle:")
    noted = [*panel.left_out, *panel.remarks]
    if noted:
        list_problems([replace(problem, file="") for problem in noted], language)


def forecast_table(served: pd.DataFrame, frequency: str) -> pd.DataFrame:
    """The served forecast of a series: month (first day) or week, p10, p50, p90."""
    days = pd.to_datetime(served.ds)
    weekly = frequency == "W"
    period = days.dt.strftime("%G-W%V") if weekly else days.dt.date.astype(str)
    levels = {"p10": served["q0.1"], "p50": served["q0.5"], "p90": served["q0.9"]}
    return pd.DataFrame({"week" if weekly else "month": period, **levels}).reset_index(drop=True)
