"""The fan of the forecast: what was observed, what is expected with its bands, and the official rounds."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from capacity.texts import say
from capacity.ui.charts.tokens import LABEL_SIZE, Look, dressed, halos
from capacity.ui.forecast.figures import MONTHS_PER_YEAR

BANDS = (("q0.025", "q0.975"), ("q0.1", "q0.9"), ("q0.25", "q0.75"))
END_LABELS = (("q0.975", "P97,5"), ("q0.9", "P90"), ("q0.5", "P50"), ("q0.1", "P10"))
DASHES = "– –"
BELOW_TODAY = 2.5 * LABEL_SIZE
"""Pixels from the top: the row of words below the one that says which day it is."""


def fan_chart(
    past: pd.DataFrame,
    ahead: pd.DataFrame,
    rounds: pd.DataFrame | None,
    today: date | None,
    look: Look,
    adjusted: pd.DataFrame | None = None,
) -> Any:
    """Persons per month or week, back and ahead.

    Args:
        past: ds, y; and `revised` where a figure was changed since it was first read. Without a past
            there is no rule at `today`: the fan begins there. None draws none either.
        ahead: ds and quantiles.
        adjusted: ds and q0.5 of the forecast as planners changed it; the machine's line is grey then.
        rounds: year, round, low, mid, high (persons per year); None where the series is not the total.
    """
    rows = ahead.rename(columns=lambda name: name.replace(".", "_"))
    changed = adjusted is not None and len(adjusted) > 0
    layers = [*_bands(rows, look), *_lines(past, rows, look, changed)]
    if len(past) and today is not None:
        layers.append(_today(today, look))
    if adjusted is not None and changed:
        layers += _adjusted(adjusted, look)
    if rounds is not None:
        layers += _official(rounds, rows, look)
    layers += [_end_labels(rows, look), _tooltips(past, rows, look)]
    return dressed(alt.layer(*layers, height=380), look)


def _x() -> alt.X:
    axis = alt.Axis(
        title=None, format="%b %Y", labelOverlap="parity", labelSeparation=14, grid=False, tickCount=12
    )
    return alt.X("ds:T", axis=axis, scale=alt.Scale(nice=False))


def _y(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", axis=alt.Axis(title=None, format=",d"), scale=alt.Scale(zero=True))


def _column(quantile: str) -> str:
    return quantile.replace(".", "_")


def _bands(rows: pd.DataFrame, look: Look) -> list[Any]:
    return [
        alt.Chart(rows)
        .mark_area(color=colour)
        .encode(x=_x(), y=_y(_column(low)), y2=alt.Y2(f"{_column(high)}:Q"))
        for (low, high), colour in zip(BANDS, look.palette.bands, strict=True)
    ]


def _lines(past: pd.DataFrame, rows: pd.DataFrame, look: Look, changed: bool) -> list[Any]:
    median = alt.Chart(rows).encode(x=_x(), y=_y("q0_5"))
    colour = look.palette.baseline if changed else look.palette.median
    seen = alt.Chart(past).encode(x=_x(), y=_y("y"))
    lines = [seen.mark_line(color=look.palette.text, strokeWidth=2)] if len(past) else []
    lines += [
        median.mark_line(color=look.palette.page, strokeWidth=5),
        median.mark_line(color=colour, strokeWidth=2.5),
    ]
    if "revised" in past and past.revised.any():
        dots = alt.Chart(past[past.revised]).encode(x=_x(), y=_y("y"))
        lines.append(dots.mark_point(color=look.palette.text, size=36, fill=look.palette.page))
    return lines


def _adjusted(adjusted: pd.DataFrame, look: Look) -> list[Any]:
    """The changed forecast, dashed; named on top, where no label of another line stands."""
    rows = adjusted.rename(columns=lambda name: name.replace(".", "_"))
    line = alt.Chart(rows).encode(x=_x(), y=_y("q0_5"))
    last = rows.tail(1).assign(text=f"{DASHES} {say('forecast.adjusted', look.language)}")
    label = alt.Chart(last).encode(x=alt.X("ds:T"), y=alt.value(BELOW_TODAY), text=alt.Text("text:N"))
    return [
        line.mark_line(color=look.palette.page, strokeWidth=5),
        line.mark_line(color=look.palette.median, strokeWidth=2.5, strokeDash=[6, 4]),
        *(
            label.mark_text(
                align="right", baseline="bottom", color=look.palette.text, fontSize=LABEL_SIZE, **halo
            )
            for halo in halos(look, 3)
        ),
    ]


def _today(today: date, look: Look) -> Any:
    rows = pd.DataFrame({"ds": [pd.Timestamp(today)], "text": [say("forecast.today", look.language)]})
    rule = alt.Chart(rows).mark_rule(color=look.palette.second, strokeDash=[2, 2]).encode(x=alt.X("ds:T"))
    text = (
        alt.Chart(rows)
        .mark_text(color=look.palette.second, fontSize=LABEL_SIZE, align="right", dx=-4, baseline="bottom")
        .encode(x=alt.X("ds:T"), y=alt.value(12), text=alt.Text("text:N"))
    )
    return alt.layer(rule, text)


def _official(rounds: pd.DataFrame, rows: pd.DataFrame, look: Look) -> list[Any]:
    """Official rounds at mid-year, their year totals divided by twelve."""
    middle = pd.to_datetime([f"{year}-07-01" for year in rounds.year])
    points = rounds.assign(ds=middle, label="MPP " + rounds["round"])
    points[["low", "mid", "high"]] = points[["low", "mid", "high"]] / MONTHS_PER_YEAR
    points = points[(points.ds >= rows.ds.min()) & (points.ds <= rows.ds.max())]
    if points.empty:
        return []
    base = alt.Chart(points)
    tooltip = [
        alt.Tooltip("label:N", title=" "),
        *(
            alt.Tooltip(f"{name}:Q", title=say(f"column.{name}", look.language), format=",d")
            for name in ("low", "high")
        ),
    ]
    ink = look.palette.text
    return [
        base.mark_rule(color=ink).encode(x=alt.X("ds:T"), y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
        base.mark_point(shape="diamond", size=90, filled=True, fill=look.palette.page, stroke=ink).encode(
            x=alt.X("ds:T"), y=alt.Y("mid:Q"), tooltip=tooltip
        ),
        *(
            base.mark_text(dy=-10, color=ink, fontSize=LABEL_SIZE, **halo).encode(
                x=alt.X("ds:T"), y=alt.Y("high:Q"), text=alt.Text("label:N")
            )
            for halo in halos(look, 3)
        ),
    ]


def _end_labels(rows: pd.DataFrame, look: Look) -> Any:
    last = rows.iloc[-1]
    ends = pd.DataFrame(
        [
            {
                "ds": last.ds,
                "y": last[_column(field)],
                "text": text if look.language == "nl" else text.replace(",", "."),
            }
            for field, text in END_LABELS
        ]
    )
    return (
        alt.Chart(ends)
        .mark_text(align="left", dx=6, color=look.palette.text, fontSize=LABEL_SIZE)
        .encode(x=alt.X("ds:T"), y=alt.Y("y:Q"), text=alt.Text("text:N"))
    )


def _tooltips(past: pd.DataFrame, rows: pd.DataFrame, look: Look) -> Any:
    def title(name: str) -> str:
        return say(f"column.{name}", look.language)

    merged = pd.concat([past, rows], ignore_index=True)
    fields = (("y", "observed"), ("q0_1", "p10"), ("q0_5", "p50"), ("q0_9", "p90"))
    return (
        alt.Chart(merged)
        .mark_rule(strokeWidth=12, opacity=0)
        .encode(
            x=alt.X("ds:T"),
            tooltip=[
                alt.Tooltip("ds:T", title=title("month"), format="%B %Y"),
                *(alt.Tooltip(f"{field}:Q", title=title(name), format=",d") for field, name in fields),
            ],
        )
    )
