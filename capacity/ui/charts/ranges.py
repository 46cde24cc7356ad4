"""Dots with their range of 80 %: one row per year, model or nationality, or shares by year."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from capacity.texts import say
from capacity.ui.charts.tokens import Look, dressed, name_axis, narrow

ROW_PIXELS, FRAME_PIXELS = 30, 60
SHARES_HEIGHT = 320
SHAPES = ("circle", "square", "diamond")


def year_chart(rows: pd.DataFrame, look: Look) -> Any:
    """Year totals as dot and whisker, one row per year and forecaster.

    Args:
        rows: year, who, low, mid, high (persons per year).
    """
    return range_chart(rows.assign(label=rows.year.astype(str) + " · " + rows.who), look)


def range_chart(rows: pd.DataFrame, look: Look) -> Any:
    """Dot and whisker from zero, in the order of the rows.

    Args:
        rows: label, low, mid, high (persons).
    """
    y = alt.Y("label:N", sort=None, axis=name_axis(look))
    x = alt.X(
        "mid:Q",
        axis=alt.Axis(title=None, format=",d", tickCount=5, tickMinStep=1),
        scale=alt.Scale(zero=True),
    )
    base = alt.Chart(rows)
    tooltip = [
        alt.Tooltip("label:N", title=" "),
        *(
            alt.Tooltip(f"{name}:Q", title=say(f"column.{name}", look.language), format=",d")
            for name in ("low", "mid", "high")
        ),
    ]
    layers = [
        base.mark_rule(color=look.palette.bands[2], strokeWidth=6).encode(
            x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=y
        ),
        base.mark_point(filled=True, size=80, color=look.palette.median, opacity=1).encode(
            x=x, y=y, tooltip=tooltip
        ),
    ]
    return dressed(alt.layer(*layers, height=ROW_PIXELS * len(rows) + FRAME_PIXELS), look)


def rates_chart(rows: pd.DataFrame, look: Look) -> Any:
    """Shares by year: dots of what was observed, and dots with their 80 % range ahead.

    Args:
        rows: rate (words), year, low, mid, high (percent); no range where observed.
    """
    order = list(dict.fromkeys(rows.rate))
    axis = alt.Axis(title=None, format="d", tickCount=5, tickMinStep=1)
    x = alt.X("year:O", axis=alt.Axis(title=None, labelAngle=0))
    offset = alt.XOffset("rate:N", sort=order)
    legend = alt.Legend(columns=narrow(1, 3), symbolOpacity=1)
    base = alt.Chart(rows)
    colour = alt.Color(
        "rate:N", sort=order, scale=alt.Scale(domain=order, range=list(look.palette.compare)), legend=legend
    )
    whiskers = base.mark_rule(strokeWidth=3).encode(
        x=x,
        xOffset=offset,
        y=alt.Y("low:Q", axis=axis, scale=alt.Scale(zero=True)),
        y2=alt.Y2("high:Q"),
        color=colour,
    )
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(
        x=x,
        xOffset=offset,
        y=alt.Y("mid:Q", axis=axis),
        color=colour,
        shape=alt.Shape(
            "rate:N", sort=order, scale=alt.Scale(domain=order, range=list(SHAPES)), legend=legend
        ),
        tooltip=[
            alt.Tooltip("rate:N", title=" "),
            alt.Tooltip("year:O", title=say("column.year", look.language)),
            *(
                alt.Tooltip(f"{name}:Q", title=say(f"column.share_{level}", look.language), format=".0f")
                for name, level in (("low", "p10"), ("mid", "p50"), ("high", "p90"))
            ),
        ],
    )
    return dressed(alt.layer(whiskers, dots, height=SHARES_HEIGHT), look)
