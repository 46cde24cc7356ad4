"""The contract calendar: a bar per contract until its end, a diamond on the last day to give notice."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from capacity.texts import say
from capacity.ui.charts.tokens import LABEL_SIZE, Look, dressed, either, name_axis, narrow, week_axis

ROW_PIXELS, FRAME_PIXELS = 30, 90


def contracts_chart(rows: pd.DataFrame, today: date, look: Look) -> Any:
    """Bars of contracts in their order.

    Args:
        rows: label, type, ends and notice_by (ISO days), text, urgent.
    """
    palette, language = look.palette, look.language
    order = list(rows.label)
    kinds = list(dict.fromkeys(rows.type))
    drawn = rows.assign(
        begin=pd.Timestamp(today),
        end=pd.to_datetime(rows.ends),
        notice=pd.to_datetime(rows.notice_by),
        kind=[say(f"type.{kind}", language) for kind in rows.type],
    )
    y = alt.Y("label:N", sort=order, axis=name_axis(look))
    colours = [palette.places.get(kind, palette.baseline) for kind in kinds]
    bars = (
        alt.Chart(drawn)
        .mark_bar(height=14)
        .encode(
            x=alt.X("begin:T", axis=week_axis(), scale=alt.Scale(nice=False)),
            x2=alt.X2("end:T"),
            y=y,
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=[say(f"type.{kind}", language) for kind in kinds], range=colours),
                legend=alt.Legend(columns=narrow(2, 5)),
            ),
            tooltip=[
                alt.Tooltip("label:N", title=say("column.block", language)),
                alt.Tooltip("kind:N", title=say("column.type", language)),
                alt.Tooltip("text:N", title=say("column.plan_says", language)),
            ],
        )
    )
    diamonds = (
        alt.Chart(drawn)
        .mark_point(shape="diamond", filled=True, size=90, stroke=palette.page)
        .encode(
            x=alt.X("notice:T"),
            y=alt.Y("label:N", sort=order),
            color=either(alt.ColorValue, "datum.urgent", palette.breach, palette.text),
        )
    )
    words = (
        alt.Chart(drawn)
        .mark_text(align="left", dx=6, fontSize=LABEL_SIZE, color=palette.second)
        .encode(x=alt.X("end:T"), y=alt.Y("label:N", sort=order), text=alt.Text("text:N"))
    )
    height = ROW_PIXELS * len(order) + FRAME_PIXELS
    return dressed(alt.layer(bars, diamonds, words, height=height), look)
