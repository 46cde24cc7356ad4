"""Provinces as tiles, a schema and no map: name, figure, and how much of the task is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import altair as alt
import pandas as pd

from capacity.texts import Language, number, say, signed
from capacity.ui.charts.tokens import LABEL_SIZE, Look, Palette, dressed, either, narrow
from capacity.ui.elements.marked_table import MARK

TILES: dict[str, tuple[int, int]] = {
    "PV21": (1, 0), "PV20": (2, 0), "PV27": (0, 1), "PV24": (1, 1), "PV22": (2, 1), "PV28": (0, 2),
    "PV26": (1, 2), "PV23": (2, 2), "PV29": (0, 3), "PV30": (1, 3), "PV25": (2, 3), "PV31": (2, 4),
}  # fmt: skip
COLUMNS, ROWS = 3, 5
MISSING_STEPS = (0.0001, 0.1, 0.25, 0.5)
GUTTER, INSIDE = 0.02, 0.06
LINES = (("name", 0.17, LABEL_SIZE), ("figure", 0.43, 21), ("share_text", 0.68, 12))
BAR_TOP, BAR_BOTTOM = 0.82, 0.9
CLICKED = "tile"


def tile_rows(gaps: pd.DataFrame, region_names: dict[str, str], language: Language) -> pd.DataFrame:
    """One row per tile with its corners, its texts and its bar.

    Args:
        gaps: region, task, durable and gap (places; below zero is a surplus); `figure` and
            `baseline_durable` may be given too, and `marked`: whether a task is an estimate.
    """
    rows = gaps[gaps.region.isin(list(TILES))].copy()
    rows["left"] = [TILES[region][0] + GUTTER for region in rows.region]
    rows["top"] = [TILES[region][1] + GUTTER for region in rows.region]
    rows["right"], rows["bottom"] = rows.left + 1 - 2 * GUTTER, rows.top + 1 - 2 * GUTTER
    rows["name"] = [region_names.get(region, region) for region in rows.region]
    rows["missing"] = (rows.gap / rows.task).clip(lower=0)
    rows["surplus"] = rows.gap <= 0
    if "figure" not in rows:
        rows["figure"] = [signed(-gap, language) for gap in rows.gap]
    estimates = rows.marked if "marked" in rows else [False] * len(rows)
    rows["share_text"] = [
        say("plan.tile_share", language, share=durable / task, task=_task(task, marked, language))
        for durable, task, marked in zip(rows.durable, rows.task, estimates, strict=True)
    ]
    rows["bar_left"], rows["bar_right"] = rows.left + INSIDE, rows.right - INSIDE
    rows["bar_top"], rows["bar_bottom"] = rows.top + BAR_TOP, rows.top + BAR_BOTTOM
    rows["bar_end"] = _along_bar(rows, rows.durable)
    if "baseline_durable" in rows:
        rows["baseline_end"] = _along_bar(rows, rows.baseline_durable)
    for field, offset, _ in LINES:
        rows[f"y_{field}"] = rows.top + offset
    return rows


def _task(task: float, marked: bool, language: Language) -> str:
    return f"{MARK} {number(float(task), language)}" if marked else number(float(task), language)


def _along_bar(rows: pd.DataFrame, durable: pd.Series) -> pd.Series:
    return rows.bar_left + (rows.bar_right - rows.bar_left) * (durable / rows.task).clip(0, 1)


def gap_tiles(
    gaps: pd.DataFrame, region_names: dict[str, str], look: Look, selected: str | None = None
) -> Any:
    """Provinces as tiles; the fill is the share of the task that is missing, a surplus has a ruled edge.

    Args:
        gaps: see `tile_rows`; with `baseline_durable` the bar has a grey mark where the baseline ends.
        selected: code of the province that is outlined; None: nothing can be clicked.
    """
    palette, rows = look.palette, tile_rows(gaps, region_names, look.language)
    x_scale = alt.Scale(domain=[0, COLUMNS], nice=False)
    y_scale = alt.Scale(domain=[ROWS, 0], nice=False)
    base = alt.Chart(rows.assign(chosen=rows.region == selected))

    def corners(chart: Any, name: str, right: str) -> Any:
        prefix = f"{name}_" if name else ""
        return chart.encode(
            x=alt.X(f"{prefix}left:Q", axis=None, scale=x_scale),
            x2=alt.X2(f"{right}:Q"),
            y=alt.Y(f"{prefix}top:Q", axis=None, scale=y_scale),
            y2=alt.Y2(f"{prefix}bottom:Q"),
        )

    steps = alt.Scale(type="threshold", domain=list(MISSING_STEPS), range=list(palette.classes))
    tiles = corners(base.mark_rect(), "", "right").encode(
        color=alt.Color("missing:Q", scale=steps, legend=None),
        stroke=either(alt.StrokeValue, "datum.chosen || datum.surplus", palette.text, None),
        strokeWidth=either(alt.StrokeWidthValue, "datum.chosen", 3, 1),
        tooltip=[
            alt.Tooltip("name:N", title=say("column.region", look.language)),
            *(
                alt.Tooltip(f"{name}:Q", title=say(f"column.{name}", look.language), format=",d")
                for name in ("task", "durable", "gap")
            ),
        ],
    )
    clicked = alt.selection_point(name=CLICKED, fields=["region"], on="click", toggle=False)
    ink = partial(_ink, palette)
    edge = corners(base.mark_rect(fill=None, strokeWidth=1), "bar", "bar_right").encode(
        stroke=ink(alt.StrokeValue)
    )
    bar = corners(base.mark_rect(), "bar", "bar_end").encode(fill=ink(alt.FillValue))
    tiles = tiles if selected is None else tiles.add_params(clicked)
    layers = [tiles, edge, bar, *_baseline(base, rows, palette), *_texts(base, ink)]
    return dressed(alt.layer(*layers, height=520), look)


def _ink(palette: Palette, channel: Any) -> Any:
    """Text that can be read on the fill below it."""
    light, dark = palette.class_texts[-1], palette.class_texts[0]
    return either(channel, f"datum.missing >= {MISSING_STEPS[-1]}", light, dark)


def _baseline(base: Any, rows: pd.DataFrame, palette: Palette) -> list[Any]:
    """A dashed mark across the bar where the baseline ends, on a paler one so that it shows on any fill."""
    if "baseline_end" not in rows:
        return []
    marks = base.encode(
        x=alt.X("baseline_end:Q"), y=alt.Y("above:Q"), y2=alt.Y2("below:Q")
    ).transform_calculate(above="datum.bar_top - 0.06", below="datum.bar_bottom + 0.06")
    halo = marks.mark_rule(color=palette.page, strokeWidth=4)
    return [halo, marks.mark_rule(color=palette.baseline, strokeWidth=2, strokeDash=[3, 3])]


def _texts(base: Any, ink: Callable[[Any], Any]) -> list[Any]:
    return [
        base.mark_text(align="left", baseline="middle", fontSize=size, limit=narrow(100, 200)).encode(
            x=alt.X("bar_left:Q"),
            y=alt.Y(f"y_{field}:Q"),
            text=alt.Text(f"{field}:N"),
            color=ink(alt.ColorValue),
        )
        for field, _, size in LINES
    ]
