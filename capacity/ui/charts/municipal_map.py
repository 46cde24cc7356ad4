"""Municipalities on a map drawn from boundaries that a planner brought; nothing is asked of another host."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from capacity.texts import say
from capacity.ui.charts.tiles import MISSING_STEPS
from capacity.ui.charts.tokens import Look, dressed

HEIGHT = 560
PLACED = ("name", "task", "gap", "gap_percent")


def municipal_map(rows: pd.DataFrame, shapes: Mapping[str, list[Any]], look: Look) -> Any:
    """The share of the task that each municipality lacks; one without a figure has no fill.

    Args:
        rows: region, name, task, gap (places; missing when unknown), gap_percent.
        shapes: rings by municipality, y upwards.
    """
    palette, language = look.palette, look.language
    features = [_feature(row, shapes[str(row["region"])]) for row in drawn(rows, shapes)]
    inline: Any = alt.Data
    steps = alt.Scale(
        type="threshold", domain=[100 * step for step in MISSING_STEPS], range=list(palette.classes)
    )
    chart = (
        alt.Chart(inline(values=features))
        .mark_geoshape(stroke=palette.second, strokeWidth=0.4)
        .encode(
            color=alt.Color(
                "gap_percent:Q",
                scale=steps,
                legend=None,
                condition={"test": "!isValid(datum.gap_percent)", "value": palette.page},
            ),
            tooltip=[
                alt.Tooltip("name:N", title=say("column.municipality", language)),
                *(
                    alt.Tooltip(f"{name}:Q", title=say(f"column.{name}", language), format=",d")
                    for name in PLACED[1:]
                ),
            ],
        )
        .project(type="identity", reflectY=True)
        .properties(height=HEIGHT)
    )
    return dressed(chart, look)


def drawn(rows: pd.DataFrame, shapes: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    """Municipalities that have a shape, with what a reader sees of each."""
    return [
        {name: _cell(row[name]) for name in ("region", *PLACED)}
        for _, row in rows.iterrows()
        if shapes.get(str(row["region"]))
    ]


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return None if pd.isna(value) else round(float(value))


def _feature(row: Mapping[str, Any], rings: list[Any]) -> dict[str, Any]:
    shape = {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}
    return {"type": "Feature", "geometry": shape, **{name: row[name] for name in PLACED}}
