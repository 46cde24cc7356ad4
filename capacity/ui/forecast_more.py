"""What stands below the fan: parts of the forecast, nationalities, shares, queues and the 20 % list."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from capacity.domain.views import ForecastView
from capacity.texts import Language, knows, say
from capacity.ui import frame
from capacity.ui.forecast_figures import SERVED, SHOWN_MONTHS, stream_name
from capacity.ui.frame import Answer

PERCENT = 100.0
NATIONALITIES_OF = ("first", "family")
YEAR_WEEKS = (0, 25, 51, 77, 103)
"""Weeks of a queue that the table tells: now, and about every half year."""


def parts_table(view: ForecastView, stream: str, adjusted: pd.DataFrame) -> pd.DataFrame:
    """Level, season and override of each month ahead: month, level, season, override, mean.

    Args:
        adjusted: quantiles of the machine's and the changed forecast per month.
    """
    rows = view.parts[view.parts.unique_id == stream].sort_values("ds").head(SHOWN_MONTHS)
    ours = adjusted[adjusted.unique_id == stream].pivot_table(index="ds", columns="model", values="mean")
    factor = (
        ours["adjusted"] / ours["machine"] if {"adjusted", "machine"} <= set(ours) else pd.Series(dtype=float)
    )
    override = factor.reindex(rows.ds).fillna(1.0).to_numpy(dtype=float)
    return pd.DataFrame(
        {
            "month": rows.ds.dt.date.astype(str),
            "level": rows.level,
            "season": PERCENT * (rows.season - 1),
            "override": PERCENT * (override - 1),
            "mean": rows.level * rows.season * override,
        }
    )


def parts_part(answer: Answer, stream: str, adjusted: pd.DataFrame) -> None:
    """The forecast taken apart into level, season and override."""
    language, view = answer.language, answer.view.forecast()
    if view.parts.empty:
        return
    table = parts_table(view, stream, adjusted)
    top = table.loc[table.season.idxmax()]
    frame.heading(
        say(
            "more.parts_title",
            language,
            month=date.fromisoformat(str(top.month)),
            x=float(top.season) / PERCENT,
        ),
        say("more.parts_caption", language, stream=stream_name(stream, language)),
    )
    with st.expander(say("block.table", language)):
        frame.show_table(table, language, {"season": 1, "override": 1})
        frame.download(answer, "", "parts", view.parts)


def nationality_table(view: ForecastView, stream: str, year: int, language: Language) -> pd.DataFrame:
    """Persons of a year by nationality: nationality, p10, p50, p90, mean; the largest first."""
    rows = view.nationalities[
        (view.nationalities.period == "Y")
        & (view.nationalities.model == SERVED)
        & (view.nationalities.stream == stream)
        & (view.nationalities.ds.dt.year == year)
    ].sort_values("mean", ascending=False)
    return pd.DataFrame(
        {
            "nationality": [nationality_name(str(code), language) for code in rows.nationality],
            "p10": rows["q0.1"],
            "p50": rows["q0.5"],
            "p90": rows["q0.9"],
            "mean": rows["mean"],
        }
    )


def nationality_name(code: str, language: Language) -> str:
    """A nationality as a word, or its code."""
    key = f"nationality.{code}"
    return say(key, language) if knows(key) else code


def nationality_part(answer: Answer, stream: str, as_of: date) -> None:
    """The published nationalities of next year, of first applications or of family members."""
    language, view = answer.language, answer.view.forecast()
    if view.nationalities.empty:
        return
    chosen = stream if stream in NATIONALITIES_OF else NATIONALITIES_OF[0]
    table = nationality_table(view, chosen, as_of.year + 1, language)
    if table.empty:
        return
    top = table[table.nationality != nationality_name("rest", language)].iloc[0]
    frame.heading(
        say(
            "more.nationality_title",
            language,
            year=as_of.year + 1,
            nationality=str(top.nationality),
            n=float(top.p50),
        ),
        say("more.nationality_caption", language, stream=stream_name(chosen, language)),
    )
    with st.expander(say("block.table", language)):
        frame.show_table(table, language)
        frame.download(answer, "", "nationalities", view.nationalities)


def rate_table(view: ForecastView, language: Language) -> pd.DataFrame:
    """Shares in percent: measure, year, kind, p10, p50, p90; what was observed has no range."""
    rows = view.rates
    seen = rows.kind == "observed"
    levels = {name: (PERCENT * rows[column]) for name, column in _LEVELS.items()}
    levels = {name: values.where(~seen | (name == "share_p50")) for name, values in levels.items()}
    return pd.DataFrame(
        {
            "rate": [say(f"rate.{name}", language) for name in rows.measure],
            "year": rows.year.astype(str),
            "kind": [say(f"rate.{kind}", language) for kind in rows.kind],
            **levels,
        }
    )


_LEVELS = {"share_p10": "q0.1", "share_p50": "q0.5", "share_p90": "q0.9"}


def rates_part(answer: Answer) -> None:
    """Grant rate, share at or below 20 % recognition, and transfer yield, with their ranges."""
    language, view = answer.language, answer.view.forecast()
    if view.rates.empty:
        return
    grants = view.rates[(view.rates.measure == "grant_rate") & (view.rates.kind == "forecast")].iloc[0]
    frame.heading(
        say(
            "more.rates_title",
            language,
            year=int(grants.year),
            mid=float(grants["q0.5"]),
            low=float(grants["q0.1"]),
            high=float(grants["q0.9"]),
        ),
        say("more.rates_caption", language),
    )
    with st.expander(say("block.table", language)):
        frame.show_table(rate_table(view, language), language)
        frame.download(answer, "", "rates", view.rates)
        low = view.recognition
        counts = low.reading.value_counts()
        fact = set(low.kind) == {"fact"}
        st.markdown(
            say(
                "more.recognition_fact" if fact else "more.recognition_derived",
                language,
                low=int(counts.get("at_or_below", 0)),
                above=int(counts.get("above", 0)),
                open=int(counts.get("open", 0)),
                year=int(low.year.max()),
            )
        )
        shown = low.assign(
            year=low.year.astype(int).astype(str),
            reading=[say(f"recognition.{name}", language) for name in low.reading],
        )[["citizen", "year", "rate", "decisions", "reading", "source"]]
        frame.show_table(shown, language, {"rate": 1})
        frame.download(answer, "", "recognition", view.recognition)


def backlog_table(view: ForecastView, language: Language) -> pd.DataFrame:
    """Persons waiting by queue about every half year: queue, week, p10, p50, p90."""
    rows = view.backlog.assign(place=view.backlog.groupby("unique_id", sort=False).cumcount())
    rows = rows[rows.place.isin(YEAR_WEEKS)]
    return pd.DataFrame(
        {
            "queue_name": [say(f"backlog.{name}", language) for name in rows.unique_id],
            "week": rows.ds.dt.strftime("%G-W%V"),
            "p10": rows["q0.1"],
            "p50": rows["q0.5"],
            "p90": rows["q0.9"],
        }
    )


def backlog_part(answer: Answer) -> None:
    """Persons waiting for a decision or for the responsible state, week by week."""
    language, view = answer.language, answer.view.forecast()
    if view.backlog.empty:
        return
    waiting = view.backlog[view.backlog.ds == view.backlog.ds.max()].set_index("unique_id")
    frame.heading(
        say(
            "more.backlog_title",
            language,
            week=waiting.ds.iloc[0].date(),
            mid=float(waiting["q0.5"]["pact"]),
            low=float(waiting["q0.1"]["pact"]),
            high=float(waiting["q0.9"]["pact"]),
        ),
        say("more.backlog_caption", language),
    )
    with st.expander(say("block.table", language)):
        frame.show_table(backlog_table(view, language), language)
        frame.download(answer, "", "backlog", view.backlog)
