"""Year totals of this forecast, of the last twelve months and of the official rounds."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from capacity.domain.views import ForecastView
from capacity.texts import Language, say
from capacity.ui.charts.ranges import year_chart
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.forecast import record
from capacity.ui.forecast.figures import LAST12, SERVED, TOTAL, official_rounds


def year_dots(view: ForecastView, language: Language) -> pd.DataFrame:
    """Year totals of this forecast, of the last twelve months and of the official rounds, side by side.

    Returns:
        year, who, low, mid, high (persons per year), by year.
    """
    table = year_table(view)
    named = {
        "served": ("p10", "p50", "p90"),
        "last_12": ("last12",) * 3,
        "mpp": ("mpp_min", "mpp_mid", "mpp_max"),
    }
    rows = []
    for year in table.to_dict(orient="records"):
        for who, (low, mid, high) in named.items():
            if not pd.isna(year[mid]):
                name = say(f"model.{who}", language)
                rows.append((int(year["year"]), name, year[low], year[mid], year[high]))
    return pd.DataFrame(rows, columns=["year", "who", "low", "mid", "high"])


def year_text(rows: pd.DataFrame, language: Language) -> str:
    """Text equivalent of the year totals."""
    return " ".join(
        say("forecast.year_alt", language, **{str(name): value for name, value in row.items()})
        for row in rows.to_dict(orient="records")
    )


def year_table(view: ForecastView) -> pd.DataFrame:
    """Per year: p10, p50, p90, last12, mpp_min, mpp_mid, mpp_max (persons of all streams together)."""
    rows = view.yearly[view.yearly.unique_id == TOTAL]
    served = rows[rows.model == SERVED].set_index("year")
    naive = rows[rows.model == LAST12].set_index("year")["mean"]
    rounds = official_rounds(view).set_index("year")
    table = pd.DataFrame({"p10": served["q0.1"], "p50": served["q0.5"], "p90": served["q0.9"]})
    table["last12"] = naive
    for column, source in (("mpp_min", "low"), ("mpp_mid", "mid"), ("mpp_max", "high")):
        table[column] = rounds[source]
    return table.reset_index().rename(columns={"index": "year"})


def years_title(view: ForecastView, language: Language) -> str:
    """The title as a sentence: the last year of which both are known, beside the mean of twelve months."""
    both = year_table(view).dropna(subset=["p50", "last12"])
    if both.empty:
        return say("forecast.years_none", language)
    row = both.iloc[min(1, len(both) - 1)]
    mid, last = float(row.p50), float(row.last12)
    return say("forecast.years_title", language, year=int(row.year), mid=mid, last=last)


def years_part(answer: Answer) -> None:
    """Year totals with their bands from the paths, and who forecast which year how well."""
    language, view = answer.language, answer.view.forecast()
    years = year_table(view)
    rows = year_dots(view, language)
    frame.heading(years_title(view, language), say("forecast.years_caption", language))
    text = year_text(rows, language)
    frame.chart(year_chart(rows, answer.look), text, "chart_years")
    frame.text_table_csv(answer, text, years.assign(year=years.year.astype(str)), "years", data=years)
    if view.track.empty:
        return
    past = record.year_forecasters(view, language)
    st.markdown(record.forecasters_sentence(view, language))
    with st.expander(say("record.years_table", language)):
        frame.show_table(past.assign(year=past.year.astype(str)), language, {"error": 1})
        frame.download(answer, "", "year_forecasters", past)
