"""The strip of duties: one row per duty, one cell per week, five classes of how many are late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from capacity.texts import say
from capacity.ui.charts.tokens import LABEL_SIZE, Look, dressed, either, halos, name_axis, narrow, week_axis
from capacity.ui.words.answers import duty_name, week_label
from capacity.ui.words.figures import DutyState

CLASS_LIMITS = (0.0, 0.05, 0.2, 0.5)
CLASS_NAMES = ("met", "late_5", "late_20", "late_50", "late_more")
CHANCE_LIMITS = (0.05, 0.2, 0.5, 0.8)
CHANCE_NAMES = ("chance_95", "chance_80", "chance_50", "chance_20", "chance_less")
ROW_PIXELS = 30
FRAME_PIXELS = 90
CELL = pd.Timedelta(days=6, hours=16)


def late_class(share: float) -> str:
    """The class of a share late: met, or late up to 5, 20, 50 per cent or more."""
    return CLASS_NAMES[sum(share > limit for limit in CLASS_LIMITS)]


def chance_class(missed: float) -> str:
    """The class of a chance that a duty is missed, named by the chance that it is met."""
    return CHANCE_NAMES[sum(missed > limit for limit in CHANCE_LIMITS)]


def strip_rows(
    late: pd.DataFrame, states: Sequence[DutyState], look: Look, chances: bool = False
) -> pd.DataFrame:
    """One row per duty and week with its label and class.

    Args:
        late: columns duty, week, late, share.
        chances: whether `share` is the chance that the duty is missed.
    """
    named = chance_class if chances else late_class
    shown = {state.duty: state for state in states}
    rows = late[late.duty.isin(list(shown))].copy()
    rows["label"] = [duty_name(duty, look.language) for duty in rows.duty]
    rows["article"] = [shown[duty].article for duty in rows.duty]
    rows["bound"] = [say(f"bound.{shown[duty].bound}", look.language) for duty in rows.duty]
    rows["class"] = [say(f"strip.{named(share)}", look.language) for share in rows.share]
    rows["name"] = [week_label(week) for week in rows.week]
    rows["start"] = pd.to_datetime(rows.week)
    rows["end"] = rows.start + CELL
    return rows


def duties_chart(late: pd.DataFrame, states: Sequence[DutyState], look: Look, chances: bool = False) -> Any:
    """The strip for some duties, in their order; its classes are shares late, or chances when asked for."""
    palette, rows = look.palette, strip_rows(late, states, look, chances)
    labels = [duty_name(state.duty, look.language) for state in states]
    names = CHANCE_NAMES if chances else CLASS_NAMES
    classes = [say(f"strip.{name}", look.language) for name in names]
    y = alt.Y(
        "label:N",
        sort=labels,
        scale=alt.Scale(paddingInner=0.22),
        axis=name_axis(look),
    )
    cells = (
        alt.Chart(rows)
        .mark_rect()
        .encode(
            x=alt.X("start:T", axis=week_axis(), scale=alt.Scale(nice=False)),
            x2=alt.X2("end:T"),
            y=y,
            color=alt.Color(
                "class:N",
                sort=classes,
                scale=alt.Scale(domain=classes, range=list(palette.classes)),
                legend=alt.Legend(columns=narrow(2, 5)),
            ),
            tooltip=[
                alt.Tooltip(f"{field}:N", title=say(f"column.{title}", look.language))
                for field, title in (
                    ("label", "duty"),
                    ("article", "article"),
                    ("bound", "bound"),
                    ("name", "week"),
                )
            ]
            + [
                alt.Tooltip("late:Q", title=say("column.late", look.language), format=",d"),
                alt.Tooltip("class:N", title=say("column.share_late", look.language)),
            ],
        )
    )
    layers = [cells, *_marks(rows, states, labels, look)]
    return dressed(alt.layer(*layers, height=ROW_PIXELS * len(labels) + FRAME_PIXELS), look)


def _marks(rows: pd.DataFrame, states: Sequence[DutyState], labels: list[str], look: Look) -> list[Any]:
    end = rows.end.max()
    texts = pd.DataFrame(
        [
            {
                "label": label,
                "end": end,
                "first": None if state.first_week is None else pd.Timestamp(state.first_week),
                "mark": "▼",
                "breaks": state.breaks,
                "text": say("situation.holds_label", look.language)
                if state.first_week is None
                else say("situation.from_week", look.language, week=week_label(state.first_week)),
            }
            for label, state in zip(labels, states, strict=True)
        ]
    )
    right = (
        alt.Chart(texts)
        .mark_text(align="left", dx=6, fontSize=LABEL_SIZE)
        .encode(
            x=alt.X("end:T"),
            y=alt.Y("label:N", sort=labels),
            text=alt.Text("text:N"),
            color=either(alt.ColorValue, "datum.breaks", look.palette.breach, look.palette.second),
        )
    )
    broken = texts[texts.breaks]
    if broken.empty:
        return [right]
    marks = [
        alt.Chart(broken)
        .mark_text(color=look.palette.text, fontSize=13, align="left", dx=-1, **halo)
        .encode(x=alt.X("first:T"), y=alt.Y("label:N", sort=labels), text=alt.Text("mark:N"))
        for halo in halos(look, 4)
    ]
    return [right, *marks]
