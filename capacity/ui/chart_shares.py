"""Old and Pact applications by the least share of decider hours for the old stock."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from capacity.texts import say
from capacity.ui.tokens import LABEL_SIZE, Look, dressed, narrow

LINES = ("old_served", "pact_over_term")
HEIGHT = 300
ROOM_ABOVE = 1.15


def shares_chart(points: pd.DataFrame, present: float, look: Look) -> Any:
    """Two lines over the share, with a rule at the present one.

    Args:
        points: share (percent), old_served and pact_over_term (applications).
        present: the share of the plan shown (percent).
    """
    palette = look.palette
    names = {line: say(f"shares.{line}", look.language) for line in LINES}
    rows = points.melt(id_vars="share", value_vars=list(LINES), var_name="line", value_name="persons")
    rows["label"] = rows.line.map(names)
    domain, top = list(names.values()), max(1.0, ROOM_ABOVE * float(rows.persons.max()))
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
    return dressed(alt.layer(lines, *_present(present, top, look), height=HEIGHT), look)


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
