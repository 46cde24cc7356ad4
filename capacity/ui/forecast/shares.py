"""Shares that go with arrivals, with the 20 % list, and queues: what was observed and what is expected."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from capacity.domain.views import ForecastView
from capacity.texts import Language, say
from capacity.ui.charts.ranges import rates_chart
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.forecast.fan_chart import fan_chart
from capacity.ui.view_choices import settle

PERCENT = 100.0
SHOWN_YEARS = 5
YEAR_WEEKS = (0, 25, 51, 77, 103)
"""Weeks of a queue that the table tells: now, and about every half year."""


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
    table = rate_table(view, language)
    rows, text = rate_rows(table), rate_text(table, language)
    frame.chart(rates_chart(rows, answer.look), text, "chart_rates")
    frame.text_table_csv(answer, text, table, "rates", data=view.rates)
    _recognition(view, answer)


def rate_rows(table: pd.DataFrame) -> pd.DataFrame:
    """The last years of each share: rate, year, low, mid, high (percent)."""
    named = {"share_p10": "low", "share_p50": "mid", "share_p90": "high"}
    rows = table.rename(columns=named)[["rate", "year", *named.values()]]
    last = int(rows.year.astype(int).max())
    return rows[rows.year.astype(int) > last - 2 * SHOWN_YEARS].reset_index(drop=True)


def rate_text(table: pd.DataFrame, language: Language) -> str:
    """Text equivalent: each share as last observed, and its range in the last year ahead."""
    told = []
    for name, part in table.groupby("rate", sort=False):
        seen, ahead = part[part.share_p10.isna()], part[part.share_p10.notna()]
        if seen.empty or ahead.empty:
            continue
        then, later = seen.iloc[-1], ahead.iloc[-1]
        told.append(
            say(
                "more.rate_alt",
                language,
                rate=str(name),
                a=str(then.year),
                now=float(then.share_p50) / PERCENT,
                b=str(later.year),
                low=float(later.share_p10) / PERCENT,
                high=float(later.share_p90) / PERCENT,
            )
        )
    return " ".join(told)


def _recognition(view: ForecastView, answer: Answer) -> None:
    language, low = answer.language, view.recognition
    with st.expander(say("more.recognition", language)):
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


def backlog_part(answer: Answer, as_of: date) -> None:
    """Persons waiting for a decision or for the responsible state, week by week."""
    language, view = answer.language, answer.view.forecast()
    if view.backlog.empty:
        return
    queues = [str(name) for name in view.backlog.unique_id.unique()]
    settle("queue", queues)
    queue = str(st.session_state["queue"])
    rows = view.backlog[view.backlog.unique_id == queue].sort_values("ds").reset_index(drop=True)
    last = rows.iloc[-1]
    title = say(
        "more.backlog_title",
        language,
        queue=say(f"backlog.{queue}", language),
        week=last.ds.date(),
        mid=float(last["q0.5"]),
        low=float(last["q0.1"]),
        high=float(last["q0.9"]),
    )
    frame.heading(title, say("more.backlog_caption", language))
    st.selectbox(
        say("column.queue_name", language),
        queues,
        key="queue",
        format_func=lambda name: say(f"backlog.{name}", language),
    )
    table = backlog_table(view, language)
    text = backlog_text(view, language)
    none = pd.DataFrame({"ds": pd.DatetimeIndex([]), "y": pd.Series(dtype=float)})
    frame.chart(fan_chart(none, rows, None, as_of, answer.look), text, "chart_backlog")
    frame.text_table_csv(answer, text, table, "backlog", data=view.backlog)


def backlog_text(view: ForecastView, language: Language) -> str:
    """Text equivalent: each queue in the first and the last week."""
    told = []
    for name, part in view.backlog.groupby("unique_id", sort=False):
        rows = part.sort_values("ds")
        first, last = rows.iloc[0], rows.iloc[-1]
        told.append(
            say(
                "more.backlog_alt",
                language,
                queue=say(f"backlog.{name}", language),
                first=first.ds.date(),
                a=float(first["q0.5"]),
                last=last.ds.date(),
                mid=float(last["q0.5"]),
                low=float(last["q0.1"]),
                high=float(last["q0.9"]),
            )
        )
    return " ".join(told)
