"""Old and Pact applications by the least share of decider hours for the old stock."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from capacity.texts import say
from capacity.ui.charts.tokens import LABEL_SIZE, Look, dressed, narrow

LINES = ("old_served", "pact_over_term")
HEIGHT = 300
ROOM_ABOVE = 1.15
BAND = 0.18


def shares_chart(points: pd.DataFrame, present: float, look: Look) -> Any:
    """Two lines over the share, with a rule at the present one.

    Args:
        points: share (percent), old_served and pact_over_term (applications), each with `_low` and `_high`.
        present: the share of the plan shown (percent).
    """
    palette = look.palette
    names = {line: say(f"shares.{line}", look.language) for line in LINES}
    rows = points.melt(id_vars="share", value_vars=list(LINES), var_name="line", value_name="persons")
    rows["label"] = rows.line.map(names)
    highest = points[[*LINES, *(f"{line}_high" for line in LINES)]].max().max()
    domain, top = list(names.values()), max(1.0, ROOM_ABOVE * float(highest))
    legend = alt.Legend(columns=narrow(1, 2), symbolType="stroke", symbolSize=400)
    lines = (
        alt.Chart(rows)
        .mark_line(point=True, strokeWidth=2.5)
        .encode(
            x=alt.X(
                "share:Q", axis=alt.Axis(title=say("shares.axis", look.language), grid=False, tickCount=5)
            ),
            y=alt.Y(
                "persons:Q",
                axis=alt.Axis(title=None, format=",d", tickCount=5),
                scale=alt.Scale(domain=[0, top], nice=False),
            ),
            color=alt.Color(
                "label:N",
                sort=domain,
                scale=alt.Scale(domain=domain, range=[palette.median, palette.breach]),
                legend=legend,
            ),
            strokeDash=alt.StrokeDash(
                "label:N", sort=domain, scale=alt.Scale(domain=domain, range=[[1, 0], [8, 3]]), legend=legend
            ),
            tooltip=[
                alt.Tooltip("label:N", title=say("whatif.line", look.language)),
                alt.Tooltip("share:Q", title=say("column.old_share", look.language), format="d"),
                alt.Tooltip("persons:Q", title=say("whatif.value", look.language), format=",d"),
            ],
        )
    )
    band = _band(points, lines.encoding.x, look)
    return dressed(alt.layer(*band, lines, *_present(present, top, look), height=HEIGHT), look)


def _band(points: pd.DataFrame, x: Any, look: Look) -> list[Any]:
    """What lies between low and high arrivals; nothing where the arrivals have no paths."""
    ranged = points.dropna(subset=[f"{line}_{end}" for line in LINES for end in ("low", "high")])
    if ranged.empty:
        return []
    colours = dict(zip(LINES, (look.palette.median, look.palette.breach), strict=True))
    return [
        alt.Chart(ranged)
        .mark_area(opacity=BAND, color=colours[line])
        .encode(x=x, y=alt.Y(f"{line}_low:Q"), y2=f"{line}_high:Q")
        for line in LINES
    ]


def _present(share: float, top: float, look: Look) -> list[Any]:
    mark = alt.Chart(
        pd.DataFrame({"share": [share], "top": [top], "text": [say("shares.now", look.language)]})
    )
    left = share > 50
    return [
        mark.mark_rule(color=look.palette.baseline).encode(x=alt.X("share:Q")),
        mark.mark_text(
            align="right" if left else "left",
            baseline="top",
            dx=-6 if left else 6,
            color=look.palette.text,
            fontSize=LABEL_SIZE,
        ).encode(x=alt.X("share:Q"), y=alt.Y("top:Q"), text=alt.Text("text:N")),
    ]
