"""Charts of an answer: lines over the weeks, or bars by category, always with the baseline dashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd

from capacity.texts import say
from capacity.ui.charts.tokens import LABEL_SIZE, Look, dressed, narrow, week_axis

Role = Literal["asked", "baseline", "other", "limit"]
BASELINE_DASH = [3, 3]
OTHER_DASHES = ([8, 3], [2, 2, 8, 2], [4, 2], [12, 3])
AXIS_WIDTH = 64
ROOM = 0.05
MILLION_SHOWN_FROM = 1e7
BAR_HEIGHT, AROUND_BARS = 38, 70


@dataclass(frozen=True)
class Drawn:
    """One line: its words, its values by ISO week, and what it stands for."""

    label: str
    values: pd.Series
    role: Role = "other"


def lines_table(lines: Sequence[Drawn]) -> pd.DataFrame:
    """The lines side by side: a row per week, a column per line, headed by its words."""
    return pd.concat({line.label: line.values for line in lines}, axis=1).rename_axis("week").reset_index()


def lines_chart(lines: Sequence[Drawn], look: Look, height: int = 300) -> Any:
    """Lines over the weeks; the baseline grey and dashed, a limit thin and whole, every line named above."""
    if len(lines) == 1:
        return _single(lines[0], look, height)
    rows = pd.concat(
        [
            pd.DataFrame({"week": pd.to_datetime(line.values.index), "value": line.values.to_numpy()}).assign(
                label=line.label
            )
            for line in lines
        ]
    )
    names = [line.label for line in lines]
    styles = _styles(lines, look)
    legend = alt.Legend(columns=narrow(1, 3), symbolType="stroke", symbolSize=400, labelLimit=340)
    picture = (
        alt.Chart(rows)
        .mark_line(interpolate="monotone")
        .encode(
            x=alt.X("week:T", axis=week_axis(), scale=alt.Scale(nice=False)),
            y=_upright(lines),
            color=alt.Color(
                "label:N",
                sort=names,
                scale=alt.Scale(domain=names, range=[colour for colour, _, _ in styles]),
                legend=legend,
            ),
            strokeDash=alt.StrokeDash(
                "label:N",
                sort=names,
                scale=alt.Scale(domain=names, range=[dash for _, dash, _ in styles]),
                legend=legend,
            ),
            strokeWidth=alt.StrokeWidth(
                "label:N",
                sort=names,
                scale=alt.Scale(domain=names, range=[width for _, _, width in styles]),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("label:N", title=say("whatif.line", look.language)),
                *_week_and_value(look),
            ],
        )
    )
    return dressed(picture.properties(height=height), look)


def _single(line: Drawn, look: Look, height: int) -> Any:
    rows = pd.DataFrame({"week": pd.to_datetime(line.values.index), "value": line.values.to_numpy()})
    picture = (
        alt.Chart(rows)
        .mark_line(color=look.palette.median, strokeWidth=2.5, interpolate="monotone")
        .encode(
            x=alt.X("week:T", axis=week_axis(), scale=alt.Scale(nice=False)),
            y=_upright([line]),
            tooltip=_week_and_value(look),
        )
    )
    return dressed(picture.properties(height=height), look)


def _upright(lines: Sequence[Drawn]) -> alt.Y:
    axis = alt.Axis(
        title=None, format=",d", minExtent=AXIS_WIDTH, maxExtent=AXIS_WIDTH, tickCount=5, tickMinStep=1
    )
    return alt.Y("value:Q", axis=axis, scale=alt.Scale(domain=_domain(lines), nice=False))


def _week_and_value(look: Look) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("week:T", title=say("column.start", look.language), format="%d-%m-%Y"),
        alt.Tooltip("value:Q", title=say("whatif.value", look.language), format=",d"),
    ]


def _styles(lines: Sequence[Drawn], look: Look) -> list[tuple[str, list[int], float]]:
    """Colour, dash and width of each line."""
    palette, others = look.palette, 0
    found: list[tuple[str, list[int], float]] = []
    for line in lines:
        if line.role == "asked":
            found.append((palette.median, [1, 0], 2.5))
        elif line.role == "baseline":
            found.append((palette.baseline, BASELINE_DASH, 2.0))
        elif line.role == "limit":
            found.append((palette.text, [1, 0], 1.0))
        else:
            colour = palette.compare[(others + 1) % len(palette.compare)]
            found.append((colour, OTHER_DASHES[others % len(OTHER_DASHES)], 2.0))
            others += 1
    return found


def _domain(lines: Sequence[Drawn]) -> list[float]:
    """An axis with room around the baseline and limits, stretched only when another line leaves it.

    It starts at zero unless all lines lie far above it.
    """
    steady = [line.values for line in lines if line.role in ("baseline", "limit")] or [lines[0].values]
    low = min(float(values.min()) for values in steady)
    high = max(float(values.max()) for values in steady)
    room = ROOM * high
    low, high = low - room, high + room
    low = min([low, *(float(line.values.min()) for line in lines)])
    high = max([high, *(float(line.values.max()) for line in lines)])
    if low < high / 2:
        low = min(0.0, low)
    return [low, max(high, low + 1.0)]


def bars_chart(table: pd.DataFrame, look: Look) -> Any:
    """Bars by category: this scenario filled, the baseline as a dashed outline, a limit as a mark across.

    Args:
        table: columns label, asked, baseline, and limit where there is one.
    """
    palette = look.palette
    order = list(table.label)
    base = alt.Chart(table)
    y = alt.Y("label:N", sort=order, axis=alt.Axis(title=None, labelLimit=narrow(110, 260)))
    axis = alt.Axis(title=None, format=",d", tickCount=5, tickMinStep=1)
    if table.asked.max() >= MILLION_SHOWN_FROM:
        words = say("whatif.millions", look.language)
        axis = alt.Axis(title=None, labelExpr=f"format(datum.value / 1e6, ',d') + ' {words}'", tickCount=4)
    numbers = [
        alt.Tooltip(f"{name}:Q", title=say(f"whatif.bar_{name}", look.language), format=",d")
        for name in table.columns
        if name != "label"
    ]
    tooltip = [alt.Tooltip("label:N", title=say("whatif.line", look.language)), *numbers]
    scale = alt.Scale(domainMin=0, nice=True)
    asked = base.mark_bar(color=palette.median, height={"band": 0.5}).encode(
        x=alt.X("asked:Q", axis=axis, scale=scale), y=y, tooltip=tooltip
    )
    outline = base.mark_bar(
        fill=None, stroke=palette.baseline, strokeDash=BASELINE_DASH, strokeWidth=2, height={"band": 0.8}
    ).encode(x=alt.X("baseline:Q", axis=axis, scale=scale), y=y, tooltip=tooltip)
    layers = [asked, outline]
    if "limit" in table:
        layers.append(
            base.mark_tick(color=palette.text, thickness=3, height={"band": 0.9}).encode(
                x=alt.X("limit:Q"), y=y
            )
        )
    height = BAR_HEIGHT * len(table) + AROUND_BARS
    return dressed(alt.layer(*layers, height=height), look)


def compare_chart(lines: Sequence[Drawn], letters: Sequence[str], look: Look, height: int = 320) -> Any:
    """Lines of scenarios, each with its own dash and its letter at its highest week.

    Args:
        letters: what stands at each line, in the order of the lines.
    """
    palette = look.palette
    styles = [(palette.baseline, BASELINE_DASH), *zip(palette.compare, COMPARE_DASHES, strict=True)]
    layers, marks = [], []
    for line, letter, (colour, dash) in zip(lines, letters, styles, strict=False):
        rows = pd.DataFrame(
            {"week": pd.to_datetime(line.values.index), "value": line.values.to_numpy(), "label": line.label}
        )
        layers.append(
            alt.Chart(rows)
            .mark_line(color=colour, strokeDash=dash, strokeWidth=2.5)
            .encode(
                x=alt.X("week:T", axis=week_axis(), scale=alt.Scale(nice=False)),
                y=_upright(lines),
                tooltip=[
                    alt.Tooltip("label:N", title=say("whatif.line", look.language)),
                    *_week_and_value(look),
                ],
            )
        )
        marks.append((rows, letter))
    return dressed(alt.layer(*layers, *_letters(marks, look), height=height), look)


COMPARE_DASHES = ([1, 0], [8, 3], [2, 2, 8, 2])


def _letters(marks: Sequence[tuple[pd.DataFrame, str]], look: Look) -> list[Any]:
    """A letter at each line, spread over the weeks so that equal lines keep their letters apart."""
    rows = []
    for place, (line, letter) in enumerate(marks):
        at = round((len(line) - 1) * (place + 1) / (len(marks) + 1))
        rows.append(line.iloc[[at]].assign(letter=letter))
    base = alt.Chart(pd.concat(rows)).encode(x=alt.X("week:T"), y=alt.Y("value:Q"), text=alt.Text("letter:N"))
    style: dict[str, Any] = {"fontSize": LABEL_SIZE + 2, "fontWeight": "bold", "dy": -10}
    halo = base.mark_text(stroke=look.palette.page, strokeWidth=4, **style)
    return [halo, base.mark_text(color=look.palette.text, **style)]
