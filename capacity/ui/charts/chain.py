"""The chain as one picture: stages left to right, the load of their hands, and how many pass each week."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from capacity.texts import say
from capacity.ui.charts.places import with_last_step
from capacity.ui.charts.tokens import LABEL_SIZE, Look, dressed, either, halos, narrow, week_axis
from capacity.ui.words.answers import named

GROUPS: tuple[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    ("screening", ("screening_border", "screening_territory"), ("screening_completion",), ()),
    ("eurodac", ("eurodac_transmission",), ("eurodac_capture",), ()),
    ("registration", ("registration",), (), ("representative", "special_needs")),
    ("lodging", ("lodging",), (), ()),
    (
        "responsibility",
        ("responsibility",),
        ("responsibility_request", "responsibility_reply", "transfer"),
        ("transfer_appeal", "incoming_request"),
    ),
    ("decision", ("decision",), (), ()),
    ("appeal", ("appeal",), (), ("detention_review",)),
    ("departure", ("departure", "return_border"), (), ()),
    ("housing", ("housing",), (), ("family_reunification",)),
)
"""Boxes: the stages whose persons per week they show, those whose queue counts too, and those whose work lies
beside the persons; load and breach are of all of them."""
BOX_LEFT, BOX_RIGHT, BOX_TOP, BOX_BOTTOM = 0.13, 0.99, 1.0, 0.2
LOAD_HEIGHT = 0.1
THICKEST_ARROW = 0.5
OPENS = "opens"
"""Field of a box: the stage that a click on it opens."""
LEAST_TOP = 1.0
"""Persons that the height of a queue is at least: parts of one that rounding leaves are no queue."""
MIDDLE = (BOX_TOP + BOX_BOTTOM) / 2


def boxes(stages: pd.DataFrame, look: Look, chosen: str = "") -> pd.DataFrame:
    """One row per box with its place on a numeric axis, its texts and the stage that it opens.

    Args:
        stages: stage, load, queue, inflow, weeks_left, norm_weeks, as `figures.stages` gives them.
        chosen: the stage that is open; its box is marked.
    """
    rows = []
    for place, (group, passed, beside, work) in enumerate(GROUPS):
        members = stages[stages.stage.isin((*passed, *beside, *work))]
        if members.empty:
            continue
        present = members[~members.stage.isin(work)]
        weeks_left = members.weeks_left.min()
        load = float(members.load.max())
        inflow = float(members[members.stage.isin(passed)].inflow.sum())
        rows.append(
            {
                "name": named("chain_box", group, look.language),
                "left": place + BOX_LEFT,
                "right": place + BOX_RIGHT,
                "start": float(place),
                "load": min(1.0, load),
                "load_end": place + BOX_LEFT + (BOX_RIGHT - BOX_LEFT) * min(1.0, load),
                "load_text": say("plan.load_label", look.language, load=load),
                "queue_text": say("plan.queue_label", look.language, n=float(present.queue.sum())),
                "inflow": inflow,
                "flow_text": say("plan.flow_label", look.language, n=inflow),
                "breach": breach_text(weeks_left, members.norm_weeks.min(), look),
                "breaks": bool(weeks_left == weeks_left),
                OPENS: _tightest(members),
                "chosen": chosen in set(members.stage),
            }
        )
    frame = pd.DataFrame(rows)
    half = THICKEST_ARROW / 2 * frame.inflow / max(1.0, float(frame.inflow.max()))
    return frame.assign(arrow_low=MIDDLE - half, arrow_high=MIDDLE + half)


def _tightest(members: pd.DataFrame) -> str:
    """Of the stages of a box the one that breaks first, else passes its norm first, else is busiest."""
    by, rising = ["weeks_left", "norm_weeks", "load"], [True, True, False]
    order = members.sort_values(by, ascending=rising, kind="stable")
    return str(order.stage.iloc[0])


def breach_text(weeks_left: float, norm_weeks: float, look: Look) -> str:
    """Weeks until a first term of the law breaks, else until a norm is passed; empty if neither."""
    if weeks_left == weeks_left:
        key, weeks = "plan.breach_label", weeks_left
    elif norm_weeks == norm_weeks:
        key, weeks = "plan.norm_label", norm_weeks
    else:
        return ""
    return say(key if weeks else f"{key}_now", look.language, n=weeks)


def together(look: Look) -> str:
    """Which stages share a box, for whoever looks for a stage that has no box of its own."""
    parts = [
        say(
            "plan.box_holds",
            look.language,
            box=named("chain_box", group, look.language),
            list=", ".join(named("stage", stage, look.language) for stage in (*passed, *beside, *work)),
        )
        for group, passed, beside, work in GROUPS
        if len((*passed, *beside, *work)) > 1
    ]
    return say("plan.boxes", look.language, list="; ".join(parts))


def chain_chart(stages: pd.DataFrame, look: Look, chosen: str = "") -> Any:
    """Boxes, load bars, arrows as thick as their persons per week; a breach of the law is an outline and ▼.

    A click on a box chooses the stage that it opens; the box of the stage that is open has a thick outline.
    """
    palette, rows = look.palette, boxes(stages, look, chosen)
    x = alt.X("left:Q", axis=None, scale=alt.Scale(domain=[0, len(GROUPS)], nice=False))
    y_scale = alt.Scale(domain=[0, 1.18], nice=False)
    base = alt.Chart(rows.assign(top=BOX_TOP, bottom=BOX_BOTTOM, bar=BOX_BOTTOM + LOAD_HEIGHT, mid=MIDDLE))
    arrows = base.mark_rect(color=palette.bands[1]).encode(
        x=alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, len(GROUPS)], nice=False)),
        x2=alt.X2("left:Q"),
        y=alt.Y("arrow_low:Q", axis=None, scale=y_scale),
        y2=alt.Y2("arrow_high:Q"),
    )
    clicked = alt.selection_point(name=OPENS, fields=[OPENS], on="click", toggle=False)
    box = base.mark_rect(fill=palette.page, cursor="pointer").encode(
        x=x,
        x2=alt.X2("right:Q"),
        y=alt.Y("bottom:Q", axis=None, scale=y_scale),
        y2=alt.Y2("top:Q"),
        stroke=either(alt.StrokeValue, "datum.breaks", palette.breach, palette.baseline),
        strokeWidth=either(alt.StrokeWidthValue, "datum.chosen", 4, 1.5),
    )
    load = base.mark_rect(color=palette.median).encode(
        x=alt.X("left:Q"), x2=alt.X2("load_end:Q"), y=alt.Y("bottom:Q"), y2=alt.Y2("bar:Q")
    )
    return dressed(alt.layer(arrows, box.add_params(clicked), load, *_texts(base, look), height=170), look)


def _texts(base: Any, look: Look) -> list[Any]:
    palette = look.palette
    lines = (
        ("name", 0.9, palette.text),
        ("load_text", 0.72, palette.text),
        ("queue_text", 0.56, palette.second),
    )
    written = [
        base.mark_text(align="left", dx=4, color=colour, fontSize=LABEL_SIZE).encode(
            x=alt.X("left:Q"), y=alt.YDatum(height), text=alt.Text(f"{field}:N")
        )
        for field, height, colour in lines
    ]
    breach = base.mark_text(align="left", fontSize=LABEL_SIZE).encode(
        x=alt.X("left:Q"),
        y=alt.YDatum(1.1),
        text=alt.Text("breach:N"),
        color=either(alt.ColorValue, "datum.breaks", palette.breach, palette.second),
    )
    flow = base.mark_text(align="left", color=palette.second, fontSize=12).encode(
        x=alt.X("start:Q"), y=alt.YDatum(0.1), text=alt.Text("flow_text:N")
    )
    return [*written, breach, flow]


def queue_chart(queue: pd.DataFrame, limit: str, look: Look) -> Any:
    """Persons in a queue per week: within the term, and above the rule of the limit or norm those over it.

    Args:
        queue: index week; columns in_term and over_term.
        limit: what is written at the rule: the legal limit, or the norm, with its article.
    """
    rows = with_last_step(queue.reset_index().assign(week=lambda frame: pd.to_datetime(frame.week)))
    rows["top"] = rows.in_term + rows.over_term
    layers = [*_queue_areas(rows, look), *_limit(rows, limit, look)]
    return dressed(alt.layer(*layers, height=280), look)


def _queue_areas(rows: pd.DataFrame, look: Look) -> list[Any]:
    """The two parts, each between its heights, with what is read at a week."""
    palette = look.palette
    names = {name: say(f"plan.{name}", look.language) for name in ("in_term", "over_term")}
    colour = alt.Color(
        "part:N",
        sort=list(names.values()),
        scale=alt.Scale(domain=list(names.values()), range=[palette.bands[1], palette.breach]),
    )
    base = alt.Chart(rows).mark_area(interpolate="step-after")
    x = alt.X("week:T", axis=week_axis(), scale=alt.Scale(nice=False))
    axis = alt.Axis(title=None, format=",d", tickCount=5, tickMinStep=1)
    scale = alt.Scale(domain=[0, LEAST_TOP]) if _is_empty(rows) else alt.Undefined
    within = base.transform_calculate(part=f"'{names['in_term']}'", low="0")
    over = base.transform_calculate(part=f"'{names['over_term']}'")
    tooltip = [
        alt.Tooltip("week:T", title=say("column.start", look.language), format="%d-%m-%Y"),
        *(alt.Tooltip(f"{name}:Q", title=names[name], format=",d") for name in names),
    ]
    return [
        within.encode(
            x=x,
            y=alt.Y("low:Q", axis=axis, scale=scale),
            y2=alt.Y2("in_term:Q"),
            color=colour,
            tooltip=tooltip,
        ),
        over.encode(x=x, y=alt.Y("in_term:Q", axis=axis), y2=alt.Y2("top:Q"), color=colour, tooltip=tooltip),
    ]


def _is_empty(rows: pd.DataFrame) -> bool:
    """Whether not one person waits in any week."""
    return bool(rows.top.max() < LEAST_TOP)


def _limit(rows: pd.DataFrame, limit: str, look: Look) -> list[Any]:
    """The rule between the parts: who stands above it waits longer than the law, or a norm, allows."""
    ink, page = look.palette.text, look.palette.page
    below = -9 if _is_empty(rows) else 17
    line = alt.Chart(rows).encode(x=alt.X("week:T"), y=alt.Y("in_term:Q"))
    first = alt.Chart(rows.head(1).assign(limit=limit)).encode(
        x=alt.X("week:T"), y=alt.Y("in_term:Q"), text=alt.Text("limit:N")
    )
    return [
        line.mark_line(interpolate="step-after", color=page, strokeWidth=5),
        line.mark_line(interpolate="step-after", color=ink, strokeWidth=2),
        *(
            first.mark_text(
                align="left", dx=6, dy=below, color=ink, fontSize=LABEL_SIZE, limit=narrow(260, 700), **halo
            )
            for halo in halos(look, 3)
        ),
    ]
