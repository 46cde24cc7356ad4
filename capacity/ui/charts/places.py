"""Charts of residents and places: the stacked places with residents above, and the lane of shortages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from capacity.texts import say
from capacity.ui.charts.tokens import LABEL_SIZE, Look, dressed, narrow, week_axis
from capacity.ui.words.figures import HOUSING_TYPES

AXIS_WIDTH = 56
HEADROOM = 1.1
ONE_WEEK = pd.Timedelta(weeks=1)


def stacked(places: pd.DataFrame, look: Look) -> pd.DataFrame:
    """Usable places by week and type with the heights between which each is drawn.

    Args:
        places: columns week (ISO), type, usable.
    """
    wide = places.pivot_table(index="week", columns="type", values="usable", aggfunc="sum").fillna(0.0)
    kinds = [kind for kind in HOUSING_TYPES if kind in wide.columns and wide[kind].max() > 0]
    tops = wide[kinds].cumsum(axis=1)
    parts = [
        pd.DataFrame(
            {
                "week": pd.to_datetime(wide.index),
                "type": kind,
                "label": say(f"type.{kind}", look.language),
                "usable": wide[kind].to_numpy(),
                "y0": (tops[kind] - wide[kind]).to_numpy(),
                "y1": tops[kind].to_numpy(),
            }
        )
        for kind in kinds
    ]
    return with_last_step(pd.concat(parts, ignore_index=True))


def with_last_step(rows: pd.DataFrame) -> pd.DataFrame:
    """Repeats the last week one week later, so that its step has a width."""
    last = rows[rows.week == rows.week.max()].copy()
    last["week"] = last.week + ONE_WEEK
    return pd.concat([rows, last], ignore_index=True)


def places_chart(
    places: pd.DataFrame,
    people: pd.DataFrame,
    baseline: pd.Series | None,
    top: float,
    look: Look,
    words: Sequence[str] = (),
) -> Any:
    """Usable places by type as steps, residents as a line, what is short between them.

    Args:
        places: columns week, type, usable.
        people: index week; columns residents and usable (persons, places).
        baseline: residents of the baseline by week, drawn as a grey dashed line; None: not drawn.
        top: upper end of the y axis, the same while a setting moves.
        words: of residents and of residents of the baseline, for a legend of the lines; empty: it has none.
    """
    palette, rows = look.palette, stacked(places, look)
    x = alt.X("week:T", axis=week_axis(), scale=alt.Scale(nice=False))
    y = alt.Y(
        "y0:Q",
        axis=alt.Axis(
            title=None, format=",d", minExtent=AXIS_WIDTH, maxExtent=AXIS_WIDTH, tickCount=5, tickMinStep=1
        ),
        scale=alt.Scale(domain=[0, top], nice=False),
    )
    order = [kind for kind in HOUSING_TYPES if kind in set(rows.type)]
    labels = [say(f"type.{kind}", look.language) for kind in order]
    colours = alt.Scale(domain=labels, range=[palette.places[kind] for kind in order])
    areas = (
        alt.Chart(rows)
        .mark_area(interpolate="step-after", stroke=palette.page, strokeWidth=1)
        .encode(
            x=x,
            y=y,
            y2=alt.Y2("y1:Q"),
            color=alt.Color("label:N", scale=colours, sort=labels, legend=alt.Legend(columns=narrow(2, 4))),
        )
    )
    line = _people(people)
    layers = [
        areas,
        *_gap(line, look),
        *_residents(line, baseline, look),
        *_legend(line, baseline is not None, words, look),
        _tooltips(line, look),
    ]
    return dressed(alt.layer(*layers, height=320), look)


def _people(people: pd.DataFrame) -> pd.DataFrame:
    rows = people.reset_index()
    rows["week"] = pd.to_datetime(rows.week)
    rows["short"] = (rows.residents - rows.usable).clip(lower=0)
    rows["top"] = rows.usable + rows.short
    rows["name"] = [f"{day.isocalendar().year}-W{day.isocalendar().week:02d}" for day in rows.week]
    return with_last_step(rows)


def _gap(rows: pd.DataFrame, look: Look) -> list[Any]:
    if not (rows.short > 0).any():
        return []
    area = (
        alt.Chart(rows)
        .mark_area(interpolate="step-after", color=look.palette.tint)
        .encode(x=alt.X("week:T"), y=alt.Y("usable:Q"), y2=alt.Y2("top:Q"))
    )
    first = rows[rows.short > 0].head(1).assign(mark="▼")
    mark = (
        alt.Chart(first)
        .mark_text(color=look.palette.breach, fontSize=16, dy=-12)
        .encode(x=alt.X("week:T"), y=alt.Y("top:Q"), text=alt.Text("mark:N"))
    )
    return [area, mark]


def _residents(rows: pd.DataFrame, baseline: pd.Series | None, look: Look) -> list[Any]:
    lines = []
    if baseline is not None:
        old = pd.DataFrame({"week": pd.to_datetime(baseline.index), "residents": baseline.to_numpy()})
        lines.append(
            alt.Chart(with_last_step(old))
            .mark_line(interpolate="step-after", color=look.palette.baseline, strokeDash=[3, 3])
            .encode(x=alt.X("week:T"), y=alt.Y("residents:Q"))
        )
    chart = alt.Chart(rows).encode(x=alt.X("week:T"), y=alt.Y("residents:Q"))
    halo = chart.mark_line(interpolate="step-after", color=look.palette.page, strokeWidth=5)
    line = chart.mark_line(interpolate="step-after", color=look.palette.text, strokeWidth=2.5)
    return [halo, *lines, line]


def _legend(rows: pd.DataFrame, with_baseline: bool, words: Sequence[str], look: Look) -> list[Any]:
    """A legend of the lines, below, where both fit on a narrow screen; its own marks are not seen."""
    named = list(words if with_baseline else words[:1])
    if not named:
        return []
    legend = alt.Legend(orient="bottom", columns=2, symbolType="stroke", symbolSize=400, symbolOpacity=1)
    colours, dashes = [look.palette.text, look.palette.baseline], [[1, 0], [3, 3]]
    told = pd.DataFrame({"line": named, "week": rows.week.iloc[0], "residents": rows.residents.iloc[0]})
    return [
        alt.Chart(told)
        .mark_line(opacity=0)
        .encode(
            x=alt.X("week:T"),
            y=alt.Y("residents:Q"),
            stroke=alt.Stroke(
                "line:N",
                sort=named,
                scale=alt.Scale(domain=named, range=colours[: len(named)]),
                legend=legend,
            ),
            strokeDash=alt.StrokeDash(
                "line:N", sort=named, scale=alt.Scale(domain=named, range=dashes[: len(named)]), legend=legend
            ),
        )
    ]


def _tooltips(rows: pd.DataFrame, look: Look) -> Any:
    titles = {
        name: say(f"column.{name}", look.language) for name in ("week", "residents", "usable", "without_bed")
    }
    return (
        alt.Chart(rows)
        .mark_rule(strokeWidth=8, opacity=0)
        .encode(
            x=alt.X("week:T"),
            tooltip=[
                alt.Tooltip("name:N", title=titles["week"]),
                alt.Tooltip("residents:Q", title=titles["residents"], format=",d"),
                alt.Tooltip("usable:Q", title=titles["usable"], format=",d"),
                alt.Tooltip("short:Q", title=titles["without_bed"], format=",d"),
            ],
        )
    )


def lane_chart(people: pd.DataFrame, top: float, look: Look) -> Any:
    """Persons without a bed per week as bars, the highest week with its figure."""
    palette, rows = look.palette, people.reset_index()
    rows["week"] = pd.to_datetime(rows.week)
    rows["end"] = rows.week + ONE_WEEK
    axis = alt.Axis(
        title=None, format=",d", minExtent=AXIS_WIDTH, maxExtent=AXIS_WIDTH, tickCount=3, tickMinStep=1
    )
    bars = (
        alt.Chart(rows)
        .mark_rect(color=palette.breach, stroke=palette.page, strokeWidth=0.5)
        .encode(
            x=alt.X("week:T", axis=week_axis(), scale=alt.Scale(nice=False)),
            x2=alt.X2("end:T"),
            y=alt.Y("zero:Q", axis=axis, scale=alt.Scale(domain=[0, top], nice=False)),
            y2=alt.Y2("without_bed:Q"),
            tooltip=[
                alt.Tooltip("week:T", title=say("column.start", look.language), format="%d-%m-%Y"),
                alt.Tooltip("without_bed:Q", title=say("column.without_bed", look.language), format=",d"),
            ],
        )
        .transform_calculate(zero="0")
    )
    highest = rows.loc[[rows.without_bed.idxmax()]]
    label = (
        alt.Chart(highest)
        .mark_text(color=palette.breach, fontSize=LABEL_SIZE, dy=-9, align="right")
        .encode(x=alt.X("end:T"), y=alt.Y("without_bed:Q"), text=alt.Text("without_bed:Q", format=",d"))
    )
    return dressed(alt.layer(bars, label, height=120), look)
