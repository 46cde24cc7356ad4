"""What stands below the fan: the forecast taken apart into level, season and override; nationalities."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from capacity.domain.views import ForecastView
from capacity.texts import Language, knows, say
from capacity.ui.charts.answer import Drawn, Role, lines_chart
from capacity.ui.charts.ranges import range_chart
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.forecast.figures import SERVED, SHOWN_MONTHS, stream_first
from capacity.ui.forecast.models import models_text, nationality_models

PERCENT = 100.0
NATIONALITIES_OF = ("first", "family")


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
        say("more.parts_caption", language, stream=stream_first(stream, language)),
    )
    lines = parts_lines(table, language)
    text = parts_text(table, language)
    frame.chart(lines_chart(lines, answer.look), text, "chart_parts")
    frame.text_table_csv(answer, text, table, "parts", data=view.parts, decimals={"season": 1, "override": 1})


def parts_lines(table: pd.DataFrame, language: Language) -> list[Drawn]:
    """The level, with its season, and with planners' changes where one is in force."""
    days = pd.Index(table.month)

    def line(name: str, values: pd.Series, role: Role) -> Drawn:
        return Drawn(say(f"more.line_{name}", language), pd.Series(values.to_numpy(dtype=float), days), role)

    lines = [
        line("level", table.level, "baseline"),
        line("season", table.level * (1 + table.season / PERCENT), "asked"),
    ]
    return [*lines, line("override", table["mean"], "other")] if table.override.any() else lines


def parts_text(table: pd.DataFrame, language: Language) -> str:
    """Text equivalent: the level at both ends, the season's highest and lowest month, the changes."""
    top, low = table.loc[table.season.idxmax()], table.loc[table.season.idxmin()]
    first, last = table.iloc[0], table.iloc[-1]
    text = say(
        "more.parts_alt",
        language,
        first=date.fromisoformat(str(first.month)),
        a=float(first.level),
        last=date.fromisoformat(str(last.month)),
        b=float(last.level),
        top=date.fromisoformat(str(top.month)),
        x=float(top.season) / PERCENT,
        low=date.fromisoformat(str(low.month)),
        y=-float(low.season) / PERCENT,
    )
    if table.override.any():
        mean = float(table.override.mean()) / PERCENT
        text += " " + say("more.parts_alt_override", language, x=abs(mean), up="+" if mean > 0 else "−")
    return text


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
    year, name = as_of.year + 1, stream_first(chosen, language)
    frame.heading(
        say(
            "more.nationality_title", language, year=year, nationality=str(top.nationality), n=float(top.p50)
        ),
        say("more.nationality_caption", language, stream=name),
    )
    rows = table.rename(columns={"nationality": "label", "p10": "low", "p50": "mid", "p90": "high"})
    text = models_text(rows, language)
    frame.chart(range_chart(rows, answer.look), text, "chart_nationalities")
    frame.text_table_csv(answer, text, table, "nationalities", data=view.nationalities)
    others = nationality_models(view, chosen, as_of, language)
    if others.empty:
        return
    with st.expander(say("more.nationality_models", language)):
        st.caption(say("more.nationality_models_caption", language, stream=name))
        words = [nationality_name(str(code), language) for code in others.nationality]
        named = others.assign(nationality=words)
        frame.show_worded(
            named.rename(columns={"nationality": say("column.nationality", language)}), language
        )
