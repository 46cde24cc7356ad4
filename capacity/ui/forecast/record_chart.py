"""Charts of the track record: scores by horizon, past forecasts against what came, year totals."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from capacity.texts import say
from capacity.ui.charts.tokens import LABEL_SIZE, Look, dressed, narrow
from capacity.ui.forecast.figures import LAST12, NAIVE, SERVED
from capacity.ui.forecast.record import TARGET_ZONE
from capacity.ui.words.answers import named

ROW, MARGIN = 26, 90
SHOWN_MODELS = (SERVED, LAST12, NAIVE)


def score_chart(table: pd.DataFrame, look: Look) -> Any:
    """CRPS by horizon against 'same as last year' (1); bars for this forecast, its yardsticks as ticks.

    Args:
        table: model, horizon_from, horizon_to, relative.
    """
    rows = table[table.model.isin(SHOWN_MODELS)]
    rows = rows.assign(
        span=[f"{a:g}–{b:g}" for a, b in zip(rows.horizon_from, rows.horizon_to, strict=True)],
        who=[named("model", model, look.language) for model in rows.model],
    )
    order = [named("model", model, look.language) for model in SHOWN_MODELS]
    colours = [look.palette.median, look.palette.places["emergency"], look.palette.line]
    base = alt.Chart(rows).encode(
        y=alt.Y("span:N", sort=None, axis=alt.Axis(title=None)),
        yOffset=alt.YOffset("who:N", sort=order),
        x=alt.X(
            "relative:Q", axis=alt.Axis(title=None, format=".2f", tickCount=5), scale=alt.Scale(zero=True)
        ),
        tooltip=[
            alt.Tooltip("who:N", title=" "),
            alt.Tooltip("relative:Q", title=say("column.relative", look.language), format=".2f"),
        ],
    )
    bars = base.mark_bar(stroke=look.palette.second, strokeWidth=0.5).encode(
        color=alt.Color(
            "who:N",
            scale=alt.Scale(domain=order, range=colours),
            legend=alt.Legend(columns=narrow(1, 3)),
        )
    )
    labels = base.mark_text(align="left", dx=4, color=look.palette.text, fontSize=LABEL_SIZE).encode(
        text=alt.Text("relative:Q", format=".2f")
    )
    return dressed(alt.layer(bars, labels, height=ROW * len(rows) + MARGIN), look)


def coverage_chart(table: pd.DataFrame, look: Look) -> Any:
    """Share of outcomes inside the 80 % band by horizon, with the zone in which it should lie.

    Args:
        table: rows of this forecast: horizon_from, horizon_to, coverage_80.
    """
    rows = table.assign(
        span=[f"{a:g}–{b:g}" for a, b in zip(table.horizon_from, table.horizon_to, strict=True)]
    )
    zone = pd.DataFrame({"low": [TARGET_ZONE[0]], "high": [TARGET_ZONE[1]]})
    axis = alt.Axis(title=None, format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    x = alt.X("coverage_80:Q", axis=axis, scale=alt.Scale(domain=[0, 1]))
    band = (
        alt.Chart(zone).mark_rect(color=look.palette.bands[0]).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"))
    )
    points = alt.Chart(rows).encode(x=x, y=alt.Y("span:N", sort=None, axis=alt.Axis(title=None)))
    dots = points.mark_point(filled=True, size=110, color=look.palette.median, opacity=1)
    labels = points.mark_text(dy=-12, color=look.palette.text, fontSize=LABEL_SIZE).encode(
        text=alt.Text("coverage_80:Q", format=".0%")
    )
    return dressed(alt.layer(band, dots, labels, height=42 * len(rows) + 50), look)


def outcome_chart(past: pd.DataFrame, came: pd.DataFrame, look: Look) -> Any:
    """Past forecasts as ranges of 80 % with their middle, and the line of what came.

    Args:
        past: ds, q0.1, q0.5, q0.9. came: ds, y.
    """
    rows = past.rename(columns=lambda name: name.replace(".", "_"))
    axis = alt.Axis(title=None, format="%b %Y", labelOverlap="parity", labelSeparation=14, grid=False)
    x, count = alt.X("ds:T", axis=axis), alt.Axis(title=None, format=",d")
    line = alt.Chart(came).mark_line(color=look.palette.text, strokeWidth=2)
    line = line.encode(x=x, y=alt.Y("y:Q", axis=count, scale=alt.Scale(zero=True)))
    ranges = alt.Chart(rows).mark_rule(color=look.palette.bands[2], strokeWidth=6)
    ranges = ranges.encode(x=x, y=alt.Y("q0_1:Q", axis=count), y2=alt.Y2("q0_9:Q"))
    tooltip = [
        alt.Tooltip("ds:T", title=say("column.month", look.language), format="%B %Y"),
        *(
            alt.Tooltip(f"{field}:Q", title=say(f"column.{name}", look.language), format=",d")
            for field, name in (("q0_1", "p10"), ("q0_5", "p50"), ("q0_9", "p90"), ("came", "came"))
        ),
    ]
    middle = alt.Chart(rows).mark_point(filled=True, size=60, color=look.palette.median, opacity=1)
    middle = middle.encode(x=x, y=alt.Y("q0_5:Q", axis=count), tooltip=tooltip)
    return dressed(alt.layer(ranges, line, middle, height=300), look)
